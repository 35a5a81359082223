#include "sim/results/tally.hpp"

#include <algorithm>
#include <cstring>

#include "sim/base/units.hpp"
#include "tests/results/hand_made.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::results;
using test::hand_made_model;
using test::tally_by_hand;

namespace {

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool same_bits(const Spread& a, const Spread& b) {
  return std::memcmp(&a.mean, &b.mean, sizeof a.mean) == 0 &&
         std::memcmp(&a.quantiles, &b.quantiles, sizeof a.quantiles) == 0 &&
         std::memcmp(&a.upper_shortfall, &b.upper_shortfall, sizeof a.upper_shortfall) == 0;
}

const SeriesResult& series(const Results& results, const std::string& name) {
  const auto found = std::find_if(results.series.begin(), results.series.end(),
                                  [&](const SeriesResult& s) { return s.source.name == name; });
  REQUIRE(found != results.series.end());
  return *found;
}

void check_near(const Estimate& estimate, double expected) {
  CAPTURE(estimate.value, expected, estimate.standard_error);
  CHECK(std::abs(estimate.value - expected) < 5 * estimate.standard_error);
}

}  // namespace

TEST_CASE("equal bits whatever the number of threads") {
  const model::Model model = hand_made_model();
  for (const std::int64_t paths : {std::int64_t{3000}, std::int64_t{20'000}}) {
    const Results one = tally_by_hand(model, paths, 5000, 1);
    for (const int threads : {2, 5}) {
      const Results many = tally_by_hand(model, paths, 5000, threads);
      for (std::size_t s = 0; s < one.series.size(); ++s) {
        CHECK(same_bits(one.series[s].mean, many.series[s].mean));
        CHECK(same_bits(one.series[s].standard_error, many.series[s].standard_error));
        CHECK(same_bits(one.series[s].quantiles, many.series[s].quantiles));
      }
      CHECK(one.truce->survival_by_time.counts == many.truce->survival_by_time.counts);
      CHECK(one.truce->root_by_time.counts == many.truce->root_by_time.counts);
      CHECK(one.truce->restricted_mean_life.value == many.truce->restricted_mean_life.value);
      CHECK(one.truce->hazard_per_year.standard_error == many.truce->hazard_per_year.standard_error);
      CHECK(one.regime_by_time.counts == many.regime_by_time.counts);
      CHECK(same_bits(one.loss[0], many.loss[0]));
      CHECK(same_bits(one.market_return[3], many.market_return[3]));
      CHECK(same_bits(one.outcomes[1], many.outcomes[1]));
      for (std::size_t v = 0; v < one.kept->variables().size(); ++v)
        std::visit(
            [&](const auto& a) { CHECK(same_bits(a, std::get<std::decay_t<decltype(a)>>(many.kept->values(v)))); },
            one.kept->values(v));
    }
  }
}

TEST_CASE("means, fans and errors of series with known laws") {
  const Results results = tally_by_hand(hand_made_model(), 60'000, 0);
  const SeriesResult& factor = series(results, "factor");
  for (std::size_t k = 0; k < test::kTimes; ++k) {
    CHECK(std::abs(factor.mean[k] - static_cast<double>(k)) < 5 / std::sqrt(60'000.0));
    CHECK(factor.standard_error[k] == Approx(1 / std::sqrt(60'000.0)).epsilon(0.02));
    for (std::size_t q = 0; q < kQuantiles.size(); ++q) {
      const double p = kQuantiles[q];
      const double z = random::normal_quantile(p);
      const double density = std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979);
      const double error = std::sqrt(p * (1 - p) / 60'000) / density;
      CAPTURE(k, p);
      CHECK(std::abs(factor.quantiles[k * 9 + q] - (static_cast<double>(k) + z)) < 5 * error + 0.003);
    }
  }
  const SeriesResult& market = series(results, "market");
  CHECK(market.mean.empty());
  CHECK(market.quantiles[(2 * 2 + 1) * 9 + kMedian] == Approx(20).epsilon(0.01));
  CHECK(market.quantiles[(2 * 2 + 0) * 9 + kQuantile95] == Approx(11 * std::exp(0.3 * 1.6449)).epsilon(0.015));
  // 40 % of paths order 12 exactly: an atom at the top of the fan at the end.
  const SeriesResult& ordered = series(results, "ordered");
  CHECK(ordered.quantiles[5 * 9 + 8] == 12.0f);
  CHECK(ordered.quantiles[5 * 9 + 5] == 12.0f);
  CHECK(ordered.quantiles[5 * 9 + kQuantile05] == Approx(6 + 6 * 0.05 / 0.6).margin(0.05));
  CHECK(series(results, "loss").quantiles.empty());
  CHECK(series(results, "loss").mean[2] == 0);
  CHECK(series(results, "loss").standard_error[2] == 0);
}

TEST_CASE("a run of few paths selects exactly, a longer one from bins agrees with it") {
  const model::Model model = hand_made_model();
  const Results few = tally_by_hand(model, kMostExactPaths, 0);
  const Results more = tally_by_hand(model, kMostExactPaths + 1, 0);
  const SeriesResult& exact = series(few, "factor");
  const SeriesResult& binned = series(more, "factor");
  for (std::size_t i = 9; i < 18; ++i) CHECK(binned.quantiles[i] == Approx(exact.quantiles[i]).margin(0.03));
  std::vector<float> values;
  engine::BlockResult block(model);
  for (std::int64_t b = 0; b < kMostExactPaths / 256; ++b) {
    test::fill_block(model, b, block);
    values.insert(values.end(), block.factor.at(0, 1), block.factor.at(0, 1) + engine::kLanes);
  }
  std::sort(values.begin(), values.end());
  const double rank = 0.05 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  CHECK(exact.quantiles[9 + 1] ==
        static_cast<float>(values[below] +
                           (rank - std::floor(rank)) * (static_cast<double>(values[below + 1]) - values[below])));
  CHECK(few.truce->median_life.value == Approx(more.truce->median_life.value).margin(0.1));
  CHECK(few.loss[0].upper_shortfall.value == Approx(more.loss[0].upper_shortfall.value).epsilon(0.02));
}

TEST_CASE("the truce: survival, causes, roots, life and hazard of an exponential") {
  const model::Model model = hand_made_model();
  const std::int64_t paths = 100'000;
  const Results results = tally_by_hand(model, paths, 0);
  const TruceResult& truce = *results.truce;
  for (std::size_t k = 0; k < test::kTimes; ++k) {
    const double expected = std::exp(-model.times[k] / 30);
    if (k > 0) check_near(truce.survival_by_time.at(k), expected);
    if (k > 0) check_near(truce.holding_by_time.at(k), expected);
    if (k > 0) check_near(truce.cause_by_time.at(k, 0), 0.3 * (1 - expected));
    CHECK(truce.root_by_time.count(k, 0) == 0);
    CHECK(truce.survival_by_time.count(k) + truce.cause_by_time.count(k, 0) + truce.cause_by_time.count(k, 1) == paths);
    CHECK(truce.root_by_time.count(k, 1) == paths - truce.survival_by_time.count(k));
  }
  CHECK(truce.survival_by_time.count(0) == paths);
  // The first horizon lies inside the second step: at its own day, not at the step's end.
  check_near(truce.survival_by_horizon.at(0), std::exp(-11.0 / 30));
  CHECK(truce.survival_by_horizon.count(0) > truce.survival_by_time.count(2));
  CHECK(truce.survival_by_horizon.count(1) == truce.survival_by_time.count(5));
  check_near({truce.median_life.value, truce.median_life.standard_error(), paths}, 30 * std::log(2.0));
  check_near(truce.restricted_mean_life, 30 * (1 - std::exp(-35.0 / 30)));
  check_near(truce.hazard_per_year, kDaysPerYear / 30);
  CHECK(truce.hazard_per_year.standard_error ==
        Approx(kDaysPerYear / 30 / std::sqrt(static_cast<double>(paths) * (1 - std::exp(-35.0 / 30)))).epsilon(0.02));
}

TEST_CASE("quantities, outcomes, commitments and events") {
  const model::Model model = hand_made_model();
  const std::int64_t paths = 100'000;
  const Results results = tally_by_hand(model, paths, 0);
  check_near(results.commitment_met[0], 0.4);
  CHECK(results.ordered[0].quantiles[kQuantile95].value == 12);
  CHECK(results.ordered[0].quantiles[kQuantile95].standard_error() == 0);
  CHECK(results.shipped[0].quantiles[kMedian].value ==
        Approx(results.ordered[0].quantiles[kMedian].value / 2).margin(0.01));
  check_near(results.loss[0].mean, 0.02);
  check_near(results.disruption_by_time.at(3), 0.02);
  CHECK(results.disruption_by_time.count(2) == 0);
  CHECK(results.disruption_by_time.count(5) == results.disruption_by_time.count(3));
  // 2 % of paths lose Exp(1): nothing at the 95 % quantile, 0.02 / 0.05 in the mean of the worst 5 %.
  CHECK(results.loss[0].quantiles[kQuantile95].value == 0);
  check_near(results.loss[0].upper_shortfall, 0.02 / 0.05);
  check_near(results.market_return[2].mean, 0.0);  // of the logarithm
  CHECK(results.market_return[2].mean.standard_error == Approx(0.3 / std::sqrt(1e5)).epsilon(0.02));
  CHECK(results.market_return[2].quantiles[kQuantile05].value == Approx(std::exp(-0.3 * 1.6449) - 1).margin(0.01));
  CHECK(results.market_return[2].lower_shortfall.value < results.market_return[2].quantiles[kQuantile05].value);
  check_near(results.market_drawdown[1].upper_shortfall, 0.975);

  check_near(results.outcomes[0].mean, std::exp(-35.0 / 30));
  CHECK(results.outcomes[0].mean.count == paths);
  check_near(results.outcomes[1].mean, (0.4 * 12 + 0.6 * 9) / 12);
  const std::int64_t broken = paths - results.truce->survival_by_time.count(5);
  CHECK(results.outcomes[2].mean.count == broken);
  check_near(results.outcomes[2].mean, 14 * 0.02);
  CHECK(results.event_by_time.count(5, 0) == results.truce->cause_by_time.count(5, 0));
  CHECK(results.event_count[1].value == Approx(results.event_by_time.at(5, 1).value));
  CHECK(results.triggers_voided[0] == 0.25);
  CHECK(std::isnan(results.triggers_voided[1]));
  CHECK(results.regime_by_time.count(4, 1) == paths - results.truce->survival_by_time.count(4));
}

TEST_CASE("a quantity that is drawn for each path decides whether a commitment is met") {
  model::Model model = hand_made_model();
  random::Distribution::Form uniform;
  uniform.kind = random::Distribution::Kind::kUniform;
  uniform.a = 6;
  uniform.b = 12;
  model.parameters.push_back({"trade.soybeans.commitments.initial.quantity", random::Distribution(uniform),
                              random::StreamId("parameter/trade.soybeans.commitments.initial.quantity")});
  model.commitments[0].quantity.parameter = ParameterId{0};
  // 40 % order 12, the most that can be drawn; the others are as likely above the drawn quantity as below it.
  check_near(tally_by_hand(model, 100'000, 0).commitment_met[0], 0.4 + 0.6 * 0.5);
}

TEST_CASE("a truce that does not hold at the start is broken in row 0 by no cause") {
  const model::Model model = hand_made_model();
  std::vector<engine::BlockResult> pilot(1, engine::BlockResult(model));
  test::fill_block(model, 0, pilot[0]);
  for (std::size_t lane = 0; lane < engine::kLanes; ++lane) {
    pilot[0].truce_end_time[0][lane] = 0;
    pilot[0].truce_end_cause[0][lane] = pilot[0].truce_end_root[0][lane] = -1;
  }
  Tally tally(model, {256, 0, 0}, pilot);
  tally.merge(tally.tally(pilot[0], 256));
  const Results results = tally.finish();
  CHECK(results.truce->survival_by_time.count(0) == 0);
  CHECK(results.truce->survival_by_horizon.count(0) == 0);
  CHECK(results.truce->cause_by_time.count(5, 0) + results.truce->cause_by_time.count(5, 1) == 0);
}

TEST_CASE("an event on an edge of the grid belongs to the step that ends there, one at the start to the first") {
  const model::Model model = hand_made_model();
  std::vector<engine::BlockResult> pilot(1, engine::BlockResult(model));
  test::fill_block(model, 0, pilot[0]);
  const double days[] = {0, 7, 7 + 1e-6, 35};
  const std::size_t rows[] = {1, 1, 2, 5};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t lane = 0; lane < engine::kLanes; ++lane) pilot[0].event_first_time[0][lane] = days[i];
    Tally tally(model, {256, 0, 0}, pilot);
    tally.merge(tally.tally(pilot[0], 256));
    const Results results = tally.finish();
    CHECK(results.event_by_time.count(rows[i] - 1, 0) == 0);
    CHECK(results.event_by_time.count(rows[i], 0) == 256);
  }
}

TEST_CASE("the first paths are kept as they are, and their trajectories") {
  const model::Model model = hand_made_model();
  const Results results = tally_by_hand(model, 1000, 300, 2, 10);
  const KeptPaths& kept = *results.kept;
  CHECK(kept.paths() == 300);
  CHECK(kept.sample_paths() == 10);
  engine::BlockResult block(model);
  test::fill_block(model, 1, block);
  for (std::size_t v = 0; v < kept.variables().size(); ++v) {
    const PathVariable& variable = kept.variables()[v];
    if (variable.name == "market_return") {
      const auto& values = std::get<std::vector<float>>(kept.values(v));
      CHECK(values.size() == 300 * 4);
      CHECK(values[260 * 4 + 3] == static_cast<float>(block.market_return[3][4]));
    }
    if (variable.name == "truce_end_cause")
      CHECK(std::get<std::vector<std::int32_t>>(kept.values(v))[299] == block.truce_end_cause[0][43]);
  }
  test::fill_block(model, 0, block);
  CHECK(kept.regime_samples()[(9 * test::kTimes + 5)] == block.regime.at(0, 5)[9]);
  CHECK(tally_by_hand(model, 100, 1'000'000).kept->paths() == 100);
}

#include "sim/study/compare.hpp"

#include <cmath>

#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/study/hybrid_models.hpp"
#include "sim/study/paired_sums.hpp"
#include "sim/study/shapley.hpp"
#include "sim/study/simulate.hpp"
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::study;

namespace {

struct Loaded {
  scenario::Scenario scenario;
  model::Model model;
};

Loaded load(const std::string& text, const std::vector<std::string>& settings = {}, std::uint64_t seed = 4) {
  scenario::ReadResult read = scenario::read_scenario_text(text, "small.yaml", settings);
  INFO(read.diagnostics.render(read.sources));
  REQUIRE(read.scenario);
  auto model = model::build_model(*read.scenario, seed, read.diagnostics);
  REQUIRE(model);
  return {std::move(*read.scenario), std::move(*model)};
}

CompareReport compare_two(const Loaded& a, const Loaded& b, std::int64_t paths, std::int64_t attribution_paths = 0) {
  CompareOptions options;
  options.paths = paths;
  options.attribution_paths = attribution_paths;
  options.threads = 2;
  return compare({{"A", "a.yaml", &a.scenario, &a.model}, {"B", "b.yaml", &b.scenario, &b.model}}, options);
}

const std::vector<std::string> kHarder = {"events.snapback.rate=0.8 per year", "trade.soybeans.pace=0.45 Mt/week",
                                          "markets.vix.volatility=100% per year"};

const char* const kHazards = R"(start: 2026-01-01
end: 2026-12-31
regimes: {tariffs: [calm, broken]}
truce: {holds_while: {tariffs: calm}}
outcomes: {holds: {regime: {tariffs: calm}, throughout: 2026-12-31}}
events:
)";

// `count` independent causes of a break, each of 0.2 per year; the first `raised` of them at twice that and more.
std::string hazards(std::size_t count, std::size_t raised) {
  std::string text = kHazards;
  for (std::size_t i = 0; i < count; ++i)
    text += "  cause_" + std::to_string(i) +
            ": {while: {tariffs: calm}, rate: " + std::to_string(i < raised ? 0.2 * static_cast<double>(i + 2) : 0.2) +
            " per year, set: {tariffs: broken}}\n";
  return text;
}

// The share of each cause in the change of P(no break), in closed form.
std::vector<double> shares_by_hand(std::size_t count) {
  std::vector<double> value;
  const double years = 365 / 365.25;
  for (std::size_t set = 0; set < std::size_t{1} << count; ++set) {
    double rate = 0;
    for (std::size_t i = 0; i < count; ++i) rate += set >> i & 1 ? 0.2 * static_cast<double>(i + 2) : 0.2;
    value.push_back(std::exp(-rate * years));
  }
  return shapley_values(count, value);
}

std::size_t row_of(const CompareReport& report, const std::string& key) {
  for (std::size_t i = 0; i < report.figures.size(); ++i)
    if (report.figures[i].figure.key == key) return i;
  FAIL("no figure " + key);
  return 0;
}

}  // namespace

TEST_CASE("paired sums are the sums of the differences of pairs") {
  std::vector<double> a, b, d;
  static const random::StreamId stream("test/pairs");
  for (std::uint32_t i = 0; i < 1000; ++i) {
    a.push_back(100 + random::uniform_at(1, i, stream, 0));
    b.push_back(a.back() + 0.1 * random::uniform_at(1, i, stream, 1));
    d.push_back(b.back() - a.back());
  }
  PairedSums sums(100), halves(100), second(100);
  sums.add(a.data(), b.data(), 1000);
  halves.add(a.data(), b.data(), 400);
  second.add(a.data() + 400, b.data() + 400, 600);
  halves.add(second);
  results::ShiftedSums direct;
  for (const double x : d) direct.add({1, x, x * x});
  const results::Estimate expected = results::mean(direct, 0);
  CHECK(sums.difference().value == Approx(expected.value));
  CHECK(sums.difference().standard_error == Approx(expected.standard_error).epsilon(1e-6));
  CHECK(halves.difference().standard_error == Approx(sums.difference().standard_error).epsilon(1e-9));
  CHECK(sums.variance_ratio() > 50);
  CHECK(!sums.same_on_every_path());
  PairedSums same(100);
  same.add(a.data(), a.data(), 1000);
  CHECK(same.same_on_every_path());
  CHECK(same.difference().value == 0);
  CHECK(same.difference().standard_error == 0);
  CHECK(std::isnan(same.variance_ratio()));
}

TEST_CASE("what a coupling can give at most") {
  // 20 % and 30 %: at least 10 % of the paths differ.
  CHECK(most_variance_ratio(0.2, 0.3) == Approx((0.16 + 0.21) / 0.09));
  CHECK(std::isnan(most_variance_ratio(0.2, 0.2)));
}

TEST_CASE("paired errors are the scatter of differences over seeds") {
  // Conditional outcomes too: their means are ratios.
  const std::string text = std::string(test::kSmallScenario) +
                           "  share_if_broken: {commitment: soybeans.year, ordered: {}, "
                           "given: {regime: {tariffs: snapback}, at: 2026-12-30}}\n";
  constexpr int kSeeds = 200;
  std::vector<RunningMean> differences, variances;
  std::vector<std::string> keys;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const Loaded a = load(text, {}, 1000 + static_cast<std::uint64_t>(seed));
    const Loaded b = load(text, kHarder, 1000 + static_cast<std::uint64_t>(seed));
    const CompareReport report = compare_two(a, b, 1024);
    if (seed == 0) {
      differences.resize(report.figures.size());
      variances.resize(report.figures.size());
    }
    for (std::size_t i = 0; i < report.figures.size(); ++i) {
      const results::Estimate& d = report.figures[i].others[0]->difference;
      differences[i].add(d.value);
      variances[i].add(d.standard_error * d.standard_error);
      if (seed == 0) keys.push_back(report.figures[i].figure.key);
    }
  }
  int moved = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    CAPTURE(keys[i]);
    const double scatter = differences[i].standard_error() * differences[i].standard_error() * kSeeds;
    if (scatter == 0) {
      CHECK(variances[i].mean() == 0);
      continue;
    }
    ++moved;
    // A variance from n values has a relative error of sqrt(2 / (n - 1)), 10 % here. The interval that a quantile's
    // error comes from is itself uncertain, and 1 % of it is bias.
    const double ratio = variances[i].mean() / scatter;
    CHECK(ratio > 1 - 5 * std::sqrt(2.0 / (kSeeds - 1)));
    CHECK(ratio < 1 / (1 - 5 * std::sqrt(2.0 / (kSeeds - 1))));
  }
  CHECK(moved >= 12);
}

TEST_CASE("differences agree with long independent runs", "[slow]") {
  const Loaded a = load(test::kSmallScenario), b = load(test::kSmallScenario, kHarder);
  const CompareReport paired = compare_two(a, b, 100'000);
  const Loaded other_a = load(test::kSmallScenario, {}, 77), other_b = load(test::kSmallScenario, kHarder, 78);
  SimulateOptions options;
  options.paths = 400'000;
  options.kept_paths = options.sample_paths = 0;
  const results::Results of_a = simulate(other_a.model, options), of_b = simulate(other_b.model, options);
  for (const ComparedFigure& row : paired.figures) {
    CAPTURE(row.figure.key);
    const results::Estimate x = results::figure_estimate(other_a.model, row.figure, of_a);
    const results::Estimate y = results::figure_estimate(other_b.model, row.figure, of_b);
    const results::Estimate& d = row.others[0]->difference;
    const double error = std::hypot(d.standard_error, std::hypot(x.standard_error, y.standard_error));
    CHECK(std::abs(y.value - x.value - d.value) < 4 * error);
    CHECK(std::abs(row.first.value - x.value) < 4 * std::hypot(x.standard_error, row.first.standard_error));
  }
}

TEST_CASE("a rate raised by 5 %: paired errors are a third of unpaired ones, and no more than coupling can give") {
  const Loaded a = load(test::kSmallScenario), b = load(test::kSmallScenario, {"events.snapback.rate=0.525 per year"});
  const CompareReport report = compare_two(a, b, 20'000);
  const PairedEstimate& holds = *report.figures[row_of(report, "outcome.holds")].others[0];
  CHECK(holds.variance_ratio > 9);
  CHECK(holds.variance_ratio <= holds.most_variance_ratio * 1.001);
  // One clock moves this outcome alone, and it only fires earlier: the best that any coupling can do.
  CHECK(holds.variance_ratio == Approx(holds.most_variance_ratio).epsilon(0.01));
  // What has nothing to do with it does not move at all.
  const PairedEstimate& share = *report.figures[row_of(report, "outcome.share")].others[0];
  CHECK(share.same_on_every_path);
  CHECK(share.difference.standard_error == 0);
}

TEST_CASE("threads and the number of scenarios change no bit of a comparison") {
  const Loaded a = load(test::kSmallScenario), b = load(test::kSmallScenario, kHarder);
  CompareOptions options;
  options.paths = 3000;
  std::vector<CompareReport> reports;
  for (const int threads : {1, 2, 5}) {
    options.threads = threads;
    options.attribution_paths = 1024;
    reports.push_back(compare({{"A", "a", &a.scenario, &a.model}, {"B", "b", &b.scenario, &b.model}}, options));
  }
  options.attribution_paths = 0;
  reports.push_back(
      compare({{"A", "a", &a.scenario, &a.model}, {"B", "a", &a.scenario, &a.model}, {"C", "b", &b.scenario, &b.model}},
              options));
  for (std::size_t i = 0; i < reports[0].figures.size(); ++i)
    for (std::size_t r = 1; r < reports.size(); ++r) {
      const PairedEstimate& one = *reports[0].figures[i].others[0];
      const PairedEstimate& two = *reports[r].figures[i].others.back();
      CHECK(one.difference.value == two.difference.value);
      CHECK(one.difference.standard_error == two.difference.standard_error);
      if (r > 2) continue;
      const double total = reports[0].attributions[0].totals[i].value;
      const double other = reports[r].attributions[0].totals[i].value;
      CHECK((total == other || (std::isnan(total) && std::isnan(other))));
    }
}

TEST_CASE("what moved: exact shares of independent causes are those of the closed form") {
  const Loaded a = load(hazards(4, 0)), b = load(hazards(4, 4));
  const CompareReport report = compare_two(a, b, 40'000, 40'000);
  const Attribution& found = report.attributions[0];
  REQUIRE(found.exact);
  REQUIRE(found.changes.size() == 4);
  CHECK(found.changes[1].differences[0].path == "events.cause_1.rate");
  const std::size_t row = row_of(report, "outcome.holds");
  const std::vector<double> expected = shares_by_hand(4);
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    const results::Estimate& share = found.shares[row][i];
    CHECK(share.standard_error > 0);
    CHECK(share.standard_error < 0.005);
    CHECK(std::abs(share.value - expected[i]) < 5 * share.standard_error);
    sum += share.value;
  }
  CHECK(sum == Approx(found.totals[row].value));
  // Two causes exchanged would be seen.
  CHECK(std::abs(expected[0] - expected[3]) > 8 * found.shares[row][0].standard_error);
}

TEST_CASE("what moved: few paths give an error too, and one that holds") {
  const std::vector<double> expected = shares_by_hand(3);
  for (const std::int64_t paths : {1, 256, 700, 2048}) {
    CAPTURE(paths);
    double squares = 0, count = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      const Loaded one = load(hazards(3, 0), {}, seed), other = load(hazards(3, 3), {}, seed);
      const CompareReport report = compare_two(one, other, 256, paths);
      const Attribution& found = report.attributions[0];
      CHECK(found.paths == (paths + 255) / 256 * 256);
      const std::size_t at = row_of(report, "outcome.holds");
      for (std::size_t i = 0; i < 3; ++i) {
        const results::Estimate& share = found.shares[at][i];
        REQUIRE(share.standard_error > 0);
        squares += std::pow((share.value - expected[i]) / share.standard_error, 2);
        count += 1;
      }
      CHECK(found.totals[at].standard_error > 0);
    }
    // Mean square of Student's t with 7 to 15 degrees: 1.15 to 1.4. The three shares of a seed go together, so 40
    // count.
    CHECK(squares / count > 0.5);
    CHECK(squares / count < 2.5);
  }
}

TEST_CASE("what moved: a rare condition counts all paths on which it holds, also those of few") {
  const std::string given =
      "start: 2026-01-01\nend: 2026-12-31\nregimes: {tariffs: [calm, broken]}\n"
      "outcomes: {holds: {regime: {tariffs: calm}, throughout: 2026-12-31, given: {event: rare, by: 2026-12-31}}}\n"
      "events:\n  rare: {probability: 4% per year}\n  breaks: {while: {tariffs: calm}, rate: ";
  const std::string end = ", set: {tariffs: broken}}\n";
  const Loaded a = load(given + "0.5 per year" + end), b = load(given + "1.5 per year" + end);
  const CompareReport report = compare_two(a, b, 1024, 1024);
  const std::size_t row = row_of(report, "outcome.holds");
  const results::Estimate& share = report.attributions[0].shares[row][0];
  // The same paths as the comparison's, so the same difference.
  CHECK(share.value == Approx(report.figures[row].others[0]->difference.value).epsilon(1e-9));
  CHECK(share.standard_error == Approx(report.figures[row].others[0]->difference.standard_error).epsilon(0.6));
}

TEST_CASE("what moved: too few paths for sampled orders are refused before anything runs") {
  const Loaded a = load(hazards(10, 0)), b = load(hazards(10, 10));
  CHECK_THROWS_WITH(compare_two(a, b, 8192, 1000),
                    "1000 paths of each scenario are too few: between the two stand 10 changes, of which orders are "
                    "sampled, and their error takes at least 2048 paths");
  const CompareReport report = compare_two(a, b, 2048, 2048);
  CHECK(report.attributions[0].orders == 16);
  CHECK(report.attributions[0].shares[row_of(report, "outcome.holds")][0].standard_error > 0);
}

TEST_CASE("what moved: beyond eight changes orders are sampled, with errors that hold") {
  const Loaded a = load(hazards(10, 0)), b = load(hazards(10, 10));
  const CompareReport report = compare_two(a, b, 8192, 8192);
  const Attribution& found = report.attributions[0];
  REQUIRE(!found.exact);
  REQUIRE(found.changes.size() == 10);
  CHECK(found.orders == 64);
  CHECK(found.invalid_orders == 0);
  const std::size_t row = row_of(report, "outcome.holds");
  const std::vector<double> expected = shares_by_hand(10);
  for (std::size_t i = 0; i < 10; ++i) {
    const results::Estimate& share = found.shares[row][i];
    CHECK(std::abs(share.value - expected[i]) < 5 * share.standard_error);
    CHECK(share.standard_error < 0.02);
  }
  CHECK(std::abs(expected[0] - expected[9]) > 3 * found.shares[row][9].standard_error);
}

TEST_CASE("changes that make no sense alone go together") {
  const std::string head = std::string(kHazards);
  const Loaded a = load(head +
                        "  snapback: {while: {tariffs: calm}, rate: 0.5 per year, set: {tariffs: broken}}\n"
                        "  talks: {rate: 1 per year}\n");
  const Loaded b = load(head +
                        "  snapback: {while: {tariffs: calm}, delay: 200 days, set: {tariffs: broken}}\n"
                        "  talks: {rate: 2 per year, trigger: {accord: {probability: 50%}}}\n"
                        "  accord: {set: {tariffs: calm}}\n");
  const HybridModels hybrids({&a.scenario, &a.model}, {&b.scenario, &b.model});
  // The rate with the delay in its place; the trigger with the event that it starts; the rate of talks.
  REQUIRE(hybrids.changes().size() == 3);
  std::vector<std::size_t> sizes;
  for (const Change& change : hybrids.changes()) sizes.push_back(change.differences.size());
  CHECK(sizes == std::vector<std::size_t>{2, 1, 2});
  for (std::size_t set = 0; set < 8; ++set)
    CHECK(hybrids.model({(set & 1) != 0, (set & 2) != 0, (set & 4) != 0}) != nullptr);
  const CompareReport report = compare_two(a, b, 1000, 1000);
  CHECK(report.attributions[0].exact);
  const std::string text = compare_text(report);
  CHECK(text.find("events.snapback: rate, delay") != std::string::npos);
}

TEST_CASE("a comparison as text fits the screen; scenarios that are the same say so") {
  const Loaded a = load(test::kSmallScenario), b = load(test::kSmallScenario, kHarder);
  const std::string text = compare_text(compare_two(a, b, 2000, 1000));
  CHECK(text.find("WHAT MOVED, A -> B") != std::string::npos);
  CHECK(text.find("events.snapback.rate: 0.5 per year -> 0.8 per year") != std::string::npos);
  CHECK(text.find("exact over 8 sets of changes") != std::string::npos);
  std::size_t from = 0;
  for (std::size_t end; (end = text.find('\n', from)) != std::string::npos; from = end + 1)
    CHECK(end - from <= 150);  // bytes; a ± has two
  const std::string same = compare_text(compare_two(a, a, 500, 500));
  CHECK(same.find("no assumption differs") != std::string::npos);
  CHECK(same.find("none on any path") != std::string::npos);
}

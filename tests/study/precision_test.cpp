#include "sim/study/precision.hpp"

#include <cmath>
#include <cstring>
#include <random>

#include "sim/model/build.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::study;

namespace {

model::Model small_model(const std::vector<std::string>& settings = {}) {
  scenario::ReadResult read = scenario::read_scenario_text(test::kSmallScenario, "small.yaml", settings);
  REQUIRE(read.scenario);
  auto model = model::build_model(*read.scenario, 4, read.diagnostics);
  REQUIRE(model);
  return std::move(*model);
}

SimulateOptions few_kept() {
  SimulateOptions options;
  options.kept_paths = 3000;
  options.sample_paths = 5;
  options.threads = 2;
  return options;
}

// Of `runs` runs on an outcome of probability p that stop by the rule, the share whose interval covers p.
// `interval`: what a look concludes from.
double coverage(double p, double within, int runs, Interval (*interval)(double, double, double)) {
  const std::vector<std::int64_t> looks = looks_of(1 << 20);
  const double z = half_width_of(looks.size());
  std::mt19937_64 numbers(20260101);
  int covered = 0;
  for (int run = 0; run < runs; ++run) {
    std::int64_t hits = 0, before = 0;
    Interval found;
    for (const std::int64_t paths : looks) {
      hits += std::binomial_distribution<std::int64_t>(paths - before, p)(numbers);
      before = paths;
      const double share = static_cast<double>(hits) / static_cast<double>(paths);
      found = interval(share, static_cast<double>(paths), z);
      if (std::max(found.high - share, share - found.low) <= within) break;
    }
    covered += found.low <= p && p <= found.high ? 1 : 0;
  }
  return static_cast<double>(covered) / runs;
}

Interval wald(double share, double paths, double z) {
  const double half = z * std::sqrt(share * (1 - share) / paths);
  return {share - half, share + half};
}

}  // namespace

TEST_CASE("looks double, end at the most, and are twenty at most") {
  CHECK(looks_of(1000) == std::vector<std::int64_t>{1000});
  CHECK(looks_of(1024) == std::vector<std::int64_t>{1024});
  CHECK(looks_of(5000) == std::vector<std::int64_t>{1024, 2048, 4096, 5000});
  const std::vector<std::int64_t> most = looks_of(kMostPaths);
  CHECK(most.size() == 20);
  CHECK(most.back() == kMostPaths);
  CHECK(half_width_of(1) == Approx(1.959964));
  CHECK(half_width_of(20) == Approx(3.023341));
}

TEST_CASE("Wilson's interval") {
  // The two ends are where |share - p| = z sqrt(p (1 - p) / n).
  for (const double share : {0.0, 0.002, 0.3, 1.0}) {
    const Interval found = wilson(share, 1000, 2.5);
    for (const double p : {found.low, found.high}) {
      if (p == share) continue;
      CHECK(std::abs(share - p) == Approx(2.5 * std::sqrt(p * (1 - p) / 1000)).epsilon(1e-9));
    }
  }
  CHECK(wilson(0, 1000, 2.5).low == 0);
  CHECK(wilson(1, 1000, 2.5).high == 1);
  CHECK(std::isnan(wilson(0.5, 0, 2.5).low));
}

TEST_CASE("how far from the goal, and how many paths it takes") {
  const Goal absolute{0, false, 0.01}, relative{0, true, 0.1};
  const results::Estimate mean{20, 0.5, 4000};
  CHECK(distance_to({0, false, 3}, false, mean, 2) == Approx(1.0 / 3));
  CHECK(distance_to(relative, false, mean, 2) == Approx(0.5));
  CHECK(distance_to(relative, false, {0, 0.5, 4000}, 2) == INFINITY);
  CHECK(distance_to(relative, false, {0, 0, 4000}, 2) == 0);
  CHECK(distance_to(absolute, false, {}, 2) == INFINITY);
  CHECK(distance_to(absolute, true, results::share(0, 1024), 3) > 0);
  CHECK(paths_for(3, 1000) == 9000);
  CHECK(paths_for(INFINITY, 1000) == kMostPaths);
}

TEST_CASE("intervals of stopped runs cover at least 95 %, rare outcomes included") {
  constexpr int kRuns = 2000;
  for (const double p : {0.5, 0.1, 0.002})
    for (const double within : {0.02, 0.005, 0.002}) {
      CAPTURE(p, within);
      CHECK(coverage(p, within, kRuns, wilson) >= 0.95);
    }
  // The usual interval has no width where no path has shown the outcome, and stops there.
  CHECK(coverage(0.002, 0.005, kRuns, wald) < 0.95);
}

TEST_CASE("a run that stops is bit for bit the run of so many paths") {
  const model::Model model = small_model();
  for (const double within : {0.06, 0.04, 0.025, 0.012}) {
    StopRule rule = stop_rule_of(within, model);
    rule.most_paths = 20000;
    PrecisionReport report;
    results::Results stopped = simulate_until(model, few_kept(), rule, report);
    CAPTURE(within, stopped.paths);
    CHECK(report.reached);
    CHECK(report.paths_needed == stopped.paths);
    SimulateOptions options = few_kept();
    options.paths = stopped.paths;
    results::Results plain = simulate(model, options);
    const results::RunRecord record{"", model.seed, stopped.paths, 2, 1.0, {}};
    const results::Dataset a = results::result_dataset(model, stopped, record);
    const results::Dataset b = results::result_dataset(model, plain, record);
    REQUIRE(a.variables.size() == b.variables.size());
    for (std::size_t v = 0; v < a.variables.size(); ++v) {
      CAPTURE(a.variables[v].name);
      const bool same = std::visit(
          [&](const auto& x) {
            using T = std::decay_t<decltype(x)>;
            const T& y = std::get<T>(b.variables[v].values);
            if constexpr (std::is_same_v<T, std::vector<std::string>>)
              return x == y;
            else
              return x.size() == y.size() &&
                     (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(x[0])) == 0);
          },
          a.variables[v].values);
      CHECK(same);
    }
  }
}

TEST_CASE("tighter goals take more paths; the slowest outcome is named, and what is not reached says what it takes") {
  const model::Model model = small_model();
  PrecisionReport loose, tight, cut;
  StopRule rule = stop_rule_of(0.05, model);
  const std::int64_t few = simulate_until(model, few_kept(), rule, loose).paths;
  rule = stop_rule_of(0.01, model);
  const results::Results results = simulate_until(model, few_kept(), rule, tight);
  CHECK(few < results.paths);
  CHECK(model.outcomes[rule.goals[tight.slowest].outcome].name == "holds");
  CHECK(tight.intervals[0].high - tight.intervals[0].low <= 0.02);
  CHECK(precision_text(model, rule, tight, results).find("slowest: holds, ") != std::string::npos);
  rule.most_paths = 3000;
  const results::Results short_run = simulate_until(model, few_kept(), rule, cut);
  CHECK(!cut.reached);
  CHECK(short_run.paths == 3000);
  CHECK(cut.looks == 3);
  // sd 0.49 at z = 2.39 over 0.01, from 3,000 paths: about 14,000.
  CHECK(cut.paths_needed > 10'000);
  CHECK(cut.paths_needed < 20'000);
  const std::string text = precision_text(model, rule, cut, short_run);
  CHECK(text.find("not precise enough after 3,000 paths") != std::string::npos);
}

TEST_CASE("goals of a scenario") {
  const auto rule = [](const std::vector<std::string>& settings) {
    scenario::ReadResult read = scenario::read_scenario_text(test::kSmallScenario, "small.yaml", settings);
    INFO(read.diagnostics.render(read.sources));
    REQUIRE(read.scenario);
    auto model = model::build_model(*read.scenario, 4, read.diagnostics);
    return stop_rule_of(read.scenario->run, *model);
  };
  const StopRule all = rule({"run.stop=2%", "run.max_paths=7000"});
  REQUIRE(all.goals.size() == 2);
  CHECK(all.most_paths == 7000);
  CHECK(all.goals[1].within == 0.02);
  CHECK(!all.goals[1].relative);  // a share of the quantity
  const StopRule one = rule({"run.stop={share: {relative: 1%}}"});
  REQUIRE(one.goals.size() == 1);
  CHECK(one.goals[0].outcome == 1);
  CHECK(one.goals[0].relative);
  CHECK(one.most_paths == kDefaultMostPaths);
}

// Cost against the number of events and of markets, and what a feature adds. "per event" and "per market" level off
// where the cost grows in proportion.
#include <atomic>

#include "bench/models.hpp"
#include "bench/report.hpp"
#include "sim/engine/run.hpp"

namespace truce::bench {

namespace {

// Runs blocks, and returns CPU ns per path-week.
double measure_blocks(benchmark::State& state, const model::Model& model) {
  engine::BlockResult result(model);
  const std::atomic<bool> never_stop{false};
  std::int64_t number = 0;
  const CpuClock clock;
  for (auto _ : state) engine::run_block(model, number++, result, never_stop);
  const double seconds = clock.seconds();
  const double path_weeks = static_cast<double>(state.iterations()) * path_weeks_of_block(model);
  report(state, model, seconds, path_weeks);
  return seconds / path_weeks * 1e9;
}

void events(benchmark::State& state, Pace pace) {
  const auto count = static_cast<int>(state.range(0));
  const model::Model model = model_of(events_scenario(count, pace));
  state.counters["ns per event"] = measure_blocks(state, model) / count;
  state.SetComplexityN(count);
}
BENCHMARK_CAPTURE(events, as_often_in_all, Pace::kInAll)
    ->RangeMultiplier(2)
    ->Range(4, 64)
    ->Complexity(benchmark::oN)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(events, as_often_each, Pace::kPerEvent)
    ->RangeMultiplier(2)
    ->Range(4, 64)
    ->Complexity(benchmark::oN)
    ->Unit(benchmark::kMicrosecond);

void markets(benchmark::State& state, Correlation correlation) {
  const auto count = static_cast<int>(state.range(0));
  const model::Model model = model_of(markets_scenario(count, correlation));
  state.counters["ns per market"] = measure_blocks(state, model) / count;
  state.SetComplexityN(count);
}
BENCHMARK_CAPTURE(markets, independent, Correlation::kNone)
    ->RangeMultiplier(2)
    ->Range(1, 32)
    ->Complexity(benchmark::oN)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(markets, all_correlated, Correlation::kAllPairs)
    ->RangeMultiplier(2)
    ->Range(1, 32)
    ->Complexity(benchmark::oN)
    ->Unit(benchmark::kMicrosecond);

void feature(benchmark::State& state, Feature added) {
  const model::Model model = model_of(small_scenario(added));
  measure_blocks(state, model);
}
#define TRUCE_FEATURE(name, added) BENCHMARK_CAPTURE(feature, name, Feature::added)->Unit(benchmark::kMicrosecond)
TRUCE_FEATURE(none, kNothing);
TRUCE_FEATURE(feedback, kFeedback);
TRUCE_FEATURE(tails, kTails);
TRUCE_FEATURE(distributed_numbers, kDistributedNumbers);
TRUCE_FEATURE(triggers, kTriggers);
#undef TRUCE_FEATURE

}  // namespace

}  // namespace truce::bench

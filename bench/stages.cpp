// Each stage of a step alone, as it runs inside whole blocks of W1: all stages run, and only one is on the clock.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "bench/models.hpp"
#include "bench/report.hpp"
#include "sim/engine/state.hpp"

namespace truce::bench {

namespace {

using Clock = std::chrono::steady_clock;

enum class Stage { kStart, kShocks, kEvents, kFactors, kTrade, kSupply, kMarkets, kCapture, kRecord, kFinish, kStep };

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// The mean of the middle half: some readings are of work that was interrupted, and the clock goes in whole ticks.
double middle_mean(std::vector<double>& readings) {
  std::sort(readings.begin(), readings.end());
  const std::size_t quarter = readings.size() / 4;
  const std::size_t half = readings.size() - 2 * quarter;
  const auto first = readings.begin() + static_cast<std::ptrdiff_t>(quarter);
  return std::accumulate(first, first + static_cast<std::ptrdiff_t>(half), 0.0) / static_cast<double>(half);
}

// Times one stage, over several blocks; the other stages run unseen.
class StageClock {
 public:
  explicit StageClock(Stage watched) : watched_(watched) {}
  void begin_block() { next_ = 0; }
  template <class Work>
  void run(Stage stage, Work work) {
    if (stage != watched_) {
      work();
      return;
    }
    const auto start = Clock::now();
    work();
    const double seconds = seconds_since(start);
    if (next_ == readings_.size()) readings_.emplace_back();
    readings_[next_++].push_back(seconds);
  }
  // Of a whole block: for each time that the stage runs in it, the middle over the blocks, less what reading the clock
  // takes.
  double seconds() {
    double sum = 0;
    for (auto& over_blocks : readings_) sum += middle_mean(over_blocks) - seconds_of_reading();
    return sum;
  }

 private:
  static double seconds_of_reading() {
    static const double seconds = [] {
      std::vector<double> readings(100000);
      for (double& reading : readings) {
        const auto start = Clock::now();
        reading = seconds_since(start);
      }
      return middle_mean(readings);
    }();
    return seconds;
  }

  Stage watched_;
  std::vector<std::vector<double>> readings_;  // [run of the stage within a block][block]
  std::size_t next_ = 0;
};

// What run_block() does, stage by stage.
void run_block_watched(const model::Model& model, const engine::Plan& plan, std::int64_t block,
                       engine::BlockResult& result, StageClock& clock) {
  static const std::atomic<bool> never_stop{false};
  clock.begin_block();
  std::optional<engine::BlockState> state;
  clock.run(Stage::kStart, [&] {
    state.emplace(model, plan, block, never_stop);
    start_events(*state);
    record_series(*state, 0, result);
  });
  engine::BlockState& s = *state;
  for (int k = 0; k < model.steps(); ++k) {
    s.step = k;
    s.from = model.times[static_cast<std::size_t>(k)];
    s.to = model.times[static_cast<std::size_t>(k) + 1];
    clock.run(Stage::kStep, [&] {
      clock.run(Stage::kShocks, [&] { draw_shocks(s); });
      clock.run(Stage::kEvents, [&] { step_events(s); });
      clock.run(Stage::kFactors, [&] { step_factors(s); });
      clock.run(Stage::kTrade, [&] { step_trade(s); });
      clock.run(Stage::kSupply, [&] { step_supply(s); });
      clock.run(Stage::kMarkets, [&] { step_markets(s); });
      clock.run(Stage::kCapture, [&] { capture_outcomes(s, k + 1); });
      clock.run(Stage::kRecord, [&] { record_series(s, k + 1, result); });
    });
  }
  clock.run(Stage::kFinish, [&] { finish_paths(s, result); });
}

void stage(benchmark::State& state, Stage watched) {
  const model::Model& model = w1();
  const engine::Plan plan(model);
  engine::BlockResult result(model);
  StageClock clock(watched);
  std::int64_t block = 0;
  for (auto _ : state) run_block_watched(model, plan, block++, result, clock);
  report(state, model, clock.seconds(), path_weeks_of_block(model));
}

// The time shown is a whole block's. The number of blocks is fixed, for the middle is taken over them.
#define TRUCE_STAGE(name, stage_name) \
  BENCHMARK_CAPTURE(stage, name, Stage::stage_name)->Iterations(200)->Unit(benchmark::kMicrosecond)
TRUCE_STAGE(start, kStart);
TRUCE_STAGE(draw_shocks, kShocks);
TRUCE_STAGE(step_events, kEvents);
TRUCE_STAGE(step_factors, kFactors);
TRUCE_STAGE(step_trade, kTrade);
TRUCE_STAGE(step_supply, kSupply);
TRUCE_STAGE(step_markets, kMarkets);
TRUCE_STAGE(capture_outcomes, kCapture);
TRUCE_STAGE(record_series, kRecord);
TRUCE_STAGE(finish_paths, kFinish);
TRUCE_STAGE(whole_step, kStep);
#undef TRUCE_STAGE

}  // namespace

}  // namespace truce::bench

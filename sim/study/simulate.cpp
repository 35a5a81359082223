#include "sim/study/simulate.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "sim/base/contract.hpp"
#include "sim/base/errors.hpp"
#include "sim/engine/run.hpp"
#include "sim/results/tally.hpp"
#include "sim/study/run_sinks.hpp"

namespace truce::study {

int threads_used(int threads) {
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

results::Results simulate(const model::Model& model, const SimulateOptions& options) {
  TRUCE_EXPECT(options.paths > 0 && options.paths <= kMostPaths);
  const auto start = Reporting::Clock::now();
  engine::RunOptions run;
  run.paths = options.paths;
  run.threads = options.threads;
  run.stop = options.stop;
  const std::int64_t blocks = engine::blocks_for(options.paths);

  KeepBlocks pilot;
  run.last_block = std::min(blocks, results::kPilotBlocks);
  engine::run_blocks(model, run, pilot);

  results::Tally tally(model, {options.paths, options.kept_paths, options.sample_paths}, pilot.blocks);
  Reporting sink(tally, model, options, start);
  sink.take(pilot.blocks, options.paths);
  pilot.blocks.clear();

  run.first_block = run.last_block;
  run.last_block = blocks;
  if (run.first_block < run.last_block) engine::run_blocks(model, run, sink);
  if (options.stop != nullptr && options.stop->load()) throw Interrupted();
  return tally.finish();
}

}  // namespace truce::study

#include "sim/study/simulate.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "sim/base/contract.hpp"
#include "sim/base/errors.hpp"
#include "sim/engine/run.hpp"
#include "sim/results/tally.hpp"

namespace truce::study {

namespace {

using Clock = std::chrono::steady_clock;

// Keeps the pilot's blocks until the ranges are known.
class KeepBlocks : public engine::BlockSink {
 public:
  struct Block : Partial {
    explicit Block(const engine::BlockResult& block) : result(block) {}
    engine::BlockResult result;
  };
  std::unique_ptr<Partial> tally(const engine::BlockResult& block, std::size_t) override {
    return std::make_unique<Block>(block);
  }
  void merge(std::unique_ptr<Partial> partial) override {
    blocks.push_back(std::move(static_cast<Block&>(*partial).result));
  }
  std::vector<engine::BlockResult> blocks;
};

// Hands everything on to a tally, and tells how far it is.
class Reporting : public engine::BlockSink {
 public:
  Reporting(results::Tally& tally, const model::Model& model, const SimulateOptions& options, Clock::time_point start)
      : tally_(tally), model_(model), options_(options), start_(start), last_(start) {}
  std::unique_ptr<Partial> tally(const engine::BlockResult& block, std::size_t paths) override {
    return tally_.tally(block, paths);
  }
  void merge(std::unique_ptr<Partial> partial) override {
    tally_.merge(std::move(partial));
    const auto now = Clock::now();
    if (!options_.progress || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    Progress progress;
    progress.paths_done = tally_.merged_paths();
    progress.paths = options_.paths;
    progress.seconds = std::chrono::duration<double>(now - start_).count();
    if (!model_.outcomes.empty()) {
      progress.outcome = model_.outcomes.front().name;
      progress.is_share = model_.outcomes.front().statement;
      progress.estimate = tally_.running_outcome(0);
    }
    options_.progress(progress);
  }

 private:
  results::Tally& tally_;
  const model::Model& model_;
  const SimulateOptions& options_;
  Clock::time_point start_;
  Clock::time_point last_;
};

}  // namespace

int threads_used(int threads) {
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

results::Results simulate(const model::Model& model, const SimulateOptions& options) {
  TRUCE_EXPECT(options.paths > 0 && options.paths <= kMostPaths);
  const auto start = Clock::now();
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
  for (const engine::BlockResult& block : pilot.blocks) {
    const std::int64_t left = options.paths - block.first_path;
    const auto lanes = std::min<std::int64_t>(left, static_cast<std::int64_t>(engine::kLanes));
    sink.merge(sink.tally(block, static_cast<std::size_t>(lanes)));
  }
  pilot.blocks.clear();

  run.first_block = run.last_block;
  run.last_block = blocks;
  if (run.first_block < run.last_block) engine::run_blocks(model, run, sink);
  if (options.stop != nullptr && options.stop->load()) throw Interrupted();
  return tally.finish();
}

}  // namespace truce::study

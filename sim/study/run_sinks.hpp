#pragma once
// Where the blocks of a run go. Included by the files of sim/study/ that run blocks.
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/results/tally.hpp"
#include "sim/study/simulate.hpp"

namespace truce::study {

// Keeps blocks until the bins' ranges are known, or the run's number of paths.
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
  using Clock = std::chrono::steady_clock;

  Reporting(results::Tally& tally, const model::Model& model, const SimulateOptions& options, Clock::time_point start)
      : tally_(tally), model_(model), options_(options), paths_(options.paths), start_(start), last_(start) {}
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
    progress.paths = std::max(paths_, progress.paths_done);
    progress.seconds = std::chrono::duration<double>(now - start_).count();
    if (outcome_ < model_.outcomes.size()) {
      progress.outcome = model_.outcomes[outcome_].name;
      progress.is_share = model_.outcomes[outcome_].statement;
      progress.estimate = tally_.running_outcome(outcome_);
    }
    options_.progress(progress);
  }
  // How many paths the run is likely to have, and the outcome to show.
  void expect(std::int64_t paths, std::size_t outcome) {
    paths_ = paths;
    outcome_ = outcome;
  }
  // Tallies blocks that were kept.
  void take(const std::vector<engine::BlockResult>& blocks, std::int64_t paths) {
    for (const engine::BlockResult& block : blocks) {
      const auto lanes = std::min<std::int64_t>(paths - block.first_path, static_cast<std::int64_t>(engine::kLanes));
      merge(tally(block, static_cast<std::size_t>(lanes)));
    }
  }

 private:
  results::Tally& tally_;
  const model::Model& model_;
  const SimulateOptions& options_;
  std::int64_t paths_;
  std::size_t outcome_ = 0;
  Clock::time_point start_;
  Clock::time_point last_;
};

}  // namespace truce::study

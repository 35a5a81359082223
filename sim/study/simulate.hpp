#pragma once
// One run of a model: pilot blocks, bins' ranges, all blocks, estimates.
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "sim/model/model.hpp"
#include "sim/results/result_file.hpp"
#include "sim/results/results.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::study {

// How far a run has come.
struct Progress {
  std::int64_t paths_done = 0;
  std::int64_t paths = 0;
  double seconds = 0;
  std::string outcome;         // the first named outcome; empty: there is none
  bool is_share = true;        // it is a statement, not a quantity
  results::Estimate estimate;  // of it, so far
};

struct SimulateOptions {
  std::int64_t paths = 0;
  std::int64_t kept_paths = 20000;
  std::int64_t sample_paths = 200;
  int threads = 0;  // 0: all processors
  const std::atomic<bool>* stop = nullptr;
  // Called between blocks, at most ten times a second, by one thread at a time.
  std::function<void(const Progress&)> progress;
};

using scenario::kMostPaths;

// Threads that `threads` stands for.
int threads_used(int threads);

// Bytes that a run takes at most, its file included.
std::size_t memory_needed(const model::Model& model, const SimulateOptions& options);

// Bytes that this process may still take; 0 where the system does not say.
std::size_t memory_available();

// Throws RunError where `model` needs more memory than there is, with both figures.
void check_memory(const model::Model& model, const SimulateOptions& options);

// Throws Interrupted where `stop` becomes true, RunError where the model fails.
results::Results simulate(const model::Model& model, const SimulateOptions& options);

}  // namespace truce::study

#pragma once
// All blocks of a run, over TBB.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sim/engine/block.hpp"

namespace truce::engine {

struct Plan;

// Simulates the paths of one block into `result`. A pure function of (model, block): threads, other blocks and what
// `result` held before change nothing. Throws RunError when events fire without end at one instant or in one step,
// Interrupted when `stop` becomes true.
void run_block(const model::Model& model, const Plan& plan, std::int64_t block, BlockResult& result,
               const std::atomic<bool>& stop);
// The same with a plan made for this block alone.
void run_block(const model::Model& model, std::int64_t block, BlockResult& result, const std::atomic<bool>& stop);

struct RunOptions {
  std::int64_t first_block = 0;
  std::int64_t last_block = 0;  // one past the last
  std::int64_t paths = 0;       // of the whole run; the last block may be cut
  int threads = 0;              // 0: all processors
  const std::atomic<bool>* stop = nullptr;
};

// Work that is cut into numbered pieces: work(i) for every i in [first, last), from `threads` threads (0: all
// processors) at once, and merge() of what it gave, one at a time and in order of i. No more than twice as many pieces
// as threads wait for their merge. What either throws ends the work and is thrown here.
void run_in_order(std::int64_t first, std::int64_t last, int threads,
                  const std::function<std::unique_ptr<BlockSink::Partial>(std::int64_t)>& work,
                  const std::function<void(std::unique_ptr<BlockSink::Partial>)>& merge);

// Runs blocks [first_block, last_block) and hands each to the sink.
void run_blocks(const model::Model& model, const RunOptions& options, BlockSink& sink);

// The vector instructions that draw the normals on this machine: "AVX3".
std::string vector_target();

inline std::int64_t blocks_for(std::int64_t paths) {
  return (paths + static_cast<std::int64_t>(kLanes) - 1) / static_cast<std::int64_t>(kLanes);
}

}  // namespace truce::engine

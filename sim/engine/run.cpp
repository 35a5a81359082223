// Who runs which block: the only file that knows TBB. A pipeline keeps the blocks in order at its end and never more of
// them in memory than it has tokens.
#include "sim/engine/run.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include "sim/engine/plan.hpp"

namespace truce::engine {

void run_in_order(std::int64_t first, std::int64_t last, int wanted_threads,
                  const std::function<std::unique_ptr<BlockSink::Partial>(std::int64_t)>& work,
                  const std::function<void(std::unique_ptr<BlockSink::Partial>)>& merge) {
  const int threads = wanted_threads > 0 ? wanted_threads : tbb::info::default_concurrency();
  std::int64_t next = first;
  const auto take = tbb::make_filter<void, std::int64_t>(tbb::filter_mode::serial_in_order,
                                                         [&](tbb::flow_control& control) -> std::int64_t {
                                                           if (next >= last) {
                                                             control.stop();
                                                             return 0;
                                                           }
                                                           return next++;
                                                         });
  // Pieces under way are consecutive and at most as many as tokens, so each has a slot of its own. The slots, not the
  // pipeline, own what came out: nothing is lost when a piece throws.
  const auto tokens = static_cast<std::size_t>(2 * threads);
  std::vector<std::unique_ptr<BlockSink::Partial>> slots(tokens);
  const auto slot = [&](std::int64_t piece) -> auto& { return slots[static_cast<std::size_t>(piece) % tokens]; };
  const auto run = tbb::make_filter<std::int64_t, std::int64_t>(tbb::filter_mode::parallel, [&](std::int64_t piece) {
    slot(piece) = work(piece);
    return piece;
  });
  const auto finish = tbb::make_filter<std::int64_t, void>(tbb::filter_mode::serial_in_order,
                                                           [&](std::int64_t piece) { merge(std::move(slot(piece))); });

  // More threads than processors may be asked for (tests of determinism do).
  const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  arena.execute([&] { tbb::parallel_pipeline(tokens, take & run & finish); });
}

void run_blocks(const model::Model& model, const RunOptions& options, BlockSink& sink) {
  static const std::atomic<bool> never_stop{false};
  const std::atomic<bool>& stop = options.stop ? *options.stop : never_stop;
  tbb::enumerable_thread_specific<BlockResult> results([&] { return BlockResult(model); });
  const Plan plan(model);
  run_in_order(
      options.first_block, options.last_block, options.threads,
      [&](std::int64_t block) {
        BlockResult& result = results.local();
        run_block(model, plan, block, result, stop);
        const auto left = options.paths - block * static_cast<std::int64_t>(kLanes);
        return sink.tally(result, static_cast<std::size_t>(std::min<std::int64_t>(left, kLanes)));
      },
      [&](std::unique_ptr<BlockSink::Partial> partial) { sink.merge(std::move(partial)); });
}

}  // namespace truce::engine

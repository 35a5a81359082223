#include "tests/results/hand_made.hpp"

#include <atomic>
#include <thread>

#include "sim/engine/run.hpp"

namespace truce::test {

results::Results tally_by_hand(const model::Model& model, std::int64_t paths, std::int64_t kept_paths, int threads,
                               std::int64_t sample_paths) {
  const auto blocks = static_cast<std::size_t>(engine::blocks_for(paths));
  std::vector<engine::BlockResult> pilot;
  for (std::size_t b = 0; b < blocks && b < static_cast<std::size_t>(results::kPilotBlocks); ++b) {
    pilot.emplace_back(model);
    fill_block(model, static_cast<std::int64_t>(b), pilot.back());
  }
  results::Tally tally(model, {paths, kept_paths, sample_paths}, pilot);
  std::vector<std::unique_ptr<engine::BlockSink::Partial>> partials(blocks);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    engine::BlockResult result(model);
    for (std::size_t taken; (taken = next++) < blocks;) {
      // Not in the order of blocks: 7 has no factor in common with the number of blocks.
      const std::size_t b = blocks % 7 == 0 ? taken : taken * 7 % blocks;
      fill_block(model, static_cast<std::int64_t>(b), result);
      const auto left = paths - static_cast<std::int64_t>(b * engine::kLanes);
      partials[b] = tally.tally(result, static_cast<std::size_t>(std::min<std::int64_t>(left, engine::kLanes)));
    }
  };
  std::vector<std::thread> crew;
  for (int t = 0; t < threads; ++t) crew.emplace_back(work);
  for (std::thread& member : crew) member.join();
  for (auto& partial : partials) tally.merge(std::move(partial));
  return tally.finish();
}

}  // namespace truce::test

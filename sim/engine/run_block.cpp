// One block of paths, step by step, in the order of 1-model.md.
#include "sim/base/errors.hpp"
#include "sim/engine/run.hpp"
#include "sim/engine/state.hpp"
#include "sim/random/normals.hpp"

namespace truce::engine {

std::string vector_target() { return random::vector_target(); }

void run_block(const model::Model& model, std::int64_t block, BlockResult& result, const std::atomic<bool>& stop) {
  run_block(model, Plan(model), block, result, stop);
}

void run_block(const model::Model& model, const Plan& plan, std::int64_t block, BlockResult& result,
               const std::atomic<bool>& stop) {
  BlockState state(model, plan, block, stop);
  result.first_path = block * static_cast<std::int64_t>(kLanes);
  start_events(state);
  record_series(state, 0, result);
  for (int k = 0; k < model.steps(); ++k) {
    if (stop.load(std::memory_order_relaxed)) throw Interrupted();
    state.step = k;
    state.from = model.times[static_cast<std::size_t>(k)];
    state.to = model.times[static_cast<std::size_t>(k) + 1];
    draw_shocks(state);
    step_events(state);
    step_factors(state);
    step_trade(state);
    step_supply(state);
    step_markets(state);
    capture_outcomes(state, k + 1);
    record_series(state, k + 1, result);
  }
  finish_paths(state, result);
}

}  // namespace truce::engine

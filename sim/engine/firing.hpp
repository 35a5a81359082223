#pragma once
// One firing: the outcome drawn, then the effects, exactly as 1-model.md, "Firing an event", orders them.
#include "sim/engine/state.hpp"

namespace truce::engine {

enum class FiredBy { kOwnClock, kTrigger };

// Fires `event` on one lane at time t. `root` is the event that began the chain (itself for its own clock). Everything
// is left consistent: conditions, speeds and numbers looked at again, truce and outcomes told.
void fire(BlockState& state, int event, std::size_t lane, double t, FiredBy by, int root);

}  // namespace truce::engine

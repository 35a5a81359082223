#pragma once
// One lane through one step, from instant to instant: the rare case beside the columns.
#include <vector>

#include "sim/engine/firing.hpp"

namespace truce::engine {

// What the lanes of a step use one after another, so that nothing is allocated for each.
struct LaneScratch {
  struct Due {
    double at;
    int event;
    FiredBy by;
  };
  Touched items;
  std::vector<Due> due;
  std::vector<double> sums;     // by moving number: its integral so far (of its square for root mean squares)
  std::vector<int> at_instant;  // the events that fired at the instant in hand
};

// Advances the clocks, dates, triggers and numbers of a lane through the step in hand, (from, to], and fires what is
// due. Throws RunError where the model fires without end.
void advance_lane(BlockState& state, std::size_t lane, LaneScratch& scratch);

}  // namespace truce::engine

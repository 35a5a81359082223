#pragma once
// Events that trigger one another for certain and at once, which would never end.
#include "sim/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

// Reports each such loop once, at the trigger that closes it.
void refuse_trigger_loops(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace truce::scenario

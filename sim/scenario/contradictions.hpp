#pragma once
// Conditions that contradict themselves, and a truce that cannot begin or cannot end.
#include "sim/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

void warn_of_contradictions(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace truce::scenario

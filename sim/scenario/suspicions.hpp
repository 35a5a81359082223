#pragma once
// Warnings about what is legal and probably not meant, as far as reading alone can tell.
#include "sim/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

// Events that can never happen, states that nothing reaches, probabilities that a modifier pushes out of 0 to 100 %,
// markets that a correlated scenario forgot. Conditions are looked at one regime at a time, so nothing that can happen
// is ever reported.
void warn_of_suspicions(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace truce::scenario

#pragma once
// What `simulate check --strict` asks of a scenario.
#include "sim/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

// An error for every assumption without a source, and for every one that is a single number without a range. Facts
// (assumptions.hpp) need neither; a distribution says its own spread, and a matrix of correlations needs a source
// alone.
void demand_provenance(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace truce::scenario

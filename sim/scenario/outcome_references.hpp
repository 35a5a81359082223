#pragma once
// Outcomes that are made of other outcomes.
#include <vector>

#include "sim/scenario/context.hpp"
#include "sim/scenario/outcome.hpp"

namespace truce::scenario {

// Reports outcomes that refer to one another in a circle, and references to what is no unconditional statement.
void check_outcome_references(Context& context, const std::vector<NamedOutcomeSpec>& outcomes);

}  // namespace truce::scenario

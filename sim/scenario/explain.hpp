#pragma once
// A scenario in sentences: what can happen, what raises, lowers and follows it, and every assumption behind it.
#include "sim/scenario/document.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

// A function of the scenario alone.
Document explain(const Scenario& scenario);

// The chapter about events, grouped by what they move first.
void explain_events(const Scenario& scenario, Document& out);
// What `modifiers` do to a number outside events: one item each.
void explain_modifiers(const Scenario& scenario, const std::vector<ModifierSpec>& modifiers, int depth, Document& out);

}  // namespace truce::scenario

#pragma once
// Outcomes about a quantity: of a commitment, a flow, a sector or a market (1-model.md, 1.9).
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// Reads what `form` names ("commitment: soybeans.first") and the comparisons that stand beside it in `section`. The
// flows of the scenario are read already.
void read_outcome_quantity(Context& context, const Scenario& scenario, Section& section, const Entry& form,
                           OutcomeSpec& out);

// Reads the date to whose end an outcome looks.
void read_deadline(Context& context, const Entry& entry, OutcomeSpec& out);

}  // namespace truce::scenario

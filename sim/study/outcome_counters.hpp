#pragma once
// Events that count how often each outcome of a scenario's events is drawn.
#include <string>

#include "sim/scenario/scenario.hpp"

namespace truce::study {

// "visit.held/drawn": no name in a scenario has a slash.
std::string outcome_counter_name(const std::string& event, const std::string& outcome);

// Whether its outcomes are counted: where there are several.
bool counts_outcomes(const scenario::EventSpec& event);

// The scenario with an event behind the others for each such outcome, in their order, which the outcome starts at once
// and which does nothing: its firings are the outcome's. Nothing else changes: streams belong to names.
scenario::Scenario with_outcome_counters(const scenario::Scenario& scenario);

}  // namespace truce::study

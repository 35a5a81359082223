#pragma once
// What events' clocks say as they are written, in closed form and by clocks beside those of a scenario.
#include <string>

#include "sim/model/model.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::study {

// The probability that the clock of `event` alone fires before `day`, always enabled and unmodified; NaN where the
// event has no clock that says so.
double written_probability(const model::Model& model, const model::Event& event, double day);

// "stress/written": no name in a scenario has a slash.
std::string written_clock_name(const std::string& event);

// Whether the hazard as written can be measured over the event's time at risk: a `rate` or `probability` with
// modifiers that is not both once-only and triggered (then its own clock goes on after a triggered firing).
bool has_written_clock(const scenario::Scenario& scenario, const scenario::EventSpec& event);

// The scenario with such a clock for every event that can have one: the same timing and `while`, no modifiers, no
// effects. It stops when a once-only event has fired. Nothing else changes: streams belong to names.
scenario::Scenario with_written_clocks(const scenario::Scenario& scenario);

}  // namespace truce::study

#pragma once
// What several commands do with the arguments before they go their own ways.
#include <optional>
#include <string>

#include "sim/app/arguments.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/study/simulate.hpp"

namespace truce::app {

// Reads a scenario and says what there is to say about it; warnings only where not --quiet. Empty where it is wrong.
std::optional<scenario::Scenario> read_and_report(const Arguments& arguments, const std::string& file);

// The run that the scenario and the command line ask for.
study::SimulateOptions run_options(const Arguments& arguments, const scenario::RunSpec& run);

}  // namespace truce::app

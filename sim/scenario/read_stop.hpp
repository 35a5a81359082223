#pragma once
// `run.stop`: how precise named outcomes must be (2-scenario-language.md, 2.3).
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// Reads `stop: 0.5%` or `stop: {OUTCOME: 0.5%, OUTCOME: {relative: 2%}}` into `out.run`. The outcomes have been read.
void read_stop(Context& context, const Entry& stop, Scenario& out);

}  // namespace truce::scenario

#pragma once
// When an event happens: its one timing and what goes with it (1-model.md, 1.4).
#include "sim/scenario/event.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// Reads rate, probability, delay, date (with shift), when, repeat and the modifiers of the timing into `out`.
void read_timing(Context& context, Section& section, const std::string& source, EventSpec& out);

}  // namespace truce::scenario

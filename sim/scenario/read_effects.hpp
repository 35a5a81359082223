#pragma once
// What a firing does: set, jump, shock, trigger, schedule (1-model.md, 1.4), and the table of shocks.
#include <map>
#include <string>
#include <vector>

#include "sim/scenario/event.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// The rows of the `shocks` section by name.
using ShockTable = std::map<std::string, std::vector<MarketShockSpec>>;

ShockTable read_shock_table(Context& context, const Entry& section);

// Reads the effects that stand in `section`, the map of an event or of an outcome.
EffectsSpec read_effects(Context& context, Section& section, const ShockTable& shocks, const std::string& source);

}  // namespace truce::scenario

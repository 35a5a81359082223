#pragma once
// Modifiers: what raises or lowers a number, and when (1-model.md, 1.4).
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/condition.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// Which effects a modifier may have on a number.
struct ModifierRules {
  bool times = false;  // and factor + ratio
  bool plus = false;
  bool odds = false;
  bool plus_is_points = false;  // percentage points rather than the number's own unit
  const char* subject = "";     // "a probability", for messages

  static ModifierRules speed();        // times
  static ModifierRules chance();       // plus, odds
  static ModifierRules factor_mean();  // times, plus
};

// Reads the `modifiers` map at `entry` (nullptr: none) and appends to `out`; a name that `out` already holds is an
// error.
void read_modifiers(Context& context, const Entry* entry, const std::string& path, const ModifierRules& rules,
                    const std::string& source, std::vector<ModifierSpec>& out);

// Reads the number at `entry`, as read_number(), and the modifiers inside its map. They inherit the number's source.
NumberSpec read_modified_number(Context& context, const Entry& entry, const std::string& path, const Quantity& quantity,
                                const ModifierRules& rules, const std::string& source, std::vector<ModifierSpec>& out);

}  // namespace truce::scenario

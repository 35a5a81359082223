#pragma once
// Conditions and modifiers as the file says them (1-model.md, 1.3 and 1.4). Names are checked: each one exists.
#include <optional>
#include <vector>

#include "sim/scenario/number.hpp"

namespace truce::scenario {

struct ConditionSpec;

// One entry of a condition's map; all entries must hold.
struct ConditionEntry {
  enum class Kind { kRegime, kCommitment, kMarket, kSector, kFactor, kAny, kNot };
  Kind kind = Kind::kRegime;
  SourceRange at;
  Name subject;  // regime; commitment "flow.name"; market; sector "chain.name"; factor (always the full name)
  std::vector<Name> states;             // kRegime: one or more of the regime's states
  double threshold = 0;                 // kCommitment: share; kMarket: drawdown as a positive fraction; kFactor: level
  bool above = false;                   // kFactor: true for `above`, false for `below` (both given: two entries)
  std::vector<ConditionSpec> children;  // kAny: the alternatives; kNot: exactly one
};

struct ConditionSpec {
  SourceRange at;
  std::vector<ConditionEntry> entries;
};

// EVENT or EVENT.OUTCOME
struct EventRef {
  Name event;
  std::optional<Name> outcome;
};

// `between`: [from, to) in days since `start`; every: year: month and day of both ends, the second included.
struct WindowSpec {
  bool every_year = false;
  double from_day = 0;
  double to_day = 0;
  int from_month = 0, from_date = 0, to_month = 0, to_date = 0;
};

struct ModifierSpec {
  Name name;
  SourceRange at;
  std::optional<ConditionSpec> while_;
  std::optional<WindowSpec> between;
  std::optional<EventRef> since;
  std::optional<Name> before;        // a `date` event
  std::optional<NumberSpec> within;  // days; fixed. Of `since`, without: ever since. `before` has it always
  std::optional<Name> factor;
  std::optional<NumberSpec> ratio;  // with `factor`: ratio ^ factor
  std::optional<NumberSpec> times;
  std::optional<NumberSpec> plus;
  std::optional<NumberSpec> odds;
};

}  // namespace truce::scenario

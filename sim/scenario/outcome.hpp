#pragma once
// Named outcomes as the file says them (1-model.md, 1.9).
#include <memory>

#include "sim/scenario/condition.hpp"

namespace truce::scenario {

// `at_least`, `at_most`, `above`, `below`; none given: the quantity itself.
struct Comparison {
  enum class Kind { kAtLeast, kAtMost, kAbove, kBelow };
  Kind kind = Kind::kAtLeast;
  double value = 0;
};

struct OutcomeSpec {
  enum class Kind { kEvent, kRegime, kCommitment, kFlow, kSector, kMarket, kAll, kAny, kNot, kReference };
  enum class Quantity { kOrdered, kShipped, kDisruptedDays, kLoss, kReturn, kDrawdown };
  enum class When { kBy, kAt, kThroughout };
  Kind kind = Kind::kEvent;
  SourceRange at;
  std::string about;
  EventRef event;                          // kEvent
  std::optional<ConditionSpec> condition;  // kRegime: regimes only
  Name subject;                            // commitment, flow, sector, market (full names); kReference: another outcome
  Quantity quantity = Quantity::kOrdered;
  bool in_volume = false;  // kCommitment: comparisons are volumes, not shares of the quantity
  std::vector<Comparison> comparisons;
  When when = When::kBy;
  std::optional<double> deadline_day;  // the end of the written day, in days since `start`; none: the end
  std::vector<OutcomeSpec> children;   // kAll, kAny; kNot: exactly one
  std::shared_ptr<OutcomeSpec> given;  // none: unconditional
  // True where the value is 0 or 1.
  bool is_statement() const {
    return kind == Kind::kEvent || kind == Kind::kRegime || kind == Kind::kAll || kind == Kind::kAny ||
           kind == Kind::kNot || !comparisons.empty();
  }
};

struct NamedOutcomeSpec {
  Name name;
  OutcomeSpec outcome;
};

}  // namespace truce::scenario

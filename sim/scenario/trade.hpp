#pragma once
// A trade flow and its commitments as the file says them (1-model.md, 1.5).
#include <array>

#include "sim/scenario/condition.hpp"

namespace truce::scenario {

struct CommitmentSpec {
  Name name;  // without the flow's
  std::string about;
  NumberSpec quantity;  // in the flow's unit
  double from_day = 0;  // days since `start`; may be negative
  double to_day = 0;    // the end of the written day
  bool counts_shipped = false;
  NumberSpec aim;                   // share, default 1
  std::optional<NumberSpec> haste;  // without: as fast as pace allows
};

struct FlowSpec {
  Name name;
  std::string about;
  std::string unit;
  NumberSpec baseline;  // per week, default 0
  std::vector<ModifierSpec> baseline_modifiers;
  std::optional<std::array<NumberSpec, 12>> seasonality;  // as written, not yet normalised
  NumberSpec pace;                                        // per week, default 0
  std::vector<ModifierSpec> pace_modifiers;
  std::optional<NumberSpec> capacity;  // per week; none: unlimited
  std::vector<ModifierSpec> capacity_modifiers;
  NumberSpec noise;  // coefficient of variation of a week's volume, default 0
  NumberSpec ordered_to_date;
  NumberSpec shipped_to_date;
  NumberSpec shipment_lag;  // days, default 0
  std::optional<NumberSpec> shipping_capacity;
  std::vector<ModifierSpec> shipping_capacity_modifiers;
  std::optional<std::array<NumberSpec, 12>> shipping_seasonality;
  std::vector<CommitmentSpec> commitments;
};

}  // namespace truce::scenario

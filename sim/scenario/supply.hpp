#pragma once
// A supply chain and its sectors as the file says them (1-model.md, 1.6).
#include "sim/scenario/condition.hpp"

namespace truce::scenario {

struct SubstitutionSpec {
  NumberSpec half_life;  // days
  NumberSpec max;        // share
};

struct SectorSpec {
  Name name;  // without the chain's
  std::string about;
  NumberSpec need;      // share of normal, default 1
  NumberSpec cover;     // weeks: fixed, or a distribution over firms (never drawn per path)
  NumberSpec exposure;  // share of output
  std::optional<SubstitutionSpec> substitution;
  NumberSpec disrupted_above;  // share of firms dry, default 0.05
};

struct ChainSpec {
  Name name;
  std::string about;
  NumberSpec level;                        // share of normal, where not by regime
  std::optional<Name> by;                  // the regime
  std::vector<NumberSpec> level_by_state;  // one for each state of `by`, in the regime's order
  std::vector<ModifierSpec> level_modifiers;
  NumberSpec ramp;   // half-life in days, default 0
  NumberSpec noise;  // coefficient of variation of a week's level, default 0
  std::vector<SectorSpec> sectors;
};

}  // namespace truce::scenario

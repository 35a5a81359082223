#pragma once
// A factor as the file says it (1-model.md, 1.2).
#include "sim/scenario/condition.hpp"

namespace truce::scenario {

struct FactorSpec {
  Name name;
  std::string about;
  NumberSpec mean;                           // default 0; fixed
  std::vector<ModifierSpec> mean_modifiers;  // `times`, `plus`, and the tests
  NumberSpec half_life;                      // days, > 0; fixed
  NumberSpec sd;                             // > = 0; fixed
  NumberSpec initial;                        // default: the mean; fixed
};

}  // namespace truce::scenario

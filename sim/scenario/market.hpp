#pragma once
// A market as the file says it (1-model.md, 1.7).
#include "sim/scenario/condition.hpp"

namespace truce::scenario {

struct BetaSpec {
  Name factor;
  NumberSpec loading;  // log-return per unit of the factor
};

struct MarketSpec {
  Name name;
  std::string about;
  bool mean_reverting = false;
  std::string unit;       // from `initial` ("USD/bu")
  NumberSpec initial;     // > 0
  NumberSpec volatility;  // fraction per year
  std::vector<ModifierSpec> volatility_modifiers;
  NumberSpec drift;  // fraction per year, default 0; an error under mean_reverting
  std::vector<ModifierSpec> drift_modifiers;
  std::optional<NumberSpec> tails;  // degrees of freedom, a whole number >= 3; none: normal
  NumberSpec mean;                  // mean_reverting: > 0
  NumberSpec half_life;             // mean_reverting: days > 0
  std::vector<BetaSpec> betas;
  // 0: normal tails.
  int degrees_of_freedom() const { return tails ? static_cast<int>(tails->fixed()) : 0; }
};

}  // namespace truce::scenario

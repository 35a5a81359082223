#pragma once
// A regime as the file says it (1-model.md, 1.3).
#include "sim/scenario/number.hpp"

namespace truce::scenario {

struct RegimeSpec {
  Name name;
  std::string about;
  std::vector<Name> states;  // 1 to 64
  std::size_t initial = 0;   // index into states
};

}  // namespace truce::scenario

#pragma once
// Every number that a scenario gives, with what it measures: the assumption register.
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/words.hpp"

namespace truce::scenario {

struct Assumption {
  const NumberSpec* number = nullptr;  // inside the scenario
  Measured measured;
  // Known or agreed rather than assumed: where things stand at the start, and what a commitment promises.
  bool is_fact = false;
};

// In the order of the sections, the table of shocks behind the events; each address once, and no defaults.
std::vector<Assumption> assumptions_of(const Scenario& scenario);

}  // namespace truce::scenario

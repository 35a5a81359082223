#pragma once
// Every number that a scenario gives, with what it measures: the assumption register.
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/words.hpp"

namespace truce::scenario {

struct Assumption {
  const NumberSpec* number = nullptr;  // inside the scenario
  Measured measured;
  // Known or agreed rather than assumed: where things stand at the start, and what a commitment promises.
  bool is_fact = false;
  // One of many that were estimated together, whose source says how good they are: a matrix of correlations.
  bool needs_no_range = false;
  // How long a modifier looks back or ahead, and by how much a shock is scaled: here only where it says its range,
  // source or note, for which nobody asks.
  bool is_optional = false;
  bool is_whole = false;  // a whole number
  std::string owner;      // what it belongs to: "events.stress", "correlation"
  std::string name;       // within its owner: "rate", "markets.cnh with markets.vix"
};

// In the order of the sections, the table of shocks behind the events; each address once, and no defaults. Thresholds
// of conditions and outcomes are not among them: they say what is meant.
std::vector<Assumption> assumptions_of(const Scenario& scenario);

}  // namespace truce::scenario

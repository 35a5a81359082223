#pragma once
// Scenarios between two: A with some of the assumptions in which B differs.
#include <string>
#include <vector>

#include "sim/scenario/difference.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

class Between {
 public:
  Between(const Scenario& a, const Scenario& b);

  // differences(a, b) without what moves no result: ranges, sources, notes, `run`, `sources`.
  const std::vector<Difference>& changes() const { return changes_; }

  // A with the changes that are `taken` (one flag for each), as a resolved scenario to be read by
  // read_scenario_text(): whether it makes a valid scenario is not known here.
  std::string yaml(const std::vector<bool>& taken) const;

 private:
  Node a_, b_;
  std::vector<Difference> changes_;
};

}  // namespace truce::scenario

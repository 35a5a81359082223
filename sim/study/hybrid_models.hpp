#pragma once
// The models between two scenarios: A with some of the changes that make it B.
#include <memory>
#include <optional>
#include <vector>

#include "sim/scenario/hybrid.hpp"
#include "sim/study/attribution.hpp"

namespace truce::study {

class HybridModels {
 public:
  HybridModels(const AttributionSide& a, const AttributionSide& b);

  // Changes that are not valid alone, or without which the rest is not, are put together with others.
  const std::vector<Change>& changes() const { return changes_; }

  // The model with the changes that are `taken`; null where it is no valid scenario. All or none of them: B's and A's
  // own. May be called from several threads.
  std::shared_ptr<const model::Model> model(const std::vector<bool>& taken) const;

 private:
  using Group = std::vector<std::size_t>;  // of differences
  std::shared_ptr<const model::Model> build(const std::vector<bool>& differences) const;
  bool is_valid(const std::vector<Group>& groups, std::size_t group, const Group& more) const;
  std::vector<Group> valid_groups() const;

  AttributionSide a_, b_;
  scenario::Between between_;
  std::vector<Group> groups_;
  std::vector<Change> changes_;
};

}  // namespace truce::study

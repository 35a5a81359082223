#include "sim/study/hybrid_models.hpp"

#include <algorithm>
#include <utility>

#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"

namespace truce::study {

namespace {

// A model that belongs to somebody else.
std::shared_ptr<const model::Model> borrowed(const model::Model* model) {
  return {model, [](const model::Model*) {}};
}

// How many of the first keys two differences share.
std::size_t common_keys(const scenario::Difference& a, const scenario::Difference& b) {
  const auto ends = std::mismatch(a.keys.begin(), a.keys.end(), b.keys.begin(), b.keys.end());
  return static_cast<std::size_t>(ends.first - a.keys.begin());
}

}  // namespace

HybridModels::HybridModels(const AttributionSide& a, const AttributionSide& b)
    : a_(a), b_(b), between_(*a.scenario, *b.scenario) {
  groups_ = valid_groups();
  for (const Group& group : groups_) {
    Change change;
    for (const std::size_t i : group) change.differences.push_back(between_.changes()[i]);
    changes_.push_back(std::move(change));
  }
}

std::shared_ptr<const model::Model> HybridModels::build(const std::vector<bool>& differences) const {
  const scenario::ReadResult read = scenario::read_scenario_text(between_.yaml(differences), a_.scenario->name);
  if (!read.scenario) return nullptr;
  Diagnostics diagnostics;
  auto model = model::build_model(*read.scenario, a_.model->seed, diagnostics);
  return model ? std::make_shared<const model::Model>(std::move(*model)) : nullptr;
}

std::shared_ptr<const model::Model> HybridModels::model(const std::vector<bool>& taken) const {
  const auto count = std::count(taken.begin(), taken.end(), true);
  if (count == 0) return borrowed(a_.model);
  if (count == static_cast<std::ptrdiff_t>(taken.size())) return borrowed(b_.model);
  std::vector<bool> differences(between_.changes().size(), false);
  for (std::size_t g = 0; g < groups_.size(); ++g)
    if (taken[g])
      for (const std::size_t i : groups_[g]) differences[i] = true;
  return build(differences);
}

// Whether `group` and `more` together are valid alone, and B without them.
bool HybridModels::is_valid(const std::vector<Group>& groups, std::size_t group, const Group& more) const {
  std::vector<bool> with(between_.changes().size(), false);
  for (const std::size_t i : groups[group]) with[i] = true;
  for (const std::size_t i : more) with[i] = true;
  if (std::count(with.begin(), with.end(), true) == static_cast<std::ptrdiff_t>(with.size())) return true;
  std::vector<bool> without = with;
  without.flip();
  return build(with) != nullptr && build(without) != nullptr;
}

std::vector<HybridModels::Group> HybridModels::valid_groups() const {
  const std::vector<scenario::Difference>& changes = between_.changes();
  std::vector<Group> groups;
  for (std::size_t i = 0; i < changes.size(); ++i) groups.push_back({i});
  for (std::size_t g = 0; g < groups.size();) {
    if (is_valid(groups, g, {})) {
      ++g;
      continue;
    }
    // Partners nearest in the tree first. One that makes it valid, or else the nearest: then the search goes on.
    std::vector<std::size_t> partners;
    for (std::size_t h = 0; h < groups.size(); ++h)
      if (h != g) partners.push_back(h);
    const auto nearness = [&](std::size_t h) {
      std::size_t most = 0;
      for (const std::size_t i : groups[g])
        for (const std::size_t j : groups[h]) most = std::max(most, common_keys(changes[i], changes[j]));
      return most;
    };
    std::stable_sort(partners.begin(), partners.end(),
                     [&](std::size_t h, std::size_t k) { return nearness(h) > nearness(k); });
    const auto found =
        std::find_if(partners.begin(), partners.end(), [&](std::size_t h) { return is_valid(groups, g, groups[h]); });
    const std::size_t partner = found != partners.end() ? *found : partners.front();
    groups[g].insert(groups[g].end(), groups[partner].begin(), groups[partner].end());
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(partner));
    g = 0;
  }
  for (Group& group : groups) std::sort(group.begin(), group.end());
  std::sort(groups.begin(), groups.end());
  return groups;
}

}  // namespace truce::study

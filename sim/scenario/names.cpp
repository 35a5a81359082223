#include "sim/scenario/names.hpp"

#include <algorithm>

namespace truce::scenario {

namespace {

const Node* section_of(const Node& node, const char* key) {
  const Entry* entry = node.find(key);
  return entry != nullptr && entry->value.is_map() ? &entry->value : nullptr;
}

std::vector<std::string> keys_of(const Node* section) {
  std::vector<std::string> out;
  if (section == nullptr) return out;
  for (const Entry& entry : section->entries) out.push_back(entry.key);
  return out;
}

// The list of a regime's states; null where it has none.
const Node* state_list_of(const Node& regime) {
  if (!regime.is_map()) return &regime;
  const Entry* states = regime.find("states");
  return states == nullptr ? nullptr : &states->value;
}

std::vector<std::string> full_names(const Node* section, const char* inner) {
  std::vector<std::string> out;
  if (section == nullptr) return out;
  for (const Entry& outer : section->entries)
    for (const std::string& name : keys_of(section_of(outer.value, inner))) out.push_back(outer.key + "." + name);
  return out;
}

}  // namespace

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Names::Names(const Node& root) {
  factors = keys_of(section_of(root, "factors"));
  regimes = keys_of(section_of(root, "regimes"));
  if (const Node* section = section_of(root, "regimes"))
    for (const Entry& entry : section->entries) {
      std::vector<std::string>& names = states[entry.key];
      const Node* list = state_list_of(entry.value);
      if (list == nullptr) continue;
      states_at[entry.key] = list->at;
      for (const Node& item : list->items)
        if (item.is_scalar()) names.push_back(item.text);
    }
  events = keys_of(section_of(root, "events"));
  if (const Node* section = section_of(root, "events")) {
    for (const Entry& entry : section->entries) {
      EventNames& names = event[entry.key];
      const Node* outcomes_of = section_of(entry.value, "outcomes");
      names.outcomes = keys_of(outcomes_of);
      names.has_date = entry.value.find("date") != nullptr;
      for (const char* timing : {"rate", "probability", "delay", "date", "when"})
        names.has_timing = names.has_timing || entry.value.find(timing) != nullptr;
      for (const std::string& target : keys_of(section_of(entry.value, "trigger"))) triggered.insert(target);
      if (outcomes_of == nullptr) continue;
      for (const Entry& outcome : outcomes_of->entries)
        for (const std::string& target : keys_of(section_of(outcome.value, "trigger"))) triggered.insert(target);
    }
  }
  const Node* trade = section_of(root, "trade");
  const Node* supply = section_of(root, "supply");
  flows = keys_of(trade);
  commitments = full_names(trade, "commitments");
  chains = keys_of(supply);
  sectors = full_names(supply, "sectors");
  markets = keys_of(section_of(root, "markets"));
  outcomes = keys_of(section_of(root, "outcomes"));
  sources = keys_of(section_of(root, "sources"));
  for (const std::string& row : keys_of(section_of(root, "shocks")))
    if (row != "markets" && row != "source") shock_rows.push_back(row);
}

}  // namespace truce::scenario

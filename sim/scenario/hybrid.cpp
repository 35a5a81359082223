#include "sim/scenario/hybrid.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/base/contract.hpp"
#include "sim/scenario/distribution_names.hpp"
#include "sim/scenario/key_path.hpp"
#include "sim/scenario/write_yaml.hpp"
#include "sim/scenario/yaml.hpp"

namespace truce::scenario {

namespace {

constexpr std::array<std::string_view, 6> kProvenance{"range", "source", "note", "about", "notes", "title"};
constexpr std::array<std::string_view, 2> kNoAssumptions{"run", "sources"};

template <class List>
bool holds(const List& list, const std::string& key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

// Names are free inside these, so a key there is no word about a number.
bool is_name(const std::vector<std::string>& keys) { return keys.size() == 2 && keys.front() != "run"; }

bool moves_results(const Difference& difference) {
  const std::vector<std::string>& keys = difference.keys;
  if (holds(kNoAssumptions, keys.front())) return false;
  return is_name(keys) || !holds(kProvenance, keys.back());
}

Node tree_of(const Scenario& scenario) {
  SourceMap sources;
  Diagnostics diagnostics;
  const FileId file = sources.add(scenario.name, scenario.resolved_yaml);
  std::optional<Node> root = parse_yaml(scenario.resolved_yaml, file, sources, diagnostics);
  TRUCE_EXPECT(root.has_value());  // it was written by write_yaml()
  return std::move(*root);
}

Node map_with(std::string key, Node value) {
  Node map;
  map.kind = Node::Kind::kMap;
  map.entries.push_back({std::move(key), {}, std::move(value)});
  return map;
}

bool says_value(const Node& node, const KeyPath& path) {
  return !node.is_map() || node.entries.empty() || is_value(node, path);
}

bool belongs_to_value(const Entry& entry) { return entry.key == "value" || names_distribution(entry.key); }

// The value of `other` with what stands beside the value in `node` (modifiers, range, ...).
Node with_value_of(const Node& node, const Node& other) {
  std::vector<Entry> beside;
  if (node.is_map())
    for (const Entry& entry : node.entries)
      if (!belongs_to_value(entry)) beside.push_back(entry);
  Node out;
  if (other.is_map() && !other.entries.empty()) {
    out.kind = Node::Kind::kMap;
    for (const Entry& entry : other.entries)
      if (belongs_to_value(entry)) out.entries.push_back(entry);
  } else {
    if (beside.empty()) return other;
    out = map_with("value", other);
  }
  out.entries.insert(out.entries.end(), beside.begin(), beside.end());
  return out;
}

const Node& node_at(const Node& root, const KeyPath& keys) {
  const Node* node = &root;
  for (const std::string& key : keys) {
    const Entry* entry = node->find(key);
    TRUCE_EXPECT(entry != nullptr);
    node = &entry->value;
  }
  return *node;
}

void take(Node& root, const Node& b, const Difference& change) {
  Node* parent = &root;
  for (std::size_t i = 0; i + 1 < change.keys.size(); ++i) {
    Entry* entry = parent->find(change.keys[i]);
    TRUCE_EXPECT(entry != nullptr);
    parent = &entry->value;
  }
  // A bare number in A that has modifiers in B.
  if (!parent->is_map()) *parent = map_with("value", std::move(*parent));
  const std::string& key = change.keys.back();
  if (!change.b) {
    std::erase_if(parent->entries, [&](const Entry& entry) { return entry.key == key; });
    return;
  }
  const Node& there = node_at(b, change.keys);
  Entry* here = parent->find(key);
  if (here == nullptr)
    parent->entries.push_back({key, {}, there});
  else if (says_value(here->value, change.keys) && says_value(there, change.keys))
    here->value = with_value_of(here->value, there);
  else
    here->value = there;
}

}  // namespace

Between::Between(const Scenario& a, const Scenario& b) : a_(tree_of(a)), b_(tree_of(b)) {
  for (Difference& difference : differences(a, b))
    if (moves_results(difference)) changes_.push_back(std::move(difference));
}

std::string Between::yaml(const std::vector<bool>& taken) const {
  TRUCE_EXPECT(taken.size() == changes_.size());
  Node root = a_;
  for (std::size_t i = 0; i < changes_.size(); ++i)
    if (taken[i]) take(root, b_, changes_[i]);
  return write_yaml(root);
}

}  // namespace truce::scenario

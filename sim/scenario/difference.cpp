#include "sim/scenario/difference.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/base/contract.hpp"
#include "sim/scenario/distribution_names.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/key_path.hpp"
#include "sim/scenario/write_yaml.hpp"
#include "sim/scenario/yaml.hpp"

namespace truce::scenario {

namespace {

constexpr std::array<std::string_view, 4> kLeftOut{"schema", "scenario", "title", "notes"};
constexpr std::size_t kWidth = 100;
constexpr std::size_t kWidestPath = 60;

// A node as its own value, where it has one, and the keys below it.
struct View {
  std::optional<std::string> value;
  std::vector<const Entry*> below;
  const Node* find(const std::string& key) const {
    for (const Entry* entry : below)
      if (entry->key == key) return &entry->value;
    return nullptr;
  }
};

View view_of(const Node& node, const KeyPath& path) {
  View view;
  if (!node.is_map() || node.entries.empty()) {
    view.value = write_flow(node);
    return view;
  }
  const bool value = is_value(node, path);
  for (const Entry& entry : node.entries) {
    if (value && entry.key == "value")
      view.value = write_flow(entry.value);
    else if (value && names_distribution(entry.key))
      view.value = fmt::format("{{{}: {}}}", entry.key, write_flow(entry.value));
    else
      view.below.push_back(&entry);
  }
  return view;
}

std::string joined(const KeyPath& path) {
  std::string out;
  for (const std::string& key : path) out += (out.empty() ? "" : ".") + key;
  return out;
}

void compare(const Node& a, const Node& b, KeyPath& path, std::vector<Difference>& out) {
  const View left = view_of(a, path), right = view_of(b, path);
  if (left.value.has_value() != right.value.has_value()) {
    out.push_back({joined(path), write_flow(a), write_flow(b), path});
    return;
  }
  if (left.value != right.value) out.push_back({joined(path), left.value, right.value, path});
  const auto is_left_out = [&](const std::string& key) {
    return path.empty() && std::find(kLeftOut.begin(), kLeftOut.end(), key) != kLeftOut.end();
  };
  const auto with_key = [&](const std::string& key, auto then) {
    if (is_left_out(key)) return;
    path.push_back(key);
    then();
    path.pop_back();
  };
  for (const Entry* entry : left.below)
    with_key(entry->key, [&] {
      if (const Node* other = right.find(entry->key))
        compare(entry->value, *other, path, out);
      else
        out.push_back({joined(path), write_flow(entry->value), std::nullopt, path});
    });
  for (const Entry* entry : right.below)
    if (left.find(entry->key) == nullptr)
      with_key(entry->key, [&] { out.push_back({joined(path), std::nullopt, write_flow(entry->value), path}); });
}

Node tree_of(const Scenario& scenario) {
  SourceMap sources;
  Diagnostics diagnostics;
  const FileId file = sources.add(scenario.name, scenario.resolved_yaml);
  std::optional<Node> root = parse_yaml(scenario.resolved_yaml, file, sources, diagnostics);
  TRUCE_EXPECT(root.has_value());  // it was written by write_yaml()
  return std::move(*root);
}

// One line where it fits; else the path, and below it what each side says.
std::string row(const Difference& one, std::size_t width) {
  const std::string both = one.a && one.b ? fmt::format("{} -> {}", *one.a, *one.b) : one.a ? *one.a : *one.b;
  const std::string line = fmt::format("  {:<{}}  {}", one.path, width, both);
  if (columns_of(line) <= kWidth) return line + "\n";
  std::string out = fmt::format("  {}\n", one.path);
  if (one.a) out += wrapped(*one.a, kWidth, "      A: ", "         ");
  if (one.b) out += wrapped(*one.b, kWidth, "      B: ", "         ");
  return out;
}

}  // namespace

std::vector<Difference> differences(const Scenario& a, const Scenario& b) {
  std::vector<Difference> out;
  KeyPath path;
  compare(tree_of(a), tree_of(b), path, out);
  return out;
}

std::string difference_text(const std::vector<Difference>& differences, const std::string& a, const std::string& b) {
  std::string out = fmt::format("A: {}\nB: {}\n", a, b);
  if (differences.empty()) return out + "\nno assumption differs\n";
  std::size_t width = 0;
  for (const Difference& one : differences)
    if (one.path.size() <= kWidestPath) width = std::max(width, one.path.size());
  const auto section = [&](const char* title, auto belongs) {
    bool first = true;
    for (const Difference& one : differences) {
      if (!belongs(one)) continue;
      if (first) out += fmt::format("\n{}\n", title);
      first = false;
      out += row(one, width);
    }
  };
  section("DIFFERENT, A -> B", [](const Difference& one) { return one.a && one.b; });
  section("ONLY IN A", [](const Difference& one) { return !one.b; });
  section("ONLY IN B", [](const Difference& one) { return !one.a; });
  return out;
}

}  // namespace truce::scenario

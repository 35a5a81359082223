#include "sim/scenario/key_path.hpp"

#include "sim/scenario/distribution_names.hpp"

namespace truce::scenario {

namespace {

constexpr std::array<std::string_view, 9> kNamedSections{"factors", "regimes", "events",   "shocks", "trade",
                                                         "supply",  "markets", "outcomes", "sources"};
constexpr std::array<std::string_view, 9> kNamedInside{"outcomes", "trigger",     "modifiers", "set", "jump",
                                                       "schedule", "commitments", "sectors",   "beta"};
// The maps of names whose entries are nouns with keys of their own; the entries of all others are values.
constexpr std::array<std::string_view, 12> kNouns{"factors", "regimes",   "events",      "trade",
                                                  "supply",  "markets",   "outcomes",    "sources",
                                                  "trigger", "modifiers", "commitments", "sectors"};
constexpr std::array<std::string_view, 3> kConditions{"while", "when", "holds_while"};
constexpr std::array<std::string_view, 5> kInCondition{"not", "commitment", "market", "sector", "factor"};

// An entry of a map of names that is no value, whatever its keys are called.
bool is_noun(const KeyPath& path, std::size_t length) {
  return length >= 2 && one_of(path[length - 2], kNouns) && holds_names(path, length - 1);
}

// Whether the map at the first `length` keys is a condition or stands in one: its keys are regimes, markets and so on.
bool is_condition(const KeyPath& path, std::size_t length) {
  if (length < 2 || is_noun(path, length)) return false;
  const std::string& key = path[length - 1];
  if (one_of(key, kInCondition) && is_condition(path, length - 1)) return true;
  const bool regime_outcome = key == "regime" && length == 3 && path[0] == "outcomes";
  return regime_outcome || (one_of(key, kConditions) && !holds_names(path, length - 1));
}

}  // namespace

bool holds_names(const KeyPath& path, std::size_t length) {
  if (length == 0) return true;
  if (length == 1) return one_of(path[0], kNamedSections);
  return length >= 3 && one_of(path[length - 1], kNamedInside) && !is_noun(path, length);
}

bool is_event(const KeyPath& path) { return path.size() == 2 && path[0] == "events"; }
bool is_named_outcome(const KeyPath& path) { return path.size() == 2 && path[0] == "outcomes"; }
bool is_chance(const KeyPath& path) {
  if (path.size() < 4 || path[0] != "events") return false;
  const std::string& kind = path[path.size() - 2];
  return kind == "trigger" || (kind == "outcomes" && path.size() == 4);
}
bool is_level(const KeyPath& path) { return path.size() == 3 && path[0] == "supply" && path[2] == "level"; }

bool is_value(const Node& node, const KeyPath& path) {
  if (node.is_scalar() || node.is_list()) return true;
  const std::size_t length = path.size();
  if (!node.is_map() || holds_names(path, length) || is_noun(path, length)) return false;
  if (is_condition(path, length) || (length == 2 && path[0] == "run" && path[1] == "stop")) return false;
  if (node.find("value") != nullptr) return true;
  std::size_t distributions = 0;
  for (const Entry& entry : node.entries) {
    if (names_distribution(entry.key)) {
      ++distributions;
    } else if (!one_of(entry.key, kBeside)) {
      return false;
    }
  }
  return distributions == 1;
}

}  // namespace truce::scenario

#include "sim/scenario/merge.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"

namespace truce::scenario {

namespace {

constexpr std::array<std::string_view, 5> kTimings{"rate", "probability", "delay", "date", "when"};
constexpr std::array<std::string_view, 2> kChances{"probability", "always"};
constexpr std::array<std::string_view, 9> kForms{"event",  "regime", "commitment", "flow", "sector",
                                                 "market", "all",    "any",        "not"};
constexpr std::array<std::string_view, 3> kDeadlines{"by", "at", "throughout"};
constexpr std::array<std::string_view, 6> kQuantities{"ordered", "shipped", "disrupted_days",
                                                      "loss",    "return",  "drawdown"};
// The maps of names whose entries are not named anywhere else first, so that a misspelt name makes a new one.
constexpr std::array<std::string_view, 10> kOwnNames{"factors", "regimes",  "events",    "trade",       "supply",
                                                     "markets", "outcomes", "modifiers", "commitments", "sectors"};

template <class Predicate>
void erase_entries(Node& node, Predicate predicate) {
  std::erase_if(node.entries, [&](const Entry& entry) { return predicate(entry.key); });
}

template <std::size_t N>
void keep_only(Node& base, const std::string& key, const std::array<std::string_view, N>& group) {
  if (!one_of(key, group)) return;
  erase_entries(base, [&](const std::string& other) { return other != key && one_of(other, group); });
}

// Whether `over` says levels for states of the regime that `base` goes by, even where a state is called `normal`.
bool adds_levels(const Node& base, const Node& over, const KeyPath& path) {
  return is_level(path) && base.find("by") != nullptr &&
         std::all_of(over.entries.begin(), over.entries.end(),
                     [&](const Entry& entry) { return base.find(entry.key) != nullptr; });
}

// `{}` above a map that says something: keys merge, so it would neither change nor clear anything.
void report_empty_over(const Node& over, Diagnostics& diagnostics) {
  diagnostics.error(kNothingInside, over.at, "this empty map changes nothing", "maps merge key by key",
                    {"write `null` to remove what stands there, or leave this key out"});
}

// Without digits and separators: year_2026 and year_2027 are one of a series, no slips of the pen.
std::string letters_of(const std::string& name) {
  std::string out;
  std::copy_if(name.begin(), name.end(), std::back_inserter(out),
               [](char c) { return (c < '0' || c > '9') && c != '_' && c != '-'; });
  return out;
}

// The names that `over` adds to those of `base`, one by one.
void warn_of_new_names(const Node& base, const Node& over, const KeyPath& path, Diagnostics& diagnostics) {
  constexpr std::size_t kMostCompared = 50;
  for (std::size_t i = 0; i < over.entries.size() && i < kMostCompared; ++i) {
    const Entry& entry = over.entries[i];
    if (!entry.value.is_null() && base.find(entry.key) == nullptr)
      warn_of_new_name(base, over, entry.key, entry.key_at, path, diagnostics);
  }
}

void merge_at(Node& base, Node over, KeyPath& path, Diagnostics& diagnostics) {
  if (!base.is_map() || !over.is_map() || is_value(base, path) ||
      (is_value(over, path) && !adds_levels(base, over, path))) {
    base = std::move(over);
    return;
  }
  // A file that only extends another changes nothing, and may.
  if (over.entries.empty() && !base.entries.empty() && !path.empty()) return report_empty_over(over, diagnostics);
  for (const Entry& entry : over.entries)
    if (!entry.value.is_null()) drop_excluded(base, entry.key, entry.value, path);
  warn_of_new_names(base, over, path, diagnostics);
  for (Entry& entry : over.entries) {
    Entry* old = base.find(entry.key);
    if (old == nullptr) {
      base.entries.push_back(std::move(entry));
      continue;
    }
    old->key_at = entry.key_at;
    if (entry.value.is_null()) {
      entry.value.removed = true;
      old->value = std::move(entry.value);
    } else if (old->value.is_null()) {
      old->value = std::move(entry.value);
    } else {
      path.push_back(entry.key);
      merge_at(old->value, std::move(entry.value), path, diagnostics);
      path.pop_back();
    }
  }
}

void merge_under(Node& entry, const Node& under, const KeyPath& path, Diagnostics& diagnostics);

// The keys of `defaults` that an entry at `path` does not say itself, or says in part.
void merge_keys_under(Node& entry, const Node& under, const KeyPath& path, Diagnostics& diagnostics) {
  Node rest = under;
  for (const Entry& own : entry.entries)
    if (!own.value.is_null()) drop_excluded(rest, own.key, own.value, path);
  for (Entry& below : rest.entries) {
    if (below.value.is_null()) continue;
    Entry* own = entry.find(below.key);
    if (own == nullptr) {
      entry.entries.push_back(std::move(below));
    } else if (own->value.is_null()) {
      own->value.removed = true;
    } else {
      KeyPath inner = path;
      inner.push_back(below.key);
      merge_under(own->value, below.value, inner, diagnostics);
    }
  }
}

// A value of `defaults` under what an entry says at the same key: what the entry says stands.
void merge_under(Node& entry, const Node& under, const KeyPath& path, Diagnostics& diagnostics) {
  if (!under.is_map() || is_value(under, path)) return;
  const bool is_beside = std::all_of(under.entries.begin(), under.entries.end(),
                                     [](const Entry& below) { return one_of(below.key, kBeside); });
  if (entry.is_scalar() && is_beside) {
    // `volatility: 15% per year` above a default `volatility: {modifiers: ...}`: the value stands, the rest beside it.
    Node value = std::move(entry);
    entry = Node{};
    entry.kind = Node::Kind::kMap;
    entry.at = value.at;
    entry.entries.push_back({"value", value.at, std::move(value)});
  }
  if (!entry.is_map()) return;
  if (entry.entries.empty() && !under.entries.empty()) return report_empty_over(entry, diagnostics);
  merge_keys_under(entry, under, path, diagnostics);
}

void apply_defaults_in(Node& section, const KeyPath& path, Diagnostics& diagnostics) {
  const Entry* found = section.find("defaults");
  if (found == nullptr) return;
  const Node& defaults = found->value;
  if (!defaults.is_map()) {
    if (!defaults.removed) {
      diagnostics.error(kWrongKind, defaults.at,
                        fmt::format("`defaults` must be a map of keys, not {}", describe(defaults)));
    }
  } else if (defaults.entries.empty()) {
    diagnostics.error(kNothingInside, defaults.at, "`defaults` is empty", "nothing is said here",
                      {"leave `defaults` out"});
  } else if (section.entries.size() == 1) {
    diagnostics.error(kNothingInside, found->key_at,
                      fmt::format("`defaults` in `{}` has no entry to apply to", path.back()),
                      "no entry stands beside it", {"write the keys of an entry under its name"});
    section.reported = true;
  } else {
    Node copy = defaults;
    std::erase_if(copy.entries, [&](const Entry& one) {
      if (!one.value.is_map() || !one.value.entries.empty()) return false;
      diagnostics.error(kNothingInside, one.key_at, fmt::format("the default of `{}` is empty", one.key),
                        "nothing is said here", {fmt::format("leave `{}` out", one.key)});
      return true;
    });
    for (Entry& entry : section.entries) {
      if (entry.key == "defaults" || !entry.value.is_map()) continue;
      KeyPath entry_path = path;
      entry_path.push_back(entry.key);
      merge_keys_under(entry.value, copy, entry_path, diagnostics);
    }
  }
  erase_entries(section, [](const std::string& key) { return key == "defaults"; });
}

void drop_removed_in(Node& node, KeyPath& path) {
  for (Entry& entry : node.entries) {
    path.push_back(entry.key);
    const bool said_something = !entry.value.entries.empty();
    const bool may_vanish = holds_names(path, path.size()) || (path.size() == 1 && path[0] == "run");
    drop_removed_in(entry.value, path);
    if (said_something && entry.value.entries.empty() && may_vanish) {
      entry.value = Node{};
      entry.value.removed = true;
    }
    path.pop_back();
  }
  std::erase_if(node.entries, [](const Entry& entry) { return entry.value.is_null() && entry.value.removed; });
}

}  // namespace

void drop_excluded(Node& base, const std::string& key, const Node& value, const KeyPath& path) {
  if (is_event(path)) {
    keep_only(base, key, kTimings);
    if (one_of(key, kTimings) && key != "date") erase_entries(base, [](const std::string& k) { return k == "shift"; });
  } else if (is_chance(path)) {
    keep_only(base, key, kChances);
  } else if (is_named_outcome(path)) {
    if (one_of(key, kForms) && base.find(key) == nullptr) {
      erase_entries(base, [](const std::string& k) { return k != "about" && k != "given"; });
    }
    keep_only(base, key, kDeadlines);
    keep_only(base, key, kQuantities);
  } else if (is_level(path) && key == "by") {
    const Entry* old = base.find("by");
    if (old == nullptr || old->value.text != value.text) {
      erase_entries(base, [](const std::string& k) { return k != "modifiers" && k != "source"; });
    }
  }
}

void warn_of_new_name(const Node& base, const Node& over, const std::string& name, SourceRange at, const KeyPath& path,
                      Diagnostics& diagnostics) {
  if (path.empty() || !one_of(path.back(), kOwnNames) || !holds_names(path, path.size())) return;
  std::vector<std::string> names;
  for (const Entry& entry : base.entries) {
    const bool same_length = std::max(entry.key.size(), name.size()) <= std::min(entry.key.size(), name.size()) + 2;
    const bool in_series = letters_of(entry.key) == letters_of(name);
    if (over.find(entry.key) == nullptr && entry.key != "defaults" && same_length && !in_series)
      names.push_back(entry.key);
  }
  const std::vector<std::string> near = nearest_names(name, names);
  if (near.empty() || name == "defaults") return;
  const SourceRange there = base.find(near[0])->key_at;
  diagnostics.add({kWarnNewName,
                   Severity::kWarning,
                   fmt::format("'{}' is new in `{}`, and nearly '{}'", name, path.back(), near[0]),
                   {at, "this adds an entry and changes none"},
                   {{there, "unchanged"}},
                   {fmt::format("did you mean '{}'?", near[0])}});
}

void merge_onto(Node& base, Node over, Diagnostics& diagnostics) {
  KeyPath path;
  merge_at(base, std::move(over), path, diagnostics);
}

void apply_defaults(Node& root, Diagnostics& diagnostics) {
  for (const char* name : {"markets", "events"})
    if (Entry* section = root.find(name)) apply_defaults_in(section->value, {name}, diagnostics);
  Entry* supply = root.find("supply");
  if (supply == nullptr) return;
  for (Entry& chain : supply->value.entries) {
    Entry* sectors = chain.value.find("sectors");
    if (sectors != nullptr) apply_defaults_in(sectors->value, {"supply", chain.key, "sectors"}, diagnostics);
  }
}

void drop_removed(Node& root) {
  KeyPath path;
  drop_removed_in(root, path);
}

}  // namespace truce::scenario

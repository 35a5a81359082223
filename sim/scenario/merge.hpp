#pragma once
// `extends`, `--set` and `defaults`: several trees become one (2-scenario-language.md, 2.4). Every node keeps the place
// of the file that wrote it.
#include <string>
#include <vector>

#include "sim/scenario/node.hpp"

namespace truce::scenario {

using KeyPath = std::vector<std::string>;

// True where a map is one value (it has `value:`, or is a distribution), which is replaced whole; `path` is its
// address.
bool is_value(const Node& node, const KeyPath& path);

// The distribution that a key names ("lognormal"), as far as it names one.
bool names_distribution(std::string_view key);

// Puts `over` on `base`: maps key by key, values whole, another timing instead of the old one, null removes.
void merge_onto(Node& base, Node over);

// Puts `under` beneath the entry at `path`: what the entry says stands.
void merge_under(Node& entry, const Node& under, const KeyPath& path);

// Carries out and removes the `defaults` of markets, events and every chain's sectors.
void apply_defaults(Node& root, Diagnostics& diagnostics);

// Removes from the base the keys that the new key `key` (with value `value`) at `path` excludes, such as another
// timing.
void drop_excluded(Node& base, const std::string& key, const Node& value, const KeyPath& path);

// Takes out the entries that a null removed; a null that removed nothing stays, as an error for the reader to report.
void drop_removed(Node& node);

}  // namespace truce::scenario

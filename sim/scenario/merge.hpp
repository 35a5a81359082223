#pragma once
// `extends`, `--set` and `defaults`: several trees become one (2-scenario-language.md, 2.4). Every node keeps the place
// of the file that wrote it.
#include <string>

#include "sim/scenario/key_path.hpp"

namespace truce::scenario {

// Warns of a name that `over`, the map at `path`, adds to `base` where it is nearly a name of `base` that `over` leaves
// alone: a slip of the pen would make a new event instead of changing one.
void warn_of_new_name(const Node& base, const Node& over, const std::string& name, SourceRange at, const KeyPath& path,
                      Diagnostics& diagnostics);

// Puts `over` on `base`: maps key by key, values whole, another timing instead of the old one, null removes. An empty
// map above one that says something is an error, for it would change nothing.
void merge_onto(Node& base, Node over, Diagnostics& diagnostics);

// Carries out and removes the `defaults` of markets, events and every chain's sectors. Those that are empty or have no
// entry to apply to are errors.
void apply_defaults(Node& root, Diagnostics& diagnostics);

// Removes from the base the keys that the new key `key` (with value `value`) at `path` excludes, such as another
// timing.
void drop_excluded(Node& base, const std::string& key, const Node& value, const KeyPath& path);

// Takes out the entries that a null removed, and the maps of names that are empty then; a null that removed nothing
// stays, as an error for the reader to report.
void drop_removed(Node& root);

}  // namespace truce::scenario

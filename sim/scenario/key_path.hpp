#pragma once
// What stands at an address of a scenario's tree: a map of the user's names, a noun with keys of its own, a value.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/node.hpp"

namespace truce::scenario {

using KeyPath = std::vector<std::string>;

template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// What a number may say beside its value.
inline constexpr std::array<std::string_view, 4> kBeside{"modifiers", "range", "source", "note"};

// True where a map is one value (it has `value:`, or is a distribution), which is replaced whole; `path` is its
// address. A map of names and its nouns are none, whatever their keys are called.
bool is_value(const Node& node, const KeyPath& path);

// Whether the map at the first `length` keys of the path has the user's names for keys: `normal` is a name there, not a
// distribution.
bool holds_names(const KeyPath& path, std::size_t length);

bool is_event(const KeyPath& path);
bool is_named_outcome(const KeyPath& path);
bool is_chance(const KeyPath& path);  // an outcome of an event, or a trigger
bool is_level(const KeyPath& path);   // of a supply chain

}  // namespace truce::scenario

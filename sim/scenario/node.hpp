#pragma once
// The YAML text as a tree that knows where everything was written.
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/diagnostics.hpp"

namespace truce::scenario {

struct Entry;

struct Node {
  enum class Kind { kNull, kScalar, kList, kMap };
  Kind kind = Kind::kNull;
  SourceRange at;
  std::string text;            // kScalar
  bool quoted = false;         // kScalar: "..." or '...' or a block scalar
  bool removed = false;        // kNull: it removed something that an extended file or `defaults` said
  bool reported = false;       // kMap: that it is empty has been said
  std::vector<Node> items;     // kList
  std::vector<Entry> entries;  // kMap, in the order of writing

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
  // The entry of this key; nullptr where there is none or this is no map.
  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);
};

struct Entry {
  std::string key;
  SourceRange key_at;
  Node value;
};

inline const Entry* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry;
  return nullptr;
}
inline Entry* Node::find(std::string_view key) { return const_cast<Entry*>(static_cast<const Node*>(this)->find(key)); }

// "a map", "an empty list", "text", "nothing": for messages.
std::string describe(const Node& node);

}  // namespace truce::scenario

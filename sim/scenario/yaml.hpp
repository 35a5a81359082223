#pragma once
// YAML text -> Node tree. Strict: no duplicate keys, anchors, aliases, tags, merge keys or second documents.
#include <optional>
#include <string>

#include "sim/scenario/node.hpp"

namespace truce::scenario {

inline constexpr std::size_t kLargestFile = 1 << 20;  // bytes
inline constexpr int kDeepestNesting = 64;

// Line ends become '\n' and a byte order mark at the start goes: what the source map and the parser both see.
std::string normal_line_ends(std::string text);

// Parses the text of `file` in `sources`. Everything wrong goes into `diagnostics`; nullopt where nothing can be read
// on. Any bytes are safe: the time is linear in the size, and depth is bounded before the parser sees the text.
std::optional<Node> parse_yaml(const std::string& text, FileId file, const SourceMap& sources,
                               Diagnostics& diagnostics);

// A value inside a one-line text, such as the part of a `--set` argument behind the '='. `column` is the place of its
// first character (from 1).
std::optional<Node> parse_yaml_value(const std::string& text, FileId file, int column, const SourceMap& sources,
                                     Diagnostics& diagnostics);

}  // namespace truce::scenario

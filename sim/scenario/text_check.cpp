#include "sim/scenario/text_check.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/yaml.hpp"

namespace truce::scenario {

namespace {

bool in_range(unsigned char c, unsigned low, unsigned high) { return c >= low && c <= high; }

// Length of the well-formed UTF-8 sequence at `i` (Unicode 15, table 3-7); 0 where there is none.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) -> unsigned char {
    return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0;
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (in_range(first, 0xC2, 0xDF)) return in_range(byte(1), 0x80, 0xBF) ? 2 : 0;
  if (in_range(first, 0xE0, 0xEF)) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return in_range(byte(1), low, high) && in_range(byte(2), 0x80, 0xBF) ? 3 : 0;
  }
  if (in_range(first, 0xF0, 0xF4)) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return in_range(byte(1), low, high) && in_range(byte(2), 0x80, 0xBF) && in_range(byte(3), 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

}  // namespace

int count_characters(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::optional<unsigned> control_character_in(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F) return byte;
    if (byte != 0xC2 || i + 1 >= text.size()) continue;
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (second < 0xA0) return second;
  }
  return std::nullopt;
}

bool check_text(std::string_view text, FileId file, Diagnostics& diagnostics) {
  int line = 1;
  int column = 1;
  int depth = 0;
  int block_depth = 0;
  bool line_so_far_is_dashes = true;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    const SourceRange here{file, line, column, 1};
    if (length == 0) {
      diagnostics.error(kNotText, here, fmt::format("the file is not UTF-8 text: byte 0x{:02X}", byte), "",
                        {"save the file as UTF-8"});
      return false;
    }
    if (const std::optional<unsigned> code = control_character_in(text.substr(i, length))) {
      diagnostics.error(kNotText, here, fmt::format("the file contains the control character 0x{:02X}", *code));
      return false;
    }
    // Brackets inside quotes or comments count too here, but only a text made to hurt has dozens of them unclosed.
    if (byte == '[' || byte == '{') ++depth;
    if ((byte == ']' || byte == '}') && depth > 0) --depth;
    if (line_so_far_is_dashes && (byte == '-' || byte == '?')) ++block_depth;
    if (line_so_far_is_dashes && byte != '-' && byte != '?' && byte != ' ') line_so_far_is_dashes = false;
    if (depth > 4 * kDeepestNesting || (block_depth > 4 * kDeepestNesting && text.substr(i, 1) == " ")) {
      diagnostics.error(kNestedTooDeeply, here, fmt::format("nested more than {} levels deep", kDeepestNesting));
      return false;
    }
    if (byte == '\n') {
      ++line;
      column = 1;
      block_depth = 0;
      line_so_far_is_dashes = true;
    } else {
      ++column;
    }
    i += length;
  }
  return true;
}

}  // namespace truce::scenario

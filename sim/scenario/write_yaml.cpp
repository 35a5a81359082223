#include "sim/scenario/write_yaml.hpp"

#include <string_view>

#include <fmt/format.h>

namespace truce::scenario {

namespace {

constexpr std::size_t kLineWidth = 120;

// Whether a text may stand without quotes, in flow or block style, and be read as the same text.
bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (text == "~" || text == "null" || text == "Null" || text == "NULL" || text == "---" || text == "...") return false;
  constexpr std::string_view kSigns = "-?:,[]{}#&*!|>'\"%@`<=";
  const bool negative_number = text.size() > 1 && text[0] == '-' && text[1] >= '0' && text[1] <= '9';
  if (kSigns.find(text.front()) != std::string_view::npos && !negative_number) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // yaml-cpp ends a plain text of a flow collection at any of the first six.
    if (c == '?' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == '\n' || c == '\t' || c == '"')
      return false;
    if (c == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return false;
    if (c == '#' && i > 0 && text[i - 1] == ' ') return false;
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  }
  return true;
}

std::string scalar(std::string_view text, bool quoted) {
  if (!quoted && is_plain(text)) return std::string{text};
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

std::string flow(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kScalar:
      return scalar(node.text, node.quoted);
    case Node::Kind::kList: {
      std::string out = "[";
      for (std::size_t i = 0; i < node.items.size(); ++i) out += (i > 0 ? ", " : "") + flow(node.items[i]);
      return out + "]";
    }
    case Node::Kind::kMap: {
      std::string out = "{";
      for (std::size_t i = 0; i < node.entries.size(); ++i) {
        if (i > 0) out += ", ";
        out += scalar(node.entries[i].key, false) + ": " + flow(node.entries[i].value);
      }
      return out + "}";
    }
  }
  return {};
}

bool is_collection(const Node& node) {
  return (node.is_map() && !node.entries.empty()) || (node.is_list() && !node.items.empty());
}

// Sections stand open, so that each entry has a line of its own.
bool stays_on_one_line(const Node& node, const std::string& text, std::size_t indent, std::size_t depth) {
  if (!is_collection(node)) return true;
  bool has_inner = false;
  for (const Entry& entry : node.entries) has_inner = has_inner || is_collection(entry.value);
  if (depth == 0 && has_inner) return false;
  return indent + text.size() <= kLineWidth;
}

void write_block(std::string& out, const Node& node, std::size_t indent, std::size_t depth) {
  const std::string space(indent, ' ');
  const auto write_value = [&](const std::string& head, const Node& value) {
    const std::string line = flow(value);
    if (stays_on_one_line(value, line, head.size() + 1, depth)) {
      out += head + " " + line + "\n";
    } else {
      out += head + "\n";
      write_block(out, value, indent + 2, depth + 1);
    }
  };
  for (const Entry& entry : node.entries) write_value(space + scalar(entry.key, false) + ":", entry.value);
  for (const Node& item : node.items) {
    const std::string line = flow(item);
    out += space + "- " + line + "\n";  // lists of maps (correlations) keep one line for each
  }
}

}  // namespace

std::string write_flow(const Node& node) { return flow(node); }

std::string write_yaml(const Node& root) {
  if (!is_collection(root)) return flow(root) + "\n";
  std::string out;
  write_block(out, root, 0, 0);
  return out;
}

}  // namespace truce::scenario

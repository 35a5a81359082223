#pragma once
// The tree of a YAML text, from the parser's events: through them one sees anchors, tags and duplicate keys.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include "sim/base/diagnostics.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/text_check.hpp"
#include "sim/scenario/yaml.hpp"

namespace truce::scenario {

// Thrown to leave the parser; the error has been reported.
struct StopParsing {};

// Builds the tree from yaml-cpp's events. The parser's marks count lines from 0 and columns in bytes from 0.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(FileId file, const SourceMap& sources, Diagnostics& diagnostics, int first_column)
      : file_(file), sources_(sources), diagnostics_(diagnostics), first_column_(first_column) {}

  Node take() { return std::move(root_); }
  bool has_root() const { return has_root_; }

  SourceRange place(const YAML::Mark& mark, int length = 1) const {
    if (mark.is_null()) return {file_, 0, 0, 1};
    const int shift = mark.line == 0 ? first_column_ - 1 : 0;
    return {file_, mark.line + 1, characters_before(mark) + 1 + shift, length};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      diagnostics_.error(kSeveralDocuments, place(mark), "a second YAML document begins here",
                         "a scenario is one document", {"put each scenario into a file of its own"});
      throw StopParsing{};
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    Node node;
    // The mark of an empty value is the next token's; the key's place serves better, and only "~" and "null" have one.
    const std::string_view text = text_from(mark.line, mark.column);
    const bool written =
        text.starts_with('~') || text.starts_with("null") || text.starts_with("Null") || text.starts_with("NULL");
    const bool has_key = !frames_.empty() && frames_.back().node.is_map() && frames_.back().has_key;
    node.at = written || !has_key ? place(mark, text.starts_with('~') ? 1 : written ? 4 : 1) : frames_.back().key_at;
    add(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { forbid(mark, "aliases (*name)"); }
  void OnAnchor(const YAML::Mark&, const std::string&) override {}

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (tag == "!" && !is_closed(mark)) {
      diagnostics_.error(kYamlSyntax, place(mark), "this quote is not closed", "opened here");
      throw StopParsing{};
    }
    if (const std::optional<unsigned> code = control_character_in(value)) {
      diagnostics_.error(kNotText, place(mark), fmt::format("this text holds the control character U+{:04X}", *code),
                         "", {"a text may hold line ends and tabs; other control characters would reach the terminal"});
      throw StopParsing{};
    }
    Node node;
    node.kind = Node::Kind::kScalar;
    node.quoted = tag == "!";
    node.at = place(mark, length_of(mark, value, node.quoted));
    node.text = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(Node::Kind::kList, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    begin(Node::Kind::kMap, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  struct Frame {
    Node node;
    bool has_key = false;
    bool drop = false;  // the value of a key that is no good
    std::string key;
    SourceRange key_at;
    std::unordered_map<std::string, SourceRange> seen;
  };

  // The source from this place to the end of the line. For a `--set` value the text stands inside a longer line.
  std::string_view text_from(int line, int column) const {
    std::string_view text = sources_.line(file_, line + 1);
    if (line == 0) text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(first_column_ - 1)));
    text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(std::max(column, 0))));
    return text;
  }

  // Characters in front of the mark in its line. Marks come in the order of the text, so counting goes on from the last
  // one: a long line costs its length once.
  int characters_before(const YAML::Mark& mark) const {
    const std::string_view line = text_from(mark.line, 0);
    const std::size_t column = std::min(static_cast<std::size_t>(std::max(mark.column, 0)), line.size());
    if (mark.line != counted_line_ || column < counted_bytes_) {
      counted_line_ = mark.line;
      counted_bytes_ = 0;
      counted_characters_ = 0;
    }
    counted_characters_ += count_characters(line.substr(counted_bytes_, column - counted_bytes_));
    counted_bytes_ = column;
    return counted_characters_;
  }

  // The length of the quoted text at the start of `text` with both quotes, as far as it ends in this line; else 0.
  // `quote` may have been opened in an earlier line (`begin` = 0).
  static std::size_t closing_quote(std::string_view text, char quote, std::size_t begin) {
    for (std::size_t i = begin; i < text.size(); ++i) {
      if (text[i] == '\\' && quote == '"') {
        ++i;
      } else if (text[i] == quote) {
        if (quote != '\'' || i + 1 >= text.size() || text[i + 1] != quote) return i + 1;
        ++i;
      }
    }
    return 0;
  }

  // yaml-cpp takes a quote that the end of the file closes.
  bool is_closed(const YAML::Mark& mark) const {
    const std::string_view text = text_from(mark.line, mark.column);
    if (text.empty() || (text[0] != '"' && text[0] != '\'')) return true;
    if (closing_quote(text, text[0], 1) > 0) return true;
    for (int line = mark.line + 1; sources_.has_line(file_, line + 1); ++line)
      if (closing_quote(text_from(line, 0), text[0], 0) > 0) return true;
    return false;
  }

  int length_of(const YAML::Mark& mark, const std::string& value, bool quoted) const {
    const std::string_view text = text_from(mark.line, mark.column);
    if (!quoted && text.starts_with(value)) return std::max(1, count_characters(value));
    if (quoted && !text.empty() && (text[0] == '"' || text[0] == '\'')) {
      const std::size_t length = closing_quote(text, text[0], 1);
      if (length > 0) return count_characters(text.substr(0, length));
    }
    if (quoted && !text.empty() && (text[0] == '|' || text[0] == '>')) return 1;
    const std::size_t end = text.find_last_not_of(' ');
    return std::max(1, count_characters(text.substr(0, end == std::string_view::npos ? 0 : end + 1)));
  }

  void forbid(const YAML::Mark& mark, const char* what) {
    diagnostics_.error(kForbiddenYaml, place(mark), fmt::format("YAML {} are not allowed in a scenario", what), "",
                       {"write the value out: what a file says should be readable where it stands",
                        "to share values between files use `extends:`, between the entries of a map `defaults:`"});
    throw StopParsing{};
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) forbid(mark, "anchors (&name)");
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if ((tag != "?" && tag != "!" && !tag.empty()) || text_from(mark.line, mark.column).starts_with('!')) {
      forbid(mark, "tags (!name)");
    }
  }

  void begin(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (frames_.size() >= static_cast<std::size_t>(kDeepestNesting)) {
      diagnostics_.error(kNestedTooDeeply, place(mark),
                         fmt::format("nested more than {} levels deep", kDeepestNesting));
      throw StopParsing{};
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.at = place(mark);
    frames_.push_back(std::move(frame));
  }
  void end() {
    Node node = std::move(frames_.back().node);
    frames_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      has_root_ = true;
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, std::move(node));
    } else if (follows_decimal_comma(frame, node)) {
      join_decimal_comma(frame);
    } else {
      if (!frame.drop) frame.node.entries.push_back({std::move(frame.key), frame.key_at, std::move(node)});
      frame.has_key = false;
      frame.drop = false;
    }
  }

  // Whether a key without a value goes on, behind a comma alone, with the digits of the value before it: {rate: 0,5}.
  static bool follows_decimal_comma(const Frame& frame, const Node& value) {
    if (frame.drop || !value.is_null() || frame.node.entries.empty()) return false;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const Node& before = frame.node.entries.back().value;
    return before.is_scalar() && !before.quoted && !before.text.empty() && is_digit(before.text.back()) &&
           is_digit(frame.key[0]) && before.at.line == frame.key_at.line &&
           before.at.column + before.at.length + 1 == frame.key_at.column;
  }

  // Reports it; the value counts as if it had been written with a point, so that nothing else is said about it.
  void join_decimal_comma(Frame& frame) {
    Entry& before = frame.node.entries.back();
    const std::string point = before.value.text + "." + frame.key;
    SourceRange at = before.value.at;
    at.length += 1 + frame.key_at.length;
    std::size_t digits = 0;
    while (digits < frame.key.size() && frame.key[digits] >= '0' && frame.key[digits] <= '9') ++digits;
    // 12,000 is more likely twelve thousand than twelve.
    const std::string hint =
        digits == 3
            ? fmt::format("write '{0}: {1}{2}' for thousands, which have no separator, or '{0}: {3}' for a decimal",
                          before.key, before.value.text, frame.key, point)
            : fmt::format("write '{}: {}', with a decimal point; thousands have no separator", before.key, point);
    diagnostics_.error(kNotANumber, at, fmt::format("'{},{}' is not a number", before.value.text, frame.key),
                       "a comma ends an entry of {...}", {hint});
    before.value.text = point;
    frame.has_key = false;
  }

  void take_key(Frame& frame, Node node) {
    frame.has_key = true;
    frame.key_at = node.at;
    if (!node.is_scalar() || node.text.empty()) {
      diagnostics_.error(kBadKey, node.at, "a key must be a plain name, date or number",
                         fmt::format("this key is {}", node.is_scalar() ? "empty" : describe(node)));
      throw StopParsing{};
    }
    if (node.text == "<<" && !node.quoted) {
      diagnostics_.error(kForbiddenYaml, node.at, "YAML merge keys (<<) are not allowed in a scenario", "",
                         {"use `extends:` to build on another file, `defaults:` for what the entries of a map share"});
      frame.drop = true;
      return;
    }
    // A block map's own mark is its first key's: then the whole key is a better place for the map.
    if (frame.node.entries.empty() && frame.node.at.line == node.at.line && frame.node.at.column == node.at.column) {
      frame.node.at = node.at;
    }
    const auto [first, fresh] = frame.seen.emplace(node.text, node.at);
    if (!fresh) {
      Diagnostic diagnostic{kDuplicateKey,
                            Severity::kError,
                            fmt::format("the key '{}' is given twice", node.text),
                            {node.at, "given again here"},
                            {{first->second, "first given here"}},
                            {"keep one of the two; in plain YAML one of them would be lost silently"}};
      diagnostics_.add(std::move(diagnostic));
      frame.drop = true;
      return;
    }
    frame.key = std::move(node.text);
  }

  FileId file_;
  const SourceMap& sources_;
  Diagnostics& diagnostics_;
  int first_column_;
  int documents_ = 0;
  bool has_root_ = false;
  Node root_;
  std::vector<Frame> frames_;
  mutable int counted_line_ = -1;
  mutable std::size_t counted_bytes_ = 0;
  mutable int counted_characters_ = 0;
};

}  // namespace truce::scenario

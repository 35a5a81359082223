#include "sim/scenario/document.hpp"

#include <algorithm>
#include <string_view>

#include "sim/scenario/text_check.hpp"

namespace truce::scenario {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kMarkdownWidth = 120;
constexpr std::size_t kWidestCell = 44;  // a wider one pushes the rest of its row to the right

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::string trimmed_right(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// Whether a line of Markdown that begins with this word would begin a list, a heading or a quotation.
bool is_mark(std::string_view word) {
  if (word.find_first_not_of("-+*=#>") == std::string_view::npos) return true;
  const std::size_t digits = word.find_first_not_of("0123456789");
  return digits != 0 && digits + 1 == word.size() && (word.back() == '.' || word.back() == ')');
}

// A cell of a Markdown table: on one line, with its bars escaped.
std::string markdown_cell(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::size_t columns_of(const std::string& text) { return static_cast<std::size_t>(count_characters(text)); }

std::string wrapped(const std::string& text, std::size_t width, const std::string& first, const std::string& rest) {
  std::string out, line = first;
  bool empty = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" \n", at);
    if (begin == std::string::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!empty && columns_of(line) + 1 + columns_of(word) > width && !is_mark(word)) {
      out += line + '\n';
      line = rest;
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
    at = end;
  }
  return out + trimmed_right(line) + '\n';
}

std::string Document::text_table(const Block& block) {
  const std::size_t columns = block.rows.front().size() - 1;
  std::vector<std::size_t> widths(columns, 0);
  for (const auto& row : block.rows)
    for (std::size_t i = 0; i < columns; ++i)
      if (columns_of(row[i]) <= kWidestCell) widths[i] = std::max(widths[i], columns_of(row[i]));
  std::string out;
  for (const auto& row : block.rows) {
    std::string line = "  ";
    std::size_t wanted = 2;
    for (std::size_t i = 0; i < columns; ++i) {
      line += row[i];
      wanted += widths[i] + 2;
      const std::size_t used = columns_of(line);
      line.append(used < wanted ? wanted - used : 2, ' ');
    }
    line = trimmed_right(line);
    out += columns_of(line) <= kWidth ? line + '\n' : wrapped(line, kWidth, "  ", "    ");
    if (&row != &block.rows.front() && !row.back().empty()) out += wrapped(row.back(), kWidth, "      ", "      ");
  }
  return out;
}

std::string Document::markdown_table(const Block& block) {
  std::string out;
  for (const auto& row : block.rows) {
    out += '|';
    for (const std::string& cell : row) out += ' ' + markdown_cell(cell) + (cell.empty() ? "|" : " |");
    out += '\n';
    if (&row != &block.rows.front()) continue;
    out += '|';
    for (std::size_t i = 0; i < row.size(); ++i) out += " --- |";
    out += '\n';
  }
  return out;
}

std::string Document::text() const {
  std::string out;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    const bool follows_heading = i > 0 && blocks_[i - 1].kind == Block::Kind::kHeading;
    switch (block.kind) {
      case Block::Kind::kHeading:
        if (i > 0 && !(follows_heading && blocks_[i - 1].level == 1)) out += '\n';
        out += wrapped(block.level == 2 ? upper(block.text) : block.text, kWidth, "", "    ");
        break;
      case Block::Kind::kParagraph:
        if (i > 0 && !follows_heading) out += '\n';
        out += wrapped(block.text, kWidth, "  ", "  ");
        break;
      case Block::Kind::kItem: {
        const std::string indent(2 + 2 * static_cast<std::size_t>(block.level), ' ');
        out += wrapped(block.text, kWidth, indent + "- ", indent + "  ");
        break;
      }
      case Block::Kind::kTable:
        out += text_table(block);
        break;
    }
  }
  return out;
}

std::string Document::markdown() const {
  std::string out;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    const bool list_goes_on = i > 0 && block.kind == Block::Kind::kItem && blocks_[i - 1].kind == Block::Kind::kItem;
    if (i > 0 && !list_goes_on) out += '\n';
    switch (block.kind) {
      case Block::Kind::kHeading:
        out += std::string(static_cast<std::size_t>(block.level), '#') + ' ' + block.text + '\n';
        break;
      case Block::Kind::kParagraph:
        out += wrapped(block.text, kMarkdownWidth, "", "");
        break;
      case Block::Kind::kItem: {
        const std::string indent(2 * static_cast<std::size_t>(block.level), ' ');
        out += wrapped(block.text, kMarkdownWidth, indent + "- ", indent + "  ");
        break;
      }
      case Block::Kind::kTable:
        out += markdown_table(block);
        break;
    }
  }
  return out;
}

}  // namespace truce::scenario

#pragma once
// Prose with headings, bullets and tables, as plain text for a terminal or as Markdown.
#include <string>
#include <utility>
#include <vector>

namespace truce::scenario {

// Names stand between backticks: `stress`. Plain text and Markdown keep them.
class Document {
 public:
  // Level 1 is the title, 2 a chapter, 3 an entry of it.
  void heading(int level, std::string text) { blocks_.push_back({Block::Kind::kHeading, level, std::move(text), {}}); }
  void paragraph(std::string text) { blocks_.push_back({Block::Kind::kParagraph, 0, std::move(text), {}}); }
  // Depth 0 is the outer bullet.
  void item(int depth, std::string text) { blocks_.push_back({Block::Kind::kItem, depth, std::move(text), {}}); }
  // Begins a table with these titles. Plain text sets the last column, which holds long text, below its row.
  void table(std::vector<std::string> titles) { blocks_.push_back({Block::Kind::kTable, 0, {}, {std::move(titles)}}); }
  // A row of the table that was begun last.
  void row(std::vector<std::string> cells) { blocks_.back().rows.push_back(std::move(cells)); }

  // At most 100 columns wide where words allow it.
  std::string text() const;
  // At most 120 columns wide where words allow it, but for headings and tables.
  std::string markdown() const;

 private:
  struct Block {
    enum class Kind { kHeading, kParagraph, kItem, kTable };
    Kind kind;
    int level;  // of a heading or an item
    std::string text;
    std::vector<std::vector<std::string>> rows;  // kTable: titles first
  };

  static std::string text_table(const Block& block);
  static std::string markdown_table(const Block& block);

  std::vector<Block> blocks_;
};

// `text` in lines of at most `width` columns; the first begins with `first`, the others with `rest`. No line begins
// with a word that Markdown takes for a bullet or a heading. Ends with a line end.
std::string wrapped(const std::string& text, std::size_t width, const std::string& first, const std::string& rest);

// The columns that `text` takes on a terminal: its characters.
std::size_t columns_of(const std::string& text);

}  // namespace truce::scenario

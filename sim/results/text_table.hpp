#pragma once
// Aligned columns of plain UTF-8 text.
#include <string>
#include <vector>

namespace truce::results {

enum class Align { kLeft, kRight, kPlusMinus };  // kPlusMinus: the signs ± of a column stand below each other

class TextTable {
 public:
  explicit TextTable(std::vector<Align> columns) : columns_(std::move(columns)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // Shortens the names in the first column, to no fewer than 14 characters, until the table is at most `width` wide.
  // The other cells stay whole: a figure that is cut is wrong.
  void fit(std::size_t width);
  // Lines without ends, `indent` spaces before each; two spaces between columns; no spaces at the end.
  std::vector<std::string> lines(std::size_t indent) const;

 private:
  struct Layout;
  Layout layout() const;

  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// At most `width` characters; a longer text ends in "…".
std::string shortened(const std::string& text, std::size_t width);

}  // namespace truce::results

#include "sim/results/text_table.hpp"

#include <algorithm>

#include "sim/results/format.hpp"

namespace truce::results {

namespace {

const std::string kSign = " ± ";

std::string spaces(std::size_t count) { return std::string(count, ' '); }

// How wide a cell is on each side of its sign; a cell without one has all on its left.
struct Sides {
  std::size_t left = 0;
  std::size_t right = 0;
};

Sides sides_of(const std::string& cell) {
  const std::size_t sign = cell.find(kSign);
  if (sign == std::string::npos) return {width_of(cell), 0};
  return {width_of(cell.substr(0, sign)), width_of(cell.substr(sign))};
}

}  // namespace

// How wide each column is, and the sides of its signs.
struct TextTable::Layout {
  std::vector<std::size_t> width;
  std::vector<Sides> sides;
};

TextTable::Layout TextTable::layout() const {
  Layout out{std::vector<std::size_t>(columns_.size(), 0), std::vector<Sides>(columns_.size())};
  auto& [width, sides] = out;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    for (const auto& row : rows_)
      if (c < row.size()) {
        width[c] = std::max(width[c], width_of(row[c]));
        if (columns_[c] != Align::kPlusMinus || row[c].find(kSign) == std::string::npos) continue;
        sides[c].left = std::max(sides[c].left, sides_of(row[c]).left);
        sides[c].right = std::max(sides[c].right, sides_of(row[c]).right);
      }
    width[c] = std::max(width[c], sides[c].left + sides[c].right);
  }
  return out;
}

void TextTable::fit(std::size_t width) {
  constexpr std::size_t kLeastName = 14;
  const std::vector<std::size_t> widths = layout().width;
  std::size_t others = 0;
  for (std::size_t c = 1; c < widths.size(); ++c) others += 2 + widths[c];
  const std::size_t names = width > others + kLeastName ? width - others : kLeastName;
  for (auto& row : rows_)
    if (!row.empty()) row.front() = shortened(row.front(), names);
}

std::vector<std::string> TextTable::lines(std::size_t indent) const {
  const auto [width, sides] = layout();
  std::vector<std::string> out;
  for (const auto& row : rows_) {
    std::string line = spaces(indent);
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string& cell = row[c];
      const std::size_t free = width[c] - width_of(cell);
      std::size_t before = 0;
      if (columns_[c] == Align::kRight) before = free;
      if (columns_[c] == Align::kPlusMinus) {
        // The block of numbers stands at the right of the column.
        const Sides own = sides_of(cell);
        before = own.right > 0 ? width[c] - sides[c].right - own.left : free;
      }
      line += spaces(before) + cell + spaces(free - before) + (c + 1 < row.size() ? "  " : "");
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out.push_back(std::move(line));
  }
  return out;
}

std::string shortened(const std::string& text, std::size_t width) {
  if (width_of(text) <= width) return text;
  std::string out;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t next = i + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    if (++taken == width) break;
    out.append(text, i, next - i);
    i = next;
  }
  return out + "…";
}

}  // namespace truce::results

#include "sim/results/csv.hpp"

#include <fmt/format.h>

#include <cmath>

namespace truce::results {

namespace {

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

void CsvTable::row(const std::vector<std::string>& cells) {
  for (std::size_t c = 0; c < cells.size(); ++c) text_ += (c > 0 ? "," : "") + quoted(cells[c]);
  text_ += "\n";
}

std::string csv_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }
std::string csv_number(float value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }

}  // namespace truce::results

#pragma once
// Tables for spreadsheets: RFC 4180 with a header line, a point as decimal mark, ISO dates, an empty cell for what is
// not defined; the same bytes under every locale.
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/results.hpp"

namespace truce::results {

class CsvTable {
 public:
  explicit CsvTable(const std::vector<std::string>& header) { row(header); }
  void row(const std::vector<std::string>& cells);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// The shortest digits that read back to the same number; empty for NaN and infinities.
std::string csv_number(double value);
std::string csv_number(float value);

struct CsvFile {
  std::string name;  // "base_markets.csv"
  std::string text;
};

// SCENARIO_summary.csv: one row for each figure of the summary and the JSON (section, item, measure, date, unit, value,
// standard error, paths). And by time, a row for each end of a step: SCENARIO_truce, _events, _regimes, _factors,
// _flows, _sectors, _chains, _markets; those without columns are left out. To be called before the series are moved
// out.
std::vector<CsvFile> csv_files(const model::Model& model, const Results& results);

}  // namespace truce::results

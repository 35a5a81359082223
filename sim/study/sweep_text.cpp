// A sweep for people and for spreadsheets.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/results/csv.hpp"
#include "sim/results/format.hpp"
#include "sim/results/text_table.hpp"
#include "sim/study/correlation.hpp"
#include "sim/study/sweep.hpp"

namespace truce::study {

using results::Figure;

// Correlations of fewer standard errors are not told from chance.
constexpr double kSeen = 2;

double number_of(const std::string& text) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? number : results::kNotDefined;
}

std::string Sweep::summary() const {
  std::string text =
      fmt::format("{}\n{}: {} points of {} paths, {} done, {} failed, {:.1f} s, seed {}\n",
                  study_.title.empty() ? study_.name : study_.title, study_.name,
                  results::format_count(static_cast<std::int64_t>(points_.size())), results::format_count(study_.paths),
                  count(PointState::kDone), count(PointState::kFailed), seconds_, seed_);
  std::vector<std::size_t> done;
  for (std::size_t p = 0; p < points_.size(); ++p)
    if (state_[p] == static_cast<std::int32_t>(PointState::kDone)) done.push_back(p);
  if (done.empty()) return text;
  using results::Align;
  results::TextTable table(
      {Align::kLeft, Align::kRight, Align::kRight, Align::kRight, Align::kPlusMinus, Align::kLeft});
  table.row({"OVER THE POINTS", "mean", "least", "most", "correlation", "most with"});
  std::vector<std::vector<double>> varied(study_.vary.size());  // [vary][point]
  for (std::size_t v = 0; v < varied.size(); ++v)
    for (const auto& point : points_) varied[v].push_back(number_of(point[v]));
  constexpr std::size_t kMostRows = 38;
  std::size_t shown = 0, left_out = 0;
  for (std::size_t f = 0; f < figures_.size(); ++f) {
    const Figure& figure = figures_[f];
    if (!figure.in_short_tables || figure.group == Figure::Group::kMarkets) continue;
    if (shown == kMostRows) {
      ++left_out;
      continue;
    }
    std::vector<double> y;
    std::vector<std::size_t> at;
    for (const std::size_t p : done)
      if (const double value = records_[p * record_size_ + f]; std::isfinite(value)) {
        y.push_back(value);
        at.push_back(p);
      }
    if (y.empty()) continue;
    const auto [least, most] = std::minmax_element(y.begin(), y.end());
    double mean = 0;
    for (const double value : y) mean += value / static_cast<double>(y.size());
    const auto show = [&](double value) {
      return figure.unit == "1" ? fmt::format("{:.1f} %", 100 * value) : fmt::format("{:.4g} {}", value, figure.unit);
    };
    Correlation strongest{0, 0};
    std::string with;
    for (std::size_t v = 0; v < varied.size(); ++v) {
      std::vector<double> x;
      for (const std::size_t p : at) x.push_back(varied[v][p]);
      const Correlation found = correlation_of(x, y);
      if (!(std::abs(found.value) > std::abs(strongest.value))) continue;
      strongest = found;
      with = study_.vary[v].path;
    }
    if (!(std::abs(strongest.value) > kSeen * strongest.standard_error)) with.clear();
    const std::string name = figure.group == Figure::Group::kOutcomes ? figure.name : figure.key;
    table.row({"  " + results::shortened(name, 38), show(mean), show(*least), show(*most),
               with.empty() ? "" : results::format_estimate(strongest.value, strongest.standard_error),
               with.empty() && at.size() > 3 ? "none stands out" : with});
    ++shown;
  }
  for (const std::string& line : table.lines(0)) text += results::shortened(line, 118) + "\n";
  if (left_out > 0) text += fmt::format("  ... {} more in the file\n", left_out);
  const double chance = strongest_by_chance(done.size(), varied.size());
  if (std::isfinite(chance))
    text += fmt::format(
        "  ±: standard error over the points, all else taken for chance. Where nothing moves an outcome, the "
        "strongest\n"
        "  of {} correlation{} stays below {:.2f} with 95 %.\n",
        results::format_count(static_cast<std::int64_t>(varied.size())), varied.size() == 1 ? "" : "s", chance);
  return text;
}

std::string Sweep::csv() const {
  std::vector<std::string> header = {"point", "state"};
  for (const scenario::VarySpec& vary : study_.vary)
    header.push_back(vary.unit.empty() ? vary.path : fmt::format("{} [{}]", vary.path, vary.unit));
  for (const Figure& figure : figures_) {
    header.push_back(fmt::format("{} [{}]", figure.key, figure.unit));
    header.push_back(figure.key + " standard error");
  }
  results::CsvTable table(header);
  static const char* const states[] = {"to do", "done", "failed"};
  for (std::size_t p = 0; p < points_.size(); ++p) {
    std::vector<std::string> row = {fmt::format("{}", p), states[state_[p]]};
    for (std::size_t v = 0; v < study_.vary.size(); ++v)
      row.push_back(study_.vary[v].unit.empty() ? points_[p][v] : results::csv_number(number_of(points_[p][v])));
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      row.push_back(results::csv_number(records_[p * record_size_ + f]));
      row.push_back(results::csv_number(records_[p * record_size_ + figures_.size() + f]));
    }
    table.row(row);
  }
  return table.text();
}

}  // namespace truce::study

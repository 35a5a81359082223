#include "sim/results/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/results/figures.hpp"
#include "sim/results/format.hpp"
#include "sim/results/text_table.hpp"

namespace truce::results {

namespace {

constexpr std::size_t kMostColumns = 4;
constexpr std::size_t kLines = 45;
constexpr std::size_t kFewestOutcomes = 10;
constexpr std::size_t kMostRows = 12;  // of one title

using Json = nlohmann::ordered_json;

struct Row {
  Figure figure;
  std::vector<Estimate> estimates;  // one for each run
  std::vector<bool> known;          // whether the run has the figure
};

// The figures of the first run in their order, and behind each title what only others have under it.
std::vector<Row> rows_of(const std::vector<ComparedRun>& runs) {
  std::vector<std::vector<Figure>> lists;
  for (const ComparedRun& run : runs) lists.push_back(figures_of(*run.model));
  std::vector<Row> rows;
  const auto has = [&](const std::string& key) {
    return std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.figure.key == key; });
  };
  for (const auto& list : lists)
    for (const Figure& figure : list) {
      if (has(figure.key)) continue;
      auto behind =
          std::find_if(rows.rbegin(), rows.rend(), [&](const Row& row) { return row.figure.title == figure.title; });
      if (behind == rows.rend())
        behind =
            std::find_if(rows.rbegin(), rows.rend(), [&](const Row& row) { return row.figure.group <= figure.group; });
      rows.insert(behind.base(), Row{figure, {}, {}});
    }
  for (Row& row : rows)
    for (std::size_t r = 0; r < runs.size(); ++r) {
      const std::size_t at = find_figure(lists[r], row.figure.key);
      row.known.push_back(at < lists[r].size());
      row.estimates.push_back(row.known[r] ? figure_estimate(*runs[r].model, lists[r][at], *runs[r].results)
                                           : Estimate{});
    }
  return rows;
}

// How far the runs lie apart, in standard deviations of one path.
double spread_of(const Row& row) {
  double low = INFINITY, high = -INFINITY, deviation = 0;
  for (const Estimate& estimate : row.estimates) {
    if (!std::isfinite(estimate.value)) continue;
    low = std::min(low, estimate.value);
    high = std::max(high, estimate.value);
    if (std::isfinite(estimate.standard_error))
      deviation = std::max(deviation, estimate.standard_error * std::sqrt(static_cast<double>(estimate.count)));
  }
  return high > low ? (high - low) / std::max(deviation, 1e-12) : 0;
}

std::string cell_of(const Row& row, std::size_t run) {
  if (!row.known[run]) return "-";
  const Figure& figure = row.figure;
  std::string cell = format_figure(figure, row.estimates[run]);
  if (figure.group == Figure::Group::kOutcomes && figure.unit != "1" && cell != "-") cell += " " + figure.unit;
  return cell;
}

// `columns`: the runs that stand in this table.
std::string table_text(const std::vector<ComparedRun>& runs, const std::vector<Row>& rows,
                       const std::vector<std::size_t>& columns) {
  std::vector<Align> align(columns.size() + 1, Align::kPlusMinus);
  align.front() = Align::kLeft;
  TextTable table(align);
  std::vector<std::string> head = {"COMPARISON"};
  for (const std::size_t run : columns) head.push_back(shortened(runs[run].model->name, 16));
  table.row(head);
  for (const Row& row : rows) {
    std::vector<std::string> cells = {"  " + shortened(row.figure.name, 28)};
    for (const std::size_t run : columns) cells.push_back(cell_of(row, run));
    table.row(cells);
  }
  // Titles stand between the rows and widen no column.
  const std::vector<std::string> lines = table.lines(0);
  std::string text = lines.front() + "\n", title;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].figure.title != title) text += (title = rows[i].figure.title) + "\n";
    text += lines[i + 1] + "\n";
  }
  return text;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

}  // namespace

std::vector<std::size_t> figures_for_a_screen(const std::vector<Figure>& figures, const std::vector<double>& spreads,
                                              std::size_t lines, std::size_t& left_out) {
  std::vector<std::size_t> shown, outcomes;
  std::size_t used = 3;  // the head, the title of outcomes, and the line about what is left out
  std::size_t of_title = 0;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (!figures[i].in_short_tables) continue;
    if (figures[i].group == Figure::Group::kOutcomes) {
      outcomes.push_back(i);
      continue;
    }
    const bool new_title = shown.empty() || figures[shown.back()].title != figures[i].title;
    of_title = new_title ? 0 : of_title + 1;
    if (of_title >= kMostRows) continue;
    used += new_title ? 2 : 1;
    shown.push_back(i);
  }
  const std::size_t room = std::max(kFewestOutcomes, lines > used ? lines - used : 0);
  left_out = outcomes.size() > room ? outcomes.size() - room : 0;
  if (left_out > 0) {
    std::stable_sort(outcomes.begin(), outcomes.end(),
                     [&](std::size_t i, std::size_t j) { return spreads[i] > spreads[j]; });
    outcomes.resize(room);
    std::sort(outcomes.begin(), outcomes.end());
  }
  shown.insert(shown.end(), outcomes.begin(), outcomes.end());
  return shown;
}

std::string comparison_text(const std::vector<ComparedRun>& runs) {
  const std::vector<Row> all = rows_of(runs);
  std::vector<Figure> figures;
  std::vector<double> spreads;
  for (const Row& row : all) {
    figures.push_back(row.figure);
    spreads.push_back(spread_of(row));
  }
  std::size_t left_out = 0;
  std::vector<Row> rows;
  for (const std::size_t i : figures_for_a_screen(figures, spreads, kLines, left_out)) rows.push_back(all[i]);
  std::string text;
  std::size_t next = 1;
  do {
    std::vector<std::size_t> columns = {0};
    while (columns.size() < kMostColumns && next < runs.size()) columns.push_back(next++);
    text += (text.empty() ? "" : "\n") + table_text(runs, rows, columns);
    if (left_out > 0) text += fmt::format("  ... {} more outcomes, which differ less, in the files\n", left_out);
  } while (next < runs.size());
  return text;
}

std::string comparison_json(const std::vector<ComparedRun>& runs) {
  static const char* const statistics[] = {"share", "mean", "quantile"};
  Json json;
  json["scenarios"] = Json::array();
  for (const ComparedRun& run : runs) json["scenarios"].push_back(run.model->name);
  json["figures"] = Json::array();
  for (const Row& row : rows_of(runs)) {
    Json estimates = Json::array();
    for (std::size_t r = 0; r < runs.size(); ++r) {
      if (!row.known[r])
        estimates.push_back(nullptr);
      else
        estimates.push_back({{"value", number(row.estimates[r].value)},
                             {"standard_error", number(row.estimates[r].standard_error)},
                             {"paths", row.estimates[r].count}});
    }
    json["figures"].push_back({{"key", row.figure.key},
                               {"title", row.figure.title},
                               {"name", row.figure.name},
                               {"unit", row.figure.unit},
                               {"statistic", statistics[static_cast<int>(row.figure.statistic)]},
                               {"estimates", estimates}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace truce::results

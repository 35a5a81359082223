#include "sim/results/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/dates.hpp"
#include "sim/results/format.hpp"
#include "sim/results/text_table.hpp"

namespace truce::results {

namespace {

constexpr std::size_t kMostColumns = 4;
constexpr std::size_t kMostOutcomes = 25;

// The index of the item of that name, or the table's size.
template <class Table>
std::size_t find_name(const Table& table, const std::string& name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const auto& item) { return item.name == name; });
  return static_cast<std::size_t>(found - table.begin());
}

std::string survival_cell(const ComparedRun& run, const model::Horizon& horizon) {
  if (!run.results->truce) return "-";
  for (std::size_t h = 0; h < run.model->horizons.size(); ++h)
    if (run.model->horizons[h].date == horizon.date) return format_share(run.results->truce->survival_by_horizon.at(h));
  return "-";
}

std::string met_cell(const ComparedRun& run, const std::string& name) {
  const std::size_t c = find_name(run.model->commitments, name);
  return c < run.model->commitments.size() ? format_share(run.results->commitment_met[c]) : "-";
}

std::string disrupted_cell(const ComparedRun& run, const std::string& name) {
  const std::size_t s = find_name(run.model->sectors, name);
  if (s == run.model->sectors.size()) return "-";
  return format_share(run.results->disruption_by_time.at(run.model->times.size() - 1, s));
}

std::string outcome_cell(const ComparedRun& run, const std::string& name) {
  const std::size_t i = find_name(run.model->outcomes, name);
  if (i == run.model->outcomes.size()) return "-";
  const Estimate& estimate = run.results->outcomes[i].mean;
  return run.model->outcomes[i].statement ? format_share(estimate)
                                          : format_estimate(estimate.value, estimate.standard_error);
}

}  // namespace

std::string comparison_text(const std::vector<ComparedRun>& runs) {
  const std::size_t columns = std::min(runs.size(), kMostColumns);
  const model::Model& first = *runs.front().model;
  std::vector<Align> align(columns + 1, Align::kPlusMinus);
  align.front() = Align::kLeft;
  TextTable table(align);
  const auto row = [&](const std::string& label, const auto& cell) {
    std::vector<std::string> cells = {shortened(label, 36)};
    for (std::size_t r = 0; r < columns; ++r) cells.push_back(cell(runs[r]));
    table.row(cells);
  };
  row("COMPARISON", [](const ComparedRun& run) { return shortened(run.model->name, 16); });
  if (runs.front().results->truce)
    for (const model::Horizon& horizon : first.horizons)
      row(fmt::format("  truce unbroken to {}", format_iso_date(horizon.date)),
          [&](const ComparedRun& run) { return survival_cell(run, horizon); });
  for (const model::Commitment& commitment : first.commitments)
    row(fmt::format("  {} met", commitment.name),
        [&](const ComparedRun& run) { return met_cell(run, commitment.name); });
  for (const model::Sector& sector : first.sectors)
    row(fmt::format("  {} disrupted", sector.name),
        [&](const ComparedRun& run) { return disrupted_cell(run, sector.name); });
  const std::size_t outcomes = std::min(first.outcomes.size(), kMostOutcomes);
  for (std::size_t i = 0; i < outcomes; ++i)
    row(fmt::format("  {}", first.outcomes[i].name),
        [&](const ComparedRun& run) { return outcome_cell(run, first.outcomes[i].name); });
  std::string text;
  for (const std::string& line : table.lines(0)) text += line + "\n";
  if (first.outcomes.size() > outcomes)
    text += fmt::format("  ... {} more outcomes in the files\n", first.outcomes.size() - outcomes);
  if (runs.size() > columns) {
    text += "  not shown:";
    for (std::size_t r = columns; r < runs.size(); ++r) text += fmt::format(" {}", runs[r].model->name);
    text += "\n";
  }
  return text;
}

}  // namespace truce::results

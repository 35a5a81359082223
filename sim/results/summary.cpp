#include "sim/results/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/dates.hpp"
#include "sim/results/figures.hpp"
#include "sim/results/format.hpp"
#include "sim/results/text_table.hpp"

namespace truce::results {

namespace {

constexpr std::size_t kWidth = 104;
constexpr std::size_t kLines = 45;
constexpr std::size_t kMostRows = 12;  // of commitments, sectors, markets; what is more is in the file

class Page {
 public:
  void line(std::string text) { lines_.push_back(std::move(text)); }
  void gap() { lines_.emplace_back(); }
  void table(TextTable table) {
    table.fit(kWidth);
    for (std::string& text : table.lines(0)) line(std::move(text));
  }
  void more(std::size_t all, std::size_t shown) {
    if (all > shown) line(fmt::format("  ... {} more in the file", all - shown));
  }
  std::size_t size() const { return lines_.size(); }
  std::string text() const {
    std::string out;
    for (const std::string& line : lines_) out += line + "\n";
    return out;
  }

 private:
  std::vector<std::string> lines_;
};

void add_head(Page& page, const model::Model& model, const RunRecord& record) {
  page.line(shortened(model.title.empty() ? model.name : model.title, kWidth));
  page.line(fmt::format("{}: {} to {}, {} paths in {:.2f} s, seed {}", model.name, format_iso_date(model.start),
                        format_iso_date(model.end), format_count(record.paths), record.wall_seconds, record.seed));
  page.line("±: standard error of the simulation alone; how far the assumptions may be wrong is not in it");
}

// The causes of a row, the most frequent first, as many as fit into `width`.
std::string causes_text(const model::Model& model, const ShareTable& causes, std::size_t row, std::size_t width) {
  std::vector<std::size_t> order;
  for (std::size_t e = 0; e < causes.columns; ++e)
    if (causes.count(row, e) > 0) order.push_back(e);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return causes.count(row, a) > causes.count(row, b); });
  std::string text;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::string next =
        fmt::format("{}{} {}", i > 0 ? ", " : "", model.events[order[i]].name, format_share(causes.at(row, order[i])));
    const std::size_t after = i + 1 < order.size() ? 9 : 0;  // ", 12 more"
    if (i > 0 && width_of(text) + width_of(next) + after > width)
      return text + fmt::format(", {} more", order.size() - i);
    text += next;
  }
  return text;
}

void add_truce(Page& page, const model::Model& model, const Results& results) {
  if (!results.truce) return;
  const TruceResult& truce = *results.truce;
  page.gap();
  TextTable table({Align::kLeft, Align::kPlusMinus, Align::kPlusMinus, Align::kLeft});
  table.row({"TRUCE", "never broken", "holds", "first broken by"});
  const auto row = [&](const std::string& date, const ShareTable& survival, const ShareTable& holding,
                       const ShareTable& causes, std::size_t r) {
    table.row(
        {date, format_share(survival.at(r)), format_share(holding.at(r)), causes_text(model, causes, r, kWidth - 52)});
  };
  const std::size_t shown = std::min<std::size_t>(model.horizons.size(), 6);
  for (std::size_t h = 0; h < shown; ++h)
    row(fmt::format("  to {}", format_iso_date(model.horizons[h].date)), truce.survival_by_horizon,
        truce.holding_by_horizon, truce.cause_by_horizon, h);
  page.table(table);
  page.more(model.horizons.size(), shown);

  std::string median = fmt::format("beyond {}", format_iso_date(model.end));
  if (std::isfinite(truce.median_life.value)) {
    const Date date{model.start.days + static_cast<int>(truce.median_life.value)};
    median = fmt::format("{} days ({})", format_estimate(truce.median_life), format_iso_date(date));
  }
  std::string hazard =
      format_estimate(truce.hazard_per_year.value, truce.hazard_per_year.standard_error) + " breaks/year";
  if (truce.hazard_per_year.value == 0) hazard = "no break on any path";
  page.line(fmt::format("  life: median {}, mean {} of {}; {}", median,
                        format_estimate(truce.restricted_mean_life.value, truce.restricted_mean_life.standard_error),
                        format_plain(model.horizon_days), hazard));
}

void add_commitments(Page& page, const model::Model& model, const Results& results) {
  if (model.commitments.empty()) return;
  page.gap();
  TextTable table({Align::kLeft, Align::kRight, Align::kLeft, Align::kPlusMinus, Align::kPlusMinus, Align::kPlusMinus,
                   Align::kPlusMinus});
  table.row({"COMMITMENTS", "quantity", "", "median", "5 %", "95 %", "met"});
  const std::size_t shown = std::min(model.commitments.size(), kMostRows);
  for (std::size_t c = 0; c < shown; ++c) {
    const model::Commitment& commitment = model.commitments[c];
    const Spread& spread = commitment.counts_shipped ? results.shipped[c] : results.ordered[c];
    const std::string quantity =
        fmt::format("{}{} {}", commitment.quantity.parameter.valid() ? "about " : "",
                    format_plain(commitment.quantity.value), model.flows[commitment.flow.index()].unit);
    table.row({fmt::format("  {}", shortened(commitment.name, 26)), quantity,
               commitment.counts_shipped ? "shipped" : "ordered", format_estimate(spread.quantiles[kMedian]),
               format_estimate(spread.quantiles[kQuantile05]), format_estimate(spread.quantiles[kQuantile95]),
               format_share(results.commitment_met[c])});
  }
  page.table(table);
  page.more(model.commitments.size(), shown);
}

// Flows toward no commitment; the others are told by their commitments.
void add_flows(Page& page, const model::Model& model, const Results& results) {
  std::vector<std::size_t> flows;
  for (std::size_t f = 0; f < model.flows.size(); ++f)
    if (model.flows[f].commitments.empty()) flows.push_back(f);
  if (flows.empty()) return;
  page.gap();
  TextTable table({Align::kLeft, Align::kLeft, Align::kPlusMinus, Align::kPlusMinus, Align::kPlusMinus});
  table.row({fmt::format("FLOWS, to {}", format_iso_date(model.end)), "", "median", "5 %", "95 %"});
  const std::size_t shown = std::min(flows.size(), kMostRows);
  for (std::size_t i = 0; i < shown; ++i) {
    const model::Flow& flow = model.flows[flows[i]];
    const auto row = [&](const std::string& name, const std::string& what, const Spread& spread) {
      table.row({name, what, format_estimate(spread.quantiles[kMedian]), format_estimate(spread.quantiles[kQuantile05]),
                 format_estimate(spread.quantiles[kQuantile95])});
    };
    row(fmt::format("  {}", shortened(flow.name, 26)), flow.unit + " ordered", results.flow_ordered_total[flows[i]]);
    row("", flow.unit + " shipped", results.flow_shipped_total[flows[i]]);
  }
  page.table(table);
  page.more(flows.size(), shown);
}

// Where a scenario has nothing else to tell: how likely each event is, and how often it comes.
void add_events(Page& page, const model::Model& model, const Results& results) {
  if (model.events.empty()) return;
  page.gap();
  TextTable table({Align::kLeft, Align::kPlusMinus, Align::kPlusMinus});
  table.row({"EVENTS", fmt::format("at least once by {}", format_iso_date(model.end)), "times, mean"});
  const std::size_t shown = std::min(model.events.size(), kLines - page.size() - 3);
  for (std::size_t e = 0; e < shown; ++e)
    table.row({fmt::format("  {}", shortened(model.events[e].name, 40)),
               format_share(results.event_by_time.at(model.times.size() - 1, e)),
               format_estimate(results.event_count[e].value, results.event_count[e].standard_error)});
  page.table(table);
  page.more(model.events.size(), shown);
}

void add_sectors(Page& page, const model::Model& model, const Results& results) {
  if (model.sectors.empty()) return;
  page.gap();
  const std::vector<std::size_t> horizons = chosen_horizons(model);
  std::vector<Align> columns = {Align::kLeft};
  std::vector<std::string> head = {"SECTORS, disrupted"};
  for (const std::size_t h : horizons) {
    columns.push_back(Align::kPlusMinus);
    head.push_back(fmt::format("by {}", format_iso_date(model.horizons[h].date)));
  }
  columns.insert(columns.end(), {Align::kPlusMinus, Align::kPlusMinus});
  head.insert(head.end(), {"weeks lost, mean", "mean of worst 5 %"});
  TextTable table(columns);
  table.row(head);
  const std::size_t shown = std::min(model.sectors.size(), kMostRows);
  for (std::size_t s = 0; s < shown; ++s) {
    std::vector<std::string> row = {fmt::format("  {}", shortened(model.sectors[s].name, 28))};
    for (const std::size_t h : horizons)
      row.push_back(format_share(results.disruption_by_time.at(static_cast<std::size_t>(model.horizons[h].step), s)));
    const Spread& loss = results.loss[s];
    const bool never = loss.mean.value == 0 && loss.mean.standard_error == 0;
    row.push_back(never ? "none on any path" : format_estimate(loss.mean.value, loss.mean.standard_error));
    row.push_back(never ? "" : format_estimate(loss.upper_shortfall.value, loss.upper_shortfall.standard_error));
    table.row(row);
  }
  page.table(table);
  page.more(model.sectors.size(), shown);
  const auto& sectors = model.sectors;
  const double above = sectors.front().disrupted_above.value;
  const auto is_the_same = [&](const model::Sector& sector) {
    return !sector.disrupted_above.parameter.valid() && sector.disrupted_above.value == above;
  };
  if (std::all_of(sectors.begin(), sectors.end(), is_the_same))
    page.line(
        fmt::format("  disrupted: supply falls short and more than {:.4g} % of firms have no stock", 100 * above));
}

void add_markets(Page& page, const model::Model& model, const Results& results) {
  if (model.markets.empty()) return;
  page.gap();
  const std::vector<std::size_t> horizons = chosen_horizons(model);
  // The upper tail too where there is room: at the last horizon.
  std::vector<Align> columns = {Align::kLeft};
  std::vector<std::string> head = {"MARKETS, return %"};
  for (const std::size_t h : horizons) {
    columns.insert(columns.end(), {Align::kPlusMinus, Align::kPlusMinus});
    head.insert(head.end(), {fmt::format("median {}", format_iso_date(model.horizons[h].date)), "5 %"});
  }
  columns.push_back(Align::kPlusMinus);
  head.emplace_back("95 %");
  TextTable table(columns);
  table.row(head);
  const std::size_t shown = std::min(model.markets.size(), kMostRows);
  const auto percent = [](const QuantileEstimate& quantile) {
    return format_estimate(100 * quantile.value, 100 * quantile.standard_error());
  };
  for (std::size_t m = 0; m < shown; ++m) {
    std::vector<std::string> row = {fmt::format("  {}", shortened(model.markets[m].name, 20))};
    for (const std::size_t h : horizons) {
      const Spread& spread = results.market_return[m * model.horizons.size() + h];
      row.push_back(percent(spread.quantiles[kMedian]));
      row.push_back(percent(spread.quantiles[kQuantile05]));
    }
    row.push_back(percent(results.market_return[m * model.horizons.size() + horizons.back()].quantiles[kQuantile95]));
    table.row(row);
  }
  page.table(table);
  page.more(model.markets.size(), shown);
}

// The estimate of an outcome; `starred`: whether it is over some of the paths only.
std::string outcome_text(const model::Model& model, const Results& results, std::size_t i, bool& starred) {
  const Estimate& estimate = results.outcomes[i].mean;
  const model::Outcome& outcome = model.outcomes[i];
  if (estimate.count == 0) return outcome.given >= 0 ? "no path meets its condition" : "not defined on any path";
  std::string text = format_share(estimate);
  if (!outcome.statement) {
    const std::string unit = unit_of_outcome(model, outcome);
    text = unit == "1" ? format_percent(estimate.value, estimate.standard_error)
                       : fmt::format("{} {}", format_estimate(estimate.value, estimate.standard_error),
                                     unit == "d"      ? "days"
                                     : unit == "week" ? "weeks"
                                                      : unit);
  }
  if (estimate.count < results.paths) {
    text += " *";
    starred = true;
  }
  return text;
}

// In one column, or in two where that saves the screen; what does not fit is in the file.
void add_outcomes(Page& page, const model::Model& model, const Results& results) {
  const std::size_t n = model.outcomes.size();
  if (n == 0) return;
  page.gap();
  std::vector<std::string> texts;
  std::size_t text_width = 0;
  bool starred = false;
  for (std::size_t i = 0; i < n; ++i) {
    texts.push_back(outcome_text(model, results, i, starred));
    text_width = std::max(text_width, width_of(texts.back()));
  }
  page.line(starred ? "OUTCOMES (*: over the paths that meet its condition)" : "OUTCOMES");
  const std::size_t room = page.size() + 4 < kLines ? kLines - page.size() : 4;
  const std::size_t columns = n > room ? 2 : 1;
  const std::size_t name_width = kWidth / columns - text_width - 4 - (columns - 1);
  std::size_t rows = (n + columns - 1) / columns;
  if (rows > room) rows = room - 1;
  const std::size_t shown = std::min(n, rows * columns);
  TextTable table(columns == 2 ? std::vector<Align>{Align::kLeft, Align::kPlusMinus, Align::kLeft, Align::kPlusMinus}
                               : std::vector<Align>{Align::kLeft, Align::kPlusMinus});
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<std::string> row;
    for (std::size_t i = r; i < shown; i += rows) {
      row.push_back(fmt::format("{}{}", i < rows ? "  " : "", shortened(model.outcomes[i].name, name_width)));
      row.push_back(texts[i]);
    }
    table.row(row);
  }
  page.table(table);
  page.more(n, shown);
}

}  // namespace

std::string summary_text(const model::Model& model, const Results& results, const RunRecord& record) {
  Page page;
  add_head(page, model, record);
  const std::size_t head = page.size();
  add_truce(page, model, results);
  add_commitments(page, model, results);
  add_flows(page, model, results);
  add_sectors(page, model, results);
  add_markets(page, model, results);
  add_outcomes(page, model, results);
  if (page.size() == head) add_events(page, model, results);
  return page.text();
}

}  // namespace truce::results

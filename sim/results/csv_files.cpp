// What a run found out, as tables for spreadsheets.
#include <fmt/format.h>

#include <cmath>

#include "sim/base/dates.hpp"
#include "sim/results/csv.hpp"

namespace truce::results {

namespace {

// One row for each figure.
class SummaryTable {
 public:
  SummaryTable(const model::Model& model, const Results& results)
      : model_(model),
        results_(results),
        table_({"section", "item", "measure", "date", "unit", "value", "standard_error", "paths"}) {}

  std::string text() {
    add_truce();
    add_events();
    add_trade();
    add_sectors();
    add_markets();
    add_outcomes();
    return table_.text();
  }

 private:
  void add(const char* section, const std::string& item, const std::string& measure, const std::string& date,
           const std::string& unit, const Estimate& estimate) {
    table_.row({section, item, measure, date, unit, csv_number(estimate.value), csv_number(estimate.standard_error),
                fmt::format("{}", estimate.count)});
  }
  void add_quantiles(const char* section, const std::string& item, const std::string& what, const std::string& date,
                     const std::string& unit, const Spread& spread) {
    for (std::size_t q = 0; q < kQuantiles.size(); ++q)
      add(section, item, fmt::format("{} {:g} % quantile", what, 100 * kQuantiles[q]), date, unit,
          {spread.quantiles[q].value, spread.quantiles[q].standard_error(), spread.count});
  }
  void add_spread(const char* section, const std::string& item, const std::string& what, const std::string& unit,
                  const Spread& spread) {
    add(section, item, what + " mean", end(), unit, spread.mean);
    add_quantiles(section, item, what, end(), unit, spread);
  }
  std::string end() const { return format_iso_date(model_.end); }

  void add_truce() {
    if (!results_.truce) return;
    const TruceResult& truce = *results_.truce;
    const auto rows = [&](const std::string& date, const ShareTable& survival, const ShareTable& holding,
                          const ShareTable& causes, std::size_t row) {
      add("truce", "", "never broken", date, "1", survival.at(row));
      add("truce", "", "holds", date, "1", holding.at(row));
      for (std::size_t e = 0; e < model_.events.size(); ++e)
        if (causes.count(row, e) > 0)
          add("truce", model_.events[e].name, "first broken by", date, "1", causes.at(row, e));
    };
    for (std::size_t h = 0; h < model_.horizons.size(); ++h)
      rows(format_iso_date(model_.horizons[h].date), truce.survival_by_horizon, truce.holding_by_horizon,
           truce.cause_by_horizon, h);
    add("truce", "", "median life", end(), "d",
        {truce.median_life.value, truce.median_life.standard_error(), results_.paths});
    add("truce", "", "mean life up to the end", end(), "d", truce.restricted_mean_life);
    add("truce", "", "breaks per year at risk", end(), "1/year", truce.hazard_per_year);
  }

  void add_events() {
    const std::size_t last = model_.times.size() - 1;
    for (std::size_t e = 0; e < model_.events.size(); ++e) {
      add("events", model_.events[e].name, "fires", end(), "1", results_.event_by_time.at(last, e));
      add("events", model_.events[e].name, "mean number of firings", end(), "1", results_.event_count[e]);
    }
  }

  void add_trade() {
    for (std::size_t c = 0; c < model_.commitments.size(); ++c) {
      const model::Commitment& commitment = model_.commitments[c];
      const std::string& unit = model_.flows[commitment.flow.index()].unit;
      add("commitments", commitment.name, "met", end(), "1", results_.commitment_met[c]);
      add_spread("commitments", commitment.name, "ordered", unit, results_.ordered[c]);
      add_spread("commitments", commitment.name, "shipped", unit, results_.shipped[c]);
    }
    for (std::size_t f = 0; f < model_.flows.size(); ++f) {
      const model::Flow& flow = model_.flows[f];
      add_spread("flows", flow.name, "ordered", flow.unit, results_.flow_ordered_total[f]);
      add_spread("flows", flow.name, "shipped", flow.unit, results_.flow_shipped_total[f]);
    }
  }

  void add_sectors() {
    for (std::size_t s = 0; s < model_.sectors.size(); ++s) {
      const std::string& name = model_.sectors[s].name;
      for (const model::Horizon& horizon : model_.horizons)
        add("sectors", name, "disrupted", format_iso_date(horizon.date), "1",
            results_.disruption_by_time.at(static_cast<std::size_t>(horizon.step), s));
      add_spread("sectors", name, "disrupted days", "d", results_.disrupted_days[s]);
      add_spread("sectors", name, "output lost", "week", results_.loss[s]);
      add("sectors", name, "output lost, mean of the worst 5 %", end(), "week", results_.loss[s].upper_shortfall);
    }
  }

  void add_markets() {
    const std::size_t horizons = model_.horizons.size();
    for (std::size_t m = 0; m < model_.markets.size(); ++m)
      for (std::size_t h = 0; h < horizons; ++h) {
        const std::string date = format_iso_date(model_.horizons[h].date);
        const Spread& spread = results_.market_return[m * horizons + h];
        add("markets", model_.markets[m].name, "mean log-return", date, "1", spread.mean);
        add_quantiles("markets", model_.markets[m].name, "return", date, "1", spread);
        add("markets", model_.markets[m].name, "return, mean of the worst 5 %", date, "1", spread.lower_shortfall);
        add_quantiles("markets", model_.markets[m].name, "drawdown", date, "1",
                      results_.market_drawdown[m * horizons + h]);
      }
  }

  void add_outcomes() {
    for (std::size_t i = 0; i < model_.outcomes.size(); ++i) {
      const model::Outcome& outcome = model_.outcomes[i];
      const std::string unit = unit_of_outcome(model_, outcome);
      add("outcomes", outcome.name, outcome.statement ? "probability" : "mean", "", unit, results_.outcomes[i].mean);
      if (!outcome.statement) add_quantiles("outcomes", outcome.name, "", "", unit, results_.outcomes[i]);
    }
  }

  const model::Model& model_;
  const Results& results_;
  CsvTable table_;
};

// A table with a row for each end of a step, put together column by column.
class TimeTable {
 public:
  explicit TimeTable(const model::Model& model) : header_({"date", "day"}), rows_(model.times.size()) {
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      const Date date{model.start.days + static_cast<int>(std::floor(model.times[k]))};
      rows_[k] = {format_iso_date(date), csv_number(model.times[k])};
    }
  }
  template <class Value>
  void column(const std::string& name, const std::string& unit, Value value_at) {
    header_.push_back(fmt::format("{} [{}]", name, unit.empty() ? "1" : unit));
    for (std::size_t k = 0; k < rows_.size(); ++k) rows_[k].push_back(csv_number(value_at(k)));
  }
  // A share and its error.
  void share(const std::string& name, const ShareTable& table, std::size_t c) {
    column(name, "1", [&](std::size_t k) { return table.at(k, c).value; });
    column(name + " standard error", "1", [&](std::size_t k) { return table.at(k, c).standard_error; });
  }
  // Mean, error and fan of each item of a series.
  void series(const SeriesResult& series, const std::vector<std::string>& items) {
    const std::size_t n = series.source.items;
    for (std::size_t i = 0; i < n; ++i) {
      const std::string name = items[i] + " " + series.source.name;
      const std::string& unit = series.source.units[i];
      if (!series.mean.empty()) {
        column(name + " mean", unit, [&](std::size_t k) { return series.mean[k * n + i]; });
        column(name + " standard error", unit, [&](std::size_t k) { return series.standard_error[k * n + i]; });
      }
      if (series.quantiles.empty()) continue;
      for (std::size_t q = 0; q < kQuantiles.size(); ++q)
        column(fmt::format("{} {:g} %", name, 100 * kQuantiles[q]), unit,
               [&](std::size_t k) { return series.quantiles[(k * n + i) * kQuantiles.size() + q]; });
    }
  }
  bool has_columns() const { return header_.size() > 2; }
  std::string text() const {
    CsvTable table(header_);
    for (const auto& row : rows_) table.row(row);
    return table.text();
  }

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& item : table) names.push_back(item.name);
  return names;
}

}  // namespace

std::vector<CsvFile> csv_files(const model::Model& model, const Results& results) {
  std::vector<CsvFile> files;
  files.push_back({model.name + "_summary.csv", SummaryTable(model, results).text()});
  const auto put = [&](const char* what, const auto& fill) {
    TimeTable table(model);
    fill(table);
    if (table.has_columns()) files.push_back({fmt::format("{}_{}.csv", model.name, what), table.text()});
  };
  put("truce", [&](TimeTable& table) {
    if (!results.truce) return;
    table.share("never broken", results.truce->survival_by_time, 0);
    table.share("holds", results.truce->holding_by_time, 0);
    for (std::size_t e = 0; e < model.events.size(); ++e)
      if (results.truce->cause_by_time.count(model.times.size() - 1, e) > 0)
        table.share("first broken by " + model.events[e].name, results.truce->cause_by_time, e);
    for (std::size_t e = 0; e < model.events.size(); ++e)
      if (results.truce->root_by_time.count(model.times.size() - 1, e) > 0)
        table.share("first broken by a chain begun by " + model.events[e].name, results.truce->root_by_time, e);
  });
  put("events", [&](TimeTable& table) {
    for (std::size_t e = 0; e < model.events.size(); ++e) table.share(model.events[e].name, results.event_by_time, e);
  });
  put("regimes", [&](TimeTable& table) {
    for (const model::Regime& regime : model.regimes)
      for (std::size_t s = 0; s < regime.states.size(); ++s)
        table.share(regime.name + "." + regime.states[s], results.regime_by_time,
                    static_cast<std::size_t>(regime.first_state) + s);
  });
  const auto put_series = [&](const char* what, const char* dimension, const std::vector<std::string>& items,
                              const ShareTable* shares = nullptr) {
    put(what, [&](TimeTable& table) {
      if (shares != nullptr)
        for (std::size_t i = 0; i < items.size(); ++i) table.share(items[i] + " disrupted", *shares, i);
      for (const SeriesResult& series : results.series)
        if (series.source.dimension == dimension) table.series(series, items);
    });
  };
  put_series("factors", "factor", names_of(model.factors));
  put_series("flows", "flow", names_of(model.flows));
  put_series("sectors", "sector", names_of(model.sectors), &results.disruption_by_time);
  put_series("chains", "chain", names_of(model.chains));
  put_series("markets", "market", names_of(model.markets));
  return files;
}

}  // namespace truce::results

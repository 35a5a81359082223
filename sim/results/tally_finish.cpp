// The end of a tally: from sums and counts to estimates.
#include <algorithm>
#include <cmath>

#include "sim/base/units.hpp"
#include "sim/results/tally.hpp"
#include "sim/results/tally_sums.hpp"

namespace truce::results {

namespace {

// Counts of first times, row by row, summed up to each row.
ShareTable cumulative(const std::vector<std::uint32_t>& first, std::size_t stride, std::size_t columns,
                      std::int64_t paths) {
  ShareTable table;
  table.columns = columns;
  table.paths = paths;
  const std::size_t rows = stride == 0 ? 0 : first.size() / stride;
  table.counts.resize(rows * columns);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < columns; ++c)
      table.counts[row * columns + c] = first[row * stride + c] + (row > 0 ? table.counts[(row - 1) * columns + c] : 0);
  return table;
}

ShareTable plain(const std::vector<std::uint32_t>& counts, std::size_t stride, std::size_t columns,
                 std::int64_t paths) {
  ShareTable table;
  table.columns = columns;
  table.paths = paths;
  const std::size_t rows = stride == 0 ? 0 : counts.size() / stride;
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t c = 0; c < columns; ++c) table.counts.push_back(counts[row * stride + c]);
  return table;
}

// Paths not yet among those that any of a row's columns counts.
ShareTable survival(const ShareTable& ended) {
  ShareTable table;
  table.columns = 1;
  table.paths = ended.paths;
  for (std::size_t row = 0; row < ended.rows(); ++row) {
    std::int64_t left = ended.paths;
    for (std::size_t c = 0; c < ended.columns; ++c) left -= ended.count(row, c);
    table.counts.push_back(left);
  }
  return table;
}

// The table without its last column.
ShareTable without_last(const ShareTable& table) {
  ShareTable out;
  out.columns = table.columns - 1;
  out.paths = table.paths;
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::size_t c = 0; c < out.columns; ++c) out.counts.push_back(table.count(row, c));
  return out;
}

}  // namespace

Results Tally::finish() {
  const CountTables tables = tables_->total();
  const std::size_t events = model_.events.size();
  const auto states = static_cast<std::size_t>(model_.regime_state_count());
  Results results;
  results.paths = sums_->paths;
  results.series = finish_series(tables);
  results.regime_by_time = plain(tables.regime_states, states, states, results.paths);
  results.event_by_time = cumulative(tables.event_first, events, events, results.paths);
  results.disruption_by_time =
      cumulative(tables.disruption_first, model_.sectors.size(), model_.sectors.size(), results.paths);
  if (model_.has_truce) results.truce = finish_truce(tables);

  for (std::size_t e = 0; e < events; ++e) {
    results.event_count.push_back(finish_quantity(quantities_.event_count + e, tables).mean);
    const auto due = static_cast<double>(tables.triggers_due[e]);
    results.triggers_voided.push_back(due > 0 ? static_cast<double>(tables.triggers_voided[e]) / due : kNotDefined);
  }
  const auto group = [&](std::size_t first, std::size_t count) {
    std::vector<Spread> spreads;
    for (std::size_t i = 0; i < count; ++i) spreads.push_back(finish_quantity(first + i, tables));
    return spreads;
  };
  const std::size_t market_horizons = model_.markets.size() * model_.horizons.size();
  results.ordered = group(quantities_.ordered, model_.commitments.size());
  results.shipped = group(quantities_.shipped, model_.commitments.size());
  results.flow_ordered_total = group(quantities_.flow_ordered_total, model_.flows.size());
  results.flow_shipped_total = group(quantities_.flow_shipped_total, model_.flows.size());
  results.disrupted_days = group(quantities_.disrupted_days, model_.sectors.size());
  results.loss = group(quantities_.loss, model_.sectors.size());
  results.market_return = group(quantities_.market_return, market_horizons);
  results.market_drawdown = group(quantities_.market_drawdown, market_horizons);
  results.outcomes = group(quantities_.outcome, model_.outcomes.size());
  for (const std::uint32_t met : tables.commitment_met) results.commitment_met.push_back(share(met, results.paths));
  results.kept.emplace(std::move(*kept_));
  return results;
}

std::vector<SeriesResult> Tally::finish_series(const CountTables& tables) const {
  const std::size_t times = model_.times.size();
  const auto paths = static_cast<std::size_t>(sums_->paths);
  std::size_t mean_column = 0, fan_column = 0;
  std::vector<SeriesResult> all;
  std::vector<Piece> pieces;
  std::vector<float> values;
  for (const SeriesSource& source : sources_) {
    SeriesResult result;
    result.source = source;
    if (source.wants_mean) {
      result.mean.resize(times * source.items);
      result.standard_error.resize(times * source.items);
    }
    if (source.wants_quantiles) result.quantiles.resize(times * source.items * kQuantiles.size());
    for (std::size_t item = 0; item < source.items; ++item)
      for (std::size_t k = 0; k < times; ++k) {
        const std::size_t at = k * source.items + item;
        if (source.wants_mean) {
          const ShiftedSums sums = {static_cast<double>(paths), sums_->series_sum[mean_column],
                                    sums_->series_squares[mean_column]};
          const Estimate estimate = mean(sums, mean_shifts_[mean_column]);
          result.mean[at] = static_cast<float>(estimate.value);
          result.standard_error[at] = static_cast<float>(estimate.standard_error);
          ++mean_column;
        }
        if (!source.wants_quantiles) continue;
        float* fan = &result.quantiles[at * kQuantiles.size()];
        if (exact_) {
          const float* first = &fan_values_[fan_column * static_cast<std::size_t>(options_.paths)];
          values.assign(first, first + paths);
          fan_of_values(values, fan);
        } else {
          fan_of_counts(fan_grids_[fan_column], &tables.fans[fan_column * QuantileGrid::slots_for(kFanBins)], pieces,
                        fan);
        }
        ++fan_column;
      }
    all.push_back(std::move(result));
  }
  return all;
}

Spread Tally::finish_quantity(std::size_t i, const CountTables& tables) const {
  const PathQuantity& quantity = quantities_.all[i];
  Spread spread;
  if (quantity.wants_quantiles && exact_) {
    const float* first = &quantity_values_[i * static_cast<std::size_t>(options_.paths)];
    std::vector<float> values;
    std::copy_if(first, first + sums_->paths, std::back_inserter(values), [](float x) { return !std::isnan(x); });
    std::sort(values.begin(), values.end());
    spread = spread_of_sorted(values);
  } else if (quantity.wants_quantiles) {
    spread =
        spread_of_counts(quantity_grids_[i], &tables.spreads[spread_columns_[i] * QuantileGrid::slots_for(kSpreadBins)],
                         sums_->beyond[i]);
  }
  const ShiftedSums& sums = sums_->quantity[i];
  spread.count = static_cast<std::int64_t>(sums.count);
  spread.mean = quantity.statement ? share(std::llround(sums.sum), spread.count) : mean(sums, quantity_shifts_[i]);
  return spread;
}

TruceResult Tally::finish_truce(const CountTables& tables) const {
  const std::int64_t paths = sums_->paths;
  const std::size_t columns = model_.events.size() + 1;
  TruceResult truce;
  const ShareTable causes = cumulative(tables.truce_ends, columns, columns, paths);
  const ShareTable horizon_causes = plain(tables.truce_ends_by_horizon, columns, columns, paths);
  truce.survival_by_time = survival(causes);
  truce.holding_by_time = plain(tables.holds, 1, 1, paths);
  truce.cause_by_time = without_last(causes);
  truce.root_by_time = without_last(cumulative(tables.truce_ends_by_root, columns, columns, paths));
  truce.survival_by_horizon = survival(horizon_causes);
  truce.holding_by_horizon = plain(tables.holds_by_horizon, 1, 1, paths);
  truce.cause_by_horizon = without_last(horizon_causes);
  truce.root_by_horizon = without_last(plain(tables.truce_ends_by_horizon_and_root, columns, columns, paths));

  const auto held = paths - static_cast<std::int64_t>(sums_->broken);
  if (exact_) {
    // Sorted with the lives beyond the horizon as infinities behind the others.
    std::vector<float> lives(life_values_.begin(), life_values_.begin() + paths);
    for (float& life : lives)
      if (std::isnan(life)) life = INFINITY;
    std::sort(lives.begin(), lives.end());
    truce.median_life = spread_of_sorted(lives).quantiles[kMedian];
    for (double* end : {&truce.median_life.value, &truce.median_life.low, &truce.median_life.high})
      if (!std::isfinite(*end)) *end = kNotDefined;
  } else {
    truce.median_life = spread_of_counts(life_grid_, tables.life.data(), {}, held).quantiles[kMedian];
  }
  const double middle = model_.horizon_days / 2;
  truce.restricted_mean_life = mean(sums_->life, middle);

  // Breaks per day at risk, lambda = B / R, with the error of a ratio of means: sqrt(sum (b - lambda r)^2) / R.
  const double n = static_cast<double>(paths);
  const double at_risk = sums_->life.sum + n * middle;
  const double risk_squares = sums_->life.squares + 2 * middle * sums_->life.sum + n * middle * middle;
  const double risk_of_broken = sums_->life_of_broken + sums_->broken * middle;
  truce.hazard_per_year.count = paths;
  if (at_risk > 0) {
    const double hazard = sums_->broken / at_risk;
    const double residual = sums_->broken - 2 * hazard * risk_of_broken + hazard * hazard * risk_squares;
    truce.hazard_per_year.value = hazard * kDaysPerYear;
    truce.hazard_per_year.standard_error = std::sqrt(std::max(0.0, residual)) / at_risk * kDaysPerYear;
  }
  return truce;
}

}  // namespace truce::results

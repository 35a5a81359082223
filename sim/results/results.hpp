#pragma once
// What a run found out, over all its paths: everything that the file and the summary tell.
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/results/estimate.hpp"
#include "sim/results/kept_paths.hpp"
#include "sim/results/series_list.hpp"

namespace truce::results {

// Shares of paths from counts, row by row (a time or a horizon), each over `columns`.
struct ShareTable {
  std::size_t columns = 0;
  std::int64_t paths = 0;
  std::vector<std::int64_t> counts;  // [row][column]

  std::size_t rows() const { return columns == 0 ? 0 : counts.size() / columns; }
  std::int64_t count(std::size_t row, std::size_t column = 0) const { return counts[row * columns + column]; }
  Estimate at(std::size_t row, std::size_t column = 0) const { return share(count(row, column), paths); }
};

struct SeriesResult {
  SeriesSource source;
  std::vector<float> mean, standard_error;  // [time][item]; empty where not told
  std::vector<float> quantiles;             // [time][item][quantile]; empty where not told
};

// Rows are times in *_by_time and horizons in *_by_horizon; a break on the horizon date counts, as in an outcome.
// Causes are columns by event. A truce that is broken at the start has no cause.
struct TruceResult {
  ShareTable survival_by_time, holding_by_time, cause_by_time, root_by_time;
  ShareTable survival_by_horizon, holding_by_horizon, cause_by_horizon, root_by_horizon;
  QuantileEstimate median_life;   // days; NaN: beyond the horizon
  Estimate restricted_mean_life;  // days, of the smaller of life and horizon
  Estimate hazard_per_year;       // breaks per year at risk
};

struct Results {
  std::int64_t paths = 0;
  std::vector<SeriesResult> series;
  ShareTable regime_by_time;      // column: state among all regimes' states
  ShareTable event_by_time;       // column: event; first firing by then
  ShareTable disruption_by_time;  // column: sector; disrupted by then
  std::optional<TruceResult> truce;

  std::vector<Estimate> event_count;                           // event: mean firings of a path
  std::vector<double> triggers_voided;                         // event: share of its due triggers; NaN: none came due
  std::vector<Spread> ordered, shipped;                        // commitment: inside the window
  std::vector<Estimate> commitment_met;                        // commitment: what it counts reached the quantity
  std::vector<Spread> flow_ordered_total, flow_shipped_total;  // flow
  std::vector<Spread> disrupted_days, loss;                    // sector
  std::vector<Spread> market_return, market_drawdown;          // market * horizons + horizon
  std::vector<Spread> outcomes;  // outcome: `mean` is the estimate, over the paths on which it is defined

  std::optional<KeptPaths> kept;
};

}  // namespace truce::results

// Stage 7: what a block hands over: the series of each step, the horizons, and every path's final figures.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/columns.hpp"
#include "sim/base/elementary.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/outcomes.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

void read_horizons(const BlockState& s, int k, BlockResult& result) {
  const auto& m = s.model;
  for (std::size_t h = 0; h < m.horizons.size(); ++h) {
    if (m.horizons[h].step != k) continue;
    for (std::size_t i = 0; i < m.markets.size(); ++i) {
      const std::size_t row = i * m.horizons.size() + h;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        result.market_return[row][lane] = market_return(s, i, lane);
        result.market_drawdown[row][lane] = -std::expm1(-s.fall[i][lane]);
      }
    }
  }
}

template <class From, class To>
void copy_rows(const Lanes<From>& from, Rows<To>& to) {
  for (std::size_t i = 0; i < from.items(); ++i)
    for (std::size_t lane = 0; lane < kLanes; ++lane) to[i][lane] = static_cast<To>(from[lane][i]);
}

template <class From, class To>
void copy_rows(const Rows<From>& from, Rows<To>& to) {
  for (std::size_t r = 0; r < from.rows(); ++r)
    for (std::size_t lane = 0; lane < kLanes; ++lane) to[r][lane] = static_cast<To>(from[r][lane]);
}

TRUCE_COLUMNS void to_floats(const double* from, double scale, float* to) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) to[lane] = static_cast<float>(from[lane] * scale);
}

// scale x e^log_level
TRUCE_COLUMNS void price_column(const double* scale, const double* log_level, float* price) {
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    price[lane] = static_cast<float>(scale[lane]) * exp_to_float(log_level[lane]);
}

void record(const Rows<double>& rows, Series<float>& series, std::size_t k) {
  for (std::size_t r = 0; r < rows.rows(); ++r) to_floats(rows[r], 1, series.at(r, k));
}

}  // namespace

void record_series(const BlockState& s, int step_end, BlockResult& result) {
  const auto k = static_cast<std::size_t>(step_end);
  const auto& m = s.model;
  record(s.x, result.factor, k);
  record(s.flow_ordered, result.ordered_cum, k);
  record(s.flow_shipped, result.shipped_cum, k);
  record(s.level, result.level, k);
  record(s.drawdown, result.drawdown, k);
  record(s.loss, result.loss_cum, k);
  record(s.dry_share, result.dry_share, k);
  const double per_week = k == 0 ? 0 : kDaysPerWeek / s.days();
  for (std::size_t f = 0; f < m.flows.size(); ++f) to_floats(s.step_ordered[f], per_week, result.flow_rate.at(f, k));
  for (std::size_t i = 0; i < m.markets.size(); ++i)
    price_column(s.price_scale[i], s.log_level[i], result.market.at(i, k));
  for (std::size_t r = 0; r < m.regimes.size(); ++r)
    std::copy(s.regime[r], s.regime[r] + kLanes, result.regime.at(r, k));
  if (m.has_truce) std::copy(s.holds.begin(), s.holds.end(), result.holds.at(0, k));
  read_horizons(s, step_end, result);
}

void finish_paths(BlockState& s, BlockResult& result) {
  const auto& m = s.model;
  const auto& events = s.events;
  copy_rows(events.count, result.event_count);
  copy_rows(events.triggers_due, result.triggers_due);
  copy_rows(events.triggers_voided, result.triggers_voided);
  copy_rows(events.last_outcome, result.event_outcome);
  for (std::size_t e = 0; e < m.events.size(); ++e) {
    const auto timing = m.events[e].timing;
    const bool hazard = timing == model::Timing::kRate || timing == model::Timing::kProbability;
    // N and Lambda belong to hazards; 0 for the other timings (1-model.md, 1.4).
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      result.event_first_time[e][lane] = events.first[lane][e];
      result.event_own_count[e][lane] = hazard ? events.own_count[lane][e] : 0;
      result.event_integrated_hazard[e][lane] =
          hazard ? events.drawn[lane][e] - (events.spent[lane][e] ? 0 : events.left[lane][e]) : 0;
    }
  }
  for (std::size_t r = 0; r < m.regimes.size(); ++r)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const int state = m.regimes[r].first_state + s.regime[r][lane];
      s.regime_days[static_cast<std::size_t>(state)][lane] += m.horizon_days - s.entered[r][lane];
      result.regime_final[r][lane] = state;
    }
  copy_rows(s.regime_days, result.regime_days);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    result.truce_end_time[0][lane] = s.truce_end[lane];
    result.truce_end_cause[0][lane] = s.truce_cause[lane];
    result.truce_end_root[0][lane] = s.truce_root[lane];
  }
  copy_rows(s.holds_by_horizon, result.holds_by_horizon);
  copy_rows(s.window_ordered, result.ordered);
  copy_rows(s.window_shipped, result.shipped);
  for (std::size_t f = 0; f < m.flows.size(); ++f)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      result.flow_ordered_total[f][lane] = s.flow_ordered[f][lane] - s.number(m.flows[f].ordered_to_date, lane);
      result.flow_shipped_total[f][lane] = s.flow_shipped[f][lane] - s.number(m.flows[f].shipped_to_date, lane);
    }
  copy_rows(s.disrupted_days, result.disrupted_days);
  for (std::size_t i = 0; i < m.sectors.size(); ++i)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double first = s.first_disruption[i][lane];
      result.first_disruption[i][lane] = first == model::kNever ? std::numeric_limits<double>::quiet_NaN() : first;
    }
  copy_rows(s.longest, result.longest_disruption);
  copy_rows(s.loss, result.loss);
  copy_rows(s.peak_loss_rate, result.peak_loss_rate);
  std::vector<double> values;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    outcome_node_values(s, lane, values);
    for (std::size_t o = 0; o < m.outcomes.size(); ++o) {
      const auto& outcome = m.outcomes[o];
      const bool given = outcome.given < 0 || values[static_cast<std::size_t>(outcome.given)] != 0;
      result.outcome_value[o][lane] =
          given ? values[static_cast<std::size_t>(outcome.node)] : std::numeric_limits<double>::quiet_NaN();
    }
  }
}

}  // namespace truce::engine

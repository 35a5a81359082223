#pragma once
// The slow twin: one path at a time, written to be read. It simulates from the same Model and the same random numbers
// as the block engine, and everything that engine reports of a lane must agree with it: discrete results exactly,
// continuous ones within 1e-9 relative. The first place to read how the model works; 1-model.md is what it follows.
//
//   reference.cpp             a path from start to end: the order of a step, shocks, factors, what is kept
//   reference_numbers.cpp     numbers, conditions, modifiers
//   reference_clocks.cpp      the event mechanism: which clock rings next inside a step
//   reference_firing.cpp      what happens when an event fires
//   reference_trade.cpp       flows toward commitments
//   reference_supply.cpp      stocks that run down
//   reference_markets.cpp     prices
//   reference_outcomes.cpp    named outcomes of a finished path
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/model/model.hpp"

namespace truce::test {

inline constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

// One value for each point of `time`, row 0 at `start`; the outer vector runs over the nouns.
template <class T>
using Table = std::vector<std::vector<T>>;

// Everything about one path, named and indexed as in engine::BlockResult. NaN: never, or not defined on this path.
struct PathRecord {
  explicit PathRecord(const model::Model& model);

  std::vector<double> event_count, event_own_count, event_first_time, event_integrated_hazard;
  std::vector<double> triggers_due, triggers_voided;
  std::vector<std::int32_t> event_outcome;
  std::vector<std::int32_t> regime_final;
  std::vector<double> regime_days;
  double truce_end_time = kNotANumber;
  std::int32_t truce_end_cause = -1, truce_end_root = -1;
  std::vector<int> holds_by_horizon;
  std::vector<double> ordered, shipped;                                                            // commitment
  std::vector<double> flow_ordered_total, flow_shipped_total;                                      // flow
  std::vector<double> disrupted_days, first_disruption, longest_disruption, loss, peak_loss_rate;  // sector
  std::vector<double> market_return, market_drawdown;  // market * horizons + horizon
  std::vector<double> outcome_value;

  Table<double> factor, ordered_cum, shipped_cum, flow_rate, level, drawdown, loss_cum, dry_share, market;
  Table<int> regime;
  Table<int> holds;  // one row where there is a truce, else none
};

// Simulates path number `path` of the model. Throws RunError where more than 1,000 firings fall on one instant or
// 1,000,000 into one step.
PathRecord simulate_path(const model::Model& model, std::uint32_t path);

}  // namespace truce::test

#pragma once
// What moves: the state of one block. Row r of a column table is one quantity over the block's lanes (paths); what
// events read path by path stands by lane.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <iterator>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/engine/plan.hpp"
#include "sim/model/model.hpp"

namespace truce::engine {

struct EventState {
  EventState(const model::Model& model, const Plan& plan);
  Lanes<double> left;                    // what is left of the threshold: hazard, or days; infinite where no clock runs
  Lanes<double> speed;                   // per day, without factor loadings; 0 while paused
  Lanes<double> pace;                    // speed x its factor loadings as they are now, of a lane that is advanced
  Lanes<double> drawn;                   // sum of the thresholds drawn (rate and probability)
  Lanes<double> due;                     // pending date; infinite: none; moved by set_due alone
  Lanes<double> own_edges;               // by Plan::own_edge_items: when it comes or came; infinite: not known to come
  Lanes<double> trigger_due;             // pending trigger; infinite: none
  Lanes<std::int32_t> trigger_root;      // the event that began its chain
  Lanes<std::int32_t> thresholds;        // how many were drawn
  Lanes<std::int32_t> count, own_count;  // firings
  Lanes<double> triggers_due, triggers_voided;
  Lanes<std::int32_t> last_outcome;       // index into outcomes_of_events; -1: none
  Lanes<std::uint8_t> was_enabled;        // `while` at the last look
  Lanes<std::uint8_t> spent;              // a once-only clock that has fired
  Lanes<std::uint8_t> when_truth, armed;  // `when`: its condition at the last look; it became true, has not fired yet
  Lanes<double> first, latest;            // by mark; first: NaN never; latest: -infinity never
  std::vector<double> next_instant;       // by lane: the next date, trigger or window's edge of this path
};

// The columns of one block, and the little that every stage shares. Built anew for each block.
struct BlockState {
  BlockState(const model::Model& model, const Plan& plan, std::int64_t block, const std::atomic<bool>& stop);

  const model::Model& model;
  const Plan& plan;
  const std::atomic<bool>& stop;
  std::uint32_t first_path = 0;
  std::uint64_t firings = 0;  // of the whole block
  int step = 0;               // the step in hand: (from, to]
  double from = 0, to = 0;
  double days() const { return to - from; }

  Rows<double> parameters;  // drawn once per path
  Rows<double> x, x_start;  // factors now, and at the step's start before its jumps
  Rows<std::uint8_t> regime, previous;
  Rows<double> entered;  // when the present state was entered
  Rows<double> regime_days;
  EventState events;
  Rows<std::uint8_t> node_truth;  // by condition node: feedback (and watched factor) tests at the step's start
  Lanes<double> loadings;         // log ratios that act now, by Loading::row
  Lanes<double> ratios;           // 1, then by SharedRatio: exp(log ratio x factor) with the jumps so far
  // Step numbers: `plain` without loadings and plus, `plus`, their value now, and the step's average that stages read.
  Lanes<double> plain, plus, now;
  Rows<double> average;
  Rows<float> normals;         // noise * 4 + step % 4
  Rows<double> eps;            // by noise: correlated shocks of the step
  Rows<float> chi_squares;     // tail * 4 + step % 4
  Rows<double> pending_shock;  // by market: ln(1 + R) of the step's firings
  // By lane: what must be looked at again at the next step's start, and whether that is anything.
  std::vector<Touched> to_refresh;
  std::vector<std::uint8_t> dirty;
  void mark_dirty(std::size_t lane, const Touched& items) {
    touch(to_refresh[lane], items);
    dirty[lane] = 1;
  }
  Touched touched;                                                    // by the firing in hand
  std::vector<double> outcome_shares, shock_uniforms, shock_normals;  // of the firing in hand
  bool numbers_moved = false;                                         // since the lane in hand began its step
  std::vector<std::uint8_t> stale;    // by lane: `now` has moved since the averages were taken from it
  std::vector<std::uint8_t> stirred;  // by lane: numbers moved inside this step, whose averages are set already

  // trade, by flow or commitment
  Rows<double> book, flow_ordered, flow_shipped, step_ordered, step_shipped;
  Rows<double> window_ordered, window_shipped;
  // supply, by chain or sector
  Rows<double> level, drawdown, substituted, loss, peak_loss_rate, disrupted_days, first_disruption, longest, spell;
  Rows<double> disrupted;                   // days of the last step on which the sector was disrupted: all or none
  std::vector<std::uint8_t> any_disrupted;  // by sector: on any lane
  Rows<double> used_up, dry_share;          // by sector: G(D) and F(D)
  // markets: log level relative to the start (geometric) or to the mean (mean-reverting); its high; the deepest fall
  Rows<double> log_level, high, fall;
  Rows<double> price_scale;  // the price at log level 0
  // truce and outcomes
  std::vector<double> truce_end;
  std::vector<std::int32_t> truce_cause, truce_root;
  std::vector<std::uint8_t> holds;
  Rows<std::uint8_t> holds_by_horizon;
  Rows<double> captured;                               // by outcome node: its quantity at its date
  Rows<std::uint8_t> seen_at, seen_ever, seen_always;  // by outcome node: a regime condition before its deadline

  double number(const model::Number& n, std::size_t lane) const {
    return n.parameter.valid() ? parameters[n.parameter.index()][lane] : n.value;
  }
  // The same for all lanes: the parameter's column, or `constant` filled with the value.
  const double* column(const model::Number& n, double (&constant)[kLanes]) const {
    if (n.parameter.valid()) return parameters[n.parameter.index()];
    std::fill(std::begin(constant), std::end(constant), n.value);
    return constant;
  }
  const double* average_of(StepNumberId id) const { return average[id.index()]; }
};

// The stages of a step, in order (1-model.md).
void draw_shocks(BlockState& state);
void start_events(BlockState& state);  // once, before the first step
void step_events(BlockState& state);
void step_factors(BlockState& state);
void step_trade(BlockState& state);
void step_supply(BlockState& state);
void step_markets(BlockState& state);
void start_trade(BlockState& state);
void start_supply(BlockState& state);
void start_markets(BlockState& state);

// Looks at regime conditions of the truce and the outcomes after a complete firing at time t (or at the start).
void observe_regimes(BlockState& state, std::size_t lane, double t, std::int32_t cause, std::int32_t root);
// Reads outcome quantities due at the end of the step in hand, and writes the series' row k.
void capture_outcomes(BlockState& state, int k);
void record_series(const BlockState& state, int k, BlockResult& result);
void finish_paths(BlockState& state, BlockResult& result);

}  // namespace truce::engine

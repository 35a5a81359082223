#include "sim/engine/clocks.hpp"

#include <algorithm>
#include <bit>

#include "sim/engine/clock_rows.hpp"

namespace truce::engine {

using model::Timing;

namespace {

std::uint32_t path_of(const BlockState& s, std::size_t lane) { return s.first_path + static_cast<std::uint32_t>(lane); }

// Hazard per day of a cumulative table at time t; a piece ends before its edge's instant.
double table_hazard(const model::Model& m, model::Range pieces, double t) {
  for (int i = pieces.begin; i < pieces.end; ++i)
    if (t < m.hazard_pieces[static_cast<std::size_t>(i)].to - kSameInstantDays)
      return m.hazard_pieces[static_cast<std::size_t>(i)].per_day;
  return 0;
}

// Whether ratios without a test go into the loadings too, or are shared columns (Plan::ratios) as for events.
enum class Unconditional { kIsLoading, kIsShared };

// The product of an item's modifiers that test regimes alone.
double joint_product_now(const BlockState& s, std::size_t item, std::size_t lane) {
  const auto& joint = s.plan.joint_products[item];
  std::size_t joint_state = 0;
  for (const auto& [regime, stride] : joint.regimes)
    joint_state += stride * s.regime[static_cast<std::size_t>(regime)][lane];
  return joint.products[joint_state];
}

// The product of an item's modifiers that act now, the others' `product` taken in; their log ratios go into the lane's
// loadings, times `sign`.
double product_now(BlockState& s, double product, std::size_t item, const std::vector<Loading>& loadings,
                   std::size_t lane, double t, FactorView view, double sign, Unconditional unconditional,
                   double* plus) {
  for (const auto& l : loadings) s.loadings[lane][static_cast<std::size_t>(l.row)] = 0;
  for (const int i : s.plan.joint_products[item].other_modifiers) {
    const auto& m = s.model.modifiers[static_cast<std::size_t>(i)];
    if (!modifier_acts(s, m, lane, t, view)) continue;
    product *= m.times;
    if (plus && m.has_plus) *plus += m.plus;
    if (m.factor.valid() && (unconditional == Unconditional::kIsLoading || is_conditional(m)))
      for (const auto& l : loadings)
        if (l.factor == m.factor.value()) s.loadings[lane][static_cast<std::size_t>(l.row)] += sign * m.log_ratio;
  }
  return product;
}

void refresh_hazard_clock(BlockState& s, std::size_t e, std::size_t lane, double t) {
  const auto& event = s.model.events[e];
  auto& state = s.events;
  const double product = joint_product_now(s, e, lane);
  const bool enabled = s.plan.joint_products[e].holds_condition
                           ? product > 0
                           : condition_holds(s, event.enabled, lane, FactorView::kWithJumps);
  if (!enabled || state.spent[lane][e]) {
    state.speed[lane][e] = 0;
    return;
  }
  const double base =
      event.has_table ? table_hazard(s.model, event.hazard, t) : s.number(event.rate, lane) / kDaysPerYear;
  state.speed[lane][e] = base * product_now(s, product, e, s.plan.event_loadings[e], lane, t, FactorView::kWithJumps, 1,
                                            Unconditional::kIsShared, nullptr);
}

// A disabled delay is dropped; one that becomes enabled is drawn anew. `was_enabled` is cleared when a repeating delay
// has fired, so that it counts as becoming enabled again.
void refresh_delay_clock(BlockState& s, std::size_t e, std::size_t lane, double t, bool enabled) {
  auto& state = s.events;
  const bool is_new = enabled && !state.was_enabled[lane][e];
  state.was_enabled[lane][e] = enabled ? 1 : 0;
  if (!enabled) {
    state.left[lane][e] = model::kNever;
    state.speed[lane][e] = 0;
    return;
  }
  if (is_new) draw_threshold(s, static_cast<int>(e), lane);
  if (state.left[lane][e] == model::kNever) {  // fired once, still enabled
    state.speed[lane][e] = 0;
    return;
  }
  const double stretch = product_now(s, joint_product_now(s, e, lane), e, s.plan.event_loadings[e], lane, t,
                                     FactorView::kWithJumps, -1, Unconditional::kIsShared, nullptr);
  state.speed[lane][e] = 1 / stretch;
}

void refresh_when(BlockState& s, std::size_t e, std::size_t lane, bool enabled, bool at_start) {
  auto& state = s.events;
  const bool truth = condition_holds(s, s.model.events[e].when, lane, FactorView::kWithJumps);
  // It fires at the instant its condition becomes true or not at all: what fires before it at that instant may still
  // end the condition, or the `while`.
  if (!truth || !enabled)
    state.armed[lane][e] = 0;
  else if (!state.when_truth[lane][e] && !at_start && !state.spent[lane][e])
    state.armed[lane][e] = 1;
  state.when_truth[lane][e] = truth ? 1 : 0;
}

void refresh_number(BlockState& s, std::size_t n, std::size_t lane, double t) {
  const auto& number = s.model.step_numbers[n];
  const auto& base =
      number.by.valid()
          ? s.model.levels[static_cast<std::size_t>(number.levels.begin) + s.regime[number.by.index()][lane]]
          : number.base;
  const auto& loadings = s.plan.number_loadings[n];
  const std::size_t item = s.model.events.size() + n;
  double plus = 0;
  const double product = product_now(s, joint_product_now(s, item, lane), item, loadings, lane, t, FactorView::kAtStart,
                                     1, Unconditional::kIsLoading, &plus);
  s.plain[lane][n] = s.number(base, lane) * product;
  s.plus[lane][n] = plus;
  double value = s.plain[lane][n];
  if (!loadings.empty()) {
    double exponent = 0;
    for (const auto& l : loadings)
      exponent +=
          s.loadings[lane][static_cast<std::size_t>(l.row)] * s.x_start[static_cast<std::size_t>(l.factor)][lane];
    value *= exp_of(exponent);
  }
  s.now[lane][n] = value + plus;
  s.numbers_moved = true;
  s.stale[lane] = 1;
}

void refresh_event(BlockState& s, std::size_t e, std::size_t lane, double t, bool at_start) {
  const auto& event = s.model.events[e];
  switch (event.timing) {
    case Timing::kRate:
    case Timing::kProbability:
      refresh_hazard_clock(s, e, lane, t);
      break;
    case Timing::kDelay:
      refresh_delay_clock(s, e, lane, t, condition_holds(s, event.enabled, lane, FactorView::kWithJumps));
      break;
    case Timing::kWhen:
      refresh_when(s, e, lane, condition_holds(s, event.enabled, lane, FactorView::kWithJumps), at_start);
      return;
    case Timing::kDate:
    case Timing::kNone:
      return;
  }
  set_pace(s, e, lane);
}

}  // namespace

void draw_threshold(BlockState& s, int index, std::size_t lane) {
  const auto e = static_cast<std::size_t>(index);
  const auto& event = s.model.events[e];
  auto& state = s.events;
  const auto number = static_cast<std::uint32_t>(state.thresholds[lane][e]++);
  if (event.timing == Timing::kDelay) {
    const double days =
        event.threshold.is_fixed()
            ? event.threshold.fixed_value()
            : event.threshold.draw(random::uniform_at(s.model.seed, path_of(s, lane), event.threshold_stream, number));
    state.left[lane][e] = std::max(0.0, days);
  } else {
    state.left[lane][e] = random::exponential_at(s.model.seed, path_of(s, lane), event.threshold_stream, number);
    state.drawn[lane][e] += state.left[lane][e];
  }
}

void follow_jump(BlockState& s, std::size_t lane, FactorId factor) {
  for (std::size_t i = 0; i < s.plan.ratios.size(); ++i) {
    const auto& ratio = s.plan.ratios[i];
    if (ratio.factor == factor.value()) s.ratios[lane][i + 1] = exp_of(ratio.log_ratio * s.x[factor.index()][lane]);
  }
  for (const int index : s.plan.loaded_clocks) set_pace(s, static_cast<std::size_t>(index), lane);
}

void refresh_lane(BlockState& s, std::size_t lane, double t, const Touched& items, bool at_start) {
  const std::size_t events = s.model.events.size();
  for (std::size_t w = 0; w < items.size(); ++w)
    for (std::uint64_t bits = items[w]; bits != 0; bits &= bits - 1) {
      const std::size_t item = 64 * w + static_cast<std::size_t>(std::countr_zero(bits));
      if (item < events)
        refresh_event(s, item, lane, t, at_start);
      else
        refresh_number(s, item - events, lane, t);
    }
}

double next_instant_after(const BlockState& s, std::size_t lane, double t) {
  const auto& state = s.events;
  for (const int i : s.plan.whens)
    if (state.armed[lane][i]) return t;
  const double next = least_of(state.due[lane], state.trigger_due[lane], state.due.width());
  return std::min(next, next_own_edge_after(s, lane, t));
}

void touch_edges_at(const BlockState& s, std::size_t lane, double t, Touched& items) {
  const auto& edges = s.plan.edges;
  auto edge = std::lower_bound(edges.begin(), edges.end(), t - kSameInstantDays);
  for (; edge != edges.end() && *edge <= t + kSameInstantDays; ++edge)
    touch(items, s.plan.edge_items[static_cast<std::size_t>(edge - edges.begin())]);
  const auto is_now = [t](double at) { return at >= t - kSameInstantDays && at <= t + kSameInstantDays; };
  const double* own = s.events.own_edges[lane];
  for (std::size_t i = 0; i < s.plan.own_edge_items.size(); ++i)
    if (is_now(own[i])) touch(items, s.plan.own_edge_items[i]);
}

double next_own_edge_after(const BlockState& s, std::size_t lane, double t) {
  const auto& edges = s.events.own_edges;
  return least_after(edges[lane], t + kSameInstantDays, edges.width());
}

void set_due(BlockState& s, std::size_t e, std::size_t lane, double at) {
  s.events.due[lane][e] = at;
  for (const auto& edge : s.plan.edges_of_date[e]) s.events.own_edges[lane][edge.index] = at + edge.offset;
}

}  // namespace truce::engine

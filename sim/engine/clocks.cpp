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

// From now on the clock runs at `speed` per unit of its hand; a hand of its own takes the ratios that act now.
void set_speed(BlockState& s, std::size_t e, std::size_t lane, double speed) {
  auto& state = s.events;
  const std::size_t h = s.plan.hand_of_clock[e];
  if (s.plan.hands[h].event >= 0) s.pace[h][lane] = hand_pace(s, h, lane);
  if (speed == state.speed[lane][e]) return;
  const double left = left_now(s, e, lane);
  const double now = s.hand[h][lane];
  state.left[lane][e] = left;
  state.since[lane][e] = now;
  state.speed[lane][e] = speed;
  state.crossing[lane][s.plan.slot_of_clock[e]] =
      speed > 0 && left < model::kNever ? now + left / speed : model::kNever;
  s.crossings_moved = true;
}

// A fresh threshold, whose clock stands still until its speed is set.
void rewind(BlockState& s, std::size_t e, std::size_t lane, double threshold) {
  stop_clock(s, e, lane);
  s.events.left[lane][e] = threshold;
  s.events.since[lane][e] = s.hand[s.plan.hand_of_clock[e]][lane];
}

void refresh_hazard_clock(BlockState& s, std::size_t e, std::size_t lane, double t) {
  const auto& event = s.model.events[e];
  auto& state = s.events;
  const double product = joint_product_now(s, e, lane);
  const bool enabled = s.plan.joint_products[e].holds_condition
                           ? product > 0
                           : condition_holds(s, event.enabled, lane, FactorView::kWithJumps);
  if (!enabled || state.spent[lane][e]) {
    set_speed(s, e, lane, 0);
    return;
  }
  const double base =
      event.has_table ? table_hazard(s.model, event.hazard, t) : s.number(event.rate, lane) / kDaysPerYear;
  set_speed(s, e, lane,
            base * product_now(s, product, e, s.plan.event_loadings[e], lane, t, FactorView::kWithJumps, 1,
                               Unconditional::kIsShared, nullptr));
}

// A disabled delay is dropped; one that becomes enabled is drawn anew. `was_enabled` is cleared when a repeating delay
// has fired, so that it counts as becoming enabled again.
void refresh_delay_clock(BlockState& s, std::size_t e, std::size_t lane, double t, bool enabled) {
  auto& state = s.events;
  const bool is_new = enabled && !state.was_enabled[lane][e];
  state.was_enabled[lane][e] = enabled ? 1 : 0;
  if (!enabled) {
    stop_clock(s, e, lane);
    return;
  }
  if (is_new) draw_threshold(s, static_cast<int>(e), lane);
  if (state.left[lane][e] == model::kNever) return;  // fired once, still enabled
  const double stretch = product_now(s, joint_product_now(s, e, lane), e, s.plan.event_loadings[e], lane, t,
                                     FactorView::kWithJumps, -1, Unconditional::kIsShared, nullptr);
  set_speed(s, e, lane, 1 / stretch);
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
    rewind(s, e, lane, std::max(0.0, days));
  } else {
    const double hazard = random::exponential_at(s.model.seed, path_of(s, lane), event.threshold_stream, number);
    rewind(s, e, lane, hazard);
    state.drawn[lane][e] += hazard;
  }
}

double left_now(const BlockState& s, std::size_t e, std::size_t lane) {
  const auto& state = s.events;
  const double left = state.left[lane][e];
  const double passed = s.hand[s.plan.hand_of_clock[e]][lane] - state.since[lane][e];
  if (!(passed > 0) || left == model::kNever) return left;
  return std::max(0.0, left - state.speed[lane][e] * passed);
}

void stop_clock(BlockState& s, std::size_t e, std::size_t lane) {
  auto& state = s.events;
  if (state.left[lane][e] == model::kNever) return;
  state.left[lane][e] = model::kNever;
  state.since[lane][e] = s.hand[s.plan.hand_of_clock[e]][lane];
  state.speed[lane][e] = 0;
  state.crossing[lane][s.plan.slot_of_clock[e]] = model::kNever;
  s.crossings_moved = true;
}

double hand_pace(const BlockState& s, std::size_t h, std::size_t lane) {
  const Hand& hand = s.plan.hands[h];
  double exponent = 0;
  for (const auto& ratio : hand.ratios) exponent += ratio.log_ratio * s.x[static_cast<std::size_t>(ratio.factor)][lane];
  if (hand.event >= 0)
    for (const auto& l : s.plan.event_loadings[static_cast<std::size_t>(hand.event)])
      exponent += s.loadings[lane][static_cast<std::size_t>(l.row)] * s.x[static_cast<std::size_t>(l.factor)][lane];
  return exp_of(exponent);
}

void follow_jump(BlockState& s, std::size_t lane, FactorId factor) {
  for (std::size_t h = 1; h < s.plan.hands.size(); ++h) {
    const Hand& hand = s.plan.hands[h];
    const bool follows = hand.event >= 0 || std::any_of(hand.ratios.begin(), hand.ratios.end(), [&](const auto& ratio) {
                           return ratio.factor == factor.value();
                         });
    if (follows) s.pace[h][lane] = hand_pace(s, h, lane);
  }
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
  if (!s.crossings_moved) return;
  const double* crossing = s.events.crossing[lane];
  for (std::size_t h = 0; h < s.plan.hands.size(); ++h)
    s.next_crossing[h][lane] = least_of(crossing + s.plan.hands[h].first_slot, s.plan.hands[h].slots);
  s.crossings_moved = false;
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

// Stage 2: events at their exact times inside the step (1-model.md, 1.4). One pass over the clocks of all lanes finds
// those on which something happens; they are advanced one by one, instant by instant (lane_step.cpp).
#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/columns.hpp"
#include "sim/engine/clock_rows.hpp"
#include "sim/engine/clocks.hpp"
#include "sim/engine/lane_step.hpp"

namespace truce::engine {

using model::Timing;

namespace {

using Truths = std::array<std::uint8_t, kLanes>;

// Below a share of the commitment's even pace.
void read_commitment(const BlockState& s, const model::ConditionNode& node, Truths& now) {
  const auto i = static_cast<std::size_t>(node.subject);
  const auto& c = s.model.commitments[i];
  now.fill(0);
  if (s.from < c.from) return;
  const double share = s.from < c.to ? (s.from - c.from) / (c.to - c.from) : 1.0;
  const double* ordered = s.window_ordered[i];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double least = node.threshold * (s.number(c.quantity, lane) * share);
    now[lane] = ordered[lane] < least - 1e-9 * std::max(1.0, least) ? 1 : 0;  // on the pace, to rounding, is not below
  }
}

// The tests of conditions on commitments, markets, sectors and factors, as they stand at the step's start.
void read_node(const BlockState& s, const model::ConditionNode& node, Truths& now) {
  using Kind = model::ConditionNode::Kind;
  const auto i = static_cast<std::size_t>(node.subject);
  const auto test = [&](auto holds) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) now[lane] = holds(lane) ? 1 : 0;
  };
  switch (node.kind) {
    case Kind::kCommitment:
      return read_commitment(s, node, now);
    case Kind::kMarket:
      return test([high = s.high[i], level = s.log_level[i], fall = node.log_fall](std::size_t lane) {
        return high[lane] - level[lane] > fall;
      });
    case Kind::kSector:
      return test([disrupted = s.disrupted[i]](std::size_t lane) { return disrupted[lane] > 0; });
    case Kind::kFactor:
      if (node.above)
        return test([x = s.x[i], threshold = node.threshold](std::size_t lane) { return x[lane] > threshold; });
      return test([x = s.x[i], threshold = node.threshold](std::size_t lane) { return x[lane] < threshold; });
    default:
      return now.fill(0);
  }
}

// Few tests turn in a step: most columns are what they were.
void read_feedback(BlockState& s) {
  Truths now;
  const auto look = [&](int index) {
    const auto i = static_cast<std::size_t>(index);
    read_node(s, s.model.condition_nodes[i], now);
    std::uint8_t* truth = s.node_truth[i];
    if (std::equal(now.begin(), now.end(), truth)) return;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      if (now[lane] != truth[lane]) s.mark_dirty(lane, s.plan.by_node[i]);
    std::copy(now.begin(), now.end(), truth);
  };
  for (const int i : s.plan.feedback_nodes) look(i);
  for (const int i : s.plan.factor_nodes) look(i);
}

// exp(log ratio x factor) for all lanes.
TRUCE_COLUMNS void ratio_column(const double* x, double log_ratio, double* ratio) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) ratio[lane] = exp_of(log_ratio * x[lane]);
}

// Unconditional ratios are shared by all speeds that carry them: one column a step.
void load_ratios(BlockState& s) {
  double column[kLanes];
  for (std::size_t i = 0; i < s.plan.ratios.size(); ++i) {
    const auto& ratio = s.plan.ratios[i];
    ratio_column(s.x[static_cast<std::size_t>(ratio.factor)], ratio.log_ratio, column);
    for (std::size_t lane = 0; lane < kLanes; ++lane) s.ratios[lane][i + 1] = column[lane];
  }
}

// The paces that follow more than one ratio; run_down() sets the others.
void load_own_paces(BlockState& s) {
  for (const int index : s.plan.other_loaded_clocks)
    for (std::size_t lane = 0; lane < kLanes; ++lane) set_pace(s, static_cast<std::size_t>(index), lane);
}

// Numbers whose ratio follows a factor change every step: now = plain exp(sum of log ratio x factor) + plus.
void load_numbers(BlockState& s) {
  for (const int index : s.plan.moving) {
    const auto n = static_cast<std::size_t>(index);
    const auto& loadings = s.plan.number_loadings[n];
    if (loadings.empty()) continue;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      double exponent = 0;
      for (const auto& l : loadings)
        exponent +=
            s.loadings[lane][static_cast<std::size_t>(l.row)] * s.x_start[static_cast<std::size_t>(l.factor)][lane];
      s.now[lane][n] = s.plain[lane][n] * exp_of(exponent) + s.plus[lane][n];
      s.stale[lane] = 1;
    }
  }
}

// The averages of the lanes on which no number moved inside the step are the numbers as they stand.
void settle_averages(BlockState& s) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (!s.stale[lane] || s.stirred[lane]) continue;
    for (const int index : s.plan.moving) s.average[static_cast<std::size_t>(index)][lane] = s.now[lane][index];
    s.stale[lane] = 0;
  }
  std::fill(s.stirred.begin(), s.stirred.end(), 0);
}

}  // namespace

void start_events(BlockState& s) {
  s.from = s.to = 0;
  const auto& m = s.model;
  for (std::size_t n = 0; n < m.step_numbers.size(); ++n)
    if (m.step_numbers[n].constant())
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        s.plain[lane][n] = s.now[lane][n] = s.average[n][lane] = s.number(m.step_numbers[n].base, lane);
  for (std::size_t e = 0; e < m.events.size(); ++e) {
    const auto& event = m.events[e];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (event.timing == Timing::kRate || event.timing == Timing::kProbability)
        draw_threshold(s, static_cast<int>(e), lane);
      if (event.timing == Timing::kDate) {
        const double shift =
            event.threshold.is_fixed()
                ? event.threshold.fixed_value()
                : event.threshold.draw(random::uniform_at(m.seed, s.first_path + static_cast<std::uint32_t>(lane),
                                                          event.threshold_stream, 0));
        set_due(s, e, lane, std::max(0.0, event.date + shift));
      }
    }
  }
  start_trade(s);    // feedback conditions look at commitments,
  start_markets(s);  // markets and sectors as they stand at the start
  read_feedback(s);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    refresh_lane(s, lane, 0, s.plan.everything, true);
    s.events.next_instant[lane] = next_instant_after(s, lane, 0);
    s.dirty[lane] = 0;
    observe_regimes(s, lane, 0, -1, -1);
  }
  start_supply(s);  // levels begin at their goals, which the modifiers have just set
}

void step_events(BlockState& s) {
  const auto& edges = s.plan.edges;
  auto from_edge = std::lower_bound(edges.begin(), edges.end(), s.from - kSameInstantDays);
  for (; from_edge != edges.end() && *from_edge <= s.from + kSameInstantDays; ++from_edge)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      s.mark_dirty(lane, s.plan.edge_items[static_cast<std::size_t>(from_edge - edges.begin())]);
  const auto inside = std::upper_bound(edges.begin(), edges.end(), s.from + kSameInstantDays);
  const bool edge_inside = inside != edges.end() && *inside < s.to - kSameInstantDays;

  for (std::size_t f = 0; f < s.model.factors.size(); ++f) std::copy(s.x[f], s.x[f] + kLanes, s.x_start[f]);
  read_feedback(s);
  load_numbers(s);
  load_ratios(s);
  load_own_paces(s);
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (s.dirty[lane]) {
      refresh_lane(s, lane, s.from, s.to_refresh[lane]);
      std::fill(s.to_refresh[lane].begin(), s.to_refresh[lane].end(), 0);
      s.events.next_instant[lane] = next_instant_after(s, lane, s.from);
      s.dirty[lane] = 0;
    }

  // Most lanes only use up their clocks. Those with a date, a trigger or an edge in the step are advanced one by one,
  // and those where a clock crosses.
  auto& events = s.events;
  std::array<std::uint8_t, kLanes> busy;
  std::array<std::uint16_t, kLanes> lanes;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    busy[lane] = edge_inside || events.next_instant[lane] <= s.to + kSameInstantDays;
  const ClockTable clocks = {.lanes = kLanes,
                             .width = events.left.width(),
                             .left = events.left[0],
                             .pace = events.pace[0],
                             .speed = events.speed[0],
                             .ratio_width = s.ratios.width(),
                             .ratios = s.ratios[0],
                             .ratio_of = s.plan.ratio_of_clock.data(),
                             .has_own_pace = s.plan.has_own_pace.data()};
  const std::size_t count = run_down(clocks, busy.data(), s.days(), s.days() + kSameInstantDays, lanes.data());
  LaneScratch scratch;
  for (std::size_t i = 0; i < count; ++i) advance_lane(s, lanes[i], scratch);
  settle_averages(s);
}

}  // namespace truce::engine

#pragma once
// What one lane's clocks run on: conditions, speeds, and the numbers outside events that the same modifiers move.
#include "sim/engine/conditions.hpp"

namespace truce::engine {

// Looks again at the conditions, speeds and moving numbers of a lane that are in `items`, at time t: enables, pauses,
// drops and redraws clocks, arms `when` events. `at_start`: the path's first look, at which becoming true does not
// count.
void refresh_lane(BlockState& state, std::size_t lane, double t, const Touched& items, bool at_start = false);

// The next instant after t at which something outside the clocks happens on this path: a date, a pending trigger, an
// armed `when` (then t), or the edge of a `since` or `before` window.
double next_instant_after(const BlockState& state, std::size_t lane, double t);

// The next edge after t of a `since` or `before` window of this path's own.
double next_own_edge_after(const BlockState& state, std::size_t lane, double t);

// Adds to `items` all that hangs on an edge at t: of a shared window or table, or of this path's own windows.
void touch_edges_at(const BlockState& state, std::size_t lane, double t, Touched& items);

// Sets an event's pending date (infinite: none), and the edges that lie before it.
void set_due(BlockState& state, std::size_t event, std::size_t lane, double at);

// Brings the ratios and paces that follow a factor in line with its jump.
void follow_jump(BlockState& state, std::size_t lane, FactorId factor);

// Draws a fresh threshold for a rate, probability or delay clock.
void draw_threshold(BlockState& state, int event, std::size_t lane);

// The factor loadings of an event's speed on one lane: its shared ratios (BlockState::ratios) times exp of the sum of
// the ratios that act under a test.
inline double lane_ratio(const BlockState& s, std::size_t e, std::size_t lane) {
  double product = 1;
  for (const int i : s.plan.event_ratios[e]) product *= s.ratios[lane][static_cast<std::size_t>(i) + 1];
  const auto& loadings = s.plan.event_loadings[e];
  if (loadings.empty()) return product;
  double exponent = 0;
  for (const auto& l : loadings)
    exponent += s.loadings[lane][static_cast<std::size_t>(l.row)] * s.x[static_cast<std::size_t>(l.factor)][lane];
  return product * exp_of(exponent);
}

// The speed with its factor loadings becomes what acts.
inline void set_pace(BlockState& s, std::size_t e, std::size_t lane) {
  const double ratio = s.plan.has_own_pace[e] ? lane_ratio(s, e, lane)
                                              : s.ratios[lane][static_cast<std::size_t>(s.plan.ratio_of_clock[e])];
  s.events.pace[lane][e] = s.events.speed[lane][e] * ratio;
}

}  // namespace truce::engine

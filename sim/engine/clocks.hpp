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

// Brings the paces of the hands in line with a factor's jump.
void follow_jump(BlockState& state, std::size_t lane, FactorId factor);

// Draws a fresh threshold for a rate, probability or delay clock.
void draw_threshold(BlockState& state, int event, std::size_t lane);

// What is left of a clock's threshold now: hazard, or days; infinite where no clock runs.
double left_now(const BlockState& state, std::size_t event, std::size_t lane);

// The clock is gone: nothing is left that could be crossed.
void stop_clock(BlockState& state, std::size_t event, std::size_t lane);

// The pace of a hand on one lane: exp of the sum of its log ratios x factors.
double hand_pace(const BlockState& state, std::size_t hand, std::size_t lane);

}  // namespace truce::engine

#pragma once
// Conditions and modifiers of one lane at one instant: plain scalar code, exactly as 1-model.md, 1.3 and 1.4, says it.
#include "sim/base/elementary.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

// Which factors a test sees: events see the jumps made so far, all else the step's start.
enum class FactorView { kWithJumps, kAtStart };

inline bool condition_holds(const BlockState& s, ConditionId id, std::size_t lane, FactorView view);

inline bool node_holds(const BlockState& s, int index, std::size_t lane, FactorView view) {
  const auto& node = s.model.condition_nodes[static_cast<std::size_t>(index)];
  using Kind = model::ConditionNode::Kind;
  switch (node.kind) {
    case Kind::kRegime:
      return (node.states >> s.regime[static_cast<std::size_t>(node.subject)][lane]) & 1u;
    case Kind::kCommitment:
    case Kind::kMarket:
    case Kind::kSector:
      return s.node_truth[static_cast<std::size_t>(index)][lane] != 0;
    case Kind::kFactor: {
      const auto& rows = view == FactorView::kWithJumps ? s.x : s.x_start;
      const double x = rows[static_cast<std::size_t>(node.subject)][lane];
      return node.above ? x > node.threshold : x < node.threshold;
    }
    case Kind::kAny:
      for (int c = node.children.begin; c < node.children.end; ++c)
        if (condition_holds(s, ConditionId(s.model.condition_children[static_cast<std::size_t>(c)]), lane, view))
          return true;
      return false;
    case Kind::kNot:
      return !condition_holds(s, ConditionId(s.model.condition_children[static_cast<std::size_t>(node.children.begin)]),
                              lane, view);
  }
  return false;
}

// An invalid condition always holds.
inline bool condition_holds(const BlockState& s, ConditionId id, std::size_t lane, FactorView view) {
  if (!id.valid()) return true;
  const auto nodes = s.model.conditions[id.index()].nodes;
  for (int i = nodes.begin; i < nodes.end; ++i)
    if (!node_holds(s, i, lane, view)) return false;
  return true;
}

// All tests of a modifier at time t.
inline bool modifier_acts(const BlockState& s, const model::Modifier& m, std::size_t lane, double t, FactorView view) {
  if (!condition_holds(s, m.condition, lane, view)) return false;
  if (m.has_window) {
    bool inside = false;
    for (int w = m.windows.begin; w < m.windows.end && !inside; ++w) {
      const auto& window = s.model.windows[static_cast<std::size_t>(w)];
      inside = window.from - kSameInstantDays <= t && t < window.to - kSameInstantDays;
    }
    if (!inside) return false;
  }
  if (m.since.valid()) {
    // latest is -infinity where it never fired: infinity < infinity does not hold either.
    if (!(t - s.events.latest[lane][m.since.index()] < m.since_within - kSameInstantDays)) return false;
  }
  if (m.before.valid()) {
    const double due = s.events.due[lane][m.before.index()];
    if (!(due - t <= m.before_within + kSameInstantDays)) return false;
  }
  return true;
}

// A probability under its modifiers, in written order, clipped to [0, 1] after each (1-model.md, firing an event).
inline double modified_probability(const BlockState& s, double p, model::Range modifiers, std::size_t lane, double t) {
  for (int i = modifiers.begin; i < modifiers.end; ++i) {
    const auto& m = s.model.modifiers[static_cast<std::size_t>(i)];
    if (!modifier_acts(s, m, lane, t, FactorView::kWithJumps)) continue;
    if (m.has_plus) p += m.plus;
    p = p < 0 ? 0 : p > 1 ? 1 : p;
    if (m.has_odds) p = m.odds > 0 ? m.odds * p / (1 - p + m.odds * p) : 0;
    p = p < 0 ? 0 : p > 1 ? 1 : p;
  }
  return p;
}

}  // namespace truce::engine

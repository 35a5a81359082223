// Named outcomes, and what they and the truce must see while a path runs (1-model.md, 1.8 and 1.9).
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/units.hpp"
#include "sim/engine/conditions.hpp"
#include "sim/engine/outcomes.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

using Node = model::OutcomeNode;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool satisfied(const model::Comparison& c, double value) {
  const double tolerance = 1e-9 * std::max(1.0, std::fabs(c.value));
  switch (c.kind) {
    case model::Comparison::Kind::kAtLeast:
      return value >= c.value - tolerance;
    case model::Comparison::Kind::kAtMost:
      return value <= c.value + tolerance;
    case model::Comparison::Kind::kAbove:
      return value > c.value;
    case model::Comparison::Kind::kBelow:
      return value < c.value;
  }
  return false;
}

double quantity_of(const BlockState& s, const Node& node, std::size_t index, std::size_t lane) {
  if (node.kind != Node::Kind::kCommitment) return s.captured[index][lane];
  const auto c = static_cast<std::size_t>(node.subject);
  const double volume =
      node.quantity == Node::Quantity::kShipped ? s.window_shipped[c][lane] : s.window_ordered[c][lane];
  return node.in_volume ? volume : volume / s.number(s.model.commitments[c].quantity, lane);
}

bool regime_statement(const BlockState& s, const Node& node, std::size_t index, std::size_t lane) {
  switch (node.when) {
    case Node::When::kAt:
      return s.seen_at[index][lane] != 0;
    case Node::When::kBy:
      return s.seen_ever[index][lane] != 0;
    case Node::When::kThroughout:
      return s.seen_always[index][lane] != 0;
  }
  return false;
}

double captured_quantity(const BlockState& s, const Node& node, std::size_t lane) {
  const auto i = static_cast<std::size_t>(node.subject);
  switch (node.quantity) {
    case Node::Quantity::kOrdered:
    case Node::Quantity::kShipped: {
      // Linear inside the step that holds the deadline.
      const bool shipped = node.quantity == Node::Quantity::kShipped;
      const double total = shipped ? s.flow_shipped[i][lane] : s.flow_ordered[i][lane];
      const double step = shipped ? s.step_shipped[i][lane] : s.step_ordered[i][lane];
      const double after = std::max(0.0, s.to - node.deadline);
      return total - step * (after / s.days());
    }
    case Node::Quantity::kDisruptedDays:
      return s.disrupted_days[i][lane];
    case Node::Quantity::kLoss:
      return s.loss[i][lane];
    case Node::Quantity::kReturn:
      return market_return(s, i, lane);
    case Node::Quantity::kDrawdown:
      return -std::expm1(-s.fall[i][lane]);
  }
  return kNan;
}

// `values`: of the nodes before this one, among them its children.
double node_value(const BlockState& s, std::size_t i, std::size_t lane, const std::vector<double>& values) {
  const Node& node = s.model.outcome_nodes[i];
  const auto child = [&](int c) {
    return values[static_cast<std::size_t>(s.model.outcome_children[static_cast<std::size_t>(c)])];
  };
  switch (node.kind) {
    case Node::Kind::kEvent:
      return s.events.first[lane][node.mark.index()] < node.deadline - kSameInstantDays ? 1 : 0;
    case Node::Kind::kRegime:
      return regime_statement(s, node, i, lane) ? 1 : 0;
    case Node::Kind::kAll:
      for (int c = node.children.begin; c < node.children.end; ++c)
        if (child(c) == 0) return 0;
      return 1;
    case Node::Kind::kAny:
      for (int c = node.children.begin; c < node.children.end; ++c)
        if (child(c) != 0) return 1;
      return 0;
    case Node::Kind::kNot:
      return child(node.children.begin) == 0 ? 1 : 0;
    default:
      break;
  }
  const double value = quantity_of(s, node, i, lane);
  if (node.comparisons.empty()) return value;
  for (int c = node.comparisons.begin; c < node.comparisons.end; ++c)
    if (!satisfied(s.model.comparisons[static_cast<std::size_t>(c)], value)) return 0;
  return 1;
}

}  // namespace

double market_return(const BlockState& s, std::size_t market, std::size_t lane) {
  const auto& m = s.model.markets[market];
  const double p = s.log_level[market][lane];
  if (!m.mean_reverting) return std::expm1(p);
  return s.number(m.mean, lane) * std::exp(p) / s.number(m.initial, lane) - 1;
}

void outcome_node_values(const BlockState& s, std::size_t lane, std::vector<double>& values) {
  values.resize(s.model.outcome_nodes.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = node_value(s, i, lane, values);
}

void observe_regimes(BlockState& s, std::size_t lane, double t, std::int32_t cause, std::int32_t root) {
  if (s.model.has_truce) {
    const bool holds = condition_holds(s, s.model.truce, lane, FactorView::kAtStart);
    s.holds[lane] = holds ? 1 : 0;
    for (std::size_t h = 0; h < s.model.horizons.size(); ++h)
      if (t < s.model.horizons[h].day - kSameInstantDays) s.holds_by_horizon[h][lane] = holds ? 1 : 0;
    if (!holds && std::isnan(s.truce_end[lane])) {
      s.truce_end[lane] = t;
      s.truce_cause[lane] = cause;
      s.truce_root[lane] = root;
    }
  }
  for (const int index : s.plan.regime_nodes) {
    const auto i = static_cast<std::size_t>(index);
    const auto& node = s.model.outcome_nodes[i];
    if (!(t < node.deadline - kSameInstantDays)) continue;
    const bool holds = condition_holds(s, node.condition, lane, FactorView::kAtStart);
    s.seen_at[i][lane] = holds ? 1 : 0;
    if (holds)
      s.seen_ever[i][lane] = 1;
    else
      s.seen_always[i][lane] = 0;
  }
}

void capture_outcomes(BlockState& s, int k) {
  for (const int index : s.plan.captures[static_cast<std::size_t>(k)]) {
    const auto i = static_cast<std::size_t>(index);
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      s.captured[i][lane] = captured_quantity(s, s.model.outcome_nodes[i], lane);
  }
}

}  // namespace truce::engine

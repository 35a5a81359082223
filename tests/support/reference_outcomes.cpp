// Named outcomes of a finished path (1-model.md, 1.9).
#include <algorithm>
#include <cmath>

#include "tests/support/reference_path.hpp"

namespace truce::test::reference {

using model::OutcomeNode;
using Kind = OutcomeNode::Kind;
using Quantity = OutcomeNode::Quantity;

// 0 or 1, or the quantity; NaN on a path where the condition after `given` does not hold.
double Path::outcome(const model::Outcome& outcome) const {
  if (outcome.given >= 0 && !statement(outcome.given)) return kNotANumber;
  if (outcome.statement) return statement(outcome.node) ? 1 : 0;
  return quantity(model_.outcome_nodes[static_cast<std::size_t>(outcome.node)]);
}

bool Path::statement(int index) const {
  const OutcomeNode& node = model_.outcome_nodes[static_cast<std::size_t>(index)];
  const auto child = [&](int i) { return statement(model_.outcome_children[static_cast<std::size_t>(i)]); };
  switch (node.kind) {
    // A deadline ends before 00:00 of the next day: what is dated D is not by D-1.
    case Kind::kEvent:
      return first_mark_[node.mark.index()] < node.deadline - kSameInstantDays;
    case Kind::kRegime: {
      const Statement& path_so_far = statements_[static_cast<std::size_t>(index)];
      if (node.when == OutcomeNode::When::kBy) return path_so_far.ever;
      if (node.when == OutcomeNode::When::kThroughout) return path_so_far.always;
      return path_so_far.at_deadline;
    }
    case Kind::kAll:
      for (int i = node.children.begin; i < node.children.end; ++i)
        if (!child(i)) return false;
      return true;
    case Kind::kAny:
      for (int i = node.children.begin; i < node.children.end; ++i)
        if (child(i)) return true;
      return false;
    case Kind::kNot:
      return !child(node.children.begin);
    default:
      break;
  }
  // A quantity with comparisons. Within the tolerance it counts as equal: in favour of at_least and at_most.
  const double q = quantity(node);
  for (int i = node.comparisons.begin; i < node.comparisons.end; ++i) {
    const model::Comparison& comparison = model_.comparisons[static_cast<std::size_t>(i)];
    const double tolerance = 1e-9 * std::max(1.0, std::abs(comparison.value));
    const bool holds = comparison.kind == model::Comparison::Kind::kAtLeast  ? q >= comparison.value - tolerance
                       : comparison.kind == model::Comparison::Kind::kAtMost ? q <= comparison.value + tolerance
                       : comparison.kind == model::Comparison::Kind::kAbove  ? q > comparison.value + tolerance
                                                                             : q < comparison.value - tolerance;
    if (!holds) return false;
  }
  return true;
}

// The row of `time` at the end of the step that holds the day which ends at `day`; the last one where there is none.
int Path::row_that_holds(double day) const {
  int row = 1;
  while (row < model_.steps() && model_.times[static_cast<std::size_t>(row)] < day - kSameInstantDays) ++row;
  return row;
}

double Path::quantity(const OutcomeNode& node) const {
  const auto subject = static_cast<std::size_t>(node.subject);
  const auto row = static_cast<std::size_t>(row_that_holds(node.deadline));
  switch (node.kind) {
    case Kind::kCommitment: {
      const CommitmentState& state = commitments_[subject];
      const double volume = node.quantity == Quantity::kOrdered ? state.ordered : state.shipped;
      return node.in_volume ? volume : volume / value(model_.commitments[subject].quantity);
    }
    case Kind::kFlow: {
      // Linear inside a step.
      const auto& volume =
          node.quantity == Quantity::kOrdered ? record_.ordered_cum[subject] : record_.shipped_cum[subject];
      const double begin = model_.times[row - 1], end = model_.times[row];
      const double share = std::clamp((node.deadline - begin) / (end - begin), 0.0, 1.0);
      return volume[row - 1] + (volume[row] - volume[row - 1]) * share;
    }
    case Kind::kSector:
      return node.quantity == Quantity::kLoss ? record_.loss_cum[subject][row] : disrupted_days_[subject][row];
    case Kind::kMarket:
      return node.quantity == Quantity::kReturn ? record_.market[subject][row] / record_.market[subject][0] - 1
                                                : market_drawdown_[subject][row];
    default:
      return kNotANumber;
  }
}

}  // namespace truce::test::reference

// Numbers, conditions and modifiers (1-model.md, 1.3 and 1.4).
#include <algorithm>
#include <cmath>

#include "sim/base/elementary.hpp"
#include "tests/support/reference_path.hpp"

namespace truce::test::reference {

double Path::uniform(random::StreamId stream, std::uint32_t index) const {
  return random::uniform_at(model_.seed, number_, stream, index);
}

double Path::draw(const random::Distribution& distribution, random::StreamId stream, std::uint32_t index) const {
  return distribution.is_fixed() ? distribution.fixed_value() : distribution.draw(uniform(stream, index));
}

double Path::value(const model::Number& number) const {
  return number.parameter.valid() ? parameters_[number.parameter.index()] : number.value;
}

// --- conditions -----------------------------------------------------------------------------------------------------

// All entries of a condition must hold; no condition always holds.
bool Path::holds(ConditionId id, FactorView view) const {
  if (!id.valid()) return true;
  const model::Range nodes = model_.conditions[id.index()].nodes;
  for (int i = nodes.begin; i < nodes.end; ++i)
    if (!holds(model_.condition_nodes[static_cast<std::size_t>(i)], view)) return false;
  return true;
}

bool Path::holds(const model::ConditionNode& node, FactorView view) const {
  using Kind = model::ConditionNode::Kind;
  const auto subject = static_cast<std::size_t>(node.subject);
  const auto child_holds = [&](int i) {
    return holds(ConditionId(model_.condition_children[static_cast<std::size_t>(i)]), view);
  };
  switch (node.kind) {
    case Kind::kRegime:
      return (node.states >> regimes_[subject].now) & 1;
    // Feedbacks move only at the end of a step, so inside it they are as at its start.
    case Kind::kCommitment:
      return commitment_below(node.subject, node.threshold);
    case Kind::kMarket:
      return 1 - markets_[subject].price / markets_[subject].high > node.threshold;
    case Kind::kSector:
      return sectors_[subject].disrupted;
    case Kind::kFactor: {
      const double x = view == FactorView::kWithJumps ? x_[subject] : x_at_start_[subject];
      return node.above ? x > node.threshold : x < node.threshold;
    }
    case Kind::kAny:
      for (int i = node.children.begin; i < node.children.end; ++i)
        if (child_holds(i)) return true;
      return false;
    case Kind::kNot:
      return !child_holds(node.children.begin);
  }
  return false;
}

// Ordered so far is less than that share of the pro-rata pace, or of the quantity once the window is closed.
bool Path::commitment_below(int commitment, double share) const {
  const model::Commitment& c = model_.commitments[static_cast<std::size_t>(commitment)];
  const double t = step_start_;
  if (t < c.from) return false;
  const double elapsed = t < c.to ? (t - c.from) / (c.to - c.from) : 1;
  const double due = share * value(c.quantity) * elapsed;
  const double gap = due - commitments_[static_cast<std::size_t>(commitment)].ordered;
  return gap > 1e-9 * std::max(1.0, due);
}

// --- modifiers ------------------------------------------------------------------------------------------------------

// All tests of a modifier must hold for it to act.
bool Path::acts(const model::Modifier& modifier, FactorView view) const {
  const double t = now_;
  if (!holds(modifier.condition, view)) return false;
  if (modifier.has_window) {
    bool inside = false;
    for (int i = modifier.windows.begin; i < modifier.windows.end; ++i) {
      const model::Interval& window = model_.windows[static_cast<std::size_t>(i)];
      if (window.from - kSameInstantDays <= t && t < window.to - kSameInstantDays) inside = true;
    }
    if (!inside) return false;
  }
  if (modifier.since.valid()) {
    const double latest = latest_mark_[modifier.since.index()];
    if (latest == kNever) return false;
    if (!(t - latest < modifier.since_within - kSameInstantDays)) return false;
  }
  if (modifier.before.valid()) {
    const double due = clocks_[modifier.before.index()].due;
    if (due == kNever || due - t > modifier.before_within + kSameInstantDays) return false;
  }
  return true;
}

// times x ratio^factor of a modifier that acts.
double Path::multiplier(const model::Modifier& modifier, FactorView view) const {
  double result = modifier.times;
  if (modifier.factor.valid()) {
    const std::size_t factor = modifier.factor.index();
    const double x = view == FactorView::kWithJumps ? x_[factor] : x_at_start_[factor];
    result *= exp_of(modifier.log_ratio * x);
  }
  return result;
}

// A probability of an outcome or a trigger: in written order, percentage points added, odds multiplied, and clipped.
double Path::probability(double written, model::Range modifiers) const {
  double p = written;
  for (int i = modifiers.begin; i < modifiers.end; ++i) {
    const model::Modifier& modifier = model_.modifiers[static_cast<std::size_t>(i)];
    if (!acts(modifier, FactorView::kWithJumps)) continue;
    if (modifier.has_plus) p = std::clamp(p + modifier.plus, 0.0, 1.0);
    // The odds of 1 are infinite, and stay so but where they are multiplied by 0.
    if (modifier.has_odds)
      p = modifier.odds == 0 ? 0 : std::clamp(modifier.odds * p / (1 - p + modifier.odds * p), 0.0, 1.0);
  }
  return p;
}

// --- numbers outside events -----------------------------------------------------------------------------------------

// As it stands now: (the number, or the level of the regime's state) x all times and ratios, then + all plus.
double Path::step_number_now(const model::StepNumber& number) const {
  double result = value(number.base);
  if (number.by.valid()) {
    const int state = regimes_[number.by.index()].now;
    result = value(model_.levels[static_cast<std::size_t>(number.levels.begin + state)]);
  }
  double plus = 0;
  for (int i = number.modifiers.begin; i < number.modifiers.end; ++i) {
    const model::Modifier& modifier = model_.modifiers[static_cast<std::size_t>(i)];
    if (!acts(modifier, FactorView::kAtStepStart)) continue;
    result *= multiplier(modifier, FactorView::kAtStepStart);
    plus += modifier.plus;
  }
  return result + plus;
}

// Its time average over the step; a volatility's is the root of the average of its square. advance() keeps the
// integrals.
double Path::average(StepNumberId id) const {
  const model::StepNumber& number = model_.step_numbers[id.index()];
  const double average = integral_[id.index()] / step_days();
  return number.root_mean_square ? std::sqrt(average) : average;
}

}  // namespace truce::test::reference

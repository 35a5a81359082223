// What happens when an event fires (1-model.md, 1.4): an outcome is drawn, then the effects of the event and of the
// outcome are carried out, each in the order set, jump, shock, trigger, schedule.
#include <algorithm>
#include <cmath>

#include "tests/support/reference_path.hpp"

namespace truce::test::reference {

// `root` is the event that began the chain of triggers behind this firing: the event itself where its own clock rang.
void Path::fire(std::size_t i, int root, Cause cause) {
  const model::Event& event = model_.events[i];
  count_firing(i);
  // How often it fired before is the index of every draw of this firing.
  const auto firing = static_cast<std::uint32_t>(record_.event_count[i]);

  // The outcome sees the state before this firing: no effect yet, no mark of it for `since`, its own date still
  // pending.
  const int outcome = event.outcomes.empty() ? -1 : draw_outcome(event, firing);
  if (cause == Cause::kOwnClock) restart(i);  // before the effects, which may set a new date

  const auto mark = [this](std::size_t index) {
    if (first_mark_[index] == kNever) first_mark_[index] = now_;
    latest_mark_[index] = now_;
  };
  mark(i);
  record_.event_count[i] += 1;
  if (record_.event_count[i] == 1) record_.event_first_time[i] = now_;
  if (outcome >= 0) {
    mark(model_.events.size() + static_cast<std::size_t>(outcome));
    record_.event_outcome[i] = outcome;
  }

  carry_out(event.effects, firing, root);
  if (outcome >= 0) carry_out(model_.outcomes_of_events[static_cast<std::size_t>(outcome)].effects, firing, root);

  see_regimes(static_cast<int>(i), root);
}

// Index into outcomes_of_events; -1 where all probabilities are 0.
int Path::draw_outcome(const model::Event& event, std::uint32_t firing) const {
  std::vector<double> p;
  double sum = 0;
  for (int i = event.outcomes.begin; i < event.outcomes.end; ++i) {
    const model::OutcomeOfEvent& outcome = model_.outcomes_of_events[static_cast<std::size_t>(i)];
    p.push_back(outcome.rest ? 0 : probability(outcome.probability, outcome.modifiers));
    sum += p.back();
  }
  // `rest` takes what the others leave; where they exceed 1, or there is no rest, they are normalised.
  if (event.has_rest && sum < 1) {
    for (int i = event.outcomes.begin; i < event.outcomes.end; ++i)
      if (model_.outcomes_of_events[static_cast<std::size_t>(i)].rest)
        p[static_cast<std::size_t>(i - event.outcomes.begin)] = 1 - sum;
    sum = 1;
  }
  if (sum <= 0) return -1;

  const double u = uniform(event.outcome_stream, firing);
  double cumulative = 0;
  int last_possible = -1;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] <= 0) continue;
    last_possible = event.outcomes.begin + static_cast<int>(i);
    cumulative += p[i];
    if (u * sum < cumulative) return last_possible;
  }
  return last_possible;  // rounding left u above the sum
}

void Path::carry_out(const model::Effects& effects, std::uint32_t firing, int root) {
  for (int i = effects.sets.begin; i < effects.sets.end; ++i) set(model_.sets[static_cast<std::size_t>(i)]);
  for (int i = effects.jumps.begin; i < effects.jumps.end; ++i) {
    const model::JumpEffect& jump = model_.jumps[static_cast<std::size_t>(i)];
    x_[jump.factor.index()] += draw(jump.size, jump.stream, firing);
  }
  if (effects.shock_streams >= 0) shock(effects, firing);
  for (int i = effects.triggers.begin; i < effects.triggers.end; ++i)
    trigger(model_.triggers[static_cast<std::size_t>(i)], firing, root);
  for (int i = effects.schedules.begin; i < effects.schedules.end; ++i) {
    const model::ScheduleEffect& schedule = model_.schedules[static_cast<std::size_t>(i)];
    // A date that has passed is now; so is a negative delay. The new date replaces a pending one.
    const double due = schedule.to_date ? std::max(now_, schedule.day)
                                        : now_ + std::max(0.0, draw(schedule.delay, schedule.stream, firing));
    clocks_[schedule.event.index()].due = due;
  }
}

void Path::set(const model::SetEffect& effect) {
  RegimeState& regime = regimes_[effect.regime.index()];
  const int state = effect.state < 0 ? regime.before : effect.state;
  if (state == regime.now) return;  // setting the present state changes nothing
  regime.before = regime.now;
  regime.now = state;
}

// Adds ln(1 + R) to markets; the returns of one firing are joined by a Gaussian copula with the markets' correlation.
void Path::shock(const model::Effects& effects, std::uint32_t firing) {
  const std::size_t n = model_.markets.size();
  const auto uniform_of = [&](std::size_t market) {
    return uniform(model_.shock_streams[static_cast<std::size_t>(effects.shock_streams) + market], firing);
  };
  for (int i = effects.shocks.begin; i < effects.shocks.end; ++i) {
    const model::ShockEffect& shock = model_.shocks[static_cast<std::size_t>(i)];
    const std::size_t market = shock.market.index();
    double drawn = 0;
    if (model_.markets_independent) {
      drawn = shock.simple_return.draw(uniform_of(market));
    } else {
      double w = 0;  // w = L z
      for (std::size_t j = 0; j <= market; ++j)
        w += model_.market_factor[market * n + j] * random::normal_quantile(uniform_of(j));
      drawn = shock.simple_return.draw_at_normal(w);
    }
    markets_[market].shock += std::log1p(std::max(-0.999, drawn * shock.times));
  }
}

// The earlier of two pending triggers stands.
void Path::trigger(const model::TriggerEffect& effect, std::uint32_t firing, int root) {
  if (!effect.always && uniform(effect.stream, firing) >= probability(effect.probability, effect.modifiers)) return;
  const double due = now_ + std::max(0.0, draw(effect.delay, effect.delay_stream, firing));
  Clock& clock = clocks_[effect.event.index()];
  if (due >= clock.trigger_due) return;
  clock.trigger_due = due;
  clock.trigger_root = root;
}

// At `start` (cause -1) and after every complete firing: does the truce still hold, and the regime statements of
// outcomes?
void Path::see_regimes(int cause, int root) {
  if (model_.has_truce && std::isnan(record_.truce_end_time) && !holds(model_.truce, FactorView::kWithJumps)) {
    record_.truce_end_time = now_;
    record_.truce_end_cause = cause;
    record_.truce_end_root = root;
  }
  for (std::size_t h = 0; h < record_.holds_by_horizon.size(); ++h)
    if (now_ < model_.horizons[h].day - kSameInstantDays)
      record_.holds_by_horizon[h] = holds(model_.truce, FactorView::kWithJumps) ? 1 : 0;
  for (std::size_t i = 0; i < model_.outcome_nodes.size(); ++i) {
    const model::OutcomeNode& node = model_.outcome_nodes[i];
    if (node.kind != model::OutcomeNode::Kind::kRegime) continue;
    if (!(now_ < node.deadline - kSameInstantDays)) continue;  // a deadline ends before 00:00 of the next day
    const bool now_holds = holds(node.condition, FactorView::kWithJumps);
    statements_[i].ever |= now_holds;
    statements_[i].always &= now_holds;
    statements_[i].at_deadline = now_holds;
  }
}

}  // namespace truce::test::reference

#include "sim/scenario/suspicions.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/words.hpp"

namespace truce::scenario {

namespace {

// What can happen, found by letting everything happen that has a way to.
class Reach {
 public:
  explicit Reach(const Scenario& scenario) : scenario_(scenario) {
    for (const RegimeSpec& regime : scenario.regimes)
      reached_[regime.name.text].insert(regime.states[regime.initial].text);
    do {
      grew_ = false;
      for (const EventSpec& event : scenario.events)
        if (!happens(event.name.text) && may_start(event) && while_possible(event)) happen(event);
    } while (grew_);
  }

  bool happens(const std::string& event) const { return happening_.count(event) > 0; }
  bool reaches(const std::string& regime, const std::string& state) const {
    return reached_.at(regime).count(state) > 0;
  }
  bool while_possible(const EventSpec& event) const { return !event.while_ || possible(*event.while_); }
  bool when_possible(const EventSpec& event) const { return !event.when || possible(*event.when); }

  // By its own clock, whatever its `while` says.
  bool has_chance(const EventSpec& event) const {
    switch (event.timing) {
      case Timing::kRate:
        return !event.number.is_fixed() || event.number.fixed() > 0;
      case Timing::kProbability:
        return event.table.empty() ? event.number.fixed() > 0 : event.table.back().probability.fixed() > 0;
      case Timing::kDelay:
        return true;
      case Timing::kDate:
        return event.shift || event.date_day < scenario_.horizon_days() || scheduled_.count(event.name.text) > 0;
      case Timing::kWhen:
        return when_possible(event);
      case Timing::kNone:
        break;
    }
    return false;
  }

 private:
  bool may_start(const EventSpec& event) const { return has_chance(event) || started_.count(event.name.text) > 0; }

  bool possible(const ConditionSpec& condition) const {
    return std::all_of(condition.entries.begin(), condition.entries.end(),
                       [&](const ConditionEntry& entry) { return possible(entry); });
  }

  bool possible(const ConditionEntry& entry) const {
    const auto listed = [](const ConditionEntry& one, const std::string& state) {
      return std::any_of(one.states.begin(), one.states.end(), [&](const Name& name) { return name.text == state; });
    };
    switch (entry.kind) {
      case ConditionEntry::Kind::kRegime: {
        const std::set<std::string>& states = reached_.at(entry.subject.text);
        return std::any_of(states.begin(), states.end(), [&](const std::string& s) { return listed(entry, s); });
      }
      case ConditionEntry::Kind::kAny:
        return std::any_of(entry.children.begin(), entry.children.end(),
                           [&](const ConditionSpec& child) { return possible(child); });
      case ConditionEntry::Kind::kNot: {
        const ConditionSpec& child = entry.children.front();
        if (child.entries.size() != 1 || child.entries.front().kind != ConditionEntry::Kind::kRegime) return true;
        const ConditionEntry& regime = child.entries.front();
        const std::set<std::string>& states = reached_.at(regime.subject.text);
        return !std::all_of(states.begin(), states.end(), [&](const std::string& s) { return listed(regime, s); });
      }
      default:
        return true;
    }
  }

  void happen(const EventSpec& event) {
    grew_ = true;
    happening_.insert(event.name.text);
    follow(event.effects);
    for (const OutcomeOfEventSpec& outcome : event.outcomes)
      if (outcome.rest || outcome.probability.fixed() > 0 || !outcome.modifiers.empty()) follow(outcome.effects);
  }

  void follow(const EffectsSpec& effects) {
    for (const SetSpec& set : effects.set)
      if (!set.previous) reached_[set.regime.text].insert(set.state.text);
    for (const TriggerSpec& trigger : effects.trigger)
      if (trigger.always || trigger.probability.fixed() > 0 || !trigger.modifiers.empty())
        started_.insert(trigger.event.text);
    for (const ScheduleSpec& schedule : effects.schedule) scheduled_.insert(schedule.event.text);
  }

  const Scenario& scenario_;
  std::map<std::string, std::set<std::string>> reached_;
  std::set<std::string> happening_, started_, scheduled_;
  bool grew_ = false;
};

void warn_of_events(const Scenario& scenario, const Reach& reach, Diagnostics& diagnostics) {
  for (const EventSpec& event : scenario.events) {
    if (reach.happens(event.name.text)) continue;
    SourceRange at = event.name.at;
    std::string why = "nothing that can happen starts it";
    if (!reach.while_possible(event)) {
      at = event.while_->at;
      why = "its `while` can never hold";
    } else if (!reach.when_possible(event)) {
      at = event.when->at;
      why = "its `when` can never come true";
    } else if (event.timing == Timing::kDate) {
      why = fmt::format("its date, {}, lies after `end`", Words(scenario.start).date(event.date_day));
    } else if (event.timing == Timing::kRate || event.timing == Timing::kProbability) {
      at = event.table.empty() ? event.number.at : event.table.back().probability.at;
      why = "nothing happens at this rate";
    }
    diagnostics.warning(kWarnNeverHappens, at, fmt::format("event '{}' can never happen", event.name.text), why);
  }
}

void warn_of_states(const Scenario& scenario, const Reach& reach, Diagnostics& diagnostics) {
  for (const RegimeSpec& regime : scenario.regimes)
    for (const Name& state : regime.states)
      if (!reach.reaches(regime.name.text, state.text))
        diagnostics.warning(kWarnNeverReached, state.at,
                            fmt::format("state '{}' of regime '{}' can never be reached", state.text, regime.name.text),
                            "no event that can happen sets it");
}

// A push to 0 % is how one writes "never"; any other one of half the scale, or beyond 100 %, is far.
bool is_far(double from, double to) {
  constexpr double kFar = 0.5, kRounding = 1e-9;
  return to > 1 + kRounding || (to > kRounding && std::abs(to - from) >= kFar - kRounding);
}

void warn_of_chance(const NumberSpec& probability, const std::vector<ModifierSpec>& modifiers, const std::string& whose,
                    Diagnostics& diagnostics) {
  const double from = probability.fixed();
  const auto warn = [&](const ModifierSpec& modifier, const NumberSpec& by, double to) {
    if (!is_far(from, to)) return;
    diagnostics.warning(
        kWarnPushedFar, by.at,
        fmt::format("modifier '{}' pushes the probability of {} far from what is written: by {} points, from {} to {}",
                    modifier.name.text, whose, exact(std::round(100 * (to - from))), percent(from),
                    percent(std::round(100 * to) / 100)),
        to > 1 ? "cut at 100 %" : "", {"a reader takes the written probability for the one that counts"});
  };
  for (const ModifierSpec& modifier : modifiers) {
    if (modifier.plus) warn(modifier, *modifier.plus, from + modifier.plus->fixed());
    if (!modifier.odds || from >= 1) continue;
    const double odds = from / (1 - from) * modifier.odds->fixed();
    warn(modifier, *modifier.odds, odds / (1 + odds));
  }
}

void warn_of_triggers(const EffectsSpec& effects, const std::string& owner, Diagnostics& diagnostics) {
  for (const TriggerSpec& trigger : effects.trigger)
    if (!trigger.always)
      warn_of_chance(trigger.probability, trigger.modifiers, fmt::format("'{}' after '{}'", trigger.event.text, owner),
                     diagnostics);
}

void warn_of_chances(const Scenario& scenario, Diagnostics& diagnostics) {
  for (const EventSpec& event : scenario.events) {
    warn_of_triggers(event.effects, event.name.text, diagnostics);
    for (const OutcomeOfEventSpec& outcome : event.outcomes) {
      const std::string name = event.name.text + "." + outcome.name.text;
      if (!outcome.rest) warn_of_chance(outcome.probability, outcome.modifiers, fmt::format("'{}'", name), diagnostics);
      warn_of_triggers(outcome.effects, name, diagnostics);
    }
  }
}

void warn_of_lonely_markets(const Scenario& scenario, Diagnostics& diagnostics) {
  if (scenario.correlations.empty()) return;
  for (const MarketSpec& market : scenario.markets) {
    const std::string name = "markets." + market.name.text;
    const bool correlated =
        std::any_of(scenario.correlations.begin(), scenario.correlations.end(),
                    [&](const CorrelationSpec& pair) { return pair.first == name || pair.second == name; });
    if (!correlated)
      diagnostics.warning(kWarnUncorrelated, market.name.at,
                          fmt::format("market '{}' is correlated with nothing", market.name.text),
                          "no entry of `correlation` names it");
  }
}

void warn_of_means_that_do_not_exist(const Scenario& scenario, Diagnostics& diagnostics) {
  for (const NamedOutcomeSpec& named : scenario.outcomes) {
    const OutcomeSpec& outcome = named.outcome;
    if (outcome.kind != OutcomeSpec::Kind::kMarket || outcome.quantity != OutcomeSpec::Quantity::kReturn ||
        outcome.is_statement())
      continue;
    for (const MarketSpec& market : scenario.markets)
      if (market.name.text == outcome.subject.text && market.tails)
        diagnostics.warning(
            kWarnNoMean, outcome.at,
            fmt::format("the mean of '{}' does not exist: '{}' has t tails", named.name.text, market.name.text),
            "read its quantiles, or ask for a chance");
  }
}

}  // namespace

void warn_of_suspicions(const Scenario& scenario, Diagnostics& diagnostics) {
  const Reach reach(scenario);
  warn_of_events(scenario, reach, diagnostics);
  warn_of_states(scenario, reach, diagnostics);
  warn_of_chances(scenario, diagnostics);
  warn_of_lonely_markets(scenario, diagnostics);
  warn_of_means_that_do_not_exist(scenario, diagnostics);
}

}  // namespace truce::scenario

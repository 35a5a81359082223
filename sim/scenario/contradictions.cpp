#include "sim/scenario/contradictions.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"

namespace truce::scenario {

namespace {

using Kind = ConditionEntry::Kind;
using States = std::set<std::string>;

States all_states(const RegimeSpec& regime) {
  States out;
  for (const Name& state : regime.states) out.insert(state.text);
  return out;
}

States listed(const ConditionEntry& entry) {
  States out;
  for (const Name& state : entry.states) out.insert(state.text);
  return out;
}

// The states of `regime` in which the condition may hold, its other parts put aside.
States may_hold_in(const ConditionSpec& condition, const RegimeSpec& regime) {
  States left = all_states(regime);
  const auto keep = [&left](const States& states) {
    std::erase_if(left, [&](const std::string& state) { return states.count(state) == 0; });
  };
  for (const ConditionEntry& entry : condition.entries) {
    if (entry.kind == Kind::kRegime && entry.subject.text == regime.name.text) keep(listed(entry));
    if (entry.kind == Kind::kAny) {
      States any;
      for (const ConditionSpec& child : entry.children) any.merge(may_hold_in(child, regime));
      keep(any);
    }
    if (entry.kind != Kind::kNot || entry.children.front().entries.size() != 1) continue;
    const ConditionEntry& negated = entry.children.front().entries.front();
    if (negated.kind == Kind::kRegime && negated.subject.text == regime.name.text)
      for (const std::string& state : listed(negated)) left.erase(state);
  }
  return left;
}

// Whether a factor would have to lie above one number and below a smaller one.
bool asks_too_much_of_factor(const ConditionSpec& condition) {
  for (const ConditionEntry& above : condition.entries)
    for (const ConditionEntry& below : condition.entries)
      if (above.kind == Kind::kFactor && above.above && below.kind == Kind::kFactor && !below.above &&
          above.subject.text == below.subject.text && above.threshold >= below.threshold)
        return true;
  return false;
}

class ContradictionFinder {
 public:
  ContradictionFinder(const Scenario& scenario, Diagnostics& diagnostics)
      : scenario_(scenario), diagnostics_(diagnostics) {}

  void find() {
    for (const EventSpec& event : scenario_.events) {
      const std::string whose = fmt::format("event '{}'", event.name.text);
      if (event.while_) check(*event.while_, whose);
      if (event.when) check(*event.when, whose);
      check(event.modifiers);
      check(event.effects);
      for (const OutcomeOfEventSpec& outcome : event.outcomes) {
        check(outcome.modifiers);
        check(outcome.effects);
      }
    }
    for (const NamedOutcomeSpec& named : scenario_.outcomes)
      if (named.outcome.condition) check(*named.outcome.condition, fmt::format("outcome '{}'", named.name.text));
    if (scenario_.truce) check_truce(*scenario_.truce);
  }

 private:
  void check(const EffectsSpec& effects) {
    for (const TriggerSpec& trigger : effects.trigger) check(trigger.modifiers);
  }

  void check(const std::vector<ModifierSpec>& modifiers) {
    for (const ModifierSpec& modifier : modifiers) {
      if (modifier.while_) check(*modifier.while_, fmt::format("modifier '{}'", modifier.name.text));
      if (modifier.since && modifier.within && modifier.within->fixed() > scenario_.horizon_days())
        diagnostics_.warning(
            kWarnNeverHolds, modifier.at,
            fmt::format("the window of modifier '{}' is longer than the simulation", modifier.name.text),
            "it never ends", {"leave `within` out where it acts ever since"});
    }
  }

  bool check(const ConditionSpec& condition, const std::string& whose) {
    const auto empty = std::find_if(scenario_.regimes.begin(), scenario_.regimes.end(),
                                    [&](const RegimeSpec& regime) { return may_hold_in(condition, regime).empty(); });
    if (empty == scenario_.regimes.end() && !asks_too_much_of_factor(condition)) return true;
    diagnostics_.warning(kWarnNeverHolds, condition.at, fmt::format("the condition of {} can never hold", whose),
                         empty == scenario_.regimes.end()
                             ? std::string{"a factor cannot lie above and below at once"}
                             : fmt::format("no state of '{}' fulfils all of it", empty->name.text));
    return false;
  }

  bool holds_at_start(const ConditionSpec& condition) const {
    return std::all_of(condition.entries.begin(), condition.entries.end(), [this](const ConditionEntry& entry) {
      const auto child = [this](const ConditionSpec& c) { return holds_at_start(c); };
      if (entry.kind == Kind::kAny) return std::any_of(entry.children.begin(), entry.children.end(), child);
      if (entry.kind == Kind::kNot) return !child(entry.children.front());
      return std::any_of(scenario_.regimes.begin(), scenario_.regimes.end(), [&](const RegimeSpec& regime) {
        return regime.name.text == entry.subject.text && listed(entry).count(regime.states[regime.initial].text) > 0;
      });
    });
  }

  void check_truce(const ConditionSpec& truce) {
    if (!check(truce, "the truce")) return;
    if (!holds_at_start(truce)) {
      diagnostics_.warning(kWarnTruce, truce.at, "the truce does not hold at the start", "false on the first day",
                           {"compare it with the `initial` states of the regimes; it counts as ended on every path"});
      return;
    }
    const bool always = std::all_of(truce.entries.begin(), truce.entries.end(), [this](const ConditionEntry& entry) {
      return std::any_of(scenario_.regimes.begin(), scenario_.regimes.end(), [&](const RegimeSpec& regime) {
        return entry.kind == Kind::kRegime && regime.name.text == entry.subject.text &&
               listed(entry) == all_states(regime);
      });
    });
    if (always)
      diagnostics_.warning(kWarnTruce, truce.at, "the truce can never end", "it holds in every state",
                           {"leave out the states in which it is over"});
  }

  const Scenario& scenario_;
  Diagnostics& diagnostics_;
};

}  // namespace

void warn_of_contradictions(const Scenario& scenario, Diagnostics& diagnostics) {
  ContradictionFinder(scenario, diagnostics).find();
}

}  // namespace truce::scenario

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/explain.hpp"
#include "sim/scenario/words.hpp"

namespace truce::scenario {

namespace {

using Measure = Quantity::Measure;

// What a modifier does, in words; and whether that is more or less of it.
struct Push {
  std::string words;
  bool up = true;
};

enum class Moved { kChance, kWait, kProbability };

std::string first_upper(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

Push times_words(double times, Moved moved) {
  if (moved == Moved::kWait) return {fmt::format("{} times as long", exact(times)), times >= 1};
  if (times == 0) return {"impossible", false};
  return {fmt::format("{} times as likely", exact(times)), times >= 1};
}

std::vector<Push> pushes(const Words& words, const ModifierSpec& modifier, Moved moved) {
  const std::string tests = words.tests(modifier);
  const auto said = [&](const std::string& effect, const NumberSpec& number) {
    return with_note(tests.empty() ? effect : effect + " " + tests, number);
  };
  std::vector<Push> out;
  if (modifier.times) {
    const Push push = times_words(modifier.times->fixed(), moved);
    out.push_back({said(push.words, *modifier.times), push.up});
  }
  if (modifier.ratio) {
    const Push push = times_words(modifier.ratio->fixed(), moved);
    out.push_back(
        {said(fmt::format("{} for each unit that {} is above 0", push.words, modifier.factor->text), *modifier.ratio),
         push.up});
  }
  if (modifier.plus) {
    const double points = 100 * modifier.plus->fixed();
    const std::string size = exact(std::abs(points));
    out.push_back({said(fmt::format("{} {} {}", size, size == "1" ? "point" : "points", points < 0 ? "less" : "more"),
                        *modifier.plus),
                   points >= 0});
  }
  if (modifier.odds) {
    const double odds = modifier.odds->fixed();
    out.push_back({said(fmt::format("odds times {}", exact(odds)), *modifier.odds), odds >= 1});
  }
  return out;
}

// One event calls for another: who, with which probability, after what.
std::string trigger_words(const TriggerSpec& trigger) {
  const std::string chance =
      trigger.always ? "" : " with probability " + value_words(trigger.probability, {Measure::kShare, {}});
  const std::string delay = trigger.delay.given && !(trigger.delay.is_fixed() && trigger.delay.fixed() == 0)
                                ? " after " + value_words(trigger.delay, {Measure::kDuration, {}})
                            : trigger.always ? " at once"
                                             : "";
  return chance + delay;
}

class EventExplainer {
 public:
  EventExplainer(const Scenario& scenario, Document& out) : words_(scenario.start), out_(out) {
    for (const EventSpec& event : scenario.events) {
      note_starters(event.effects, fmt::format("`{}`", event.name.text));
      for (const OutcomeOfEventSpec& outcome : event.outcomes)
        note_starters(outcome.effects, fmt::format("`{}.{}`", event.name.text, outcome.name.text));
    }
  }

  void explain(const EventSpec& event) {
    out_.heading(3, event.about.empty() ? fmt::format("`{}`", event.name.text)
                                        : fmt::format("`{}`: {}", event.name.text, event.about));
    out_.paragraph(timing(event));
    const Moved moved = event.timing == Timing::kDelay ? Moved::kWait : Moved::kChance;
    explain_pushes(event.modifiers, moved, 0);
    const auto starters = starters_.find(event.name.text);
    if (starters != starters_.end() && event.timing != Timing::kNone)
      out_.item(0, fmt::format("Also started by {}.", list_words(starters->second, "and")));
    explain_effects(event.effects, 0);
    for (const OutcomeOfEventSpec& outcome : event.outcomes) explain_outcome(outcome);
  }

 private:
  void note_starters(const EffectsSpec& effects, const std::string& who) {
    for (const TriggerSpec& trigger : effects.trigger)
      starters_[trigger.event.text].push_back(
          trigger.always ? fmt::format("{} (always)", who)
                         : fmt::format("{} ({})", who, value_words(trigger.probability, {Measure::kShare, {}})));
  }

  std::string table_words(const EventSpec& event) const {
    std::vector<std::string> rows;
    for (const TableRowSpec& row : event.table)
      rows.push_back(fmt::format("{} by {}", percent(row.probability.fixed()), words_.date_until(row.by_day)));
    return list_words(rows, "and");
  }

  std::string timing(const EventSpec& event) const {
    const std::string condition = event.while_ ? words_.condition(*event.while_) : "";
    const std::string while_words = condition.empty() ? "" : " while " + condition;
    const std::string before = event.modifiers.empty() ? "" : ", before what raises and lowers it";
    const std::string source = event.number.note.empty() ? "" : fmt::format(" ({})", event.number.note);
    switch (event.timing) {
      case Timing::kRate:
        return fmt::format("{} {}{}{}{}.", event.repeat ? "About" : "Once, at a rate of",
                           value_words(event.number, {Measure::kRate, {}}), while_words, before, source);
      case Timing::kProbability: {
        const std::string chance =
            event.table.empty() ? value_words(event.number, {Measure::kYearly, {}}) : table_words(event);
        return fmt::format("With probability {}{}{}{}{}.", chance, while_words, before,
                           event.repeat ? "; again after each time" : "; once only", source);
      }
      case Timing::kDelay:
        return fmt::format(
            "{}, it takes {}{}{}{}.", condition.empty() ? "From the start" : "Once " + condition,
            value_words(event.number, {Measure::kDuration, {}}), before,
            condition.empty() ? event.repeat ? ", again and again" : "" : "; if that ends before, nothing happens",
            source);
      case Timing::kDate: {
        const std::string shift =
            event.shift ? fmt::format(", shifted by {}", value_words(*event.shift, {Measure::kDuration, {}})) : "";
        return fmt::format("On {}{}{}{}.", words_.date(event.date_day), shift,
                           condition.empty() ? "" : ", if then " + condition,
                           event.shift && !event.shift->note.empty() ? fmt::format(" ({})", event.shift->note) : "");
      }
      case Timing::kWhen:
        return fmt::format("{} it comes true that {}{}.", event.repeat ? "Each time" : "The first time",
                           words_.condition(*event.when), while_words);
      case Timing::kNone: {
        const auto starters = starters_.find(event.name.text);
        const std::string by = starters == starters_.end() ? "another event" : list_words(starters->second, "or");
        return fmt::format("Only when started by {}{}.", by, condition.empty() ? "" : ", if then " + condition);
      }
    }
    return {};
  }

  void explain_pushes(const std::vector<ModifierSpec>& modifiers, Moved moved, int depth) {
    std::vector<std::string> up, down;
    for (const ModifierSpec& modifier : modifiers)
      for (const Push& push : pushes(words_, modifier, moved)) (push.up ? up : down).push_back(push.words);
    const bool wait = moved == Moved::kWait;
    explain_list(wait ? "Slower:" : "Raised:", up, depth);
    explain_list(wait ? "Faster:" : "Lowered:", down, depth);
  }

  void explain_list(const char* title, const std::vector<std::string>& lines, int depth) {
    if (lines.size() == 1) return out_.item(depth, fmt::format("{} {}.", title, lines.front()));
    if (lines.empty()) return;
    out_.item(depth, title);
    for (const std::string& line : lines) out_.item(depth + 1, line);
  }

  void explain_effects(const EffectsSpec& effects, int depth) {
    std::vector<std::string> moves;
    for (const SetSpec& set : effects.set)
      moves.push_back(set.previous ? fmt::format("{} goes back to what it was", set.regime.text)
                                   : fmt::format("{} becomes `{}`", set.regime.text, set.state.text));
    for (const JumpSpec& jump : effects.jump) {
      if (jump.size.is_fixed())
        moves.push_back(fmt::format("{} {} by {}", jump.factor.text, jump.size.fixed() < 0 ? "falls" : "rises",
                                    exact(std::abs(jump.size.fixed()))));
      else
        moves.push_back(fmt::format("{} moves by {}", jump.factor.text, value_words(jump.size, {})));
    }
    for (const ScheduleSpec& schedule : effects.schedule)
      moves.push_back(schedule.to_date
                          ? fmt::format("`{}` is put on {}", schedule.event.text, words_.date(schedule.day))
                          : fmt::format("`{}` is put {} later", schedule.event.text,
                                        value_words(schedule.delay, {Measure::kDuration, {}})));
    if (!moves.empty()) out_.item(depth, fmt::format("Then {}.", list_words(moves, "and")));
    for (const TriggerSpec& trigger : effects.trigger) {
      const std::string words = fmt::format("Starts `{}`{}", trigger.event.text, trigger_words(trigger));
      out_.item(depth, with_note(words, trigger.probability) + ".");
      explain_pushes(trigger.modifiers, Moved::kProbability, depth + 1);
    }
    explain_shock(effects, depth);
  }

  void explain_shock(const EffectsSpec& effects, int depth) {
    if (!effects.shock || effects.shock->markets.empty()) return;
    std::vector<std::string> markets;
    for (const MarketShockSpec& shock : effects.shock->markets)
      markets.push_back(fmt::format("{} {}", shock.market.text,
                                    return_words(shock.simple_return.value, effects.shock->times.fixed())));
    out_.item(depth, fmt::format("Markets on the day: {}.", list_words(markets, "and")));
  }

  void explain_outcome(const OutcomeOfEventSpec& outcome) {
    const std::string chance = outcome.rest ? "what is left" : value_words(outcome.probability, {Measure::kShare, {}});
    std::string line = fmt::format("`{}`: {}", outcome.name.text, chance);
    if (!outcome.about.empty()) line += fmt::format(". {}", first_upper(outcome.about));
    out_.item(0, with_note(line, outcome.probability) + ".");
    explain_pushes(outcome.modifiers, Moved::kProbability, 1);
    explain_effects(outcome.effects, 1);
  }

  Words words_;
  Document& out_;
  std::map<std::string, std::vector<std::string>> starters_;  // of each event: who triggers it
};

// The regime that an event moves first: itself, through its outcomes, or through what it always starts or may start.
std::string moved_regime(const Scenario& scenario, const EventSpec& event, std::set<std::string>& seen) {
  if (!seen.insert(event.name.text).second) return {};
  std::vector<const EffectsSpec*> all{&event.effects};
  for (const OutcomeOfEventSpec& outcome : event.outcomes) all.push_back(&outcome.effects);
  for (const EffectsSpec* effects : all)
    if (!effects->set.empty()) return effects->set.front().regime.text;
  for (const EffectsSpec* effects : all)
    for (const TriggerSpec& trigger : effects->trigger) {
      const auto started = std::find_if(scenario.events.begin(), scenario.events.end(),
                                        [&](const EventSpec& other) { return other.name.text == trigger.event.text; });
      if (started == scenario.events.end()) continue;
      const std::string regime = moved_regime(scenario, *started, seen);
      if (!regime.empty()) return regime;
    }
  return {};
}

}  // namespace

void explain_modifiers(const Scenario& scenario, const std::vector<ModifierSpec>& modifiers, int depth, Document& out) {
  const Words words(scenario.start);
  for (const ModifierSpec& modifier : modifiers) {
    const std::string tests = words.tests(modifier);
    const auto say = [&](const std::string& effect, const NumberSpec& number) {
      out.item(depth, first_upper(with_note(tests.empty() ? effect : effect + " " + tests, number)) + ".");
    };
    if (modifier.times) say("times " + exact(modifier.times->fixed()), *modifier.times);
    if (modifier.ratio)
      say(fmt::format("times {} for each unit that {} is above 0", exact(modifier.ratio->fixed()),
                      modifier.factor->text),
          *modifier.ratio);
    if (modifier.plus)
      say(fmt::format("{} {}", modifier.plus->fixed() < 0 ? "less" : "plus", exact(std::abs(modifier.plus->fixed()))),
          *modifier.plus);
  }
}

void explain_events(const Scenario& scenario, Document& out) {
  EventExplainer explainer(scenario, out);
  std::map<std::string, std::vector<const EventSpec*>> groups;
  for (const EventSpec& event : scenario.events) {
    std::set<std::string> seen;
    groups[moved_regime(scenario, event, seen)].push_back(&event);
  }
  for (const RegimeSpec& regime : scenario.regimes) {
    if (groups[regime.name.text].empty()) continue;
    out.heading(2, fmt::format("Events: {}", regime.name.text));
    for (const EventSpec* event : groups[regime.name.text]) explainer.explain(*event);
  }
  if (groups[""].empty()) return;
  out.heading(2, "Events that move no regime");
  for (const EventSpec* event : groups[""]) explainer.explain(*event);
}

}  // namespace truce::scenario

#include "sim/study/written_clocks.hpp"

#include <algorithm>

namespace truce::study {

namespace {

bool is_triggered(const scenario::EffectsSpec& effects, const std::string& event) {
  return std::any_of(effects.trigger.begin(), effects.trigger.end(),
                     [&](const scenario::TriggerSpec& trigger) { return trigger.event.text == event; });
}

bool is_triggered(const scenario::Scenario& scenario, const std::string& event) {
  for (const scenario::EventSpec& other : scenario.events) {
    if (is_triggered(other.effects, event)) return true;
    for (const scenario::OutcomeOfEventSpec& outcome : other.outcomes)
      if (is_triggered(outcome.effects, event)) return true;
  }
  return false;
}

scenario::Name named(const std::string& text) { return {text, {}}; }

}  // namespace

std::string written_clock_name(const std::string& event) { return event + "/written"; }

bool has_written_clock(const scenario::Scenario& scenario, const scenario::EventSpec& event) {
  const bool has_hazard = event.timing == scenario::Timing::kRate || event.timing == scenario::Timing::kProbability;
  return has_hazard && !event.modifiers.empty() && (event.repeat || !is_triggered(scenario, event.name.text));
}

scenario::Scenario with_written_clocks(const scenario::Scenario& scenario) {
  scenario::Scenario out = scenario;
  for (std::size_t i = 0; i < scenario.events.size(); ++i) {
    const scenario::EventSpec& event = scenario.events[i];
    if (!has_written_clock(scenario, event)) continue;
    scenario::EventSpec clock = event;
    clock.name.text = written_clock_name(event.name.text);
    clock.modifiers.clear();
    clock.outcomes.clear();
    clock.effects = {};
    clock.repeat = true;
    if (!event.repeat) {
      const std::string fired = event.name.text + "/fired";
      out.regimes.push_back({named(fired), {}, {named("no"), named("yes")}, 0});
      out.events[i].effects.set.push_back({named(fired), named("yes"), false});
      scenario::ConditionEntry not_yet;
      not_yet.subject = named(fired);
      not_yet.states = {named("no")};
      if (!clock.while_) clock.while_.emplace();
      clock.while_->entries.push_back(std::move(not_yet));
    }
    out.events.push_back(std::move(clock));
  }
  return out;
}

}  // namespace truce::study

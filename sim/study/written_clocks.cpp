#include "sim/study/written_clocks.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/units.hpp"
#include "sim/results/estimate.hpp"

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

double written_probability(const model::Model& model, const model::Event& event, double day) {
  switch (event.timing) {
    case model::Timing::kRate:
    case model::Timing::kProbability: {
      if (event.has_table) {
        double hazard = 0, from = 0;
        for (int i = event.hazard.begin; i < event.hazard.end; ++i) {
          const model::HazardPiece& piece = model.hazard_pieces[static_cast<std::size_t>(i)];
          hazard += piece.per_day * std::max(0.0, std::min(piece.to, day) - from);
          from = piece.to;
        }
        return -std::expm1(-hazard);
      }
      const double years = day / kDaysPerYear;
      if (!event.rate.parameter.valid()) return -std::expm1(-event.rate.value * years);
      // The mean over the rate's distribution, by its quantiles' midpoints.
      const random::Distribution& rates = model.parameters[event.rate.parameter.index()].distribution;
      constexpr int kPoints = 1000;
      double sum = 0;
      for (int i = 0; i < kPoints; ++i) sum -= std::expm1(-std::max(0.0, rates.draw((i + 0.5) / kPoints)) * years);
      return sum / kPoints;
    }
    case model::Timing::kDelay:
      // A delay that waits for a condition says nothing about dates.
      return event.enabled.valid() ? results::kNotDefined : event.threshold.cdf(day);
    case model::Timing::kDate:
      // A shifted date that has passed counts as the start.
      return event.threshold.is_fixed() ? event.date + event.threshold.fixed_value() < day
                                        : event.threshold.cdf(day - event.date);
    case model::Timing::kWhen:
    case model::Timing::kNone:
      break;
  }
  return results::kNotDefined;
}

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

#include <cmath>
#include <string>

#include "sim/base/contract.hpp"
#include "sim/base/units.hpp"
#include "sim/model/builder.hpp"

namespace truce::model {

namespace {

// A date as the engine reads it. The last step holds its end, the instant at which the last day is over; a date that
// falls on it is 00:00 of the day after and does not: it stands a tenth of a second later, pending for ever.
double date_of(const Builder& builder, double day, const scenario::DistributionSpec& shift = {}) {
  constexpr double kLater = 1e-6;
  const bool fixed = shift.kind == scenario::DistributionSpec::Kind::kFixed;
  const bool at_end = fixed && std::abs(day + shift.a - builder.model.horizon_days) <= kSameInstantDays;
  return at_end ? day + kLater : day;
}

Timing to_timing(scenario::Timing timing) {
  switch (timing) {
    case scenario::Timing::kNone:
      return Timing::kNone;
    case scenario::Timing::kRate:
      return Timing::kRate;
    case scenario::Timing::kProbability:
      return Timing::kProbability;
    case scenario::Timing::kDelay:
      return Timing::kDelay;
    case scenario::Timing::kDate:
      return Timing::kDate;
    case scenario::Timing::kWhen:
      return Timing::kWhen;
  }
  return Timing::kNone;
}

// The piecewise constant hazard under which the cumulative probabilities of the table come true.
Range build_hazard(Builder& builder, const std::vector<scenario::TableRowSpec>& rows) {
  auto& pieces = builder.model.hazard_pieces;
  Range range{static_cast<int>(pieces.size()), 0};
  double from = 0;
  double survived = 0;  // ln(1 - p) at `from`
  for (const auto& row : rows) {
    TRUCE_EXPECT(row.by_day > from);
    const double now = std::log1p(-row.probability.fixed());
    pieces.push_back({row.by_day, (survived - now) / (row.by_day - from)});
    from = row.by_day;
    survived = now;
  }
  range.end = static_cast<int>(pieces.size());
  return range;
}

// `owner`: "EVENT", or "EVENT.OUTCOME" for the effects of an outcome; it names the streams.
Effects build_effects(Builder& builder, const scenario::EffectsSpec& spec, const std::string& owner, SourceRange at) {
  Model& model = builder.model;
  const std::string prefix = "event/" + owner;
  Effects effects;
  effects.sets.begin = static_cast<int>(model.sets.size());
  for (const auto& set : spec.set) {
    const RegimeId regime = builder.regime(set.regime.text);
    model.sets.push_back({regime, set.previous ? -1 : builder.state(regime, set.state.text)});
  }
  effects.sets.end = static_cast<int>(model.sets.size());
  effects.jumps.begin = static_cast<int>(model.jumps.size());
  for (const auto& jump : spec.jump)
    model.jumps.push_back({builder.factor(jump.factor.text), to_distribution(jump.size.value),
                           builder.stream(prefix + "/jump/" + jump.factor.text, jump.factor.at)});
  effects.jumps.end = static_cast<int>(model.jumps.size());
  effects.shocks.begin = static_cast<int>(model.shocks.size());
  if (spec.shock && !spec.shock->markets.empty()) {
    for (const auto& shock : spec.shock->markets) {
      ShockEffect effect{builder.market(shock.market.text), to_distribution(shock.simple_return.value),
                         spec.shock->times.fixed()};
      if (effect.simple_return.is_fixed())
        effect.log_return = std::log1p(std::max(effect.times * effect.simple_return.fixed_value(), -0.999));
      model.shocks.push_back(std::move(effect));
    }
    effects.shock_streams = static_cast<int>(model.shock_streams.size());
    for (const auto& market : builder.scenario.markets)
      model.shock_streams.push_back(builder.stream(prefix + "/shock/" + market.name.text, at));
  }
  effects.shocks.end = static_cast<int>(model.shocks.size());
  effects.triggers.begin = static_cast<int>(model.triggers.size());
  for (const auto& trigger : spec.trigger) {
    TriggerEffect built;
    built.event = builder.event(trigger.event.text);
    built.always = trigger.always;
    built.probability = trigger.always ? 1 : trigger.probability.fixed();
    built.modifiers = builder.modifiers(trigger.modifiers);
    built.delay = to_distribution(trigger.delay.value);
    built.stream = builder.stream(prefix + "/trigger/" + trigger.event.text, trigger.at);
    built.delay_stream = builder.stream(prefix + "/trigger/" + trigger.event.text + "/delay", trigger.at);
    model.triggers.push_back(std::move(built));
  }
  effects.triggers.end = static_cast<int>(model.triggers.size());
  effects.schedules.begin = static_cast<int>(model.schedules.size());
  for (const auto& schedule : spec.schedule) {
    ScheduleEffect built;
    built.event = builder.event(schedule.event.text);
    built.to_date = schedule.to_date;
    built.day = date_of(builder, schedule.day);
    built.delay = to_distribution(schedule.delay.value);
    built.stream = builder.stream(prefix + "/schedule/" + schedule.event.text, schedule.event.at);
    model.schedules.push_back(std::move(built));
  }
  effects.schedules.end = static_cast<int>(model.schedules.size());
  return effects;
}

void build_timing(Builder& builder, const scenario::EventSpec& spec, Event& event) {
  switch (event.timing) {
    case Timing::kNone:
      break;
    case Timing::kRate:
      event.rate = builder.number(spec.number);
      break;
    case Timing::kProbability:
      event.has_table = !spec.table.empty();
      if (event.has_table)
        event.hazard = build_hazard(builder, spec.table);
      else
        event.rate.value = -std::log1p(-spec.number.fixed());
      break;
    case Timing::kDelay:
      event.threshold = to_distribution(spec.number.value);
      break;
    case Timing::kDate:
      event.date = date_of(builder, spec.date_day, spec.shift ? spec.shift->value : scenario::DistributionSpec{});
      if (spec.shift) event.threshold = to_distribution(spec.shift->value);
      break;
    case Timing::kWhen:
      event.when = builder.condition(*spec.when);
      break;
  }
}

}  // namespace

void build_events(Builder& builder) {
  Model& model = builder.model;
  for (const auto& spec : builder.scenario.events) {
    const std::string prefix = "event/" + spec.name.text;
    Event event;
    event.name = spec.name.text;
    event.timing = to_timing(spec.timing);
    event.repeat = spec.repeat;
    if (spec.while_) event.enabled = builder.condition(*spec.while_);
    build_timing(builder, spec, event);
    event.modifiers = builder.modifiers(spec.modifiers);
    event.effects = build_effects(builder, spec.effects, spec.name.text, spec.name.at);
    event.outcomes.begin = static_cast<int>(model.outcomes_of_events.size());
    for (const auto& outcome : spec.outcomes) {
      OutcomeOfEvent built;
      built.name = outcome.name.text;
      built.full_name = spec.name.text + "." + outcome.name.text;
      built.rest = outcome.rest;
      built.probability = outcome.rest ? 0 : outcome.probability.fixed();
      built.modifiers = builder.modifiers(outcome.modifiers);
      built.effects = build_effects(builder, outcome.effects, built.full_name, outcome.name.at);
      event.has_rest = event.has_rest || outcome.rest;
      model.outcomes_of_events.push_back(std::move(built));
    }
    event.outcomes.end = static_cast<int>(model.outcomes_of_events.size());
    event.threshold_stream = builder.stream(prefix + "/threshold", spec.name.at);
    event.outcome_stream = builder.stream(prefix + "/outcome", spec.name.at);
    model.events.push_back(std::move(event));
  }
}

}  // namespace truce::model

#include "sim/scenario/read_effects.hpp"

#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_modifiers.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

std::vector<SetSpec> read_set(Context& context, const Entry& set) {
  std::vector<SetSpec> out;
  for_each_entry(context, set, "a map {REGIME: STATE}", [&](const Entry& one) {
    SetSpec spec;
    spec.regime = {one.key, one.key_at};
    const bool known = context.knows(kUnknownRegime, "regime", "regimes", spec.regime, context.names.regimes);
    if (!one.value.is_scalar()) {
      context.error(kWrongKind, one.value.at,
                    fmt::format("a regime is set to one state, not to {}", describe(one.value)));
      return;
    }
    spec.state = {one.value.text, one.value.at};
    spec.previous = one.value.text == "previous";
    if (known && !spec.previous) {
      context.knows_state(one.key, spec.state);
    }
    out.push_back(std::move(spec));
  });
  return out;
}

std::vector<JumpSpec> read_jump(Context& context, const Entry& jump, const std::string& path,
                                const std::string& source) {
  std::vector<JumpSpec> out;
  for_each_entry(context, jump, "a map {FACTOR: size}", [&](const Entry& one) {
    JumpSpec spec;
    spec.factor = {one.key, one.key_at};
    context.knows(kUnknownFactor, "factor", "factors", spec.factor, context.names.factors);
    spec.size = read_number(context, one, path + "." + one.key, plain_number(), source);
    out.push_back(std::move(spec));
  });
  return out;
}

std::optional<ShockSpec> read_shock(Context& context, const Entry& shock, const std::string& path,
                                    const ShockTable& table, const std::string& source) {
  ShockSpec out;
  out.at = shock.value.at;
  out.times = default_number(1, path + ".times", shock.value.at);
  const auto row_of = [&](const Node& node) {
    if (!node.is_scalar()) {
      context.error(kWrongKind, node.at, fmt::format("a shock names a row of `shocks`, not {}", describe(node)));
      return;
    }
    const auto row = table.find(node.text);
    if (row != table.end()) {
      out.markets = row->second;
    } else {
      context.unknown(kUnknownShockRow, "row of shocks", "rows", node.text, node.at, context.names.shock_rows);
    }
  };
  if (shock.value.is_scalar()) {
    row_of(shock.value);
    return out;
  }
  Section section(context, shock.value, path, "`shock`", shock.key_at);
  if (!section.is_map()) return std::nullopt;
  const Entry* times = section.find("times");
  const Entry* row = section.find("row");
  const std::string own_source = section.source(source);
  out.times =
      read_number_or(1, context, times, section, "times",
                     times_number().fixed("a multiple is one number; put the uncertainty into `range`"), own_source);
  if (row != nullptr) {
    row_of(row->value);
  } else if (!section.has("row")) {
    for (const Entry& one : shock.value.entries) {
      if (one.key == "times" || one.key == "source") continue;
      section.allow(one.key);
      MarketShockSpec spec;
      spec.market = {one.key, one.key_at};
      context.knows(kUnknownMarket, "market", "markets", spec.market, context.names.markets);
      if (!report_unless_value(context, one)) continue;
      spec.simple_return = read_number(context, one, path + "." + one.key, simple_return(), own_source);
      out.markets.push_back(std::move(spec));
    }
    if (out.markets.empty()) {
      context.error(kNothingInside, shock.value.at, "this shock moves no market", "",
                    {"write `shock: ROW`, `shock: {row: ROW, times: 25%}` or `shock: {MARKET: -6% (3%)}`"});
    }
  }
  section.finish();
  return out;
}

TriggerSpec read_trigger(Context& context, const Entry& one, const std::string& path, const std::string& inherited) {
  TriggerSpec out;
  out.event = {one.key, one.key_at};
  out.at = one.key_at;
  context.knows(kUnknownEvent, "event", "events", out.event, context.names.events);
  if (one.value.is_scalar()) {
    context.error(kWrongKind, one.value.at,
                  fmt::format("the trigger of '{}' must be a map of keys, not {}", one.key, describe(one.value)), "",
                  {fmt::format("write `{0}: {{probability: 50%}}` or `{0}: {{always: true}}`", one.key)});
    return out;
  }
  Section section(context, one.value, path, fmt::format("the trigger of '{}'", one.key), one.key_at);
  if (!section.is_map()) return out;
  const std::string source = section.source(inherited);
  section.text("about");
  section.text("note");
  const Entry* always = section.find("always");
  const Entry* probability_entry = section.find("probability");
  if (always != nullptr && (!always->value.is_scalar() || always->value.text != "true")) {
    const bool is_false = always->value.is_scalar() && always->value.text == "false";
    context.error(
        kNotTrueOrFalse, always->value.at, fmt::format("`always` can only be true, not {}", describe(always->value)),
        "", {is_false ? "leave it out and give a `probability`" : "write `always: true`, or give a `probability`"});
  }
  out.always = always != nullptr;
  const Entry* beside = section.find("modifiers");
  if (always != nullptr && beside != nullptr) {
    context.error(kModifierNotHere, beside->key_at,
                  "a trigger that is `always` carried out has no probability to modify");
  } else {
    read_modifiers(context, beside, section.address("modifiers"), ModifierRules::chance(), source, out.modifiers);
  }
  out.probability = default_number(1, section.address("probability"), one.key_at);
  if (probability_entry != nullptr) {
    out.probability = read_modified_number(context, *probability_entry, section.address("probability"), probability(),
                                           ModifierRules::chance(), source, out.modifiers);
    if (always != nullptr) {
      context.error(kExcludingKeys, probability_entry->key_at, "a trigger has a `probability` or is `always`, not both",
                    "", {"keep one of the two"}, {always->key_at, "the other"});
    }
  } else if (!section.has("probability") && !section.has("always")) {
    context.error(kMissingKey, one.key_at, fmt::format("{} has no probability", section.what()),
                  "`probability` or `always: true` is needed here");
  }
  out.delay = read_number_or(0, context, section.find("delay"), section, "delay", delay(), source);
  section.finish();
  return out;
}

std::optional<ScheduleSpec> read_one_schedule(Context& context, const Entry& one, const std::string& path,
                                              const std::string& source) {
  ScheduleSpec out;
  out.event = {one.key, one.key_at};
  if (context.knows(kUnknownEvent, "event", "events", out.event, context.names.events) &&
      !context.names.event[one.key].has_date) {
    context.error(kNotADateEvent, one.key_at, fmt::format("the event '{}' has no date to set", one.key),
                  "`schedule` sets the date of an event with `date`", {"to start another event use `trigger`"});
  }
  const Entry* value = one.value.find("value");
  const Node& written = value != nullptr ? value->value : one.value;
  const bool looks_like_date = written.is_scalar() && written.text.size() == 10 && written.text[4] == '-';
  if (looks_like_date) {
    const std::optional<Date> date = context.date(one, source);
    out.to_date = true;
    if (date) out.day = context.begin_of(*date);
    return out;
  }
  out.delay = read_number(context, one, path + "." + one.key, delay(), source);
  return out;
}

}  // namespace

EffectsSpec read_effects(Context& context, Section& section, const ShockTable& shocks, const std::string& source) {
  EffectsSpec out;
  if (const Entry* set = section.find("set")) out.set = read_set(context, *set);
  if (const Entry* jump = section.find("jump")) out.jump = read_jump(context, *jump, section.address("jump"), source);
  if (const Entry* shock = section.find("shock")) {
    out.shock = read_shock(context, *shock, section.address("shock"), shocks, source);
  }
  if (const Entry* trigger = section.find("trigger")) {
    for_each_entry(context, *trigger, "a map {EVENT: {probability: 45%}}", [&](const Entry& one) {
      out.trigger.push_back(read_trigger(context, one, section.address("trigger." + one.key), source));
    });
  }
  if (const Entry* schedule = section.find("schedule")) {
    for_each_entry(context, *schedule, "a map {EVENT: 60 days}", [&](const Entry& one) {
      const auto spec = read_one_schedule(context, one, section.address("schedule"), source);
      if (spec) out.schedule.push_back(*spec);
    });
  }
  return out;
}

}  // namespace truce::scenario

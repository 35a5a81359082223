// Events of a random scenario.
//
// No two events may fire each other without end. So a trigger back to an earlier event (or to itself) waits a day at
// least, as does every trigger of a `when` event; a date is set at once only for a later event; and `when` events move
// nothing that `when` conditions read but through events which wait.
#include <fmt/format.h>

#include "tests/support/random_scenario_writer.hpp"

namespace truce::test {

std::string ScenarioWriter::timing(std::size_t index) {
  Event& event = events_[index];
  const bool first = index == 0;
  const auto line = [](const std::string& key, const std::string& value) {
    return fmt::format("    {}: {}\n", key, value);
  };
  std::string text;
  const auto repeat = [&](bool usual) {
    const bool value = chance(0.7) ? usual : !usual;
    if (value != usual || chance(0.3)) text += line("repeat", value ? "true" : "false");
    uses(fmt::format("repeat.{}", value));
    return value;
  };
  switch (event.kind) {
    case Kind::kRate:
      uses("timing.rate");
      if (first) {
        text = line("rate", fmt::format("{:.2f} per year", real(6, 10)));
        break;
      }
      if (chance(0.3)) {
        uses("per_path.rate");
        text = line("rate", distribution(real(2, 6), " per year"));
      } else {
        text = line("rate", chance(0.5) ? fmt::format("{:.2f} per year", real(1, 7))
                                        : fmt::format("{:.2f} per month", real(0.1, 0.6)));
      }
      repeat(true);
      break;
    case Kind::kPerYear:
      uses("timing.probability.per_year");
      text = line("probability", fmt::format("{}% per year", integer(40, 97)));
      repeat(false);
      break;
    case Kind::kTable: {
      uses("timing.probability.table");
      const int a = day_between(10, days_ / 3), b = day_between(a + 5, a + days_ / 3), c = b + integer(5, days_ / 4);
      const int p = integer(10, 50), q = integer(p, 75), r = integer(q, 95);
      text = line("probability",
                  fmt::format("{{{}: {}%, {}: {}%, {}: {}%}}", date(a - 1), p, date(b - 1), q, date(c - 1), r));
      repeat(false);
      break;
    }
    case Kind::kBy:
      uses("timing.probability.by");
      text = line("probability", fmt::format("{}% by {}", integer(30, 95), end_between(days_ / 3, days_ - 1)));
      repeat(false);
      break;
    case Kind::kDelay:
      uses("timing.delay");
      text = line("delay", delay(real(8, 50)));
      repeat(false);
      break;
    case Kind::kDate:
      uses("timing.date");
      text = line("date", date_between(-10, days_ * 3 / 4));
      break;
    case Kind::kShiftedDate:
      uses("timing.date.shift");
      text = line("date", date_between(0, days_ / 2)) + line("shift", delay(real(10, 30)));
      break;
    case Kind::kWhen:
      uses("timing.when");
      // Two of them often wait for the same.
      if (when_conditions_.empty() || chance(0.5)) when_conditions_.push_back(condition(Reads::kWhen));
      text = line("when", any_of(when_conditions_));
      repeat(true);
      break;
    case Kind::kTriggered:
      uses("timing.trigger_only");
      break;
  }
  return text;
}

std::string ScenarioWriter::event(std::size_t index) {
  const Event& event = events_[index];
  const std::string timing_lines = timing(index);
  const bool once = timing_lines.find("repeat: true") == std::string::npos;
  std::string text = fmt::format("  {}:\n    about: Event {}\n{}", event.name, index, timing_lines);
  bool enabled_always = true;
  if (index > 0 && chance(event.kind == Kind::kDelay ? 0.6 : 0.4)) {
    enabled_always = false;
    uses("event.while");
    text += fmt::format("    while: {}\n", condition(Reads::kAll));
  }
  const bool hazard = event.kind == Kind::kRate || event.kind == Kind::kPerYear || event.kind == Kind::kTable ||
                      event.kind == Kind::kBy;
  if (hazard && index > 0 && chance(0.8)) {
    uses("modifiers.hazard");
    text += fmt::format("    modifiers: {}\n", modifiers(Acts::kHazard, 3));
  }
  if (event.kind == Kind::kDelay && chance(0.6)) {
    uses("modifiers.delay");
    if (once && enabled_always) {
      uses("delay.times_0");
      text += fmt::format("    modifiers: {{now: {{since: {}, within: {} days, times: 0}}}}\n", mark(), integer(1, 9));
    } else {
      text += fmt::format("    modifiers: {}\n", modifiers(once ? Acts::kDelay : Acts::kRepeatingDelay, 2));
    }
  }
  driven_by_factor_ = text.find("ratio: ") != std::string::npos;
  if (!event.outcomes.empty()) text += outcomes_of_event(index);
  for (const auto& [key, value] : effects(index, 1, false)) text += fmt::format("    {}: {}\n", key, value);
  return text;
}

std::string ScenarioWriter::outcomes_of_event(std::size_t index) {
  const std::vector<std::string>& names = events_[index].outcomes;
  const std::size_t n = names.size();
  // Percentages that sum to 100; a rest takes the place of one of them.
  std::vector<int> percent(n);
  int left = 100;
  for (std::size_t i = 0; i + 1 < n; ++i) left -= percent[i] = integer(5, left - 5 * static_cast<int>(n - i));
  percent[n - 1] = left;
  const std::size_t rest = n > 1 && chance(0.6) ? static_cast<std::size_t>(integer(0, static_cast<int>(n) - 1)) : n;
  uses(rest < n ? "outcomes.rest" : "outcomes.without_rest");

  std::string text = "    outcomes:\n";
  for (std::size_t i = 0; i < n; ++i) {
    Keys keys = {{"probability", i == rest ? "rest" : fmt::format("{}%", percent[i])}};
    if (n == 1 && chance(0.6)) {
      uses("outcomes.none_drawn");
      keys.emplace_back("modifiers", fmt::format("{{never: {{while: {}, plus: -100%}}}}", condition(Reads::kAll)));
    } else if (i != rest && chance(0.5)) {
      uses("modifiers.outcome");
      keys.emplace_back("modifiers", modifiers(Acts::kProbability, 2));
    }
    for (const auto& effect : effects(index, 0.6, true)) keys.push_back(effect);
    text += fmt::format("      {}: {}\n", names[i], flow_map(keys));
  }
  return text;
}

ScenarioWriter::Keys ScenarioWriter::effects(std::size_t index, double appetite, bool of_outcome) {
  const Event& event = events_[index];
  const bool when = event.kind == Kind::kWhen;
  Keys keys;
  if ((!when || regimes_.size() > 1) && chance(0.6 * appetite)) {
    const Regime& regime = when ? regimes_.back() : any_of(regimes_);
    const bool previous = chance(0.25);
    uses(previous ? "effect.set.previous" : "effect.set");
    keys.emplace_back("set", fmt::format("{{{}: {}}}", regime.name, previous ? "previous" : any_of(regime.states)));
  }
  if (!when && !driven_by_factor_ && !factors_.empty() && chance(0.35 * appetite)) {
    // Small, see modifier().
    const std::string& factor = any_of(factors_);
    const double size = real(-0.3, 0.15);
    if (chance(0.5)) {
      uses("effect.jump.random");
      keys.emplace_back("jump", fmt::format("{{{}: {:.2f} ({:.2f})}}", factor, size, real(0.1, 0.3)));
    } else {
      uses("effect.jump.fixed");
      keys.emplace_back("jump", fmt::format("{{{}: {:.2f}}}", factor, size));
    }
  }
  if (!markets_.empty() && chance(0.35 * appetite)) {
    switch (integer(0, 2)) {
      case 0:
        uses("effect.shock.row");
        keys.emplace_back("shock", any_of(shock_rows_));
        break;
      case 1:
        uses("effect.shock.times");
        keys.emplace_back("shock", fmt::format("{{row: {}, times: {}%}}", any_of(shock_rows_), integer(10, 150)));
        break;
      default: {
        uses("effect.shock.inline");
        Keys returns;
        for (const std::string& market : markets_)
          if (returns.empty() || chance(0.5))
            returns.emplace_back(market, chance(0.3) ? fmt::format("{}%", integer(-5, 5))
                                                     : fmt::format("{:.1f}% ({:.1f}%)", real(-6, 4), real(0.5, 4)));
        keys.emplace_back("shock", flow_map(returns));
      }
    }
  }
  if (const std::string text = triggers(index); (!of_outcome || chance(0.5)) && text != "{}")
    keys.emplace_back("trigger", text);
  if (const std::string text = schedules(index); text != "{}") keys.emplace_back("schedule", text);
  return keys;
}

std::string ScenarioWriter::triggers(std::size_t index) {
  Keys keys;
  for (std::size_t target = 0; target < events_.size(); ++target) {
    Event& event = events_[target];
    // The first event names what nothing else would.
    const bool needed = index == 0 && event.kind == Kind::kTriggered && !event.triggered;
    if (!needed && !chance(event.kind == Kind::kTriggered ? 0.4 : 0.08)) continue;
    event.triggered = true;
    Keys entry;
    if (chance(0.3)) {
      uses("effect.trigger.always");
      entry.emplace_back("always", "true");
    } else {
      uses("effect.trigger.probability");
      entry.emplace_back("probability", fmt::format("{}%", integer(30, 90)));
      if (chance(0.4)) {
        uses("modifiers.trigger");
        entry.emplace_back("modifiers", modifiers(Acts::kProbability, 2));
      }
    }
    if (target <= index || events_[index].kind == Kind::kWhen)
      entry.emplace_back("delay", fmt::format("{{uniform: {{min: 1 days, max: {} days}}}}", integer(3, 30)));
    else if (chance(0.6))
      entry.emplace_back("delay", delay(real(2, 20)));
    if (entry.back().first == "delay") uses("effect.trigger.delay");
    keys.emplace_back(event.name, flow_map(entry));
  }
  return flow_map(keys);
}

std::string ScenarioWriter::schedules(std::size_t index) {
  Keys keys;
  for (std::size_t target = 0; target < events_.size(); ++target) {
    if (!is_date(events_[target]) || !chance(0.3)) continue;
    if (target > index && events_[index].kind != Kind::kWhen && chance(0.5)) {
      uses("effect.schedule.date");
      keys.emplace_back(events_[target].name, date_between(0, days_ + 30));
    } else {
      uses("effect.schedule.delay");
      keys.emplace_back(events_[target].name,
                        chance(0.5) ? fmt::format("{} days", integer(5, 60))
                                    : fmt::format("{{uniform: {{min: {} days, max: 90 days}}}}", integer(5, 40)));
    }
  }
  return flow_map(keys);
}

std::string ScenarioWriter::events() {
  std::string text = "events:\n";
  for (std::size_t i = 0; i < events_.size(); ++i) text += event(i);
  return text;
}

// The rows that `shock: NAME` finds.
std::string ScenarioWriter::shocks() {
  if (markets_.empty()) return "";
  std::string text = fmt::format("shocks:\n  markets: {}\n", flow_list(markets_));
  for (const std::string& row : shock_rows_) {
    std::vector<std::string> returns;
    for (std::size_t i = 0; i < markets_.size(); ++i)
      returns.push_back(fmt::format("{:.1f}% ({:.1f}%)", real(-7, 3), real(0.5, 4)));
    text += fmt::format("  {}: {}\n", row, flow_list(returns));
  }
  return text;
}

}  // namespace truce::test

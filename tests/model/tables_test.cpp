// Scenario texts become flat tables: units folded, names replaced, windows laid out.
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "sim/base/units.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/collect.hpp"

namespace truce::model {
namespace {

Model build(const std::string& body, const std::string& head = "start: 2026-01-01\nend: 2026-12-31\nstep: 1 week\n") {
  return test::model_of(head + body);
}
constexpr const char* kRegime = "regimes: {phase: [first, second]}\n";

const Event& event(const Model& m, const std::string& name) {
  for (const auto& e : m.events)
    if (e.name == name) return e;
  throw std::runtime_error("no event " + name);
}

TEST_CASE("the grid begins at 0, ends with the last day, and its last step may be short") {
  const Model m = build(kRegime);
  CHECK(m.horizon_days == 365);
  CHECK(m.step_days == 7);
  REQUIRE(m.times.size() == 54);  // 52 weeks and a day
  CHECK(m.times.front() == 0);
  CHECK(m.times[1] == 7);
  CHECK(m.times[52] == 364);
  CHECK(m.times.back() == 365);
  const Model daily = build(kRegime, "start: 2026-01-01\nend: 2026-01-28\nstep: 1 day\n");
  CHECK(daily.steps() == 28);
  const Model one = build(kRegime, "start: 2026-01-01\nend: 2026-01-01\nstep: 1 week\n");
  CHECK(one.steps() == 1);
  CHECK(one.times.back() == 1);
}

TEST_CASE("rates stay per year, probabilities become hazards, tables become pieces per day") {
  const Model m = build(std::string(kRegime) + R"(
events:
  monthly: {rate: 2 per month}
  yearly: {probability: 60% per year}
  table: {probability: {2026-01-30: 20%, 2026-03-31: 50%}}
  by_date: {probability: 30% by 2026-03-31}
)");
  CHECK(event(m, "monthly").timing == Timing::kRate);
  CHECK(event(m, "monthly").rate.value == Approx(24));
  CHECK(event(m, "monthly").repeat);
  CHECK(event(m, "yearly").timing == Timing::kProbability);
  CHECK(event(m, "yearly").rate.value == Approx(-std::log(0.4)));
  CHECK_FALSE(event(m, "yearly").repeat);
  CHECK_FALSE(event(m, "yearly").has_table);
  const auto& table = event(m, "table");
  REQUIRE(table.has_table);
  REQUIRE(table.hazard.size() == 2);
  const auto* piece = &m.hazard_pieces[static_cast<std::size_t>(table.hazard.begin)];
  CHECK(piece[0].to == 30);  // the end of 30 January
  CHECK(piece[0].per_day == Approx(-std::log(0.8) / 30));
  CHECK(piece[1].to == 90);
  CHECK(piece[1].per_day == Approx(std::log(0.8 / 0.5) / 60));
  const auto& by_date = event(m, "by_date");
  REQUIRE(by_date.hazard.size() == 1);
  CHECK(m.hazard_pieces[static_cast<std::size_t>(by_date.hazard.begin)].to == 90);
  CHECK(m.hazard_pieces[static_cast<std::size_t>(by_date.hazard.begin)].per_day == Approx(-std::log(0.7) / 90));
}

TEST_CASE("timings have their defaults and their numbers") {
  const Model m = build(std::string(kRegime) + R"(
events:
  delayed: {delay: 2 weeks}
  dated: {date: 2026-01-31, shift: {uniform: {min: 0 days, max: 9 days}}}
  earlier: {date: 2025-12-01}
  reacting: {when: {phase: second}}
  spark: {rate: 1 per year, trigger: {fire: {probability: 25%, delay: 3 days}, always_fire: {always: true}}}
  fire: {}
  always_fire: {}
  again: {delay: 1 year, repeat: true}
)");
  CHECK(event(m, "delayed").timing == Timing::kDelay);
  CHECK(event(m, "delayed").threshold.fixed_value() == 14);
  CHECK_FALSE(event(m, "delayed").repeat);
  CHECK(event(m, "again").repeat);
  CHECK(event(m, "again").threshold.fixed_value() == kDaysPerYear);
  CHECK(event(m, "dated").timing == Timing::kDate);
  CHECK(event(m, "dated").date == 30);
  CHECK(event(m, "dated").threshold.mean() == Approx(4.5));
  CHECK(event(m, "earlier").date == -31);
  CHECK(event(m, "earlier").threshold.is_fixed());
  CHECK(event(m, "earlier").threshold.fixed_value() == 0);
  CHECK(event(m, "reacting").timing == Timing::kWhen);
  CHECK(event(m, "reacting").when.valid());
  CHECK(event(m, "reacting").repeat);
  CHECK(event(m, "fire").timing == Timing::kNone);
  const auto& spark = event(m, "spark");
  REQUIRE(spark.effects.triggers.size() == 2);
  const auto* trigger = &m.triggers[static_cast<std::size_t>(spark.effects.triggers.begin)];
  CHECK(m.events[trigger[0].event.index()].name == "fire");
  CHECK(trigger[0].probability == 0.25);
  CHECK_FALSE(trigger[0].always);
  CHECK(trigger[0].delay.fixed_value() == 3);
  CHECK(trigger[1].always);
  CHECK(trigger[1].delay.fixed_value() == 0);
}

TEST_CASE("streams have the names of the model, and an outcome's effects those of the outcome") {
  const Model m = build(R"(
regimes: {phase: [first, second]}
factors: {tension: {half_life: 10 weeks, sd: 1}}
markets: {a: {initial: 1 points, volatility: 10% per year, tails: 5}, b: {initial: 1 points, volatility: 10% per year, tails: 5}}
trade: {grain: {unit: Mt, commitments: {c: {quantity: 1 Mt, from: 2026-01-01, to: 2026-02-01, aim: {uniform: {min: 50%, max: 100%}}}, d: {quantity: 1 Mt, from: 2026-01-01, to: 2026-02-01, aim: {uniform: {min: 20%, max: 100%}}}}, pace: {uniform: {min: 1 Mt/week, max: 2 Mt/week}}}}
supply: {magnets: {level: 90%, sectors: {cars: {cover: 5 weeks, exposure: 10%}}}}
events:
  x:
    rate: 1 per year
    jump: {tension: 0.3 (0.1)}
    trigger: {y: {probability: 50%}}
    outcomes:
      bad: {probability: 30%, shock: {b: -5% (1%)}, schedule: {z: {uniform: {min: 1 day, max: 9 days}}}}
      good: {probability: rest}
  y: {}
  z: {date: 2026-06-01}
)");
  using random::StreamId;
  const auto& x = event(m, "x");
  CHECK(x.threshold_stream == StreamId("event/x/threshold"));
  CHECK(x.outcome_stream == StreamId("event/x/outcome"));
  CHECK(m.jumps[static_cast<std::size_t>(x.effects.jumps.begin)].stream == StreamId("event/x/jump/tension"));
  CHECK(m.triggers[static_cast<std::size_t>(x.effects.triggers.begin)].stream == StreamId("event/x/trigger/y"));
  CHECK(m.triggers[static_cast<std::size_t>(x.effects.triggers.begin)].delay_stream ==
        StreamId("event/x/trigger/y/delay"));
  const auto& bad = m.outcomes_of_events[static_cast<std::size_t>(x.outcomes.begin)];
  CHECK(bad.full_name == "x.bad");
  REQUIRE(bad.effects.shock_streams >= 0);
  CHECK(m.shock_streams[static_cast<std::size_t>(bad.effects.shock_streams)] == StreamId("event/x.bad/shock/a"));
  CHECK(m.shock_streams[static_cast<std::size_t>(bad.effects.shock_streams) + 1] == StreamId("event/x.bad/shock/b"));
  CHECK(m.schedules[static_cast<std::size_t>(bad.effects.schedules.begin)].stream ==
        StreamId("event/x.bad/schedule/z"));
  // Noise sources: factors, flows, chains, markets.
  REQUIRE(m.noises.size() == 5);
  CHECK(m.noises[0].name == "factors.tension");
  CHECK(m.noises[0].stream == StreamId("factor/tension"));
  CHECK(m.noises[1].name == "trade.grain");
  CHECK(m.noises[1].stream == StreamId("flow/grain"));
  CHECK(m.noises[2].name == "supply.magnets");
  CHECK(m.noises[2].stream == StreamId("chain/magnets"));
  CHECK(m.noises[3].stream == StreamId("market/a"));
  CHECK(m.noises[4].stream == StreamId("market/b"));
  // Markets with the same degrees share one chi-square.
  REQUIRE(m.tails.size() == 1);
  CHECK(m.markets[0].tails == 0);
  CHECK(m.markets[1].tails == 0);
  REQUIRE(m.tails[0].pairs.size() == 2);
  CHECK(m.tails[0].pairs[1] == StreamId("tails/5/pair/1"));
  CHECK(m.tails[0].single == StreamId("tails/5/single"));
  // Parameters: one per drawn number; the aims of a flow share their stream.
  REQUIRE(m.parameters.size() == 3);
  for (const auto& p : m.parameters) {
    INFO(p.path);
    if (p.path == "trade.grain.pace")
      CHECK(p.stream == StreamId("parameter/trade.grain.pace"));
    else
      CHECK(p.stream == StreamId("parameter/trade.grain.aim"));
  }
  CHECK(m.commitments[0].aim.parameter.valid());
  CHECK(m.commitments[0].aim.value == Approx(0.75));  // the median
}

TEST_CASE("windows are half-open days; a yearly one is laid out over the horizon") {
  const Model m = build(std::string(kRegime) + R"(
events:
  once: {rate: 1 per year, modifiers: {w: {between: [2026-02-01, 2026-02-10], times: 2}}}
  yearly: {rate: 1 per year, modifiers: {w: {between: [03-01, 03-31], every: year, times: 2}}}
  over_new_year: {rate: 1 per year, modifiers: {w: {between: [12-20, 01-05], every: year, times: 2}}}
  leap: {rate: 1 per year, modifiers: {w: {between: [02-01, 02-29], every: year, times: 2}}}
)",
                        "start: 2027-01-01\nend: 2028-12-31\nstep: 1 week\n");
  const auto windows = [&](const std::string& name) {
    const auto& modifier = m.modifiers[static_cast<std::size_t>(event(m, name).modifiers.begin)];
    CHECK(modifier.has_window);
    std::vector<std::pair<double, double>> out;
    for (int i = modifier.windows.begin; i < modifier.windows.end; ++i)
      out.emplace_back(m.windows[static_cast<std::size_t>(i)].from, m.windows[static_cast<std::size_t>(i)].to);
    return out;
  };
  using Windows = std::vector<std::pair<double, double>>;
  CHECK(windows("once").empty());  // over before the start: acts never, though it has a window
  CHECK(windows("yearly") == Windows{{59, 90}, {425, 456}});  // 2028 has a 29 February
  CHECK(windows("over_new_year") == Windows{{-12, 5}, {353, 370}, {719, 736}});
  CHECK(windows("leap") == Windows{{31, 59}, {396, 425}});
}

TEST_CASE("modifiers keep their tests, and outcomes of events come after events among the marks") {
  const Model m = build(R"(
factors: {tension: {half_life: 10 weeks, sd: 1}}
regimes: {phase: [first, second, third], other: [a, b]}
events:
  visit: {date: 2026-06-01, outcomes: {held: {probability: 60%}, cancelled: {probability: rest}}}
  x:
    rate: 1 per year
    modifiers:
      ahead: {before: visit, within: 10 weeks, times: 0.6}
      held: {since: visit.cancelled, within: 2 weeks, times: 0.7}
      ever: {since: visit, times: 0.9}
      mood: {factor: tension, ratio: 1.3, while: {phase: [first, third]}}
      both: {while: {any: [{phase: second}, {not: {other: b}}]}, times: 3}
)");
  const auto& x = event(m, "x");
  REQUIRE(x.modifiers.size() == 5);
  const auto* modifier = &m.modifiers[static_cast<std::size_t>(x.modifiers.begin)];
  CHECK(modifier[0].before == EventId(0));
  CHECK(modifier[0].before_within == 70);
  CHECK(modifier[0].times == 0.6);
  CHECK_FALSE(modifier[0].since.valid());
  CHECK(modifier[1].since.index() == m.events.size() + 1);  // visit.cancelled is the second outcome
  CHECK(modifier[1].since_within == 14);
  CHECK(modifier[2].since.index() == 0);
  CHECK(modifier[2].since_within == kNever);
  CHECK(modifier[3].factor == FactorId(0));
  CHECK(modifier[3].log_ratio == Approx(std::log(1.3)));
  CHECK(modifier[3].times == 1);
  const auto& mood = m.conditions[modifier[3].condition.index()];
  REQUIRE(mood.nodes.size() == 1);
  CHECK(m.condition_nodes[static_cast<std::size_t>(mood.nodes.begin)].states == 0b101);
  const auto& both = m.conditions[modifier[4].condition.index()];
  const auto& any = m.condition_nodes[static_cast<std::size_t>(both.nodes.begin)];
  CHECK(any.kind == ConditionNode::Kind::kAny);
  REQUIRE(any.children.size() == 2);
  const auto& second =
      m.conditions[static_cast<std::size_t>(m.condition_children[static_cast<std::size_t>(any.children.begin) + 1])];
  CHECK(m.condition_nodes[static_cast<std::size_t>(second.nodes.begin)].kind == ConditionNode::Kind::kNot);
  CHECK_FALSE(both.uses_feedback);
  CHECK(m.mark_count() == 4);
}

TEST_CASE("conditions know whether they hang on feedbacks or factors, however deep") {
  const Model m = build(R"(
factors: {tension: {half_life: 10 weeks, sd: 1}}
regimes: {phase: [first, second]}
markets: {index: {initial: 1 points, volatility: 10% per year}}
supply: {magnets: {level: 90%, sectors: {cars: {cover: 5 weeks, exposure: 10%}}}}
trade: {grain: {unit: Mt, commitments: {c: {quantity: 1 Mt, from: 2026-01-01, to: 2026-02-01}}}}
events:
  plain: {rate: 1 per year, while: {phase: first}}
  deep: {rate: 1 per year, while: {phase: first, not: {any: [{market: {index: {drawdown_above: 10%}}}, {phase: second}]}}}
  short: {rate: 1 per year, while: {sector: {magnets.cars: disrupted}}}
  behind: {rate: 1 per year, while: {commitment: {grain.c: {below: 60%}}}}
  tense: {rate: 1 per year, while: {factor: {tension: {above: 1.5}}}}
)");
  const auto condition = [&](const std::string& name) { return m.conditions[event(m, name).enabled.index()]; };
  CHECK_FALSE(condition("plain").uses_feedback);
  CHECK_FALSE(condition("plain").uses_factor);
  CHECK(condition("deep").uses_feedback);
  CHECK(condition("short").uses_feedback);
  CHECK(condition("behind").uses_feedback);
  CHECK(condition("tense").uses_factor);
  CHECK_FALSE(condition("tense").uses_feedback);
  const auto& behind = m.condition_nodes[static_cast<std::size_t>(condition("behind").nodes.begin)];
  CHECK(behind.threshold == Approx(0.6));
  const auto& factor = m.condition_nodes[static_cast<std::size_t>(condition("tense").nodes.begin)];
  CHECK(factor.above);
  CHECK(factor.threshold == 1.5);
}

TEST_CASE("regimes number their states in a row") {
  const Model m = build("regimes: {phase: {states: [a, b, c], initial: b}, other: [d, e]}\n");
  CHECK(m.regimes[0].initial == 1);
  CHECK(m.regimes[0].first_state == 0);
  CHECK(m.regimes[1].first_state == 3);
  CHECK(m.regimes[1].initial == 0);
  CHECK(m.regime_state_count() == 5);
}

TEST_CASE("seasons have mean 1, capacities may be absent, windows of commitments include their last day") {
  const Model m = build(R"(
trade:
  grain:
    unit: Mt
    seasonality: {jan: 3, feb: 1, mar: 1, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 1, dec: 1}
    shipment_lag: 2 weeks
    pace: 500 kt/week
    commitments: {c: {quantity: 12 Mt, from: 2025-10-30, to: 2026-01-31, haste: 3}, d: {quantity: 1 Mt, from: 2026-01-01, to: 2026-01-31, counts: shipped}}
)");
  const auto& flow = m.flows[0];
  double sum = 0;
  for (const auto& month : flow.season.months) sum += month.value;
  CHECK(sum == Approx(12));
  CHECK(flow.season.months[0].value / flow.season.months[1].value == Approx(3));
  for (const auto& month : flow.shipping_season.months) CHECK(month.value == 1);
  CHECK_FALSE(flow.capacity.valid());
  CHECK_FALSE(flow.shipping_capacity.valid());
  CHECK(flow.shipment_lag.value == 14);
  CHECK(m.step_numbers[flow.pace.index()].base.value == Approx(0.5));
  CHECK(m.step_numbers[flow.pace.index()].constant());
  CHECK(m.commitments[0].name == "grain.c");
  CHECK(m.commitments[0].from == -63);
  CHECK(m.commitments[0].to == 31);
  CHECK(m.commitments[0].has_haste);
  CHECK(m.commitments[0].haste.value == 3);
  CHECK(m.commitments[0].aim.value == 1);
  CHECK_FALSE(m.commitments[1].has_haste);
  CHECK(m.commitments[1].counts_shipped);
}

TEST_CASE("supply: levels by state in the regime's order, the cap of the cover, defaults") {
  const Model m = build(R"(
regimes: {licences: [normal, slow, stopped]}
supply:
  magnets:
    level: {by: licences, stopped: 5%, normal: 100%, slow: 30%}
    ramp: 2 weeks
    sectors:
      cars: {cover: {lognormal: {median: 7 weeks, sigma: 0.6}}, exposure: 35%, substitution: {half_life: 80 weeks, max: 40%}}
      toys: {need: 80%, cover: 30 days, exposure: 10%, disrupted_above: 20%}
)");
  const auto& level = m.step_numbers[m.chains[0].level.index()];
  REQUIRE(level.by.valid());
  REQUIRE(level.levels.size() == 3);
  CHECK(m.levels[static_cast<std::size_t>(level.levels.begin)].value == Approx(1));
  CHECK(m.levels[static_cast<std::size_t>(level.levels.begin) + 1].value == Approx(0.3));
  CHECK(m.levels[static_cast<std::size_t>(level.levels.begin) + 2].value == Approx(0.05));
  CHECK(m.chains[0].ramp.value == 14);
  const auto& cars = m.sectors[0];
  CHECK(cars.need.value == 1);
  CHECK(cars.cover_cap == Approx(7 * std::exp(0.6 * 3.090232306167813)));
  CHECK(cars.disrupted_above.value == Approx(0.05));
  CHECK(cars.has_substitution);
  CHECK(cars.substitution_half_life.value == 560);
  const auto& toys = m.sectors[1];
  CHECK(toys.need.value == Approx(0.8));
  CHECK(toys.cover.fixed_value() == Approx(30 / 7.0));
  CHECK(toys.disrupted_above.value == Approx(0.2));
  CHECK_FALSE(toys.has_substitution);
}

TEST_CASE("markets: volatility as a root mean square, drift only where it may stand, horizons at their step's end") {
  const Model m = build(R"(
factors: {tension: {half_life: 10 weeks, sd: 1}}
markets:
  index: {initial: 100 points, volatility: 15% per year, beta: {tension: -1.5%}}
  vix: {process: mean_reverting, initial: 20.5 points, mean: 18 points, half_life: 4 weeks, volatility: 90% per year}
horizons: [2026-01-07, 2026-01-08, 2026-12-31]
)");
  const auto& index = m.markets[0];
  CHECK(index.unit == "points");
  CHECK(m.step_numbers[index.volatility.index()].root_mean_square);
  CHECK_FALSE(m.step_numbers[index.drift.index()].root_mean_square);
  REQUIRE(index.betas.size() == 1);
  CHECK(m.betas[static_cast<std::size_t>(index.betas.begin)].loading.value == Approx(-0.015));
  CHECK(index.tails == -1);
  const auto& vix = m.markets[1];
  CHECK(vix.mean_reverting);
  CHECK_FALSE(vix.drift.valid());
  CHECK(vix.half_life.value == 28);
  REQUIRE(m.horizons.size() == 3);
  CHECK(m.horizons[0].day == 7);
  CHECK(m.horizons[0].step == 1);  // the end of 7 January is the end of the first step
  CHECK(m.horizons[1].step == 2);
  CHECK(m.horizons[2].step == m.steps());
}

TEST_CASE("outcomes become trees whose leaves end with their day") {
  const Model m = build(std::string(kRegime) + R"(
events: {visit: {date: 2026-06-01, outcomes: {held: {probability: 60%}, cancelled: {probability: rest}}}}
trade: {grain: {unit: Mt, commitments: {c: {quantity: 1 Mt, from: 2026-01-01, to: 2026-02-01}}}}
outcomes:
  held: {event: visit.held, by: 2026-06-30}
  share: {commitment: grain.c, ordered: {}}
  both: {all: [{event: visit, by: 2026-06-30}, {not: {regime: {phase: second}, at: 2026-03-01}}], given: {event: visit, by: 2026-12-31}}
)");
  REQUIRE(m.outcomes.size() == 3);
  const auto& held = m.outcome_nodes[static_cast<std::size_t>(m.outcomes[0].node)];
  CHECK(held.kind == OutcomeNode::Kind::kEvent);
  CHECK(held.mark.index() == 1);
  CHECK(held.deadline == 181);
  CHECK(m.outcomes[0].statement);
  CHECK(m.outcomes[0].given == -1);
  CHECK_FALSE(m.outcomes[1].statement);
  CHECK(m.outcomes[2].given >= 0);
  const auto& both = m.outcome_nodes[static_cast<std::size_t>(m.outcomes[2].node)];
  CHECK(both.kind == OutcomeNode::Kind::kAll);
  REQUIRE(both.children.size() == 2);
  const auto& negated =
      m.outcome_nodes[static_cast<std::size_t>(m.outcome_children[static_cast<std::size_t>(both.children.begin) + 1])];
  CHECK(negated.kind == OutcomeNode::Kind::kNot);
  const auto& regime =
      m.outcome_nodes[static_cast<std::size_t>(m.outcome_children[static_cast<std::size_t>(negated.children.begin)])];
  CHECK(regime.kind == OutcomeNode::Kind::kRegime);
  CHECK(regime.when == OutcomeNode::When::kAt);
  CHECK(regime.deadline == 60);
}

TEST_CASE("a named outcome is one node, however often others use it") {
  std::string outcomes = "\noutcomes:\n  o0: {regime: {phase: second}, at: 2026-03-01}\n";
  for (int i = 1; i <= 40; ++i)
    outcomes += fmt::format("  o{0}: {{all: [o{1}, {{not: {{any: [o{1}, o{1}]}}}}]}}\n", i, i - 1);
  const Model m = build(std::string(kRegime) + outcomes);
  REQUIRE(m.outcomes.size() == 41);
  CHECK(m.outcome_nodes.size() == 1 + 3 * 40);
  for (std::size_t i = 0; i < m.outcome_nodes.size(); ++i)
    for (int c = m.outcome_nodes[i].children.begin; c < m.outcome_nodes[i].children.end; ++c)
      CHECK(m.outcome_children[static_cast<std::size_t>(c)] < static_cast<int>(i));
}

}  // namespace
}  // namespace truce::model

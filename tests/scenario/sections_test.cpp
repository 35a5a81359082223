// Every section of a scenario, field by field (2-scenario-language.md, 2.2 and 2.3).
#include <cmath>

#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;

namespace {

// The excerpts of the language's description, made complete.
std::string described() {
  return R"(# yaml-language-server: $schema=schema.json
schema: 1
title: The Busan truce as of 24 November 2025
start: 2025-11-24
end: 2029-01-31
step: 1 week
run: {paths: 100000, seed: 20251124, sample_paths: 200}
notes: Excerpts, made complete

factors:
  tension: {about: "US-China tension, standard deviations", mean: 0, half_life: 26 weeks, sd: 1, initial: 0.2}

regimes:
  tariffs: [calm, stress, threat, mild_snapback, severe_snapback]
  rare_earths: {states: [case_by_case, general_licence, slow_down, suspended], initial: general_licence}
  purchases: [on_pace, slow_walk, halted]

truce: {holds_while: {tariffs: [calm, stress, threat]}}

events:
  stress:
    about: A serious public episode (mutual breach claims, a new control, a hard threat)
    while: {tariffs: calm}
    rate: {value: 1.95 per year, range: [1.0, 3.2], source: truce-spells}
    modifiers:
      visit_ahead: {before: beijing_visit, within: 10 weeks, times: 0.6}
      visit_held: {since: beijing_visit.held, within: 12 weeks, times: 0.7}
      slow_licences: {while: {rare_earths: slow_down}, times: 1.8}
      purchases_behind: {while: {commitment: {soybeans.initial: {below: 60%}}}, times: 1.4}
      mood: {factor: tension, ratio: 1.3}
    set: {tariffs: stress}
    shock: stress
    trigger:
      slow_down: {probability: 45%, delay: {uniform: {min: 0 days, max: 21 days}}}
  slow_down:
    while: {rare_earths: [case_by_case, general_licence]}
    set: {rare_earths: slow_down}
  snapback: {while: {tariffs: threat}, rate: 2 per year, set: {tariffs: mild_snapback}}
  stress_ends:
    while: {tariffs: stress}
    delay: {lognormal: {median: 30 days, sigma: 0.8}}
    outcomes:
      calm: {probability: rest, set: {tariffs: calm}}
      threat: {probability: 40%, modifiers: {halted: {while: {purchases: halted}, plus: 15%}}, set: {tariffs: threat}, shock: threat}
  beijing_visit:
    date: 2026-04-15
    outcomes:
      held: {probability: 60%, jump: {tension: -0.7}}
      postponed: {probability: 27%, schedule: {beijing_visit: 60 days}}
      cancelled: {probability: rest, jump: {tension: 1.0}}
  general_licences:
    while: {rare_earths: case_by_case}
    probability: {2025-12-31: 62%, 2026-01-31: 80%, 2026-03-31: 90%}
    set: {rare_earths: general_licence}

shocks:
  markets: [soybeans, semiconductors]
  stress: [-0.6% (1.2%), -1.5% (2.0%)]
  threat: [-1.5% (1.5%), ~]

trade:
  soybeans:
    unit: Mt
    ordered_to_date: 1.9 Mt
    shipped_to_date: 0.15 Mt
    pace: {lognormal: {median: 0.92 Mt/week, sigma: 0.4}, modifiers: {slow: {while: {purchases: slow_walk}, times: 0.4}, halt: {while: {purchases: halted}, times: 0}}}
    noise: 85%
    capacity: 2.2 Mt/week
    shipment_lag: 7 weeks
    shipping_seasonality: {jan: 1.66, feb: 0.95, mar: 0.45, apr: 0.2, may: 0.1, jun: 0.1, jul: 0.1, aug: 0.3, sep: 0.7, oct: 3, nov: 2.7, dec: 1.8}
    commitments:
      initial: {quantity: 12 Mt, from: 2025-10-30, to: 2026-01-31, haste: 3}
      year_2026: {quantity: 25 Mt, from: 2026-01-01, to: 2026-12-31, counts: shipped, haste: 1, aim: {choice: {100%: 45%, 75%: 40%, 45%: 15%}}}

supply:
  rare_earths:
    level: {by: rare_earths, case_by_case: 92%, general_licence: 100%, slow_down: {value: 30%, range: [10%, 50%], source: judgement}, suspended: 5%}
    ramp: 2 weeks
    sectors:
      automotive: {need: 90%, cover: {lognormal: {median: 7 weeks, sigma: 0.6}}, exposure: 35%, substitution: {half_life: 80 weeks, max: 40%}}

markets:
  defaults: {tails: 5}
  soybeans: {about: CBOT front month, initial: 11.23 USD/bu, volatility: {value: 15% per year, modifiers: {stress: {while: {tariffs: stress}, times: 1.2}}}, beta: {tension: -1.5%}}
  semiconductors: {initial: 100 points, volatility: 30% per year, drift: 4% per year}
  vix: {process: mean_reverting, initial: 20.5 points, mean: 18 points, half_life: 4 weeks, volatility: 90% per year}
correlation:
  - {of: [markets.soybeans, vix], is: -0.1}
  - {of: [tension, semiconductors, rare_earths], is: [[1], [0.2, 1], [0.1, 0.3, 1]]}
horizons: [2026-01-31, 2026-11-10, 2028-12-31]

outcomes:
  holds_to_expiry: {regime: {tariffs: [calm, stress, threat]}, throughout: 2026-11-10}
  twelve_by_february: {flow: soybeans, ordered: {by: 2026-02-28, at_least: 12 Mt}}
  plants_stop_if_snapback: {sector: rare_earths.automotive, disrupted_days: {at_least: 28}, given: {event: snapback, by: 2026-06-30}}
sources:
  truce-spells: {title: Truce spells since 2018, date: 2025-11-24}
)";
}

}  // namespace

TEST_CASE("the described scenario: time, run, factors, regimes, truce", "[scenario][sections]") {
  const Scenario s = read_good(described());
  CHECK(s.name == "test");
  CHECK(s.title == "The Busan truce as of 24 November 2025");
  CHECK(s.notes == "Excerpts, made complete");
  CHECK(s.start == to_date({2025, 11, 24}));
  CHECK(s.horizon_days() == to_date({2029, 1, 31}).days + 1 - to_date({2025, 11, 24}).days);
  CHECK(s.step_days == 7);
  CHECK(s.run.paths == 100000);
  CHECK(s.run.seed == 20251124);
  CHECK(s.run.sample_paths == 200);
  REQUIRE(s.factors.size() == 1);
  const FactorSpec& tension = s.factors[0];
  CHECK(tension.half_life.fixed() == 182);
  CHECK(tension.sd.fixed() == 1);
  CHECK(tension.initial.fixed() == 0.2);
  CHECK(tension.initial.path == "factors.tension.initial");
  REQUIRE(s.regimes.size() == 3);
  CHECK(s.regimes[0].initial == 0);
  CHECK(s.regimes[1].initial == 1);
  CHECK(s.regimes[1].states.at(3).text == "suspended");
  REQUIRE(s.truce);
  REQUIRE(s.truce->entries.size() == 1);
  CHECK(s.truce->entries[0].subject.text == "tariffs");
  CHECK(s.truce->entries[0].states.size() == 3);
  CHECK(s.horizons.at(0).day == to_date({2026, 2, 1}).days - s.start.days);
}

TEST_CASE("the described scenario: events", "[scenario][sections]") {
  const Scenario s = read_good(described());
  REQUIRE(s.events.size() == 6);
  const EventSpec& stress = s.events[0];
  CHECK(stress.timing == Timing::kRate);
  CHECK(stress.repeat);
  CHECK(stress.number.fixed() == 1.95);
  REQUIRE(stress.modifiers.size() == 5);
  CHECK(stress.modifiers[0].before->text == "beijing_visit");
  CHECK(stress.modifiers[0].within->fixed() == 70);
  CHECK(stress.modifiers[0].times->path == "events.stress.modifiers.visit_ahead.times");
  CHECK(stress.modifiers[1].since->event.text == "beijing_visit");
  CHECK(stress.modifiers[1].since->outcome->text == "held");
  CHECK(stress.modifiers[1].within->fixed() == 84);
  CHECK(stress.modifiers[2].while_->entries.at(0).states.at(0).text == "slow_down");
  const ConditionEntry& behind = stress.modifiers[3].while_->entries.at(0);
  CHECK(behind.kind == ConditionEntry::Kind::kCommitment);
  CHECK(behind.subject.text == "soybeans.initial");
  CHECK(behind.threshold == 0.6);
  CHECK(stress.modifiers[4].factor->text == "tension");
  CHECK(stress.modifiers[4].ratio->fixed() == 1.3);
  CHECK(stress.modifiers[4].ratio->path == "events.stress.modifiers.mood.ratio");
  CHECK(stress.effects.set.at(0).state.text == "stress");
  REQUIRE(stress.effects.shock);
  REQUIRE(stress.effects.shock->markets.size() == 2);
  CHECK(stress.effects.shock->markets[0].simple_return.value.a == -0.006);
  CHECK(stress.effects.shock->markets[1].simple_return.value.b == 0.02);
  CHECK(stress.effects.shock->markets[1].simple_return.path == "shocks.stress.semiconductors");
  const TriggerSpec& trigger = stress.effects.trigger.at(0);
  CHECK(trigger.event.text == "slow_down");
  CHECK(trigger.probability.fixed() == 0.45);
  CHECK(trigger.delay.value.kind == DistributionSpec::Kind::kUniform);
  CHECK(trigger.delay.value.b == 21);
  CHECK(s.events[1].timing == Timing::kNone);
  const EventSpec& ends = s.events[3];
  CHECK(ends.timing == Timing::kDelay);
  CHECK_FALSE(ends.repeat);
  CHECK(ends.outcomes.at(0).rest);
  CHECK(ends.outcomes.at(1).probability.path == "events.stress_ends.outcomes.threat.probability");
  CHECK(ends.outcomes.at(1).modifiers.at(0).plus->fixed() == 0.15);
  CHECK(ends.outcomes.at(1).effects.shock->markets.size() == 1);  // the empty cell moves nothing
  const EventSpec& visit = s.events[4];
  CHECK(visit.timing == Timing::kDate);
  CHECK(visit.date_day == to_date({2026, 4, 15}).days - s.start.days);
  CHECK(visit.outcomes.at(0).effects.jump.at(0).size.fixed() == -0.7);
  CHECK(visit.outcomes.at(1).effects.schedule.at(0).delay.fixed() == 60);
  CHECK_FALSE(visit.outcomes.at(1).effects.schedule.at(0).to_date);
  const EventSpec& licences = s.events[5];
  CHECK(licences.timing == Timing::kProbability);
  REQUIRE(licences.table.size() == 3);
  CHECK(licences.table[0].by_day == to_date({2026, 1, 1}).days - s.start.days);
  CHECK(licences.table[2].probability.fixed() == 0.9);
  CHECK(licences.table[2].probability.path == "events.general_licences.probability.2026-03-31");
}

TEST_CASE("the described scenario: trade, supply, markets", "[scenario][sections]") {
  const Scenario s = read_good(described());
  const FlowSpec& flow = s.flows.at(0);
  CHECK(flow.unit == "Mt");
  CHECK(flow.ordered_to_date.fixed() == 1.9);
  CHECK(flow.shipped_to_date.fixed() == 0.15);
  CHECK(flow.pace.value.kind == DistributionSpec::Kind::kLognormal);
  REQUIRE(flow.pace_modifiers.size() == 2);
  CHECK(flow.pace_modifiers[1].times->fixed() == 0);
  CHECK(flow.pace_modifiers[1].times->path == "trade.soybeans.pace.modifiers.halt.times");
  CHECK(flow.noise.fixed() == 0.85);
  CHECK(flow.capacity->fixed() == 2.2);
  CHECK_FALSE(flow.shipping_capacity.has_value());
  CHECK_FALSE(flow.seasonality.has_value());
  CHECK(flow.shipment_lag.fixed() == 49);
  REQUIRE(flow.shipping_seasonality);
  CHECK((*flow.shipping_seasonality)[9].fixed() == 3);
  CHECK(flow.baseline.fixed() == 0);
  CHECK_FALSE(flow.baseline.given);
  REQUIRE(flow.commitments.size() == 2);
  CHECK(flow.commitments[0].from_day == -25);
  CHECK(flow.commitments[0].to_day == 69);
  CHECK(flow.commitments[0].aim.fixed() == 1);
  CHECK_FALSE(flow.commitments[0].counts_shipped);
  CHECK(flow.commitments[0].haste->fixed() == 3);
  CHECK(flow.commitments[1].counts_shipped);
  CHECK(flow.commitments[1].aim.path == "trade.soybeans.commitments.year_2026.aim");
  const ChainSpec& chain = s.chains.at(0);
  REQUIRE(chain.by);
  CHECK(chain.by->text == "rare_earths");
  REQUIRE(chain.level_by_state.size() == 4);
  CHECK(chain.level_by_state[2].fixed() == 0.3);
  CHECK(chain.level_by_state[2].path == "supply.rare_earths.level.slow_down");
  CHECK(chain.level_by_state[2].range->second == 0.5);
  CHECK(chain.ramp.fixed() == 14);
  const SectorSpec& sector = chain.sectors.at(0);
  CHECK(sector.need.fixed() == 0.9);
  CHECK(sector.need.path == "supply.rare_earths.sectors.automotive.need");
  CHECK(sector.cover.value.kind == DistributionSpec::Kind::kLognormal);
  CHECK(std::exp(sector.cover.value.a) == Approx(7));  // weeks
  CHECK(sector.exposure.fixed() == 0.35);
  CHECK(sector.disrupted_above.fixed() == 0.05);
  CHECK(sector.substitution->half_life.fixed() == 560);
  CHECK(sector.substitution->max.fixed() == 0.4);
  REQUIRE(s.markets.size() == 3);
  CHECK(s.markets[0].unit == "USD/bu");
  CHECK(s.markets[0].degrees_of_freedom() == 5);
  CHECK(s.markets[0].volatility_modifiers.at(0).times->fixed() == 1.2);
  CHECK(s.markets[0].betas.at(0).loading.fixed() == -0.015);
  CHECK(s.markets[0].betas.at(0).loading.path == "markets.soybeans.beta.tension");
  CHECK(s.markets[1].unit == "points");
  CHECK(s.markets[1].drift.fixed() == 0.04);
  CHECK(s.markets[2].mean_reverting);
  CHECK(s.markets[2].mean.fixed() == 18);
  CHECK(s.markets[2].half_life.fixed() == 28);
  REQUIRE(s.correlations.size() == 4);
  CHECK(s.correlations[0].first == "markets.soybeans");
  CHECK(s.correlations[0].second == "markets.vix");
  CHECK(s.correlations[3].first == "markets.semiconductors");
  CHECK(s.correlations[3].second == "supply.rare_earths");
  CHECK(s.correlations[3].value.fixed() == 0.3);
}

TEST_CASE("the described scenario: outcomes", "[scenario][sections]") {
  const Scenario s = read_good(described());
  REQUIRE(s.outcomes.size() == 3);
  const OutcomeSpec& holds = s.outcomes[0].outcome;
  CHECK(holds.kind == OutcomeSpec::Kind::kRegime);
  CHECK(holds.when == OutcomeSpec::When::kThroughout);
  CHECK(*holds.deadline_day == to_date({2026, 11, 11}).days - s.start.days);
  const OutcomeSpec& twelve = s.outcomes[1].outcome;
  CHECK(twelve.kind == OutcomeSpec::Kind::kFlow);
  CHECK(twelve.comparisons.at(0).value == 12);
  CHECK(twelve.is_statement());
  const OutcomeSpec& plants = s.outcomes[2].outcome;
  CHECK(plants.subject.text == "rare_earths.automotive");
  CHECK(plants.quantity == OutcomeSpec::Quantity::kDisruptedDays);
  CHECK(plants.comparisons.at(0).value == 28);
  CHECK_FALSE(plants.deadline_day.has_value());
  REQUIRE(plants.given);
  CHECK(plants.given->kind == OutcomeSpec::Kind::kEvent);
  CHECK(plants.given->event.event.text == "snapback");
}

namespace {

std::string with_events(const std::string& events) {
  return head() + "factors: {x: {half_life: 4 weeks, sd: 1}}\nregimes: {r: [a, b, c], q: [d, e]}\nevents:\n" + events;
}

}  // namespace

TEST_CASE("timings and their defaults", "[scenario][sections]") {
  const Scenario s = read_good(with_events(
      "  by: {probability: 30% by 2026-06-30}\n"
      "  by_map: {probability: {value: 30% by 2026-06-30, range: [20%, 40%], source: judgement}}\n"
      "  yearly: {probability: 22% per year, repeat: true}\n"
      "  when: {when: {r: b}}\n"
      "  once: {when: {r: b}, repeat: false}\n"
      "  shifted: {date: {value: 2026-03-01, source: judgement}, shift: 0 days (5 days)}\n"
      "  uncertain: {rate: {lognormal: {median: 1 per month, sigma: 0.3}, modifiers: {m: {times: 50%}}}}\n"));
  CHECK(s.events[0].table.at(0).probability.fixed() == 0.3);
  CHECK(s.events[0].table.at(0).by_day == to_date({2026, 7, 1}).days - s.start.days);
  CHECK_FALSE(s.events[0].repeat);
  CHECK(s.events[1].table.at(0).probability.range->second == 0.4);
  CHECK(s.events[1].table.at(0).probability.source == "judgement");
  CHECK(s.events[2].number.fixed() == 0.22);
  CHECK(s.events[2].repeat);
  CHECK(s.events[3].repeat);
  CHECK_FALSE(s.events[4].repeat);
  CHECK(s.events[5].shift->value.b == 5);
  CHECK_FALSE(s.events[6].number.is_fixed());
  CHECK(std::exp(s.events[6].number.value.a) == Approx(12));
  CHECK(s.events[6].modifiers.at(0).times->fixed() == 0.5);
  CHECK(s.events[6].modifiers.at(0).times->path == "events.uncertain.rate.modifiers.m.times");
}

TEST_CASE("conditions in all their forms", "[scenario][sections]") {
  const Scenario s =
      read_good(head() +
                "factors: {x: {half_life: 4 weeks, sd: 1}}\nregimes: {r: [a, b, c], q: [d, e]}\n"
                "trade: {t: {unit: Mt, commitments: {c: {quantity: 1 Mt, from: 2026-01-01, to: 2026-02-01}}}}\n"
                "supply: {m: {level: 90%, sectors: {s: {cover: 3 weeks, exposure: 30%}}}}\n"
                "markets: {v: {initial: 1 USD, volatility: 1% per year}}\n"
                "events:\n  e:\n    rate: 1 per year\n"
                "    while: {r: [a, b], not: {q: e}, any: [{r: a}, {q: d, r: c}], commitment: {c: {below: 0.6}},"
                " market: {v: {drawdown_above: {value: 10%, source: judgement}}}, sector: {s: disrupted}, factor: {x: "
                "{above: 1, below: 2}}}\n");
  const ConditionSpec& condition = *s.events[0].while_;
  REQUIRE(condition.entries.size() == 8);
  CHECK(condition.entries[0].states.size() == 2);
  CHECK(condition.entries[1].kind == ConditionEntry::Kind::kNot);
  CHECK(condition.entries[1].children.at(0).entries.at(0).subject.text == "q");
  CHECK(condition.entries[2].kind == ConditionEntry::Kind::kAny);
  CHECK(condition.entries[2].children.at(1).entries.size() == 2);
  CHECK(condition.entries[3].subject.text == "t.c");
  CHECK(condition.entries[3].threshold == 0.6);
  CHECK(condition.entries[4].threshold == 0.1);
  CHECK(condition.entries[5].subject.text == "m.s");
  CHECK(condition.entries[6].above);
  CHECK(condition.entries[6].threshold == 1);
  CHECK_FALSE(condition.entries[7].above);
  CHECK(condition.entries[7].threshold == 2);
}

TEST_CASE("modifiers in all their forms", "[scenario][sections]") {
  const Scenario s = read_good(
      with_events("  e:\n    while: {r: a}\n    rate: 1 per year\n    modifiers:\n"
                  "      dates: {between: [2026-01-01, 2026-01-31], times: 2}\n"
                  "      yearly: {between: [11-15, 02-15], every: year, times: 2}\n"
                  "      ever: {since: e, times: 2}\n"
                  "      joined: {while: {r: a}, since: e.x, within: 2 weeks, factor: x, ratio: 2, times: 3}\n"
                  "    outcomes: {x: {probability: {value: 30%, modifiers: {m: {odds: 2}}}}, y: {probability: rest}}\n"
                  "    trigger: {e: {always: true}}\n") +
      "markets: {v: {initial: 1 USD, volatility: 1% per year}}\n");
  const std::vector<ModifierSpec>& m = s.events[0].modifiers;
  CHECK(m.at(0).between->from_day == to_date({2026, 1, 1}).days - s.start.days);
  CHECK(m.at(0).between->to_day == to_date({2026, 2, 1}).days - s.start.days);
  CHECK(m.at(1).between->every_year);
  CHECK(m.at(1).between->from_month == 11);
  CHECK(m.at(1).between->to_date == 15);
  CHECK(m.at(2).since.has_value());
  CHECK_FALSE(m.at(2).within.has_value());
  CHECK(m.at(3).since->outcome->text == "x");
  CHECK(m.at(3).within->fixed() == 14);
  CHECK(m.at(3).times->fixed() == 3);
  CHECK(m.at(3).ratio->fixed() == 2);
  CHECK(s.events[0].outcomes.at(0).modifiers.at(0).odds->fixed() == 2);
  CHECK(s.events[0].effects.trigger.at(0).always);
  CHECK(s.events[0].effects.trigger.at(0).delay.fixed() == 0);
}

TEST_CASE("effects in all their forms", "[scenario][sections]") {
  const Scenario s = read_good(
      with_events("  d: {date: 2026-04-15}\n"
                  "  e:\n    rate: 1 per year\n    set: {r: previous, q: e}\n    jump: {x: 0.5 (0.1)}\n"
                  "    shock: {row: bad, times: 25%}\n    schedule: {d: 2026-05-01}\n"
                  "  f: {rate: 1 per year, shock: {v: -6% (3%), w: {value: 1%, source: judgement}, times: 0.5}}\n") +
      "markets: {v: {initial: 1 USD, volatility: 1% per year}, w: {initial: 1 USD, volatility: 1% per year}}\n"
      "shocks: {source: judgement, markets: [w, v], bad: [-1%, '-']}\n");
  const EffectsSpec& e = s.events[1].effects;
  CHECK(e.set.at(0).previous);
  CHECK_FALSE(e.set.at(1).previous);
  CHECK(e.jump.at(0).size.value.kind == DistributionSpec::Kind::kNormal);
  CHECK(e.shock->times.fixed() == 0.25);
  REQUIRE(e.shock->markets.size() == 1);
  CHECK(e.shock->markets[0].market.text == "w");
  CHECK(e.shock->markets[0].simple_return.source == "judgement");
  CHECK(e.schedule.at(0).to_date);
  CHECK(e.schedule.at(0).day == to_date({2026, 5, 1}).days - s.start.days);
  const EffectsSpec& f = s.events[2].effects;
  REQUIRE(f.shock->markets.size() == 2);
  CHECK(f.shock->markets[0].simple_return.value.a == -0.06);
  CHECK(f.shock->times.fixed() == 0.5);
  CHECK(f.shock->markets[0].simple_return.path == "events.f.shock.v");
}

TEST_CASE("outcomes in all their forms", "[scenario][sections]") {
  const Scenario s =
      read_good(head() +
                "regimes: {r: [a, b]}\nevents: {e: {rate: 1 per year, outcomes: {x: {probability: 30%}, y: "
                "{probability: rest}}}}\n"
                "trade: {t: {unit: Mt, commitments: {c: {quantity: 1 Mt, from: 2026-01-01, to: 2026-02-01}}}}\n"
                "supply: {m: {level: 90%, sectors: {s: {cover: 3 weeks, exposure: 30%}}}}\n"
                "markets: {v: {initial: 1 USD, volatility: 1% per year}}\n"
                "outcomes:\n"
                "  event: {event: e.x}\n"
                "  ever: {regime: {r: b}, by: 2026-06-30}\n"
                "  at: {regime: {r: b}, at: 2026-06-30}\n"
                "  share: {commitment: c, ordered: {}}\n"
                "  met: {commitment: t.c, shipped: {at_least: 100%, at_most: 120%}}\n"
                "  volume: {commitment: c, ordered: {above: 500 kt}}\n"
                "  total: {flow: t, shipped: {}}\n"
                "  loss: {sector: s, loss: {by: 2026-06-30, above: 2 weeks}}\n"
                "  days: {sector: s, disrupted_days: {at_least: 4 weeks}}\n"
                "  return: {market: v, return: {at: 2026-06-30, below: -15%}}\n"
                "  drawdown: {market: v, drawdown: {}}\n"
                "  joined: {all: [ever, {any: [at, {not: met}]}], given: event, about: Several}\n");
  REQUIRE(s.outcomes.size() == 12);
  const auto outcome = [&](std::size_t i) -> const OutcomeSpec& { return s.outcomes.at(i).outcome; };
  CHECK(outcome(0).event.outcome->text == "x");
  CHECK_FALSE(outcome(0).deadline_day.has_value());
  CHECK(outcome(1).when == OutcomeSpec::When::kBy);
  CHECK(outcome(2).when == OutcomeSpec::When::kAt);
  CHECK(outcome(3).subject.text == "t.c");
  CHECK_FALSE(outcome(3).is_statement());
  CHECK(outcome(4).comparisons.size() == 2);
  CHECK_FALSE(outcome(4).in_volume);
  CHECK(outcome(5).in_volume);
  CHECK(outcome(5).comparisons.at(0).value == 0.5);
  CHECK(outcome(6).quantity == OutcomeSpec::Quantity::kShipped);
  CHECK(outcome(7).comparisons.at(0).value == 2);
  CHECK(outcome(8).comparisons.at(0).value == 28);
  CHECK(outcome(9).comparisons.at(0).value == -0.15);
  CHECK(outcome(10).quantity == OutcomeSpec::Quantity::kDrawdown);
  CHECK(outcome(11).about == "Several");
  CHECK(outcome(11).children.at(0).kind == OutcomeSpec::Kind::kReference);
  CHECK(outcome(11).children.at(1).children.at(1).kind == OutcomeSpec::Kind::kNot);
  CHECK(outcome(11).given->kind == OutcomeSpec::Kind::kReference);
  CHECK(outcome(11).given->subject.text == "event");
}

TEST_CASE("a full square of correlations is as good as a triangle", "[scenario][sections]") {
  const std::string m =
      head() +
      "markets: {a: {initial: 1 USD, volatility: 1% per year}, b: {initial: 1 USD, volatility: 1% per year}}\n";
  CHECK(read_good(m + "correlation: [{of: [a, b], is: [[1, 0.4], [0.4, 1]]}]\n").correlations.at(0).value.fixed() ==
        0.4);
  CHECK(codes_of(m + "correlation: [{of: [a, b], is: [[1, 0.4], [0.3, 1]]}]\n") == Codes{"E513"});
  CHECK(codes_of(m + "correlation: [{of: [a, b], is: 1}]\n") == Codes{"E304"});
  CHECK(codes_of(m + "correlation: [{of: [a, a], is: 0.1}]\n") == Codes{"E513"});
}

TEST_CASE("the smallest scenario and the defaults of its keys", "[scenario][sections]") {
  const Scenario s = read_good("start: 2025-11-24\nend: 2025-11-24\nregimes: {r: [a]}\n");
  CHECK(s.horizon_days() == 1);
  CHECK(s.step_days == 7);
  CHECK(s.run.paths == 100000);
  CHECK(s.run.seed == 1);
  CHECK(s.run.sample_paths == 200);
  CHECK(s.title.empty());
  CHECK_FALSE(s.truce.has_value());
  CHECK(read_scenario_text("start: 2025-11-24\nend: 2025-11-24\nregimes: {r: [a]}\n", "dir/my scenario.v2.yaml")
            .scenario->name == "my_scenario_v2");
}

TEST_CASE("a large workload of interacting regimes reads", "[scenario][sections]") {
  std::string text = head() + "factors: {x: {mean: 0, half_life: 26 weeks, sd: 0.35, initial: 0}}\nregimes:\n";
  for (int r = 0; r < 4; ++r) text += "  r" + std::to_string(r) + ": {states: [s0, s1, s2]}\n";
  text += "events:\n";
  for (int e = 0; e < 12; ++e) {
    const std::string regime = "r" + std::to_string(e / 3);
    text += "  e" + std::to_string(e) + ": {while: {" + regime + ": s" + std::to_string(e % 3) +
            "}, rate: 0.4 per year, modifiers: {";
    for (int other = 0; other < 4; ++other) {
      if (other == e / 3) continue;
      const std::string name = "r" + std::to_string(other);
      text += name + "_s1: {while: {" + name + ": s1}, times: 1.5}, ";
    }
    text += "mood: {factor: x, ratio: 2.2}, window: {between: [2026-10-15, 2026-12-02], times: 3}}, set: {" + regime +
            ": s" + std::to_string((e + 1) % 3) +
            "}, jump: {x: 0.1}, shock: {m0: -0.4987520807%, m1: 3.5619708800%}}\n";
  }
  text +=
      "markets:\n  m0: {initial: 100 USD, drift: 2.0% per year, volatility: 25.0% per year}\n"
      "  m1: {initial: 100 USD, drift: 3.0% per year, volatility: 20.0% per year}\n"
      "correlation:\n  - {of: [m1, m0], is: 0.3}\n";
  const Scenario s = read_good(text);
  CHECK(s.events.size() == 12);
  CHECK(s.events[5].modifiers.size() == 5);
  CHECK(s.events[0].effects.shock->markets[0].simple_return.fixed() == -0.4987520807 / 100);
}

TEST_CASE("modifiers inside a number inherit its source, those beside it the section's", "[scenario][sections]") {
  // `m` stands beside a timing or probability, `n` inside a number, `o` there with a source of its own.
  const std::string inside = "modifiers: {n: {while: {r: b}, times: 2}, o: {while: {r: b}, times: 2, source: third}}";
  const std::string chance = "modifiers: {n: {while: {r: b}, plus: 2%}, o: {while: {r: b}, odds: 2, source: third}}";
  const auto number = [&](const std::string& value, const std::string& modifiers) {
    return "{value: " + value + ", source: second, " + modifiers + "}";
  };
  const Scenario s = read_good(
      head() + "regimes: {r: [a, b]}\nfactors: {x: {source: first, half_life: 1 week, sd: 1, mean: " +
      number("0", inside) + "}}\nevents:\n  defaults: {source: first}\n  e: {rate: " + number("1 per year", inside) +
      ", set: {r: b}, modifiers: {m: {while: {r: b}, times: 3}},\n      trigger: {d: {probability: " +
      number("40%", chance) + "}},\n      outcomes: {x: {probability: " + number("40%", chance) +
      ", modifiers: {m: {while: {r: b}, plus: 1%}}}, y: {probability: rest}}}\n  d: {delay: " +
      number("3 days", inside) + "}\n  p: {probability: " + number("4% per year", inside) + "}\n  q: {probability: " +
      number("4% by 2026-04-01", inside) + "}\n  t: {probability: {2026-04-01: 4%, source: second, " + inside +
      "}}\ntrade:\n  f: {unit: Mt, source: first, baseline: " + number("1 Mt/week", inside) +
      ", pace: " + number("1 Mt/week", inside) + ", capacity: " + number("3 Mt/week", inside) +
      ", shipping_capacity: " + number("3 Mt/week", inside) +
      "}\nsupply:\n  c: {source: first, level: " + number("90%", inside) +
      ", sectors: {s: {cover: 1 week, exposure: 9%}}}\n  l: {source: first, level: {by: r, a: " +
      "90%, b: 80%, source: second, " + inside + "}, sectors: {s: {cover: 1 week, exposure: 9%}}}\nmarkets:\n" +
      "  v: {source: first, initial: 1 USD, volatility: " + number("9% per year", inside) + ", drift: " +
      number("1% per year", inside) + "}\nsources: {first: {title: A}, second: {title: B}, third: {title: C}}\n");
  const auto source_of = [](const ModifierSpec& one) {
    return one.times ? one.times->source : one.plus ? one.plus->source : one.odds->source;
  };
  const auto check = [&](const std::vector<ModifierSpec>& modifiers, bool beside) {
    REQUIRE(modifiers.size() == (beside ? 3U : 2U));
    if (beside) CHECK(source_of(modifiers.front()) == "first");
    CHECK(source_of(modifiers[modifiers.size() - 2]) == "second");
    CHECK(source_of(modifiers.back()) == "third");
  };
  check(s.factors[0].mean_modifiers, false);
  check(s.events[0].modifiers, true);
  check(s.events[0].effects.trigger.at(0).modifiers, false);
  check(s.events[0].outcomes.at(0).modifiers, true);
  for (std::size_t i = 1; i < s.events.size(); ++i) check(s.events[i].modifiers, false);
  check(s.flows[0].baseline_modifiers, false);
  check(s.flows[0].pace_modifiers, false);
  check(s.flows[0].capacity_modifiers, false);
  check(s.flows[0].shipping_capacity_modifiers, false);
  check(s.chains[0].level_modifiers, false);
  check(s.chains[1].level_modifiers, false);
  check(s.markets[0].volatility_modifiers, false);
  check(s.markets[0].drift_modifiers, false);
}

TEST_CASE("a correlation keeps its source, range and note; so does one in a matrix", "[scenario][sections]") {
  const Scenario s =
      read_good(head() +
                "markets: {a: {initial: 1 USD, volatility: 1% per year}, b: {initial: 1 USD, volatility: 1% per year}, "
                "c: {initial: 1 USD, volatility: 1% per year}, d: {initial: 1 USD, volatility: 1% per year}}\n"
                "correlation:\n"
                "  - {of: [a, b], is: {value: 0.2, range: [0, 0.4], note: thin}, source: judgement}\n"
                "  - of: [a, c, d]\n    source: t\n    is: [[1], [0.1, 1], [{value: 0.3, range: [0.2, 0.4]}, "
                "{value: 0.1, source: judgement}, 1]]\n"
                "sources: {t: {title: T}}\n");
  REQUIRE(s.correlations.size() == 4);
  CHECK(s.correlations[0].value.path == "correlation.0.is");
  CHECK(s.correlations[0].value.source == "judgement");
  CHECK(s.correlations[0].value.range->second == 0.4);
  CHECK(s.correlations[0].value.note == "thin");
  CHECK_FALSE(s.correlations[0].in_matrix);
  CHECK(s.correlations[2].value.path == "correlation.1.is.2.0");
  CHECK(s.correlations[2].value.source == "t");
  CHECK(s.correlations[2].value.range->first == 0.2);
  CHECK(s.correlations[2].in_matrix);
  CHECK(s.correlations[3].first == "markets.c");
  CHECK(s.correlations[3].second == "markets.d");
  CHECK(s.correlations[3].value.source == "judgement");
}

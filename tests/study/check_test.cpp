// `simulate check`: probabilities as written against closed forms, and what modifiers make of hazards.
#include <cmath>

#include "sim/model/build.hpp"
#include "sim/study/check.hpp"
#include "sim/study/outcome_counters.hpp"
#include "sim/study/written_clocks.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::study;
using namespace truce::test;

namespace {

// 400 days from the start to the end of the last one.
const std::string kScenario = R"(start: 2026-01-01
end: 2027-02-04
run: {paths: 50000, seed: 3}
regimes: {tariffs: [calm, stress], licences: [open, shut]}
events:
  halved: {rate: 2 per year, modifiers: {always: {times: 0.5}}}
  doubled_in_stress: {rate: 1 per year, modifiers: {stress: {while: {tariffs: stress}, times: 2}}}
  stress: {while: {tariffs: calm}, rate: 3 per year, set: {tariffs: stress}}
  ends: {while: {tariffs: stress}, delay: 30 days, set: {tariffs: calm}}
  ruling: {probability: {2026-04-10: 40%, 2026-07-19: 70%}, modifiers: {half: {times: 0.5}}, set: {licences: shut}}
  yearly: {probability: 22% per year}
  visit: {date: 2026-05-01, shift: {uniform: {min: -10 days, max: 10 days}}}
  follow: {while: {licences: open}}
  caller: {rate: 4 per year, trigger: {follow: {always: true}}}
  once_called: {probability: 30% per year, modifiers: {half: {times: 0.5}}}
  calls: {rate: 1 per year, trigger: {once_called: {probability: 10%}}}
horizons: [2026-04-10, 2026-12-31]
)";

struct Checked {
  scenario::Scenario scenario;
  model::Model model;
  CheckReport report;
  const EventCheck& event(const std::string& name) const {
    for (const EventCheck& event : report.events)
      if (event.name == name) return event;
    throw std::runtime_error(name);
  }
};

Checked checked(const std::string& text) {
  Checked out;
  out.scenario = read_good(text);
  Diagnostics diagnostics;
  out.model = *model::build_model(out.scenario, out.scenario.run.seed, diagnostics);
  SimulateOptions options;
  options.paths = out.scenario.run.paths;
  out.report = check(out.scenario, out.model, options);
  return out;
}

double z_of(const results::Estimate& estimate, double truth) {
  return (estimate.value - truth) / std::max(estimate.standard_error, 1e-9);
}

}  // namespace

TEST_CASE("a probability as written is that of the event's own timing", "[study][check]") {
  const Checked c = checked(kScenario);
  REQUIRE(c.report.dates.size() == 2);
  const double first = 100, second = 365;  // the ends of the horizons
  CHECK(c.event("halved").written[0] == Approx(1 - std::exp(-2 * first / 365.25)));
  CHECK(c.event("stress").written[1] == Approx(1 - std::exp(-3 * second / 365.25)));
  CHECK(c.event("ruling").written[0] == Approx(0.4));
  CHECK(c.event("ruling").written[1] == Approx(0.7));
  CHECK(c.event("yearly").written[1] == Approx(1 - std::pow(0.78, second / 365.25)));
  CHECK(c.event("visit").written[0] == 0);
  CHECK(c.event("visit").written[1] == 1);
  CHECK(written_probability(c.model, c.model.events[6], 120) == Approx(0.5));
  CHECK(std::isnan(c.event("ends").written[0]));    // waits for its condition
  CHECK(std::isnan(c.event("follow").written[0]));  // has no clock
}

TEST_CASE("the simulated one is that of the first paths, with everything interacting", "[study][check]") {
  const Checked c = checked(kScenario);
  CHECK(c.report.paths == kQuickPaths);
  CHECK(std::abs(z_of(c.event("halved").simulated[1], 1 - std::exp(-365 / 365.25))) < 5);
  CHECK(std::abs(z_of(c.event("ruling").simulated[1], 1 - std::sqrt(0.3))) < 5);  // half the hazard
  CHECK(std::abs(z_of(c.event("yearly").simulated[0], 1 - std::pow(0.78, 100 / 365.25))) < 5);
  // As written it would be elsewhere.
  CHECK(std::abs(z_of(c.event("halved").simulated[1], c.event("halved").written[1])) > 8);
  CHECK(std::abs(z_of(c.event("ruling").simulated[1], 0.7)) > 8);
}

TEST_CASE("what modifiers make of a hazard on average", "[study][check]") {
  const Checked c = checked(kScenario);
  CHECK(c.event("halved").multiplier.value == Approx(0.5).epsilon(1e-6));
  CHECK(c.event("halved").written_rate == 2);
  CHECK(c.event("halved").share_at_risk.value == Approx(1).epsilon(1e-6));
  CHECK(c.event("ruling").multiplier.value == Approx(0.5).epsilon(1e-6));  // a table, once only
  CHECK(c.event("stress").multiplier.value == Approx(1));
  // Stress lasts 30 days and begins after 365.25 / 3 more: a renewal process, near its stationary share.
  const double calm = 365.25 / 3;
  const double in_stress = 30 / (30 + calm);
  CHECK(c.event("doubled_in_stress").multiplier.value == Approx(1 + in_stress).margin(0.05));
  CHECK(c.event("stress").share_at_risk.value == Approx(1 - in_stress).margin(0.05));
  // Its own clock goes on after a triggered firing, so its time at risk is not measured.
  CHECK(std::isnan(c.event("once_called").multiplier.value));
  CHECK(std::isnan(c.event("ends").multiplier.value));
}

TEST_CASE("clocks that measure change nothing else", "[study][check]") {
  const scenario::Scenario scenario = read_good(kScenario);
  const scenario::Scenario measured = with_written_clocks(scenario);
  CHECK(measured.events.size() == scenario.events.size() + 3);  // halved, doubled_in_stress, ruling
  CHECK(measured.regimes.back().name.text == "ruling/fired");
  Diagnostics diagnostics;
  SimulateOptions options;
  options.paths = 512;
  options.kept_paths = 0;
  const auto plain = simulate(*model::build_model(scenario, 3, diagnostics), options);
  const auto beside = simulate(*model::build_model(measured, 3, diagnostics), options);
  for (std::size_t e = 0; e < scenario.events.size(); ++e)
    CHECK(plain.event_count[e].value == beside.event_count[e].value);
}

TEST_CASE("the share of each outcome as simulated stands beside what is written", "[study][check]") {
  const Checked c = checked(R"(start: 2026-01-01
end: 2027-02-04
run: {paths: 50000, seed: 3}
regimes: {tariffs: [calm, stress]}
events:
  stress: {while: {tariffs: calm}, rate: 6 per year, set: {tariffs: stress}}
  ends: {while: {tariffs: stress}, delay: 10 days, set: {tariffs: calm}}
  visit:
    date: 2026-05-01
    outcomes:
      held: {probability: 60%}
      postponed: {probability: 25%, schedule: {visit: 30 days}}
      cancelled: {probability: rest}
  quarrel:
    rate: 5 per year
    outcomes:
      loud: {probability: 50%, modifiers: {always: {plus: -20%}}}
      quiet: {probability: 50%}
  alone: {rate: 1 per year, outcomes: {x: {probability: 100%}}}
  never: {rate: 0 per year, outcomes: {x: {probability: 40%}, y: {probability: rest}}}
)");
  const auto outcome = [&](const std::string& event, std::size_t o) { return c.event(event).outcomes.at(o); };
  CHECK(outcome("visit", 0).name == "held");
  CHECK(outcome("visit", 0).written == Approx(0.6));
  CHECK(outcome("visit", 2).written == Approx(0.15));
  CHECK(outcome("visit", 2).rest);
  // Whatever is drawn again counts again: the share of all draws, not of the last ones, of which none is `postponed`.
  CHECK(std::abs(z_of(outcome("visit", 0).simulated, 0.6)) < 5);
  CHECK(std::abs(z_of(outcome("visit", 1).simulated, 0.25)) < 5);
  CHECK(std::abs(z_of(outcome("visit", 1).simulated, 0)) > 8);
  CHECK(outcome("visit", 0).simulated.standard_error ==
        Approx(std::sqrt(0.6 * 0.4 / (4096 / 0.75))).epsilon(0.1));  // 1 / (1 - 25 %) draws a path
  // 30 % against 50 %, without a rest: 30 / 80.
  CHECK(outcome("quarrel", 0).written == Approx(0.5));
  CHECK(std::abs(z_of(outcome("quarrel", 0).simulated, 0.375)) < 5);
  CHECK(std::abs(z_of(outcome("quarrel", 0).simulated, 0.5)) > 8);
  CHECK(c.event("alone").outcomes.empty());
  CHECK(std::isnan(outcome("never", 0).simulated.value));
  const std::string text = check_text(c.model, c.report);
  CAPTURE(text);
  CHECK(text.find("OUTCOMES, % of draws") != std::string::npos);
  CHECK(text.find("  visit               held            60.0  5") != std::string::npos);
  CHECK(text.find("                      cancelled  rest 15.0  1") != std::string::npos);
}

TEST_CASE("counters of outcomes change nothing else", "[study][check]") {
  const scenario::Scenario scenario = read_good(R"(start: 2026-01-01
end: 2026-12-31
regimes: {tariffs: [calm, stress]}
truce: {holds_while: {tariffs: calm}}
events:
  a: {rate: 3 per year, outcomes: {x: {probability: 30%, set: {tariffs: stress}}, y: {probability: rest, trigger: {b: {always: true}}}}}
  b: {rate: 1 per year, set: {tariffs: calm}}
)");
  const scenario::Scenario counted = with_outcome_counters(scenario);
  REQUIRE(counted.events.size() == 4);
  CHECK(counted.events[2].name.text == "a.x/drawn");
  Diagnostics diagnostics;
  SimulateOptions options;
  options.paths = 512;
  const auto plain = simulate(*model::build_model(scenario, 3, diagnostics), options);
  const auto beside = simulate(*model::build_model(counted, 3, diagnostics), options);
  for (std::size_t e = 0; e < 2; ++e) CHECK(plain.event_count[e].value == beside.event_count[e].value);
  CHECK(beside.event_count[2].value + beside.event_count[3].value == Approx(beside.event_count[0].value));
  const std::size_t end = plain.truce->survival_by_time.rows() - 1;
  CHECK(plain.truce->survival_by_time.count(end) == beside.truce->survival_by_time.count(end));
}

TEST_CASE("voided triggers, fat tails, and what the full run takes", "[study][check]") {
  const Checked c = checked(kScenario);
  CHECK(c.event("follow").voided > 0);
  CHECK(c.event("follow").voided < 1);
  CHECK(std::isnan(c.event("visit").voided));
  CHECK(c.report.full.paths == 50000);
  CHECK(c.report.full.seconds > 0);
  CHECK(c.report.full.file_bytes > 100000);
  CHECK(tail_factor(0) == 1);
  // sqrt(1.5) Gamma(2) / Gamma(2.5), Gamma(2.5) = 3 sqrt(pi) / 4.
  CHECK(tail_factor(5) == Approx(std::sqrt(1.5) * 4 / (3 * std::sqrt(std::acos(-1.0)))));
  const Checked tails = checked(R"(start: 2026-01-01
end: 2026-02-01
markets:
  defaults: {initial: 1 USD, volatility: 20% per year}
  a: {tails: 5}
  b: {}
  c: {tails: 5}
correlation: [{of: [a, b], is: 0.5}, {of: [a, c], is: 0.5}]
)");
  REQUIRE(tails.report.correlations.size() == 1);
  CHECK(tails.report.correlations[0].linear == Approx(0.5 * tail_factor(5)));
  CHECK(check_text(tails.model, tails.report).find("markets.a") != std::string::npos);
}

TEST_CASE("rates that modifiers push far get a warning", "[study][check]") {
  const Checked c = checked(R"(start: 2026-01-01
end: 2026-12-31
run: {paths: 2000}
regimes: {a: [b]}
events:
  pushed: {rate: 2 per year, modifiers: {always: {times: 3}}}
  doubled: {rate: 2 per year, modifiers: {always: {times: 2}}}
)");
  Diagnostics diagnostics;
  warn_of_pushed_rates(c.scenario, c.report, diagnostics);
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].code == "W608");
  CHECK(diagnostics.all()[0].message == "modifiers push 'pushed' far from what is written: to 3 times it on average");
}

TEST_CASE("the text has two lines for each event", "[study][check]") {
  const Checked c = checked(kScenario);
  const std::string text = check_text(c.model, c.report);
  CAPTURE(text);
  CHECK(text.find("EVENTS, % by              2026-04-10   2026-12-31\n") != std::string::npos);
  CHECK(text.find("  ruling                  40.0         70.0\n    simulated") != std::string::npos);
  CHECK(text.find("checked with the first 4,096 paths, seed 3; the full run of 50,000 paths") != std::string::npos);
}

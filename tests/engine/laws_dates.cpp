// Dates, their shifts, and what schedules them anew (1-model.md, 1.4).
#include <cmath>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 240;

std::vector<double> first_times(const Collected& run, const model::Model& model, const std::string& event) {
  return run.column(&engine::BlockResult::event_first_time, event_index(model, event));
}
std::vector<double> counts(const Collected& run, const model::Model& model, const std::string& event) {
  return run.column(&engine::BlockResult::event_count, event_index(model, event));
}

TEST_CASE("a date event happens at 00:00 of its day, once") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  at_start: {date: @0}
  on_an_edge: {date: @210, set: {phase: second}}
  inside: {date: @100}
  passed: {date: @-30}
  last_day: {date: @239, schedule: {set_to_the_end: @240}}
  set_to_the_end: {date: @300}
  at_the_end: {date: @240, set: {phase: first}}
  shifted_to_the_end: {date: @230, shift: 10 days}
  seen_ahead: {rate: 0.00001 per year, modifiers: {ahead: {before: at_the_end, within: 1 day, times: 1000000}}}
  after_the_end: {date: @241}
  shut: {date: @220, while: {phase: first}}
  open: {date: @220, while: {phase: second}}
outcomes: {at_the_end: {event: at_the_end}, on_an_edge: {event: on_an_edge}}
)"));
  const Collected run = collect(model, 256);
  const auto all = [&](const std::string& event, double day) {
    INFO(event << ", step " << step);
    for (const double t : first_times(run, model, event)) REQUIRE(t == Approx(day).margin(1e-9));
    for (const double n : counts(run, model, event)) REQUIRE(n == 1);
  };
  const auto never = [&](const std::string& event) {
    INFO(event);
    for (const double t : first_times(run, model, event)) REQUIRE(std::isnan(t));
    for (const double n : counts(run, model, event)) REQUIRE(n == 0);
  };
  all("at_start", 0);
  all("on_an_edge", 210);
  all("inside", 100);
  all("passed", 0);     // days to a date that has passed count as 0
  never("at_the_end");  // 00:00 of the day after the last
  never("set_to_the_end");
  never("shifted_to_the_end");
  never("after_the_end");
  all("last_day", 239);
  // It is pending, though, and what looks ahead sees it: 10 a year, on the last day alone.
  double seen = 0;
  for (const double t : first_times(run, model, "seen_ahead")) {
    if (std::isnan(t)) continue;
    REQUIRE(t >= 239);
    seen += 1;
  }
  CHECK(seen > 0);
  // Without `by` an outcome's deadline is the last day, which ends before 00:00 of the next.
  for (const double met : run.column(&engine::BlockResult::outcome_value, 0)) REQUIRE(met == 0);
  for (const double met : run.column(&engine::BlockResult::outcome_value, 1)) REQUIRE(met == 1);
  never("shut");
  all("open", 220);
}

TEST_CASE("a schedule replaces a pending date") {
  const std::string step = GENERATE("1 day", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  earlier: {date: @10, schedule: {brought_forward: @20, put_off: 90 days, set_twice: @50, revived: @30, into_the_past: @5}}
  later: {date: @40, schedule: {set_twice: @45, revived: 20 days}}
  brought_forward: {date: @100}
  put_off: {date: @15}
  set_twice: {date: @200}
  revived: {date: @300}
  into_the_past: {date: @200}
  own: {date: @60, outcomes: {again: {probability: 100%, schedule: {own: 25 days}}}}
)"));
  const Collected run = collect(model, 256);
  const auto all = [&](const std::string& event, double day, double count) {
    INFO(event << ", step " << step);
    for (const double t : first_times(run, model, event)) REQUIRE(t == Approx(day).margin(1e-9));
    for (const double n : counts(run, model, event)) REQUIRE(n == count);
  };
  all("brought_forward", 20, 1);
  all("put_off", 100, 1);
  all("set_twice", 45, 1);
  all("revived", 30, 2);        // fires on day 30, is scheduled again on day 40 for day 60
  all("into_the_past", 10, 1);  // a date that has passed: at once
  all("own", 60, 8);            // 60, 85, ..., 235
}

TEST_CASE("a shift moves the date by its distribution", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  begin_second: {date: @50, set: {phase: second}}
  end_second: {date: @110, set: {phase: first}}
  normal: {date: @100, shift: 5 days (20 days)}
  late: {date: @60, shift: {gamma: {mean: 40 days, sd: 20 days}}}
  early: {date: @10, shift: {uniform: {min: -30 days, max: 10 days}}}
  in_second: {date: @40, shift: {uniform: {min: 0 days, max: 100 days}}, while: {phase: second}}
  in_first: {date: @40, shift: {uniform: {min: 0 days, max: 100 days}}, while: {phase: first}}
)"));
  const boost::math::normal normal(105, 20);
  const boost::math::gamma_distribution<> gamma(4, 10);
  check_laws(
      model,
      {{"normal by 90",
        fired_by(model, "normal", 90),
        chance(boost::math::cdf(normal, 90)),
        {{"a day late", chance(boost::math::cdf(normal, 89))},
         {"the mean is left out", chance(boost::math::cdf(normal, 95))}}},
       {"normal by 131.5", fired_by(model, "normal", 131.5), chance(boost::math::cdf(normal, 131.5)), {}},
       {"late by 60", is_above(fired_by(model, "late", 60), 0.5), {0, 1e-12}, {}},
       {"late by 95",
        fired_by(model, "late", 95),
        chance(boost::math::cdf(gamma, 35)),
        {{"a day late", chance(boost::math::cdf(gamma, 34))}}},
       {"early at the start", fired_by(model, "early", 0), chance(0.5), {{"what has passed never happens", chance(0)}}},
       {"early by 15", fired_by(model, "early", 15), chance(0.875), {}},
       // Uniform on day 40 to 140: 10 days of the first phase, 60 of the second, 30 of the first.
       {"in second", count_of(model, "in_second"), chance(0.6), {{"always", chance(1 - 1e-9)}}},
       {"in first", count_of(model, "in_first"), chance(0.4), {{"until its phase returns", chance(1 - 1e-9)}}},
       {"in first by 60", fired_by(model, "in_first", 60), chance(0.1), {}}});
}

TEST_CASE("a schedule after a delay counts from the firing that set it", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  crisis: {rate: 4 per year, repeat: false, schedule: {summit: {gamma: {mean: 40 days, sd: 20 days}}}}
  summit: {date: @120}
  visit:
    date: @60
    outcomes:
      held: {probability: 60%}
      postponed: {probability: rest, schedule: {visit: 30 days}}
)"));
  const double lambda = 4 / kDaysPerYear;
  const boost::math::gamma_distribution<> gamma(4, 10);
  // The summit by t: before day 120 only by a schedule. After a crisis on day s < 120 the date is s + G, whether before
  // or after day 120; without a crisis by day 120 it is day 120 (and again after a later crisis).
  const auto scheduled_by = [&](double t) {
    double sum = 0;
    constexpr int kCells = 20000;
    for (int i = 0; i < kCells; ++i) {
      const double s = (i + 0.5) / kCells * std::min(t, 120.0);
      sum += lambda * std::exp(-lambda * s) * boost::math::cdf(gamma, t - s);
    }
    return sum * std::min(t, 120.0) / kCells;
  };
  const double none = std::exp(-lambda * 120);
  std::vector<Tested> laws = {
      {"summit by 100", fired_by(model, "summit", 100), chance(scheduled_by(100)), {{"the date stands", chance(0)}}},
      {"summit by 119.9", fired_by(model, "summit", 119.9), chance(scheduled_by(119.9)), {}},
      {"summit by 140",
       fired_by(model, "summit", 140),
       chance(none + scheduled_by(140)),
       {{"the old date stands too", chance(1 - 1e-9)}, {"the earlier date stands", chance(1 - 1e-9)}}}};
  // The visit is held at its n-th try, a month apart: on day 60 + 30 (n - 1).
  for (const int tries : {1, 2, 4})
    laws.push_back({"visit tried at least " + std::to_string(tries),
                    is_above(count_of(model, "visit"), tries - 0.5),
                    chance(tries == 1 ? 1 - 1e-9 : std::pow(0.4, tries - 1)),
                    {}});
  laws.push_back({"visit held",
                  outcome_was(model, "visit.held"),
                  chance(1 - std::pow(0.4, 7)),
                  {{"no more than once", chance(0.6)}}});
  check_laws(model, laws);
}

}  // namespace
}  // namespace truce::test

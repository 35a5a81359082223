// Rates and probabilities: a clock fires by t with probability 1 - exp(-integral of its hazard) (1-model.md, 1.4).
#include <cmath>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 240;
double years(double days) { return days / kDaysPerYear; }
double fires(double integral) { return -std::expm1(-integral); }

// The regime `phase` is `second` from day 50 to day 110, and `first` before and after.
constexpr const char* kPhases = R"(
regimes: {phase: [first, second]}
events:
  begin_second: {date: @50, set: {phase: second}}
  end_second: {date: @110, set: {phase: first}}
)";

// Every hazard here is a known function of time, so its integral is the same on every path: no statistics.
TEST_CASE("integrated hazards are exact on every path, at any step") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, std::string(kPhases) + R"(
  plain: {rate: 2 per year}
  yearly: {probability: 60% per year, repeat: true}
  paused: {while: {phase: first}, rate: 2 per year}
  window: {rate: 2 per year, modifiers: {w: {between: [@20, @39], times: 3}}}
  from_the_past: {rate: 2 per year, modifiers: {w: {between: [@-50, @9], times: 0}}}
  past_the_end: {rate: 2 per year, modifiers: {w: {between: [@230, @400], times: 4}}}
  each_year: {rate: 2 per year, modifiers: {w: {between: [03-01, 03-31], every: year, times: 0}}}
  over_new_year: {rate: 2 per year, modifiers: {w: {between: [12-15, 01-10], every: year, times: 0}}}
  in_phase: {rate: 2 per year, modifiers: {m: {while: {phase: second}, times: 2.5}}}
  both_tests: {rate: 2 per year, modifiers: {m: {while: {phase: second}, between: [@100, @199], times: 2.5}}}
  two_modifiers: {rate: 2 per year, modifiers: {a: {while: {phase: second}, times: 2}, b: {between: [@100, @199], times: 3}}}
  table: {probability: {@29: 20%, @89: 50%, @149: 60%}, repeat: true}
  paused_table: {while: {phase: first}, probability: {@29: 20%, @89: 50%, @149: 60%}, repeat: true}
  by_one_date: {probability: 30% by @89, repeat: true}
  stopped: {rate: 2 per year, modifiers: {m: {while: {phase: second}, times: 0}}}
)"));
  const double per_day = 2 / kDaysPerYear;
  const auto table = [](double before, double after) { return std::log((1 - before) / (1 - after)); };
  const std::vector<std::pair<std::string, double>> expected = {
      {"plain", per_day * 240},
      {"yearly", -std::log(0.4) * 240 / kDaysPerYear},
      {"paused", per_day * (240 - 60)},
      {"window", per_day * (240 + 2 * 20)},  // day 20 to the end of day 39
      {"from_the_past", per_day * (240 - 10)},
      {"past_the_end", per_day * (240 + 3 * 10)},
      {"each_year", per_day * (240 - 31)},      // all of March
      {"over_new_year", per_day * (240 - 10)},  // 1 to 10 January
      {"in_phase", per_day * (240 + 1.5 * 60)},
      {"both_tests", per_day * (240 + 1.5 * 10)},  // day 100 to 110
      {"two_modifiers", per_day * (50 + 2 * 50 + 6 * 10 + 3 * 90 + 40)},
      {"table", table(0, 0.6)},
      // Its hazard between day 50 and 110 is lost: 40 of the 60 days of the second piece, 20 of the 60 of the third.
      {"paused_table", table(0, 0.2) + table(0.2, 0.5) * 20 / 60 + table(0.5, 0.6) * 40 / 60},
      {"by_one_date", table(0, 0.3)},
      {"stopped", per_day * (240 - 60)},
  };
  const Collected run = collect(model, 300);
  for (const auto& [name, hazard] : expected) {
    INFO(name << ", step " << step);
    for (const double lambda : run.column(&engine::BlockResult::event_integrated_hazard, event_index(model, name)))
      REQUIRE(lambda == Approx(hazard).epsilon(1e-11));
    // A year of 365 days, or a window that ends a day earlier, is far outside.
    CHECK_FALSE(hazard * kDaysPerYear / 365 == Approx(hazard).epsilon(1e-11));
    CHECK_FALSE(hazard - per_day == Approx(hazard).epsilon(1e-11));
  }
}

TEST_CASE("a spent clock's hazard is its threshold") {
  const model::Model model = model_of(scenario_text("1 week", kDays, std::string(kPhases) + R"(
  once: {rate: 3 per year, repeat: false}
)"));
  const Collected run = collect(model, 2000);
  const std::size_t e = event_index(model, "once");
  const auto lambda = run.column(&engine::BlockResult::event_integrated_hazard, e);
  const auto first = run.column(&engine::BlockResult::event_first_time, e);
  const auto count = run.column(&engine::BlockResult::event_own_count, e);
  for (std::size_t i = 0; i < lambda.size(); ++i) {
    const bool fired = !std::isnan(first[i]);
    REQUIRE(count[i] == (fired ? 1 : 0));
    REQUIRE(lambda[i] == Approx(3 * (fired ? first[i] : kDays) / kDaysPerYear).epsilon(1e-11));
    const double threshold =
        random::exponential_at(1, static_cast<std::uint32_t>(i), random::StreamId("event/once/threshold"), 0);
    REQUIRE(fired == (threshold <= 3 * years(kDays)));
    if (fired) REQUIRE(lambda[i] == Approx(threshold).epsilon(1e-11));
  }
}

TEST_CASE("clocks fire by t with probability 1 - exp(-integral of the hazard)", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, std::string(kPhases) + R"(
  plain: {rate: 2 per year, repeat: false}
  yearly: {probability: 60% per year}
  paused: {while: {phase: first}, rate: 2 per year, repeat: false}
  window: {rate: 1 per year, repeat: false, modifiers: {w: {between: [@20, @39], times: 6}}}
  in_phase: {rate: 1 per year, repeat: false, modifiers: {m: {while: {phase: second}, times: 4}}}
  table: {probability: {@29: 20%, @89: 50%, @149: 60%}}
  paused_table: {while: {phase: first}, probability: {@29: 20%, @89: 50%, @149: 60%}}
  doubled_table: {probability: {@29: 20%, @89: 50%, @149: 60%}, modifiers: {m: {while: {phase: second}, times: 2}}}
  by_one_date: {probability: 30% by @89}
)"));
  const double piece[3] = {-std::log(0.8), std::log(0.8 / 0.5), std::log(0.5 / 0.4)};  // hazard of the table's pieces
  const double paused_table = piece[0] + piece[1] / 3 + piece[2] * 2 / 3;
  check_laws(
      model,
      {
          {"plain by 100",
           fired_by(model, "plain", 100),
           chance(fires(2 * years(100))),
           {{"per year is a probability", chance(2 * years(100))}, {"two days late", chance(fires(2 * years(98)))}}},
          {"plain by the end", fired_by(model, "plain", kDays), chance(fires(2 * years(kDays))), {}},
          {"60 % per year by the end",
           fired_by(model, "yearly", kDays),
           chance(1 - std::pow(0.4, years(kDays))),
           {{"the probability is taken for a hazard", chance(fires(0.6 * years(kDays)))},
            {"the probability grows linearly", chance(0.6 * years(kDays))}}},
          {"paused by 80",
           fired_by(model, "paused", 80),
           chance(fires(2 * years(50))),
           {{"the pause counts", chance(fires(2 * years(80)))}}},
          {"paused by 160",
           fired_by(model, "paused", 160),
           chance(fires(2 * years(100))),
           {{"the pause counts", chance(fires(2 * years(160)))},
            // The clock looks where it is at its crossing only: what it would have fired in the pause fires at its end.
            {"a crossing in the pause fires afterwards", chance(fires(2 * years(160)))}}},
          {"window by 30",
           fired_by(model, "window", 30),
           chance(fires(years(20) + 6 * years(10))),
           {{"a window begins a step late", chance(fires(years(24) + 6 * years(6)))}}},
          {"window by 60",
           fired_by(model, "window", 60),
           chance(fires(years(40) + 6 * years(20))),
           {{"without its last day", chance(fires(years(41) + 6 * years(19)))}}},
          {"in_phase by 80",
           fired_by(model, "in_phase", 80),
           chance(fires(years(50) + 4 * years(30))),
           {{"no modifier", chance(fires(years(80)))}}},
          {"in_phase by 160",
           fired_by(model, "in_phase", 160),
           chance(fires(years(100) + 4 * years(60))),
           {{"for ever", chance(fires(years(50) + 4 * years(110)))}}},
          {"table by its first date",
           fired_by(model, "table", 30),
           chance(0.2),
           {{"the date's day is left out", chance(1 - 0.8 * std::exp(-piece[1] / 60))}}},
          {"table half-way to its second date",
           fired_by(model, "table", 60),
           chance(1 - std::sqrt(0.8 * 0.5)),
           {{"linear between the rows", chance(0.35)}, {"a step at each row", chance(0.2)}}},
          {"table by its second date", fired_by(model, "table", 90), chance(0.5), {}},
          {"table after its last date",
           fired_by(model, "table", kDays),
           chance(0.6),
           {{"the last hazard goes on", chance(1 - 0.4 * std::exp(-piece[2] * 90 / 60))}}},
          {"paused table",
           fired_by(model, "paused_table", kDays),
           chance(fires(paused_table)),
           {{"a pause loses nothing", chance(0.6)},
            {"the clock runs behind the calendar", chance(fires(piece[0] + piece[1] + piece[2] * 30.0 / 60))}}},
          {"doubled table",
           fired_by(model, "doubled_table", kDays),
           chance(fires(piece[0] + piece[1] * 100 / 60 + piece[2] * 80 / 60)),
           {{"no modifier", chance(0.6)}}},
          {"30 % by a date",
           fired_by(model, "by_one_date", 90),
           chance(0.3),
           {{"a hazard of 0.3", chance(fires(0.3))}}},
          {"30 % by a date, half-way",
           fired_by(model, "by_one_date", 45),
           chance(1 - std::sqrt(0.7)),
           {{"linear", chance(0.15)}}},
          {"30 % by a date, later", fired_by(model, "by_one_date", kDays), chance(0.3), {}},
      });
}

TEST_CASE("a repeating clock makes a Poisson process", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, std::string(kPhases) + R"(
  shocks: {rate: 6 per year, modifiers: {m: {while: {phase: second}, times: 3}}}
)"));
  const double mean = 6 * years(180) + 18 * years(60);
  const auto poisson = [&](int n) { return std::exp(-mean + n * std::log(mean) - std::lgamma(n + 1.0)); };
  const Measure about_mean = [count = count_of(model, "shocks"), mean](const engine::BlockResult& block,
                                                                       std::size_t lane) {
    return std::pow(count(block, lane) - mean, 2);
  };
  std::vector<Tested> laws = {{"mean count",
                               count_of(model, "shocks"),
                               average(mean, mean),
                               {{"no modifier", average(6 * years(kDays), 6 * years(kDays))}}},
                              {"variance of the count",
                               about_mean,
                               average(mean, mean + 2 * mean * mean),
                               {{"variance 4 % off", average(1.04 * mean, mean + 2 * mean * mean)}}}};
  for (const int n : {0, 1, 2, 4, 6, 9})
    laws.push_back({"P(N = " + std::to_string(n) + ")", count_is(model, "shocks", n), chance(poisson(n)), {}});
  check_laws(model, laws);
}

}  // namespace
}  // namespace truce::test

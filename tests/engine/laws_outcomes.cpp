// Named outcomes on scenarios in which everything is known: every form, and both sides of every boundary
// (1-model.md, 1.9).
#include <cmath>

#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

void check_outcomes(const model::Model& model, const std::vector<std::pair<std::string, double>>& expected) {
  const Collected run = collect(model, 256);
  for (const auto& [name, value] : expected) {
    INFO(name);
    for (const double x : run.column(&engine::BlockResult::outcome_value, outcome_index(model, name))) {
      if (std::isnan(value))
        REQUIRE(std::isnan(x));
      else
        REQUIRE(x == Approx(value).epsilon(1e-9).margin(1e-12));
    }
  }
}

TEST_CASE("outcomes about events: a deadline includes its day") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  check_outcomes(model_of(scenario_text(step, 120, R"(
regimes: {phase: [first, second]}
events:
  visit: {date: @30, outcomes: {held: {probability: 100%}, cancelled: {probability: 0%}}}
  at_start: {date: @0}
  beyond: {date: @130}
outcomes:
  by_the_day_before: {event: visit, by: @29}
  by_its_day: {event: visit, by: @30}
  by_the_end: {event: visit, by: @119}
  of_outcome: {event: visit.held, by: @30}
  of_outcome_too_late: {event: visit.held, by: @29}
  of_other_outcome: {event: visit.cancelled, by: @119}
  on_the_first_day: {event: at_start, by: @0}
  never: {event: beyond, by: @119}
  no: {not: {event: visit, by: @30}}
  both: {all: [{event: visit, by: @30}, {event: at_start, by: @0}]}
  one_of_both: {all: [{event: visit, by: @29}, {event: at_start, by: @0}]}
  either: {any: [{event: visit, by: @29}, {event: at_start, by: @0}]}
  neither: {any: [{event: visit, by: @29}, {event: beyond, by: @119}]}
  given_what_is: {event: visit, by: @30, given: {event: at_start, by: @0}}
  given_what_is_not: {event: visit, by: @30, given: {event: beyond, by: @119}}
)")),
                 {{"by_the_day_before", 0},
                  {"by_its_day", 1},
                  {"by_the_end", 1},
                  {"of_outcome", 1},
                  {"of_outcome_too_late", 0},
                  {"of_other_outcome", 0},
                  {"on_the_first_day", 1},
                  {"never", 0},
                  {"no", 0},
                  {"both", 1},
                  {"one_of_both", 0},
                  {"either", 1},
                  {"neither", 0},
                  {"given_what_is", 1},
                  {"given_what_is_not", NAN}});
}

TEST_CASE("outcomes about regimes: by, at and throughout") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  check_outcomes(model_of(scenario_text(step, 120, R"(
regimes: {phase: [first, second, third], other: [a, b]}
events:
  turn: {date: @30, set: {phase: second}}
  back: {date: @60, set: {phase: first}}
  feint: {date: @80, set: {phase: third}, outcomes: {back: {probability: 100%, set: {phase: first}}}}
outcomes:
  at_before: {regime: {phase: second}, at: @29}
  at_that_day: {regime: {phase: second}, at: @30}
  at_last_day: {regime: {phase: second}, at: @59}
  at_return: {regime: {phase: second}, at: @60}
  by_before: {regime: {phase: second}, by: @29}
  by_that_day: {regime: {phase: second}, by: @30}
  by_later: {regime: {phase: second}, by: @119}
  throughout_before: {regime: {phase: first}, throughout: @29}
  throughout_that_day: {regime: {phase: first}, throughout: @30}
  throughout_the_end: {regime: {phase: [first, second]}, throughout: @119}
  within_a_firing: {regime: {phase: third}, by: @119}
  two_regimes: {regime: {phase: second, other: a}, by: @119}
  with_not: {regime: {not: {phase: second}}, at: @45}
  with_any: {regime: {any: [{phase: second}, {other: b}]}, at: @45}
  at_start_by: {regime: {phase: first}, by: @0}
)")),
                 {{"at_before", 0},
                  {"at_that_day", 1},
                  {"at_last_day", 1},
                  {"at_return", 0},
                  {"by_before", 0},
                  {"by_that_day", 1},
                  {"by_later", 1},
                  {"throughout_before", 1},
                  {"throughout_that_day", 0},
                  {"throughout_the_end", 1},
                  {"within_a_firing", 0},
                  {"two_regimes", 1},
                  {"with_not", 0},
                  {"with_any", 1},
                  {"at_start_by", 1}});
}

TEST_CASE("outcomes about commitments and flows") {
  // One Mt a week, shipped at once; 3 were ordered and 2 shipped before the start, so the first week ships 2.
  check_outcomes(model_of(scenario_text("1 week", 70, R"(
trade:
  grain:
    unit: Mt
    baseline: 1 Mt/week
    ordered_to_date: 3 Mt
    shipped_to_date: 2 Mt
    commitments:
      early: {quantity: 7 Mt, from: @-10, to: @27}
      late: {quantity: 8 Mt, from: @35, to: @69}
outcomes:
  early_met: {commitment: grain.early, ordered: {at_least: 100%}}
  early_more: {commitment: grain.early, ordered: {above: 100%}}
  early_less: {commitment: grain.early, ordered: {below: 100%}}
  early_at_most: {commitment: grain.early, ordered: {at_most: 100%}}
  early_share: {commitment: grain.early, ordered: {}}
  early_shipped: {commitment: grain.early, shipped: {}}
  late_met: {commitment: grain.late, ordered: {at_least: 100%}}
  late_share: {commitment: grain.late, ordered: {}}
  late_volume: {commitment: grain.late, ordered: {at_least: 5 Mt}}
  late_volume_more: {commitment: grain.late, ordered: {above: 5 Mt}}
  between: {commitment: grain.late, ordered: {at_least: 60%, at_most: 70%}}
  not_between: {commitment: grain.late, ordered: {at_least: 65%, at_most: 70%}}
  by_day: {flow: grain, ordered: {by: @30}}
  by_day_at_least: {flow: grain, ordered: {by: @27, at_least: 7 Mt}}
  a_day_earlier: {flow: grain, ordered: {by: @26, at_least: 7 Mt}}
  at_the_end: {flow: grain, ordered: {by: @69}}
  shipped_by_day: {flow: grain, shipped: {by: @6}}
)")),
                 {{"early_met", 1},
                  {"early_more", 0},
                  {"early_less", 0},
                  {"early_at_most", 1},
                  {"early_share", 1},
                  // All that is in the book goes out in the first week: 2 + 1 (book) + 4.
                  {"early_shipped", 1},
                  {"late_met", 0},
                  {"late_share", 5.0 / 8},
                  {"late_volume", 1},
                  {"late_volume_more", 0},
                  {"between", 1},
                  {"not_between", 0},
                  // Day 30 ends at 31: 3 + 31/7, linear inside the step.
                  {"by_day", 3 + 31.0 / 7},
                  {"by_day_at_least", 1},
                  {"a_day_earlier", 0},
                  {"at_the_end", 13},
                  {"shipped_by_day", 2 + 2}});
}

TEST_CASE("outcomes about sectors and markets are read at the end of the step that holds their date") {
  check_outcomes(
      model_of(scenario_text("1 week", 70, R"(
supply:
  magnets: {level: 50%, sectors: {cars: {cover: 1.2 weeks, exposure: 40%}}}
events:
  fall: {date: @17, shock: {index: -20%}}
  rise: {date: @40, shock: {index: 50%}}
markets:
  index: {initial: 100 points, volatility: 0% per year}
outcomes:
  dry_days: {sector: magnets.cars, disrupted_days: {}}
  dry_days_by: {sector: magnets.cars, disrupted_days: {by: @25}}
  four_weeks: {sector: magnets.cars, disrupted_days: {at_least: 28}}
  more: {sector: magnets.cars, disrupted_days: {above: 56}}
  loss: {sector: magnets.cars, loss: {}}
  loss_by: {sector: magnets.cars, loss: {by: @20, at_least: 0.12}}
  before_the_fall: {market: index, return: {at: @13}}
  after_the_fall: {market: index, return: {at: @14}}
  fell_by_a_fifth: {market: index, return: {at: @20, at_most: -20%}}
  fell_below: {market: index, return: {at: @20, below: -19.9%}}
  fell_further: {market: index, return: {at: @20, below: -20.1%}}
  at_the_end: {market: index, return: {at: @69}}
  drawdown: {market: index, drawdown: {at: @69}}
  drawdown_above: {market: index, drawdown: {at: @69, at_least: 20%}}
  drawdown_early: {market: index, drawdown: {at: @10}}
)")),
      // D = 0.5, 1.0, then 1.2 (of 1.5): dry from the third week, 8 of 10 weeks. Loss 0.4 x (0.3 + 7 x 0.5).
      {{"dry_days", 56},
       {"dry_days_by", 14},
       {"four_weeks", 1},
       {"more", 0},
       {"loss", 0.4 * 3.8},
       {"loss_by", 1},
       // Day 13 is the last of the second week; day 14 belongs to the third, which ends on day 21, after the fall.
       {"before_the_fall", 0},
       {"after_the_fall", -0.2},
       {"fell_by_a_fifth", 1},
       {"fell_below", 1},
       {"fell_further", 0},
       {"at_the_end", 0.2},
       {"drawdown", 0.2},
       {"drawdown_above", 1},
       {"drawdown_early", 0}});
}

TEST_CASE("an outcome about random things counts paths, and a condition selects them", "[slow]") {
  const model::Model model = model_of(scenario_text("1 week", 120, R"(
regimes: {phase: [first, second]}
events:
  a: {probability: 40% by @59}
  b: {probability: 30% by @59, modifiers: {m: {since: a, times: 3}}}
outcomes:
  b_happens: {event: b, by: @119}
  b_given_a: {event: b, by: @119, given: {event: a, by: @59}}
  b_given_no_a: {event: b, by: @119, given: {not: {event: a, by: @59}}}
)"));
  const auto value = [&](const std::string& name) {
    const std::size_t row = outcome_index(model, name);
    return Measure([row](const engine::BlockResult& block, std::size_t lane) {
      const double x = block.outcome_value[row][lane];
      return std::isnan(x) ? 0 : x;
    });
  };
  const auto defined = [&](const std::string& name) {
    const std::size_t row = outcome_index(model, name);
    return Measure([row](const engine::BlockResult& block, std::size_t lane) {
      return std::isnan(block.outcome_value[row][lane]) ? 0.0 : 1.0;
    });
  };
  // Hazards alpha and beta per day; a at s: b survives with exp(-beta (s + 3 (60 - s))).
  const double alpha = -std::log(0.6) / 60, beta = -std::log(0.7) / 60;
  const double survives_with_a =
      alpha * std::exp(-3 * beta * 60) * (1 - std::exp(-(alpha - 2 * beta) * 60)) / (alpha - 2 * beta);
  const double with_a = 0.4 - survives_with_a, without = 0.6 * 0.3;
  check_laws(model, {{"b", value("b_happens"), chance(with_a + without), {{"no modifier", chance(0.3)}}},
                     {"paths with a", defined("b_given_a"), chance(0.4), {{"all paths", chance(1)}}},
                     {"b and a", value("b_given_a"), chance(with_a), {{"all paths", chance(with_a + without)}}},
                     {"paths without a", defined("b_given_no_a"), chance(0.6), {}},
                     {"b and no a", value("b_given_no_a"), chance(without), {}}});
}

}  // namespace
}  // namespace truce::test

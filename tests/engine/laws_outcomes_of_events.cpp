// Outcomes of events: tilted in written order, clipped, `rest`, normalised (1-model.md, firing an event).
#include <cmath>

#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr const char* kTilted = R"(
regimes: {phase: [first, second], flag: [down, up]}
events:
  plain: {date: @40, outcomes: {a: {probability: 45%}, b: {probability: 30%}, c: {probability: rest}}}
  in_order:
    date: @40
    outcomes:
      a: {probability: 10%, modifiers: {p: {while: {phase: first}, plus: 30%}, o: {while: {phase: first}, odds: 3}}}
      b: {probability: rest}
  other_order:
    date: @40
    outcomes:
      a: {probability: 10%, modifiers: {o: {while: {phase: first}, odds: 3}, p: {while: {phase: first}, plus: 30%}}}
      b: {probability: rest}
  clipped:
    date: @40
    outcomes:
      a: {probability: 80%, modifiers: {up: {while: {phase: first}, plus: 50%}, down: {while: {phase: first}, plus: -30%}}}
      b: {probability: rest}
  idle:
    date: @40
    outcomes:
      a: {probability: 25%, modifiers: {never: {while: {phase: second}, plus: 50%}, early: {between: [@0, @38], odds: 9}}}
      b: {probability: rest}
  too_much:
    date: @40
    outcomes:
      a: {probability: 60%, modifiers: {up: {while: {phase: first}, plus: 40%}}}
      b: {probability: 30%}
      c: {probability: rest}
  without_rest:
    date: @40
    outcomes:
      a: {probability: 50%, modifiers: {up: {while: {phase: first}, plus: 50%}}}
      b: {probability: 50%}
  less_without_rest:
    date: @40
    outcomes:
      a: {probability: 50%, modifiers: {down: {while: {phase: first}, plus: -30%}}}
      b: {probability: 50%}
  none:
    date: @40
    set: {flag: up}
    outcomes:
      a: {probability: 50%, modifiers: {down: {while: {phase: first}, plus: -60%}}}
      b: {probability: 50%, modifiers: {down: {while: {phase: first}, plus: -60%}}}
  blind:
    date: @40
    set: {phase: first}
    trigger: {again: {always: true}}
    outcomes:
      a: {probability: 20%, modifiers: {me: {since: blind, plus: 50%}, my_outcome: {since: blind.b, plus: 50%}}}
      b: {probability: rest}
  again: {outcomes: {a: {probability: 20%, modifiers: {it: {since: blind, plus: 50%}}}, b: {probability: rest}}}
  turn_and_look:
    date: @50
    set: {phase: second}
    outcomes:
      a: {probability: 20%, modifiers: {after: {while: {phase: second}, plus: 50%}}}
      b: {probability: rest}
)";

TEST_CASE("outcomes are drawn with their tilted probabilities", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, 70, kTilted));
  const auto was = [&](const std::string& name) { return outcome_was(model, name); };
  const double order = 2.0 / 3;     // 10 % + 30 % = 40 %, odds 2/3, tripled 2
  const double other = 0.25 + 0.3;  // odds 1/9, tripled 1/3: 25 %; then 55 %
  check_laws(model,
             {{"plain a", was("plain.a"), chance(0.45), {{"one point more", chance(0.46)}}},
              {"plain b", was("plain.b"), chance(0.3), {}},
              {"plain c", was("plain.c"), chance(0.25), {}},
              {"in order",
               was("in_order.a"),
               chance(order),
               {{"the other order", chance(other)}, {"odds as a factor", chance(1 - 1e-9)}}},
              {"rest after the tilt", was("in_order.b"), chance(1 - order), {{"rest as written", chance(0.9)}}},
              {"the other order", was("other_order.a"), chance(other), {{"plus first", chance(order)}}},
              {"clipped", was("clipped.a"), chance(0.7), {{"clipped at the end only", chance(1 - 1e-9)}}},
              {"idle modifiers", was("idle.a"), chance(0.25), {{"both act", chance(0.5)}}},
              {"too much: a", was("too_much.a"), chance(1 / 1.3), {{"first come, first served", chance(1 - 1e-9)}}},
              {"too much: b", was("too_much.b"), chance(0.3 / 1.3), {}},
              {"without rest: a", was("without_rest.a"), chance(2.0 / 3), {{"not normalised", chance(1 - 1e-9)}}},
              {"less without rest: a", was("less_without_rest.a"), chance(2.0 / 7), {{"not normalised", chance(0.2)}}},
              {"less without rest: b", was("less_without_rest.b"), chance(5.0 / 7), {{"not normalised", chance(0.8)}}},
              {"an event does not see its own firing", was("blind.a"), chance(0.2), {{"it does", chance(0.7)}}},
              {"but what it triggers does", was("again.a"), chance(0.7), {{"it does not", chance(0.2)}}},
              {"nor its own effects", was("turn_and_look.a"), chance(0.2), {{"it does", chance(0.7)}}}});
}

TEST_CASE("where all probabilities are 0 no outcome is drawn, and the event's own effects still happen") {
  const model::Model model = model_of(scenario_text("1 week", 70, kTilted));
  const Collected run = collect(model, 500);
  for (const double outcome : run.column(&engine::BlockResult::event_outcome, event_index(model, "none")))
    REQUIRE(outcome == -1);
  for (const double n : run.column(&engine::BlockResult::event_count, event_index(model, "none"))) REQUIRE(n == 1);
  const std::size_t flag = regime_index(model, "flag");
  for (const double state : run.column(&engine::BlockResult::regime, flag, static_cast<std::size_t>(model.steps())))
    REQUIRE(state == 1);
  SECTION("the probability of a rest that others push out is exactly 0") {
    const auto c = static_cast<double>(outcome_of_event_index(model, "too_much.c"));
    for (const double outcome : run.column(&engine::BlockResult::event_outcome, event_index(model, "too_much")))
      REQUIRE(outcome != c);
  }
}

TEST_CASE("odds of 0 leave nothing, not even of a certainty") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
regimes: {mood: [calm, wild]}
events:
  turn: {date: @20, set: {mood: wild}}
  before: {date: @10, trigger: {follows: {probability: 100%, modifiers: {not_when_wild: {while: {mood: wild}, odds: 0}}}}}
  after: {date: @30, trigger: {does_not: {probability: 100%, modifiers: {not_when_wild: {while: {mood: wild}, odds: 0}}}}}
  follows: {}
  does_not: {}
)"));
  const Collected run = collect(model, 256);
  for (const double n : run.column(&engine::BlockResult::event_count, event_index(model, "follows"))) REQUIRE(n == 1);
  for (const double n : run.column(&engine::BlockResult::event_count, event_index(model, "does_not"))) REQUIRE(n == 0);
}

TEST_CASE("effects are carried out in their order: the event's, then the outcome's") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
regimes: {phase: {states: [first, second, third], initial: second}, other: [a, b]}
factors: {tension: {half_life: 1000 days, sd: 0}}
events:
  turn:
    date: @10
    set: {phase: third}
    outcomes: {back: {probability: 100%, set: {phase: previous}, jump: {tension: 2}}}
  same: {date: @20, set: {phase: second}}
  go: {date: @30, set: {phase: first}}
  return: {date: @40, set: {phase: previous}}
)"));
  const Collected run = collect(model, 256);
  const std::size_t phase = regime_index(model, "phase");
  const auto state = [&](std::size_t row) { return run.column(&engine::BlockResult::regime, phase, row); };
  // Row k ends on day 7 k. Second; third and back at once; `same` changes nothing, so `previous` stays third.
  for (const double s : state(2)) REQUIRE(s == 1);
  for (const double s : state(3)) REQUIRE(s == 1);
  for (const double s : state(5)) REQUIRE(s == 0);
  for (const double s : state(6)) REQUIRE(s == 1);
  for (const double x : run.column(&engine::BlockResult::factor, 0, 2))
    REQUIRE(x == Approx(2 * std::exp2(-7.0 / 1000)).epsilon(1e-6));
}

}  // namespace
}  // namespace truce::test

// What happens at one instant: ties in the order of declaration, chains of firings, and the end of endless ones
// (1-model.md, 1.4).
#include <atomic>
#include <cmath>

#include "sim/base/errors.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

std::vector<double> final_states(const Collected& run, const model::Model& model, const std::string& regime) {
  return run.column(&engine::BlockResult::regime, regime_index(model, regime), static_cast<std::size_t>(model.steps()));
}

TEST_CASE("ties fire in the order of declaration, an event's own clock before its trigger") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, 60, R"(
regimes:
  last: [none, early, late]
  order: [start, own, triggered, other]
  seen: [unset, first, second]
events:
  b: {date: @20, set: {last: early}}
  a: {date: @20, set: {last: late}}
  spark: {date: @10, trigger: {twice: {always: true, delay: 10 days}}}
  twice:
    date: @20
    outcomes:
      first: {probability: 100%, modifiers: {again: {since: twice, plus: -100%}}, set: {order: own}}
      second: {probability: 0%, modifiers: {again: {since: twice, plus: 100%}}, set: {order: triggered}}
  other: {date: @20, set: {order: other}}
  early_look: {date: @40, set: {seen: first}}
  delayed: {delay: 40 days, set: {seen: second}}
)"));
  const Collected run = collect(model, 256);
  for (const double s : final_states(run, model, "last")) REQUIRE(s == 2);   // `a` is declared after `b`
  for (const double s : final_states(run, model, "order")) REQUIRE(s == 3);  // `other` after both firings of `twice`
  for (const double s : final_states(run, model, "seen")) REQUIRE(s == 2);   // a date and a delay at one instant
  const std::size_t twice = event_index(model, "twice");
  for (const double n : run.column(&engine::BlockResult::event_count, twice)) REQUIRE(n == 2);
  const auto second = static_cast<double>(outcome_of_event_index(model, "twice.second"));
  for (const double o : run.column(&engine::BlockResult::event_outcome, twice)) REQUIRE(o == second);
}

TEST_CASE("a chain of firings at one instant sees each other's effects") {
  const model::Model model = model_of(scenario_text("30 days", 60, R"(
regimes: {stage: [zero, one, two, three], skipped: [no_one, somebody]}
events:
  start: {date: @17, set: {stage: one}}
  then: {when: {stage: one}, set: {stage: two}}
  after: {when: {stage: two}, set: {stage: three}}
  never: {when: {stage: [one, three], skipped: somebody}}
  guarded: {when: {stage: two}, while: {skipped: somebody}, set: {skipped: somebody}}
)"));
  const Collected run = collect(model, 256);
  for (const double s : final_states(run, model, "stage")) REQUIRE(s == 3);
  for (const char* name : {"start", "then", "after"})
    for (const double t : run.column(&engine::BlockResult::event_first_time, event_index(model, name)))
      REQUIRE(t == 17);
  for (const char* name : {"never", "guarded"})
    for (const double n : run.column(&engine::BlockResult::event_count, event_index(model, name))) REQUIRE(n == 0);
}

TEST_CASE("many firings in a step are fine, a thousand at one instant are a loop that is named") {
  const model::Model busy = model_of(scenario_text("30 days", 30, R"(
regimes: {phase: [a, b]}
events:
  go: {while: {phase: a}, rate: 40000 per year, set: {phase: b}}
  return: {while: {phase: b}, rate: 40000 per year, set: {phase: a}}
)"));
  double sum = 0;
  for (const double n : collect(busy, 256).column(&engine::BlockResult::event_count, 0)) sum += n;
  const double mean = 20000 * 30 / 365.25;  // each half of the time
  CHECK(sum / 256 == Approx(mean).epsilon(0.01));

  const model::Model loop = model_of(scenario_text("30 days", 30, R"(
regimes: {phase: [a, b]}
events:
  begin: {date: @5, trigger: {ping: {always: true}}}
  ping: {while: {phase: a}, trigger: {pong: {always: true}}}
  pong: {while: {phase: a}, trigger: {ping: {always: true}}}
)"));
  engine::BlockResult result(loop);
  const std::atomic<bool> stop{false};
  try {
    engine::run_block(loop, 0, result, stop);
    FAIL("an endless loop of triggers ended");
  } catch (const RunError& error) {
    const std::string text = error.what();
    INFO(text);
    CHECK(text.find("ping") != std::string::npos);
    CHECK(text.find("pong") != std::string::npos);
  }
}

TEST_CASE("a run stops when it is asked to") {
  const model::Model model = model_of(scenario_text("1 day", 300, "factors: {x: {half_life: 10 days, sd: 1}}\n"));
  engine::BlockResult result(model);
  const std::atomic<bool> stop{true};
  CHECK_THROWS_AS(engine::run_block(model, 0, result, stop), Interrupted);
}

TEST_CASE("a market's fall is seen at the start of the next step, from its high since the start") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
events:
  rise: {date: @3, shock: {index: 20%}}
  fall: {date: @17, shock: {index: -11%}}
  recover: {date: @45, shock: {index: 20%}}
  alarm: {when: {market: {index: {drawdown_above: 10%}}}}
  calm: {when: {not: {market: {index: {drawdown_above: 10%}}}}}
  deaf: {when: {market: {index: {drawdown_above: 12%}}}}
markets: {index: {initial: 100 points, volatility: 0% per year}}
)"));
  const Collected run = collect(model, 256);
  const auto first = [&](const char* name) {
    return run.column(&engine::BlockResult::event_first_time, event_index(model, name))[0];
  };
  CHECK(first("alarm") == 21);  // 11 % below the high of 120, though above the start
  CHECK(first("calm") == 49);
  CHECK(std::isnan(first("deaf")));
}

}  // namespace
}  // namespace truce::test

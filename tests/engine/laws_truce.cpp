// The truce's survival, holding and causes against a small Markov model of competing risks (1-model.md, 1.8).
#include <cmath>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/engine/laws_markov.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 360;

// Labels of the chain's moves.
enum Label { kStrain, kEase, kSnap, kBlow, kRepair, kSpark, kFire };
enum Phase { kCalm, kTense, kBroken };
enum Fuse { kUnlit, kBurning, kBurnt };

constexpr const char* kYaml = R"(
regimes: {phase: [calm, tense, broken]}
truce: {holds_while: {phase: [calm, tense]}}
events:
  strain: {while: {phase: calm}, rate: 4 per year, set: {phase: tense}}
  ease: {while: {phase: tense}, rate: 6 per year, set: {phase: calm}}
  snap: {while: {phase: tense}, rate: 2 per year, set: {phase: broken}}
  blow: {rate: 0.5 per year, set: {phase: broken}}
  repair: {while: {phase: broken}, rate: 5 per year, set: {phase: calm}}
  spark: {rate: 1.2 per year, repeat: false, trigger: {fire: {always: true, delay: {exponential: {mean: 60 days}}}}}
  fire: {set: {phase: broken}}
)";

// Joint states phase x fuse; with `absorbing`, three more: the truce has ended by snap, blow or fire.
MarkovChain chain(bool absorbing) {
  MarkovChain chain(absorbing ? 12 : 9);
  const auto at = [](int phase, int fuse) { return phase * 3 + fuse; };
  for (int fuse : {kUnlit, kBurning, kBurnt}) {
    const auto broken = [&](int cause, int now) { return absorbing ? 9 + cause : at(kBroken, now); };
    chain.add({at(kCalm, fuse), at(kTense, fuse), 4, kStrain});
    chain.add({at(kTense, fuse), at(kCalm, fuse), 6, kEase});
    chain.add({at(kTense, fuse), broken(0, fuse), 2, kSnap});
    for (int phase : {kCalm, kTense}) {
      chain.add({at(phase, fuse), broken(1, fuse), 0.5, kBlow});
      if (fuse == kBurning) chain.add({at(phase, fuse), broken(2, kBurnt), kDaysPerYear / 60, kFire});
    }
    for (int phase : {kCalm, kTense, kBroken})
      if (fuse == kUnlit) chain.add({at(phase, fuse), at(phase, kBurning), 1.2, kSpark});
    if (fuse == kBurning) chain.add({at(kBroken, fuse), at(kBroken, kBurnt), kDaysPerYear / 60, kFire});
    chain.add({at(kBroken, fuse), at(kCalm, fuse), 5, kRepair});
  }
  return chain;
}

Measure ended_by(double day, int cause, bool root) {
  return [=](const engine::BlockResult& block, std::size_t lane) {
    const auto& which = root ? block.truce_end_root : block.truce_end_cause;
    return block.truce_end_time[0][lane] <= day && (cause < 0 || which[0][lane] == cause) ? 1.0 : 0.0;
  };
}

TEST_CASE("survival, holding and incidence follow competing risks with repair", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, kYaml));
  const MarkovChain first_break = chain(true), all = chain(false);
  const auto event = [&](const char* name) { return static_cast<int>(event_index(model, name)); };
  std::vector<Tested> laws;
  for (const double day : {100.0, 360.0}) {
    const Eigen::RowVectorXd p = first_break.at(0, day / kDaysPerYear);
    const std::string by = " by " + std::to_string(day);
    const double snap = p(9), blow = p(10), fire = p(11);
    laws.push_back({"ended" + by,
                    ended_by(day, -1, false),
                    chance(snap + blow + fire),
                    {{"fire never ends it", chance(snap + blow)}}});
    laws.push_back({"by snap" + by,
                    ended_by(day, event("snap"), false),
                    chance(snap),
                    {{"by snap or blow", chance(snap + blow)}}});
    laws.push_back({"by blow" + by,
                    ended_by(day, event("blow"), false),
                    chance(blow),
                    {{"risks do not compete", chance(-std::expm1(-0.5 * day / kDaysPerYear))}}});
    laws.push_back(
        {"by fire" + by, ended_by(day, event("fire"), false), chance(fire), {{"spark is the cause", chance(0)}}});
    laws.push_back(
        {"root spark" + by, ended_by(day, event("spark"), true), chance(fire), {{"fire is its own root", chance(0)}}});
    laws.push_back({"root snap" + by, ended_by(day, event("snap"), true), chance(snap), {}});
  }
  const auto rows = static_cast<std::size_t>(model.steps());
  for (const std::size_t row : {rows / 3, rows}) {
    const Eigen::RowVectorXd p = all.at(0, model.times[row] / kDaysPerYear);
    const double holds = p.head(6).sum();
    laws.push_back({"holds at row " + std::to_string(row),
                    [row](const engine::BlockResult& block, std::size_t lane) {
                      return static_cast<double>(block.holds.at(0, row)[lane]);
                    },
                    chance(holds),
                    {{"a break is never repaired",
                      chance(1 - first_break.at(0, model.times[row] / kDaysPerYear).tail(3).sum())}}});
  }
  check_laws(model, laws);
}

TEST_CASE("the truce is looked at after complete firings only") {
  const model::Model model = model_of(scenario_text("30 days", 120, R"(
regimes: {phase: [whole, broken], other: [a, b]}
truce: {holds_while: {phase: whole}}
events:
  feint: {date: @20, set: {phase: broken}, outcomes: {back: {probability: 100%, set: {phase: whole}}}}
  short: {date: @40, set: {phase: broken}, trigger: {mend: {always: true}}}
  mend: {set: {phase: whole}}
  again: {date: @70, set: {phase: broken}}
)"));
  const Collected run = collect(model, 256);
  // The feint is no break: within one firing. The mending is another firing, at the same instant: so day 40 is one.
  for (const double t : run.column(&engine::BlockResult::truce_end_time, 0)) REQUIRE(t == Approx(40));
  for (const double c : run.column(&engine::BlockResult::truce_end_cause, 0))
    REQUIRE(c == static_cast<double>(event_index(model, "short")));
  const auto holds = [&](std::size_t row) { return run.column(&engine::BlockResult::holds, 0, row)[5]; };
  CHECK(holds(0) == 1);
  CHECK(holds(1) == 1);
  CHECK(holds(2) == 1);  // repaired
  CHECK(holds(3) == 0);
}

TEST_CASE("a truce that does not hold at the start ends at 0 with no cause") {
  const model::Model model = model_of(scenario_text("30 days", 120, R"(
regimes: {phase: {states: [whole, broken], initial: broken}}
truce: {holds_while: {phase: whole}}
events:
  mend: {date: @10, set: {phase: whole}}
  break: {date: @50, set: {phase: broken}}
)"));
  const Collected run = collect(model, 256);
  for (const double t : run.column(&engine::BlockResult::truce_end_time, 0)) REQUIRE(t == 0);
  for (const double c : run.column(&engine::BlockResult::truce_end_cause, 0)) REQUIRE(c == -1);
  for (const double c : run.column(&engine::BlockResult::truce_end_root, 0)) REQUIRE(c == -1);
  CHECK(run.column(&engine::BlockResult::holds, 0, 0)[0] == 0);
  CHECK(run.column(&engine::BlockResult::holds, 0, 1)[0] == 1);
  CHECK(run.column(&engine::BlockResult::holds, 0, 2)[0] == 0);
}

TEST_CASE("whether the truce holds is read when the horizon's date ends, not at an end of a step") {
  const auto holds = [](const char* step, int day, const std::string& horizons) {
    const model::Model model = model_of(scenario_text(step, 30, R"(
regimes: {r: [a, b]}
truce: {holds_while: {r: a}}
events: {snap: {date: @)" + std::to_string(day) + R"(, set: {r: b}}}
horizons: )" + horizons));
    engine::BlockResult block(model);
    const std::atomic<bool> stop{false};
    engine::run_block(model, 0, block, stop);
    std::string out;
    for (std::size_t h = 0; h < model.horizons.size(); ++h) out += block.holds_by_horizon[h][7] ? '1' : '0';
    return out;
  };
  for (const char* step : {"1 week", "1 day", "30 days"}) {
    CHECK(holds(step, 15, "[@13, @14, @15, @18, @29]") == "11000");  // @14 ends where @15 begins
    CHECK(holds(step, 14, "[@13, @14, @15]") == "100");              // 14 is an end of a week
  }
}

}  // namespace
}  // namespace truce::test

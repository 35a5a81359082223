#include "sim/scenario/hybrid.hpp"

#include "sim/scenario/reader.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::scenario;

namespace {

Scenario read_file(const std::string& name) {
  ReadResult read = read_scenario(std::string(TRUCE_SOURCE_DIR) + "/scenarios/" + name);
  REQUIRE(read.scenario);
  return std::move(*read.scenario);
}

Scenario read_text(const std::string& text) {
  ReadResult read = read_scenario_text(text, "a.yaml");
  INFO(read.diagnostics.render(read.sources));
  REQUIRE(read.scenario);
  return std::move(*read.scenario);
}

const char* const kHead = "start: 2026-01-01\nend: 2026-12-30\nregimes: {tariffs: [calm, stress]}\n";

}  // namespace

TEST_CASE("with all changes taken a scenario between A and B is B, with none it is A") {
  const Scenario base = read_file("base.yaml");
  for (const char* name : {"hardline.yaml", "grand-bargain.yaml", "taiwan.yaml", "court-voids-tariffs.yaml",
                           "slow-walk.yaml", "licence-limbo.yaml"}) {
    CAPTURE(name);
    const Scenario other = read_file(name);
    const Between between(base, other);
    REQUIRE(!between.changes().empty());
    const std::size_t n = between.changes().size();
    CHECK(Between(read_text(between.yaml(std::vector<bool>(n, true))), other).changes().empty());
    CHECK(differences(read_text(between.yaml(std::vector<bool>(n, false))), base).empty());
  }
}

TEST_CASE("one change at a time, and nothing beside it") {
  const Scenario a = read_text(std::string(kHead) + R"(events:
  stress: {while: {tariffs: calm}, rate: {value: 1 per year, range: [0.5, 2]}, set: {tariffs: stress}}
  ends: {while: {tariffs: stress}, delay: 30 days, set: {tariffs: calm}}
)");
  const Scenario b = read_text(std::string(kHead) + R"(events:
  stress: {while: {tariffs: calm}, rate: {value: 2 per year, range: [1, 3], note: more}, set: {tariffs: stress}}
  ends: {while: {tariffs: stress}, delay: {lognormal: {median: 20 days, p90: 60 days}}, set: {tariffs: calm}}
  visit: {date: 2026-04-01}
)");
  const Between between(a, b);
  // Ranges and notes move no result.
  REQUIRE(between.changes().size() == 3);
  CHECK(between.changes()[0].path == "events.stress.rate");
  CHECK(between.changes()[1].path == "events.ends.delay");
  CHECK(between.changes()[2].path == "events.visit");
  const Scenario rate = read_text(between.yaml({true, false, false}));
  CHECK(rate.events[0].number.fixed() == 2);
  CHECK(rate.events[0].number.range->first == 0.5);  // of A
  CHECK(rate.events[1].number.is_fixed());
  CHECK(rate.events.size() == 2);
  const Scenario rest = read_text(between.yaml({false, true, true}));
  CHECK(rest.events[0].number.fixed() == 1);
  CHECK(rest.events[1].number.value.kind == DistributionSpec::Kind::kLognormal);
  CHECK(rest.events.size() == 3);
}

TEST_CASE("a number that is bare on one side and has modifiers on the other") {
  const std::string event = "events:\n  stress: {set: {tariffs: stress}, while: {tariffs: calm}, rate: ";
  const std::string flow = "trade: {soybeans: {unit: Mt, pace: ";
  const Scenario bare = read_text(std::string(kHead) + flow + "0.5 Mt/week}}\n");
  const Scenario modified =
      read_text(std::string(kHead) + flow +
                "{value: 0.7 Mt/week, modifiers: {slow: {while: {tariffs: stress}, times: 0.5}}}}}\n");
  const Between forth(bare, modified);
  REQUIRE(forth.changes().size() == 2);
  const Scenario with_modifier = read_text(forth.yaml({false, true}));
  CHECK(with_modifier.flows[0].pace.fixed() == 0.5);
  CHECK(with_modifier.flows[0].pace_modifiers.size() == 1);
  const Between back(modified, bare);
  REQUIRE(back.changes().size() == 2);
  const Scenario without = read_text(back.yaml({false, true}));
  CHECK(without.flows[0].pace.fixed() == 0.7);
  CHECK(without.flows[0].pace_modifiers.empty());
  const Scenario value_alone = read_text(back.yaml({true, false}));
  CHECK(value_alone.flows[0].pace.fixed() == 0.5);
  CHECK(value_alone.flows[0].pace_modifiers.size() == 1);
}

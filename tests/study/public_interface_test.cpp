// Uses the public headers and nothing else of the simulator.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "truce/load.hpp"
#include "truce/model.hpp"
#include "truce/results.hpp"
#include "truce/run.hpp"

namespace {

const char* const kScenario = R"(title: A small truce
start: 2026-01-01
end: 2026-12-30
run: {paths: 20000, seed: 4}
regimes:
  tariffs: [calm, snapback]
truce: {holds_while: {tariffs: calm}}
events:
  snapback: {while: {tariffs: calm}, rate: 0.5 per year, set: {tariffs: snapback}}
outcomes:
  holds: {regime: {tariffs: calm}, throughout: 2026-12-30}
)";

}  // namespace

TEST_CASE("load, prepare, run, read, write") {
  const truce::Loaded loaded = truce::load_scenario_text(kScenario, "small.yaml");
  INFO(loaded.diagnostics);
  REQUIRE(loaded.scenario);
  CHECK(loaded.scenario->name() == "small");
  CHECK(loaded.scenario->title() == "A small truce");
  const truce::Prepared prepared = truce::prepare(*loaded.scenario);
  REQUIRE(prepared.model);
  CHECK(prepared.model->seed() == 4);
  CHECK(prepared.model->times().back() == 364);
  CHECK(prepared.model->outcomes() == std::vector<std::string>{"holds"});

  truce::RunResults results = truce::run(*prepared.model);
  CHECK(results.paths() == 20'000);
  const truce::ValueWithError holds = results.outcome("holds");
  CHECK(std::abs(holds.value - std::exp(-0.5 * 364 / 365.25)) < 5 * holds.standard_error);
  CHECK(results.truce_survival().front().value == 1);
  CHECK(results.truce_survival().back().value == holds.value);
  CHECK(results.event_probability("snapback").back().value == Approx(1 - holds.value));
  CHECK_THROWS_AS(results.outcome("hold"), std::out_of_range);
  CHECK(results.summary().find("A small truce") == 0);
  CHECK(results.summary_json().find("\"holds\"") != std::string::npos);

  const auto path = std::filesystem::temp_directory_path() / "truce-public-interface-test.nc";
  results.write(path.string());
  CHECK(std::filesystem::file_size(path) > 1000);
  std::filesystem::remove(path);
  CHECK_THROWS_AS(results.write(path.string()), std::runtime_error);
}

TEST_CASE("a wrong scenario gives its diagnostics and no model") {
  const truce::Loaded loaded = truce::load_scenario_text("start: 2026-01-01\nend: never\n", "wrong.yaml");
  CHECK_FALSE(loaded.scenario);
  CHECK(loaded.diagnostics.find("wrong.yaml:2") != std::string::npos);
}

TEST_CASE("settings change the scenario, and another seed its paths") {
  const auto holds = [](const std::vector<std::string>& settings, std::uint64_t seed) {
    const truce::Loaded loaded = truce::load_scenario_text(kScenario, "small.yaml", settings);
    REQUIRE(loaded.scenario);
    truce::RunSettings run;
    run.paths = 5000;
    return truce::run(*truce::prepare(*loaded.scenario, seed).model, run).outcome("holds").value;
  };
  CHECK(holds({}, 1) == holds({}, 1));
  CHECK(holds({}, 1) != holds({}, 2));
  CHECK(holds({"events.snapback.rate=2 per year"}, 1) < holds({}, 1));
}

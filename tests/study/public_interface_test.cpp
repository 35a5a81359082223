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
#include "truce/study.hpp"

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

TEST_CASE("load a study, run its points, read, write") {
  const auto folder = std::filesystem::temp_directory_path() / "truce-public-study-test";
  std::filesystem::create_directories(folder);
  const auto put = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };
  put("small.yaml", kScenario);
  put("study.yaml",
      "sweep: rates\ntitle: Two rates\nscenario: small.yaml\ndesign: {method: grid}\npaths: 2000\nvary:\n"
      "  events.snapback.rate: {values: [0.5 per year, 2 per year, 1 per moon]}\n");
  const truce::StudyRead read = truce::load_study((folder / "study.yaml").string());
  INFO(read.diagnostics);
  REQUIRE(read.study);
  CHECK(read.study->name() == "rates");
  CHECK(read.study->title() == "Two rates");
  CHECK(read.study->paths() == 2000);
  CHECK(read.study->parameters() == std::vector<std::string>{"events.snapback.rate"});

  double told = 0;
  truce::SweepSettings settings;
  settings.paths = 1000;
  settings.seed = 9;
  settings.progress = [&](double share) { told = share; };
  const truce::SweepResults swept = truce::sweep(*read.study, settings);
  CHECK(swept.points() == 3);
  CHECK(swept.outcomes() == std::vector<std::string>{"holds"});
  CHECK(swept.values("events.snapback.rate") == std::vector<std::string>{"0.5 per year", "2 per year", "1 per moon"});
  CHECK_THROWS_AS(swept.values("events.snapback"), std::out_of_range);
  CHECK_THROWS_AS(swept.outcome("hold"), std::out_of_range);
  REQUIRE(swept.failures().size() == 1);
  CHECK(swept.failures()[0].find("point 2 (events.snapback.rate = 1 per moon): ") == 0);
  CHECK(told <= 1);

  // A point is the run with its setting.
  const std::vector<truce::ValueWithError> holds = swept.outcome("holds");
  REQUIRE(holds.size() == 3);
  CHECK(std::isnan(holds[2].value));
  for (std::size_t point = 0; point < 2; ++point) {
    const truce::Loaded one = truce::load_scenario_text(
        kScenario, "small.yaml",
        {point == 0 ? "events.snapback.rate=0.5 per year" : "events.snapback.rate=2 per year"});
    truce::RunSettings run;
    run.paths = 1000;
    const truce::ValueWithError alone = truce::run(*truce::prepare(*one.scenario, 9).model, run).outcome("holds");
    CHECK(holds[point].value == static_cast<float>(alone.value));
    CHECK(holds[point].standard_error == static_cast<float>(alone.standard_error));
    CHECK(holds[point].paths == 1000);
  }
  CHECK(swept.summary().find("Two rates\nrates: 3 points of 1,000 paths, 2 done, 1 failed") == 0);
  CHECK(swept.csv().find("\n1,done,2 per year,") != std::string::npos);
  swept.write((folder / "rates.nc").string());
  CHECK(std::filesystem::file_size(folder / "rates.nc") > 1000);

  const std::atomic<bool> stop{true};
  settings.stop = &stop;
  CHECK_THROWS_AS(truce::sweep(*read.study, settings), std::exception);
  put("study.yaml", "scenario: small.yaml\ndesign: {method: grid}\nvary: {events.snapback.rte: {values: [1, 2]}}\n");
  const truce::StudyRead wrong = truce::load_study((folder / "study.yaml").string());
  REQUIRE(wrong.study);  // its values are tried when it runs
  CHECK_THROWS_AS(truce::sweep(*wrong.study), std::runtime_error);
  put("study.yaml", "scenario: small.yaml\ndesign: {method: grd}\nvary: assumptions\n");
  CHECK(truce::load_study((folder / "study.yaml").string()).diagnostics.find("study.yaml:2") != std::string::npos);
  std::filesystem::remove_all(folder);
}

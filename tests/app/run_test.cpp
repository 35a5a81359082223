// What a user sees of a run: files, streams, exit codes.
#include <sys/stat.h>
#include <filesystem>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "sim/results/netcdf_writer.hpp"
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// All variables of a file but the times at which it was made: two runs must agree bit for bit.
std::string bits_of(const results::Dataset& dataset) {
  std::string bits;
  for (const results::Variable& variable : dataset.variables) {
    bits += variable.name;
    std::visit(
        [&](const auto& values) {
          if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<std::string>>)
            for (const std::string& text : values) bits += text;
          else
            bits.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
        },
        variable.values);
  }
  return bits;
}

}  // namespace

TEST_CASE("a run writes results/SCENARIO.nc and its summary, and nothing else") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run = simulate(folder, {"a.yaml"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  CHECK(contains(run.out, "A small truce\n"));
  CHECK(contains(run.out, "2,000 paths"));
  CHECK(contains(run.out, "seed 4"));
  CHECK(contains(run.out, "snapback"));
  CHECK(contains(run.out, "soybeans.year"));
  CHECK(contains(run.out, "rare_earths.automotive"));
  CHECK(contains(run.out, "holds"));
  CHECK_FALSE(contains(run.out, "\x1b"));
  CHECK(run.err == "result file: results/a.nc\n");  // and no progress, which is for terminals
  CHECK(folder.entries().size() == 3);              // a.yaml, results, results/a.nc
  const results::Dataset file = results::read_netcdf(folder.path("results/a.nc"));
  CHECK(std::get<std::vector<float>>(file.find("outcome_value")->values).size() == 2000 * 2);
  CHECK(std::get<std::vector<float>>(file.find("sample_market")->values).size() == 5 * 53 * 2);
}

TEST_CASE("options override the scenario's own") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run =
      simulate(folder, {"--paths", "5000", "a.yaml", "--seed=9", "--threads", "1", "--out", "x/y.nc", "--keep-paths",
                        "none", "--set", "events.snapback.rate=2 per year", "--quiet"});
  CAPTURE(run.err);
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(contains(run.out, "5,000 paths"));
  CHECK(contains(run.out, "seed 9"));
  const results::Dataset file = results::read_netcdf(folder.path("x/y.nc"));
  CHECK(file.find("path") == nullptr);
  for (const auto& [name, value] : file.attributes) {
    if (name == "paths_kept") CHECK(std::get<std::int64_t>(value) == 0);
    if (name == "threads") CHECK(std::get<std::int64_t>(value) == 1);
    if (name == "scenario_yaml") CHECK(contains(std::get<std::string>(value), "2 per year"));
  }
  const auto& survival = std::get<std::vector<float>>(file.find("truce_survival")->values);
  CHECK(survival.back() == Approx(std::exp(-2 * 364 / 365.25)).margin(0.04));
}

TEST_CASE("threads change nothing in the file, and the first paths of a longer run are the shorter one") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const auto run = [&](const std::string& out, const std::string& paths, const std::string& threads) {
    CHECK(simulate(folder, {"a.yaml", "--paths", paths, "--threads", threads, "--out", out, "--keep-paths", "1000"})
              .code == 0);
    return results::read_netcdf(folder.path(out));
  };
  const results::Dataset one = run("1.nc", "6000", "1");
  CHECK(bits_of(run("2.nc", "6000", "2")) == bits_of(one));
  CHECK(bits_of(run("5.nc", "6000", "5")) == bits_of(one));
  const results::Dataset longer = run("l.nc", "12000", "2");
  for (const char* name : {"event_first_time", "ordered", "market_return", "outcome_value", "loss"}) {
    const auto& a = std::get<std::vector<float>>(one.find(name)->values);
    const auto& b = std::get<std::vector<float>>(longer.find(name)->values);
    REQUIRE(a.size() == b.size());
    CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
  }
  CHECK(bits_of(longer) != bits_of(one));
}

TEST_CASE("--json is JSON and takes the summary's place") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("b.yaml"), kSmallScenario);
  const auto one = nlohmann::json::parse(simulate(folder, {"a.yaml", "--json"}).out);
  CHECK(one["scenario"] == "a");
  CHECK(one["outcomes"]["holds"]["standard_error"].get<double>() > 0);
  const auto two = nlohmann::json::parse(simulate(folder, {"a.yaml", "b.yaml", "--json", "--out", "both"}).out);
  REQUIRE(two["scenarios"].size() == 2);
  CHECK(two["scenarios"][1]["file"] == "both/b.nc");
  CHECK(two["scenarios"][0]["outcomes"] == two["scenarios"][1]["outcomes"]);
  CHECK(two["comparison"]["scenarios"] == nlohmann::json({"a", "b"}));
  for (const auto& figure : two["comparison"]["figures"]) {
    CAPTURE(figure["key"]);
    REQUIRE(figure["estimates"].size() == 2);
    CHECK(figure["estimates"][0]["standard_error"].is_number());
    CHECK(figure["estimates"][0] == figure["estimates"][1]);
  }
}

TEST_CASE("several scenarios: a folder of results; one name twice, or a file in the folder's place, is an error") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("b.yaml"), kSmallScenario);
  const Finished both = simulate(folder, {"a.yaml", "b.yaml"});
  CHECK(both.code == 0);
  // Each summary, and one table with both side by side.
  const std::string table = both.out.substr(std::min(both.out.find("COMPARISON"), both.out.size()));
  CHECK(contains(table, "TRUCE, never broken\n  to 2026-06-30"));
  CHECK(contains(table, "COMMITMENTS, met\n  soybeans.year"));
  CHECK(contains(table, "SECTORS, disrupted by 2026-12-30\n  rare_earths.automotive"));
  CHECK(contains(table, "MARKETS, median return to 2026-12-30\n  soybeans"));
  CHECK(contains(table, "OUTCOMES\n  holds"));
  CHECK(std::filesystem::exists(folder.path("results/a.nc")));
  CHECK(std::filesystem::exists(folder.path("results/b.nc")));
  std::filesystem::remove_all(folder.path("results"));
  const Finished twice = simulate(folder, {"a.yaml", "b.yaml", "--set", "scenario=same"});
  CHECK(twice.code == 2);
  CHECK(contains(twice.err, "'a.yaml' and 'b.yaml' have one scenario name, 'same'"));
  const Finished file = simulate(folder, {"a.yaml", "b.yaml", "--out", "a.yaml"});
  CHECK(file.code == 2);
  CHECK(contains(file.err, "'a.yaml' is a file"));
  CHECK(folder.entries().size() == 2);
}

TEST_CASE(
    "a scenario without horizons is told at its end; one of events alone by its events; a flow without a pledge too") {
  const TemporaryFolder folder;
  put(folder.path("events.yaml"), R"(
start: 2026-01-01
end: 2026-12-31
regimes: {war: [no, yes]}
events:
  declare: {rate: 2 per year, set: {war: yes}}
)");
  const Finished events = simulate(folder, {"events.yaml", "--paths", "1000"});
  CHECK(events.code == 0);
  CHECK(contains(events.out, "EVENTS     at least once by 2026-12-31"));
  CHECK(contains(events.out, "\n  declare "));
  put(folder.path("rest.yaml"), R"(
start: 2026-01-01
end: 2026-12-31
trade:
  corn: {unit: Mt, baseline: 1 Mt/week}
markets:
  gold: {initial: 4000 USD, volatility: 15% per year}
)");
  const Finished rest = simulate(folder, {"rest.yaml", "--paths", "1000"});
  CHECK(rest.code == 0);
  CHECK(contains(rest.out, "MARKETS, return %  median 2026-12-31"));
  CHECK(contains(rest.out, "FLOWS, to 2026-12-31"));
  CHECK(contains(rest.out, "  corn                Mt ordered  52.14 ± 0"));
  CHECK(!contains(rest.out, "EVENTS"));
}

TEST_CASE("wrong input: everything that is wrong with all files, exit code 2, nothing written") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), std::string(kSmallScenario) + "colour: red\n");
  put(folder.path("b.yaml"), "start: 2026-02-30\nend: 2026-12-31\nregimes: {r: [s]}\n");
  const Finished run = simulate(folder, {"a.yaml", "b.yaml", "missing.yaml"});
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "a.yaml:"));
  CHECK(contains(run.err, "colour"));
  CHECK(contains(run.err, "b.yaml:1:8"));
  CHECK(contains(run.err, "missing.yaml"));
  CHECK(folder.entries().size() == 2);
}

TEST_CASE("a result never replaces its scenario, by whatever name") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("b.yaml"), "extends: a.yaml\n");
  std::filesystem::create_hard_link(folder.path("a.yaml"), folder.path("link.nc"));
  for (const char* out : {"a.yaml", "./a.yaml", "link.nc", "b.yaml"}) {
    const Finished run = simulate(folder, {"b.yaml", "--paths", "300", "--out", out});
    CAPTURE(out, run.err);
    CHECK(run.code == 2);
    CHECK(contains(run.err, "would overwrite the scenario"));
  }
  CHECK(simulate(folder, {"show", "a.yaml"}).code == 0);
}

TEST_CASE("show prints the resolved scenario, which reads back to the same") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished shown = simulate(folder, {"show", "a.yaml", "--set", "run.paths=777"});
  CHECK(shown.code == 0);
  CHECK(contains(shown.out, "777"));
  put(folder.path("b.yaml"), shown.out);
  CHECK(simulate(folder, {"show", "b.yaml"}).out == shown.out);
  CHECK(simulate(folder, {"show", "missing.yaml"}).code == 2);
  CHECK(folder.entries().size() == 2);
}

TEST_CASE("a directory as target, and a folder where nothing can be made: exit code 3 at once") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  std::filesystem::create_directories(folder.path("results/a.nc"));
  const Finished directory = simulate(folder, {"a.yaml", "--paths", "4000000000"});
  CHECK(directory.code == 3);
  CHECK(contains(directory.err, "results/a.nc"));
  CHECK(contains(directory.err, "Is a directory"));
  const Finished nowhere = simulate(folder, {"a.yaml", "--paths", "4000000000", "--out", "/proc/x/a.nc"});
  CHECK(nowhere.code == 3);
  CHECK(contains(nowhere.err, "/proc/x"));
  const Finished device = simulate(folder, {"a.yaml", "--out", "/dev/null"});
  CHECK(device.code == 3);
  CHECK(folder.entries().size() == 3);
}

TEST_CASE("a disk that fills: exit code 3, the reason, nothing left") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run = simulate(folder, {"a.yaml", "--paths", "20000"}, [] {
    const rlimit limit = {200'000, 200'000};
    setrlimit(RLIMIT_FSIZE, &limit);
  });
  CAPTURE(run.err);
  CHECK(run.code == 3);
  CHECK(contains(run.err, "writing 'results/a.nc': File too large"));
  CHECK(run.out.empty());
  CHECK(folder.entries() == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("too little memory is said before the run, with the figures") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run = simulate(folder, {"a.yaml", "--paths", "4000000000", "--keep-paths", "all"});
  CHECK(run.code == 3);
  CHECK(contains(run.err, " GB of memory"));
  CHECK(run.seconds < 5);
  CHECK(folder.entries().size() == 1);
}

TEST_CASE("a standard output that cannot be written: exit code 3; one whose reader went away: no crash") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished full = simulate(folder, {"a.yaml"}, [] { dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO); });
  CHECK(full.code == 3);
  CHECK(contains(full.err, "writing to the standard output: No space left on device"));
  CHECK(simulate(folder, {"--help"}, [] { dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO); }).code == 3);
  const Finished closed = simulate(folder, {"a.yaml"}, [] { close(STDOUT_FILENO); });
  CHECK(closed.code == 3);
  CHECK(contains(closed.err, "Bad file descriptor"));
  const Finished gone = simulate(folder, {"a.yaml"}, [] {
    int ends[2];
    if (pipe(ends) != 0) _exit(96);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
  });
  CHECK(gone.code == 0);
  CHECK(std::filesystem::exists(folder.path("results/a.nc")));
}

// simulate compare, and --csv, through the program itself.
#include <clocale>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Cells of lines without line ends inside cells; quotes taken off.
std::vector<std::vector<std::string>> cells_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    rows.push_back({""});
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        rows.back().emplace_back();
      else
        rows.back().back() += c;
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("compare: text, JSON and tables say the same") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("b.yaml"), "extends: a.yaml\nevents: {snapback: {rate: 0.8 per year}}\n");
  const Finished text = simulate(folder, {"compare", "a.yaml", "b.yaml"});
  CHECK(text.code == 0);
  CHECK(contains(text.out, "A  a: a.yaml\nB  b: b.yaml\n2,000 paths of each"));
  CHECK(contains(text.out, "events.snapback.rate: 0.5 per year -> 0.8 per year"));
  const Finished run = simulate(folder, {"compare", "a.yaml", "b.yaml", "--json", "--csv", "tables"});
  CHECK(run.code == 0);
  const auto json = nlohmann::json::parse(run.out);
  CHECK(json["paths"] == 2000);
  CHECK(json["seed"] == 4);
  CHECK(json["scenarios"][1]["name"] == "b");
  double difference = 0;
  for (const auto& figure : json["figures"])
    if (figure["key"] == "outcome.holds") difference = figure["differences"][1]["value"];
  CHECK(difference < -0.05);
  CHECK(json["what_moved"][0]["method"] == "exact");
  CHECK(json["what_moved"][0]["changes"][0][0]["key"] == "events.snapback.rate");
  const auto rows = cells_of(content_of(folder.path("tables/differences.csv")));
  REQUIRE(rows.size() > 10);
  bool found = false;
  for (const auto& row : rows) {
    CHECK(row.size() == rows[0].size());
    if (row[0] != "outcome.holds") continue;
    found = true;
    CHECK(rows[0][10] == "difference");
    CHECK(std::stod(row[10]) == Approx(difference));
  }
  CHECK(found);
  CHECK(contains(content_of(folder.path("tables/what_moved.csv")),
                 "B b,outcome.holds,1,events.snapback.rate,0.5 per year"));
}

TEST_CASE("compare with one file and settings: as it is, and with them") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run = simulate(folder, {"compare", "a.yaml", "--set", "events.snapback.rate=0.8 per year", "--paths",
                                         "1000", "--seed", "9", "--attribution-paths", "0"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "B  a: a.yaml --set events.snapback.rate=0.8 per year"));
  CHECK(contains(run.out, "1,000 paths of each on the same random numbers, seed 9"));
  CHECK(!contains(run.out, "WHAT MOVED"));
}

TEST_CASE("compare: wrong calls and wrong files") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("b.yaml"), "extends: a.yaml\ncolour: red\n");
  const Finished alone = simulate(folder, {"compare", "a.yaml"});
  CHECK(alone.code == 2);
  CHECK(contains(alone.err, "two scenario files, or one and --set"));
  const Finished wrong = simulate(folder, {"compare", "a.yaml", "b.yaml", "--csv", "tables"});
  CHECK(wrong.code == 2);
  CHECK(contains(wrong.err, "colour"));
  CHECK(folder.entries().size() == 2);
  std::string events;
  for (int i = 0; i < 10; ++i) events += "  e" + std::to_string(i) + ": {rate: 1 per year}\n";
  put(folder.path("c.yaml"), "extends: a.yaml\nevents:\n" + events);
  const Finished few = simulate(folder, {"compare", "a.yaml", "c.yaml", "--attribution-paths", "500"});
  CHECK(few.code == 2);
  CHECK(contains(few.err, "simulate: --attribution-paths: 500 paths of each scenario are too few"));
  std::filesystem::remove(folder.path("c.yaml"));
  const Finished out = simulate(folder, {"compare", "a.yaml", "a.yaml", "--out", "x"});
  CHECK(out.code == 2);
  CHECK(contains(out.err, "--out has no meaning for 'simulate compare'"));
}

TEST_CASE("--csv: tables by time and the summary, with ISO dates and points, whatever the locale") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const auto run = [&](const char* where, const char* locale) {
    return simulate(folder, {"a.yaml", "--csv", where}, [&] { setenv("LC_ALL", locale, 1); });
  };
  REQUIRE(run("plain", "C").code == 0);
  REQUIRE(run("german", "de_DE.UTF-8").code == 0);
  for (const char* name :
       {"summary", "truce", "events", "regimes", "factors", "flows", "sectors", "chains", "markets"}) {
    CAPTURE(name);
    const std::string text = content_of(folder.path(std::string("plain/a_") + name + ".csv"));
    CHECK(text == content_of(folder.path(std::string("german/a_") + name + ".csv")));
    const auto rows = cells_of(text);
    REQUIRE(rows.size() > 5);
    if (std::string(name) == "summary") continue;
    CHECK(rows[0][0] == "date");
    CHECK(rows[1][0] == "2026-01-01");
    CHECK(rows[2][0] == "2026-01-08");
    CHECK(rows.size() == 1 + 53);
    for (const auto& row : rows) CHECK(row.size() == rows[0].size());
  }
  const std::string truce = content_of(folder.path("plain/a_truce.csv"));
  CHECK(contains(truce, "date,day,never broken [1],never broken standard error [1],holds [1]"));
  CHECK(contains(truce, "2026-01-01,0,1,0,1,0"));
  CHECK(contains(truce, "first broken by a chain begun by "));
  CHECK(contains(content_of(folder.path("plain/a_markets.csv")), "soybeans market 50 % [USD/bu]"));
  const std::string summary = content_of(folder.path("plain/a_summary.csv"));
  CHECK(contains(summary,
                 "section,item,measure,date,unit,value,standard_error,paths\ntruce,,never broken,2026-06-30,1,0."));
  CHECK(contains(summary, "\nmarkets,vix,\"return, mean of the worst 5 %\",2026-12-30,1,-0."));
  const Finished both = simulate(folder, {"a.yaml", "a.yaml", "--csv", "a.yaml", "--set", "scenario=x"});
  CHECK(both.code != 0);
  const Finished blocked = simulate(folder, {"a.yaml", "--csv", "a.yaml"});
  CHECK(blocked.code == 3);
}

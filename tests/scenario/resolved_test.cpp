// `resolved_yaml`: the merged scenario as text reads back to the same scenario.
#include <algorithm>
#include <filesystem>

#include "sim/scenario/difference.hpp"
#include "sim/scenario/explain.hpp"
#include "tests/scenario/reading.hpp"
#include "tests/support/random_scenario.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> shipped_scenarios() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TRUCE_SOURCE_DIR) / "scenarios"))
    if (entry.path().extension() == ".yaml" && entry.path().parent_path().filename() != "studies")
      out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

bool same(const NumberSpec& a, const NumberSpec& b) {
  return a.path == b.path && a.value.kind == b.value.kind && a.value.a == b.value.a && a.value.b == b.value.b &&
         a.value.c == b.value.c && a.value.points == b.value.points && a.range == b.range && a.source == b.source &&
         a.note == b.note && a.written == b.written;
}

void check_same(const Scenario& a, const Scenario& b) {
  CHECK(a.name == b.name);
  CHECK(a.title == b.title);
  CHECK(a.notes == b.notes);
  CHECK(a.start == b.start);
  CHECK(a.end == b.end);
  CHECK(a.run.seed == b.run.seed);
  REQUIRE(a.events.size() == b.events.size());
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    CHECK(a.events[i].name.text == b.events[i].name.text);
    CHECK(a.events[i].about == b.events[i].about);
    CHECK(same(a.events[i].number, b.events[i].number));
    CHECK(a.events[i].modifiers.size() == b.events[i].modifiers.size());
    CHECK(a.events[i].outcomes.size() == b.events[i].outcomes.size());
  }
  REQUIRE(a.markets.size() == b.markets.size());
  for (std::size_t i = 0; i < a.markets.size(); ++i) {
    CHECK(same(a.markets[i].volatility, b.markets[i].volatility));
    CHECK(a.markets[i].unit == b.markets[i].unit);
    CHECK(a.markets[i].degrees_of_freedom() == b.markets[i].degrees_of_freedom());
  }
  REQUIRE(a.flows.size() == b.flows.size());
  for (std::size_t i = 0; i < a.flows.size(); ++i) CHECK(same(a.flows[i].pace, b.flows[i].pace));
  CHECK(a.chains.size() == b.chains.size());
  CHECK(a.correlations.size() == b.correlations.size());
  CHECK(a.outcomes.size() == b.outcomes.size());
  CHECK(a.sources.size() == b.sources.size());
}

}  // namespace

TEST_CASE("every shipped scenario reads, and its resolved text reads back to the same", "[scenario][resolved]") {
  REQUIRE_FALSE(shipped_scenarios().empty());
  for (const fs::path& file : shipped_scenarios()) {
    const ReadResult first = read_scenario(file.string());
    INFO(first.diagnostics.render(first.sources));
    REQUIRE(first.scenario);
    const ReadResult second = read_scenario_text(first.scenario->resolved_yaml, "elsewhere/other.yaml");
    INFO(second.diagnostics.render(second.sources));
    REQUIRE(second.scenario);
    CHECK(second.scenario->resolved_yaml == first.scenario->resolved_yaml);
    check_same(*first.scenario, *second.scenario);
  }
}

TEST_CASE("any scenario's resolved text reads back to the same", "[scenario][resolved]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const ReadResult first = read_scenario_text(random_scenario(seed).yaml, "random.yaml");
    REQUIRE(first.scenario);
    const ReadResult second = read_scenario_text(first.scenario->resolved_yaml, "random.yaml");
    INFO(second.diagnostics.render(second.sources));
    REQUIRE(second.scenario);
    CHECK(second.scenario->resolved_yaml == first.scenario->resolved_yaml);
    CHECK(differences(*first.scenario, *second.scenario).empty());
    // Every number, condition and effect has its words here.
    CHECK(explain(*second.scenario).text() == explain(*first.scenario).text());
    check_same(*first.scenario, *second.scenario);
  }
}

TEST_CASE("the resolved text holds what was set and what defaults say", "[scenario][resolved]") {
  const std::string text = head() +
                           "title: \"Quotes: 'and' \\\"these\\\"\"\nnotes: |\n  Two\n  lines # no comment\n"
                           "regimes: {r: [a, b]}\nevents: {e: {rate: {value: 1 per year, range: [0.5, 2]}}}\n"
                           "markets:\n  defaults: {tails: 5}\n  v: {initial: 1 USD, volatility: 1% per year}\n";
  const Scenario s = read_good(text, {"events.e.rate.value=3 per year", "step=1 day"});
  CHECK(s.resolved_yaml ==
        "scenario: test\n"
        "start: 2025-11-24\n"
        "end: 2026-12-31\n"
        "title: \"Quotes: 'and' \\\"these\\\"\"\n"
        "notes: \"Two\\nlines # no comment\\n\"\n"
        "regimes:\n"
        "  r: [a, b]\n"
        "events:\n"
        "  e: {rate: {value: 3 per year, range: [0.5, 2]}}\n"
        "markets:\n"
        "  v: {initial: 1 USD, volatility: 1% per year, tails: 5}\n"
        "step: 1 day\n");
  const Scenario again = read_good(s.resolved_yaml);
  CHECK(again.resolved_yaml == s.resolved_yaml);
  check_same(s, again);
}

TEST_CASE("what is read from a block and shown between braces is quoted where braces need it", "[scenario][resolved]") {
  const Scenario s = read_good(head() +
                               "regimes: {r: [a, b]}\nsources:\n  paper:\n    title: Does it hold?\n"
                               "    url: https://example.org/search?q=truce\n    date: 2025-11-01\n");
  CHECK(s.resolved_yaml.find("url: \"https://example.org/search?q=truce\"") != std::string::npos);
  CHECK(read_good(s.resolved_yaml).resolved_yaml == s.resolved_yaml);
}

TEST_CASE("a scenario says its own name when it is resolved", "[scenario][resolved]") {
  const ReadResult named = read_scenario_text("schema: 1\n" + head() + "scenario: mine\nregimes: {r: [a]}\n", "x.yaml");
  REQUIRE(named.scenario);
  CHECK(named.scenario->name == "mine");
  CHECK(named.scenario->resolved_yaml.find("scenario: mine\n") != std::string::npos);
  const ReadResult unnamed = read_scenario_text("schema: 1\n" + head() + "regimes: {r: [a]}\n", "folder/x.yaml");
  REQUIRE(unnamed.scenario);
  CHECK(unnamed.scenario->resolved_yaml.starts_with("schema: 1\nscenario: x\nstart:"));
}

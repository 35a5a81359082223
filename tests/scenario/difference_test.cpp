// Which assumptions of two scenarios differ.
#include "sim/scenario/difference.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;

namespace {

std::string compared(const std::string& a, const std::string& b, const std::vector<std::string>& settings = {}) {
  return difference_text(differences(read_good(head() + a), read_good(head() + b, settings)), "a.yaml", "b.yaml");
}

const std::string kA = R"(title: One
regimes: {mood: [calm, tense]}
events:
  stress: {rate: 2 per year, set: {mood: tense}, modifiers: {talks: {since: talks, times: 0.5}}}
  talks: {delay: {lognormal: {median: 30 days, sigma: 0.5}}, set: {mood: calm}}
markets: {soy: {initial: 11 USD, volatility: {value: 15% per year, range: [12%, 19%]}}}
)";

}  // namespace

TEST_CASE("a scenario does not differ from itself, by title or by how a number stands", "[scenario][difference]") {
  CHECK(compared(kA, kA) == "A: a.yaml\nB: b.yaml\n\nno assumption differs\n");
  std::string b = kA;
  b.replace(b.find("One"), 3, "Two");
  b.replace(b.find("2 per year"), 10, "{value: 2 per year}");
  CHECK(compared(kA, b) == "A: a.yaml\nB: b.yaml\n\nno assumption differs\n");
}

TEST_CASE("values, ranges, distributions and keys in one alone", "[scenario][difference]") {
  CHECK(compared(kA,
                 R"(regimes: {mood: [calm, tense]}
events:
  stress: {rate: {value: 3 per year, source: judgement}, set: {mood: tense}}
  talks: {delay: {uniform: {min: 5 days, max: 9 days}}, set: {mood: calm}}
  calls: {rate: 4 per year}
markets: {soy: {initial: 11 USD, volatility: {value: 15% per year, range: [10%, 19%]}}}
)") == R"(A: a.yaml
B: b.yaml

DIFFERENT, A -> B
  events.stress.rate            2 per year -> 3 per year
  events.talks.delay
      A: {lognormal: {median: 30 days, sigma: 0.5}}
      B: {uniform: {min: 5 days, max: 9 days}}
  markets.soy.volatility.range  [12%, 19%] -> [10%, 19%]

ONLY IN A
  events.stress.modifiers       {talks: {since: talks, times: 0.5}}

ONLY IN B
  events.stress.rate.source     judgement
  events.calls                  {rate: 4 per year}
)");
}

TEST_CASE("what --set changes shows at its key", "[scenario][difference]") {
  const std::string text = compared(kA, kA, {"markets.soy.volatility.value=20% per year", "run.paths=7"});
  CHECK(text.find("  markets.soy.volatility  15% per year -> 20% per year\n") != std::string::npos);
  CHECK(text.find("ONLY IN B\n  run                     {paths: 7}\n") != std::string::npos);
}

TEST_CASE("tails differ by value, range and reason", "[scenario][difference]") {
  const auto market = [](const std::string& tails) {
    return "markets: {soy: {initial: 11 USD, volatility: 15% per year, tails: " + tails + "}}\n";
  };
  CHECK(compared(market("5"), market("{value: 4, range: [3, 8], note: fits}")) == R"(A: a.yaml
B: b.yaml

DIFFERENT, A -> B
  markets.soy.tails        5 -> 4

ONLY IN B
  markets.soy.tails.range  [3, 8]
  markets.soy.tails.note   fits
)");
}

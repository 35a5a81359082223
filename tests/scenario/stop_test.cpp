// run.stop and run.max_paths.
#include "sim/scenario/reader.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::scenario;

namespace {

ReadResult read(const std::string& run) {
  return read_scenario_text(R"(start: 2026-01-01
end: 2026-12-30
regimes: {tariffs: [calm, stress]}
trade: {soybeans: {unit: Mt, pace: 0.5 Mt/week, commitments: {year: {quantity: 25 Mt, from: 2026-01-01, to: 2026-12-30}}}}
supply: {metals: {level: 80%, sectors: {cars: {cover: 6 weeks, exposure: 30%}}}}
markets: {vix: {initial: 20 points, volatility: 90% per year}}
outcomes:
  calm: {regime: {tariffs: calm}, throughout: 2026-12-30}
  share: {commitment: soybeans.year, ordered: {}}
  volume: {flow: soybeans, ordered: {by: 2026-06-30}}
  days: {sector: metals.cars, disrupted_days: {}}
  loss: {sector: metals.cars, loss: {}}
  fall: {market: vix, drawdown: {at: 2026-12-30}}
run: )" + run + "\n",
                            "a.yaml");
}

std::string codes(const ReadResult& result) {
  std::string out;
  for (const Diagnostic& one : result.diagnostics.all()) out += (out.empty() ? "" : " ") + one.code;
  return out;
}

}  // namespace

TEST_CASE("every outcome in its own unit") {
  const ReadResult result = read(
      "{stop: {calm: 0.5%, share: 1%, volume: 300 kt, days: 2 days, loss: 3 days, fall: {relative: 5%}}, "
      "max_paths: 50000}");
  INFO(result.diagnostics.render(result.sources));
  REQUIRE(result.scenario);
  const auto& stop = result.scenario->run.stop;
  REQUIRE(stop.size() == 6);
  CHECK(stop[0].outcome == "calm");
  CHECK(stop[0].within == Approx(0.005));
  CHECK(stop[1].within == Approx(0.01));
  CHECK(stop[2].within == Approx(0.3));
  CHECK(stop[3].within == Approx(2));
  CHECK(stop[4].within == Approx(3.0 / 7));
  CHECK(stop[5].relative);
  CHECK(stop[5].within == Approx(0.05));
  CHECK(result.scenario->run.max_paths == 50000);
}

TEST_CASE("all outcomes at once") {
  const ReadResult result = read("{stop: 0.5%}");
  REQUIRE(result.scenario);
  REQUIRE(result.scenario->run.stop.size() == 1);
  CHECK(result.scenario->run.stop[0].outcome.empty());
}

TEST_CASE("what is wrong with a stop") {
  CHECK(codes(read("{stop: {clam: 1%}}")) == "E212");
  CHECK(codes(read("{stop: {volume: 1%}}")).starts_with("E"));
  CHECK(codes(read("{stop: {volume: 2 days}}")).starts_with("E"));
  CHECK(codes(read("{stop: 0%}")) == "E304");
  CHECK(codes(read("{stop: -1%}")) == "E304");
  CHECK(codes(read("{stop: {calm: {relative: 0%}}}")) == "E304");
  CHECK(codes(read("{stop: {calm: {absolute: 1%}}}")).starts_with("E"));
  CHECK(codes(read("{stop: {calm: {normal: {mean: 1%, sd: 1%}}}}")).starts_with("E"));
  CHECK(codes(read("{stop: [calm]}")).starts_with("E"));
  CHECK(codes(read("{max_paths: 5000}")) == "E402");
  CHECK(codes(read("{stop: 1%, max_paths: 0}")) == "E304");
}

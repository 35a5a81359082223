// The block engine against its slow twin, path by path (4-architecture.md).
#include <filesystem>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "sim/engine/run.hpp"
#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/collect.hpp"
#include "tests/support/random_scenario.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/reference_compare.hpp"

namespace truce::test {
namespace {

// The first path on which engine and twin part, or "" if they agree on paths 0 .. paths - 1. `twin_model` is the same
// model but in the tests of this comparison itself.
std::string first_parting(const model::Model& engine_model, const model::Model& twin_model, std::int64_t paths) {
  const Collected run = collect(engine_model, paths);
  for (std::int64_t path = 0; path < paths; ++path) {
    const auto& block = run.blocks[static_cast<std::size_t>(path) / engine::kLanes];
    const auto difference = first_difference(block, static_cast<std::size_t>(path) % engine::kLanes,
                                             simulate_path(twin_model, static_cast<std::uint32_t>(path)));
    if (difference) return fmt::format("path {}: {}", path, difference->text());
  }
  return "";
}

double firings_per_path(const Collected& run, const model::Model& model) {
  double sum = 0;
  for (std::size_t event = 0; event < model.events.size(); ++event)
    for (const double count : run.column(&engine::BlockResult::event_count, event)) sum += count;
  return sum / static_cast<double>(run.paths);
}

TEST_CASE("engine and twin agree on 210 random scenarios", "[twin]") {
  constexpr int kScenarios = 210;
  constexpr std::int64_t kPaths = 32;
  std::map<std::string, int> uses;
  for (std::uint64_t seed = 0; seed < kScenarios; ++seed) {
    const RandomScenario scenario = random_scenario(seed);
    for (const std::string& feature : scenario.features) ++uses[feature];
    const model::Model model = model_of(scenario.yaml, seed + 1);
    INFO("random scenario " << seed);
    CHECK(first_parting(model, model, kPaths) == "");
    CHECK(firings_per_path(collect(model, kPaths), model) >= 1);
  }
  for (const auto& [feature, scenarios] : uses) {
    INFO("feature " << feature);
    CHECK(scenarios >= 20);
  }
  CHECK(uses.size() >= 150);
}

TEST_CASE("engine and twin agree on the base scenario", "[twin]") {
  const std::string file = TRUCE_SOURCE_DIR "/scenarios/base.yaml";
  auto read = scenario::read_scenario(file);
  INFO(read.diagnostics.render(read.sources));
  REQUIRE(read.scenario);
  Diagnostics diagnostics;
  const auto model = model::build_model(*read.scenario, read.scenario->run.seed, diagnostics);
  INFO(diagnostics.render(read.sources));
  REQUIRE(model);
  CHECK(first_parting(*model, *model, 1000) == "");
}

// One of everything, active on most paths.
constexpr const char* kPlantScenario = R"(
start: 2026-01-05
end: 2026-12-20
factors:
  tension: {half_life: 20 weeks, sd: 1, initial: 0.3}
regimes:
  tariffs: [calm, stress, snapback]
truce: {holds_while: {tariffs: [calm, stress]}}
events:
  quarrel:
    while: {tariffs: calm}
    rate: 9 per year
    modifiers:
      mood: {factor: tension, ratio: 1.3}
      spring: {between: [2026-03-02, 2026-08-17], times: 1.4}
      after_visit: {since: visit, within: 9 weeks, times: 0.7}
      before_visit: {before: visit, within: 5 weeks, times: 0.6}
    set: {tariffs: stress}
    jump: {tension: 0.2}
    shock: {equities: -2% (1%)}
  ends:
    while: {tariffs: stress}
    delay: {lognormal: {median: 12 days, sigma: 0.5}}
    outcomes:
      repaired: {probability: 70%, set: {tariffs: calm}}
      broken: {probability: rest, set: {tariffs: snapback}, trigger: {deal: {probability: 80%, delay: 30 days}}}
  deal:
    set: {tariffs: calm}
  visit:
    date: 2026-04-15
    schedule: {visit: 120 days}
trade:
  soybeans:
    unit: Mt
    baseline: 0.2 Mt/week
    pace: {value: 0.7 Mt/week, modifiers: {slow: {while: {tariffs: snapback}, times: 0.3}}}
    noise: 50%
    shipment_lag: 6 weeks
    commitments:
      year: {quantity: 25 Mt, from: 2026-01-05, to: 2026-12-20, haste: 1.2, aim: 90%}
supply:
  magnets:
    level: {by: tariffs, calm: 95%, stress: 60%, snapback: 20%}
    ramp: 2 weeks
    noise: 5%
    sectors:
      cars: {cover: {gamma: {mean: 4 weeks, sd: 2 weeks}}, exposure: 40%, need: 90%, substitution: {half_life: 40 weeks, max: 30%}}
markets:
  equities: {initial: 100 points, volatility: {value: 16% per year, modifiers: {stress: {while: {tariffs: stress}, times: 1.5}}}, beta: {tension: -2%}}
  fear: {process: mean_reverting, initial: 20 points, mean: 18 points, half_life: 5 weeks, volatility: 80% per year, tails: 4}
correlation:
  - {of: [equities, fear], is: -0.6}
horizons: [2026-06-30]
outcomes:
  half: {commitment: soybeans.year, ordered: {at_least: 60%}}
  loss: {sector: magnets.cars, loss: {}}
)";

struct Plant {
  const char* name;
  std::function<void(model::Model&)> apply;
};

void stretch(double& value) { value *= 1 + 1e-6; }

// Small bugs, each of which the comparison must find.
const std::vector<Plant>& plants() {
  using model::Model;
  static const std::vector<Plant> all = {
      {"hazard", [](Model& m) { stretch(m.events[0].rate.value); }},
      {"delay",
       [](Model& m) {
         auto form = m.events[1].threshold.form();
         form.a += 1e-6;
         m.events[1].threshold = random::Distribution(form);
       }},
      {"ratio of a factor", [](Model& m) { stretch(m.modifiers[std::size_t(m.events[0].modifiers.begin)].log_ratio); }},
      {"edge of a window", [](Model& m) { m.windows[0].to += 1e-3; }},
      {"since", [](Model& m) { m.modifiers[std::size_t(m.events[0].modifiers.begin) + 2].since_within += 1e-3; }},
      {"before", [](Model& m) { m.modifiers[std::size_t(m.events[0].modifiers.begin) + 3].before_within += 1e-3; }},
      {"outcome of an event", [](Model& m) { m.outcomes_of_events[0].probability += 0.01; }},
      {"trigger", [](Model& m) { m.triggers[0].probability += 0.01; }},
      {"date", [](Model& m) { m.events[3].date += 1e-3; }},
      {"truce",
       [](Model& m) { m.condition_nodes[std::size_t(m.conditions[m.truce.index()].nodes.begin)].states ^= 2; }},
      {"jump", [](Model& m) { m.jumps[0].size = random::Distribution::fixed(0.20001); }},
      {"factor", [](Model& m) { m.factors[0].sd += 1e-5; }},
      {"pace", [](Model& m) { stretch(m.step_numbers[m.flows[0].pace.index()].base.value); }},
      {"haste", [](Model& m) { stretch(m.commitments[0].haste.value); }},
      {"shipment lag", [](Model& m) { stretch(m.flows[0].shipment_lag.value); }},
      {"ramp", [](Model& m) { stretch(m.chains[0].ramp.value); }},
      {"need", [](Model& m) { stretch(m.sectors[0].need.value); }},
      {"substitution", [](Model& m) { stretch(m.sectors[0].substitution_max.value); }},
      {"disrupted above", [](Model& m) { m.sectors[0].disrupted_above.value += 1e-3; }},
      {"volatility", [](Model& m) { stretch(m.step_numbers[m.markets[0].volatility.index()].base.value); }},
      {"beta", [](Model& m) { stretch(m.betas[0].loading.value); }},
      {"correlation", [](Model& m) { stretch(m.noise_factor[m.noises.size() * m.noises.size() - 2]); }},
      {"tails", [](Model& m) { m.markets[1].tails = -1; }},
      {"step number by regime", [](Model& m) { stretch(m.levels[1].value); }},
      {"outcome", [](Model& m) { m.comparisons[0].value += 0.2; }},
  };
  return all;
}

TEST_CASE("the comparison of engine and twin finds planted bugs", "[twin]") {
  const model::Model model = model_of(kPlantScenario, 7);
  REQUIRE(first_parting(model, model, 256) == "");
  for (const Plant& plant : plants()) {
    model::Model planted = model;
    plant.apply(planted);
    INFO("planted: " << plant.name);
    CHECK(first_parting(model, planted, 256) != "");
  }
}

}  // namespace
}  // namespace truce::test

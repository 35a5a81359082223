#include "bench/models.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"

namespace truce::bench {

namespace {

constexpr const char* kHead = "start: 2026-01-01\nend: 2027-12-29\nstep: 1 week\nrun: {seed: 1, sample_paths: 0}\n";

model::Model build(scenario::ReadResult read) {
  std::optional<model::Model> model;
  if (read.scenario) model = model::build_model(*read.scenario, read.scenario->run.seed, read.diagnostics);
  if (model) return std::move(*model);
  std::fputs(read.diagnostics.render(read.sources).c_str(), stderr);
  std::exit(EXIT_FAILURE);
}

}  // namespace

const model::Model& w1() {
  static const model::Model model = build(scenario::read_scenario(TRUCE_BENCH_DIR "/w1.yaml"));
  return model;
}

model::Model model_of(const std::string& yaml) { return build(scenario::read_scenario_text(yaml, "generated.yaml")); }

std::string events_scenario(int events, Pace pace) {
  const int regimes = events / 2;
  const double rate = pace == Pace::kPerEvent ? 0.5 : 4.0 / events;
  std::string text = kHead;
  text += "factors: {x: {half_life: 26 weeks, sd: 0.35}}\nregimes:\n";
  for (int r = 0; r < regimes; ++r) text += fmt::format("  r{}: {{states: [low, high]}}\n", r);
  text += "events:\n";
  for (int e = 0; e < events; ++e) {
    const int own = e / 2;
    const char* from = e % 2 == 0 ? "low" : "high";
    const char* to = e % 2 == 0 ? "high" : "low";
    std::string modifiers = "mood: {factor: x, ratio: 1.5}";
    for (const int distance : {1, 2}) {
      const int other = (own + distance) % regimes;
      if (other == own || (distance == 2 && regimes < 3)) continue;
      modifiers += fmt::format(", r{0}: {{while: {{r{0}: high}}, times: {1}}}", other, e % 2 == 0 ? 1.5 : 0.75);
    }
    text += fmt::format(
        "  e{}: {{while: {{r{}: {}}}, rate: {} per year, modifiers: {{{}}}, set: {{r{}: {}}}, jump: {{x: {}}}}}\n", e,
        own, from, rate, modifiers, own, to, e % 2 == 0 ? 0.02 : -0.02);
  }
  return text;
}

std::string markets_scenario(int markets, Correlation correlation) {
  std::string text = kHead;
  text += "markets:\n";
  for (int m = 0; m < markets; ++m)
    text += fmt::format("  m{}: {{initial: 100 USD, drift: 2% per year, volatility: {}% per year}}\n", m, 15 + m % 7);
  if (correlation == Correlation::kNone || markets == 1) return text;
  text += "correlation:\n";
  for (int m = 0; m < markets; ++m)
    for (int other = 0; other < m; ++other) text += fmt::format("  - {{of: [m{}, m{}], is: 0.3}}\n", m, other);
  return text;
}

std::string small_scenario(Feature feature) {
  std::string text = kHead;
  const auto with = [feature](Feature wanted, const char* yes, const char* no = "") {
    return feature == wanted ? yes : no;
  };
  text += "factors: {x: {half_life: 26 weeks, sd: 0.35}}\n";
  text += "regimes: {mood: [calm, tense]}\ntruce: {holds_while: {mood: calm}}\n";
  text += "events:\n";
  text += fmt::format(
      "  rises: {{while: {{mood: calm}}, rate: 1 per year, modifiers: {{mood: {{factor: x, ratio: 1.5}}{}}}, "
      "set: {{mood: tense}}{}}}\n",
      with(Feature::kFeedback, ", behind: {while: {commitment: {beans.year: {below: 60%}}}, times: 1.4}"),
      with(Feature::kTriggers, ", trigger: {echo: {probability: 50%, delay: 2 weeks}}"));
  text += "  eases: {while: {mood: tense}, rate: 3 per year, set: {mood: calm}}\n";
  text += with(Feature::kTriggers, "  echo: {jump: {x: 0.1}}\n");
  text += fmt::format(
      "trade: {{beans: {{unit: Mt, pace: {}, noise: 50%, capacity: 1.5 Mt/week, commitments: {{year: "
      "{{quantity: 25 Mt, from: 2026-01-01, to: 2026-12-30, haste: 1}}}}}}}}\n",
      with(Feature::kDistributedNumbers, "{lognormal: {median: 0.7 Mt/week, sigma: 0.4}}", "0.7 Mt/week"));
  text +=
      "supply: {magnets: {level: {by: mood, calm: 105%, tense: 40%}, sectors: {cars: {cover: 6 weeks, exposure: "
      "100%}}}}\n";
  text += fmt::format("markets: {{beans: {{initial: 11 USD/bu, volatility: 20% per year{}}}}}\n",
                      with(Feature::kTails, ", tails: 5"));
  return text;
}

}  // namespace truce::bench

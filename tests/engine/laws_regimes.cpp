// Interacting regimes against the matrix exponential of their generator (1-model.md, 1.3 and 1.4): exact at any step.
#include <cmath>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/engine/laws_interacting.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 360;

Measure days_in(const model::Model& model, int regime, int state) {
  const std::size_t r = regime_index(model, InteractingRegimes::regime_name(regime));
  const std::size_t row = static_cast<std::size_t>(model.regimes[r].first_state + state);
  return [row](const engine::BlockResult& block, std::size_t lane) { return block.regime_days[row][lane]; };
}

TEST_CASE("interacting regimes follow the matrix exponential of their generator", "[slow]") {
  const InteractingRegimes regimes;
  const MarkovChain chain = regimes.chain();
  const std::string step = GENERATE("30 days", "1 week");
  const model::Model model = model_of(scenario_text(step, kDays, regimes.yaml()));
  const double years = kDays / kDaysPerYear;
  const auto steps = static_cast<std::size_t>(model.steps());

  // Mistakes: a cross modifier that is forgotten; years of 360 days.
  InteractingRegimes forgetful;
  forgetful.change()[0].modifiers.erase(forgetful.change()[0].modifiers.begin());
  const MarkovChain forgotten = forgetful.chain();

  std::vector<Tested> laws;
  for (const std::size_t row : {steps / 4, steps / 2, steps}) {
    const double t = model.times[row] / kDaysPerYear;
    const Eigen::RowVectorXd p = chain.at(0, t), wrong = forgotten.at(0, t);
    for (int r = 0; r < 3; ++r)
      for (int s = 0; s < InteractingRegimes::states_of(r); ++s) {
        const Eigen::VectorXd f = regimes.indicator(r, s);
        std::vector<Mistake> mistakes;
        if (r == 0) mistakes.push_back({"the modifier of controls on worsen is forgotten", chance(wrong.dot(f))});
        laws.push_back({InteractingRegimes::state_name(r, s) + " at row " + std::to_string(row),
                        in_state(model, InteractingRegimes::regime_name(r), InteractingRegimes::state_name(r, s), row),
                        chance(p.dot(f)), mistakes});
      }
  }
  // One joint state: regimes are not only right one by one.
  const Eigen::VectorXd joint =
      regimes.indicator(0, 2).cwiseProduct(regimes.indicator(1, 1)).cwiseProduct(regimes.indicator(2, 1));
  const Eigen::RowVectorXd end = chain.at(0, years);
  const double apart =
      end.dot(regimes.indicator(0, 2)) * end.dot(regimes.indicator(1, 1)) * end.dot(regimes.indicator(2, 1));
  std::vector<Mistake> of_joint = {{"regimes are independent", chance(apart)}};
  laws.push_back(
      {"mood_2, controls_1 and buying_1 at the end",
       product(product(in_state(model, "mood", "mood_2", steps), in_state(model, "controls", "controls_1", steps)),
               in_state(model, "buying", "buying_1", steps)),
       chance(end.dot(joint)), of_joint});

  for (int r = 0; r < 3; ++r)
    for (int s = 0; s < InteractingRegimes::states_of(r); ++s) {
      const Eigen::VectorXd f = regimes.indicator(r, s);
      const double mean = chain.occupation(0, years, f);
      const double variance = chain.occupation_second_moment(0, years, f) - mean * mean;
      std::vector<Mistake> mistakes;
      if (r == 0) {
        const double wrong = forgotten.occupation(0, years, f);
        const double spread = forgotten.occupation_second_moment(0, years, f) - wrong * wrong;
        mistakes.push_back({"the modifier of controls on worsen is forgotten",
                            average(wrong * kDaysPerYear, spread * kDaysPerYear * kDaysPerYear)});
      }
      laws.push_back({"days in " + InteractingRegimes::state_name(r, s), days_in(model, r, s),
                      average(mean * kDaysPerYear, variance * kDaysPerYear * kDaysPerYear), mistakes});
    }
  check_laws(model, laws);
}

TEST_CASE("a modifier acts from the instant at which its condition becomes true, inside a step too", "[slow]") {
  // `other` runs at b, and at 5 b from the time s at which `turn`, of rate a, has fired. No firing of `other` in one
  // step of h: exp(-b h) where `turn` does not fire, else the average over s of exp(-b s - 5 b (h - s)).
  const model::Model model = model_of(scenario_text("28 days", 28, R"(
regimes: {phase: [calm, wild]}
events:
  turn: {while: {phase: calm}, rate: 15 per year, set: {phase: wild}}
  other: {rate: 2 per year, modifiers: {w: {while: {phase: wild}, times: 5}}}
)"));
  const double h = 28 / kDaysPerYear, a = 15, b = 2;
  const double none =
      std::exp(-(a + b) * h) + a * std::exp(-5 * b * h) * (1 - std::exp(-(a - 4 * b) * h)) / (a - 4 * b);
  check_laws(model, {{"other fires",
                      fired_by(model, "other", 28),
                      chance(1 - none),
                      {{"modifiers read at a step's start", chance(1 - std::exp(-b * h))},
                       {"modifiers read at a step's end", chance(1 - std::exp(-a * h) * std::exp(-b * h) -
                                                                 (1 - std::exp(-a * h)) * std::exp(-5 * b * h))}}}});
}

TEST_CASE("days in the states of a regime add up to the horizon") {
  const model::Model model =
      model_of(scenario_text("30 days", 400, InteractingRegimes().yaml()));  // the last step is short
  const Collected run = collect(model, 1000);
  for (int r = 0; r < 3; ++r) {
    std::vector<double> sum(1000);
    for (int s = 0; s < InteractingRegimes::states_of(r); ++s) {
      const auto days =
          run.column(&engine::BlockResult::regime_days, static_cast<std::size_t>(model.regimes[r].first_state + s));
      for (std::size_t i = 0; i < days.size(); ++i) sum[i] += days[i];
    }
    for (const double days : sum) REQUIRE(days == Approx(400).epsilon(1e-12));
  }
}

}  // namespace
}  // namespace truce::test

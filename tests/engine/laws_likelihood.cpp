// Firings N and integrated hazard Lambda of a rate event (1-model.md, end of 1.4): E[N - Lambda] = 0,
// Var(N - Lambda) = E[Lambda], and re-weighting by c^N exp(-(c - 1) Lambda) against running at c times the rate.
#include <cmath>
#include <complex>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/engine/laws_interacting.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 360;
constexpr double kYears = kDays / kDaysPerYear;

// E[M^4], E[M^2 Lambda] and E[Lambda^2] for M = N - Lambda of one label: Taylor coefficients of
// G(u, v) = E[exp(u M + v Lambda)], by Cauchy's formula on circles (the function is entire).
struct Moments {
  double m4 = 0, m2_lambda = 0, lambda2 = 0;
};
Moments moments(const MarkovChain& chain, int label) {
  constexpr int kPoints = 16;
  constexpr double kRadius = 0.5;
  const double turn = 2 * M_PI / kPoints;
  std::complex<double> m4 = 0, m2_lambda = 0, lambda2 = 0;
  for (int i = 0; i < kPoints; ++i)
    for (int j = 0; j < kPoints; ++j) {
      const std::complex<double> u = std::polar(kRadius, turn * i), v = std::polar(kRadius, turn * j);
      const Eigen::MatrixXcd g = exponential(Eigen::MatrixXcd(chain.tilted(label, std::exp(u), u - v) * kYears));
      const std::complex<double> value = g.row(0).sum();
      m4 += value / std::pow(u, 4) * 24.0;
      m2_lambda += value / (std::pow(u, 2) * v) * 2.0;
      lambda2 += value / std::pow(v, 2) * 2.0;
    }
  const double n = kPoints * kPoints;
  return {m4.real() / n, m2_lambda.real() / n, lambda2.real() / n};
}

TEST_CASE("N - Lambda has mean 0 and the variance E[Lambda], for every rate event of interacting regimes", "[slow]") {
  const InteractingRegimes regimes;
  const MarkovChain chain = regimes.chain();
  const std::string step = GENERATE("30 days", "1 week");
  const model::Model model = model_of(scenario_text(step, kDays, regimes.yaml()));
  std::vector<Tested> laws;
  for (std::size_t e = 0; e < regimes.events().size(); ++e) {
    const std::string& name = regimes.events()[e].name;
    const double lambda = chain.occupation(0, kYears, chain.hazard(static_cast<int>(e)));
    const Moments m = moments(chain, static_cast<int>(e));
    const Measure rest = difference(count_of(model, name), hazard_of(model, name));
    laws.push_back(
        {name + ": mean of Lambda", hazard_of(model, name), average(lambda, m.lambda2 - lambda * lambda), {}});
    laws.push_back({name + ": mean of N - Lambda",
                    rest,
                    average(0, lambda),
                    {{"2 % of Lambda is lost", average(0.02 * lambda, lambda)}}});
    laws.push_back(
        {name + ": (N - Lambda)^2 - Lambda",
         difference(square(rest), hazard_of(model, name)),
         average(0, m.m4 - 2 * m.m2_lambda + m.lambda2),
         {{"thresholds are spread too little: by 12 %", average(-0.12 * lambda, m.m4 - 2 * m.m2_lambda + m.lambda2)}}});
  }
  check_laws(model, laws);
}

TEST_CASE("re-weighting gives what running at another rate gives", "[slow]") {
  const InteractingRegimes regimes;
  constexpr int kEvent = 1;  // break_down
  constexpr double kTimes = 1.4;
  const std::string& name = regimes.events()[kEvent].name;
  const std::string step = GENERATE("30 days", "1 week");
  const model::Model base = model_of(scenario_text(step, kDays, regimes.yaml()));
  const model::Model faster = model_of(scenario_text(step, kDays, regimes.yaml(kEvent, kTimes)));
  const auto row = static_cast<std::size_t>(base.steps());

  const Measure broken = in_state(base, "mood", "mood_2", row);
  const std::size_t e = event_index(base, name);
  const auto weight = [e](double times) {
    return Measure([e, times](const engine::BlockResult& block, std::size_t lane) {
      return std::pow(times, block.event_own_count[e][lane]) *
             std::exp(-(times - 1) * block.event_integrated_hazard[e][lane]);
    });
  };
  // E[f w] = E_c[f]; E[f w^2] by the generator whose moves count c^2 times and whose diagonal loses 2 (c - 1) hazard.
  const Eigen::VectorXd f = regimes.indicator(0, 2);
  const MarkovChain chain = regimes.chain();
  const double target = regimes.chain(kEvent, kTimes).at(0, kYears).dot(f);
  const double untouched = chain.at(0, kYears).dot(f);
  const Eigen::MatrixXcd squared =
      exponential(Eigen::MatrixXcd(chain.tilted(kEvent, kTimes * kTimes, 2 * (kTimes - 1)) * kYears));
  const double second = (squared.row(0) * f.cast<std::complex<double>>()).value().real();
  const double second_of_weight = squared.row(0).sum().real();
  check_laws(base, {{"mood_2, re-weighted",
                     product(broken, weight(kTimes)),
                     average(target, second - target * target),
                     {{"weights do nothing", average(untouched, second - target * target)}}},
                    {"the weight itself",
                     weight(kTimes),
                     average(1, second_of_weight - 1),
                     {{"c^N without the exponential", average(1.03, second_of_weight - 1)}}}});
  check_laws(
      faster,
      {{"mood_2, run at the other rate", broken, chance(target), {{"the rate is unchanged", chance(untouched)}}}});
}

TEST_CASE("d E[f] / d ln(rate) is E[f (N - Lambda)]", "[slow]") {
  const InteractingRegimes regimes;
  constexpr int kEvent = 1;
  const std::string& name = regimes.events()[kEvent].name;
  const model::Model model = model_of(scenario_text("30 days", kDays, regimes.yaml()));
  const auto row = static_cast<std::size_t>(model.steps());
  const Eigen::VectorXd f = regimes.indicator(0, 2);
  // The derivative by a central difference of the matrix exponential, and E[f M^2] from the tilted generator.
  constexpr double kSmall = 1e-4;
  const double slope = (regimes.chain(kEvent, std::exp(kSmall)).at(0, kYears).dot(f) -
                        regimes.chain(kEvent, std::exp(-kSmall)).at(0, kYears).dot(f)) /
                       (2 * kSmall);
  std::complex<double> second = 0;
  for (int i = 0; i < 16; ++i) {
    const std::complex<double> u = std::polar(0.5, 2 * M_PI * i / 16);
    const Eigen::MatrixXcd g = exponential(Eigen::MatrixXcd(regimes.chain().tilted(kEvent, std::exp(u), u) * kYears));
    second += 2.0 * (g.row(0) * f.cast<std::complex<double>>()).value() / (u * u) / 16.0;
  }
  const Law law = average(slope, second.real() - slope * slope);
  check_laws(
      model,
      {{"slope of mood_2 in the rate of break_down",
        product(in_state(model, "mood", "mood_2", row), difference(count_of(model, name), hazard_of(model, name))),
        law,
        {{"no slope", {0, law.standard_error}}}}});
}

// Clocks of every kind at once: pauses, windows, tables, triggers, delays, dates, a factor. No closed form for
// E[Lambda], but the martingale law needs none: the standard error is the square root of the mean of Lambda itself.
constexpr const char* kEverything = R"(
factors: {tension: {half_life: 60 days, sd: 1}}
regimes: {phase: [calm, tense, broken]}
events:
  worsen:
    while: {phase: calm}
    rate: 6 per year
    modifiers:
      mood: {factor: tension, ratio: 1.5}
      spring: {between: [@30, @90], times: 2}
      ahead: {before: summit, within: 40 days, times: 0.5}
    set: {phase: tense}
    jump: {tension: 0.5}
    trigger: {leak: {probability: 50%, delay: {uniform: {min: 0 days, max: 20 days}}}}
  calm_down: {while: {phase: tense}, delay: {gamma: {mean: 30 days, sd: 20 days}}, set: {phase: calm}}
  leak:
    rate: 3 per year
    modifiers: {lately: {since: worsen, within: 15 days, times: 3}}
    jump: {tension: 0.3}
  collapse:
    while: {phase: tense}
    probability: {@59: 30%, @179: 60%}
    modifiers: {leaked: {since: leak, within: 30 days, times: 2}}
    repeat: true
    set: {phase: broken}
  repair: {while: {phase: broken}, probability: 95% per year, repeat: true, set: {phase: calm}}
  once: {while: {not: {phase: broken}}, rate: 1.5 per year, repeat: false}
  summit: {date: @120, shift: {uniform: {min: 0 days, max: 60 days}}, jump: {tension: -1}}
)";

TEST_CASE("N - Lambda has mean 0 for every rate and probability event of a rich model", "[slow]") {
  const std::string step = GENERATE("30 days", "1 week");
  const model::Model model = model_of(scenario_text(step, 240, kEverything));
  const std::vector<std::string> names = {"worsen", "leak", "collapse", "repair", "once"};
  std::vector<Measure> measures;
  for (const auto& name : names) {
    const std::size_t e = event_index(model, name);
    measures.push_back([e](const engine::BlockResult& block, std::size_t lane) {
      return block.event_own_count[e][lane] - block.event_integrated_hazard[e][lane];
    });
    measures.push_back(hazard_of(model, name));
    measures.push_back(count_of(model, name));
  }
  const std::vector<double> observed = averages(model, measures);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double lambda = observed[3 * i + 1];
    const double standard_error = std::sqrt(lambda / kManyPaths);
    check_law(names[i] + ": N - Lambda", observed[3 * i], {0, standard_error},
              {{"3 % of Lambda is lost", {0.03 * lambda, standard_error}}});
  }
  // A triggered firing is none of the clock's own: with it, the law would not hold.
  CHECK_FALSE(agrees(observed[5] - observed[4], {0, std::sqrt(observed[4] / kManyPaths)}));
}

}  // namespace
}  // namespace truce::test

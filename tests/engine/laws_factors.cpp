// Factors: the Ornstein-Uhlenbeck process against its exact moments, jumps, and means that move (1-model.md, 1.2).
#include <cmath>

#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 210;  // 7 steps of 30 days, 30 of a week

Measure factor_at(const model::Model& model, const std::string& name, std::size_t row) {
  return [f = factor_index(model, name), row](const engine::BlockResult& block, std::size_t lane) {
    return static_cast<double>(block.factor.at(f, row)[lane]);
  };
}
Measure deviation(Measure measure, double mean) {
  return [measure = std::move(measure), mean](const engine::BlockResult& block, std::size_t lane) {
    return measure(block, lane) - mean;
  };
}
std::size_t row_on(const model::Model& model, double day) {
  for (std::size_t k = 0; k < model.times.size(); ++k)
    if (std::abs(model.times[k] - day) < 1e-9) return k;
  throw std::runtime_error("no step ends on this day");
}

struct Process {
  std::string name;
  double mean, half_life, sd, initial;
  double mean_at(double t) const { return mean + std::exp2(-t / half_life) * (initial - mean); }
  double variance_at(double t) const { return sd * sd * (1 - std::exp2(-2 * t / half_life)); }
  double covariance(double s, double t) const {
    return std::exp2(-std::abs(t - s) / half_life) * variance_at(std::min(s, t));
  }
};

TEST_CASE("factors have the mean, variance and autocovariance of their process at any step", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const std::vector<Process> processes = {{"slow", 1.5, 182, 2, -1}, {"quick", 0, 10, 0.5, 3}};
  const model::Model model = model_of(scenario_text(step, kDays, R"(
factors:
  slow: {mean: 1.5, half_life: 26 weeks, sd: 2, initial: -1}
  quick: {half_life: 10 days, sd: 0.5, initial: 3}
  other: {half_life: 26 weeks, sd: 1}
correlation:
  - {of: [slow, other], is: 0.6}
)"));
  std::vector<Tested> laws;
  for (const Process& p : processes)
    for (const double t : {model.times[1], 210.0}) {
      const double mean = p.mean_at(t), variance = p.variance_at(t);
      const Measure x = factor_at(model, p.name, row_on(model, t));
      const std::string at = p.name + " on day " + std::to_string(t);
      std::vector<Mistake> of_mean, of_variance;
      if (p.name == "slow") {
        of_mean = {{"the half-life is an e-folding time",
                    average(p.mean + std::exp(-t / p.half_life) * (p.initial - p.mean), variance)}};
        of_variance = {{"sd per root week instead of stationary",
                        average(p.sd * p.sd * t / 7, 2 * std::pow(p.sd * p.sd * t / 7, 2))},
                       {"stationary from the start", average(p.sd * p.sd, 2 * std::pow(p.sd, 4))}};
      }
      laws.push_back({"mean of " + at, x, average(mean, variance), of_mean});
      laws.push_back(
          {"variance of " + at, square(deviation(x, mean)), average(variance, 2 * variance * variance), of_variance});
      laws.push_back(
          {at + " is normal: above one sd", is_above(x, mean + std::sqrt(variance)), chance(0.15865525393145707), {}});
      laws.push_back({at + " is normal: above three sd",
                      is_above(x, mean + 3 * std::sqrt(variance)),
                      chance(0.0013498980316300957),
                      {}});
    }
  // Autocovariance between day 180 and day 210, a lag of a few half-lives for one and a sixth of one for the other;
  // step "1 week" has no row on day 180, so day 182 there.
  const double s = step == "1 week" ? 182 : 180;
  for (const Process& p : processes) {
    const double v1 = p.variance_at(s), v2 = p.variance_at(210), c = p.covariance(s, 210);
    laws.push_back({"autocovariance of " + p.name,
                    product(deviation(factor_at(model, p.name, row_on(model, s)), p.mean_at(s)),
                            deviation(factor_at(model, p.name, row_on(model, 210)), p.mean_at(210))),
                    average(c, v1 * v2 + c * c),
                    {}});
    if (p.name == "slow")
      laws.back().mistakes = {
          {"independent steps", average(0, v1 * v2)},
          {"it decays twice as fast", average(c * std::exp2(-(210 - s) / p.half_life), v1 * v2 + c * c)}};
  }
  // Shocks of correlation 0.6 every step, the same half-life: correlation 0.6 at any time.
  const double c = 0.6 * std::sqrt(processes[0].variance_at(210) * (1 - std::exp2(-2 * 210 / 182.0)));
  laws.push_back({"covariance of slow and other",
                  product(deviation(factor_at(model, "slow", row_on(model, 210)), processes[0].mean_at(210)),
                          factor_at(model, "other", row_on(model, 210))),
                  average(c, processes[0].variance_at(210) * (1 - std::exp2(-2 * 210 / 182.0)) + c * c),
                  {{"no correlation", average(0, processes[0].variance_at(210))}}});
  check_laws(model, laws);
}

TEST_CASE("random jumps add their moments", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
factors: {tension: {half_life: 100 days, sd: 0.5}}
events:
  news: {rate: 10 per year, jump: {tension: 0.4 (0.3)}}
)"));
  // Jumps count from the start of their step: each step adds a compound Poisson sum that decays by 2^(-h/H) at its end.
  const double rate = 10 / 365.25;
  double mean = 0, variance = 0.25 * (1 - std::exp2(-2 * kDays / 100.0)), fourth = 0;
  for (int k = 0; k < model.steps(); ++k) {
    const double h = model.times[static_cast<std::size_t>(k) + 1] - model.times[static_cast<std::size_t>(k)];
    const double decay = std::exp2(-(kDays - model.times[static_cast<std::size_t>(k)]) / 100.0);
    mean += rate * h * 0.4 * decay;
    variance += rate * h * (0.4 * 0.4 + 0.3 * 0.3) * decay * decay;
    // The fourth cumulant of the sum: E J^4 = m^4 + 6 m^2 s^2 + 3 s^4.
    fourth += rate * h * (std::pow(0.4, 4) + 6 * 0.16 * 0.09 + 3 * std::pow(0.3, 4)) * std::pow(decay, 4);
  }
  const Measure x = factor_at(model, "tension", static_cast<std::size_t>(model.steps()));
  check_laws(model,
             {{"mean", x, average(mean, variance), {{"jumps do not decay", average(rate * kDays * 0.4, variance)}}},
              {"variance",
               square(deviation(x, mean)),
               average(variance, fourth + 2 * variance * variance),
               {{"the size of jumps is fixed",
                 average(variance - 0.09 / 0.25 * (variance - 0.25 * (1 - std::exp2(-2 * kDays / 100.0))),
                         2 * variance * variance + fourth)}}}});
}

// Without noise a factor is a known sequence: x' = m + a (x - m), with the jumps of the step in x.
TEST_CASE("jumps and moving means are exact without noise") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
factors:
  jumped: {half_life: 30 days, sd: 0, initial: 4}
  window: {mean: {value: 1, modifiers: {w: {between: [@45, @99], plus: 2}}}, half_life: 30 days, sd: 0}
  times_then_plus:
    mean: {value: 1, modifiers: {p: {while: {phase: second}, plus: 2}, t: {while: {phase: second}, times: 3}}}
    half_life: 30 days
    sd: 0
  ever_since: {mean: {value: -1, modifiers: {s: {since: turn, times: 4}}}, half_life: 30 days, sd: 0, initial: 0}
events:
  push: {date: @100, jump: {jumped: 2}}
  turn: {date: @65, set: {phase: second}}
)"));
  const Collected run = collect(model, 256);
  const auto overlap = [](double from, double to, double begin, double end) {
    return std::max(0.0, std::min(to, end) - std::max(from, begin)) / (to - from);
  };
  double jumped = 4, window = 1, both = 1, since = 0;
  for (int k = 0; k < model.steps(); ++k) {
    const double from = model.times[static_cast<std::size_t>(k)], to = model.times[static_cast<std::size_t>(k) + 1];
    const double a = std::exp2(-(to - from) / 30);
    if (from < 100 && 100 <= to) jumped += 2;
    jumped *= a;
    const auto move = [&](double& x, double mean) { x = mean + a * (x - mean); };
    move(window, 1 + 2 * overlap(from, to, 45, 100));
    move(both, 1 + 4 * overlap(from, to, 65, kDays));  // 1 x 3 + 2 = 5 in the second phase
    move(since, -1 - 3 * overlap(from, to, 65, kDays));
    const std::vector<std::pair<std::string, double>> expected = {
        {"jumped", jumped}, {"window", window}, {"times_then_plus", both}, {"ever_since", since}};
    for (const auto& [name, value] : expected) {
      INFO(name << " on day " << to << ", step " << step);
      for (const double x :
           run.column(&engine::BlockResult::factor, factor_index(model, name), static_cast<std::size_t>(k) + 1))
        REQUIRE(x == Approx(value).epsilon(1e-6).margin(1e-7));
    }
  }
}

}  // namespace
}  // namespace truce::test

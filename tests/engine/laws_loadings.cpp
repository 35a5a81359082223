// Hazards that load on a factor (Cox processes): frozen over a step but for jumps, and so exact on the grid; the bias
// against continuous time vanishes with the step (1-model.md, 1.4).
#include <cmath>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 210;

TEST_CASE("a hazard on a factor without noise is the sum over steps of its frozen values") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
factors: {tension: {mean: -0.5, half_life: 50 days, sd: 0, initial: 2}}
events:
  push: {date: @100, jump: {tension: 1.5}}
  e: {rate: 3 per year, modifiers: {mood: {factor: tension, ratio: 1.8}}}
  inside: {rate: 3 per year, modifiers: {mood: {factor: tension, ratio: 1.8, between: [@40, @120], times: 2}}}
  twice: {rate: 3 per year, modifiers: {mood: {factor: tension, ratio: 1.8}, more: {factor: tension, ratio: 0.7}}}
  table: {probability: {@59: 30%, @199: 60%}, repeat: true, modifiers: {mood: {factor: tension, ratio: 1.8}}}
  above: {rate: 3 per year, modifiers: {high: {while: {factor: {tension: {above: 0.5}}}, times: 4}}}
)"));
  const double rate = 3 / kDaysPerYear;
  double x = 2, plain = 0, inside = 0, twice = 0, table = 0, above = 0, continuous = 0;
  const double piece[2] = {-std::log(0.7) / 60, std::log(0.7 / 0.4) / 140};
  const auto part = [](double from, double to, double begin, double end) {
    return std::max(0.0, std::min(to, end) - std::max(from, begin));
  };
  // Adds the time from `from` to `to` with the factor at x.
  const auto add = [&](double from, double to) {
    const double ratio = std::pow(1.8, x);
    plain += rate * ratio * (to - from);
    inside += rate * ((to - from) + (2 * ratio - 1) * part(from, to, 40, 121));
    twice += rate * std::pow(1.8 * 0.7, x) * (to - from);
    table += ratio * (piece[0] * part(from, to, 0, 60) + piece[1] * part(from, to, 60, 200));
    above += rate * (x > 0.5 ? 4 : 1) * (to - from);
  };
  for (int k = 0; k < model.steps(); ++k) {
    const double from = model.times[static_cast<std::size_t>(k)], to = model.times[static_cast<std::size_t>(k) + 1];
    if (from < 100 && 100 <= to) {
      add(from, 100);
      x += 1.5;  // events see the jump at once
      add(100, to);
    } else {
      add(from, to);
    }
    x = -0.5 + std::exp2(-(to - from) / 50) * (x + 0.5);
  }
  const std::vector<std::pair<std::string, double>> expected = {
      {"e", plain}, {"inside", inside}, {"twice", twice}, {"table", table}, {"above", above}};
  const Collected run = collect(model, 300);
  for (const auto& [name, hazard] : expected) {
    INFO(name << ", step " << step);
    for (const double lambda : run.column(&engine::BlockResult::event_integrated_hazard, event_index(model, name)))
      REQUIRE(lambda == Approx(hazard).epsilon(1e-10));
  }
  // In continuous time, with x(t) = -0.5 + (2.5 + 1.5 x 2^(100/50) from day 100 on) 2^(-t/50):
  const auto at = [&](double t) {
    return rate * std::pow(1.8, -0.5 + (2.5 + (t >= 100 ? 1.5 * 4 : 0)) * std::exp2(-t / 50));
  };
  continuous = boost::math::quadrature::gauss_kronrod<double, 61>::integrate(at, 0, 100) +
               boost::math::quadrature::gauss_kronrod<double, 61>::integrate(at, 100, kDays);
  const double bias = plain / continuous - 1;
  CHECK(bias > 0);  // a falling factor is frozen at its higher value
  CHECK(bias < (step == "1 day" ? 0.01 : step == "1 week" ? 0.05 : 0.2));
}

TEST_CASE("a delay on a factor without noise is stretched by its ratio") {
  const model::Model model = model_of(scenario_text("30 days", kDays, R"(
factors: {tension: {half_life: 60 days, sd: 0, initial: 2}}
events:
  e: {delay: 100 days, modifiers: {mood: {factor: tension, ratio: 1.5}}}
)"));
  // Speed 1 / 1.5^x with x = 2, 1.414, 1, 0.707, ... over steps of 30 days.
  double left = 100, t = 0, x = 2;
  for (; left > 30 / std::pow(1.5, x); x *= std::exp2(-0.5), t += 30) left -= 30 / std::pow(1.5, x);
  t += left * std::pow(1.5, x);
  for (const double first : collect(model, 256).column(&engine::BlockResult::event_first_time, 0))
    REQUIRE(first == Approx(t).epsilon(1e-9));
}

// Outside events a factor is read as it stood at the step's start, before the step's jumps; tests and windows still
// split the step.
TEST_CASE("numbers outside events load on the factor at the start of the step") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
factors:
  tension: {mean: -0.5, half_life: 50 days, sd: 0, initial: 2}
  mood: {mean: {value: 1, modifiers: {t: {factor: tension, ratio: 2}, p: {while: {phase: second}, plus: 3}}}, half_life: 20 days, sd: 0}
events:
  push: {date: @100, jump: {tension: 1.5}, set: {phase: second}}
trade:
  grain:
    unit: Mt
    baseline: {value: 2 Mt/week, modifiers: {t: {factor: tension, ratio: 1.8}}}
  iron:
    unit: Mt
    baseline: {value: 2 Mt/week, modifiers: {t: {factor: tension, ratio: 1.8, while: {phase: second}}, w: {between: [@50, @59], times: 3}}}
supply:
  magnets: {level: {value: 50%, modifiers: {t: {factor: tension, ratio: 0.8}}}, sectors: {cars: {cover: 900 weeks, exposure: 10%}}}
)"));
  const Collected run = collect(model, 256);
  const auto overlap = [](double from, double to, double begin, double end) {
    return std::max(0.0, std::min(to, end) - std::max(from, begin)) / (to - from);
  };
  double x = 2, mood = 1;
  for (int k = 0; k < model.steps(); ++k) {
    const double from = model.times[static_cast<std::size_t>(k)], to = model.times[static_cast<std::size_t>(k) + 1];
    const auto row = static_cast<std::size_t>(k) + 1;
    const double second = overlap(from, to, 100, kDays), window = overlap(from, to, 50, 60);
    const double ratio = std::pow(1.8, x);
    INFO("day " << to << ", step " << step);
    const auto all = [&](const std::vector<double>& values, double expected) {
      for (const double value : values) REQUIRE(value == Approx(expected).epsilon(1e-6));
    };
    all(run.column(&engine::BlockResult::flow_rate, flow_index(model, "grain"), row), 2 * ratio);
    all(run.column(&engine::BlockResult::flow_rate, flow_index(model, "iron"), row),
        2 * (1 + 2 * window + (ratio - 1) * second));
    all(run.column(&engine::BlockResult::level, 0, row), 0.5 * std::pow(0.8, x));
    const double mean = std::pow(2.0, x) + 3 * second;
    mood = mean + std::exp2(-(to - from) / 20) * (mood - mean);
    all(run.column(&engine::BlockResult::factor, factor_index(model, "mood"), row), mood);
    if (from < 100 && 100 <= to) x += 1.5;
    x = -0.5 + std::exp2(-(to - from) / 50) * (x + 0.5);
  }
}

// The hazard r q^x with x an OU path read at the steps' starts. x_k is normal, so the mean of Lambda, and its variance,
// are sums of lognormal moments; and the chance that nothing fires is an integral over x_1 alone where there are two
// steps.
TEST_CASE("a hazard on a random factor is mixed over its paths", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
factors: {tension: {half_life: 50 days, sd: 1, initial: 0.5}}
events:
  e: {rate: 3 per year, modifiers: {mood: {factor: tension, ratio: 1.8}}}
)"));
  const double rate = 3 / kDaysPerYear, c = std::log(1.8);
  const auto n = static_cast<std::size_t>(model.steps());
  const auto mean_at = [&](double t) { return 0.5 * std::exp2(-t / 50); };
  const auto covariance = [&](double s, double t) {
    return std::exp2(-std::abs(t - s) / 50) * (1 - std::exp2(-2 * std::min(s, t) / 50));
  };
  double mean = 0, second = 0, ignored = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double s = model.times[i], hs = model.times[i + 1] - s;
    mean += rate * hs * std::exp(c * mean_at(s) + 0.5 * c * c * covariance(s, s));
    ignored += rate * hs * std::exp(c * mean_at(s));
    for (std::size_t j = 0; j < n; ++j) {
      const double t = model.times[j], ht = model.times[j + 1] - t;
      second += rate * rate * hs * ht *
                std::exp(c * (mean_at(s) + mean_at(t)) +
                         0.5 * c * c * (covariance(s, s) + covariance(t, t) + 2 * covariance(s, t)));
    }
  }
  const double spread = second - mean * mean;
  check_laws(model, {{"mean of Lambda",
                      hazard_of(model, "e"),
                      average(mean, spread),
                      {{"the factor's spread is forgotten", average(ignored, spread)}}},
                     {"mean of N",
                      count_of(model, "e"),
                      average(mean, mean + spread),
                      {{"no loading", average(rate * kDays, rate * kDays)}}}});
}

TEST_CASE("a clock on a random factor survives two steps as quadrature says", "[slow]") {
  const model::Model model = model_of(scenario_text("60 days", 120, R"(
factors: {tension: {half_life: 50 days, sd: 1, initial: 0.5}}
events:
  e: {rate: 3 per year, repeat: false, modifiers: {mood: {factor: tension, ratio: 2.5}}}
)"));
  const double hazard = 3 / kDaysPerYear * 60, c = std::log(2.5);
  const double mean = 0.5 * std::exp2(-60 / 50.0), sd = std::sqrt(1 - std::exp2(-2 * 60 / 50.0));
  const double later = boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
      [&](double z) {
        return std::exp(-0.5 * z * z) / std::sqrt(2 * M_PI) * std::exp(-hazard * std::exp(c * (mean + sd * z)));
      },
      -9, 9, 10, 1e-12);
  const double first = std::exp(-hazard * std::exp(c * 0.5));
  const double moved = std::exp(-hazard * std::exp(c * mean));
  check_laws(model, {{"by the first step's end",
                      fired_by(model, "e", 60),
                      chance(1 - first),
                      {{"no loading", chance(-std::expm1(-hazard))}}},
                     {"by the end",
                      fired_by(model, "e", 120),
                      chance(1 - first * later),
                      {{"the factor is read at the end of a step", chance(1 - later * later)},
                       {"the factor's mean instead of the factor", chance(1 - first * moved)}}}});
}

}  // namespace
}  // namespace truce::test

// Numbers drawn once per path: mixtures in closed form (1-model.md, 1.7 and 1.10).
#include <cmath>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 240;
constexpr double kYears = kDays / kDaysPerYear;

TEST_CASE("a rate drawn per path mixes exponentials: gamma rates make Lomax times and negative binomial counts",
          "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  once: {rate: {gamma: {mean: 3 per year, sd: 2 per year}}, repeat: false}
  many: {rate: {gamma: {mean: 3 per year, sd: 2 per year}}}
  either: {rate: {choice: {1 per year: 70%, 10 per year: 30%}}, repeat: false}
  gauge: {rate: {value: {uniform: {min: 1 per year, max: 5 per year}}}, modifiers: {w: {between: [@0, @119], times: 3}}}
)"));
  const double shape = 9.0 / 4, scale = 4.0 / 3;  // mean^2 / variance, variance / mean
  const auto lomax = [&](double t) { return std::pow(1 + scale * t, -shape); };
  // Negative binomial: P(0) and P(1), with t the horizon in years.
  const double zero = lomax(kYears), one = zero * shape * scale * kYears / (1 + scale * kYears);
  const double mean = 3 * kYears, lambda_variance = 4 * kYears * kYears;
  // (N - mean)^2: fourth central moment of a Poisson count with a gamma mean, from its cumulants
  // k2 = m + m^2/k, k4 = m (1 + 7 a + 12 a^2 + 6 a^3), a = m/k.
  const double a = mean / shape, k2 = mean * (1 + a), k4 = mean * (1 + 7 * a + 12 * a * a + 6 * a * a * a);
  const Measure about = [count = count_of(model, "many"), mean](const engine::BlockResult& block, std::size_t lane) {
    return std::pow(count(block, lane) - mean, 2);
  };
  check_laws(model,
             {{"once by 100",
               fired_by(model, "once", 100),
               chance(1 - lomax(100 / kDaysPerYear)),
               {{"everybody has the mean rate", chance(-std::expm1(-3 * 100 / kDaysPerYear))}}},
              {"once by the end", fired_by(model, "once", kDays), chance(1 - zero), {}},
              {"many: mean", count_of(model, "many"), average(mean, k2), {}},
              {"many: variance",
               about,
               average(k2, k4 + 2 * k2 * k2),
               {{"drawn again at each firing", average(mean, k4 + 2 * k2 * k2)}}},
              {"many: none", count_is(model, "many", 0), chance(zero), {{"Poisson", chance(std::exp(-mean))}}},
              {"many: one", count_is(model, "many", 1), chance(one), {{"Poisson", chance(mean * std::exp(-mean))}}},
              {"many: Lambda", hazard_of(model, "many"), average(mean, lambda_variance), {}},
              {"either",
               fired_by(model, "either", kDays),
               chance(-0.7 * std::expm1(-kYears) - 0.3 * std::expm1(-10 * kYears)),
               {{"the mean of the rates", chance(-std::expm1(-3.7 * kYears))}}},
              {"gauge: Lambda above that of 4 per year",
               is_above(hazard_of(model, "gauge"), 4 * (480 / kDaysPerYear)),
               chance(0.25),
               {}}});
}

TEST_CASE("volatility and drift drawn per path", "[slow]") {
  const model::Model model = model_of(scenario_text("30 days", kDays, R"(
markets:
  mixed: {initial: 100 points, volatility: {choice: {10% per year: 50%, 40% per year: 50%}}, drift: {normal: {mean: 5% per year, sd: 10% per year}}}
horizons: [@239]
)"));
  // Log-return: mean E[drift] - E[v^2]/2, variance E[v^2] T + (Var(drift) + Var(v^2)/4) T^2. v^2 is 0.01 or 0.16.
  const double square_mean = 0.085, square_variance = 0.075 * 0.075;
  const double mean = (0.05 - 0.5 * square_mean) * kYears;
  const double variance = square_mean * kYears + (0.01 + 0.25 * square_variance) * kYears * kYears;
  const Measure r = log_return(model, "mixed");
  // The spread of the quiet half and of the wild half: by the normal law of each.
  double above = 0;
  for (const double v : {0.1, 0.4}) {
    const double m = (0.05 - 0.5 * v * v) * kYears, s = std::sqrt(v * v * kYears + 0.01 * kYears * kYears);
    above += 0.5 * 0.5 * std::erfc((0.5 - m) / s / std::sqrt(2.0));
  }
  check_laws(model, {{"mean",
                      r,
                      average(mean, variance),
                      {{"volatility at its median", average((0.05 - 0.5 * 0.01) * kYears, variance)}}},
                     {"above 50 %",
                      is_above(r, 0.5),
                      chance(above),
                      {{"one volatility for all", chance(0.5 * std::erfc((0.5 - mean) / std::sqrt(2 * variance)))}}}});
}

TEST_CASE("a drawn number is the quantile of its own stream's uniform") {
  const model::Model model = model_of(scenario_text("30 days", kDays, R"(
regimes: {phase: [first, second]}
events:
  e: {rate: {uniform: {min: 1 per year, max: 5 per year}}}
)"));
  const auto lambda = collect(model, 1000).column(&engine::BlockResult::event_integrated_hazard, 0);
  for (std::size_t path = 0; path < lambda.size(); ++path) {
    const double u =
        random::uniform_at(1, static_cast<std::uint32_t>(path), random::StreamId("parameter/events.e.rate"), 0);
    REQUIRE(lambda[path] == Approx((1 + 4 * u) * kYears).epsilon(1e-11));
  }
}

}  // namespace
}  // namespace truce::test

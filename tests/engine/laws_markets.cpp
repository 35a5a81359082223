// Markets: log-returns against their exact moments and distributions (1-model.md, 1.1 and 1.7).
#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 210;
constexpr double kYears = kDays / kDaysPerYear;

Measure deviation(Measure measure, double mean) {
  return [measure = std::move(measure), mean](const engine::BlockResult& block, std::size_t lane) {
    return measure(block, lane) - mean;
  };
}

// Mean and variance of a normal log-return, and whether it is normal.
void add_normal(std::vector<Tested>& laws, const model::Model& model, const std::string& name, double mean,
                double variance, std::vector<Mistake> of_mean = {}, std::vector<Mistake> of_variance = {}) {
  const Measure r = log_return(model, name);
  laws.push_back({name + ": mean", r, average(mean, variance), std::move(of_mean)});
  laws.push_back({name + ": variance", square(deviation(r, mean)), average(variance, 2 * variance * variance),
                  std::move(of_variance)});
  laws.push_back(
      {name + ": above two sd", is_above(r, mean + 2 * std::sqrt(variance)), chance(0.022750131948179195), {}});
}
Law variance_law(double variance) { return average(variance, 2 * variance * variance); }

TEST_CASE("geometric markets have the mean, variance and correlation of their closed form", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events: {turn: {date: @100, set: {phase: second}}}
markets:
  plain: {initial: 11 USD/bu, volatility: 20% per year, drift: 8% per year}
  other: {initial: 100 points, volatility: 30% per year}
  stirred: {initial: 100 points, volatility: {value: 20% per year, modifiers: {s: {while: {phase: second}, times: 2}}}}
  lifted: {initial: 100 points, volatility: 20% per year, drift: {value: 4% per year, modifiers: {d: {between: [@45, @104], times: 8.5}}}}
correlation:
  - {of: [plain, other], is: -0.4}
  - {of: [plain, stirred], is: 0.5}
horizons: [@209]
)"));
  std::vector<Tested> laws;
  const double v = 0.04 * kYears;
  add_normal(laws, model, "plain", 0.06 * kYears, v,
             {{"without the half variance", average(0.08 * kYears, v)},
              {"drift on top of growth in the mean log", average(0.10 * kYears, v)}},
             {{"a year of 52 weeks", variance_law(v * kDaysPerYear / 364 * 1.02)},
              {"volatility per month", variance_law(12 * v)}});
  laws[1].mistakes.erase(laws[1].mistakes.begin());
  add_normal(laws, model, "other", -0.045 * kYears, 0.09 * kYears);
  // 100 days at 20 %, 110 at 40 %; inside the step that day 100 splits, the root of the mean square.
  const double stirred = (100 * 0.04 + 110 * 0.16) / kDaysPerYear;
  std::vector<Mistake> of_stirred = {
      {"the state at a step's start",
       variance_law((step == "30 days" ? 120 * 0.04 + 90 * 0.16 : 100 * 0.04 + 110 * 0.16 - 9) / kDaysPerYear)}};
  if (step != "30 days") of_stirred.clear();
  add_normal(laws, model, "stirred", -0.5 * stirred, stirred, {}, of_stirred);
  const double lifted = (0.04 - 0.02) * kYears + 0.30 * 60 / kDaysPerYear;
  add_normal(laws, model, "lifted", lifted, v, {{"no window", average((0.04 - 0.02) * kYears, v)}});
  const auto covariance = [&](const std::string& a, double mean_a, const std::string& b, double mean_b) {
    return product(deviation(log_return(model, a), mean_a), deviation(log_return(model, b), mean_b));
  };
  const double c = -0.4 * 0.06 * kYears;
  laws.push_back({"covariance of plain and other",
                  covariance("plain", 0.06 * kYears, "other", -0.045 * kYears),
                  average(c, v * 0.09 * kYears + c * c),
                  {{"no correlation", average(0, v * 0.09 * kYears)}}});
  laws.push_back({"other and lifted are independent",
                  covariance("other", -0.045 * kYears, "lifted", lifted),
                  average(0, v * 0.09 * kYears),
                  {}});
  double cs = 0;  // the sum over steps of rho v v' h
  for (int k = 0; k < model.steps(); ++k) {
    const double from = model.times[static_cast<std::size_t>(k)], to = model.times[static_cast<std::size_t>(k) + 1];
    const double share = std::clamp((to - 100) / (to - from), 0.0, 1.0);
    cs += 0.5 * 0.2 * std::sqrt(0.04 + 0.12 * share) * (to - from) / kDaysPerYear;
  }
  laws.push_back({"covariance of plain and stirred",
                  covariance("plain", 0.06 * kYears, "stirred", -0.5 * stirred),
                  average(cs, v * stirred + cs * cs),
                  {{"half of it", average(0.5 * cs, v * stirred + cs * cs)}}});
  check_laws(model, laws);
}

// One step in which the volatility rises from a to b at a random time s, exponential with rate r and cut at the step's
// end h: given s, the log-return is normal with variance V(s) and mean -V(s) / 2. Returns the law of its square.
Law square_of_return(double r, double h, const std::function<double(double)>& variance) {
  const auto expected = [&](const std::function<double(double)>& of_variance) {
    const auto density = [&](double s) { return r * std::exp(-r * s) * of_variance(variance(s)); };
    return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(density, 0.0, h) +
           std::exp(-r * h) * of_variance(variance(h));
  };
  const double second = expected([](double v) { return v + 0.25 * v * v; });
  const double fourth = expected([](double v) { return 3 * v * v + 1.5 * v * v * v + v * v * v * v / 16; });
  return average(second, fourth - second * second);
}

TEST_CASE("a volatility that moves at a random time inside a step counts by its mean square", "[slow]") {
  const model::Model model = model_of(scenario_text("28 days", 28, R"(
regimes: {phase: [calm, wild]}
events: {turn: {while: {phase: calm}, rate: 15 per year, set: {phase: wild}}}
markets:
  m: {initial: 100 points, volatility: {value: 10% per year, modifiers: {s: {while: {phase: wild}, times: 6}}}}
horizons: [@27]
)"));
  const double h = 28 / kDaysPerYear, a = 0.1, b = 0.6;
  const Law law = square_of_return(15, h, [&](double s) { return a * a * s + b * b * (h - s); });
  const Law mean = square_of_return(15, h, [&](double s) { return (a * s + b * (h - s)) * (a * s + b * (h - s)) / h; });
  const Law start = square_of_return(15, h, [&](double) { return a * a * h; });
  check_laws(model, {{"square of the log-return",
                      square(log_return(model, "m")),
                      law,
                      {{"the mean volatility instead of the root mean square", mean},
                       {"the volatility of the step's start", start}}}});
}

TEST_CASE("a market follows its factor by beta, on top of its own shocks", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
factors: {tension: {half_life: 100 days, sd: 1, initial: 1.5}}
events: {news: {rate: 6 per year, jump: {tension: 0.8}}}
markets:
  follower: {initial: 100 points, volatility: 10% per year, beta: {tension: -5%}}
  gauge: {process: mean_reverting, initial: 20 points, mean: 20 points, half_life: 1000000 days, volatility: 0.0001% per year, beta: {tension: 10%}}
correlation:
  - {of: [tension, follower], is: 0.5}
horizons: [@209]
)"));
  // x' - x before the step's jumps, summed over steps, is x(T) - x(0): jumps and decay included.
  double jump_mean = 0, jump_variance = 0, jump_fourth = 0, cross = 0;
  const double rate = 6 / kDaysPerYear;
  for (int k = 0; k < model.steps(); ++k) {
    const double from = model.times[static_cast<std::size_t>(k)],
                 h = model.times[static_cast<std::size_t>(k) + 1] - from;
    const double decay = std::exp2(-(kDays - from) / 100), a = std::exp2(-h / 100);
    jump_mean += rate * h * 0.8 * decay;
    jump_variance += rate * h * 0.64 * decay * decay;
    jump_fourth += rate * h * std::pow(0.8 * decay, 4);
    cross += 0.5 * std::sqrt(1 - a * a) * std::exp2(-(kDays - from - h) / 100) * 0.1 * std::sqrt(h / kDaysPerYear);
  }
  const double x_mean = 1.5 * std::exp2(-2.1) + jump_mean - 1.5;
  const double x_variance = 1 - std::exp2(-4.2) + jump_variance;
  const double v = 0.01 * kYears;
  const double mean = -0.5 * v - 0.05 * x_mean;
  const double variance = v + 0.0025 * x_variance - 2 * 0.05 * cross;
  const double fourth = std::pow(0.05, 4) * jump_fourth;
  const Measure r = log_return(model, "follower"), y = log_return(model, "gauge");
  check_laws(model, {{"mean",
                      r,
                      average(mean, variance),
                      {{"beta on the level", average(-0.5 * v - 0.05 * (x_mean + 1.5), variance)},
                       {"the step's jumps are left out", average(mean + 0.05 * jump_mean, variance)}}},
                     {"variance",
                      square(deviation(r, mean)),
                      average(variance, fourth + 2 * variance * variance),
                      {{"shocks are independent", average(variance + 0.1 * cross, fourth + 2 * variance * variance)}}},
                     {"a mean-reverting market follows too",
                      y,
                      average(0.1 * x_mean, 0.01 * x_variance),
                      {{"it does not", average(0, 0.01 * x_variance)}}}});
}

TEST_CASE("t tails have unit variance and the distribution of t, in one step", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const int days = step == "1 week" ? 7 : 30;
  const model::Model model = model_of(scenario_text(step, days, R"(
factors: {tension: {half_life: 1000 days, sd: 1}}
markets:
  five: {initial: 100 points, volatility: 40% per year, tails: 5}
  five_too: {initial: 100 points, volatility: 40% per year, tails: 5}
  three: {initial: 100 points, volatility: 40% per year, tails: 3}
  eight: {initial: 100 points, volatility: 40% per year, tails: 8}
  normal: {initial: 100 points, volatility: 40% per year}
correlation:
  - {of: [five, normal], is: 0.7}
  - {of: [three, eight], is: 0.6}
horizons: [@)" + std::to_string(days - 1) + "]\n"));
  const double scale = 0.4 * std::sqrt(days / kDaysPerYear), mean = -0.5 * scale * scale;
  // The shock of a market in units of its standard deviation.
  const auto shock = [&](const std::string& name) {
    return Measure([r = log_return(model, name), mean, scale](const engine::BlockResult& block, std::size_t lane) {
      return (r(block, lane) - mean) / scale;
    });
  };
  const auto size = [](Measure m) {
    return Measure(
        [m = std::move(m)](const engine::BlockResult& block, std::size_t lane) { return std::abs(m(block, lane)); });
  };
  std::vector<Tested> laws;
  const boost::math::normal gauss;
  for (const auto& [name, n] :
       std::vector<std::pair<std::string, int>>{{"five", 5}, {"five_too", 5}, {"three", 3}, {"eight", 8}}) {
    const boost::math::students_t t(n);
    const double stretch = std::sqrt(n / (n - 2.0));  // a t of n degrees has variance n / (n - 2)
    for (const double q : {0.5, 2.0, 4.0, 6.0}) {
      const double p = 2 * boost::math::cdf(boost::math::complement(t, q * stretch));
      const double raw = 2 * boost::math::cdf(boost::math::complement(t, q)),
                   none = 2 * boost::math::cdf(boost::math::complement(gauss, q));
      std::vector<Mistake> mistakes;
      if (q == 4.0 && n < 8) mistakes = {{"normal tails", chance(none)}, {"not rescaled", chance(raw)}};
      laws.push_back({name + " beyond " + std::to_string(q), is_above(size(shock(name)), q), chance(p), mistakes});
    }
    laws.push_back({name + " is symmetric", is_above(shock(name), 0), chance(0.5), {}});
  }
  // Markets with the same degrees share one chi-square: independent normals over one root. Both beyond q, by quadrature
  // over the chi-square; with two chi-squares it would be the square of the single probability.
  const auto both_beyond = [&](double q, int n) {
    const double norm = std::exp2(-0.5 * n) / std::tgamma(0.5 * n);
    return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
        [&](double w) {
          const double p = 2 * boost::math::cdf(boost::math::complement(gauss, q * std::sqrt(w / (n - 2.0))));
          return norm * std::pow(w, 0.5 * n - 1) * std::exp(-0.5 * w) * p * p;
        },
        0, 80, 15, 1e-12);
  };
  const double single =
      2 * boost::math::cdf(boost::math::complement(boost::math::students_t(5), 2 * std::sqrt(5 / 3.0)));
  laws.push_back({"five and five_too both beyond two",
                  product(is_above(size(shock("five")), 2), is_above(size(shock("five_too")), 2)),
                  chance(both_beyond(2, 5)),
                  {{"each its own chi-square", chance(single * single)}}});
  const double three = 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(3), 2 * std::sqrt(3.0)));
  laws.push_back({"five and three have their own",
                  product(is_above(size(shock("five_too")), 2), is_above(size(shock("three")), 2)),
                  chance(single * three),
                  {}});
  // The linear correlation of a t market with a normal source is smaller by sqrt((n-2)/2) Gamma((n-1)/2) / Gamma(n/2).
  // The product of the two has variance E z^2 z'^2 (n-2) E[1/W] - mean^2 = 1 + 2 rho^2 - mean^2.
  const double rho = 0.7 * std::sqrt(1.5) * std::tgamma(2.0) / std::tgamma(2.5);
  laws.push_back({"correlation of a t and a normal market",
                  product(shock("five"), shock("normal")),
                  average(rho, 1 + 2 * 0.49 - rho * rho),
                  {{"that of the normals", average(0.7, 1 + 0.49)}}});
  check_laws(model, laws);
}

TEST_CASE("a mean-reverting market has the exact mean and variance", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
markets:
  vix: {process: mean_reverting, initial: 30 points, mean: 18 points, half_life: 6 weeks, volatility: 90% per year}
  stirred: {process: mean_reverting, initial: 18 points, mean: 18 points, half_life: 6 weeks, volatility: {value: 90% per year, modifiers: {w: {between: [@190, @209], times: 1.5}}}}
horizons: [@209]
)"));
  const double k = std::log(2) * kDaysPerYear / 42, a = std::exp2(-kDays / 42.0), y0 = std::log(30 / 18.0);
  const double mean = (a - 1) * y0, variance = 0.81 * (1 - a * a) / (2 * k);
  std::vector<Tested> laws;
  add_normal(laws, model, "vix", mean, variance,
             {{"half a variance is taken off", average(mean - 0.5 * variance, variance)}},
             {{"it never reverts", variance_law(0.81 * kYears)},
              {"an e-folding time of 6 weeks", variance_law(0.81 * (1 - std::exp(-10)) / (2 * k / std::log(2)))}});
  double stirred = 0;
  for (int i = 0; i < model.steps(); ++i) {
    const double from = model.times[static_cast<std::size_t>(i)], to = model.times[static_cast<std::size_t>(i) + 1];
    const double decay = std::exp2(-(to - from) / 42), inside = std::max(0.0, to - std::max(from, 190.0)) / (to - from);
    stirred = decay * decay * stirred + 0.81 * (1 + 1.25 * inside) * (1 - decay * decay) / (2 * k);
  }
  add_normal(laws, model, "stirred", 0, stirred, {}, {{"no window", variance_law(variance)}});
  check_laws(model, laws);
}

TEST_CASE("shocks at random times are a compound Poisson process", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
events:
  news: {rate: 6 per year, shock: {fixed_size: -10%, drawn: {uniform: {min: -20%, max: 10%}}}}
markets:
  fixed_size: {initial: 100 points, volatility: 0.0001% per year}
  drawn: {initial: 100 points, volatility: 5% per year}
  beside: {initial: 100 points, volatility: 5% per year}
horizons: [@209]
)"));
  const double lambda = 6 * kYears;
  const double jump = std::log(0.9);
  // Moments of ln(1 + R), R uniform on (-0.2, 0.1).
  const auto moment = [](int n) {
    return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(
               [n](double r) { return std::pow(std::log1p(r), n); }, -0.2, 0.1) /
           0.3;
  };
  const double mean = -0.5 * 0.0025 * kYears + lambda * moment(1), variance = 0.0025 * kYears + lambda * moment(2);
  const double fourth = lambda * moment(4);
  const Measure r = log_return(model, "drawn");
  check_laws(model, {{"fixed size: mean",
                      log_return(model, "fixed_size"),
                      average(lambda * jump, lambda * jump * jump),
                      {{"simple returns are added", average(-0.1 * lambda, 0.01 * lambda)}}},
                     {"drawn: mean",
                      r,
                      average(mean, variance),
                      {{"the mean return", average(-0.5 * 0.0025 * kYears - 0.05 * lambda, variance)}}},
                     {"drawn: variance",
                      square(deviation(r, mean)),
                      average(variance, fourth + 2 * variance * variance),
                      {{"one size for all",
                        average(0.0025 * kYears + lambda * moment(1) * moment(1), fourth + 2 * variance * variance)}}},
                     {"a market that is not shocked",
                      log_return(model, "beside"),
                      average(-0.5 * 0.0025 * kYears, 0.0025 * kYears),
                      {}}});
}

TEST_CASE("the shocks of one firing are joined by the markets' correlation", "[slow]") {
  const model::Model model = model_of(scenario_text("1 week", 14, R"(
events:
  news:
    date: @3
    shock: {first: -5% (2%), second: {uniform: {min: -20%, max: 10%}}, third: 2% (1%)}
    outcomes: {more: {probability: 100%, shock: {fourth: 2% (1%)}}}
markets:
  first: {initial: 100 points, volatility: 0.0001% per year}
  second: {initial: 100 points, volatility: 0.0001% per year}
  third: {initial: 100 points, volatility: 0.0001% per year}
  fourth: {initial: 100 points, volatility: 0.0001% per year}
correlation:
  - {of: [first, second], is: 0.6}
  - {of: [first, fourth], is: 0.5}
  - {of: [second, third], is: -0.3}
horizons: [@13]
)"));
  // Sheppard's formula: both above their medians with probability 1/4 + arcsin(rho) / (2 pi).
  const auto above = [&](const std::string& name, double median) {
    return is_above(log_return(model, name), std::log1p(median));
  };
  const auto both = [](double rho) { return chance(0.25 + std::asin(rho) / (2 * M_PI)); };
  const Measure first = above("first", -0.05), second = above("second", -0.05), third = above("third", 0.02),
                fourth = above("fourth", 0.02);
  const boost::math::normal law(-0.05, 0.02);
  check_laws(
      model,
      {{"first and second", product(first, second), both(0.6), {{"independent", both(0)}, {"identical", both(1)}}},
       {"second and third", product(second, third), both(-0.3), {{"independent", both(0)}}},
       {"first and third", product(first, third), both(0), {}},
       {"an event and its outcome draw separately", product(first, fourth), both(0), {{"together", both(0.5)}}},
       {"the size of the first",
        is_above(log_return(model, "first"), std::log1p(-0.02)),
        chance(boost::math::cdf(boost::math::complement(law, -0.02))),
        {}},
       {"the size of the second", is_above(log_return(model, "second"), std::log1p(-0.11)), chance(0.7), {}}});
}

// Without noise to speak of, prices are the product of the shocks.
TEST_CASE("shocks scale with `times`, are held above -99.9 %, and make drawdowns") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
shocks:
  markets: [first, second]
  slump: [-10%, 5%]
events:
  a: {date: @35, shock: slump}
  b: {date: @70, shock: {row: slump, times: 150%}}
  c: {date: @130, shock: {first: 20%}}
  d: {date: @190, shock: {row: slump, times: 20}}
markets:
  first: {initial: 80 points, volatility: 0% per year}
  second: {initial: 80 points, volatility: 0% per year, drift: 0% per year}
horizons: [@59, @99, @179, @209]
)"));
  const Collected run = collect(model, 256);
  const auto all = [&](engine::Rows<double> engine::BlockResult::*member, const std::string& market,
                       std::size_t horizon, double expected) {
    INFO(market << " at horizon " << horizon << ", step " << step);
    for (const double x : run.column(member, market_index(model, market) * 4 + horizon))
      REQUIRE(x == Approx(expected).epsilon(1e-10));
  };
  const auto returns = &engine::BlockResult::market_return, drawdown = &engine::BlockResult::market_drawdown;
  all(returns, "first", 0, 0.9 - 1);
  all(returns, "first", 1, 0.9 * 0.85 - 1);
  all(returns, "first", 2, 0.9 * 0.85 * 1.2 - 1);
  all(returns, "first", 3, 0.9 * 0.85 * 1.2 * 0.001 - 1);  // -200 % is held at -99.9 %
  all(returns, "second", 3, 1.05 * 1.075 * 2 - 1);
  all(drawdown, "first", 0, 0.1);
  all(drawdown, "first", 2, 1 - 0.9 * 0.85);
  all(drawdown, "first", 3, 1 - 0.9 * 0.85 * 1.2 * 0.001);
  for (const double fall : run.column(drawdown, market_index(model, "second") * 4 + 3)) REQUIRE(fall == 0);
  for (const double level : run.column(&engine::BlockResult::market, 0, 0)) REQUIRE(level == 80);
}

}  // namespace
}  // namespace truce::test

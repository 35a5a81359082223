// Delays against Boost.Math's distribution functions: plain, stretched, dropped and drawn again (1-model.md, 1.4).
#include <cmath>

#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/weibull.hpp>

#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 240;
using Cdf = std::function<double(double)>;

template <class Law>
Cdf cdf_of(Law law) {
  return [law](double t) { return t <= 0 ? 0.0 : boost::math::cdf(law, t); };
}

// The regime `phase` is `second` from day 20 to day 50, and `first` before and after.
constexpr const char* kPhases = R"(
regimes: {phase: [first, second]}
events:
  begin_second: {date: @20, set: {phase: second}}
  end_second: {date: @50, set: {phase: first}}
)";

struct DelayForm {
  std::string name, yaml;
  Cdf cdf;
};
std::vector<DelayForm> forms() {
  const double z90 = boost::math::quantile(boost::math::normal(), 0.9);
  return {
      {"gamma", "{gamma: {mean: 40 days, sd: 20 days}}", cdf_of(boost::math::gamma_distribution<>(4, 10))},
      {"lognormal", "{lognormal: {median: 30 days, p90: 90 days}}",
       cdf_of(boost::math::lognormal(std::log(30.0), std::log(3.0) / z90))},
      {"lognormal_sigma", "{lognormal: {median: 5 weeks, sigma: 0.8}}",
       cdf_of(boost::math::lognormal(std::log(35.0), 0.8))},
      {"weibull", "{weibull: {shape: 1.7, scale: 45 days}}", cdf_of(boost::math::weibull(1.7, 45))},
      {"uniform", "{uniform: {min: 10 days, max: 70 days}}",
       [](double t) { return std::clamp((t - 10) / 60, 0.0, 1.0); }},
      {"triangular", "{triangular: {min: 10 days, mode: 25 days, max: 90 days}}",
       [](double t) { return t <= 10   ? 0
                             : t >= 90 ? 1
                                       : boost::math::cdf(boost::math::triangular(10, 25, 90), t); }},
      {"exponential", "{exponential: {mean: 40 days}}", cdf_of(boost::math::exponential(1 / 40.0))},
  };
}

TEST_CASE("delays have the distribution that is written", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  std::string body = kPhases;
  for (const auto& form : forms()) body += "  " + form.name + ": {delay: " + form.yaml + "}\n";
  const model::Model model = model_of(scenario_text(step, kDays, body));
  std::vector<Tested> laws;
  for (const auto& form : forms())
    for (const double t : {12.5, 20.0, 33.0, 60.0, 89.0}) {
      const double p = form.cdf(t);
      if (p <= 0 || p >= 1) continue;
      std::vector<Mistake> mistakes;
      if (t == 33.0) mistakes.push_back({"half a day late", chance(form.cdf(t - 0.75))});
      laws.push_back({form.name + " by " + std::to_string(t), fired_by(model, form.name, t), chance(p), mistakes});
    }
  check_laws(model, laws);
}

TEST_CASE("a modifier that begins in the middle stretches what is left of a delay", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  std::string body = kPhases;
  for (const auto& form : forms()) {
    body += "  " + form.name + ": {delay: " + form.yaml + ", modifiers: {slow: {while: {phase: second}, times: 2}}}\n";
    body +=
        "  fast_" + form.name + ": {delay: " + form.yaml + ", modifiers: {fast: {between: [@20, @49], times: 0.5}}}\n";
    body += "  both_" + form.name + ": {delay: " + form.yaml +
            ", modifiers: {slow: {while: {phase: second}, times: 2}, fast: {between: [@30, @239], times: 0.4}}}\n";
  }
  const model::Model model = model_of(scenario_text(step, kDays, body));
  std::vector<Tested> laws;
  for (const auto& form : forms()) {
    const Cdf& f = form.cdf;
    // How much of the drawn delay has passed by t.
    const auto slow = [](double t) { return t <= 20 ? t : t <= 50 ? 20 + (t - 20) / 2 : 35 + (t - 50); };
    const auto fast = [](double t) { return t <= 20 ? t : t <= 50 ? 20 + (t - 20) * 2 : 80 + (t - 50); };
    const auto both = [](double t) {
      return t <= 20 ? t : t <= 30 ? 20 + (t - 20) / 2 : t <= 50 ? 25 + (t - 30) / 0.8 : 50 + (t - 50) / 0.4;
    };
    for (const double t : {26.0, 44.0, 70.0}) {
      const double again = f(20) + (1 - f(20)) * f((t - 20) / 2);  // drawn again when the speed changes
      std::vector<Mistake> mistakes;
      // An exponential has no memory: drawn again or not is the same law.
      if (t == 44.0 && form.name != "exponential")
        mistakes = {{"drawn again when the speed changes", chance(again)},
                    {"the whole delay is doubled", chance(f(t / 2))},
                    {"times speeds a delay up", chance(f(20 + (t - 20) * 2) < 1 ? f(20 + (t - 20) * 2) : 1)},
                    {"no modifier", chance(f(t))}};
      laws.push_back({"slow " + form.name + " by " + std::to_string(t), fired_by(model, form.name, t),
                      chance(f(slow(t))), mistakes});
      if (f(both(t)) < 1)
        laws.push_back({"both " + form.name + " by " + std::to_string(t),
                        fired_by(model, "both_" + form.name, t),
                        chance(f(both(t))),
                        {}});
      if (f(fast(t)) < 1)
        laws.push_back({"fast " + form.name + " by " + std::to_string(t),
                        fired_by(model, "fast_" + form.name, t),
                        chance(f(fast(t))),
                        {}});
    }
  }
  check_laws(model, laws);
}

TEST_CASE("a disabled delay is dropped, and drawn again when its condition next becomes true", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  std::string body = kPhases;
  for (const auto& form : forms()) body += "  " + form.name + ": {while: {phase: first}, delay: " + form.yaml + "}\n";
  const model::Model model = model_of(scenario_text(step, kDays, body));
  std::vector<Tested> laws;
  for (const auto& form : forms()) {
    const Cdf& f = form.cdf;
    const double gone = f(20);
    const double t = 76;  // 26 days into the second enabling
    laws.push_back({form.name + " by 20", fired_by(model, form.name, 20), chance(gone), {}});
    laws.push_back({form.name + " by 50",
                    fired_by(model, form.name, 49.999),
                    chance(gone),
                    {{"it runs while disabled", chance(f(50))}}});
    std::vector<Mistake> mistakes = {{"it runs while disabled", chance(f(t))}};
    // An exponential has no memory: kept or drawn again is the same law.
    if (form.name != "exponential") mistakes.push_back({"it pauses and keeps what is left", chance(f(t - 30))});
    laws.push_back(
        {form.name + " by 76", fired_by(model, form.name, t), chance(gone + (1 - gone) * f(t - 50)), mistakes});
    // A once-only delay starts again at its next enabling, whether it fired before or not.
    const double mean = gone + f(kDays - 50);
    laws.push_back({form.name + " fires in each enabling",
                    count_of(model, form.name),
                    average(mean, gone * (1 - gone) + f(kDays - 50) * (1 - f(kDays - 50)) + 1e-12),
                    {{"it is spent after one", average(gone + (1 - gone) * f(kDays - 50), 0.25)}}});
  }
  check_laws(model, laws);
}

TEST_CASE("a repeating delay is a renewal process", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, std::string(kPhases) + R"(
  pulse: {delay: {gamma: {mean: 40 days, sd: 20 days}}, repeat: true}
)"));
  std::vector<Tested> laws;
  // The sum of n gamma delays of shape 4 has shape 4 n: P(N >= n) = its distribution function at the horizon.
  for (const int n : {2, 4, 6, 8}) {
    const double at_least = boost::math::cdf(boost::math::gamma_distribution<>(4 * n, 10), kDays);
    laws.push_back(
        {"at least " + std::to_string(n), is_above(count_of(model, "pulse"), n - 0.5), chance(at_least), {}});
  }
  const double six = boost::math::cdf(boost::math::gamma_distribution<>(24, 10), kDays);
  laws.push_back(
      {"at least 6, again",
       is_above(count_of(model, "pulse"), 5.5),
       chance(six),
       {{"half a day is lost at each firing",
         chance(boost::math::cdf(boost::math::gamma_distribution<>(24, 10), kDays - 3))},
        {"one draw for all", chance(boost::math::cdf(boost::math::gamma_distribution<>(4, 10), kDays / 6.0))}}});
  check_laws(model, laws);
}

TEST_CASE("negative delays count as 0, and a delay that modifiers bring to 0 fires at once", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, std::string(kPhases) + R"(
  maybe_now: {delay: 10 days (10 days)}
  hurried: {delay: {gamma: {mean: 40 days, sd: 20 days}}, modifiers: {now: {while: {phase: second}, times: 0}}}
)"));
  const boost::math::normal law(10, 10);
  const boost::math::gamma_distribution<> gamma(4, 10);
  check_laws(
      model,
      {
          {"at the start",
           fired_by(model, "maybe_now", 0),
           chance(boost::math::cdf(law, 0)),
           {{"negative delays are drawn again", chance(0)}}},
          {"by day 12", fired_by(model, "maybe_now", 12), chance(boost::math::cdf(law, 12)), {}},
          {"hurried before day 20", fired_by(model, "hurried", 19.999), chance(boost::math::cdf(gamma, 19.999)), {}},
          {"hurried at day 20",
           difference(fired_by(model, "hurried", 20), fired_by(model, "hurried", 19.999)),
           chance(1 - boost::math::cdf(gamma, 19.999)),
           {{"only what would have fired", chance(boost::math::cdf(gamma, 35) - boost::math::cdf(gamma, 19.999))}}},
      });
}

}  // namespace
}  // namespace truce::test

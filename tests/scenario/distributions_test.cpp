// Every form of distribution, its parameters held against numbers worked out by hand.
#include <cmath>

#include "sim/scenario/read_distribution.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;
using Kind = DistributionSpec::Kind;

namespace {

std::string with_delay(const std::string& delay) {
  return head() + "regimes: {r: [a]}\nevents: {e: {delay: " + delay + "}}\n";
}
DistributionSpec delay_of(const std::string& delay) { return read_good(with_delay(delay)).events.at(0).number.value; }

std::string with_aim(const std::string& aim) {
  return head() +
         "trade: {f: {unit: Mt, commitments: {c: {quantity: 12 Mt, from: 2026-01-01, to: 2026-12-31, aim: " + aim +
         "}}}}\n";
}
DistributionSpec aim_of(const std::string& aim) {
  return read_good(with_aim(aim)).flows.at(0).commitments.at(0).aim.value;
}

}  // namespace

TEST_CASE("fixed and normal", "[scenario][distributions]") {
  CHECK(delay_of("{fixed: 3 weeks}").kind == Kind::kFixed);
  CHECK(delay_of("{fixed: 3 weeks}").a == 21);
  for (const char* form : {"{normal: {mean: 30 days, sd: 5 days}}", "30 days (5 days)", "{value: 30 days (5 days)}"}) {
    CAPTURE(form);
    const DistributionSpec d = delay_of(form);
    CHECK(d.kind == Kind::kNormal);
    CHECK(d.a == 30);
    CHECK(d.b == 5);
  }
}

TEST_CASE("lognormal in its four ways", "[scenario][distributions]") {
  const DistributionSpec sigma = delay_of("{lognormal: {median: 30 days, sigma: 0.8}}");
  CHECK(sigma.kind == Kind::kLognormal);
  CHECK(sigma.a == Approx(std::log(30.0)).epsilon(1e-15));
  CHECK(sigma.b == 0.8);
  // ln(90 / 30) / 1.2815515655446004 = 0.857252... ; / 1.6448536269514722 = 0.667908...
  CHECK(delay_of("{lognormal: {median: 30 days, p90: 90 days}}").b == Approx(0.8572517238).epsilon(1e-9));
  CHECK(delay_of("{lognormal: {median: 30 days, p95: 90 days}}").b == Approx(0.6679088465).epsilon(1e-9));
  // mean 10, sd 5: sigma^2 = ln(1.25), mu = ln 10 - sigma^2 / 2
  const DistributionSpec moments = delay_of("{lognormal: {mean: 10 days, sd: 5 days}}");
  CHECK(moments.b == Approx(std::sqrt(0.22314355131420976)).epsilon(1e-14));
  CHECK(moments.a == Approx(2.302585092994046 - 0.11157177565710488).epsilon(1e-14));
}

TEST_CASE("uniform, triangular, exponential, weibull, gamma, beta", "[scenario][distributions]") {
  const DistributionSpec uniform = delay_of("{uniform: {min: 0 days, max: 3 weeks}}");
  CHECK(uniform.kind == Kind::kUniform);
  CHECK(uniform.a == 0);
  CHECK(uniform.b == 21);
  const DistributionSpec triangular = delay_of("{triangular: {min: 1 week, mode: 10 days, max: 3 weeks}}");
  CHECK(triangular.kind == Kind::kTriangular);
  CHECK(triangular.a == 7);
  CHECK(triangular.b == 10);
  CHECK(triangular.c == 21);
  const DistributionSpec exponential = delay_of("{exponential: {mean: 40 days}}");
  CHECK(exponential.kind == Kind::kExponential);
  CHECK(exponential.a == 40);
  const DistributionSpec weibull = delay_of("{weibull: {shape: 1.5, scale: 2 weeks}}");
  CHECK(weibull.kind == Kind::kWeibull);
  CHECK(weibull.a == 1.5);
  CHECK(weibull.b == 14);
  // mean 20, sd 10: shape 4, scale 5
  const DistributionSpec gamma = delay_of("{gamma: {mean: 20 days, sd: 10 days}}");
  CHECK(gamma.kind == Kind::kGamma);
  CHECK(gamma.a == Approx(4).epsilon(1e-15));
  CHECK(gamma.b == Approx(5).epsilon(1e-15));
  // mean 0.5, sd 0.25: total = 0.25 / 0.0625 - 1 = 3, shapes 1.5 and 1.5
  const DistributionSpec beta = aim_of("{beta: {mean: 50%, sd: 25%}}");
  CHECK(beta.kind == Kind::kBeta);
  CHECK(beta.a == Approx(1.5).epsilon(1e-14));
  CHECK(beta.b == Approx(1.5).epsilon(1e-14));
  CHECK(delay_of("{gamma: {mean: 20 days, sd: 0 days}}").kind == Kind::kFixed);
  CHECK(aim_of("{beta: {mean: 50%, sd: 0%}}").a == 0.5);
}

TEST_CASE("choice, table and mixture", "[scenario][distributions]") {
  const DistributionSpec choice = aim_of("{choice: {100%: 45%, 75%: 40%, 45%: 15%}}");
  CHECK(choice.kind == Kind::kChoice);
  REQUIRE(choice.points.size() == 3);
  CHECK(choice.points[0].first == 0.45);
  CHECK(choice.points[0].second == Approx(0.15));
  CHECK(choice.points[2].first == 1);
  CHECK(choice.points[2].second == Approx(0.45));
  const DistributionSpec table = delay_of("{table: {10 days: 20%, 3 weeks: 70%, 60 days: 100%}}");
  CHECK(table.kind == Kind::kTable);
  REQUIRE(table.points.size() == 3);
  CHECK(table.points[1].first == 21);
  CHECK(table.points[1].second == 0.7);
  CHECK(table.points[2].second == 1);
  const DistributionSpec mixture =
      delay_of("{mixture: [{weight: 30%, fixed: 10 days}, {weight: 0.7, lognormal: {median: 40 days, sigma: 0.5}}]}");
  CHECK(mixture.kind == Kind::kMixture);
  REQUIRE(mixture.parts.size() == 2);
  CHECK(mixture.parts[0].weight == Approx(0.3));
  CHECK(mixture.parts[0].distribution.a == 10);
  CHECK(mixture.parts[1].distribution.kind == Kind::kLognormal);
}

TEST_CASE("parameters that contradict one another", "[scenario][distributions]") {
  for (const char* wrong : {"{normal: {mean: 30 days, sd: -5 days}}",
                            "{lognormal: {median: 30 days, p90: 30 days}}",
                            "{lognormal: {median: 0 days, sigma: 1}}",
                            "{lognormal: {median: 3 days, sigma: -1}}",
                            "{lognormal: {mean: -3 days, sd: 1 day}}",
                            "{lognormal: {median: 3 days}}",
                            "{lognormal: {median: 3 days, p90: 9 days, p95: 12 days}}",
                            "{uniform: {min: 3 days, max: 1 day}}",
                            "{triangular: {min: 3 days, mode: 1 day, max: 5 days}}",
                            "{triangular: {min: 3 days, mode: 7 days, max: 5 days}}",
                            "{gamma: {mean: 0 days, sd: 1 day}}",
                            "{weibull: {shape: 0, scale: 1 day}}",
                            "{weibull: {shape: 1, scale: 0 days}}",
                            "{exponential: {mean: 0 days}}",
                            "{choice: {1 day: 50%, 2 days: 40%}}",
                            "{choice: {7 days: 50%, 1 week: 50%}}",
                            "{choice: {}}",
                            "{table: {1 day: 50%, 2 days: 40%, 3 days: 100%}}",
                            "{table: {1 day: 50%, 2 days: 90%}}",
                            "{table: {2 days: 50%, 1 day: 100%}}",
                            "{mixture: []}",
                            "{mixture: [{weight: 50%, fixed: 1 day}]}",
                            "{mixture: [{weight: 100%}]}",
                            "{mixture: [{weight: 100%, fixed: 1 day, exponential: {mean: 1 day}}]}",
                            "{beta: {mean: 50%, sd: 10%}}"}) {
    CAPTURE(wrong);
    const Codes codes = codes_of(with_delay(wrong));
    CHECK(codes.size() >= 1);
    CHECK((codes.at(0) == "E307" || codes.at(0) == "E303"));
  }
  CHECK(codes_of(with_aim("{beta: {mean: 50%, sd: 50%}}")) == Codes{"E307"});
  CHECK(codes_of(with_aim("{beta: {mean: 100%, sd: 5%}}")) == Codes{"E307"});
  CHECK(codes_of(with_delay("{normal: {mean: 30 days}}")) == Codes{"E402"});
  CHECK(codes_of(with_delay("{normal: {mean: 30 days, sd: 5 days, max: 3 days}}")) == Codes{"E401"});
  CHECK(codes_of(with_delay("{normal: 30 days}")) == Codes{"E404"});
}

TEST_CASE("one number where a distribution has no place", "[scenario][distributions]") {
  const std::string f =
      "factors: {x: {half_life: 26 weeks, sd: 1}}\nmarkets: {m: {initial: 1 USD, volatility: 10% per year}, n: "
      "{initial: 1 USD, volatility: 10% per year}}\n";
  CHECK(codes_of(head() + "factors: {x: {half_life: {exponential: {mean: 3 weeks}}, sd: 1}}\n") == Codes{"E306"});
  CHECK(codes_of(head() + "factors: {x: {half_life: 3 weeks, sd: 1 (0.2)}}\n") == Codes{"E306"});
  CHECK(rendered("start: 2026-01-01\nend: 2026-12-31\nregimes: {a: [b]}\nstep: 7 days (1 day)\n")
            .find("= all paths share one grid\n") != std::string::npos);
  CHECK(codes_of(head() + f + "correlation: [{of: [m, n], is: {uniform: {min: 0, max: 0.5}}}]\n") == Codes{"E306"});
  CHECK(codes_of(head() + f + "events: {e: {rate: 1 per year, modifiers: {a: {factor: x, ratio: 1.2 (0.1)}}}}\n") ==
        Codes{"E306"});
  CHECK(codes_of(head() + f + "events: {e: {probability: {beta: {mean: 40%, sd: 10%}}}}\n") == Codes{"E306"});
  CHECK(codes_of(head() + f + "events: {e: {rate: 1 per year, trigger: {e: {probability: 10% (2%)}}}}\n") ==
        Codes{"E306"});
  CHECK(codes_of(head() + "markets: {m: {initial: 1 USD, volatility: 10% per year, tails: {choice: {4: 50%, 5: "
                          "50%}}}}\n") == Codes{"E306"});
}

TEST_CASE("numbers of trade, supply and markets are drawn once per path where a distribution stands",
          "[scenario][distributions]") {
  const auto season = [](const std::string& jan, const std::string& others) {
    std::string text = head() + "trade: {f: {unit: Mt, seasonality: {jan: " + jan;
    for (const char* month : {"feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
      text += std::string(", ") + month + ": " + others;
    return text + "}}}\n";
  };
  CHECK(codes_of(season("{uniform: {min: 0.5, max: 2}}", "1")).empty());
  CHECK(codes_of(season("1 (0.1)", "0")).empty());
  CHECK(codes_of(season("{choice: {0: 50%, 1: 50%}}", "1")).empty());
  CHECK(codes_of(season("{uniform: {min: -1, max: 2}}", "1")) == Codes{"E312"});
  // A year without any season has no mean to scale to.
  CHECK(rendered(season("{choice: {0: 50%, 1: 50%}}", "0")).find("`seasonality` can be 0 in every month") !=
        std::string::npos);
  CHECK(codes_of(season("{choice: {0: 50%, 1: 50%}}", "{choice: {0: 10%, 1: 90%}}")).empty());
  CHECK(codes_of(head() +
                 "supply: {c: {level: 90%, sectors: {s: {cover: 7 weeks, exposure: 30%, disrupted_above: 5% (1%)}}}}\n")
            .empty());
}

TEST_CASE("draws without meaning", "[scenario][distributions]") {
  const auto market = [](const std::string& volatility) {
    return head() + "markets: {m: {initial: 1 USD, volatility: " + volatility + "}}\n";
  };
  CHECK(codes_of(market("{uniform: {min: -1% per year, max: 30% per year}}")) == Codes{"E312"});
  CHECK(codes_of(market("20% per year (5% per year)")).empty());
  CHECK(codes_of(market("20% per year (10% per year)")) == Codes{"W605"});
  CHECK(codes_of(market("-1% per year (10% per year)")) == Codes{"E312"});
  CHECK(codes_of(market("{choice: {10% per year: 50%, -10% per year: 50%}}")) == Codes{"E312"});
  // An atom on an open end is drawn, a uniform from 0 is not.
  CHECK(codes_of(head() + "markets: {m: {initial: {choice: {0 USD: 50%, 1 USD: 50%}}, volatility: 1% per year}}\n") ==
        Codes{"E312"});
  CHECK(codes_of(head() + "markets: {m: {initial: {uniform: {min: 0 USD, max: 1 USD}}, volatility: 1% per year}}\n")
            .empty());
  // Negative delays count as 0: worth a word where they are many.
  CHECK(codes_of(with_delay("5 days (5 days)")) == Codes{"W605"});
  CHECK(codes_of(with_delay("5 days (2 days)")).empty());
  CHECK(codes_of(with_delay("{fixed: -5 days}")) == Codes{"E312"});
}

TEST_CASE("the mass of each form beside a point", "[scenario][distributions]") {
  const auto mass = [](const std::string& delay, double x) { return mass_below(delay_of(delay), x); };
  CHECK(mass("30 days (5 days)", 30) == Approx(0.5));
  CHECK(mass("{lognormal: {median: 30 days, p90: 90 days}}", 90) == Approx(0.9).epsilon(1e-12));
  CHECK(mass("{lognormal: {median: 30 days, p95: 90 days}}", 90) == Approx(0.95).epsilon(1e-12));
  CHECK(mass("{uniform: {min: 10 days, max: 20 days}}", 12.5) == Approx(0.25));
  CHECK(mass("{triangular: {min: 0 days, mode: 10 days, max: 20 days}}", 10) == Approx(0.5));
  CHECK(mass("{triangular: {min: 0 days, mode: 10 days, max: 20 days}}", 15) == Approx(0.875));
  CHECK(mass("{exponential: {mean: 40 days}}", 40) == Approx(1 - std::exp(-1.0)));
  CHECK(mass("{weibull: {shape: 2, scale: 10 days}}", 10) == Approx(1 - std::exp(-1.0)));
  CHECK(mass("{gamma: {mean: 10 days, sd: 10 days}}", 10) == Approx(1 - std::exp(-1.0)));
  CHECK(mass("{choice: {1 day: 25%, 2 days: 75%}}", 2) == Approx(0.25));
  CHECK(mass_above(delay_of("{choice: {1 day: 25%, 2 days: 75%}}"), 1) == Approx(0.75));
  CHECK(mass("{table: {10 days: 20%, 20 days: 100%}}", 15) == Approx(0.6));
  CHECK(mass_above(delay_of("{table: {10 days: 20%, 20 days: 100%}}"), 10) == Approx(0.8));
  CHECK(mass("{mixture: [{weight: 50%, fixed: 1 day}, {weight: 50%, exponential: {mean: 1 day}}]}", 2) ==
        Approx(0.5 + 0.5 * (1 - std::exp(-2.0))));
}

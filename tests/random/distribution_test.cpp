// Every kind of distribution against Boost.Math or quadrature, and the rules for choices, tables and mixtures.
#include "sim/random/distribution.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "tests/support/catch.hpp"

namespace truce::random {
namespace {

using Kind = Distribution::Kind;
using Form = Distribution::Form;

Distribution make(Kind kind, double a, double b = 0, double c = 0) { return Distribution(Form{kind, a, b, c, {}, {}}); }
Distribution with_points(Kind kind, std::vector<std::pair<double, double>> points) {
  return Distribution(Form{kind, 0, 0, 0, std::move(points), {}});
}
Distribution mixture(std::vector<Distribution::Part> parts) {
  return Distribution(Form{Kind::kMixture, 0, 0, 0, {}, std::move(parts)});
}

const std::vector<double> kProbabilities = {1e-12, 1e-6, 0.001, 0.01, 0.05, 0.1,  0.25,  0.4,
                                            0.5,   0.6,  0.75,  0.9,  0.95, 0.99, 0.999, 1 - 1e-6};

template <class Law>
void check_against(const std::string& what, const Distribution& ours, const Law& law) {
  INFO(what);
  for (const double p : kProbabilities) {
    INFO("p = " << p);
    const double x = boost::math::quantile(law, p);
    CHECK(ours.quantile(p) == Approx(x).epsilon(1e-9).margin(1e-12));
    CHECK(ours.draw(p) == ours.quantile(p));
    CHECK(ours.cdf(x) == Approx(boost::math::cdf(law, x)).epsilon(1e-9).margin(1e-15));
  }
  CHECK(ours.mean() == Approx(boost::math::mean(law)).epsilon(1e-12));
}

TEST_CASE("columns of a distribution agree with its functions one by one") {
  const std::vector<Distribution> laws = {make(Kind::kLognormal, std::log(8.0), 0.6),
                                          make(Kind::kLognormal, -3, 0.05),
                                          make(Kind::kLognormal, std::log(2.0), 2.5),
                                          make(Kind::kLognormal, 1.5, 0),
                                          make(Kind::kGamma, 4, 2),
                                          make(Kind::kFixed, 6)};
  std::vector<double> x = {0, 1e-310, 1e-9};
  for (int i = 1; i < 200; ++i) x.push_back(0.2 * i);
  std::vector<double> cdf(x.size()), integral(x.size()), alone(1), integral_alone(1);
  for (const Distribution& law : laws) {
    law.cdf_and_integral(x.data(), x.size(), cdf.data(), integral.data());
    for (std::size_t i = 0; i < x.size(); ++i) {
      INFO("x = " << x[i]);
      CHECK(std::abs(cdf[i] - law.cdf(x[i])) < 2e-15);
      CHECK(std::abs(integral[i] - law.integral_of_cdf(x[i])) < 2e-15 * (x[i] + law.mean()));
      law.cdf_and_integral(&x[i], 1, alone.data(), integral_alone.data());  // the same bits in whatever company
      CHECK(alone[0] == cdf[i]);
      CHECK(integral_alone[0] == integral[i]);
    }
  }
}

TEST_CASE("continuous distributions agree with Boost.Math") {
  check_against("normal", make(Kind::kNormal, -6, 3), boost::math::normal(-6, 3));
  check_against("lognormal", make(Kind::kLognormal, std::log(30.0), 0.8), boost::math::lognormal(std::log(30.0), 0.8));
  check_against("uniform", make(Kind::kUniform, -2, 5), boost::math::uniform(-2, 5));
  check_against("triangular", make(Kind::kTriangular, 2, 3, 8), boost::math::triangular(2, 3, 8));
  check_against("triangular, mode at the left", make(Kind::kTriangular, 2, 2, 8), boost::math::triangular(2, 2, 8));
  check_against("triangular, mode at the right", make(Kind::kTriangular, 2, 8, 8), boost::math::triangular(2, 8, 8));
  check_against("beta", make(Kind::kBeta, 2.5, 1.5), boost::math::beta_distribution<>(2.5, 1.5));
  check_against("beta, both shapes small", make(Kind::kBeta, 0.4, 0.7), boost::math::beta_distribution<>(0.4, 0.7));
  check_against("gamma", make(Kind::kGamma, 4, 10), boost::math::gamma_distribution<>(4, 10));
  check_against("gamma, small shape", make(Kind::kGamma, 0.5, 10), boost::math::gamma_distribution<>(0.5, 10));
  check_against("weibull", make(Kind::kWeibull, 1.7, 45), boost::math::weibull(1.7, 45));
  check_against("exponential", make(Kind::kExponential, 20), boost::math::exponential(1 / 20.0));
}

TEST_CASE("the standard normal's functions agree with Boost.Math far into the tails") {
  const boost::math::normal law;
  for (const double z : {-8.0, -5.0, -1.0, 0.0, 0.3, 2.0, 6.0})
    CHECK(normal_cdf(z) == Approx(boost::math::cdf(law, z)).epsilon(1e-12));
  for (const double p : {1e-300, 0x1.0p-54, 1e-6, 0.5, 0.9, 1 - 0x1.0p-53})
    CHECK(normal_quantile(p) == Approx(boost::math::quantile(law, p)).epsilon(1e-12).margin(1e-15));
  for (int i = 1; i < 2000; ++i) {
    const double p = i / 2000.0, tail = std::pow(10.0, -0.15 * i);
    CHECK(normal_quantile(p) == Approx(boost::math::quantile(law, p)).epsilon(3e-15).margin(1e-15));
    CHECK(normal_quantile(tail) == Approx(boost::math::quantile(law, tail)).epsilon(3e-15));
  }
}

TEST_CASE("the normal quantiles of a column are those of each probability, far tails among them") {
  std::vector<double> p;
  for (int i = 1; i < 2000; ++i) {
    p.push_back(i / 2000.0);
    p.push_back(std::pow(10.0, -0.15 * i));
    if (i < 100) p.push_back(1 - std::pow(10.0, -0.15 * i));
  }
  p.insert(p.end(), {0.075, 0.925, 0x1.0p-54, 1 - 0x1.0p-53, std::exp(-25), std::nextafter(std::exp(-25), 0.0)});
  std::vector<double> z(p.size());
  normal_quantiles(p.data(), p.size(), z.data());
  std::size_t different = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (p[i] < 1 && z[i] != normal_quantile(p[i])) ++different;
  CHECK(different == 0);
}

struct Case {
  std::string what;
  Distribution distribution;
  std::vector<double> kinks;  // where the distribution function jumps or bends
};

std::vector<Case> all_kinds() {
  const Form narrow{Kind::kUniform, 1, 2, 0, {}, {}};
  const Form wide{Kind::kGamma, 3, 2, 0, {}, {}};
  const Form atom{Kind::kFixed, 4, 0, 0, {}, {}};
  return {
      {"fixed", Distribution::fixed(3), {3}},
      {"fixed below 0", Distribution::fixed(-3), {}},
      {"normal", make(Kind::kNormal, 1, 3), {}},
      {"lognormal", make(Kind::kLognormal, 1, 0.6), {}},
      {"uniform", make(Kind::kUniform, 2, 5), {2, 5}},
      {"uniform across 0", make(Kind::kUniform, -2, 5), {5}},
      {"triangular", make(Kind::kTriangular, 2, 3, 8), {2, 3, 8}},
      {"triangular across 0", make(Kind::kTriangular, -2, 3, 8), {3, 8}},
      {"triangular, mode at the left", make(Kind::kTriangular, 2, 2, 8), {2, 8}},
      {"triangular, mode at the right", make(Kind::kTriangular, 2, 8, 8), {2, 8}},
      {"beta", make(Kind::kBeta, 2.5, 1.5), {1}},
      {"gamma", make(Kind::kGamma, 4, 1.5), {}},
      {"weibull", make(Kind::kWeibull, 1.7, 4), {}},
      {"exponential", make(Kind::kExponential, 2), {}},
      {"choice", with_points(Kind::kChoice, {{-1, 0.1}, {2, 0.3}, {5, 0.4}, {9, 0.2}}), {2, 5, 9}},
      {"table", with_points(Kind::kTable, {{1, 0}, {3, 0.4}, {7, 1}}), {1, 3, 7}},
      {"table with an atom", with_points(Kind::kTable, {{1, 0.25}, {3, 0.4}, {7, 1}}), {1, 3, 7}},
      {"table across 0", with_points(Kind::kTable, {{-4, 0.25}, {4, 0.4}, {7, 1}}), {4, 7}},
      {"mixture", mixture({{0.5, narrow}, {0.3, wide}, {0.2, atom}}), {1, 2, 4}},
      {"mixture of a mixture", mixture({{0.6, mixture({{0.5, narrow}, {0.5, atom}}).form()}, {0.4, wide}}), {1, 2, 4}},
  };
}

// The integral of the distribution function from 0 to x, piece by piece between its kinks.
double quadrature(const Distribution& d, const std::vector<double>& kinks, double x) {
  double from = 0, sum = 0;
  std::vector<double> ends = kinks;
  ends.push_back(x);
  for (const double kink : ends) {
    const double to = std::min(kink, x);
    if (to <= from) continue;
    // The rule never looks at the ends of a piece, so a jump there does not matter.
    sum += boost::math::quadrature::gauss_kronrod<double, 61>::integrate([&](double t) { return d.cdf(t); }, from, to,
                                                                         12, 1e-12);
    from = to;
  }
  return sum;
}

TEST_CASE("the integral of the distribution function agrees with quadrature") {
  for (const auto& [what, distribution, kinks] : all_kinds()) {
    INFO(what);
    CHECK(distribution.integral_of_cdf(0) == 0);
    CHECK(distribution.integral_of_cdf(-2) == 0);
    for (const double x : {0.3, 0.9, 1.5, 2.0, 2.5, 4.0, 6.5, 9.5, 30.0}) {
      INFO("x = " << x);
      CHECK(distribution.integral_of_cdf(x) == Approx(quadrature(distribution, kinks, x)).epsilon(1e-9).margin(1e-12));
    }
  }
}

TEST_CASE("the mean is the integral of the quantile") {
  for (const auto& [what, distribution, kinks] : all_kinds()) {
    INFO(what);
    // The midpoint rule on 200,000 cells: cut tails cost less than 1e-4 here.
    double sum = 0;
    constexpr int kCells = 200000;
    for (int i = 0; i < kCells; ++i) sum += distribution.draw((i + 0.5) / kCells);
    CHECK(distribution.mean() == Approx(sum / kCells).epsilon(2e-4));
  }
}

TEST_CASE("quantiles rise, and are the smallest value whose distribution function reaches p") {
  for (const auto& [what, distribution, kinks] : all_kinds()) {
    INFO(what);
    double last = -std::numeric_limits<double>::infinity();
    for (int i = 1; i < 2000; ++i) {
      const double p = i / 2000.0;
      const double x = distribution.quantile(p);
      REQUIRE(x >= last);
      last = x;
      REQUIRE(distribution.cdf(x) >= p - 1e-12);
      REQUIRE(distribution.cdf(x - 1e-6 * (1 + std::abs(x))) <= p + 1e-12);
    }
  }
}

TEST_CASE("the smallest and the largest uniform give finite draws") {
  for (const auto& [what, distribution, kinks] : all_kinds()) {
    INFO(what);
    CHECK(std::isfinite(distribution.draw(0x1.0p-54)));
    CHECK(std::isfinite(distribution.draw(1 - 0x1.0p-53)));
  }
}

TEST_CASE("a choice runs over its values in ascending order") {
  const Distribution d = with_points(Kind::kChoice, {{0.45, 0.15}, {0.75, 0.40}, {1.0, 0.45}});
  CHECK(d.draw(0.149) == 0.45);
  CHECK(d.draw(0.151) == 0.75);
  CHECK(d.draw(0.549) == 0.75);
  CHECK(d.draw(0.551) == 1.0);
  CHECK(d.draw(1 - 0x1.0p-53) == 1.0);
  SECTION("a value with probability 0 is never drawn") {
    const Distribution zero = with_points(Kind::kChoice, {{1, 0.0}, {2, 0.5}, {3, 0.0}, {4, 0.5}});
    CHECK(zero.draw(0x1.0p-54) == 2);
    CHECK(zero.draw(0.5) == 2);
    CHECK(zero.draw(0.5000001) == 4);
  }
}

TEST_CASE("a table is linear between its rows, and a first share above 0 is an atom") {
  const Distribution d = with_points(Kind::kTable, {{10, 0.2}, {20, 0.6}, {50, 1}});
  CHECK(d.draw(0.05) == 10);
  CHECK(d.draw(0.2) == 10);
  CHECK(d.draw(0.4) == Approx(15));
  CHECK(d.draw(0.6) == Approx(20));
  CHECK(d.draw(0.8) == Approx(35));
  CHECK(d.cdf(9.99) == 0);
  CHECK(d.cdf(10) == Approx(0.2));
  CHECK(d.cdf(35) == Approx(0.8));
  CHECK(d.cdf(60) == 1);
}

TEST_CASE("in a mixture the uniform picks the part, and what remains of it draws from the part") {
  const Form low{Kind::kUniform, 0, 10, 0, {}, {}};
  const Form high{Kind::kExponential, 5, 0, 0, {}, {}};
  const Distribution d = mixture({{0.25, low}, {0.75, high}});
  CHECK(d.draw(0.10) == Approx(4));                                   // 0.10 / 0.25 = 0.4 of the first part
  CHECK(d.draw(0.25 + 0.75 * 0.3) == Approx(-5 * std::log1p(-0.3)));  // 0.3 of the second
  SECTION("so its draws have its distribution, though they do not rise with the uniform") {
    int below = 0;
    constexpr int kCells = 100000;
    for (int i = 0; i < kCells; ++i) below += d.draw((i + 0.5) / kCells) <= 3;
    CHECK(below / static_cast<double>(kCells) == Approx(0.25 * 0.3 + 0.75 * -std::expm1(-0.6)).margin(3e-5));
    CHECK(below / static_cast<double>(kCells) == Approx(d.cdf(3)).margin(3e-5));
    CHECK(d.draw(0.26) < d.draw(0.24));
  }
}

TEST_CASE("a changed parameter moves a draw and never reshuffles it") {
  for (double u = 0.001; u < 1; u += 0.001) {
    REQUIRE(make(Kind::kGamma, 4, 11).draw(u) > make(Kind::kGamma, 4, 10).draw(u));
    REQUIRE(make(Kind::kLognormal, 1.1, 0.5).draw(u) > make(Kind::kLognormal, 1, 0.5).draw(u));
    REQUIRE(make(Kind::kWeibull, 1.5, 11).draw(u) > make(Kind::kWeibull, 1.5, 10).draw(u));
  }
}

}  // namespace
}  // namespace truce::random

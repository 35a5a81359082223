// How much of a distribution lies where its number has no meaning.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_distribution.hpp"

namespace truce::scenario {

using Kind = DistributionSpec::Kind;

namespace {

double below_triangular(const DistributionSpec& d, double x) {
  if (x <= d.a) return 0;
  if (x >= d.c) return 1;
  const double width = d.c - d.a;
  if (x < d.b) return (x - d.a) * (x - d.a) / (width * (d.b - d.a));
  return 1 - (d.c - x) * (d.c - x) / (width * (d.c - d.b));
}

double below_table(const DistributionSpec& d, double x) {
  if (x <= d.points.front().first) return 0;
  for (std::size_t i = 1; i < d.points.size(); ++i) {
    const auto& [x0, p0] = d.points[i - 1];
    const auto& [x1, p1] = d.points[i];
    if (x <= x1) return p0 + (p1 - p0) * (x - x0) / (x1 - x0);
  }
  return 1;
}

}  // namespace

double mass_below(const DistributionSpec& d, double x) {
  switch (d.kind) {
    case Kind::kFixed:
      return d.a < x ? 1 : 0;
    case Kind::kNormal:
      return d.b == 0 ? (d.a < x ? 1 : 0) : boost::math::cdf(boost::math::normal(d.a, d.b), x);
    case Kind::kLognormal:
      if (x <= 0) return 0;
      return d.b == 0 ? (d.a < std::log(x) ? 1 : 0) : boost::math::cdf(boost::math::normal(d.a, d.b), std::log(x));
    case Kind::kUniform:
      return x <= d.a ? 0 : x >= d.b ? 1 : (x - d.a) / (d.b - d.a);
    case Kind::kTriangular:
      return below_triangular(d, x);
    case Kind::kBeta:
      return x <= 0 ? 0 : x >= 1 ? 1 : boost::math::cdf(boost::math::beta_distribution(d.a, d.b), x);
    case Kind::kGamma:
      return x <= 0 ? 0 : boost::math::cdf(boost::math::gamma_distribution(d.a, d.b), x);
    case Kind::kWeibull:
      return x <= 0 ? 0 : -std::expm1(-std::pow(x / d.b, d.a));
    case Kind::kExponential:
      return x <= 0 ? 0 : -std::expm1(-x / d.a);
    case Kind::kChoice: {
      double sum = 0;
      for (const auto& [value, p] : d.points) sum += value < x ? p : 0;
      return sum;
    }
    case Kind::kTable:
      return below_table(d, x);
    case Kind::kMixture: {
      double sum = 0;
      for (const auto& [weight, part] : d.parts) sum += weight * mass_below(part, x);
      return sum;
    }
  }
  return 0;
}

double mass_above(const DistributionSpec& d, double x) {
  switch (d.kind) {
    case Kind::kFixed:
      return d.a > x ? 1 : 0;
    case Kind::kChoice: {
      double sum = 0;
      for (const auto& [value, p] : d.points) sum += value > x ? p : 0;
      return sum;
    }
    case Kind::kMixture: {
      double sum = 0;
      for (const auto& [weight, part] : d.parts) sum += weight * mass_above(part, x);
      return sum;
    }
    case Kind::kTable:
      if (d.points.size() == 1 || x < d.points.front().first)
        return d.points.front().first > x ? 1 : 1 - below_table(d, x);
      return x == d.points.front().first ? 1 - d.points.front().second : 1 - below_table(d, x);
    default:
      if (d.kind == Kind::kNormal && d.b == 0) return d.a > x ? 1 : 0;
      return 1 - mass_below(d, x);
  }
}

namespace {

// P(X = x).
double atom_at(const DistributionSpec& d, double x) {
  double sum = 0;
  switch (d.kind) {
    case Kind::kFixed:
      return d.a == x ? 1 : 0;
    case Kind::kNormal:
      return d.b == 0 && d.a == x ? 1 : 0;
    case Kind::kTable:
      return d.points.front().first == x ? d.points.front().second : 0;
    case Kind::kChoice:
      for (const auto& [value, p] : d.points) sum += value == x ? p : 0;
      return sum;
    case Kind::kMixture:
      for (const auto& [weight, part] : d.parts) sum += weight * atom_at(part, x);
      return sum;
    default:
      return 0;
  }
}

bool is_bounded(const DistributionSpec& d) {
  switch (d.kind) {
    case Kind::kFixed:
    case Kind::kUniform:
    case Kind::kTriangular:
    case Kind::kBeta:
    case Kind::kChoice:
    case Kind::kTable:
      return true;
    case Kind::kMixture:
      return std::all_of(d.parts.begin(), d.parts.end(),
                         [](const auto& part) { return is_bounded(part.distribution); });
    default:
      return false;
  }
}

}  // namespace

void check_support(Context& context, const DistributionSpec& distribution, const Quantity& quantity, SourceRange at) {
  const Domain& domain = quantity.domain;
  // An open end matters only for atoms on it: a uniform from 0 never draws 0.
  double outside = domain.low_open ? atom_at(distribution, domain.low) : 0;
  if (domain.high_open) outside += atom_at(distribution, domain.high);
  if (std::isfinite(domain.low)) outside += mass_below(distribution, domain.low);
  if (std::isfinite(domain.high)) outside += mass_above(distribution, domain.high);
  outside = std::min(outside, 1.0);
  if (outside <= 0) return;
  const double bound = is_bounded(distribution) && !quantity.draws_are_clipped ? 0 : 0.5;
  if (outside > bound) {
    context.error(kIllegalMass, at, "this distribution draws values that have no meaning here", domain.words,
                  {fmt::format("{:.3g}% of its draws lie outside", 100 * outside)});
  } else if (outside > (quantity.draws_are_clipped ? 0.01 : 0.001)) {
    context.warning(kWarnIllegalMass, at, "this distribution draws values that have no meaning here", domain.words,
                    {fmt::format("{:.3g}% of its draws lie outside{}", 100 * outside,
                                 quantity.draws_are_clipped ? ", and count as the nearest value inside" : "")});
  }
}

}  // namespace truce::scenario

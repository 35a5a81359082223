#include "sim/random/distribution.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>

#include "sim/base/columns.hpp"
#include "sim/base/elementary.hpp"

namespace truce::random {

namespace {

using Form = Distribution::Form;
using Kind = Distribution::Kind;

constexpr double kSqrt2 = 1.4142135623730950488;
constexpr double kInverseSqrt2Pi = 0.39894228040143267794;

// Errors of the library's functions become NaN or infinity, never exceptions: parameters were checked when they were
// read.
using Policy =
    boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::promote_double<false>>;
using Gamma = boost::math::gamma_distribution<double, Policy>;
using Beta = boost::math::beta_distribution<double, Policy>;

double normal_density(double z) { return kInverseSqrt2Pi * std::exp(-0.5 * z * z); }

// Smallest tabulated value whose cumulative probability reaches u; linear between the rows.
double table_quantile(const Form& f, double u) {
  if (u <= f.points.front().second) return f.points.front().first;
  for (std::size_t i = 1; i < f.points.size(); ++i) {
    const auto [x1, p1] = f.points[i];
    if (u > p1) continue;
    const auto [x0, p0] = f.points[i - 1];
    return p1 > p0 ? x0 + (x1 - x0) * ((u - p0) / (p1 - p0)) : x1;
  }
  return f.points.back().first;
}

double choice_quantile(const Form& f, double u) {
  double sum = 0;
  for (const auto& [x, p] : f.points) {
    sum += p;
    if (u <= sum && p > 0) return x;
  }
  return f.points.back().first;
}

double triangular_quantile(double min, double mode, double max, double u) {
  const double width = max - min;
  if (width <= 0) return min;
  const double left = (mode - min) / width;
  return u < left ? min + std::sqrt(u * width * (mode - min)) : max - std::sqrt((1 - u) * width * (max - mode));
}

double cdf_of(const Form& f, double x);
double draw_of(const Form& f, double u) {
  switch (f.kind) {
    case Kind::kFixed:
      return f.a;
    case Kind::kNormal:
      return f.a + f.b * normal_quantile(u);
    case Kind::kLognormal:
      return std::exp(f.a + f.b * normal_quantile(u));
    case Kind::kUniform:
      return f.a + (f.b - f.a) * u;
    case Kind::kTriangular:
      return triangular_quantile(f.a, f.b, f.c, u);
    case Kind::kBeta:
      return boost::math::quantile(Beta(f.a, f.b), u);
    case Kind::kGamma:
      return boost::math::quantile(Gamma(f.a, f.b), u);
    case Kind::kWeibull:
      return f.b * std::pow(-std::log1p(-u), 1 / f.a);
    case Kind::kExponential:
      return -f.a * std::log1p(-u);
    case Kind::kChoice:
      return choice_quantile(f, u);
    case Kind::kTable:
      return table_quantile(f, u);
    case Kind::kMixture: {
      double below = 0;
      for (std::size_t i = 0; i < f.parts.size(); ++i) {
        const auto& [weight, part] = f.parts[i];
        const bool last = i + 1 == f.parts.size();
        if (weight > 0 && (u <= below + weight || last)) {
          const double rest = (u - below) / weight;
          return draw_of(part, std::clamp(rest, 0x1.0p-54, 1 - 0x1.0p-53));
        }
        below += weight;
      }
      return draw_of(f.parts.back().form, u);
    }
  }
  return f.a;
}

double triangular_cdf(double min, double mode, double max, double x) {
  if (x <= min) return max > min ? 0 : (x < min ? 0 : 1);
  if (x >= max) return 1;
  return x < mode ? (x - min) * (x - min) / ((max - min) * (mode - min))
                  : 1 - (max - x) * (max - x) / ((max - min) * (max - mode));
}

double table_cdf(const Form& f, double x) {
  if (x < f.points.front().first) return 0;
  for (std::size_t i = 1; i < f.points.size(); ++i) {
    const auto [x1, p1] = f.points[i];
    if (x >= x1) continue;
    const auto [x0, p0] = f.points[i - 1];
    return p0 + (p1 - p0) * ((x - x0) / (x1 - x0));
  }
  return 1;
}

double cdf_of(const Form& f, double x) {
  switch (f.kind) {
    case Kind::kFixed:
      return x >= f.a ? 1 : 0;
    case Kind::kNormal:
      return f.b > 0 ? normal_cdf((x - f.a) / f.b) : (x >= f.a ? 1 : 0);
    case Kind::kLognormal:
      if (x <= 0) return 0;
      if (f.b <= 0) return std::log(x) >= f.a ? 1 : 0;
      return normal_cdf((std::log(x) - f.a) / f.b);
    case Kind::kUniform:
      return f.b > f.a ? std::clamp((x - f.a) / (f.b - f.a), 0.0, 1.0) : (x >= f.a ? 1 : 0);
    case Kind::kTriangular:
      return triangular_cdf(f.a, f.b, f.c, x);
    case Kind::kBeta:
      return x <= 0 ? 0 : x >= 1 ? 1 : boost::math::cdf(Beta(f.a, f.b), x);
    case Kind::kGamma:
      return x <= 0 ? 0 : boost::math::cdf(Gamma(f.a, f.b), x);
    case Kind::kWeibull:
      return x <= 0 ? 0 : -std::expm1(-std::pow(x / f.b, f.a));
    case Kind::kExponential:
      return x <= 0 ? 0 : -std::expm1(-x / f.a);
    case Kind::kChoice: {
      double sum = 0;
      for (const auto& [value, p] : f.points)
        if (value <= x) sum += p;
      return std::min(sum, 1.0);
    }
    case Kind::kTable:
      return table_cdf(f, x);
    case Kind::kMixture: {
      double sum = 0;
      for (const auto& [weight, part] : f.parts) sum += weight * cdf_of(part, x);
      return std::min(sum, 1.0);
    }
  }
  return 0;
}

// Integral of the normal's cdf up to x: (x - mean) Phi(z) + sd phi(z).
double normal_integral(double mean, double sd, double x) {
  if (sd <= 0) return std::max(0.0, x - mean);
  const double z = (x - mean) / sd;
  return (x - mean) * normal_cdf(z) + sd * normal_density(z);
}

double triangular_integral(double min, double mode, double max, double x) {
  if (x <= min) return 0;
  if (max <= min) return x - min;
  const double width = max - min;
  const auto left = [&](double t) { return mode > min ? std::pow(t - min, 3) / (3 * width * (mode - min)) : 0.0; };
  if (x <= mode) return left(x);
  const double upper =
      max > mode ? (std::pow(max - std::min(x, max), 3) - std::pow(max - mode, 3)) / (3 * width * (max - mode)) : 0.0;
  return left(mode) + (x - mode) + upper;
}

double table_integral(const Form& f, double x) {
  double sum = 0;
  for (std::size_t i = 0; i < f.points.size(); ++i) {
    const double x0 = f.points[i].first, p0 = f.points[i].second;  // clang 14 captures no structured binding
    const bool last = i + 1 == f.points.size();
    const double from = std::max(0.0, x0);
    const double to = last ? x : std::min(x, f.points[i + 1].first);
    if (to <= from) continue;
    const auto at = [&](double t) {
      if (last) return 1.0;
      const auto [x1, p1] = f.points[i + 1];
      return p0 + (p1 - p0) * ((t - x0) / (x1 - x0));
    };
    sum += (to - from) * 0.5 * (at(from) + at(to));
  }
  return sum;
}

// The integral of cdf from 0 to x >= 0. In general x F(x) - E[X; 0 < X <= x] for X >= 0.
double integral_of(const Form& f, double x) {
  if (x <= 0) return 0;
  switch (f.kind) {
    case Kind::kFixed:
      return std::max(0.0, x - std::max(0.0, f.a));
    case Kind::kNormal:
      return normal_integral(f.a, f.b, x) - normal_integral(f.a, f.b, 0);
    case Kind::kLognormal: {
      if (f.b <= 0) return std::max(0.0, x - std::exp(f.a));
      const double z = (std::log(x) - f.a) / f.b;
      return x * normal_cdf(z) - std::exp(f.a + 0.5 * f.b * f.b) * normal_cdf(z - f.b);
    }
    case Kind::kUniform: {
      if (f.b <= f.a) return std::max(0.0, x - std::max(0.0, f.a));
      const auto primitive = [&](double t) {
        const double inside = std::clamp(t, f.a, f.b) - f.a;
        return inside * inside / (2 * (f.b - f.a)) + std::max(0.0, t - f.b);
      };
      return primitive(x) - primitive(0);
    }
    case Kind::kTriangular:
      return triangular_integral(f.a, f.b, f.c, x) - triangular_integral(f.a, f.b, f.c, 0);
    case Kind::kBeta: {
      const double inside = std::min(x, 1.0);
      const double mean = f.a / (f.a + f.b);
      return inside * cdf_of(f, inside) - mean * (inside >= 1 ? 1 : boost::math::cdf(Beta(f.a + 1, f.b), inside)) +
             std::max(0.0, x - 1);
    }
    case Kind::kGamma:
      return x * cdf_of(f, x) - f.a * f.b * boost::math::cdf(Gamma(f.a + 1, f.b), x);
    case Kind::kWeibull: {
      const double s = std::pow(x / f.b, f.a);
      const double mean = f.b * std::tgamma(1 + 1 / f.a);
      return x * cdf_of(f, x) - mean * boost::math::cdf(Gamma(1 + 1 / f.a, 1), s);
    }
    case Kind::kExponential:
      return x + f.a * std::expm1(-x / f.a);
    case Kind::kChoice: {
      double sum = 0;
      for (const auto& [value, p] : f.points) sum += p * std::max(0.0, x - std::max(0.0, value));
      return sum;
    }
    case Kind::kTable:
      return table_integral(f, x);
    case Kind::kMixture: {
      double sum = 0;
      for (const auto& [weight, part] : f.parts) sum += weight * integral_of(part, x);
      return sum;
    }
  }
  return 0;
}

double mean_of(const Form& f) {
  switch (f.kind) {
    case Kind::kFixed:
    case Kind::kNormal:
    case Kind::kExponential:
      return f.a;
    case Kind::kLognormal:
      return std::exp(f.a + 0.5 * f.b * f.b);
    case Kind::kUniform:
      return 0.5 * (f.a + f.b);
    case Kind::kTriangular:
      return (f.a + f.b + f.c) / 3;
    case Kind::kBeta:
      return f.a / (f.a + f.b);
    case Kind::kGamma:
      return f.a * f.b;
    case Kind::kWeibull:
      return f.b * std::tgamma(1 + 1 / f.a);
    case Kind::kChoice: {
      double sum = 0;
      for (const auto& [value, p] : f.points) sum += p * value;
      return sum;
    }
    case Kind::kTable: {
      double sum = f.points.front().first * f.points.front().second;
      for (std::size_t i = 1; i < f.points.size(); ++i)
        sum += (f.points[i].second - f.points[i - 1].second) * 0.5 * (f.points[i].first + f.points[i - 1].first);
      return sum;
    }
    case Kind::kMixture: {
      double sum = 0;
      for (const auto& [weight, part] : f.parts) sum += weight * mean_of(part);
      return sum;
    }
  }
  return f.a;
}

double mixture_quantile(const Form& f, double p) {
  double low = INFINITY, high = -INFINITY;
  for (const auto& [weight, part] : f.parts) {
    if (weight <= 0) continue;
    const double q = part.kind == Kind::kMixture ? mixture_quantile(part, p) : draw_of(part, p);
    low = std::min(low, q);
    high = std::max(high, q);
  }
  if (cdf_of(f, low) >= p)
    return low;  // every part has at least p below its own quantile, so the answer is in [low, high]
  for (int i = 0; i < 200 && low < high; ++i) {
    const double middle = low + 0.5 * (high - low);
    if (middle <= low || middle >= high) break;
    (cdf_of(f, middle) >= p ? high : low) = middle;
  }
  return high;
}

TRUCE_COLUMNS void fixed_columns(double value, const double* x, std::size_t n, double* cdf, double* integral) {
  const double start = value > 0 ? value : 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    cdf[i] = x[i] >= value ? 1.0 : 0.0;
    integral[i] = x[i] > start ? x[i] - start : 0.0;
  }
}

// cdf and integral_of_cdf of exp(mu + sigma Z), sigma > 0, mean = exp(mu + sigma^2 / 2).
TRUCE_COLUMNS void lognormal_columns(double mu, double sigma, double mean, const double* x, std::size_t n, double* cdf,
                                     double* integral) {
  constexpr double kLeast = 1e-300;  // below it, ln x is that of kLeast and both results are 0 anyway
  for (std::size_t i = 0; i < n; ++i) {
    const double z = (log_of(x[i] < kLeast ? kLeast : x[i]) - mu) / sigma;
    const double f = normal_cdf_of(z);
    const double sum = x[i] * f - mean * normal_cdf_of(z - sigma);
    cdf[i] = x[i] < kLeast ? 0.0 : f;
    integral[i] = sum < 0 ? 0.0 : sum;
  }
}

}  // namespace

double normal_cdf(double z) { return 0.5 * std::erfc(-z / kSqrt2); }

Distribution::Distribution(Form form) : form_(std::move(form)) {
  if (form_.kind == Kind::kLognormal) lognormal_mean_ = mean_of(form_);
}

double Distribution::draw(double u) const { return draw_of(form_, u); }
double Distribution::draw_at_normal(double z) const {
  switch (form_.kind) {
    case Kind::kFixed:
      return form_.a;
    case Kind::kNormal:
      return form_.a + form_.b * z;
    case Kind::kLognormal:
      return std::exp(form_.a + form_.b * z);
    default:
      return draw_of(form_, std::clamp(normal_cdf(z), 0x1.0p-54, 1 - 0x1.0p-53));
  }
}
double Distribution::quantile(double p) const {
  return form_.kind == Kind::kMixture ? mixture_quantile(form_, p) : draw_of(form_, p);
}
double Distribution::cdf(double x) const { return cdf_of(form_, x); }
double Distribution::integral_of_cdf(double x) const { return integral_of(form_, x); }
void Distribution::cdf_and_integral(const double* x, std::size_t n, double* cdf, double* integral) const {
  if (form_.kind == Kind::kLognormal && form_.b > 0) {
    lognormal_columns(form_.a, form_.b, lognormal_mean_, x, n, cdf, integral);
    return;
  }
  if (form_.kind == Kind::kFixed) {
    fixed_columns(form_.a, x, n, cdf, integral);
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    cdf[i] = cdf_of(form_, x[i]);
    integral[i] = integral_of(form_, x[i]);
  }
}
double Distribution::mean() const { return mean_of(form_); }

}  // namespace truce::random

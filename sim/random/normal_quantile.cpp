#include <algorithm>
#include <cmath>

#include "sim/base/columns.hpp"
#include "sim/base/elementary.hpp"
#include "sim/random/distribution.hpp"

namespace truce::random {

namespace {

// c[0] + c[1] r + ... + c[7] r^7.
double polynomial(const double (&c)[8], double r) {
  double sum = c[7];
  for (int i = 6; i >= 0; --i) sum = sum * r + c[i];
  return sum;
}

// Near the middle, in 0.425^2 - (p - 1/2)^2; in the tails, in sqrt(-ln tail) - 1.6 and - 5.
constexpr double kMiddleOver[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                   1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                   3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double kMiddleUnder[8] = {1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
constexpr double kTailOver[8] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                 3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double kTailUnder[8] = {1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
constexpr double kFarOver[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double kFarUnder[8] = {1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};

constexpr double kMiddle = 0.425;  // |p - 1/2| up to here
constexpr double kNear = 5;        // sqrt(-ln tail) up to here
constexpr double kFar = 1.4e-11;   // a little above e^-25: smaller tails may be far ones

// normal_quantile() of all but far tails, without branches: both forms, and the one that holds.
TRUCE_COLUMNS void quantiles_but_far(const double* p, std::size_t count, double* z) {
  TRUCE_APART for (std::size_t j = 0; j < count; ++j) {
    const double q = p[j] - 0.5;
    const double r = kMiddle * kMiddle - q * q;
    const double middle = q * polynomial(kMiddleOver, r) / polynomial(kMiddleUnder, r);
    const double s = std::sqrt(-log_of(q < 0 ? p[j] : 1 - p[j])) - 1.6;
    const double tail = polynomial(kTailOver, s) / polynomial(kTailUnder, s);
    const double signed_tail = q < 0 ? -tail : tail;
    z[j] = std::fabs(q) <= kMiddle ? middle : signed_tail;
  }
}

}  // namespace

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= kMiddle) {
    const double r = kMiddle * kMiddle - q * q;
    return q * polynomial(kMiddleOver, r) / polynomial(kMiddleUnder, r);
  }
  const double r = std::sqrt(-log_of(q < 0 ? p : 1 - p));
  const double tail = r <= kNear ? polynomial(kTailOver, r - 1.6) / polynomial(kTailUnder, r - 1.6)
                                 : polynomial(kFarOver, r - 5) / polynomial(kFarUnder, r - 5);
  return q < 0 ? -tail : tail;
}

void normal_quantiles(const double* p, std::size_t count, double* z) {
  quantiles_but_far(p, count, z);
  for (std::size_t j = 0; j < count; ++j)
    if (std::min(p[j], 1 - p[j]) < kFar) z[j] = normal_quantile(p[j]);
}

}  // namespace truce::random

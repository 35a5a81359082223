// e^x, ln x and the normal distribution function against the C library's, in long double where that has them.
#include "sim/base/elementary.hpp"

#include <algorithm>
#include <cmath>

#include "tests/support/catch.hpp"

namespace truce::test {

namespace {

// |value - truth| / truth in units of 2^-53.
double error(double value, long double truth) {
  return static_cast<double>(std::fabs((static_cast<long double>(value) - truth) / truth) * 0x1p53L);
}

// The largest error over `points` arguments from `from` to `to`, not on a grid that the function may like.
template <class Function, class Truth>
double largest_error(double from, double to, int points, Function function, Truth truth) {
  double largest = 0;
  for (int i = 0; i <= points; ++i) {
    const double x = from + (to - from) * std::fmod(0.6180339887498949 * i, 1.0);
    largest = std::max(largest, error(function(x), truth(x)));
  }
  return largest;
}

long double true_normal_cdf(double z) { return 0.5L * std::erfc(-static_cast<long double>(z) / std::sqrt(2.0L)); }

}  // namespace

TEST_CASE("e^x and ln x are right to the last bits", "[base][elementary]") {
  const auto exp = [](double x) { return exp_of(x); };
  const auto log = [](double x) { return log_of(x); };
  const auto true_exp = [](double x) { return std::exp(static_cast<long double>(x)); };
  const auto true_log = [](double x) { return std::log(static_cast<long double>(x)); };
  CHECK(largest_error(-2, 2, 200000, exp, true_exp) < 2.3);
  CHECK(largest_error(-700, 700, 200000, exp, true_exp) < 2.3);
  CHECK(largest_error(0.3, 3, 200000, log, true_log) < 3.6);
  CHECK(largest_error(0.999, 1.001, 200000, log, true_log) < 3.6);
  CHECK(largest_error(1e-8, 1e8, 200000, log, true_log) < 2);
  for (const double x : {1e-300, 0x1p-1022, 1e300, 1.7e308}) CHECK(error(log_of(x), true_log(x)) < 2);
  CHECK(log_of(1) == 0);
  CHECK(exp_of(0) == 1);
}

TEST_CASE("e^x for a float is right to the float's last bits, and stays in its range", "[base][elementary]") {
  double largest = 0;
  for (int i = 0; i <= 200000; ++i) {
    const double x = -87 + 175.0 * i / 200000;
    largest = std::max(largest, std::fabs(exp_to_float(x) / std::exp(x) - 1));
  }
  CHECK(largest < 2e-7);
  CHECK(exp_to_float(0) == 1);
  CHECK(exp_to_float(-1e9) == exp_to_float(-87));
  CHECK(exp_to_float(1e9) == exp_to_float(88));
  CHECK(std::isfinite(exp_to_float(1e9)));
}

TEST_CASE("the normal distribution function is right far into its tails", "[base][elementary]") {
  const auto cdf = [](double z) { return normal_cdf_of(z); };
  CHECK(largest_error(-1, 0, 200000, cdf, true_normal_cdf) < 8);
  CHECK(largest_error(0, 9, 200000, cdf, true_normal_cdf) < 6);
  CHECK(largest_error(-6, -1, 200000, cdf, true_normal_cdf) < 37);
  CHECK(largest_error(-37, -6, 200000, cdf, true_normal_cdf) < 1100);
  CHECK(normal_cdf_of(0) == Approx(0.5).epsilon(2e-16));
  CHECK(normal_cdf_of(-1e300) < 1e-308);
  CHECK(normal_cdf_of(1e300) == 1);
}

}  // namespace truce::test

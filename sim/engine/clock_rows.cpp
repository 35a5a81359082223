#include "sim/engine/clock_rows.hpp"

#include <limits>

#include "sim/base/columns.hpp"

namespace truce::engine {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr Eight kAllNever = {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever};

// A minimum does not depend on the order in which it is taken: half against half.
[[gnu::always_inline]] inline double least_within(const Eight& values) {
  double least[kTogether];
  std::memcpy(least, &values, sizeof least);
  for (std::size_t half = kTogether / 2; half > 0; half /= 2)
    for (std::size_t j = 0; j < half; ++j) least[j] = least[j + half] < least[j] ? least[j + half] : least[j];
  return least[0];
}

}  // namespace

TRUCE_COLUMNS double least_of(const double* values, std::size_t width) {
  Eight least = kAllNever;
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight x;
    load(values + i, x);
    least = x < least ? x : least;
  }
  return least_within(least);
}

TRUCE_COLUMNS double least_after(const double* values, double bound, std::size_t width) {
  Eight least = kAllNever;
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight x;
    load(values + i, x);
    x = x > bound ? x : kAllNever;
    least = x < least ? x : least;
  }
  return least_within(least);
}

TRUCE_COLUMNS double least_of(const double* a, const double* b, std::size_t width) {
  Eight least = kAllNever;
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight x, y;
    load(a + i, x);
    load(b + i, y);
    x = y < x ? y : x;
    least = x < least ? x : least;
  }
  return least_within(least);
}

}  // namespace truce::engine

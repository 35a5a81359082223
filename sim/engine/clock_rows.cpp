#include "sim/engine/clock_rows.hpp"

#include <limits>

#include "sim/base/columns.hpp"

namespace truce::engine {

namespace {

// A minimum does not depend on the order in which it is taken.
[[gnu::always_inline]] inline double least_within(const Eight& values) {
  double least = values[0];
  for (std::size_t j = 1; j < kTogether; ++j) least = values[j] < least ? values[j] : least;
  return least;
}

constexpr double kNever = std::numeric_limits<double>::infinity();

}  // namespace

TRUCE_COLUMNS double least_rest(const double* left, const double* pace, double days, std::size_t width) {
  Eight least = {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever};
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight rest, used;
    load(left + i, rest);
    load(pace + i, used);
    rest -= used * days;
    least = rest < least ? rest : least;
  }
  return least_within(least);
}

TRUCE_COLUMNS void use_up(double* left, const double* pace, double days, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    const double rest = left[i] - pace[i] * days;
    left[i] = rest > 0 ? rest : 0;
  }
}

TRUCE_COLUMNS double least_after(const double* values, double bound, std::size_t width) {
  const Eight never = {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever};
  Eight least = never;
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight x;
    load(values + i, x);
    x = x > bound ? x : never;
    least = x < least ? x : least;
  }
  return least_within(least);
}

TRUCE_COLUMNS double least_of(const double* a, const double* b, std::size_t width) {
  Eight least = {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever};
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

#include "sim/engine/clock_rows.hpp"

#include <limits>

#include "sim/base/columns.hpp"

namespace truce::engine {

namespace {

constexpr std::size_t kTogether = 8;

// A minimum does not depend on the order in which it is taken: eight are kept, so that they fill a vector.
double least_of_eight(const double (&least)[kTogether]) {
  double result = least[0];
  for (std::size_t j = 1; j < kTogether; ++j) result = least[j] < result ? least[j] : result;
  return result;
}

}  // namespace

TRUCE_COLUMNS double least_rest(const double* left, const double* pace, double days, std::size_t width) {
  double least[kTogether];
  for (double& l : least) l = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < width; i += kTogether)
    for (std::size_t j = 0; j < kTogether; ++j) {
      const double rest = left[i + j] - pace[i + j] * days;
      least[j] = rest < least[j] ? rest : least[j];
    }
  return least_of_eight(least);
}

TRUCE_COLUMNS void use_up(double* left, const double* pace, double days, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    const double rest = left[i] - pace[i] * days;
    left[i] = rest > 0 ? rest : 0;
  }
}

TRUCE_COLUMNS double least_of(const double* a, const double* b, std::size_t width) {
  double least[kTogether];
  for (double& l : least) l = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < width; i += kTogether)
    for (std::size_t j = 0; j < kTogether; ++j) {
      const double smaller = a[i + j] < b[i + j] ? a[i + j] : b[i + j];
      least[j] = smaller < least[j] ? smaller : least[j];
    }
  return least_of_eight(least);
}

}  // namespace truce::engine

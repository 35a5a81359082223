#pragma once
// Estimates from paths, each with its Monte Carlo error.
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace truce::results {

inline constexpr double kNotDefined = std::numeric_limits<double>::quiet_NaN();

// The quantiles that every fan has, in order.
inline constexpr std::array<double, 9> kQuantiles = {0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99};
inline constexpr std::size_t kQuantile05 = 1;
inline constexpr std::size_t kMedian = 4;
inline constexpr std::size_t kQuantile95 = 7;

// A mean or a share. NaN where it is not defined (no path, or no second path for the error).
struct Estimate {
  double value = kNotDefined;
  double standard_error = kNotDefined;
  std::int64_t count = 0;  // paths it comes from
};

// `hits` of `paths`: the share with its binomial standard error. Not defined for 0 paths.
Estimate share(std::int64_t hits, std::int64_t paths);

// How high a share may be, with 95 % confidence, that no path of `paths` has shown: 1 - 0.05^(1/paths), about 3/paths
// (the rule of three).
double rule_of_three(std::int64_t paths);

// Sums over paths about a fixed shift near the mean, so that squares do not cancel.
struct ShiftedSums {
  double count = 0;
  double sum = 0;      // of (x - shift)
  double squares = 0;  // of (x - shift)^2
  void add(const ShiftedSums& other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
  }
};
Estimate mean(const ShiftedSums& sums, double shift);

// A quantile with its order-statistics interval of one standard error: the values at the ranks
// n p - sqrt(n p (1 - p)) and n p + sqrt(n p (1 - p)).
struct QuantileEstimate {
  double value = kNotDefined;
  double low = kNotDefined;
  double high = kNotDefined;
  double standard_error() const { return (high - low) / 2; }
};

// What is told about one quantity over all paths on which it is defined.
struct Spread {
  Estimate mean;  // of ln(1 + x) for market returns, whose own mean may not exist
  std::array<QuantileEstimate, kQuantiles.size()> quantiles;
  // The mean of the worst 5 %, above (x >= 95 % quantile) and below (x <= 5 % quantile).
  Estimate upper_shortfall;
  Estimate lower_shortfall;
  std::int64_t count = 0;
};

}  // namespace truce::results

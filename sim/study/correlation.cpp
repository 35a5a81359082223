#include "sim/study/correlation.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/contract.hpp"
#include "sim/random/distribution.hpp"

namespace truce::study {

Correlation correlation_of(const std::vector<double>& x, const std::vector<double>& y) {
  TRUCE_EXPECT(x.size() == y.size());
  const auto n = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / n;
    mean_y += y[i] / n;
  }
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  Correlation out;
  // Less is the rounding of a row that stands still.
  constexpr double kStill = 1e-24;
  if (!(xx > kStill * n * mean_x * mean_x) || !(yy > kStill * n * mean_y * mean_y)) return out;
  out.value = std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
  if (x.size() > 2) out.standard_error = std::sqrt((1 - out.value * out.value) / (n - 2));
  return out;
}

double strongest_by_chance(std::size_t points, std::size_t numbers) {
  if (points < 3 || numbers == 0) return std::numeric_limits<double>::quiet_NaN();
  const double degrees = static_cast<double>(points) - 2;
  const double z = random::normal_quantile(1 - 0.025 / static_cast<double>(numbers));
  const double t = z + z * (z * z + 1) / (4 * degrees);
  return t / std::sqrt(degrees + t * t);
}

}  // namespace truce::study

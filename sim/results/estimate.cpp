#include "sim/results/estimate.hpp"

#include <algorithm>
#include <cmath>

namespace truce::results {

Estimate share(std::int64_t hits, std::int64_t paths) {
  Estimate estimate;
  estimate.count = paths;
  if (paths <= 0) return estimate;
  const double n = static_cast<double>(paths);
  const double p = static_cast<double>(hits) / n;
  estimate.value = p;
  estimate.standard_error = std::sqrt(p * (1 - p) / n);
  return estimate;
}

double rule_of_three(std::int64_t paths) {
  return paths > 0 ? -std::expm1(std::log(0.05) / static_cast<double>(paths)) : 1.0;
}

Estimate mean(const ShiftedSums& sums, double shift) {
  Estimate estimate;
  estimate.count = static_cast<std::int64_t>(sums.count);
  if (sums.count <= 0) return estimate;
  const double offset = sums.sum / sums.count;
  estimate.value = shift + offset;
  if (sums.count > 1) {
    const double variance = std::max(0.0, sums.squares - sums.sum * offset) / (sums.count - 1);
    estimate.standard_error = std::sqrt(variance / sums.count);
  }
  return estimate;
}

}  // namespace truce::results

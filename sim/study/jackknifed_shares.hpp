#pragma once
// Shapley values of means over paths, with errors.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/results/estimate.hpp"

namespace truce::study {

// A mean over paths, as its parts.
struct MeanSum {
  double count = 0, sum = 0;
};

// Means over all groups of paths, with the error of the jackknife: sqrt((G - 1) / G times the sum of squares of the
// values without one group about their mean); B. Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982.
// NaN where a mean is over no path, the error also with one group.
class JackknifedShares {
 public:
  // `sums`: [group][set of changes], one figure's; all 2^changes sets.
  JackknifedShares(std::size_t changes, const std::vector<std::vector<MeanSum>>& sums);

  // The share of one change; of all together where there is none.
  results::Estimate estimate(std::optional<std::size_t> change, std::int64_t paths) const;

 private:
  std::vector<double> whole_;
  std::vector<std::vector<double>> left_;  // without each group
};

}  // namespace truce::study

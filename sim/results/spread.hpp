#pragma once
// Quantiles, their intervals, and the mean of the worst 5 % of one quantity, from all its values or from counts in
// bins.
#include <cstdint>
#include <vector>

#include "sim/results/estimate.hpp"
#include "sim/results/quantile_grid.hpp"

namespace truce::results {

// What lies beyond a grid's range, summed about the end of the range: places are lost there, sums are not.
struct BeyondRange {
  ShiftedSums below;  // of (low - x)
  ShiftedSums above;  // of (x - high)
};

// From all values, ascending. Quantile p lies at (n - 1) p between the order statistics (as NumPy's default).
Spread spread_of_sorted(const std::vector<float>& sorted);

// From counts. `unbounded`: so many values more that are larger than all counted ones (a truce that never broke).
Spread spread_of_counts(const QuantileGrid& grid, const std::uint32_t* counts, const BeyondRange& beyond,
                        std::int64_t unbounded = 0);

// The fan of one column: kQuantiles, NaN where one falls outside the grid's range.
void fan_of_counts(const QuantileGrid& grid, const std::uint32_t* counts, std::vector<Piece>& scratch, float* fan);

// The same by selection; `values` (no NaN) are reordered.
void fan_of_values(std::vector<float>& values, float* fan);

}  // namespace truce::results

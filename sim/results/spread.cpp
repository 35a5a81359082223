#include "sim/results/spread.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace truce::results {

namespace {

constexpr double kTail = 0.05;

// Calls value_at(rank), rank in [0, n - 1] counted from 0 and possibly between two, for the quantile and the two ends
// of its interval.
QuantileEstimate quantile_by_rank(double p, double n, const std::function<double(double)>& value_at) {
  const double last = n - 1;
  const double rank = p * last;
  const double spread = std::sqrt(n * p * (1 - p));
  return {value_at(rank), value_at(std::max(0.0, rank - spread)), value_at(std::min(last, rank + spread))};
}

// Expected shortfall and its error from n values: q + E[(X - q)+] / 5 %, Rockafellar and Uryasev, "Conditional
// value-at-risk for general loss distributions" (2002), eq. 4; the error is that of the mean of (X - q)+.
// `sum` and `squares`: of (X - q)+. sign -1: the lower tail.
Estimate shortfall(double quantile, double n, double sum, double squares, double sign) {
  Estimate estimate;
  estimate.count = static_cast<std::int64_t>(n);
  const double excess = sum / n;
  estimate.value = quantile + sign * excess / kTail;
  if (n > 1) {
    const double variance = std::max(0.0, squares - sum * excess) / (n - 1);
    estimate.standard_error = std::sqrt(variance / n) / kTail;
  }
  return estimate;
}

double between(const std::vector<float>& sorted, double rank) {
  const auto below = static_cast<std::size_t>(rank);
  const double weight = rank - static_cast<double>(below);
  if (weight == 0 || below + 1 >= sorted.size()) return sorted[below];
  return sorted[below] + weight * (static_cast<double>(sorted[below + 1]) - sorted[below]);
}

// Sums of (x - q)+ over pieces, or of (q - x)+ where `sign` is -1.
void add_tail(const QuantileGrid& grid, const std::vector<Piece>& pieces, double quantile, double sign, double& sum,
              double& squares) {
  for (const Piece& piece : pieces) {
    if (!std::isfinite(piece.from) || !std::isfinite(piece.to)) continue;
    double from = sign * (grid.value_at(piece.from) - quantile);
    double to = sign * (grid.value_at(piece.to) - quantile);
    if (from > to) std::swap(from, to);
    if (to <= 0) continue;
    double count = piece.count;
    if (from < 0) {
      count *= to / (to - from);
      from = 0;
    }
    sum += count * (from + to) / 2;
    squares += count * (from * from + from * to + to * to) / 3;
  }
}

}  // namespace

Spread spread_of_sorted(const std::vector<float>& sorted) {
  Spread spread;
  spread.count = static_cast<std::int64_t>(sorted.size());
  if (sorted.empty()) return spread;
  const double n = static_cast<double>(sorted.size());
  for (std::size_t q = 0; q < kQuantiles.size(); ++q)
    spread.quantiles[q] = quantile_by_rank(kQuantiles[q], n, [&](double rank) { return between(sorted, rank); });
  const double high = spread.quantiles[kQuantile95].value;
  const double low = spread.quantiles[kQuantile05].value;
  double above = 0, above_squares = 0, below = 0, below_squares = 0;
  for (const float x : sorted) {
    const double over = std::max(0.0, x - high);
    const double under = std::max(0.0, low - x);
    above += over;
    above_squares += over * over;
    below += under;
    below_squares += under * under;
  }
  spread.upper_shortfall = shortfall(high, n, above, above_squares, 1);
  spread.lower_shortfall = shortfall(low, n, below, below_squares, -1);
  return spread;
}

Spread spread_of_counts(const QuantileGrid& grid, const std::uint32_t* counts, const BeyondRange& beyond,
                        std::int64_t unbounded) {
  Spread spread;
  std::vector<Piece> pieces;
  grid.pieces(counts, pieces);
  double counted = 0;
  for (const Piece& piece : pieces) counted += piece.count;
  const double n = counted + static_cast<double>(unbounded);
  spread.count = static_cast<std::int64_t>(n);
  if (n <= 0) return spread;
  // The value of rank r stands in the middle of its own unit of mass.
  const auto value_at = [&](double rank) {
    return rank + 0.5 > counted ? kNotDefined : grid.value_at(coordinate_at_mass(pieces, rank + 0.5));
  };
  for (std::size_t q = 0; q < kQuantiles.size(); ++q)
    spread.quantiles[q] = quantile_by_rank(kQuantiles[q], n, value_at);
  if (unbounded > 0) return spread;

  const double high = spread.quantiles[kQuantile95].value;
  const double low = spread.quantiles[kQuantile05].value;
  double sum = 0, squares = 0;
  add_tail(grid, pieces, high, 1, sum, squares);
  const double over = grid.high() - high;
  sum += beyond.above.sum + beyond.above.count * over;
  squares += beyond.above.squares + 2 * over * beyond.above.sum + beyond.above.count * over * over;
  spread.upper_shortfall = shortfall(high, n, sum, squares, 1);
  sum = squares = 0;
  add_tail(grid, pieces, low, -1, sum, squares);
  const double under = low - grid.low();
  sum += beyond.below.sum + beyond.below.count * under;
  squares += beyond.below.squares + 2 * under * beyond.below.sum + beyond.below.count * under * under;
  spread.lower_shortfall = shortfall(low, n, sum, squares, -1);
  return spread;
}

void fan_of_counts(const QuantileGrid& grid, const std::uint32_t* counts, std::vector<Piece>& scratch, float* fan) {
  grid.pieces(counts, scratch);
  double n = 0;
  for (const Piece& piece : scratch) n += piece.count;
  for (std::size_t q = 0; q < kQuantiles.size(); ++q)
    fan[q] = static_cast<float>(grid.value_at(coordinate_at_mass(scratch, kQuantiles[q] * (n - 1) + 0.5)));
}

void fan_of_values(std::vector<float>& values, float* fan) {
  auto first = values.begin();
  for (std::size_t q = 0; q < kQuantiles.size(); ++q) {
    if (values.empty()) {
      fan[q] = static_cast<float>(kNotDefined);
      continue;
    }
    const double rank = kQuantiles[q] * static_cast<double>(values.size() - 1);
    const auto below = values.begin() + static_cast<std::ptrdiff_t>(rank);
    // What earlier quantiles left of `first` is not larger than anything from there on.
    if (below >= first) std::nth_element(first, below, values.end());
    const double weight = rank - std::floor(rank);
    double value = *below;
    if (weight > 0) value += weight * (static_cast<double>(*std::min_element(below + 1, values.end())) - value);
    fan[q] = static_cast<float>(value);
    first = below;
  }
}

}  // namespace truce::results

#pragma once
// Quantiles of one column of numbers (a series at one time, a quantity of each path) from counts in bins.
//
// The bins' range comes from a pilot: its smallest and largest value, widened by half of their distance on each side.
// Values that occur often and exactly equal in the pilot (atoms) have bins of their own. Counts are integers, so
// threads may count apart and add up in any order. With 512 bins the error is about 2e-3 of the interquartile range.
//
// Scale::kLogarithmic, for positive values: the coordinate is the float's bit pattern read as an integer. Exponent
// above mantissa, it rises like the logarithm to base 2, linearly between powers of two, and costs nothing.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace truce::results {

enum class Scale : std::uint8_t { kLinear, kLogarithmic };

// A stretch of coordinates that holds `count` values, evenly spread; from == to: an atom. The first piece may reach
// from -infinity and the last to +infinity: there it is not known where the values lie.
struct Piece {
  double from = 0;
  double to = 0;
  double count = 0;
};

class QuantileGrid {
 public:
  static constexpr std::size_t kMostAtoms = 8;
  // Slots: 0 below the range, 1..bins, bins + 1 above it, then one for each atom.
  static constexpr std::size_t slots_for(std::size_t bins) { return bins + 2 + kMostAtoms; }

  QuantileGrid() : QuantileGrid(0.0, 1.0, 1) {}
  // From the `count` pilot values, NaN and infinities left out.
  QuantileGrid(const float* pilot, std::size_t count, Scale scale, std::size_t bins);
  // Over a known range [low, high), linear, without atoms.
  QuantileGrid(double low, double high, std::size_t bins);

  // The slot of each value; NaN goes below the range. `count` values.
  void find_slots(const float* values, std::size_t count, std::int32_t* slots) const;

  // Everything counted, in ascending order of value.
  void pieces(const std::uint32_t* counts, std::vector<Piece>& out) const;

  // A value from a coordinate of a piece.
  double value_at(double coordinate) const;

  std::size_t bins() const { return bins_; }
  double low() const { return value_at(origin_); }
  double high() const { return value_at(origin_ + static_cast<double>(bins_) / bins_per_unit_); }
  const std::vector<float> atoms() const { return {atoms_.begin(), atoms_.begin() + atom_count_}; }

 private:
  double coordinate_of(float value) const;

  Scale scale_ = Scale::kLinear;
  std::uint8_t atom_count_ = 0;
  std::uint32_t bins_ = 1;
  double origin_ = 0;
  double bins_per_unit_ = 1;
  std::array<float, kMostAtoms> atoms_{};
};

// The coordinate below which `mass` of the pieces' counts lies; NaN where that falls into a piece without a known
// place.
double coordinate_at_mass(const std::vector<Piece>& pieces, double mass);

}  // namespace truce::results

#include "sim/results/quantile_grid.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "sim/base/columns.hpp"
#include "sim/base/contract.hpp"
#include "sim/results/frequent_values.hpp"

namespace truce::results {

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int32_t kHighestBits = 0x7F7FFFFF;  // of the largest float
}  // namespace

double QuantileGrid::coordinate_of(float value) const {
  if (scale_ == Scale::kLinear) return value;
  return value > 0 ? std::bit_cast<std::int32_t>(value) : 0;
}

double QuantileGrid::value_at(double coordinate) const {
  if (scale_ == Scale::kLinear || !std::isfinite(coordinate)) return coordinate;
  const double bits = std::clamp(std::round(coordinate), 0.0, static_cast<double>(kHighestBits));
  return std::bit_cast<float>(static_cast<std::int32_t>(bits));
}

QuantileGrid::QuantileGrid(double low, double high, std::size_t bins)
    : bins_(static_cast<std::uint32_t>(bins)), origin_(low), bins_per_unit_(static_cast<double>(bins) / (high - low)) {
  TRUCE_EXPECT(high > low && bins > 0);
}

QuantileGrid::QuantileGrid(const float* pilot, std::size_t count, Scale scale, std::size_t bins)
    : scale_(scale), bins_(static_cast<std::uint32_t>(bins)) {
  TRUCE_EXPECT(bins > 0);
  double low = kInfinity;
  double high = -kInfinity;
  for (std::size_t i = 0; i < count; ++i)
    if (std::isfinite(pilot[i])) {
      low = std::min(low, coordinate_of(pilot[i]));
      high = std::max(high, coordinate_of(pilot[i]));
    }
  if (low > high) low = high = coordinate_of(1.0f);  // nothing known
  double margin = (high - low) / 2;
  if (margin == 0)
    margin = scale == Scale::kLinear ? 0.5 * std::max(1.0, std::abs(low)) : 0x1p22;  // half a power of two
  double width = (high - low + 2 * margin) / static_cast<double>(bins);
  origin_ = low - margin;
  if (scale == Scale::kLogarithmic && origin_ < 0) {
    origin_ = 0;
    width = (high + margin) / static_cast<double>(bins);
  }
  bins_per_unit_ = 1 / width;

  const std::vector<float> frequent = frequent_values(pilot, count, kMostAtoms);
  for (const float value : frequent)
    if (std::isfinite(value)) atoms_[atom_count_++] = value;
  if (atom_count_ > 0) {
    // The most frequent atom on an edge between bins: what lies beside it stays on its side.
    const double in_bins = (coordinate_of(atoms_[0]) - origin_) * bins_per_unit_;
    origin_ -= (std::ceil(in_bins) - in_bins) * width;
  }
}

TRUCE_COLUMNS void QuantileGrid::find_slots(const float* values, std::size_t count, std::int32_t* slots) const {
  const float last = static_cast<float>(bins_ + 1);
  const float per_unit = static_cast<float>(bins_per_unit_);
  if (scale_ == Scale::kLinear) {
    const float origin = static_cast<float>(origin_);
    for (std::size_t i = 0; i < count; ++i) {
      float x = (values[i] - origin) * per_unit + 1.0f;
      x = x > 0.0f ? x : 0.0f;  // NaN becomes 0
      x = x < last ? x : last;
      slots[i] = static_cast<std::int32_t>(x);
    }
  } else {
    const auto origin = static_cast<std::int32_t>(origin_);
    for (std::size_t i = 0; i < count; ++i) {
      const auto bits = std::bit_cast<std::int32_t>(values[i]);
      float x = static_cast<float>((bits > 0 ? bits : 0) - origin) * per_unit + 1.0f;
      x = x > 0.0f ? x : 0.0f;
      x = x < last ? x : last;
      slots[i] = values[i] == values[i] ? static_cast<std::int32_t>(x) : 0;
    }
  }
  for (std::size_t a = 0; a < atom_count_; ++a) {
    const float atom = atoms_[a];
    const auto slot = static_cast<std::int32_t>(bins_ + 2 + a);
    for (std::size_t i = 0; i < count; ++i) slots[i] = values[i] == atom ? slot : slots[i];
  }
}

void QuantileGrid::pieces(const std::uint32_t* counts, std::vector<Piece>& out) const {
  out.clear();
  struct Atom {
    double position;  // in bins
    double coordinate;
    double count;
  };
  std::vector<Atom> atoms;
  for (std::size_t a = 0; a < atom_count_; ++a) {
    const double coordinate = coordinate_of(atoms_[a]);
    double position = (coordinate - origin_) * bins_per_unit_;
    if (std::abs(position - std::round(position)) < 1e-4) position = std::round(position);
    atoms.push_back({position, coordinate, static_cast<double>(counts[bins_ + 2 + a])});
  }
  std::sort(atoms.begin(), atoms.end(), [](const Atom& a, const Atom& b) { return a.coordinate < b.coordinate; });

  if (counts[0] > 0) out.push_back({-kInfinity, origin_, static_cast<double>(counts[0])});
  std::size_t atom = 0;
  for (std::size_t b = 0; b <= bins_; ++b) {
    double from = static_cast<double>(b);
    double left = b < bins_ ? counts[1 + b] : 0;
    // Atoms inside the bin split it; what it holds is evenly spread.
    for (; atom < atoms.size() && (b == bins_ || atoms[atom].position < static_cast<double>(b + 1)); ++atom) {
      const double at = std::max(from, atoms[atom].position);
      const double below = b < bins_ ? left * (at - from) / (static_cast<double>(b + 1) - from) : 0;
      if (below > 0) out.push_back({origin_ + from / bins_per_unit_, atoms[atom].coordinate, below});
      if (atoms[atom].count > 0) out.push_back({atoms[atom].coordinate, atoms[atom].coordinate, atoms[atom].count});
      left -= below;
      from = at;
    }
    if (left > 0)
      out.push_back({origin_ + from / bins_per_unit_, origin_ + static_cast<double>(b + 1) / bins_per_unit_, left});
  }
  if (counts[bins_ + 1] > 0)
    out.push_back(
        {origin_ + static_cast<double>(bins_) / bins_per_unit_, kInfinity, static_cast<double>(counts[bins_ + 1])});
}

double coordinate_at_mass(const std::vector<Piece>& pieces, double mass) {
  double below = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Piece& piece = pieces[i];
    if (mass <= below + piece.count || i + 1 == pieces.size()) {
      if (piece.from == piece.to) return piece.from;
      if (!std::isfinite(piece.from) || !std::isfinite(piece.to)) return std::numeric_limits<double>::quiet_NaN();
      return piece.from + (piece.to - piece.from) * std::clamp((mass - below) / piece.count, 0.0, 1.0);
    }
    below += piece.count;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace truce::results

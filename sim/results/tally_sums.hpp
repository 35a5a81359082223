#pragma once
// The sums of doubles behind a Tally: of one block, or of all blocks so far. Included by tally*.cpp alone.
#include <vector>

#include "sim/results/tally.hpp"

namespace truce::results {

struct Tally::Sums : engine::BlockSink::Partial {
  Sums(std::size_t mean_columns, std::size_t quantities)
      : series_sum(mean_columns), series_squares(mean_columns), quantity(quantities), beyond(quantities) {}

  std::int64_t paths = 0;
  std::vector<double> series_sum, series_squares;  // about mean_shifts_
  std::vector<ShiftedSums> quantity;               // about quantity_shifts_
  std::vector<BeyondRange> beyond;                 // of the quantities' grids
  ShiftedSums life;                                // of min(life, horizon), about half the horizon
  double broken = 0;                               // paths on which the truce broke
  double life_of_broken = 0;                       // summed over these, about half the horizon

  void add(const Sums& other) {
    paths += other.paths;
    for (std::size_t i = 0; i < series_sum.size(); ++i) {
      series_sum[i] += other.series_sum[i];
      series_squares[i] += other.series_squares[i];
    }
    for (std::size_t i = 0; i < quantity.size(); ++i) {
      quantity[i].add(other.quantity[i]);
      beyond[i].below.add(other.beyond[i].below);
      beyond[i].above.add(other.beyond[i].above);
    }
    life.add(other.life);
    broken += other.broken;
    life_of_broken += other.life_of_broken;
  }
};

}  // namespace truce::results

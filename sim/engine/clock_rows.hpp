#pragma once
// The clocks of one path, side by side (Lanes): what happens next, and what an interval uses up.
#include <cstddef>
#include <cstdint>

namespace truce::engine {

// The clocks of a whole block, by lane: `width` clocks of each lane side by side, a multiple of 8.
struct ClockTable {
  std::size_t lanes, width;
  double* left;  // infinite where no clock runs
  double* pace;
  const double* speed;
  std::size_t ratio_width;
  const double* ratios;              // of each lane
  const std::int64_t* ratio_of;      // by clock: its pace is speed x this one of the lane's ratios,
  const std::uint8_t* has_own_pace;  // but where this is 1: then it stands in `pace` already
};

// Uses up `days` of the clocks of each lane that is not busy and on which none crosses its threshold within `reach`.
// Writes the other lanes to `crossing`, ascending, and returns how many these are; their paces stand in the table then.
std::size_t run_down(const ClockTable& clocks, const std::uint8_t* busy, double days, double reach,
                     std::uint16_t* crossing);

// The least of left - pace x days; not positive where a clock crosses its threshold within `days`. width: a multiple
// of 8; infinite `left` where no clock runs.
double least_rest(const double* left, const double* pace, double days, std::size_t width);

// left = max(0, left - pace x days).
void use_up(double* left, const double* pace, double days, std::size_t width);

// The least of the values above `bound`; infinite where none is.
double least_after(const double* values, double bound, std::size_t width);

// The least of two rows; infinite where nothing is due.
double least_of(const double* a, const double* b, std::size_t width);

}  // namespace truce::engine

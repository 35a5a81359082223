#pragma once
// The clocks of one path, side by side (Lanes): what happens next, and what an interval uses up.
#include <cstddef>

namespace truce::engine {

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

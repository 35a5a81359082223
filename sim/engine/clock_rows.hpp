#pragma once
// What happens next on one path, found in rows of its clocks and dates side by side (Lanes). Widths are multiples of 8.
#include <cstddef>

namespace truce::engine {

// The least of the values; infinite where there is none.
double least_of(const double* values, std::size_t width);

// The least of two rows; infinite where nothing is due.
double least_of(const double* a, const double* b, std::size_t width);

// The least of the values above `bound`; infinite where none is.
double least_after(const double* values, double bound, std::size_t width);

}  // namespace truce::engine

#pragma once
// Values that occur again and again, exactly equal: 0, a met target, the level of a regime.
#include <cstddef>
#include <vector>

namespace truce::results {

// The values that make up at least 1 % (and at least three) of `values`, most frequent first, at most `most`.
// NaN is never among them. Cost: a few nanoseconds a value.
std::vector<float> frequent_values(const float* values, std::size_t count, std::size_t most);

}  // namespace truce::results

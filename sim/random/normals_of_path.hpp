#pragma once
// One path's part of the columns in normals.hpp: the scalar forms of normal_columns.cpp.
#include <cstddef>
#include <cstdint>

namespace truce::random {

// Writes the normals of four steps to out[s][lane].
void step_normals_of_path(std::uint64_t seed, std::uint32_t path, std::uint64_t stream, std::uint32_t quad,
                          float* const out[4], std::size_t lane);

// Adds -2 ln u of each of the four words to out[s][lane].
void add_pairs_of_path(std::uint64_t seed, std::uint32_t path, std::uint64_t stream, std::uint32_t quad,
                       float* const out[4], std::size_t lane);

}  // namespace truce::random

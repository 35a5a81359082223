#pragma once
// Which points a study runs: a value for each thing that it varies.
#include <string>
#include <vector>

#include "sim/scenario/study.hpp"

namespace truce::study {

// [point][vary], as text that --set would take. A grid runs through its last address fastest. A latin hypercube cuts
// each stretch into as many equal pieces as there are points and takes each piece once; Sobol's sequence is scrambled.
// Both depend on `design_seed` and the order of the addresses alone.
std::vector<std::vector<std::string>> points_of(const scenario::StudySpec& study);

// Where a position in (0, 1) lies among the values of an address, or on its stretch.
std::string value_at(const scenario::VarySpec& vary, double position);

// [point][dimension] in (0, 1).
std::vector<std::vector<double>> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed);

}  // namespace truce::study

#pragma once
// Points that fill a cube more evenly than random ones: Sobol's sequence, scrambled.
//
// Direction numbers: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM
// J. Sci. Comput. 30 (2008), as Boost.Random has them. Scrambling: nested uniform (A. Owen, "Randomly permuted
// (t,m,s)-nets and (t,s)-sequences", 1995) on 32 bits, each bit flipped or not by a hash of the bits above it.
#include <cstdint>
#include <vector>

namespace truce::random {

// `points` points of `dimensions` coordinates in (0, 1): [point][dimension]. The first N of a longer sequence are the
// sequence of N; dimension d does not depend on how many there are.
std::vector<std::vector<double>> scrambled_sobol(std::size_t points, std::size_t dimensions, std::uint64_t seed);

// Dimensions that the direction numbers reach.
inline constexpr std::size_t kMostSobolDimensions = 3667;

}  // namespace truce::random

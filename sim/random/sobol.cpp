#include "sim/random/sobol.hpp"

#include <boost/random/sobol.hpp>

#include "sim/base/contract.hpp"
#include "sim/random/philox.hpp"

namespace truce::random {

namespace {

// Each bit is flipped or not by a draw whose address is the dimension and all bits above it.
std::uint32_t scrambled(std::uint32_t x, std::uint64_t seed, std::uint32_t dimension) {
  static const StreamId stream("sobol/scramble");
  std::uint32_t out = 0;
  for (int bit = 31; bit >= 0; --bit) {
    const std::uint32_t above = bit == 31 ? 0 : x >> (bit + 1);
    // A leading one tells 0 from 00.
    const std::uint32_t address = above | (bit == 31 ? 1u : std::uint32_t{1} << (31 - bit));
    const std::uint32_t flip = words_at(seed, dimension, stream, address)[0] >> 31;
    out |= ((x >> bit & 1u) ^ flip) << bit;
  }
  return out;
}

}  // namespace

std::vector<std::vector<double>> scrambled_sobol(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  TRUCE_EXPECT(dimensions > 0 && dimensions <= kMostSobolDimensions);
  boost::random::sobol_engine<std::uint32_t, 32> engine(dimensions);
  std::vector<std::vector<double>> out(points, std::vector<double>(dimensions));
  // Boost leaves out the first point, the corner 0; without it 2^k points are no net. Scrambled it is one like the
  // others.
  for (std::size_t p = 0; p < points; ++p)
    for (std::size_t d = 0; d < dimensions; ++d) {
      const auto word = p == 0 ? 0 : static_cast<std::uint32_t>(engine());
      out[p][d] = (static_cast<double>(scrambled(word, seed, static_cast<std::uint32_t>(d))) + 0.5) * 0x1.0p-32;
    }
  return out;
}

}  // namespace truce::random

#include "sim/random/philox.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/columns.hpp"

namespace truce::random {

namespace {

constexpr std::size_t kAtOnce = 16;

// The first two words of kAtOnce streams, as columns so that each round is a few vectors.
TRUCE_COLUMNS void first_words(std::uint64_t seed, std::uint32_t path, const std::uint32_t* low,
                               const std::uint32_t* high, std::uint32_t index, std::uint32_t* w0, std::uint32_t* w1) {
  for (std::size_t j = 0; j < kAtOnce; ++j) {
    const Words words = philox_4x32_10({index, path, low[j], high[j]}, static_cast<std::uint32_t>(seed),
                                       static_cast<std::uint32_t>(seed >> 32));
    w0[j] = words[0];
    w1[j] = words[1];
  }
}

}  // namespace

StreamId::StreamId(std::string_view name) {
  std::uint64_t h = 0xCBF29CE484222325ull;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  // FNV alone mixes the last letters little; finish with the avalanche of MurmurHash3.
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDull;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ull;
  value_ = h ^ (h >> 33);
}

void uniforms_at(std::uint64_t seed, std::uint32_t path, const StreamId* streams, std::size_t count,
                 std::uint32_t index, double* out) {
  std::uint32_t low[kAtOnce] = {}, high[kAtOnce] = {}, w0[kAtOnce], w1[kAtOnce];
  for (std::size_t begin = 0; begin < count; begin += kAtOnce) {
    const std::size_t n = std::min(count - begin, kAtOnce);
    for (std::size_t j = 0; j < n; ++j) {
      low[j] = static_cast<std::uint32_t>(streams[begin + j].value());
      high[j] = static_cast<std::uint32_t>(streams[begin + j].value() >> 32);
    }
    first_words(seed, path, low, high, index, w0, w1);
    for (std::size_t j = 0; j < n; ++j) out[begin + j] = uniform_of({w0[j], w1[j], 0, 0});
  }
}

double exponential_at(std::uint64_t seed, std::uint32_t path, StreamId stream, std::uint32_t index) {
  return -std::log(uniform_at(seed, path, stream, index));
}

}  // namespace truce::random

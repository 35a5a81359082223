#include "sim/random/philox.hpp"

#include <cmath>

namespace truce::random {

StreamId::StreamId(std::string_view name) {
  std::uint64_t h = 0xCBF29CE484222325ull;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  // FNV alone mixes the last letters little; finish with the avalanche of MurmurHash3.
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDull;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ull;
  value_ = h ^ (h >> 33);
}

double exponential_at(std::uint64_t seed, std::uint32_t path, StreamId stream, std::uint32_t index) {
  return -std::log(uniform_at(seed, path, stream, index));
}

}  // namespace truce::random

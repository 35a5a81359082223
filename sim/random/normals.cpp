#include "sim/random/normals.hpp"

#include <bit>
#include <cmath>

#include "sim/random/normals_of_path.hpp"

namespace truce::random {

namespace {

// ln u for a positive normal float: u = 2^e m with m in [sqrt(1/2), sqrt(2)), f = m - 1, ln m = f - f^2/2 + f^3 P(f).
// P is a Chebyshev fit of degree 8; error below 2e-9 before rounding.
inline float log_of(float u) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(u);
  const std::uint32_t shifted = bits - 0x3F3504F3u;  // the bits of sqrt(1/2)
  const std::int32_t exponent = static_cast<std::int32_t>(shifted) >> 23;
  const float m = std::bit_cast<float>((shifted & 0x007FFFFFu) + 0x3F3504F3u);
  const float f = m - 1.0f;
  float p = 0x1.24da9ap-4f;
  p = p * f - 0x1.d9f4d6p-4f;
  p = p * f + 0x1.dda7cep-4f;
  p = p * f - 0x1.fc5b4cp-4f;
  p = p * f + 0x1.23d6b6p-3f;
  p = p * f - 0x1.555ed8p-3f;
  p = p * f + 0x1.999d5p-3f;
  p = p * f - 0x1.fffff2p-3f;
  p = p * f + 0x1.555554p-2f;
  const float ff = f * f;
  return static_cast<float>(exponent) * 0x1.62e430p-1f + (f - (ff * 0.5f - ff * f * p));
}

// A uniform in (0, 1) from the upper 31 bits of a word, fine near 0, where the logarithm needs it.
inline float open_uniform(std::uint32_t word) {
  return (static_cast<float>(static_cast<std::int32_t>(word >> 1)) + 0.5f) * 0x1.0p-31f;
}

// cos and sin of 2 pi v, v = word / 2^32: v = q / 4 + f with |f| <= 1/8, fits in f^2, then turned by q quarters.
inline void cos_sin(std::uint32_t word, float& cosine, float& sine) {
  const std::uint32_t quarter = (word + 0x20000000u) >> 30;
  const std::int32_t rest = static_cast<std::int32_t>(word - (quarter << 30));
  const float f = static_cast<float>(rest) * 0x1.0p-32f;
  const float z = f * f;
  const float s = f * (0x1.921fb6p+2f + z * (-0x1.4abbbap+5f + z * (0x1.465ec4p+6f - z * 0x1.2d9b7cp+6f)));
  const float c = 1.0f + z * (-0x1.3bd3ccp+4f + z * (0x1.03c1dcp+6f + z * (-0x1.55c57ap+6f + z * 0x1.d9c328p+5f)));
  const bool odd = (quarter & 1u) != 0;
  const float a = odd ? s : c;
  const float b = odd ? c : s;
  const std::uint32_t flip_cosine = ((quarter + 1u) & 2u) << 30;
  const std::uint32_t flip_sine = (quarter & 2u) << 30;
  cosine = std::bit_cast<float>(std::bit_cast<std::uint32_t>(a) ^ flip_cosine);
  sine = std::bit_cast<float>(std::bit_cast<std::uint32_t>(b) ^ flip_sine);
}

inline void box_muller(std::uint32_t word0, std::uint32_t word1, float& z0, float& z1) {
  const float r = std::sqrt(-2.0f * log_of(open_uniform(word0)));
  float cosine, sine;
  cos_sin(word1, cosine, sine);
  z0 = r * cosine;
  z1 = r * sine;
}

}  // namespace

float step_normal(std::uint64_t seed, std::uint32_t path, StreamId stream, std::uint32_t step) {
  const Words w = words_at(seed, path, stream, step / 4);
  const std::size_t pair = (step % 4) / 2;
  float z0, z1;
  box_muller(w[2 * pair], w[2 * pair + 1], z0, z1);
  return step % 2 == 0 ? z0 : z1;
}

float step_chi_square(std::uint64_t seed, std::uint32_t path, const StreamId* pairs, int n, StreamId single,
                      std::uint32_t step) {
  float sum = 0;
  if (n % 2 == 1) {
    const float z = step_normal(seed, path, single, step);
    sum = z * z;
  }
  for (int pair = 0; pair < n / 2; ++pair)
    sum += -2.0f * log_of(open_uniform(words_at(seed, path, pairs[pair], step / 4)[step % 4]));
  return sum;
}

void step_normals_of_path(std::uint64_t seed, std::uint32_t path, std::uint64_t stream, std::uint32_t quad,
                          float* const out[4], std::size_t lane) {
  const Words w = words_at(seed, path, StreamId::from_value(stream), quad);
  box_muller(w[0], w[1], out[0][lane], out[1][lane]);
  box_muller(w[2], w[3], out[2][lane], out[3][lane]);
}

void add_pairs_of_path(std::uint64_t seed, std::uint32_t path, std::uint64_t stream, std::uint32_t quad,
                       float* const out[4], std::size_t lane) {
  const Words w = words_at(seed, path, StreamId::from_value(stream), quad);
  for (std::size_t s = 0; s < 4; ++s) out[s][lane] += -2.0f * log_of(open_uniform(w[s]));
}

}  // namespace truce::random

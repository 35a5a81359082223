#pragma once
// Counter-based random numbers: a draw is a function of its address (seed, path, stream, index) and of nothing else.
//
// Philox4x32-10: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011).
// Key: the seed's low and high word. Counter: (index, path, stream low, stream high).
#include <array>
#include <cstdint>
#include <string_view>

namespace truce::random {

// A fixed 64-bit hash (FNV-1a, then one avalanche) of a stream's name: "event/stress/threshold", "market/vix".
class StreamId {
 public:
  constexpr StreamId() = default;
  explicit StreamId(std::string_view name);
  static constexpr StreamId from_value(std::uint64_t value) {
    StreamId id;
    id.value_ = value;
    return id;
  }
  constexpr std::uint64_t value() const { return value_; }
  friend constexpr bool operator==(StreamId, StreamId) = default;

 private:
  std::uint64_t value_ = 0;
};

using Words = std::array<std::uint32_t, 4>;

constexpr Words philox_4x32_10(Words counter, std::uint32_t key0, std::uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = 0xD2511F53ull * counter[0];
    const std::uint64_t p1 = 0xCD9E8D57ull * counter[2];
    counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(p1),
               static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(p0)};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

// The four 32-bit words at an address.
inline Words words_at(std::uint64_t seed, std::uint32_t path, StreamId stream, std::uint32_t index) {
  return philox_4x32_10(
      {index, path, static_cast<std::uint32_t>(stream.value()), static_cast<std::uint32_t>(stream.value() >> 32)},
      static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}

// One uniform in (0, 1), never an end: 53 bits, at the middle of its cell (the last cell's middle would round to 1).
inline double uniform_of(const Words& w) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(w[0]) << 21) ^ (w[1] >> 11);
  const double middle = (static_cast<double>(bits & ((1ull << 53) - 1)) + 0.5) * 0x1.0p-53;
  return middle < 1 ? middle : 1 - 0x1.0p-53;
}
inline double uniform_at(std::uint64_t seed, std::uint32_t path, StreamId stream, std::uint32_t index) {
  return uniform_of(words_at(seed, path, stream, index));
}

// uniform_at() of many streams at one path and index, in whole vectors: out[j] of streams[j].
void uniforms_at(std::uint64_t seed, std::uint32_t path, const StreamId* streams, std::size_t count,
                 std::uint32_t index, double* out);

// Exp(1) at an address: -ln(u).
double exponential_at(std::uint64_t seed, std::uint32_t path, StreamId stream, std::uint32_t index);

// A Boost.Random / standard uniform random bit generator over the words of one (seed, path, stream), in order of index.
class PhiloxEngine {
 public:
  using result_type = std::uint32_t;
  PhiloxEngine(std::uint64_t seed, std::uint32_t path, StreamId stream) : seed_(seed), path_(path), stream_(stream) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xFFFFFFFFu; }
  result_type operator()() {
    if (next_ == 4) {
      words_ = words_at(seed_, path_, stream_, index_++);
      next_ = 0;
    }
    return words_[next_++];
  }

 private:
  std::uint64_t seed_;
  std::uint32_t path_;
  StreamId stream_;
  std::uint32_t index_ = 0;
  Words words_{};
  std::size_t next_ = 4;
};

}  // namespace truce::random

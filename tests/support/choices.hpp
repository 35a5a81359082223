#pragma once
// Where the choices in a random scenario come from.
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/random/philox.hpp"

namespace truce::test {

// A uniform random bit generator: two of `bytes` for each word as long as there are any, then the random words of
// `seed`. Bytes that change a little change the scenario a little, which is what a fuzzer works with.
class Choices {
 public:
  using result_type = random::PhiloxEngine::result_type;
  // `bytes` must outlive this object.
  explicit Choices(std::uint64_t seed, std::span<const std::uint8_t> bytes = {})
      : bytes_(bytes), words_(seed, 0, random::StreamId("random scenario")) {}
  static constexpr result_type min() { return random::PhiloxEngine::min(); }
  static constexpr result_type max() { return random::PhiloxEngine::max(); }
  result_type operator()() {
    if (bytes_.size() < 2) return words_();
    const result_type two = bytes_[0] * 256u + bytes_[1];
    bytes_ = bytes_.subspan(2);
    return two * 0x10001u;  // 0 is the least word, 0xFFFF the greatest
  }

 private:
  std::span<const std::uint8_t> bytes_;
  random::PhiloxEngine words_;
};

}  // namespace truce::test

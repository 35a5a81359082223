// Philox against the published known-answer vectors of Random123, and the addresses of this project against values that
// were computed independently from their definitions.
#include "sim/random/philox.hpp"

#include <cmath>
#include <set>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>

#include "tests/support/catch.hpp"

namespace truce::random {
namespace {

TEST_CASE("Philox 4x32-10 gives Random123's known answers") {
  CHECK(philox_4x32_10({0, 0, 0, 0}, 0, 0) == Words{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u});
  constexpr std::uint32_t kOnes = 0xffffffffu;
  CHECK(philox_4x32_10({kOnes, kOnes, kOnes, kOnes}, kOnes, kOnes) ==
        Words{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu});
  // The digits of pi.
  CHECK(philox_4x32_10({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, 0xa4093822u, 0x299f31d0u) ==
        Words{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u});
}

TEST_CASE("a stream's id is FNV-1a with one avalanche, for ever") {
  CHECK(StreamId("").value() == 0xefd01f60ba992926ull);
  CHECK(StreamId("event/stress/threshold").value() == 0x95cbe66d114a0f63ull);
  CHECK(StreamId("event/stress/outcome").value() == 0xb9aca9fe36f0266full);
  CHECK(StreamId("market/vix").value() == 0x3bf848b4d1dcc58full);
  CHECK(StreamId("factor/tension").value() == 0xaca12eb96b108da1ull);
  CHECK(StreamId("parameter/trade.soybeans.pace").value() == 0x2d44d781ad24a821ull);
  CHECK(StreamId("tails/5/pair/0").value() == 0x43218710409417fcull);
}

TEST_CASE("the words and the uniform at an address are what the definition says") {
  const StreamId stream("event/stress/threshold");
  CHECK(words_at(20251124, 7, stream, 3) == Words{0x1c368056u, 0xdf49dd25u, 0xb884f83bu, 0x2b268b26u});
  CHECK(uniform_at(20251124, 7, stream, 3) == 0x1.c368056df49dcp-4);
  CHECK(uniform_of({0, 0, 0, 0}) == 0x1.0p-54);
  CHECK(uniform_of({0xFFFFFFFFu, 0xFFFFFFFFu, 0, 0}) == 1 - 0x1.0p-53);
  CHECK(exponential_at(20251124, 7, stream, 3) == -std::log(0x1.c368056df49dcp-4));
}

TEST_CASE("the uniforms of many streams at once are those of each") {
  std::vector<StreamId> streams;
  for (int i = 0; i < 37; ++i) streams.emplace_back("event/a/shock/" + std::to_string(i));
  for (const std::size_t count : {0, 1, 8, 16, 17, 37}) {
    std::vector<double> u(count + 1, -1);
    uniforms_at(0x123456789ABCDEFull, 7, streams.data(), count, 3, u.data());
    for (std::size_t j = 0; j < count; ++j) CHECK(u[j] == uniform_at(0x123456789ABCDEFull, 7, streams[j], 3));
    CHECK(u[count] == -1);
  }
}

TEST_CASE("every part of an address matters, both halves of the seed too") {
  const StreamId stream("event/a/threshold");
  std::set<double> seen;
  seen.insert(uniform_at(1, 0, stream, 0));
  seen.insert(uniform_at(2, 0, stream, 0));
  seen.insert(uniform_at(1 + (1ull << 32), 0, stream, 0));
  seen.insert(uniform_at(1, 1, stream, 0));
  seen.insert(uniform_at(1, 0x80000000u, stream, 0));
  seen.insert(uniform_at(1, 0, StreamId("event/b/threshold"), 0));
  seen.insert(uniform_at(1, 0, stream, 1));
  CHECK(seen.size() == 7);
}

// Uniforms along each coordinate of the address: paths of one stream, indices of one path, streams of one path.
std::vector<double> along_paths(std::uint32_t n) {
  std::vector<double> u(n);
  for (std::uint32_t i = 0; i < n; ++i) u[i] = uniform_at(7, i, StreamId("event/a/threshold"), 0);
  return u;
}
std::vector<double> along_indices(std::uint32_t n) {
  std::vector<double> u(n);
  for (std::uint32_t i = 0; i < n; ++i) u[i] = uniform_at(7, 0, StreamId("event/a/threshold"), i);
  return u;
}
std::vector<double> along_streams(std::uint32_t n) {
  std::vector<double> u(n);
  for (std::uint32_t i = 0; i < n; ++i)
    u[i] = uniform_at(7, 0, StreamId("event/" + std::to_string(i) + "/threshold"), 0);
  return u;
}

struct Fit {
  double mean, second, fourth;  // z of the moments about 1/2
  double cells;                 // chi-square of 64 equal cells, as z
  double lag[8];                // z of the autocorrelations
};
Fit fit(const std::vector<double>& u) {
  const double n = static_cast<double>(u.size());
  double sums[3] = {};
  double lags[8] = {};
  std::vector<double> cells(64);
  for (std::size_t i = 0; i < u.size(); ++i) {
    const double d = u[i] - 0.5;
    sums[0] += d, sums[1] += d * d, sums[2] += d * d * d * d;
    cells[static_cast<std::size_t>(u[i] * 64)] += 1;
    for (std::size_t lag = 1; lag <= 8 && lag <= i; ++lag) lags[lag - 1] += d * (u[i - lag] - 0.5);
  }
  Fit z{};
  // Moments of U(-1/2, 1/2): E d^2 = 1/12, E d^4 = 1/80, E d^8 = 1/2304.
  z.mean = sums[0] / n / std::sqrt(1.0 / 12 / n);
  z.second = (sums[1] / n - 1.0 / 12) / std::sqrt((1.0 / 80 - 1.0 / 144) / n);
  z.fourth = (sums[2] / n - 1.0 / 80) / std::sqrt((1.0 / 2304 - 1.0 / 6400) / n);
  double chi_square = 0;
  for (const double c : cells) chi_square += (c - n / 64) * (c - n / 64) / (n / 64);
  z.cells = (chi_square - 63) / std::sqrt(2.0 * 63);
  for (int lag = 0; lag < 8; ++lag) z.lag[lag] = lags[lag] / n / std::sqrt(1.0 / 144 / n);
  return z;
}
bool is_uniform(const Fit& z) {
  bool good = std::abs(z.mean) < 5 && std::abs(z.second) < 5 && std::abs(z.fourth) < 5 && std::abs(z.cells) < 6;
  for (const double lag : z.lag) good = good && std::abs(lag) < 5;
  return good;
}

TEST_CASE("uniforms are uniform and uncorrelated along paths, indices and streams") {
  constexpr std::uint32_t kCount = 1000000;
  CHECK(is_uniform(fit(along_paths(kCount))));
  CHECK(is_uniform(fit(along_indices(kCount))));
  CHECK(is_uniform(fit(along_streams(kCount / 4))));
}

TEST_CASE("the test of uniforms finds a small bias, a coarse grid and a weak correlation") {
  const std::vector<double> good = along_paths(1000000);
  std::vector<double> biased = good, coarse = good, correlated = good;
  for (std::size_t i = 0; i < good.size(); ++i) {
    biased[i] = good[i] * 0.995;                    // mean lower by 0.0025: 8.7 standard errors
    coarse[i] = std::floor(good[i] * 100) / 100;    // two decimals
    if (i % 100 == 3) correlated[i] = good[i - 3];  // correlation 0.01 at lag 3: 10 standard errors
  }
  CHECK_FALSE(is_uniform(fit(biased)));
  CHECK_FALSE(is_uniform(fit(coarse)));
  CHECK_FALSE(is_uniform(fit(correlated)));
}

TEST_CASE("a uniform is never 0 or 1") {
  for (std::uint32_t i = 0; i < 200000; ++i) {
    const double u = uniform_at(3, i, StreamId("event/a/outcome"), 0);
    REQUIRE((u > 0 && u < 1));
  }
}

TEST_CASE("an engine over one stream gives its words in order") {
  const StreamId stream("parameter/x");
  PhiloxEngine engine(11, 5, stream);
  for (std::uint32_t index = 0; index < 50; ++index)
    for (const std::uint32_t word : words_at(11, 5, stream, index)) REQUIRE(engine() == word);
}

TEST_CASE("the engine drives Boost's distributions") {
  constexpr int kCount = 400000;
  PhiloxEngine engine(11, 5, StreamId("parameter/x"));
  boost::random::normal_distribution<double> normal(2, 3);
  boost::random::exponential_distribution<double> exponential(0.5);
  boost::random::uniform_int_distribution<int> die(1, 6);
  double normal_sum = 0, exponential_sum = 0;
  std::vector<int> faces(6);
  for (int i = 0; i < kCount; ++i) {
    normal_sum += normal(engine);
    exponential_sum += exponential(engine);
    ++faces[static_cast<std::size_t>(die(engine) - 1)];
  }
  const auto z = [](double mean, double expected, double sd) { return (mean - expected) / (sd / std::sqrt(kCount)); };
  CHECK(std::abs(z(normal_sum / kCount, 2, 3)) < 5);
  CHECK(std::abs(z(exponential_sum / kCount, 2, 2)) < 5);
  for (const int face : faces) CHECK(std::abs(z(face / static_cast<double>(kCount), 1.0 / 6, std::sqrt(5.0 / 36))) < 5);
  // A shift by one part in fifty would be found.
  CHECK(std::abs(z(normal_sum / kCount, 2.04, 3)) > 5);
  CHECK(std::abs(z(exponential_sum / kCount, 2.04, 2)) > 5);
}

}  // namespace
}  // namespace truce::random

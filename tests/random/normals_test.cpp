// The normals and chi-squares of the steps: columns against scalars bit for bit, and their distribution.
#include "sim/random/normals.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <hwy/targets.h>
#include <boost/math/distributions/chi_squared.hpp>

#include "sim/random/distribution.hpp"
#include "tests/support/catch.hpp"

namespace truce::random {
namespace {

constexpr std::size_t kLanes = 256;

std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }

struct Columns {
  std::vector<float> data = std::vector<float>(4 * kLanes, -99.0f);
  float* out[4] = {data.data(), data.data() + kLanes, data.data() + 2 * kLanes, data.data() + 3 * kLanes};
};

TEST_CASE("a column of normals is the scalar normals, bit for bit") {
  const StreamId stream("factor/tension");
  for (const std::size_t lanes : {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}, kLanes})
    for (const std::uint32_t first : {0u, 256u, 1000192u, 0xffffff00u})
      for (const std::uint32_t quad : {0u, 1u, 500u}) {
        Columns columns;
        step_normals(20251124ull << 20, first, lanes, stream, quad, columns.out);
        for (std::uint32_t s = 0; s < 4; ++s) {
          for (std::uint32_t lane = 0; lane < lanes; ++lane)
            REQUIRE(bits(columns.out[s][lane]) ==
                    bits(step_normal(20251124ull << 20, first + lane, stream, 4 * quad + s)));
          if (lanes < kLanes) REQUIRE(columns.out[s][lanes] == -99.0f);  // nothing is written past the lanes
        }
      }
}

// Makes the columns use one set of vector instructions, and lets them choose again at the end.
class OnlyTarget {
 public:
  explicit OnlyTarget(std::int64_t target) { choose(target); }
  OnlyTarget(const OnlyTarget&) = delete;
  OnlyTarget& operator=(const OnlyTarget&) = delete;
  ~OnlyTarget() { choose(0); }

 private:
  static void choose(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

TEST_CASE("the vector instructions that the machine has change no bit") {
  const StreamId stream("factor/tension");
  const StreamId pairs[2] = {StreamId("tails/5/pair/0"), StreamId("tails/5/pair/1")};
  const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
  REQUIRE(targets.size() >= 2);  // a machine with vectors has narrower ones too
  for (const std::int64_t target : targets) {
    INFO(hwy::TargetName(target));
    const OnlyTarget only(target);
    CHECK(vector_target() == std::string(hwy::TargetName(target)));
    Columns normals, chi_squares;
    step_normals(7, 512, kLanes, stream, 3, normals.out);
    step_chi_squares(7, 512, kLanes, pairs, 5, stream, 3, chi_squares.out);
    for (std::uint32_t s = 0; s < 4; ++s)
      for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
        REQUIRE(bits(normals.out[s][lane]) == bits(step_normal(7, 512 + lane, stream, 12 + s)));
        REQUIRE(bits(chi_squares.out[s][lane]) == bits(step_chi_square(7, 512 + lane, pairs, 5, stream, 12 + s)));
      }
  }
}

TEST_CASE("a normal is the Box-Muller transform of the words at its address") {
  const StreamId stream("market/vix");
  for (std::uint32_t path = 0; path < 2000; ++path) {
    const Words w = words_at(5, path, stream, 3);
    for (int pair = 0; pair < 2; ++pair) {
      const double u = (static_cast<double>(w[2 * pair] >> 1) + 0.5) * 0x1.0p-31;
      const double v = static_cast<double>(w[2 * pair + 1]) * 0x1.0p-32;
      const double r = std::sqrt(-2 * std::log(u));
      REQUIRE(step_normal(5, path, stream, 12 + 2 * pair) == Approx(r * std::cos(2 * M_PI * v)).margin(3e-6));
      REQUIRE(step_normal(5, path, stream, 13 + 2 * pair) == Approx(r * std::sin(2 * M_PI * v)).margin(3e-6));
    }
  }
}

TEST_CASE("a column of chi-squares is the scalar chi-squares, bit for bit") {
  const StreamId single("tails/5/single");
  const StreamId pairs[3] = {StreamId("tails/5/pair/0"), StreamId("tails/5/pair/1"), StreamId("tails/5/pair/2")};
  for (const int n : {1, 2, 3, 4, 5, 6, 7})
    for (const std::size_t lanes : {std::size_t{1}, std::size_t{65}, kLanes}) {
      Columns columns;
      step_chi_squares(9, 512, lanes, pairs, n, single, 7, columns.out);
      for (std::uint32_t s = 0; s < 4; ++s)
        for (std::uint32_t lane = 0; lane < lanes; ++lane)
          REQUIRE(bits(columns.out[s][lane]) == bits(step_chi_square(9, 512 + lane, pairs, n, single, 28 + s)));
    }
}

// Sums over normals of one stream: powers, tails, products with other addresses.
struct Sums {
  double n = 0;
  double power[7] = {};       // sum of z^i
  double beyond[6] = {};      // |z| > i
  double step_lag[6] = {};    // z(step) z(step + i)
  double square_lag[6] = {};  // (z^2 - 1) of the same pairs
  double path_lag[3] = {};    // z(path) z(path + i)
  double largest = 0;
};

// `change` may spoil the normals, to show that the checks see it.
template <class Change>
Sums sums_of(std::uint32_t quads, std::uint32_t blocks, Change change) {
  Sums s;
  const StreamId stream("factor/tension");
  for (std::uint32_t block = 0; block < blocks; ++block) {
    std::vector<std::vector<float>> steps;
    for (std::uint32_t quad = 0; quad < quads; ++quad) {
      Columns columns;
      step_normals(1, block * kLanes, kLanes, stream, quad, columns.out);
      for (auto& row : columns.out) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) row[lane] = change(row[lane]);
        steps.emplace_back(row, row + kLanes);
      }
    }
    for (std::size_t step = 0; step < steps.size(); ++step)
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double z = steps[step][lane];
        ++s.n;
        double p = z;
        for (int i = 1; i <= 6; ++i, p *= z) s.power[i] += p;
        for (int i = 1; i <= 5; ++i) s.beyond[i] += std::abs(z) > i;
        for (std::size_t i = 1; i <= 5 && i <= step; ++i) {
          const double before = steps[step - i][lane];
          s.step_lag[i] += z * before;
          s.square_lag[i] += (z * z - 1) * (before * before - 1);
        }
        for (std::size_t i = 1; i <= 2 && i <= lane; ++i) s.path_lag[i] += z * steps[step][lane - i];
        s.largest = std::max(s.largest, std::abs(z));
      }
  }
  return s;
}

// How many standard errors each statistic is away, the largest.
double worst(const Sums& s, int tails) {
  double z = 0;
  const auto take = [&](double sum, double mean, double variance) {
    z = std::max(z, std::abs(sum / s.n - mean) / std::sqrt(variance / s.n));
  };
  // E z^k = 0, 1, 0, 3, 0, 15; variances E z^2k - (E z^k)^2 with E z^8 = 105, E z^10 = 945, E z^12 = 10395.
  take(s.power[1], 0, 1);
  take(s.power[2], 1, 2);
  take(s.power[3], 0, 15);
  take(s.power[4], 3, 96);
  take(s.power[5], 0, 945);
  take(s.power[6], 15, 10170);
  for (int i = 1; i <= tails; ++i) {
    const double p = 2 * normal_cdf(-i);
    take(s.beyond[i], p, p * (1 - p));
  }
  for (int i = 1; i <= 5; ++i) {
    take(s.step_lag[i], 0, 1);
    take(s.square_lag[i], 0, 4);
  }
  for (int i = 1; i <= 2; ++i) take(s.path_lag[i], 0, 1);
  return z;
}

TEST_CASE("normals have the moments, tails and independence of normals") {
  const Sums s = sums_of(16, 250, [](float z) { return z; });  // 4 million
  CHECK(worst(s, 4) < 5);
  CHECK(s.largest <= 6.7);
  SECTION("and the same check rejects normals that are not") {
    CHECK(worst(sums_of(16, 250, [](float z) { return z + 0.005f; }), 4) > 8);
    CHECK(worst(sums_of(16, 250, [](float z) { return z * 1.004f; }), 4) > 8);
    CHECK(worst(sums_of(16, 250, [](float z) { return std::max(-3.5f, std::min(z, 3.5f)); }), 4) > 8);
    float last = 0;  // neighbouring paths share a little
    CHECK(worst(sums_of(16, 250, [&](float z) { return (z + 0.006f * std::exchange(last, z)); }), 4) > 8);
  }
}

TEST_CASE("normals reach five sigma as often as they should", "[slow]") {
  // 128 million: 73 are expected beyond five.
  const Sums s = sums_of(16, 7813, [](float z) { return z; });
  CHECK(worst(s, 5) < 5);
  const double p = 2 * normal_cdf(-5);
  const auto z_of_count = [&](double count) { return (count - p * s.n) / std::sqrt(p * s.n); };
  CHECK(std::abs(z_of_count(s.beyond[5])) < 5);
  CHECK(z_of_count(0) < -8);  // normals cut at five sigma
}

TEST_CASE("streams of normals are independent") {
  double sum = 0;
  constexpr std::uint32_t kCount = 400000;
  for (std::uint32_t path = 0; path < kCount; ++path)
    sum += static_cast<double>(step_normal(1, path, StreamId("market/a"), 0)) *
           step_normal(1, path, StreamId("market/b"), 0);
  CHECK(std::abs(sum / std::sqrt(kCount)) < 5);
}

TEST_CASE("chi-squares follow their distribution") {
  const StreamId single("tails/5/single");
  const StreamId pairs[4] = {StreamId("tails/5/pair/0"), StreamId("tails/5/pair/1"), StreamId("tails/5/pair/2"),
                             StreamId("tails/5/pair/3")};
  for (const int n : {1, 2, 3, 4, 5, 8}) {
    std::vector<double> below(8), quantiles;
    const double points[8] = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999};
    for (const double p : points) quantiles.push_back(boost::math::quantile(boost::math::chi_squared(n), p));
    double sum = 0, squares = 0, count = 0;
    for (std::uint32_t block = 0; block < 400; ++block)
      for (std::uint32_t quad = 0; quad < 4; ++quad) {
        Columns columns;
        step_chi_squares(4, block * kLanes, kLanes, pairs, n, single, quad, columns.out);
        for (const float x : columns.data) {
          sum += x, squares += (x - n) * (x - n), ++count;
          for (int i = 0; i < 8; ++i) below[i] += x <= quantiles[i];
        }
      }
    // Variance 2 n; fourth central moment 12 n (n + 4).
    const auto z_of_mean = [&](double mean) { return (sum / count - mean) / std::sqrt(2 * n / count); };
    CHECK(std::abs(z_of_mean(n)) < 5);
    CHECK(std::abs(z_of_mean(n + 0.05)) > 5);
    CHECK(std::abs(squares / count - 2 * n) < 5 * std::sqrt((12.0 * n * (n + 4) - 4.0 * n * n) / count));
    for (int i = 0; i < 8; ++i) {
      const double standard_error = std::sqrt(points[i] * (1 - points[i]) / count);
      CHECK(std::abs(below[i] / count - points[i]) < 5 * standard_error);
    }
  }
}

}  // namespace
}  // namespace truce::random

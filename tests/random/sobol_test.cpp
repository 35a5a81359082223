#include "sim/random/sobol.hpp"

#include <cmath>
#include <set>

#include "tests/support/catch.hpp"

using namespace truce::random;

TEST_CASE("2^k scrambled points put one into each of 2^k equal pieces, in every dimension and in pairs of two") {
  const auto points = scrambled_sobol(512, 60, 9);
  for (std::size_t d = 0; d < 60; ++d) {
    std::set<int> pieces;
    for (const auto& point : points) pieces.insert(static_cast<int>(point[d] * 512));
    CHECK(pieces.size() == 512);
  }
  // The first two dimensions are a (0, 9, 2)-net: every box of 2^-a x 2^-(9-a) holds one point.
  for (int a = 0; a <= 9; ++a) {
    std::set<std::pair<int, int>> boxes;
    for (const auto& point : points)
      boxes.insert({static_cast<int>(point[0] * (1 << a)), static_cast<int>(point[1] * (1 << (9 - a)))});
    CHECK(boxes.size() == 512);
  }
}

TEST_CASE("scrambling moves points and keeps prefixes") {
  const auto one = scrambled_sobol(64, 5, 1), longer = scrambled_sobol(100, 7, 1), other = scrambled_sobol(64, 5, 2);
  for (std::size_t p = 0; p < 64; ++p)
    for (std::size_t d = 0; d < 5; ++d) {
      CHECK(one[p][d] > 0);
      CHECK(one[p][d] < 1);
      if (d < 1) CHECK(one[p][d] == longer[p][d]);
    }
  CHECK(one != other);
  // An integral over the square of a product: the error of a random sample of 4,096 would be about 0.003.
  double sum = 0;
  const auto many = scrambled_sobol(4096, 2, 3);
  for (const auto& point : many) sum += point[0] * point[1];
  CHECK(std::abs(sum / 4096 - 0.25) < 1e-4);
}

#include "sim/study/shapley.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/random/philox.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::study;

TEST_CASE("Shapley values are averages over all orders") {
  constexpr std::size_t kPlayers = 5;
  static const random::StreamId stream("test/values");
  std::vector<double> value;
  for (std::uint32_t set = 0; set < 1u << kPlayers; ++set) value.push_back(random::uniform_at(7, set, stream, 0));
  std::vector<std::size_t> order(kPlayers);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> sum(kPlayers, 0.0);
  double orders = 0;
  do {
    std::size_t set = 0;
    for (const std::size_t player : order) {
      sum[player] += value[set | std::size_t{1} << player] - value[set];
      set |= std::size_t{1} << player;
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  const std::vector<double> found = shapley_values(kPlayers, value);
  double total = 0;
  for (std::size_t i = 0; i < kPlayers; ++i) {
    CHECK(found[i] == Approx(sum[i] / orders).margin(1e-12));
    total += found[i];
  }
  CHECK(total == Approx(value.back() - value.front()).margin(1e-12));
}

TEST_CASE("what a player adds whatever the others do is the player's share") {
  const std::vector<double> add = {3, -1, 0.5, 0};
  std::vector<double> value;
  for (std::size_t set = 0; set < 16; ++set) {
    double sum = 10;
    for (std::size_t i = 0; i < 4; ++i)
      if (set >> i & 1) sum += add[i];
    value.push_back(sum);
  }
  const std::vector<double> found = shapley_values(4, value);
  for (std::size_t i = 0; i < 4; ++i) CHECK(found[i] == Approx(add[i]).margin(1e-12));
  // A product of two is shared equally.
  CHECK(shapley_values(2, {0, 0, 0, 6}) == std::vector<double>{3, 3});
  CHECK(shapley_values(0, {4}).empty());
}

TEST_CASE("orders are permutations, all as likely, and a function of seed and number") {
  std::map<std::vector<std::size_t>, double> seen;
  constexpr std::uint32_t kDraws = 24000;
  for (std::uint32_t number = 0; number < kDraws; ++number) seen[random_order(4, 3, number)] += 1;
  REQUIRE(seen.size() == 24);
  double chi_square = 0;
  for (const auto& [order, count] : seen) {
    std::vector<std::size_t> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    CHECK(sorted == std::vector<std::size_t>{0, 1, 2, 3});
    chi_square += (count - 1000) * (count - 1000) / 1000;
  }
  CHECK(std::abs(chi_square - 23) < 5 * std::sqrt(2 * 23.0));
  CHECK(random_order(9, 3, 5) == random_order(9, 3, 5));
  CHECK(random_order(9, 3, 5) != random_order(9, 4, 5));
}

TEST_CASE("running mean") {
  RunningMean mean;
  CHECK(std::isnan(mean.mean()));
  mean.add(2);
  CHECK(std::isnan(mean.standard_error()));
  mean.add(4);
  mean.add(9);
  CHECK(mean.mean() == Approx(5));
  CHECK(mean.standard_error() == Approx(std::sqrt(13.0 / 3)));
}

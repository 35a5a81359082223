#include "sim/study/shapley.hpp"

#include <cmath>
#include <numeric>
#include <utility>

#include "sim/base/contract.hpp"
#include "sim/random/philox.hpp"
#include "sim/results/estimate.hpp"

namespace truce::study {

std::vector<double> shapley_values(std::size_t players, const std::vector<double>& value_of) {
  TRUCE_EXPECT(players <= 20 && value_of.size() == std::size_t{1} << players);
  // The weight of a set of size s that a player joins: s! (n - 1 - s)! / n!.
  std::vector<double> weight(players);
  for (std::size_t s = 0; s < players; ++s)
    weight[s] = std::exp(std::lgamma(static_cast<double>(s + 1)) + std::lgamma(static_cast<double>(players - s)) -
                         std::lgamma(static_cast<double>(players + 1)));
  std::vector<double> out(players, 0.0);
  for (std::size_t set = 0; set < value_of.size(); ++set) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < players; ++i) size += set >> i & 1;
    for (std::size_t i = 0; i < players; ++i)
      if ((set >> i & 1) == 0) out[i] += weight[size] * (value_of[set | std::size_t{1} << i] - value_of[set]);
  }
  return out;
}

std::vector<std::size_t> random_order(std::size_t players, std::uint64_t seed, std::uint32_t number) {
  static const random::StreamId stream("study/order");
  random::PhiloxEngine engine(seed, number, stream);
  std::vector<std::size_t> order(players);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Fisher and Yates; the bias of a 64-bit remainder is below 1e-17.
  for (std::size_t i = players; i > 1; --i) {
    const std::uint64_t high = engine();
    const std::uint64_t bits = high << 32 | engine();
    std::swap(order[i - 1], order[static_cast<std::size_t>(bits % i)]);
  }
  return order;
}

double RunningMean::mean() const { return count_ > 0 ? mean_ : results::kNotDefined; }

double RunningMean::standard_error() const {
  return count_ > 1 ? std::sqrt(squares_ / (count_ - 1) / count_) : results::kNotDefined;
}

}  // namespace truce::study

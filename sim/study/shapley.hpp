#pragma once
// The arithmetic of Shapley values, apart from what is being valued.
#include <cstdint>
#include <vector>

namespace truce::study {

// `value_of[set]` for every set of `players` (bit i: player i is in it), at most 20 players.
std::vector<double> shapley_values(std::size_t players, const std::vector<double>& value_of);

// A random order of `players` numbers, and its reverse is as likely: a function of (seed, number) alone.
std::vector<std::size_t> random_order(std::size_t players, std::uint64_t seed, std::uint32_t number);

// Mean of equally likely values and its standard error, by Welford's recurrence.
class RunningMean {
 public:
  void add(double x) {
    count_ += 1;
    const double before = x - mean_;
    mean_ += before / count_;
    squares_ += before * (x - mean_);
  }
  double count() const { return count_; }
  double mean() const;            // NaN without values
  double standard_error() const;  // NaN with fewer than two

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

}  // namespace truce::study

#include "sim/study/jackknifed_shares.hpp"

#include <numeric>

#include "sim/study/shapley.hpp"

namespace truce::study {

JackknifedShares::JackknifedShares(std::size_t changes, const std::vector<std::vector<MeanSum>>& sums) {
  std::vector<MeanSum> all(std::size_t{1} << changes);
  for (const std::vector<MeanSum>& group : sums)
    for (std::size_t set = 0; set < all.size(); ++set) {
      all[set].count += group[set].count;
      all[set].sum += group[set].sum;
    }
  const auto shares_without = [&](const std::vector<MeanSum>& group) {
    std::vector<double> means;
    for (std::size_t set = 0; set < all.size(); ++set)
      means.push_back((all[set].sum - group[set].sum) / (all[set].count - group[set].count));
    return shapley_values(changes, means);
  };
  whole_ = shares_without(std::vector<MeanSum>(all.size()));
  for (const std::vector<MeanSum>& group : sums) left_.push_back(shares_without(group));
}

results::Estimate JackknifedShares::estimate(std::optional<std::size_t> change, std::int64_t paths) const {
  const auto value = [&](const std::vector<double>& shares) {
    return change ? shares[*change] : std::accumulate(shares.begin(), shares.end(), 0.0);
  };
  RunningMean left;
  for (const std::vector<double>& shares : left_) left.add(value(shares));
  return {value(whole_), (left.count() - 1) * left.standard_error(), paths};
}

}  // namespace truce::study

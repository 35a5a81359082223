#include "sim/study/attribution_plan.hpp"

#include <algorithm>
#include <utility>

#include "sim/study/shapley.hpp"

namespace truce::study {

AttributionPlan exact_plan(std::size_t changes) {
  AttributionPlan plan;
  for (std::size_t set = 0; set < std::size_t{1} << changes; ++set) {
    std::vector<bool> taken(changes);
    for (std::size_t i = 0; i < changes; ++i) taken[i] = (set >> i & 1) != 0;
    plan.sets.push_back(std::move(taken));
  }
  return plan;
}

AttributionPlan sampled_plan(std::size_t changes, std::uint64_t seed, std::int64_t group) {
  AttributionPlan plan;
  std::vector<std::size_t> order = random_order(changes, seed, static_cast<std::uint32_t>(group));
  for (int turn = 0; turn < 2; ++turn) {
    std::vector<bool> taken(changes, false);
    std::vector<std::size_t> steps;
    for (std::size_t step = 0; step <= changes; ++step) {
      if (step > 0) taken[order[step - 1]] = true;
      const auto known = std::find(plan.sets.begin(), plan.sets.end(), taken);
      steps.push_back(static_cast<std::size_t>(known - plan.sets.begin()));
      if (known == plan.sets.end()) plan.sets.push_back(taken);
    }
    plan.orders.push_back(order);
    plan.steps.push_back(std::move(steps));
    std::reverse(order.begin(), order.end());
  }
  return plan;
}

}  // namespace truce::study

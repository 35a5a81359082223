#pragma once
// Which of the assumptions in which two scenarios differ moved a figure, and by how much: Shapley values.
//
// L. S. Shapley, "A value for n-person games" (1953): the share of a change is what it adds when it joins those taken
// before it, averaged over all orders of joining. The shares sum to the difference of the two scenarios. All scenarios
// between the two run on the same paths.
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/figures.hpp"
#include "sim/scenario/difference.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::study {

// Up to so many changes every set of them is run, 2^n in all; beyond, orders are sampled.
inline constexpr std::size_t kMostExactChanges = 8;

struct AttributionSide {
  const scenario::Scenario* scenario = nullptr;
  const model::Model* model = nullptr;
};

struct AttributionOptions {
  std::int64_t paths = 0;           // of each scenario between the two; 0: chosen by `compared_paths`
  std::int64_t compared_paths = 0;  // of the comparison: it then costs about as much, but runs 4,096 paths at least
  int threads = 0;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(double)> progress;  // the share that is done
};

// One change, or several that only make sense together (a `rate` gone and a `delay` in its place).
struct Change {
  std::vector<scenario::Difference> differences;
};

struct Attribution {
  std::vector<Change> changes;
  bool exact = true;
  std::int64_t paths = 0;           // of each scenario between the two
  std::int64_t orders = 0;          // sampled; 0 where exact
  std::int64_t invalid_orders = 0;  // left out: one of their scenarios was not valid, or did not run
  // [figure][change], and the sum over changes; NaN for quantiles, which are no means over paths.
  std::vector<std::vector<results::Estimate>> shares;
  std::vector<results::Estimate> totals;
};

// `figures`: those of the first side. Throws what simulate() throws.
Attribution attribute(const AttributionSide& a, const AttributionSide& b, const std::vector<results::Figure>& figures,
                      const AttributionOptions& options);

}  // namespace truce::study

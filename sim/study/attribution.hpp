#pragma once
// Which of the assumptions in which two scenarios differ moved a figure, and by how much: Shapley values.
//
// L. S. Shapley, "A value for n-person games" (1953): the share of a change is what it adds when it joins those taken
// before it, averaged over all orders of joining. The shares sum to the difference of the two scenarios. All scenarios
// between the two run on the same paths.
#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/figures.hpp"
#include "sim/scenario/difference.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::study {

// Up to so many changes every set of them is run, 2^n in all; beyond, orders are sampled.
inline constexpr std::size_t kMostExactChanges = 8;

// Where orders are sampled each group of 256 paths has two of its own, and errors come from the scatter of the groups:
// so many paths of each scenario at least.
inline constexpr std::int64_t kFewestSampledPaths = 2048;

// The given number of paths is smaller; the text says so.
class TooFewPaths : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

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

// Throws TooFewPaths where attribute() would. Takes a moment: it finds out whether orders are sampled.
void check_attribution_paths(const AttributionSide& a, const AttributionSide& b, const AttributionOptions& options);

// `figures`: those of the first side. Errors are those of the paths: over sets of changes, by the jackknife over 8 to
// 16 groups of paths (B. Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982, chapter 3); over sampled
// orders, from the scatter between groups with orders of their own. Throws what simulate() throws, and TooFewPaths.
Attribution attribute(const AttributionSide& a, const AttributionSide& b, const std::vector<results::Figure>& figures,
                      const AttributionOptions& options);

}  // namespace truce::study

#pragma once
// Which scenarios between two have to run, so that one can say which change moved what.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace truce::study {

// Which scenarios one group of blocks runs, as sets of changes.
struct AttributionPlan {
  std::vector<std::vector<bool>> sets;
  std::vector<std::vector<std::size_t>> orders;  // sampled: each an order of the changes
  std::vector<std::vector<std::size_t>> steps;   // of each order: the set after 0, 1, ... changes
};

// Every set of changes.
AttributionPlan exact_plan(std::size_t changes);

// A random order of the changes and its reverse: what one overstates the other understates. A function of (seed,
// group).
AttributionPlan sampled_plan(std::size_t changes, std::uint64_t seed, std::int64_t group);

}  // namespace truce::study

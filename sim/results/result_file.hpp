#pragma once
// Results as the variables, dimensions and attributes of 3-results.md (3.2).
#include <cstdint>
#include <string>

#include "sim/model/model.hpp"
#include "sim/results/dataset.hpp"
#include "sim/results/results.hpp"

namespace truce::results {

// What a run was: the file's global attributes.
struct RunRecord {
  std::string scenario_yaml;  // resolved
  std::uint64_t seed = 0;
  std::int64_t paths = 0;
  int threads = 0;
  double wall_seconds = 0;
};

// Kept paths are moved out of `results`. A dimension of size 0 is left out with its variables; without kept paths the
// per-path variables are.
Dataset result_dataset(const model::Model& model, Results& results, const RunRecord& record);

}  // namespace truce::results

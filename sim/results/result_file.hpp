#pragma once
// Results as the variables, dimensions and attributes of 3-results.md (3.2).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/dataset.hpp"
#include "sim/results/results.hpp"

namespace truce::results {

// How a run that stops by precision came to its number of paths.
struct PrecisionRecord {
  struct Goal {
    std::string outcome;
    std::string kind;  // "absolute", "relative"
    double within = 0;
    double low = 0, high = 0;  // the interval at the last look
  };
  bool reached = false;
  std::int64_t looks = 0, looks_in_all = 0;
  std::string slowest;            // outcome
  std::int64_t paths_needed = 0;  // in all, as far as the last look can tell
  std::vector<Goal> goals;
};

// What a run was: the file's global attributes.
struct RunRecord {
  std::string scenario_yaml;  // resolved
  std::uint64_t seed = 0;
  std::int64_t paths = 0;
  int threads = 0;
  double wall_seconds = 0;
  std::optional<PrecisionRecord> precision = {};
};

// Kept paths are moved out of `results`. A dimension of size 0 is left out with its variables; without kept paths the
// per-path variables are.
Dataset result_dataset(const model::Model& model, Results& results, const RunRecord& record);

}  // namespace truce::results

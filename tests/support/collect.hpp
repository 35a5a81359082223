#pragma once
// Runs for tests: read, build, simulate, keep every block.
#include <string>
#include <vector>

#include "sim/engine/run.hpp"
#include "sim/scenario/reader.hpp"

namespace truce::test {

// The model of a scenario text; fails the test with the rendered diagnostics where it has errors.
model::Model model_of(const std::string& yaml, std::uint64_t seed = 1);

// All blocks of a run, in order.
struct Collected {
  std::int64_t paths = 0;
  std::vector<engine::BlockResult> blocks;
  // Row `row` of `member`, over all paths: column(&BlockResult::event_count, 0).
  template <class T>
  std::vector<double> column(engine::Rows<T> engine::BlockResult::*member, std::size_t row) const {
    std::vector<double> out;
    out.reserve(static_cast<std::size_t>(paths));
    for (const auto& block : blocks)
      for (std::size_t lane = 0; lane < engine::kLanes && out.size() < static_cast<std::size_t>(paths); ++lane)
        out.push_back(static_cast<double>((block.*member)[row][lane]));
    return out;
  }
  template <class T>
  std::vector<double> column(engine::Series<T> engine::BlockResult::*member, std::size_t series, std::size_t k) const {
    std::vector<double> out;
    out.reserve(static_cast<std::size_t>(paths));
    for (const auto& block : blocks)
      for (std::size_t lane = 0; lane < engine::kLanes && out.size() < static_cast<std::size_t>(paths); ++lane)
        out.push_back(static_cast<double>((block.*member).at(series, k)[lane]));
    return out;
  }
};

// Keeps all blocks in memory: for some hundred thousand paths of a small model.
Collected collect(const model::Model& model, std::int64_t paths, int threads = 0);

// Mean of `values` (NaN left out) and how many sample standard errors it lies from `expected`.
struct Estimate {
  double mean = 0;
  double standard_error = 0;
  std::size_t count = 0;
  double z(double expected) const { return (mean - expected) / standard_error; }
};
Estimate estimate(const std::vector<double>& values);

}  // namespace truce::test

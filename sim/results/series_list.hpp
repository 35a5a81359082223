#pragma once
// Which series over time are told about, and how: the table of 3-results.md (3.2) that tally and file both read.
#include <string>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/model/model.hpp"
#include "sim/results/quantile_grid.hpp"

namespace truce::results {

struct SeriesSource {
  std::string name;       // NAME_mean, NAME_se, NAME_quantile in the file
  std::string dimension;  // "flow"
  engine::Series<float> engine::BlockResult::*member = nullptr;
  std::size_t items = 0;  // flows, factors, ...
  bool wants_mean = false;
  bool wants_quantiles = false;
  Scale scale = Scale::kLinear;
  std::vector<std::string> units;  // one for each item
  std::string long_name;
  std::string sample_name;  // variable of the sample trajectories; empty: none
};

// In the file's order; sources without items are left out.
std::vector<SeriesSource> series_of(const model::Model& model);

}  // namespace truce::results

#pragma once
// The quantities of a path that the summary tells about over all paths, kept or not.
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/model/model.hpp"

namespace truce::results {

struct PathQuantity {
  engine::Rows<double> engine::BlockResult::*member = nullptr;
  std::size_t row = 0;
  bool wants_quantiles = false;
  bool statement = false;           // 0 or 1: its mean is a share
  bool mean_of_log_return = false;  // the mean is that of ln(1 + x)
};

// All of them in one list; each group's first index.
struct PathQuantities {
  explicit PathQuantities(const model::Model& model);

  std::vector<PathQuantity> all;
  std::size_t event_count, ordered, shipped, flow_ordered_total, flow_shipped_total, disrupted_days, loss,
      market_return, market_drawdown, outcome;
};

}  // namespace truce::results

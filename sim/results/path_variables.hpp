#pragma once
// The per-path outcomes of 3-results.md (3.2): what the file says of each, and where a block has it.
#include <string>
#include <variant>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/model/model.hpp"

namespace truce::results {

struct PathVariable {
  std::string name;
  std::vector<std::string> dimensions;  // beside `path`
  std::variant<engine::Rows<double> engine::BlockResult::*, engine::Rows<std::int32_t> engine::BlockResult::*> member;
  std::size_t rows = 0;
  bool whole = false;              // numbers that count: int32 in the file
  std::vector<std::string> units;  // one for each row
  std::string long_name;
  std::string codes;  // "event", "outcome_of_event", "regime_state": the coordinate that integers point into
};

// "1", or the unit of the quantity that the outcome is.
std::string unit_of_outcome(const model::Model& model, const model::Outcome& outcome);

// In the file's order; variables without rows are left out.
std::vector<PathVariable> path_variables(const model::Model& model);

}  // namespace truce::results

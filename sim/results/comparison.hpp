#pragma once
// Several runs side by side.
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/results.hpp"

namespace truce::results {

struct ComparedRun {
  const model::Model* model = nullptr;
  const Results* results = nullptr;
};

// One table, a column for each run: truce survival, commitments, disruptions and named outcomes that the first run has,
// each with its standard error; "-" where a run lacks one. At most four columns; more runs are named below it.
std::string comparison_text(const std::vector<ComparedRun>& runs);

}  // namespace truce::results

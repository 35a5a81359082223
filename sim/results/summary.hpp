#pragma once
// What a strategist reads after a run: one screen of text, or the same and more as JSON.
#include <string>

#include "sim/model/model.hpp"
#include "sim/results/result_file.hpp"
#include "sim/results/results.hpp"

namespace truce::results {

// About 45 lines by 100 columns; every figure with its standard error. Ends with a newline.
std::string summary_text(const model::Model& model, const Results& results, const RunRecord& record);

// One JSON object. Estimates are {value, standard_error, paths}, quantiles {value, standard_error, low, high}; what is
// not defined is null. Not on one line; ends with a newline.
std::string summary_json(const model::Model& model, const Results& results, const RunRecord& record,
                         const std::string& file);

}  // namespace truce::results

#pragma once
// A comparison as JSON and as tables for spreadsheets.
#include <string>

#include "sim/study/compare.hpp"

namespace truce::app {

// One object: paths, seed, scenarios, figures with estimates and differences, and for each other scenario which change
// moved what. Not defined: null. Ends with a newline.
std::string compare_json(const study::CompareReport& report);

// A row for each figure and other scenario; a row for each change, figure and other scenario.
std::string differences_csv(const study::CompareReport& report);
std::string what_moved_csv(const study::CompareReport& report);

}  // namespace truce::app

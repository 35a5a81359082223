#pragma once
// A named outcome in words, for people who do not read the file.
#include <string>

#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

// "`tariffs` is truce or stress on 11 November 2026", "what is ordered of `soybeans` by 28 February 2026 is at least
// 12 Mt"; behind it the paths that count, where they are not all.
std::string outcome_words(const Scenario& scenario, const OutcomeSpec& outcome);

}  // namespace truce::scenario

#pragma once
// The words that name distributions in a scenario.
#include <algorithm>
#include <array>
#include <string_view>

namespace truce::scenario {

inline constexpr std::array<std::string_view, 12> kDistributionNames{"fixed",       "normal", "lognormal", "uniform",
                                                                     "triangular",  "beta",   "gamma",     "weibull",
                                                                     "exponential", "choice", "mixture",   "table"};

// Whether a key is the name of a distribution ("lognormal").
inline bool names_distribution(std::string_view key) {
  return std::find(kDistributionNames.begin(), kDistributionNames.end(), key) != kDistributionNames.end();
}

}  // namespace truce::scenario

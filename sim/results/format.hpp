#pragma once
// Numbers as people read them: each estimate with its error, its digits no finer than the error.
#include <cstdint>
#include <string>

#include "sim/results/estimate.hpp"

namespace truce::results {

// "9.31 ± 0.02": the error to its first digit, the value to the same place. An error of 0: the
// value is exact as far as the paths can tell, "12 ± 0". Not defined: "-"; an unknown error: "9.3 ± ?".
std::string format_estimate(double value, double standard_error);
std::string format_estimate(const QuantileEstimate& quantile);

// The same times 100, "41.3 ± 0.2 %".
std::string format_percent(double value, double standard_error);
std::string format_percent(const QuantileEstimate& quantile);

// A share of paths. What no path has shown, or every path, is a bound by the rule of three: "< 0.003 %", "> 99.997 %".
std::string format_share(const Estimate& estimate);

// "1,234,567"
std::string format_count(std::int64_t count);

// Digits as needed, at most six: "12", "0.35", "1,234.5". For numbers that were written by people.
std::string format_plain(double value);

// Characters (code points) of a UTF-8 text.
std::size_t width_of(const std::string& text);

}  // namespace truce::results

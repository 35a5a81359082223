#pragma once
// What a slip of the pen probably meant: numbers with foreign units or separators, and characters that look like
// others.
#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/quantity.hpp"

namespace truce::scenario {

// The text in the spelling of a scenario ("5 Days" -> "5 days", "1.5/year" -> "1.5 per year", "12 million tonnes" ->
// "12 Mt"), where that is a legal number of this quantity.
std::optional<std::string> respelled(std::string_view text, const Quantity& quantity);

// "the text holds U+2212, a minus sign that is not '-'": the first character that looks like one of ASCII; empty where
// there is none.
std::string lookalike_hint(std::string_view text);

}  // namespace truce::scenario

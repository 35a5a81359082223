#pragma once
// The forms of distributions, each reduced to one set of parameters (2-scenario-language.md, 2.1).
#include <optional>
#include <string>

#include "sim/scenario/quantity.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// Reads `lognormal: {median: 30 days, p90: 90 days}` and its like: `form` is the entry whose key names the
// distribution. `unit` becomes the unit of the first parameter, as written. Nothing after an error.
std::optional<DistributionSpec> read_distribution(Context& context, const Entry& form, const Quantity& quantity,
                                                  std::string& unit);

// Reads `-6% (3%)`; nothing (and no error) where the text has no such form.
bool is_short_normal(std::string_view text);
std::optional<DistributionSpec> read_short_normal(Context& context, const Node& node, const Quantity& quantity,
                                                  std::string& unit);

// P(X < x) and P(X > x).
double mass_below(const DistributionSpec& distribution, double x);
double mass_above(const DistributionSpec& distribution, double x);

// Reports draws that would have no meaning: any for a bounded form, more than 0.1 % (a warning) or half (an error) of
// the mass of one with tails.
void check_support(Context& context, const DistributionSpec& distribution, const Quantity& quantity, SourceRange at);

}  // namespace truce::scenario

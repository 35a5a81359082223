#pragma once
// Numbers: bare, with provenance, as a distribution, with modifiers inside (2-scenario-language.md, 2.1).
#include <string>
#include <vector>

#include "sim/scenario/number.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// The default of 2.3, for a number that is not written.
NumberSpec default_number(double value, std::string path, SourceRange at = {});

// Reads the number at `entry`; `path` is its address, `source` the one that the section says for all its numbers. If
// `modifiers` is given, a `modifiers` key inside the number's map is left there for the caller (its entry, or nullptr);
// else it is an error. After an error the result is fixed and harmless.
NumberSpec read_number(Context& context, const Entry& entry, const std::string& path, const Quantity& quantity,
                       const std::string& source, const Entry** modifiers = nullptr);

// The same for the number of a section at `key`, which has the default of 2.3 where `entry` is nullptr.
NumberSpec read_number_or(double otherwise, Context& context, const Entry* entry, const Section& section,
                          const std::string& key, const Quantity& quantity, const std::string& source);

// The same for a number in a list, which has no key; `name` is what messages call it.
NumberSpec read_number_item(Context& context, const Node& node, const std::string& name, const std::string& path,
                            const Quantity& quantity, const std::string& source);

// A fixed number of which only the value matters, such as a condition's threshold; nothing after an error.
std::optional<double> read_fixed(Context& context, const Entry& entry, const Quantity& quantity);

// A count, in digits alone, between `low` and `high`; nothing after an error.
std::optional<long long> read_whole(Context& context, const Entry& entry, long long low, long long high);

// Parses a scalar and checks its domain; nothing after an error.
std::optional<ParsedNumber> read_scalar(Context& context, const Node& node, const Quantity& quantity,
                                        const std::string& name);

// Reports a value outside the legal ones.
bool check_domain(Context& context, double value, const Quantity& quantity, SourceRange at, const std::string& written);

}  // namespace truce::scenario

#pragma once
// Which assumptions of two scenarios differ.
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

struct Difference {
  std::string path;              // "events.stress.rate", "events.stress.rate.range"
  std::optional<std::string> a;  // as written, on one line; none: the key is in the other alone
  std::optional<std::string> b;
  std::vector<std::string> keys;  // the path, key by key: a key may hold dots
};

// In the order of `a`, then what is in `b` alone. Compares the resolved scenarios: `rate: 2 per year` and `rate:
// {value: 2 per year}` are the same, a number's range, source and note are keys of their own, and a key that is in one
// alone stands for all below it. The scenarios' names, titles and notes are left out.
std::vector<Difference> differences(const Scenario& a, const Scenario& b);

// The same as text; `a` and `b` are what the two are called.
std::string difference_text(const std::vector<Difference>& differences, const std::string& a, const std::string& b);

}  // namespace truce::scenario

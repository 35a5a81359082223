#include "sim/scenario/strict.hpp"

#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/assumptions.hpp"
#include "sim/scenario/codes.hpp"

namespace truce::scenario {

namespace {

// "correlation.0" of "correlation.0.is.2.1".
std::string entry_of(const std::string& path) { return path.substr(0, path.find('.', path.find('.') + 1)); }

}  // namespace

void demand_provenance(const Scenario& scenario, Diagnostics& diagnostics) {
  // What `defaults` says stands in every entry, but lacks something once; and so does a matrix of correlations.
  std::set<std::tuple<int, int, int>> said;
  std::set<std::string> matrices;
  for (const Assumption& assumption : assumptions_of(scenario)) {
    const NumberSpec& number = *assumption.number;
    const bool no_source = number.source.empty();
    const bool no_range = number.is_fixed() && !number.range && !assumption.needs_no_range;
    if (assumption.is_fact || assumption.is_optional || (!no_source && !no_range)) continue;
    if (assumption.needs_no_range && !matrices.insert(entry_of(number.path)).second) continue;
    const bool is_first = said.empty();
    if (!said.emplace(number.at.file.value(), number.at.line, number.at.column).second) continue;
    const char* lacks = no_source && no_range ? "no source and no range" : no_source ? "no source" : "no range";
    std::vector<std::string> hints;
    if (is_first)
      hints.emplace_back(
          "write {value: ..., range: [p10, p90], source: NAME}, or `source: judgement` where none gives the number");
    const bool is_pair = assumption.owner == "correlation";
    const std::string what = is_pair ? "correlation of " + assumption.name : "assumption " + number.path;
    diagnostics.error(kNoProvenance, number.at, fmt::format("the {} has {}", what, lacks), lacks, std::move(hints));
  }
}

}  // namespace truce::scenario

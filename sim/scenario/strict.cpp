#include "sim/scenario/strict.hpp"

#include <set>
#include <tuple>

#include <fmt/format.h>

#include "sim/scenario/assumptions.hpp"
#include "sim/scenario/codes.hpp"

namespace truce::scenario {

void demand_provenance(const Scenario& scenario, Diagnostics& diagnostics) {
  // What `defaults` says stands in every entry, but lacks something once.
  std::set<std::tuple<int, int, int>> said;
  for (const Assumption& assumption : assumptions_of(scenario)) {
    const NumberSpec& number = *assumption.number;
    const bool no_source = number.source.empty();
    const bool no_range = number.is_fixed() && !number.range;
    if (assumption.is_fact || (!no_source && !no_range)) continue;
    const bool is_first = said.empty();
    if (!said.emplace(number.at.file.value(), number.at.line, number.at.column).second) continue;
    const char* lacks = no_source && no_range ? "no source and no range" : no_source ? "no source" : "no range";
    std::vector<std::string> hints;
    if (is_first)
      hints.emplace_back(
          "write {value: ..., range: [p10, p90], source: NAME}, or `source: judgement` where none gives the number");
    diagnostics.error(kNoProvenance, number.at, fmt::format("the assumption {} has {}", number.path, lacks), lacks,
                      std::move(hints));
  }
}

}  // namespace truce::scenario

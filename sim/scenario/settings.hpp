#pragma once
// `--set KEY=VALUE` (2-scenario-language.md, 2.4).
#include <string>

#include "sim/scenario/node.hpp"

namespace truce::scenario {

// Parses `setting` as a pseudo-file of its own in `sources` and puts its value into the merged tree `root`. A path that
// leads nowhere becomes a new entry, for the reader to accept or not; `.value` on a number changes the number alone.
void apply_setting(Node& root, const std::string& setting, SourceMap& sources, Diagnostics& diagnostics);

}  // namespace truce::scenario

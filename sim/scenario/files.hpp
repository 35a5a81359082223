#pragma once
// From file names to one merged tree: reading, `extends`, `--set`, `defaults`.
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/node.hpp"

namespace truce::scenario {

// The merged scenario of `file`; with `text`, that text stands in for the file's own. Everything wrong goes into
// `diagnostics`; nullopt where no tree could be made. Throws RunError where reading a file fails half way.
std::optional<Node> load_scenario_tree(const std::string& file, const std::optional<std::string>& text,
                                       const std::vector<std::string>& settings, SourceMap& sources,
                                       Diagnostics& diagnostics);

}  // namespace truce::scenario

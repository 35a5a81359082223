#pragma once
// A merged tree as YAML text again.
#include <string>

#include "sim/scenario/node.hpp"

namespace truce::scenario {

// Deterministic and readable: block style outside, what fits on a line in flow style; parses to an equal tree (places
// and the kind of quotes aside). Comments are lost.
std::string write_yaml(const Node& root);

// The tree in flow style, on one line.
std::string write_flow(const Node& node);

}  // namespace truce::scenario

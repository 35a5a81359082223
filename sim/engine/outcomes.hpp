#pragma once
// Values of outcomes on one finished path (1-model.md, 1.9).
#include <vector>

#include "sim/engine/state.hpp"

namespace truce::engine {

// The values of all Model::outcome_nodes, each worked out once: 0 or 1, or a quantity (shares as fractions, volumes in
// the flow's unit).
void outcome_node_values(const BlockState& state, std::size_t lane, std::vector<double>& values);

// Simple return of a market since `start`, now.
double market_return(const BlockState& state, std::size_t market, std::size_t lane);

}  // namespace truce::engine

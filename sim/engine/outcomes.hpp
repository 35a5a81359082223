#pragma once
// Values of outcomes on one finished path (1-model.md, 1.9).
#include "sim/engine/state.hpp"

namespace truce::engine {

// The value of a node of Model::outcome_nodes: 0 or 1, or a quantity (shares as fractions, volumes in the flow's unit).
double outcome_node_value(const BlockState& state, int node, std::size_t lane);

// Simple return of a market since `start`, now.
double market_return(const BlockState& state, std::size_t market, std::size_t lane);

}  // namespace truce::engine

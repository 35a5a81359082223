#pragma once
// The noise of flows and supply chains.
#include "sim/engine/state.hpp"

namespace truce::engine {

// Multiplies a column by exp(sigma eps - sigma^2 / 2), sigma^2 = ln(1 + v^2 week / h), with the shocks of `noise_row`
// (1-model.md, 1.5 and 1.6): mean 1, and v the coefficient of variation over a week. h: the step in hand.
void apply_noise(const BlockState& state, const model::Number& v, int noise_row, double* column);

}  // namespace truce::engine

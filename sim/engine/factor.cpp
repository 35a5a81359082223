// Stage 3: x' = m + a (x - m) + s sqrt(1 - a^2) eps, a = 2^(-h/H), x with the step's jumps (1-model.md, 1.2).
#include <cmath>

#include "sim/engine/state.hpp"

namespace truce::engine {

void step_factors(BlockState& s) {
  for (std::size_t f = 0; f < s.model.factors.size(); ++f) {
    const auto& factor = s.model.factors[f];
    const double a = std::exp2(-s.days() / factor.half_life);
    const double innovation = factor.sd * std::sqrt(1 - a * a);
    const double* mean = s.average_of(factor.mean);
    const double* eps = s.eps[static_cast<std::size_t>(factor.noise)];
    double* x = s.x[f];
    if (factor.sd > 0)
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        x[lane] = mean[lane] + a * (x[lane] - mean[lane]) + innovation * eps[lane];
    else
      for (std::size_t lane = 0; lane < kLanes; ++lane) x[lane] = mean[lane] + a * (x[lane] - mean[lane]);
  }
}

}  // namespace truce::engine

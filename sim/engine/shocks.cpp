// Stage 1: the step's correlated standard normals, and one chi-square for each kind of t tail (1-model.md, 1.1).
#include "sim/base/columns.hpp"
#include "sim/engine/state.hpp"
#include "sim/random/normals.hpp"

namespace truce::engine {

namespace {

TRUCE_COLUMNS void add_scaled(const float* z, double factor, double* eps) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) eps[lane] += factor * static_cast<double>(z[lane]);
}

}  // namespace

void draw_shocks(BlockState& s) {
  const auto& m = s.model;
  const std::size_t n = m.noises.size();
  const auto quad = static_cast<std::uint32_t>(s.step / 4);
  const std::size_t phase = static_cast<std::size_t>(s.step % 4);
  if (phase == 0) {
    for (std::size_t j = 0; j < n; ++j) {
      if (!s.plan.normal_used[j]) continue;
      float* const out[4] = {s.normals[4 * j], s.normals[4 * j + 1], s.normals[4 * j + 2], s.normals[4 * j + 3]};
      random::step_normals(m.seed, s.first_path, kLanes, m.noises[j].stream, quad, out);
    }
    for (std::size_t j = 0; j < m.tails.size(); ++j) {
      const auto& tail = m.tails[j];
      float* const out[4] = {s.chi_squares[4 * j], s.chi_squares[4 * j + 1], s.chi_squares[4 * j + 2],
                             s.chi_squares[4 * j + 3]};
      random::step_chi_squares(m.seed, s.first_path, kLanes, tail.pairs.data(), tail.degrees, tail.single, quad, out);
    }
  }
  // eps = L z
  for (std::size_t i = 0; i < n; ++i) {
    if (!s.plan.noise_used[i]) continue;
    double* eps = s.eps[i];
    if (m.noises_independent) {
      const float* z = s.normals[4 * i + phase];
      for (std::size_t lane = 0; lane < kLanes; ++lane) eps[lane] = static_cast<double>(z[lane]);
      continue;
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) eps[lane] = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      const double l = m.noise_factor[i * n + j];
      if (l != 0) add_scaled(s.normals[4 * j + phase], l, eps);
    }
  }
}

}  // namespace truce::engine

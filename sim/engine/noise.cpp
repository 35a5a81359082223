#include "sim/engine/noise.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/columns.hpp"
#include "sim/base/elementary.hpp"
#include "sim/base/units.hpp"

namespace truce::engine {

namespace {

TRUCE_COLUMNS void multiply_by_noise(const double* sigma, const double* eps, double* column) {
  TRUCE_APART for (std::size_t lane = 0; lane < kLanes; ++lane) column[lane] *=
      exp_of(sigma[lane] * eps[lane] - 0.5 * sigma[lane] * sigma[lane]);
}

}  // namespace

void apply_noise(const BlockState& s, const model::Number& v, int noise_row, double* column) {
  if (!s.plan.noise_used[static_cast<std::size_t>(noise_row)]) return;
  const double* eps = s.eps[static_cast<std::size_t>(noise_row)];
  const auto sigma_of = [&](double cv) { return std::sqrt(std::log1p(cv * cv * kDaysPerWeek / s.days())); };
  double sigma[kLanes];
  if (v.parameter.valid())
    for (std::size_t lane = 0; lane < kLanes; ++lane) sigma[lane] = sigma_of(s.number(v, lane));
  else
    std::fill(std::begin(sigma), std::end(sigma), sigma_of(v.value));
  multiply_by_noise(sigma, eps, column);
}

}  // namespace truce::engine

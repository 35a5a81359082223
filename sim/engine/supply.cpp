// Stage 5: levels of supply chains, and the stocks of the sectors that run down (1-model.md, 1.6).
#include <algorithm>
#include <cmath>

#include "sim/base/units.hpp"
#include "sim/engine/exp.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

// The goal of a step: the average level x noise; level' = goal + (level - goal) 2^(-h / ramp).
void step_level(BlockState& s, const model::Chain& chain, std::size_t c) {
  const double* average = s.average_of(chain.level);
  double* level = s.level[c];
  const bool noisy = s.plan.noise_used[static_cast<std::size_t>(chain.noise_row)];
  const double* eps = s.eps[static_cast<std::size_t>(chain.noise_row)];
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    double goal = average[lane];
    if (noisy) {
      const double v = s.number(chain.noise, lane);
      const double variance = std::log1p(v * v * kDaysPerWeek / s.days());
      goal *= exp_of(std::sqrt(variance) * eps[lane] - 0.5 * variance);
    }
    const double ramp = s.number(chain.ramp, lane);
    level[lane] = ramp > 0 ? goal + (level[lane] - goal) * std::exp2(-s.days() / ramp) : goal;
  }
}

// One sector of one path: D' = min(max(0, D + gap), cap); loss = exposure (G(D + gap) - G(D)) where gap > 0.
void step_sector_lane(BlockState& s, const model::Sector& sector, std::size_t i, std::size_t lane) {
  const double h = s.days() / kDaysPerWeek;
  double& drawdown = s.drawdown[i][lane];
  double& substituted = s.substituted[i][lane];
  const double need = s.number(sector.need, lane) * (1 - substituted);
  const double gap = (need - s.level[sector.chain.index()][lane]) * h;
  double loss = 0;
  if (gap > 0)
    loss = s.number(sector.exposure, lane) *
           (sector.cover.integral_of_cdf(drawdown + gap) - sector.cover.integral_of_cdf(drawdown));
  drawdown = std::min(std::max(0.0, drawdown + gap), sector.cover_cap);
  const bool disrupted = gap > 0 && sector.cover.cdf(drawdown) > sector.disrupted_above;
  if (gap > 0 && sector.has_substitution) {
    const double max = s.number(sector.substitution_max, lane);
    substituted = max + (substituted - max) * std::exp2(-s.days() / s.number(sector.substitution_half_life, lane));
  }
  s.step_loss[i][lane] = loss;
  s.loss[i][lane] += loss;
  s.peak_loss_rate[i][lane] = std::max(s.peak_loss_rate[i][lane], loss / h);
  s.disrupted[i][lane] = disrupted ? 1 : 0;
  if (disrupted) {
    s.disrupted_days[i][lane] += s.days();
    s.spell[i][lane] += s.days();
    s.longest[i][lane] = std::max(s.longest[i][lane], s.spell[i][lane]);
    if (std::isnan(s.first_disruption[i][lane])) s.first_disruption[i][lane] = s.to;
  } else {
    s.spell[i][lane] = 0;
  }
}

}  // namespace

void start_supply(BlockState& s) {
  for (std::size_t c = 0; c < s.model.chains.size(); ++c) {
    const double* goal = s.now[s.model.chains[c].level.index()];
    std::copy(goal, goal + kLanes, s.level[c]);
  }
}

void step_supply(BlockState& s) {
  for (std::size_t c = 0; c < s.model.chains.size(); ++c) {
    const auto& chain = s.model.chains[c];
    step_level(s, chain, c);
    for (int i = chain.sectors.begin; i < chain.sectors.end; ++i)
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        step_sector_lane(s, s.model.sectors[static_cast<std::size_t>(i)], static_cast<std::size_t>(i), lane);
  }
}

}  // namespace truce::engine

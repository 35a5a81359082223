// Stage 5: levels of supply chains, and the stocks of the sectors that run down (1-model.md, 1.6).
#include <algorithm>
#include <cmath>

#include "sim/base/units.hpp"
#include "sim/engine/exp.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

// What a half-life leaves after the step's days; 0 for a half-life of 0.
double remaining(const BlockState& s, double half_life) {
  return half_life > 0 ? std::exp2(-s.days() / half_life) : 0.0;
}

// A function of a number for each lane: once where the number is the same on every path.
template <class Function>
class PerLane {
 public:
  PerLane(const BlockState& s, const model::Number& number, Function function)
      : s_(s), number_(number), function_(function), constant_(function(number.value)) {}
  double operator()(std::size_t lane) const {
    return number_.parameter.valid() ? function_(s_.number(number_, lane)) : constant_;
  }

 private:
  const BlockState& s_;
  const model::Number& number_;
  Function function_;
  double constant_;
};

// The goal of a step: the average level x noise; level' = goal + (level - goal) 2^(-h / ramp).
void step_level(BlockState& s, const model::Chain& chain, std::size_t c) {
  const double* average = s.average_of(chain.level);
  double* level = s.level[c];
  double goal[kLanes];
  std::copy(average, average + kLanes, goal);
  if (s.plan.noise_used[static_cast<std::size_t>(chain.noise_row)]) {
    const double* eps = s.eps[static_cast<std::size_t>(chain.noise_row)];
    const PerLane variance(s, chain.noise, [&](double v) { return std::log1p(v * v * kDaysPerWeek / s.days()); });
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double sigma2 = variance(lane);
      goal[lane] *= exp_of(std::sqrt(sigma2) * eps[lane] - 0.5 * sigma2);
    }
  }
  const PerLane rest(s, chain.ramp, [&](double ramp) { return remaining(s, ramp); });
  for (std::size_t lane = 0; lane < kLanes; ++lane) level[lane] = goal[lane] + (level[lane] - goal[lane]) * rest(lane);
}

// A gap of less than a millisecond is a full supply: what is left of a ramp, or rounding, disrupts nobody. In weeks.
constexpr double kLeastGap = 1e-9;

// One sector: D' = min(max(0, D + gap), cap); loss = exposure (G(D + gap) - G(D)) where gap > 0. G(D) and F(D) are kept
// from the step before: where nothing is drawn down and supply is enough, which is most of the time, nothing is
// computed.
void step_sector(BlockState& s, const model::Sector& sector, std::size_t i) {
  const double h = s.days() / kDaysPerWeek;
  const double* level = s.level[sector.chain.index()];
  const PerLane substitution_rest(s, sector.substitution_half_life, [&](double half_life) {
    return sector.has_substitution ? remaining(s, half_life) : 1.0;
  });
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    double& drawdown = s.drawdown[i][lane];
    double& substituted = s.substituted[i][lane];
    double& used_up = s.used_up[i][lane];  // G(D)
    double& dry = s.dry_share[i][lane];    // F(D)
    const double need = s.number(sector.need, lane) * (1 - substituted);
    const double missing = (need - level[lane]) * h;
    const double gap = missing > 0 && missing < kLeastGap ? 0 : missing;
    double loss = 0;
    if (gap > 0 || drawdown > 0) {
      const double reached = drawdown + gap;
      const double next = std::min(std::max(0.0, reached), sector.cover_cap);
      const auto at_reached = sector.cover.cdf_and_integral(std::max(0.0, reached));
      if (gap > 0) loss = s.number(sector.exposure, lane) * (at_reached.integral - used_up);
      const auto at_next = reached > sector.cover_cap ? sector.cover.cdf_and_integral(next) : at_reached;
      used_up = at_next.integral;
      dry = at_next.cdf;
      drawdown = next;
    }
    if (gap > 0 && sector.has_substitution) {
      const double max = s.number(sector.substitution_max, lane);
      substituted = max + (substituted - max) * substitution_rest(lane);
    }
    s.loss[i][lane] += loss;
    s.peak_loss_rate[i][lane] = std::max(s.peak_loss_rate[i][lane], loss / h);
    const bool disrupted = gap > 0 && dry > sector.disrupted_above;
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
}

}  // namespace

void start_supply(BlockState& s) {
  for (std::size_t c = 0; c < s.model.chains.size(); ++c) {
    const std::size_t goal = s.model.chains[c].level.index();
    for (std::size_t lane = 0; lane < kLanes; ++lane) s.level[c][lane] = s.now[lane][goal];
  }
  for (std::size_t i = 0; i < s.model.sectors.size(); ++i)
    std::fill(s.dry_share[i], s.dry_share[i] + kLanes, s.model.sectors[i].cover.cdf(0));
}

void step_supply(BlockState& s) {
  for (std::size_t c = 0; c < s.model.chains.size(); ++c) {
    const auto& chain = s.model.chains[c];
    step_level(s, chain, c);
    for (int i = chain.sectors.begin; i < chain.sectors.end; ++i)
      step_sector(s, s.model.sectors[static_cast<std::size_t>(i)], static_cast<std::size_t>(i));
  }
}

}  // namespace truce::engine

// Stocks that run down (1-model.md, 1.6). Stocks, drawdown and loss in weeks of need or of output.
#include <algorithm>
#include <cmath>

#include "tests/support/reference_path.hpp"

namespace truce::test::reference {

namespace {

// The share of a distance that is still there after `days` at this half-life; with none it is gone at once.
double remaining(double days, double half_life) { return half_life > 0 ? std::exp2(-days / half_life) : 0; }

}  // namespace

// The level approaches its goal (by regime, with modifiers and noise) with half-life `ramp`.
void Path::move_chain(std::size_t i) {
  const model::Chain& chain = model_.chains[i];
  const double goal = average(chain.level) * weekly_noise(chain.noise, chain.noise_row);
  ChainState& state = chains_[i];
  state.level = goal + (state.level - goal) * remaining(step_days(), value(chain.ramp));
  for (int s = chain.sectors.begin; s < chain.sectors.end; ++s) move_sector(static_cast<std::size_t>(s), state.level);
}

void Path::move_sector(std::size_t i, double level) {
  const model::Sector& sector = model_.sectors[i];
  SectorState& state = sectors_[i];

  double gap = (value(sector.need) * (1 - state.substituted) - level) * step_weeks();
  if (gap > 0 && gap < 1e-9) gap = 0;  // less than a millisecond's supply
  const double before = state.drawdown;
  state.drawdown = std::min(std::max(0.0, before + gap), sector.cover_cap);

  double loss = 0;
  if (gap > 0) {
    // Firms whose cover lies below D are dry; G is the integral of their share.
    loss = value(sector.exposure) * (sector.cover.integral_of_cdf(before + gap) - sector.cover.integral_of_cdf(before));
    if (sector.has_substitution) {
      const double most = value(sector.substitution_max);
      state.substituted =
          most + (state.substituted - most) * remaining(step_days(), value(sector.substitution_half_life));
    }
  }
  state.loss += loss;
  record_.peak_loss_rate[i] = std::max(record_.peak_loss_rate[i], loss / step_weeks());

  state.disrupted = gap > 0 && sector.cover.cdf(state.drawdown) > value(sector.disrupted_above);
  if (state.disrupted) {
    state.disrupted_days += step_days();
    state.spell += step_days();
    if (std::isnan(record_.first_disruption[i])) record_.first_disruption[i] = step_end_;
    record_.longest_disruption[i] = std::max(record_.longest_disruption[i], state.spell);
  } else {
    state.spell = 0;
  }
}

}  // namespace truce::test::reference

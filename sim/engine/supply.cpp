// Stage 5: levels of supply chains, and the stocks of the sectors that run down (1-model.md, 1.6).
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "sim/base/columns.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/noise.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

using Column = double[kLanes];

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
  Column goal;
  std::copy(average, average + kLanes, goal);
  apply_noise(s, chain.noise, chain.noise_row, goal);
  const PerLane rest(s, chain.ramp, [&](double ramp) { return remaining(s, ramp); });
  for (std::size_t lane = 0; lane < kLanes; ++lane) level[lane] = goal[lane] + (level[lane] - goal[lane]) * rest(lane);
}

// A gap of less than a millisecond is a full supply: what is left of a ramp, or rounding, disrupts nobody. In weeks.
constexpr double kLeastGap = 1e-9;

// A sector's columns over one step. What a sector without substitution does not have is null.
struct SectorColumns {
  const double *need, *level, *exposure, *disrupted_above, *substitution_max, *substitution_rest;
  double *drawdown, *substituted;
  double *used_up, *dry;  // G(D) and F(D)
  double* disrupted;      // the days of the step, or 0
  double *loss, *peak_loss_rate, *disrupted_days, *first_disruption, *spell, *longest;
};

// The gap of each lane in weeks, and D + gap as far as it reaches. Returns whether any stock runs down or is filled up.
TRUCE_COLUMNS bool find_gaps(const SectorColumns& c, double h, double* gap, double* reached) {
  const double *need = c.need, *substituted = c.substituted, *level = c.level, *drawdown = c.drawdown;
  std::uint64_t any = 0;
  TRUCE_APART for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double missing = (need[lane] * (1 - substituted[lane]) - level[lane]) * h;
    gap[lane] = missing > 0 && missing < kLeastGap ? 0 : missing;
    const double sum = drawdown[lane] + gap[lane];
    reached[lane] = sum > 0 ? sum : 0.0;
    const double moved = gap[lane] > 0 ? 1.0 : drawdown[lane];  // a drawdown is never negative
    any |= std::bit_cast<std::uint64_t>(moved);
  }
  return any != 0;
}

// F and G where the stocks have got to; at the cap once more, where a drawdown ends.
struct Reached {
  Column drawdown, cdf, integral;
  double cap = 0, cdf_at_cap = 0, integral_at_cap = 0;
};

// Most covers take a logarithm and two normal distribution functions: only for the lanes whose stock moves. F and G of
// the others are what they were.
void evaluate_moving(const random::Distribution& cover, const SectorColumns& c, const Column& gap, Reached& r) {
  std::array<std::uint16_t, kLanes> lanes;
  Column drawdown, cdf, integral;
  std::size_t n = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    lanes[n] = static_cast<std::uint16_t>(lane);
    drawdown[n] = r.drawdown[lane];
    n += gap[lane] > 0 || c.drawdown[lane] > 0 ? 1 : 0;
  }
  cover.cdf_and_integral(drawdown, n, cdf, integral);
  std::copy(c.dry, c.dry + kLanes, r.cdf);
  std::copy(c.used_up, c.used_up + kLanes, r.integral);
  for (std::size_t j = 0; j < n; ++j) {
    r.cdf[lanes[j]] = cdf[j];
    r.integral[lanes[j]] = integral[j];
  }
}

// D' = min(D + gap, cap); loss = exposure (G(D + gap) - G(D)) where gap > 0.
TRUCE_COLUMNS void run_down(const SectorColumns& c, const double* gap, const Reached& r, double* lost) {
  const double* exposure = c.exposure;
  double *drawdown = c.drawdown, *used_up = c.used_up, *dry = c.dry;
  TRUCE_APART for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double loss = exposure[lane] * (r.integral[lane] - used_up[lane]);
    lost[lane] = gap[lane] > 0 ? loss : 0.0;
    const bool capped = r.drawdown[lane] > r.cap;
    drawdown[lane] = capped ? r.cap : r.drawdown[lane];
    used_up[lane] = capped ? r.integral_at_cap : r.integral[lane];
    dry[lane] = capped ? r.cdf_at_cap : r.cdf[lane];
  }
}

// Where supply is short, substitution comes nearer to its maximum.
TRUCE_COLUMNS void substitute(const double* gap, const double* most, const double* rest, double* substituted) {
  TRUCE_APART for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double next = most[lane] + (substituted[lane] - most[lane]) * rest[lane];
    substituted[lane] = gap[lane] > 0 ? next : substituted[lane];
  }
}

// The figures that a path keeps. Returns whether any lane is disrupted.
TRUCE_COLUMNS bool count_up(const SectorColumns& c, const double* gap, const double* lost, double weeks, double days,
                            double to) {
  const double per_week = 1 / weeks;
  const double *dry = c.dry, *above = c.disrupted_above;
  double *total = c.loss, *peak = c.peak_loss_rate, *disrupted = c.disrupted, *disrupted_days = c.disrupted_days;
  double *first = c.first_disruption, *spell = c.spell, *longest = c.longest;
  std::uint64_t any = 0;
  TRUCE_APART for (std::size_t lane = 0; lane < kLanes; ++lane) {
    total[lane] += lost[lane];
    const double rate = lost[lane] * per_week;
    peak[lane] = rate > peak[lane] ? rate : peak[lane];
    const bool is = (gap[lane] > 0) & (dry[lane] > above[lane]);
    disrupted[lane] = is ? days : 0.0;
    disrupted_days[lane] += is ? days : 0.0;
    const double longer = spell[lane] + days;
    spell[lane] = is ? longer : 0.0;
    longest[lane] = spell[lane] > longest[lane] ? spell[lane] : longest[lane];
    const double now = is ? to : model::kNever;
    first[lane] = now < first[lane] ? now : first[lane];
    any |= std::bit_cast<std::uint64_t>(disrupted[lane]);
  }
  return any != 0;
}

// One sector. Where no stock moves, supply is enough and nobody was disrupted, which is often so, nothing is computed.
void step_sector(BlockState& s, const model::Sector& sector, std::size_t i) {
  const double h = s.days() / kDaysPerWeek;
  Column need, exposure, disrupted_above, substitution_max, substitution_rest, gap;
  SectorColumns c = {.need = s.column(sector.need, need),
                     .level = s.level[sector.chain.index()],
                     .exposure = s.column(sector.exposure, exposure),
                     .disrupted_above = s.column(sector.disrupted_above, disrupted_above),
                     .substitution_max = nullptr,
                     .substitution_rest = nullptr,
                     .drawdown = s.drawdown[i],
                     .substituted = s.substituted[i],
                     .used_up = s.used_up[i],
                     .dry = s.dry_share[i],
                     .disrupted = s.disrupted[i],
                     .loss = s.loss[i],
                     .peak_loss_rate = s.peak_loss_rate[i],
                     .disrupted_days = s.disrupted_days[i],
                     .first_disruption = s.first_disruption[i],
                     .spell = s.spell[i],
                     .longest = s.longest[i]};
  Reached reached;
  if (!find_gaps(c, h, gap, reached.drawdown) && !s.any_disrupted[i]) return;
  if (sector.has_substitution) {
    c.substitution_max = s.column(sector.substitution_max, substitution_max);
    const PerLane rest(s, sector.substitution_half_life, [&](double half_life) { return remaining(s, half_life); });
    for (std::size_t lane = 0; lane < kLanes; ++lane) substitution_rest[lane] = rest(lane);
    c.substitution_rest = substitution_rest;
  }
  if (sector.cover.is_fixed())
    sector.cover.cdf_and_integral(reached.drawdown, kLanes, reached.cdf, reached.integral);
  else
    evaluate_moving(sector.cover, c, gap, reached);
  reached.cap = sector.cover_cap;
  sector.cover.cdf_and_integral(&reached.cap, 1, &reached.cdf_at_cap, &reached.integral_at_cap);
  Column lost;
  run_down(c, gap, reached, lost);
  if (sector.has_substitution) substitute(gap, c.substitution_max, c.substitution_rest, c.substituted);
  s.any_disrupted[i] = count_up(c, gap, lost, h, s.days(), s.to);
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

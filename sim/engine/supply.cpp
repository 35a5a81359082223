// Stage 5: levels of supply chains, and the stocks of the sectors that run down (1-model.md, 1.6).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "sim/base/columns.hpp"
#include "sim/base/elementary.hpp"
#include "sim/base/units.hpp"
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

// The gap of each lane, and the lanes whose stock runs down or is filled up. Returns how many these are.
TRUCE_COLUMNS std::size_t find_gaps(const double* need, const double* substituted, const double* level,
                                    const double* drawdown, double h, double* gap, std::uint8_t* moves) {
  std::size_t count = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double missing = (need[lane] * (1 - substituted[lane]) - level[lane]) * h;
    gap[lane] = missing > 0 && missing < kLeastGap ? 0 : missing;
    moves[lane] = gap[lane] > 0 || drawdown[lane] > 0 ? 1 : 0;
    count += moves[lane];
  }
  return count;
}

// The step's figures by lane: total loss, its largest rate per week, days disrupted, the present and the longest spell.
TRUCE_COLUMNS void count_up(const double* loss, const std::uint8_t* disrupted, double weeks, double days, double to,
                            double* total, double* peak, double* disrupted_days, double* spell, double* longest,
                            double* first) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    total[lane] += loss[lane];
    const double rate = loss[lane] / weeks;
    peak[lane] = rate > peak[lane] ? rate : peak[lane];
    const bool is = disrupted[lane] != 0;
    disrupted_days[lane] += is ? days : 0.0;
    spell[lane] = is ? spell[lane] + days : 0.0;
    longest[lane] = spell[lane] > longest[lane] ? spell[lane] : longest[lane];
    first[lane] = is && first[lane] != first[lane] ? to : first[lane];
  }
}

// One sector: D' = min(max(0, D + gap), cap); loss = exposure (G(D + gap) - G(D)) where gap > 0. G(D) and F(D) are kept
// from the step before: where nothing is drawn down and supply is enough, which is most of the time, nothing is
// computed.
void step_sector(BlockState& s, const model::Sector& sector, std::size_t i) {
  const double h = s.days() / kDaysPerWeek;
  double* drawdown = s.drawdown[i];
  double* substituted = s.substituted[i];
  double* used_up = s.used_up[i];  // G(D)
  double* dry = s.dry_share[i];    // F(D)
  Column gap, scratch;
  std::uint8_t moves[kLanes];
  const std::size_t count =
      find_gaps(s.column(sector.need, scratch), substituted, s.level[sector.chain.index()], drawdown, h, gap, moves);
  Column loss = {};
  std::uint8_t* disrupted = s.disrupted[i];
  std::fill(disrupted, disrupted + kLanes, std::uint8_t{0});
  if (count > 0) {
    std::array<std::size_t, kLanes> lanes;
    Column reached, cdf, integral;
    std::size_t n = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      lanes[n] = lane;
      reached[n] = std::max(0.0, drawdown[lane] + gap[lane]);
      n += moves[lane];
      if (n == count) break;
    }
    sector.cover.cdf_and_integral(reached, n, cdf, integral);
    double cdf_at_cap, integral_at_cap;
    sector.cover.cdf_and_integral(&sector.cover_cap, 1, &cdf_at_cap, &integral_at_cap);
    const PerLane substitution_rest(s, sector.substitution_half_life, [&](double half_life) {
      return sector.has_substitution ? remaining(s, half_life) : 1.0;
    });
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t lane = lanes[j];
      if (gap[lane] > 0) loss[lane] = s.number(sector.exposure, lane) * (integral[j] - used_up[lane]);
      const bool capped = reached[j] > sector.cover_cap;
      drawdown[lane] = capped ? sector.cover_cap : reached[j];
      used_up[lane] = capped ? integral_at_cap : integral[j];
      dry[lane] = capped ? cdf_at_cap : cdf[j];
      if (!(gap[lane] > 0)) continue;
      if (sector.has_substitution) {
        const double max = s.number(sector.substitution_max, lane);
        substituted[lane] = max + (substituted[lane] - max) * substitution_rest(lane);
      }
      disrupted[lane] = dry[lane] > s.number(sector.disrupted_above, lane) ? 1 : 0;
    }
  }
  count_up(loss, disrupted, h, s.days(), s.to, s.loss[i], s.peak_loss_rate[i], s.disrupted_days[i], s.spell[i],
           s.longest[i], s.first_disruption[i]);
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

// Stage 6: log-returns (1-model.md, 1.7). h in years.
#include <algorithm>
#include <cmath>

#include "sim/base/columns.hpp"
#include "sim/base/elementary.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

using Column = double[kLanes];

TRUCE_COLUMNS void fatten(const double* eps, const float* chi, double n2, double* shock) {
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    shock[lane] = eps[lane] * std::sqrt(n2 / static_cast<double>(chi[lane]));
}

// The market's shock: its normal, or with t tails z sqrt((n - 2) / chi^2), which has variance 1.
void read_shock(const BlockState& s, const model::Market& market, Column& shock) {
  const double* eps = s.eps[static_cast<std::size_t>(market.noise_row)];
  if (market.tails < 0) {
    std::copy(eps, eps + kLanes, shock);
    return;
  }
  const auto& tail = s.model.tails[static_cast<std::size_t>(market.tails)];
  const float* chi = s.chi_squares[static_cast<std::size_t>(4 * market.tails + s.step % 4)];
  const double n2 = tail.degrees - 2;
  fatten(eps, chi, n2, shock);
}

TRUCE_COLUMNS void add_return(const double* drift, const double* volatility, const double* shock, double h,
                              double root_h, double* p) {
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    p[lane] += (drift[lane] - 0.5 * volatility[lane] * volatility[lane]) * h + volatility[lane] * root_h * shock[lane];
}

void step_geometric(BlockState& s, const model::Market& market, const Column& shock, double* p) {
  const double h = s.days() / kDaysPerYear;
  add_return(s.average_of(market.drift), s.average_of(market.volatility), shock, h, std::sqrt(h), p);
}

// The step's firings, then the high and the deepest fall so far.
TRUCE_COLUMNS void settle(double* pending, double* p, double* high, double* fall) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    p[lane] += pending[lane];
    pending[lane] = 0;
    high[lane] = high[lane] < p[lane] ? p[lane] : high[lane];
    const double below = high[lane] - p[lane];
    fall[lane] = fall[lane] < below ? below : fall[lane];
  }
}

void step_mean_reverting(BlockState& s, const model::Market& market, const Column& shock, double* y) {
  const double h = s.days() / kDaysPerYear;
  const double* volatility = s.average_of(market.volatility);
  double a = 0, spread = 0;
  const auto read = [&](double half_life) {
    const double k = std::log(2.0) * kDaysPerYear / half_life;
    a = std::exp(-k * h);
    spread = std::sqrt((1 - a * a) / (2 * k));
  };
  read(market.half_life.value);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (market.half_life.parameter.valid()) read(s.number(market.half_life, lane));
    y[lane] = a * y[lane] + volatility[lane] * spread * shock[lane];
  }
}

}  // namespace

void start_markets(BlockState& s) {
  for (std::size_t i = 0; i < s.model.markets.size(); ++i) {
    const auto& market = s.model.markets[i];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double initial = s.number(market.initial, lane);
      const double scale = market.mean_reverting ? s.number(market.mean, lane) : initial;
      s.price_scale[i][lane] = scale;
      s.log_level[i][lane] = market.mean_reverting ? std::log(initial / scale) : 0.0;
    }
    std::copy(s.log_level[i], s.log_level[i] + kLanes, s.high[i]);
  }
}

void step_markets(BlockState& s) {
  for (std::size_t i = 0; i < s.model.markets.size(); ++i) {
    const auto& market = s.model.markets[i];
    Column shock;
    read_shock(s, market, shock);
    double* p = s.log_level[i];
    if (market.mean_reverting)
      step_mean_reverting(s, market, shock, p);
    else
      step_geometric(s, market, shock, p);
    for (int b = market.betas.begin; b < market.betas.end; ++b) {
      const auto& beta = s.model.betas[static_cast<std::size_t>(b)];
      const double* x = s.x[beta.factor.index()];
      const double* x_start = s.x_start[beta.factor.index()];
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        p[lane] += s.number(beta.loading, lane) * (x[lane] - x_start[lane]);
    }
    settle(s.pending_shock[i], p, s.high[i], s.fall[i]);
  }
}

}  // namespace truce::engine

// Prices (1-model.md, 1.7).
#include <algorithm>
#include <cmath>

#include "tests/support/reference_path.hpp"

namespace truce::test::reference {

void Path::move_market(std::size_t i) {
  const model::Market& market = model_.markets[i];
  MarketState& state = markets_[i];
  const double h = step_years();
  const double eps = eps_[static_cast<std::size_t>(market.noise_row)];
  const double volatility = average(market.volatility);  // with its modifiers: vol v

  double from_factors_and_events = state.shock;
  for (int b = market.betas.begin; b < market.betas.end; ++b) {
    const model::Beta& beta = model_.betas[static_cast<std::size_t>(b)];
    from_factors_and_events += value(beta.loading) * (x_[beta.factor.index()] - x_at_start_[beta.factor.index()]);
  }

  if (market.mean_reverting) {
    // y = ln(level / mean): y' = a y + vol v sqrt((1 - a^2) / (2 k)) eps + ..., k = ln 2 / H, a = e^(-k h)
    const double k = std::log(2.0) / (value(market.half_life) / kDaysPerYear);
    const double a = std::exp(-k * h);
    state.log_level =
        a * state.log_level + volatility * std::sqrt((1 - a * a) / (2 * k)) * eps + from_factors_and_events;
    state.price = value(market.mean) * std::exp(state.log_level);
  } else {
    // (drift - (vol v)^2 / 2) h + vol v sqrt(h) eps + ...
    state.log_level += (average(market.drift) - volatility * volatility / 2) * h + volatility * std::sqrt(h) * eps +
                       from_factors_and_events;
    state.price = value(market.initial) * std::exp(state.log_level);
  }
  state.high = std::max(state.high, state.price);
  state.worst = std::max(state.worst, 1 - state.price / state.high);
}

}  // namespace truce::test::reference

// A path from start to end: shocks -> events -> factors -> trade -> supply -> markets -> tallies (1-model.md).
#include "tests/support/reference.hpp"

#include <cmath>

#include "sim/random/normals.hpp"
#include "tests/support/reference_path.hpp"

namespace truce::test {

PathRecord::PathRecord(const model::Model& model) {
  const std::size_t rows = model.times.size();
  const std::size_t events = model.events.size();
  const std::size_t sectors = model.sectors.size();
  event_count.assign(events, 0);
  event_own_count.assign(events, 0);
  event_first_time.assign(events, kNotANumber);
  event_integrated_hazard.assign(events, 0);
  triggers_due.assign(events, 0);
  triggers_voided.assign(events, 0);
  event_outcome.assign(events, -1);
  regime_final.assign(model.regimes.size(), 0);
  regime_days.assign(static_cast<std::size_t>(model.regime_state_count()), 0);
  ordered.assign(model.commitments.size(), 0);
  shipped.assign(model.commitments.size(), 0);
  flow_ordered_total.assign(model.flows.size(), 0);
  flow_shipped_total.assign(model.flows.size(), 0);
  disrupted_days.assign(sectors, 0);
  first_disruption.assign(sectors, kNotANumber);
  longest_disruption.assign(sectors, 0);
  loss.assign(sectors, 0);
  peak_loss_rate.assign(sectors, 0);
  market_return.assign(model.markets.size() * model.horizons.size(), 0);
  market_drawdown.assign(model.markets.size() * model.horizons.size(), 0);
  outcome_value.assign(model.outcomes.size(), kNotANumber);

  const auto table = [rows](std::size_t series) { return Table<double>(series, std::vector<double>(rows, 0)); };
  factor = table(model.factors.size());
  ordered_cum = shipped_cum = flow_rate = table(model.flows.size());
  level = table(model.chains.size());
  drawdown = loss_cum = dry_share = table(sectors);
  market = table(model.markets.size());
  regime.assign(model.regimes.size(), std::vector<int>(rows, 0));
  holds_by_horizon.assign(model.has_truce ? model.horizons.size() : 0, 1);
  holds.assign(model.has_truce ? 1 : 0, std::vector<int>(rows, 0));
}

PathRecord simulate_path(const model::Model& model, std::uint32_t path) { return reference::Path(model, path).run(); }

namespace reference {

Path::Path(const model::Model& model, std::uint32_t number) : model_(model), number_(number), record_(model) {}

PathRecord Path::run() {
  start();
  record_row(0);
  for (int k = 0; k < model_.steps(); ++k) {
    step(k);
    record_row(k + 1);
  }
  finish();
  return record_;
}

// Everything as it stands at `start`, before the first step.
void Path::start() {
  now_ = step_start_ = step_end_ = 0;

  for (const model::Parameter& parameter : model_.parameters)
    parameters_.push_back(draw(parameter.distribution, parameter.stream, 0));

  for (const model::Factor& factor : model_.factors) x_.push_back(factor.initial);
  x_at_start_ = x_;
  for (const model::Regime& regime : model_.regimes) regimes_.push_back({regime.initial, regime.initial});
  first_mark_.assign(static_cast<std::size_t>(model_.mark_count()), kNever);
  latest_mark_ = first_mark_;

  for (const model::Flow& flow : model_.flows) {
    const double ordered = value(flow.ordered_to_date), shipped = value(flow.shipped_to_date);
    flows_.push_back({ordered, shipped, ordered - shipped, 0});
  }
  for (const model::Commitment& commitment : model_.commitments) {
    const bool open = commitment.from <= 0 && 0 < commitment.to;
    const FlowState& flow = flows_[commitment.flow.index()];
    commitments_.push_back(open ? CommitmentState{flow.ordered, flow.shipped} : CommitmentState{});
  }

  for (const model::Market& market : model_.markets) {
    const double initial = value(market.initial);
    const double log_level = market.mean_reverting ? std::log(initial / value(market.mean)) : 0;
    markets_.push_back({log_level, initial, initial, 0, 0});
  }
  sectors_.resize(model_.sectors.size());
  disrupted_days_.assign(model_.sectors.size(), std::vector<double>(model_.times.size(), 0));
  market_drawdown_.assign(model_.markets.size(), std::vector<double>(model_.times.size(), 0));

  statements_.resize(model_.outcome_nodes.size());
  see_regimes(-1, -1);
  start_clocks();

  // A chain starts from its goal without noise.
  for (const model::Chain& chain : model_.chains)
    chains_.push_back({step_number_now(model_.step_numbers[chain.level.index()])});
}

void Path::step(int k) {
  step_start_ = model_.times[static_cast<std::size_t>(k)];
  step_end_ = model_.times[static_cast<std::size_t>(k) + 1];
  now_ = step_start_;
  x_at_start_ = x_;
  integral_.assign(model_.step_numbers.size(), 0);
  for (MarketState& market : markets_) market.shock = 0;

  draw_shocks(k);
  run_events();
  move_factors();
  for (std::size_t flow = 0; flow < flows_.size(); ++flow) move_flow(flow);
  for (std::size_t chain = 0; chain < chains_.size(); ++chain) move_chain(chain);
  for (std::size_t market = 0; market < markets_.size(); ++market) move_market(market);
}

// eps = L z, C = L L^T (1.1).
void Path::draw_shocks(int k) {
  const std::size_t n = model_.noises.size();
  std::vector<double> z;
  for (const model::Noise& noise : model_.noises)
    z.push_back(random::step_normal(model_.seed, number_, noise.stream, static_cast<std::uint32_t>(k)));
  eps_.assign(n, 0);
  for (std::size_t row = 0; row < n; ++row)
    for (std::size_t column = 0; column <= row; ++column)
      eps_[row] += model_.noise_factor[row * n + column] * z[column];

  // Student-t tails: one chi-square shared by the markets with the same degrees of freedom, unit variance.
  std::vector<double> scale;
  for (const model::Tail& tail : model_.tails) {
    const double chi_square = random::step_chi_square(model_.seed, number_, tail.pairs.data(), tail.degrees,
                                                      tail.single, static_cast<std::uint32_t>(k));
    scale.push_back(std::sqrt((tail.degrees - 2) / chi_square));
  }
  for (const model::Market& market : model_.markets)
    if (market.tails >= 0)
      eps_[static_cast<std::size_t>(market.noise_row)] *= scale[static_cast<std::size_t>(market.tails)];
}

// x' = m + a (x - m) + s sqrt(1 - a^2) eps, a = 2^(-h/H), x with the step's jumps (1.2).
void Path::move_factors() {
  for (std::size_t i = 0; i < x_.size(); ++i) {
    const model::Factor& factor = model_.factors[i];
    const double m = average(factor.mean);
    const double a = std::exp2(-step_days() / factor.half_life);
    x_[i] = m + a * (x_[i] - m) + factor.sd * std::sqrt(1 - a * a) * eps_[static_cast<std::size_t>(factor.noise)];
  }
}

// The series at times[k]: the state at the end of the step that ends there; row 0 is `start`.
void Path::record_row(int k) {
  const auto row = static_cast<std::size_t>(k);
  for (std::size_t i = 0; i < x_.size(); ++i) record_.factor[i][row] = x_[i];
  for (std::size_t i = 0; i < regimes_.size(); ++i) record_.regime[i][row] = regimes_[i].now;
  if (model_.has_truce) record_.holds[0][row] = holds(model_.truce, FactorView::kWithJumps);
  for (std::size_t i = 0; i < flows_.size(); ++i) {
    record_.ordered_cum[i][row] = flows_[i].ordered;
    record_.shipped_cum[i][row] = flows_[i].shipped;
    record_.flow_rate[i][row] = flows_[i].rate;
  }
  for (std::size_t i = 0; i < chains_.size(); ++i) record_.level[i][row] = chains_[i].level;
  for (std::size_t i = 0; i < sectors_.size(); ++i) {
    record_.drawdown[i][row] = sectors_[i].drawdown;
    record_.loss_cum[i][row] = sectors_[i].loss;
    record_.dry_share[i][row] = model_.sectors[i].cover.cdf(sectors_[i].drawdown);
    disrupted_days_[i][row] = sectors_[i].disrupted_days;
  }
  for (std::size_t i = 0; i < markets_.size(); ++i) {
    record_.market[i][row] = markets_[i].price;
    market_drawdown_[i][row] = markets_[i].worst;
  }
}

// What is known only at the end.
void Path::finish() {
  for (std::size_t i = 0; i < regimes_.size(); ++i)
    record_.regime_final[i] = model_.regimes[i].first_state + regimes_[i].now;
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    const model::Timing timing = model_.events[i].timing;
    // Lambda: thresholds drawn less what is left.
    if (timing == model::Timing::kRate || timing == model::Timing::kProbability)
      record_.event_integrated_hazard[i] = clocks_[i].drawn - clocks_[i].left;
  }
  for (std::size_t i = 0; i < commitments_.size(); ++i) {
    record_.ordered[i] = commitments_[i].ordered;
    record_.shipped[i] = commitments_[i].shipped;
  }
  for (std::size_t i = 0; i < flows_.size(); ++i) {
    record_.flow_ordered_total[i] = flows_[i].ordered - value(model_.flows[i].ordered_to_date);
    record_.flow_shipped_total[i] = flows_[i].shipped - value(model_.flows[i].shipped_to_date);
  }
  for (std::size_t i = 0; i < sectors_.size(); ++i) {
    record_.disrupted_days[i] = sectors_[i].disrupted_days;
    record_.loss[i] = sectors_[i].loss;
  }
  for (std::size_t i = 0; i < markets_.size(); ++i)
    for (std::size_t h = 0; h < model_.horizons.size(); ++h) {
      const auto row = static_cast<std::size_t>(model_.horizons[h].step);
      const std::size_t at = i * model_.horizons.size() + h;
      record_.market_return[at] = record_.market[i][row] / record_.market[i][0] - 1;
      record_.market_drawdown[at] = market_drawdown_[i][row];
    }
  for (std::size_t i = 0; i < model_.outcomes.size(); ++i) record_.outcome_value[i] = outcome(model_.outcomes[i]);
}

}  // namespace reference
}  // namespace truce::test

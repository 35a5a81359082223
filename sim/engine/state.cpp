#include "sim/engine/state.hpp"

#include <limits>

namespace truce::engine {

namespace {
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
}

EventState::EventState(const model::Model& m, const Plan& plan)
    : left(m.events.size(), model::kNever),
      speed(m.events.size(), 0.0),
      pace(m.events.size(), 0.0),
      drawn(m.events.size(), 0.0),
      due(m.events.size(), model::kNever),
      own_edges(plan.own_edge_items.size(), model::kNever),
      trigger_due(m.events.size(), model::kNever),
      trigger_root(m.events.size(), -1),
      thresholds(m.events.size(), 0),
      count(m.events.size(), 0),
      own_count(m.events.size(), 0),
      triggers_due(m.events.size(), 0.0),
      triggers_voided(m.events.size(), 0.0),
      last_outcome(m.events.size(), -1),
      was_enabled(m.events.size(), 0),
      spent(m.events.size(), 0),
      when_truth(m.events.size(), 0),
      armed(m.events.size(), 0),
      first(static_cast<std::size_t>(m.mark_count()), kNan),
      latest(static_cast<std::size_t>(m.mark_count()), -model::kNever),
      next_instant(kLanes, model::kNever) {}

BlockState::BlockState(const model::Model& m, const Plan& p, std::int64_t block, const std::atomic<bool>& stop_flag)
    : model(m),
      plan(p),
      stop(stop_flag),
      first_path(static_cast<std::uint32_t>(block * static_cast<std::int64_t>(kLanes))),
      parameters(m.parameters.size()),
      x(m.factors.size()),
      x_start(m.factors.size()),
      regime(m.regimes.size()),
      previous(m.regimes.size()),
      entered(m.regimes.size()),
      regime_days(static_cast<std::size_t>(m.regime_state_count())),
      events(m, p),
      node_truth(m.condition_nodes.size()),
      loadings(static_cast<std::size_t>(p.loading_rows)),
      ratios(p.ratios.size() + 1, 1.0),
      plain(m.step_numbers.size()),
      plus(m.step_numbers.size()),
      now(m.step_numbers.size()),
      average(m.step_numbers.size()),
      normals(m.noises.size() * 4),
      eps(m.noises.size()),
      chi_squares(m.tails.size() * 4),
      pending_shock(m.markets.size()),
      to_refresh(kLanes, Touched(p.everything.size(), 0)),
      dirty(kLanes, 0),
      touched(p.everything.size(), 0),
      stale(kLanes, 1),
      stirred(kLanes, 0),
      book(m.flows.size()),
      flow_ordered(m.flows.size()),
      flow_shipped(m.flows.size()),
      step_ordered(m.flows.size()),
      step_shipped(m.flows.size()),
      window_ordered(m.commitments.size()),
      window_shipped(m.commitments.size()),
      level(m.chains.size()),
      drawdown(m.sectors.size()),
      substituted(m.sectors.size()),
      loss(m.sectors.size()),
      peak_loss_rate(m.sectors.size()),
      disrupted_days(m.sectors.size()),
      first_disruption(m.sectors.size(), model::kNever),
      longest(m.sectors.size()),
      spell(m.sectors.size()),
      disrupted(m.sectors.size()),
      any_disrupted(m.sectors.size(), 0),
      used_up(m.sectors.size()),
      dry_share(m.sectors.size()),
      log_level(m.markets.size()),
      high(m.markets.size()),
      fall(m.markets.size()),
      price_scale(m.markets.size()),
      truce_end(kLanes, kNan),
      truce_cause(kLanes, -1),
      truce_root(kLanes, -1),
      holds(kLanes, 1),
      holds_by_horizon(m.has_truce ? m.horizons.size() : 0, 1),
      captured(m.outcome_nodes.size(), kNan),
      seen_at(m.outcome_nodes.size()),
      seen_ever(m.outcome_nodes.size()),
      seen_always(m.outcome_nodes.size(), 1) {
  for (std::size_t i = 0; i < m.parameters.size(); ++i)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      parameters[i][lane] = m.parameters[i].distribution.draw(
          random::uniform_at(m.seed, first_path + static_cast<std::uint32_t>(lane), m.parameters[i].stream, 0));
  for (std::size_t r = 0; r < m.regimes.size(); ++r)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      regime[r][lane] = previous[r][lane] = static_cast<std::uint8_t>(m.regimes[r].initial);
  for (std::size_t f = 0; f < m.factors.size(); ++f)
    for (std::size_t lane = 0; lane < kLanes; ++lane) x[f][lane] = x_start[f][lane] = m.factors[f].initial;
}

}  // namespace truce::engine

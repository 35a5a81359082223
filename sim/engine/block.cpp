#include "sim/engine/block.hpp"

namespace truce::engine {

BlockResult::BlockResult(const model::Model& m)
    : event_count(m.events.size()),
      event_own_count(m.events.size()),
      event_first_time(m.events.size()),
      event_integrated_hazard(m.events.size()),
      triggers_due(m.events.size()),
      triggers_voided(m.events.size()),
      event_outcome(m.events.size()),
      regime_final(m.regimes.size()),
      regime_days(static_cast<std::size_t>(m.regime_state_count())),
      truce_end_time(1),
      truce_end_cause(1),
      truce_end_root(1),
      holds_by_horizon(m.has_truce ? m.horizons.size() : 0),
      ordered(m.commitments.size()),
      shipped(m.commitments.size()),
      flow_ordered_total(m.flows.size()),
      flow_shipped_total(m.flows.size()),
      disrupted_days(m.sectors.size()),
      first_disruption(m.sectors.size()),
      longest_disruption(m.sectors.size()),
      loss(m.sectors.size()),
      peak_loss_rate(m.sectors.size()),
      market_return(m.markets.size() * m.horizons.size()),
      market_drawdown(m.markets.size() * m.horizons.size()),
      outcome_value(m.outcomes.size()),
      factor(m.factors.size(), m.times.size()),
      ordered_cum(m.flows.size(), m.times.size()),
      shipped_cum(m.flows.size(), m.times.size()),
      flow_rate(m.flows.size(), m.times.size()),
      level(m.chains.size(), m.times.size()),
      drawdown(m.sectors.size(), m.times.size()),
      loss_cum(m.sectors.size(), m.times.size()),
      dry_share(m.sectors.size(), m.times.size()),
      market(m.markets.size(), m.times.size()),
      regime(m.regimes.size(), m.times.size()),
      holds(m.has_truce ? 1 : 0, m.times.size()) {}

}  // namespace truce::engine

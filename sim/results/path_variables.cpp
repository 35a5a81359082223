#include "sim/results/path_variables.hpp"

namespace truce::results {

namespace {

std::vector<std::string> outcome_units(const model::Model& model) {
  std::vector<std::string> units;
  for (const model::Outcome& outcome : model.outcomes) units.push_back(unit_of_outcome(model, outcome));
  return units;
}

}  // namespace

std::string unit_of_outcome(const model::Model& model, const model::Outcome& outcome) {
  using Quantity = model::OutcomeNode::Quantity;
  if (outcome.statement) return "1";
  const auto& node = model.outcome_nodes[static_cast<std::size_t>(outcome.node)];
  const auto subject = static_cast<std::size_t>(node.subject);
  if (node.kind == model::OutcomeNode::Kind::kFlow) return model.flows[subject].unit;
  if (node.kind == model::OutcomeNode::Kind::kCommitment && node.in_volume)
    return model.flows[model.commitments[subject].flow.index()].unit;
  if (node.quantity == Quantity::kDisruptedDays) return "d";
  if (node.quantity == Quantity::kLoss) return "week";
  return "1";
}

std::vector<PathVariable> path_variables(const model::Model& model) {
  using Block = engine::BlockResult;
  const auto same = [](std::size_t rows, const char* unit) { return std::vector<std::string>(rows, unit); };
  std::vector<std::string> commitment_units;
  for (const model::Commitment& commitment : model.commitments)
    commitment_units.push_back(model.flows[commitment.flow.index()].unit);
  std::vector<std::string> flow_units;
  for (const model::Flow& flow : model.flows) flow_units.push_back(flow.unit);

  const std::size_t events = model.events.size();
  const std::size_t regimes = model.regimes.size();
  const auto states = static_cast<std::size_t>(model.regime_state_count());
  const std::size_t truce = model.has_truce ? 1 : 0;
  const std::size_t commitments = model.commitments.size();
  const std::size_t flows = model.flows.size();
  const std::size_t sectors = model.sectors.size();
  const std::size_t market_horizons = model.markets.size() * model.horizons.size();

  std::vector<PathVariable> all = {
      {"event_count", {"event"}, &Block::event_count, events, true, same(events, "1"), "firings in all", ""},
      {"event_own_count",
       {"event"},
       &Block::event_own_count,
       events,
       true,
       same(events, "1"),
       "firings by the event's own clock (N)",
       ""},
      {"event_first_time",
       {"event"},
       &Block::event_first_time,
       events,
       false,
       same(events, "d"),
       "days from start to the first firing (NaN: never)",
       ""},
      {"event_integrated_hazard",
       {"event"},
       &Block::event_integrated_hazard,
       events,
       false,
       same(events, "1"),
       "integrated hazard (Lambda)",
       ""},
      {"event_outcome",
       {"event"},
       &Block::event_outcome,
       events,
       true,
       same(events, "1"),
       "last drawn outcome, an index into outcome_of_event (-1: none)",
       "outcome_of_event"},
      {"regime_final",
       {"regime"},
       &Block::regime_final,
       regimes,
       true,
       same(regimes, "1"),
       "state at the end, an index into regime_state",
       "regime_state"},
      {"regime_days",
       {"regime_state"},
       &Block::regime_days,
       states,
       false,
       same(states, "d"),
       "days spent in the state",
       ""},
      {"truce_end_time",
       {},
       &Block::truce_end_time,
       truce,
       false,
       same(truce, "d"),
       "days from start to the first break of the truce (NaN: held)",
       ""},
      {"truce_end_cause",
       {},
       &Block::truce_end_cause,
       truce,
       true,
       same(truce, "1"),
       "event that first broke the truce, an index into event (-1: held)",
       "event"},
      {"truce_end_root",
       {},
       &Block::truce_end_root,
       truce,
       true,
       same(truce, "1"),
       "event that began the chain of triggers behind the first break, an index into event (-1: held)",
       "event"},
      {"ordered",
       {"commitment"},
       &Block::ordered,
       commitments,
       false,
       commitment_units,
       "volume ordered inside the commitment's window",
       ""},
      {"shipped",
       {"commitment"},
       &Block::shipped,
       commitments,
       false,
       commitment_units,
       "volume shipped inside the commitment's window",
       ""},
      {"flow_ordered_total",
       {"flow"},
       &Block::flow_ordered_total,
       flows,
       false,
       flow_units,
       "volume ordered over the horizon",
       ""},
      {"flow_shipped_total",
       {"flow"},
       &Block::flow_shipped_total,
       flows,
       false,
       flow_units,
       "volume shipped over the horizon",
       ""},
      {"disrupted_days",
       {"sector"},
       &Block::disrupted_days,
       sectors,
       false,
       same(sectors, "d"),
       "days in disrupted steps",
       ""},
      {"first_disruption",
       {"sector"},
       &Block::first_disruption,
       sectors,
       false,
       same(sectors, "d"),
       "days from start to the end of the first disrupted step (NaN: never)",
       ""},
      {"longest_disruption",
       {"sector"},
       &Block::longest_disruption,
       sectors,
       false,
       same(sectors, "d"),
       "days of the longest run of disrupted steps",
       ""},
      {"loss",
       {"sector"},
       &Block::loss,
       sectors,
       false,
       same(sectors, "week"),
       "output lost over the horizon, in weeks of the sector's output",
       ""},
      {"peak_loss_rate",
       {"sector"},
       &Block::peak_loss_rate,
       sectors,
       false,
       same(sectors, "1"),
       "largest loss of a step as a share of the step's output",
       ""},
      {"market_return",
       {"market", "horizon"},
       &Block::market_return,
       market_horizons,
       false,
       same(market_horizons, "1"),
       "simple return from start to the horizon date",
       ""},
      {"market_drawdown",
       {"market", "horizon"},
       &Block::market_drawdown,
       market_horizons,
       false,
       same(market_horizons, "1"),
       "worst fall from a high to a later low, up to the horizon date",
       ""},
      {"outcome_value",
       {"outcome"},
       &Block::outcome_value,
       model.outcomes.size(),
       false,
       outcome_units(model),
       "0 or 1 for a statement, else the quantity (NaN: not defined on this path)",
       ""},
  };
  std::erase_if(all, [](const PathVariable& variable) { return variable.rows == 0; });
  return all;
}

}  // namespace truce::results

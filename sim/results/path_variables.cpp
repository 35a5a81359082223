#include "sim/results/path_variables.hpp"

#include <algorithm>

#include "sim/results/series_list.hpp"

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

KeptPaths::KeptPaths(const model::Model& model, std::int64_t paths, std::int64_t sample_paths)
    : model_(&model), paths_(paths), sample_paths_(sample_paths), variables_(path_variables(model)) {
  for (const PathVariable& variable : variables_) {
    const std::size_t size = variable.rows * static_cast<std::size_t>(paths);
    if (variable.whole)
      values_.emplace_back(std::vector<std::int32_t>(size));
    else
      values_.emplace_back(std::vector<float>(size));
  }
  const std::size_t trajectories = static_cast<std::size_t>(sample_paths) * model.times.size();
  for (const SeriesSource& source : series_of(model))
    samples_.emplace_back(source.sample_name.empty() ? 0 : trajectories * source.items);
  regime_samples_.resize(trajectories * model.regimes.size());
}

void KeptPaths::store(const engine::BlockResult& block, std::size_t paths) {
  if (block.first_path < sample_paths_) store_samples(block, paths);
  if (block.first_path >= paths_) return;
  const auto first = static_cast<std::size_t>(block.first_path);
  const std::size_t lanes = std::min(paths, static_cast<std::size_t>(paths_) - first);
  for (std::size_t v = 0; v < variables_.size(); ++v) {
    const std::size_t rows = variables_[v].rows;
    std::visit(
        [&](auto member, auto& out) {
          using Out = typename std::remove_reference_t<decltype(out)>::value_type;
          if constexpr (!std::is_same_v<Out, std::string>)
            for (std::size_t row = 0; row < rows; ++row) {
              const auto* in = (block.*member)[row];
              for (std::size_t lane = 0; lane < lanes; ++lane)
                out[(first + lane) * rows + row] = static_cast<Out>(in[lane]);
            }
        },
        variables_[v].member, values_[v]);
  }
}

void KeptPaths::cut(std::int64_t paths) {
  const auto cut_to = [](auto& values, std::int64_t count, std::int64_t left) {
    if (count > left) values.resize(values.size() / static_cast<std::size_t>(count) * static_cast<std::size_t>(left));
  };
  for (Values& values : values_) std::visit([&](auto& v) { cut_to(v, paths_, paths); }, values);
  for (auto& sample : samples_) cut_to(sample, sample_paths_, paths);
  cut_to(regime_samples_, sample_paths_, paths);
  paths_ = std::min(paths_, paths);
  sample_paths_ = std::min(sample_paths_, paths);
}

void KeptPaths::store_samples(const engine::BlockResult& block, std::size_t paths) {
  const auto first = static_cast<std::size_t>(block.first_path);
  const std::size_t lanes = std::min(paths, static_cast<std::size_t>(sample_paths_) - first);
  const std::size_t times = model_->times.size();
  const auto sources = series_of(*model_);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    if (sources[s].sample_name.empty()) continue;
    const std::size_t items = sources[s].items;
    for (std::size_t item = 0; item < items; ++item)
      for (std::size_t k = 0; k < times; ++k) {
        const float* in = (block.*sources[s].member).at(item, k);
        for (std::size_t lane = 0; lane < lanes; ++lane)
          samples_[s][((first + lane) * times + k) * items + item] = in[lane];
      }
  }
  const std::size_t regimes = model_->regimes.size();
  for (std::size_t r = 0; r < regimes; ++r)
    for (std::size_t k = 0; k < times; ++k) {
      const std::uint8_t* in = block.regime.at(r, k);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        regime_samples_[((first + lane) * times + k) * regimes + r] = model_->regimes[r].first_state + in[lane];
    }
}

std::size_t KeptPaths::bytes(const model::Model& model, std::int64_t paths, std::int64_t sample_paths) {
  std::size_t per_path = 0;
  for (const PathVariable& variable : path_variables(model)) per_path += 4 * variable.rows;
  std::size_t per_sample = 4 * model.regimes.size();
  for (const SeriesSource& source : series_of(model))
    if (!source.sample_name.empty()) per_sample += 4 * source.items;
  return per_path * static_cast<std::size_t>(paths) +
         per_sample * static_cast<std::size_t>(sample_paths) * model.times.size();
}

}  // namespace truce::results

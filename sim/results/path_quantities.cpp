#include "sim/results/path_quantities.hpp"

namespace truce::results {

PathQuantities::PathQuantities(const model::Model& model) {
  using Block = engine::BlockResult;
  const auto add = [this](engine::Rows<double> Block::*member, std::size_t rows, bool wants_quantiles) {
    const std::size_t first = all.size();
    for (std::size_t row = 0; row < rows; ++row) all.push_back({member, row, wants_quantiles, false, false});
    return first;
  };
  const std::size_t commitments = model.commitments.size();
  const std::size_t market_horizons = model.markets.size() * model.horizons.size();
  event_count = add(&Block::event_count, model.events.size(), false);
  ordered = add(&Block::ordered, commitments, true);
  shipped = add(&Block::shipped, commitments, true);
  flow_ordered_total = add(&Block::flow_ordered_total, model.flows.size(), true);
  flow_shipped_total = add(&Block::flow_shipped_total, model.flows.size(), true);
  disrupted_days = add(&Block::disrupted_days, model.sectors.size(), true);
  loss = add(&Block::loss, model.sectors.size(), true);
  market_return = add(&Block::market_return, market_horizons, true);
  market_drawdown = add(&Block::market_drawdown, market_horizons, true);
  outcome = add(&Block::outcome_value, model.outcomes.size(), true);
  for (std::size_t i = 0; i < market_horizons; ++i) all[market_return + i].mean_of_log_return = true;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i)
    if (model.outcomes[i].statement) {
      all[outcome + i].statement = true;
      all[outcome + i].wants_quantiles = false;
    }
}

}  // namespace truce::results

#include "sim/results/series_list.hpp"

namespace truce::results {

namespace {

template <class Table, class Name>
std::vector<std::string> units_of(const Table& table, Name name) {
  std::vector<std::string> units;
  for (const auto& item : table) units.push_back(name(item));
  return units;
}

}  // namespace

std::vector<SeriesSource> series_of(const model::Model& model) {
  using Block = engine::BlockResult;
  const auto same = [](std::size_t items, const char* unit) { return std::vector<std::string>(items, unit); };
  const std::size_t factors = model.factors.size();
  const std::size_t flows = model.flows.size();
  const std::size_t sectors = model.sectors.size();
  const auto volume = units_of(model.flows, [](const model::Flow& flow) { return flow.unit; });
  const auto weekly = units_of(model.flows, [](const model::Flow& flow) { return flow.unit + "/week"; });
  const auto price = units_of(model.markets, [](const model::Market& market) { return market.unit; });

  const Scale linear = Scale::kLinear;
  const Scale logarithmic = Scale::kLogarithmic;
  std::vector<SeriesSource> all = {
      {"factor", "factor", &Block::factor, factors, true, true, linear, same(factors, "1"), "factor level",
       "sample_factor"},
      {"ordered", "flow", &Block::ordered_cum, flows, true, true, linear, volume, "volume ordered to date",
       "sample_ordered"},
      {"shipped", "flow", &Block::shipped_cum, flows, true, true, linear, volume, "volume shipped to date", ""},
      {"flow_rate", "flow", &Block::flow_rate, flows, true, true, linear, weekly, "orders per week", ""},
      {"loss", "sector", &Block::loss_cum, sectors, true, false, linear, same(sectors, "week"),
       "output lost to date, in weeks of the sector's output", ""},
      {"dry_share", "sector", &Block::dry_share, sectors, true, false, linear, same(sectors, "1"),
       "share of firms without stock", ""},
      {"drawdown", "sector", &Block::drawdown, sectors, false, true, linear, same(sectors, "week"),
       "stock used, in weeks of need", "sample_drawdown"},
      {"level", "chain", &Block::level, model.chains.size(), false, true, linear, same(model.chains.size(), "1"),
       "supply as a share of normal", ""},
      {"market", "market", &Block::market, model.markets.size(), false, true, logarithmic, price, "price level",
       "sample_market"},
  };
  std::erase_if(all, [](const SeriesSource& source) { return source.items == 0; });
  return all;
}

}  // namespace truce::results

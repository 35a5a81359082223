#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/base/dates.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/version.hpp"

namespace truce::results {

namespace {

using Json = nlohmann::ordered_json;

// NaN and infinities become null.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json to_json(const Estimate& estimate) {
  return {{"value", number(estimate.value)},
          {"standard_error", number(estimate.standard_error)},
          {"paths", estimate.count}};
}

// A share also tells its bound where no path, or every path, has shown it.
Json to_json_share(const Estimate& estimate) {
  Json json = to_json(estimate);
  if (estimate.value == 0) json["below"] = rule_of_three(estimate.count);
  if (estimate.value == 1) json["above"] = 1 - rule_of_three(estimate.count);
  return json;
}

Json to_json(const QuantileEstimate& quantile) {
  return {{"value", number(quantile.value)},
          {"standard_error", number(quantile.standard_error())},
          {"low", number(quantile.low)},
          {"high", number(quantile.high)}};
}

QuantileEstimate negative(const QuantileEstimate& q) { return {-q.value, -q.high, -q.low}; }

Json quantiles(const Spread& spread) {
  static const char* const names[] = {"0.01", "0.05", "0.10", "0.25", "0.50", "0.75", "0.90", "0.95", "0.99"};
  Json json = Json::object();
  for (std::size_t q = 0; q < kQuantiles.size(); ++q) json[names[q]] = to_json(spread.quantiles[q]);
  return json;
}

Json mean_and_quantiles(const Spread& spread) {
  return {{"mean", to_json(spread.mean)}, {"quantiles", quantiles(spread)}};
}

// Where more is worse: the 95 % quantile, and the mean of what lies beyond it.
void add_upper_tail(Json& json, const Spread& spread) {
  json["value_at_risk_95"] = to_json(spread.quantiles[kQuantile95]);
  json["expected_shortfall_95"] = to_json(spread.upper_shortfall);
}

Json by_event(const model::Model& model, const ShareTable& table, std::size_t row) {
  Json json = Json::object();
  for (std::size_t e = 0; e < table.columns; ++e)
    if (table.count(row, e) > 0) json[model.events[e].name] = to_json(table.at(row, e));
  return json;
}

Json truce_json(const model::Model& model, const TruceResult& truce) {
  Json json;
  json["horizons"] = Json::array();
  for (std::size_t h = 0; h < model.horizons.size(); ++h)
    json["horizons"].push_back({{"date", format_iso_date(model.horizons[h].date)},
                                {"survival", to_json_share(truce.survival_by_horizon.at(h))},
                                {"holding", to_json_share(truce.holding_by_horizon.at(h))},
                                {"broken_by", by_event(model, truce.cause_by_horizon, h)},
                                {"broken_by_root", by_event(model, truce.root_by_horizon, h)}});
  const std::size_t last = model.times.size() - 1;
  json["end"] = {{"date", format_iso_date(model.end)},
                 {"survival", to_json_share(truce.survival_by_time.at(last))},
                 {"holding", to_json_share(truce.holding_by_time.at(last))},
                 {"broken_by", by_event(model, truce.cause_by_time, last)},
                 {"broken_by_root", by_event(model, truce.root_by_time, last)}};
  json["median_life_days"] = to_json(truce.median_life);
  json["restricted_mean_life_days"] = to_json(truce.restricted_mean_life);
  json["hazard_per_year"] = to_json(truce.hazard_per_year);
  return json;
}

Json events_json(const model::Model& model, const Results& results) {
  Json json = Json::object();
  for (std::size_t e = 0; e < model.events.size(); ++e)
    json[model.events[e].name] = {{"probability", to_json_share(results.event_by_time.at(model.times.size() - 1, e))},
                                  {"firings", to_json(results.event_count[e])},
                                  {"triggers_voided", number(results.triggers_voided[e])}};
  return json;
}

Json commitments_json(const model::Model& model, const Results& results) {
  Json json = Json::object();
  for (std::size_t c = 0; c < model.commitments.size(); ++c) {
    const model::Commitment& commitment = model.commitments[c];
    json[commitment.name] = {{"unit", model.flows[commitment.flow.index()].unit},
                             {"quantity", number(commitment.quantity.value)},
                             {"counts", commitment.counts_shipped ? "shipped" : "ordered"},
                             {"met", to_json_share(results.commitment_met[c])},
                             {"ordered", mean_and_quantiles(results.ordered[c])},
                             {"shipped", mean_and_quantiles(results.shipped[c])}};
  }
  return json;
}

Json flows_json(const model::Model& model, const Results& results) {
  Json json = Json::object();
  for (std::size_t f = 0; f < model.flows.size(); ++f)
    json[model.flows[f].name] = {{"unit", model.flows[f].unit},
                                 {"ordered", mean_and_quantiles(results.flow_ordered_total[f])},
                                 {"shipped", mean_and_quantiles(results.flow_shipped_total[f])}};
  return json;
}

Json sectors_json(const model::Model& model, const Results& results) {
  Json json = Json::object();
  for (std::size_t s = 0; s < model.sectors.size(); ++s) {
    Json disrupted = Json::object();
    for (const model::Horizon& horizon : model.horizons)
      disrupted[format_iso_date(horizon.date)] =
          to_json_share(results.disruption_by_time.at(static_cast<std::size_t>(horizon.step), s));
    disrupted[format_iso_date(model.end)] = to_json_share(results.disruption_by_time.at(model.times.size() - 1, s));
    Json loss = mean_and_quantiles(results.loss[s]);
    add_upper_tail(loss, results.loss[s]);
    json[model.sectors[s].name] = {{"disrupted", disrupted},
                                   {"disrupted_days", mean_and_quantiles(results.disrupted_days[s])},
                                   {"loss_weeks", loss}};
  }
  return json;
}

Json markets_json(const model::Model& model, const Results& results) {
  Json json = Json::object();
  const std::size_t horizons = model.horizons.size();
  for (std::size_t m = 0; m < model.markets.size(); ++m) {
    Json list = Json::array();
    for (std::size_t h = 0; h < horizons; ++h) {
      const Spread& spread = results.market_return[m * horizons + h];
      Estimate shortfall = spread.lower_shortfall;
      shortfall.value = -shortfall.value;
      Json drawdown = mean_and_quantiles(results.market_drawdown[m * horizons + h]);
      add_upper_tail(drawdown, results.market_drawdown[m * horizons + h]);
      // A loss is a negative return; value at risk and shortfall are told as losses.
      list.push_back({{"date", format_iso_date(model.horizons[h].date)},
                      {"return",
                       {{"mean_log_return", to_json(spread.mean)},
                        {"quantiles", quantiles(spread)},
                        {"value_at_risk_95", to_json(negative(spread.quantiles[kQuantile05]))},
                        {"expected_shortfall_95", to_json(shortfall)}}},
                      {"drawdown", drawdown}});
    }
    json[model.markets[m].name] = {{"unit", model.markets[m].unit}, {"horizons", list}};
  }
  return json;
}

Json outcomes_json(const model::Model& model, const Results& results) {
  Json json = Json::object();
  for (std::size_t i = 0; i < model.outcomes.size(); ++i) {
    const model::Outcome& outcome = model.outcomes[i];
    Json one = outcome.statement ? to_json_share(results.outcomes[i].mean) : to_json(results.outcomes[i].mean);
    one["unit"] = unit_of_outcome(model, outcome);
    one["kind"] = outcome.statement ? "probability" : "mean";
    if (!outcome.statement) one["quantiles"] = quantiles(results.outcomes[i]);
    json[outcome.name] = one;
  }
  return json;
}

Json precision_json(const PrecisionRecord& precision) {
  Json json = {{"reached", precision.reached},           {"looks", precision.looks},
               {"looks_in_all", precision.looks_in_all}, {"slowest", precision.slowest},
               {"paths_needed", precision.paths_needed}, {"goals", Json::array()}};
  for (const PrecisionRecord::Goal& goal : precision.goals)
    json["goals"].push_back(
        {{"outcome", goal.outcome}, {goal.kind, goal.within}, {"low", number(goal.low)}, {"high", number(goal.high)}});
  return json;
}

}  // namespace

std::string summary_json(const model::Model& model, const Results& results, const RunRecord& record,
                         const std::string& file) {
  Json json = {{"scenario", model.name},
               {"title", model.title},
               {"start", format_iso_date(model.start)},
               {"end", format_iso_date(model.end)},
               {"paths", record.paths},
               {"seed", record.seed},
               {"threads", record.threads},
               {"wall_seconds", record.wall_seconds},
               {"version", version()},
               {"build", build()},
               {"vectors", vectors()},
               {"file", file}};
  if (record.precision) json["precision"] = precision_json(*record.precision);
  if (results.truce) json["truce"] = truce_json(model, *results.truce);
  json["events"] = events_json(model, results);
  json["commitments"] = commitments_json(model, results);
  json["flows"] = flows_json(model, results);
  json["sectors"] = sectors_json(model, results);
  json["markets"] = markets_json(model, results);
  json["outcomes"] = outcomes_json(model, results);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace truce::results

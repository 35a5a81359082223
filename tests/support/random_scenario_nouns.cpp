// Factors, trade, supply and markets of a random scenario.
#include <fmt/format.h>

#include "tests/support/random_scenario_writer.hpp"

namespace truce::test {

std::string ScenarioWriter::factors() {
  if (factors_.empty()) return "";
  std::string text = "factors:\n";
  for (const std::string& factor : factors_) {
    uses("factor");
    text += fmt::format("  {}: {{half_life: {} weeks, sd: {:.2f}", factor, integer(3, 40), real(0.5, 1.1));
    if (chance(0.7)) text += fmt::format(", initial: {:.2f}", real(-1, 1));
    if (chance(0.6)) {
      const std::string mean = with_modifiers(fmt::format("{:.2f}", real(-0.4, 0.4)), Acts::kMean);
      if (mean.front() == '{') uses("factor.mean.modified");
      text += ", mean: " + mean;
    }
    text += "}\n";
  }
  return text;
}

std::string ScenarioWriter::commitment(int n) {
  const int from = n == 0 ? -integer(0, 60) : integer(-30, days_ / 2);
  const int to = std::max(10, from + integer(40, days_));
  Keys keys = {{"quantity", number(20, " Mt", "quantity")}, {"from", date(from)}, {"to", date(to)}};
  if (chance(0.4)) {
    uses("commitment.shipped");
    keys.emplace_back("counts", "shipped");
  } else {
    uses("commitment.ordered");
    if (chance(0.3)) keys.emplace_back("counts", "ordered");
  }
  if (chance(0.5)) {
    uses("commitment.aim.drawn");
    keys.emplace_back("aim",
                      chance(0.7) ? "{choice: {100%: 45%, 75%: 40%, 45%: 15%}}" : "{uniform: {min: 30%, max: 100%}}");
  }
  if (chance(0.6)) {
    uses("commitment.haste");
    keys.emplace_back("haste", number(1.5, "", "haste"));
  } else {
    uses("commitment.without_haste");
  }
  return flow_map(keys);
}

std::string ScenarioWriter::flow(std::size_t index) {
  const Flow& flow = flows_[index];
  const auto season = [&] {
    const char* const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    Keys keys;
    const bool drawn = chance(0.4);
    for (const char* const month : months)
      keys.emplace_back(month, drawn ? number(1, "", "month") : fmt::format("{:.2f}", real(0.2, 2)));
    return flow_map(keys);
  };
  std::string text = fmt::format("  {}:\n    unit: Mt\n", flow.name);
  const auto line = [&](const std::string& key, const std::string& value) {
    text += fmt::format("    {}: {}\n", key, value);
  };
  const auto moved = [&](const std::string& key, const std::string& value) {
    const std::string with = with_modifiers(value, Acts::kNumber);
    if (with != value) uses("modifiers." + key);
    uses("flow." + key);
    line(key, with);
  };
  if (chance(0.6)) moved("baseline", number(0.4, " Mt/week", "baseline"));
  if (chance(0.5)) line("seasonality", season()), uses("flow.seasonality");
  if (chance(0.8)) moved("pace", number(0.7, " Mt/week", "pace"));
  if (chance(0.5)) moved("capacity", number(1.2, " Mt/week", "capacity"));
  if (chance(0.7)) line("noise", number(60, "%", "flow_noise")), uses("flow.noise");
  if (chance(0.7)) {
    uses("flow.to_date");
    line("ordered_to_date", number(3, " Mt", "ordered_to_date"));
    line("shipped_to_date", number(0.4, " Mt", "shipped_to_date"));
  }
  if (chance(0.7)) line("shipment_lag", number(5, " weeks", "shipment_lag")), uses("flow.shipment_lag");
  if (chance(0.65)) moved("shipping_capacity", number(0.9, " Mt/week", "shipping_capacity"));
  if (chance(0.4)) line("shipping_seasonality", season()), uses("flow.shipping_seasonality");
  if (!flow.commitments.empty()) text += "    commitments:\n";
  for (std::size_t c = 0; c < flow.commitments.size(); ++c)
    text += fmt::format("      {}: {}\n", flow.commitments[c], commitment(static_cast<int>(c)));
  return text;
}

std::string ScenarioWriter::trade() {
  if (flows_.empty()) return "";
  std::string text = "trade:\n";
  for (std::size_t i = 0; i < flows_.size(); ++i) text += flow(i);
  return text;
}

// The kinds of distribution come in turn.
std::string ScenarioWriter::cover() {
  const std::string low = fmt::format("{:.1f} weeks", real(0, 1)), middle = fmt::format("{:.1f} weeks", real(2, 5));
  const std::string high = fmt::format("{:.1f} weeks", real(5, 7));
  const std::pair<const char*, std::string> forms[] = {
      {"fixed", middle},
      {"normal", middle + " (0.6 weeks)"},
      {"lognormal", fmt::format("{{lognormal: {{median: {}, sigma: {:.2f}}}}}", middle, real(0.3, 0.8))},
      {"uniform", fmt::format("{{uniform: {{min: {}, max: {}}}}}", low, high)},
      {"triangular", fmt::format("{{triangular: {{min: {}, mode: {}, max: {}}}}}", low, middle, high)},
      {"gamma", fmt::format("{{gamma: {{mean: {}, sd: 1.5 weeks}}}}", middle)},
      {"weibull", fmt::format("{{weibull: {{shape: {:.1f}, scale: {}}}}}", real(0.8, 2.5), middle)},
      {"exponential", fmt::format("{{exponential: {{mean: {}}}}}", middle)},
      {"choice", fmt::format("{{choice: {{1 week: 30%, {}: 50%, 8 weeks: 20%}}}}", middle)},
      {"mixture", fmt::format("{{mixture: [{{weight: 30%, uniform: {{min: 0 weeks, max: 2 weeks}}}}, "
                              "{{weight: 70%, lognormal: {{median: {}, sigma: 0.5}}}}]}}",
                              middle)},
      {"table", fmt::format("{{table: {{0 weeks: 10%, {}: 40%, {}: 90%, 9 weeks: 100%}}}}", middle, high)}};
  const auto& [kind, text] = forms[covers_++ % 11];
  uses(fmt::format("cover.{}", kind));
  return text;
}

std::string ScenarioWriter::sector() {
  Keys keys = {{"cover", cover()}, {"exposure", number(35, "%", "exposure")}};
  if (chance(0.6)) keys.emplace_back("need", number(85, "%", "need"));
  if (chance(0.5)) {
    uses("sector.substitution");
    keys.emplace_back("substitution", flow_map({{"half_life", number(30, " weeks", "substitution_half_life")},
                                                {"max", number(40, "%", "substitution_max")}}));
  }
  if (chance(0.5)) {
    uses("sector.disrupted_above");
    keys.emplace_back("disrupted_above", number(15, "%", "disrupted_above"));
  }
  return flow_map(keys);
}

std::string ScenarioWriter::supply() {
  if (chains_.empty()) return "";
  std::string text = "supply:\n";
  for (const Chain& chain : chains_) {
    text += fmt::format("  {}:\n", chain.name);
    std::string level;
    if (chain.by >= 0) {
      uses("chain.by_regime");
      const Regime& regime = regimes_[static_cast<std::size_t>(chain.by)];
      Keys keys = {{"by", regime.name}};
      for (std::size_t s = 0; s < regime.states.size(); ++s)
        keys.emplace_back(regime.states[s], s == 0 && chance(0.3) ? "100%" : number(s == 0 ? 90 : 50, "%", "level"));
      level = flow_map(keys);
    } else {
      level = number(70, "%", "level");
    }
    const std::string with = with_modifiers(level, Acts::kNumber);
    if (with != level) uses("modifiers.level");
    text += fmt::format("    level: {}\n", with);
    if (chance(0.6)) text += fmt::format("    ramp: {}\n", number(2, " weeks", "ramp")), uses("chain.ramp");
    if (chance(0.5)) text += fmt::format("    noise: {}\n", number(25, "%", "chain_noise")), uses("chain.noise");
    text += "    sectors:\n";
    for (const std::string& name : chain.sectors) text += fmt::format("      {}: {}\n", name, sector());
  }
  return text;
}

std::string ScenarioWriter::markets() {
  if (markets_.empty()) return "";
  std::string text = "markets:\n";
  const bool tails = chance(0.4);
  if (tails) text += fmt::format("  defaults: {{tails: {}}}\n", integer(3, 6)), uses("market.tails");
  for (std::size_t i = 0; i < markets_.size(); ++i) {
    Keys keys;
    const bool reverting = i == 1 || chance(0.3);
    keys.emplace_back("initial", number(100, " points", "initial"));
    if (reverting) {
      uses("market.mean_reverting");
      keys.emplace_back("process", "mean_reverting");
      keys.emplace_back("mean", number(100, " points", "market_mean"));
      keys.emplace_back("half_life", number(6, " weeks", "half_life"));
    } else {
      uses("market.geometric");
      if (chance(0.8)) {
        const std::string drift = number(6, "% per year", "drift");
        const std::string with = with_modifiers(drift, Acts::kNumber);
        if (with != drift) uses("modifiers.drift");
        keys.emplace_back("drift", with);
      }
    }
    const std::string volatility = number(25, "% per year", "volatility");
    const std::string with = with_modifiers(volatility, Acts::kNumber);
    if (with != volatility) uses("modifiers.volatility");
    keys.emplace_back("volatility", with);
    if (!tails && chance(0.4)) {
      uses("market.tails");
      keys.emplace_back("tails", fmt::format("{}", integer(3, 6)));
    }
    if (!factors_.empty() && chance(0.6)) {
      uses("market.beta");
      Keys betas;
      for (const std::string& factor : factors_)
        if (betas.empty() || chance(0.5))
          betas.emplace_back(factor, chance(0.4) ? fmt::format("{:.2f}%", real(-3, -1)) : number(1.5, "%", "beta"));
      keys.emplace_back("beta", flow_map(betas));
    }
    text += fmt::format("  {}: {}\n", markets_[i], flow_map(keys));
  }
  return text;
}

// Small ones between neighbours, so that the matrix is always positive definite.
std::string ScenarioWriter::correlation() {
  std::vector<std::string> sources = factors_;
  for (const Flow& flow : flows_) sources.push_back("trade." + flow.name);
  for (const Chain& chain : chains_) sources.push_back(chain.name);
  for (const std::string& market : markets_) sources.push_back(chance(0.5) ? market : "markets." + market);
  if (sources.size() < 3 || !chance(0.7)) return "";
  const std::size_t at = static_cast<std::size_t>(integer(0, static_cast<int>(sources.size()) - 3));
  uses("correlation");
  std::string text = "correlation:\n";
  if (chance(0.5)) {
    uses("correlation.matrix");
    text += fmt::format("  - {{of: [{}, {}, {}], is: [[1], [{:.2f}, 1], [{:.2f}, {:.2f}, 1]]}}\n", sources[at],
                        sources[at + 1], sources[at + 2], real(-0.3, 0.3), real(-0.3, 0.3), real(-0.3, 0.3));
  } else {
    text += fmt::format("  - {{of: [{}, {}], is: {:.2f}}}\n", sources[at + 1], sources[at], real(-0.45, 0.45));
  }
  if (at + 3 < sources.size())
    text += fmt::format("  - {{of: [{}, {}], is: {:.2f}}}\n", sources[at + 2], sources[at + 3], real(-0.3, 0.3));
  if (markets_.size() > 1 && at + 3 < sources.size()) uses("correlation.markets");
  return text;
}

}  // namespace truce::test

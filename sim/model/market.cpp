#include <string>

#include "sim/model/builder.hpp"

namespace truce::model {

namespace {

// The row of Model::tails for these degrees of freedom; made at its first use.
int tail_row(Builder& builder, int degrees, SourceRange at) {
  auto& tails = builder.model.tails;
  for (std::size_t i = 0; i < tails.size(); ++i)
    if (tails[i].degrees == degrees) return static_cast<int>(i);
  Tail tail;
  tail.degrees = degrees;
  const std::string prefix = "tails/" + std::to_string(degrees);
  for (int pair = 0; pair < degrees / 2; ++pair)
    tail.pairs.push_back(builder.stream(prefix + "/pair/" + std::to_string(pair), at));
  tail.single = builder.stream(prefix + "/single", at);
  tails.push_back(std::move(tail));
  return static_cast<int>(tails.size()) - 1;
}

}  // namespace

void build_markets(Builder& builder) {
  Model& model = builder.model;
  for (const auto& spec : builder.scenario.markets) {
    Market market;
    market.name = spec.name.text;
    market.unit = spec.unit;
    market.mean_reverting = spec.mean_reverting;
    market.initial = builder.number(spec.initial);
    market.volatility = builder.step_number(spec.volatility, spec.volatility_modifiers, true);
    if (spec.mean_reverting) {
      market.mean = builder.number(spec.mean);
      market.half_life = builder.number(spec.half_life);
    } else {
      market.drift = builder.step_number(spec.drift, spec.drift_modifiers);
    }
    if (spec.tails) market.tails = tail_row(builder, spec.degrees_of_freedom(), spec.name.at);
    market.betas.begin = static_cast<int>(model.betas.size());
    for (const auto& beta : spec.betas)
      model.betas.push_back({builder.factor(beta.factor.text), builder.number(beta.loading)});
    market.betas.end = static_cast<int>(model.betas.size());
    market.noise_row = static_cast<int>(model.noises.size());
    model.noises.push_back({"markets." + market.name, builder.stream("market/" + market.name, spec.name.at)});
    model.markets.push_back(std::move(market));
  }
}

}  // namespace truce::model

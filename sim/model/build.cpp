#include "sim/model/build.hpp"

#include <algorithm>
#include <cmath>

#include "sim/model/builder.hpp"

namespace truce::model {

namespace {

void build_grid(const scenario::Scenario& scenario, Model& model) {
  model.horizon_days = scenario.horizon_days();
  model.step_days = scenario.step_days;
  const auto steps = static_cast<int>(std::ceil(model.horizon_days / model.step_days - 1e-9));
  for (int k = 0; k < steps; ++k) model.times.push_back(k * model.step_days);
  model.times.push_back(model.horizon_days);
}

void build_horizons(const scenario::Scenario& scenario, Model& model) {
  for (const auto& spec : scenario.horizons) {
    const auto at = std::lower_bound(model.times.begin() + 1, model.times.end(), spec.day - 1e-9);
    const auto step = std::min<std::ptrdiff_t>(at - model.times.begin(), model.steps());
    model.horizons.push_back({spec.date, spec.day, static_cast<int>(step)});
  }
  if (model.horizons.empty()) model.horizons.push_back({model.end, model.horizon_days, model.steps()});
}

}  // namespace

std::optional<Model> build_model(const scenario::Scenario& scenario, std::uint64_t seed, Diagnostics& diagnostics) {
  Model model;
  model.name = scenario.name;
  model.title = scenario.title;
  model.start = scenario.start;
  model.end = scenario.end;
  model.seed = seed;
  build_grid(scenario, model);
  build_horizons(scenario, model);
  const std::size_t errors_before = diagnostics.error_count();
  Builder builder(scenario, model, diagnostics);
  build_regimes(builder);
  build_factors(builder);
  build_trade(builder);
  build_supply(builder);
  build_markets(builder);
  build_events(builder);
  if (scenario.truce) {
    model.has_truce = true;
    model.truce = builder.condition(*scenario.truce);
  }
  build_outcomes(builder);
  build_correlations(builder);
  if (diagnostics.error_count() > errors_before) return std::nullopt;
  return model;
}

}  // namespace truce::model

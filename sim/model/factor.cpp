#include "sim/model/builder.hpp"

namespace truce::model {

void build_factors(Builder& builder) {
  for (const auto& spec : builder.scenario.factors) {
    Factor factor;
    factor.name = spec.name.text;
    factor.mean = builder.step_number(spec.mean, spec.mean_modifiers);
    factor.half_life = spec.half_life.fixed();
    factor.sd = spec.sd.fixed();
    factor.initial = spec.initial.given ? spec.initial.fixed() : spec.mean.fixed();
    factor.noise = static_cast<int>(builder.model.noises.size());
    builder.model.noises.push_back({"factors." + factor.name, builder.stream("factor/" + factor.name, spec.name.at)});
    builder.model.factors.push_back(std::move(factor));
  }
}

}  // namespace truce::model

#include "sim/model/builder.hpp"

namespace truce::model {

void build_regimes(Builder& builder) {
  int first = 0;
  for (const auto& spec : builder.scenario.regimes) {
    Regime regime;
    regime.name = spec.name.text;
    for (const auto& state : spec.states) regime.states.push_back(state.text);
    regime.initial = static_cast<int>(spec.initial);
    regime.first_state = first;
    first += static_cast<int>(regime.states.size());
    builder.model.regimes.push_back(std::move(regime));
  }
}

}  // namespace truce::model

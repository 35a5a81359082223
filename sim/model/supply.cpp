#include "sim/model/builder.hpp"

namespace truce::model {

namespace {

Sector build_sector(Builder& builder, const scenario::ChainSpec& chain, const scenario::SectorSpec& spec, ChainId id) {
  Sector sector;
  sector.name = chain.name.text + "." + spec.name.text;
  sector.chain = id;
  sector.need = builder.number(spec.need);
  sector.cover = to_distribution(spec.cover.value);
  sector.cover_cap = sector.cover.quantile(0.999);
  sector.exposure = builder.number(spec.exposure);
  if (spec.substitution) {
    sector.has_substitution = true;
    sector.substitution_half_life = builder.number(spec.substitution->half_life);
    sector.substitution_max = builder.number(spec.substitution->max);
  }
  sector.disrupted_above = builder.number(spec.disrupted_above);
  return sector;
}

}  // namespace

void build_supply(Builder& builder) {
  Model& model = builder.model;
  for (const auto& spec : builder.scenario.chains) {
    Chain chain;
    chain.name = spec.name.text;
    chain.level = spec.by
                      ? builder.step_number_by_regime("supply." + chain.name + ".level", builder.regime(spec.by->text),
                                                      spec.level_by_state, spec.level_modifiers)
                      : builder.step_number(spec.level, spec.level_modifiers);
    chain.ramp = builder.number(spec.ramp);
    chain.noise = builder.number(spec.noise);
    chain.sectors.begin = static_cast<int>(model.sectors.size());
    for (const auto& sector : spec.sectors)
      model.sectors.push_back(build_sector(builder, spec, sector, ChainId(model.chains.size())));
    chain.sectors.end = static_cast<int>(model.sectors.size());
    chain.noise_row = static_cast<int>(model.noises.size());
    model.noises.push_back({"supply." + chain.name, builder.stream("chain/" + chain.name, spec.name.at)});
    model.chains.push_back(std::move(chain));
  }
}

}  // namespace truce::model

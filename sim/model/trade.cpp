#include "sim/model/builder.hpp"

namespace truce::model {

namespace {

// All ones where no table is given.
Season build_season(Builder& builder, const std::optional<std::array<scenario::NumberSpec, 12>>& written) {
  Season season;
  for (std::size_t i = 0; i < 12; ++i) {
    Number& month = season.months[i];
    month = written ? builder.number((*written)[i]) : Number{1, {}};
    season.drawn = season.drawn || month.parameter.valid();
  }
  if (season.drawn) return season;
  double sum = 0;
  for (const Number& month : season.months) sum += month.value;
  for (Number& month : season.months) month.value /= sum / 12;
  return season;
}

Commitment build_commitment(Builder& builder, const scenario::FlowSpec& flow, const scenario::CommitmentSpec& spec,
                            FlowId flow_id) {
  Commitment c;
  c.name = flow.name.text + "." + spec.name.text;
  c.flow = flow_id;
  c.quantity = builder.number(spec.quantity);
  c.from = spec.from_day;
  c.to = spec.to_day;
  c.counts_shipped = spec.counts_shipped;
  c.aim = builder.number(spec.aim, "trade." + flow.name.text + ".aim");  // one mind: one uniform for all aims of a flow
  c.has_haste = spec.haste.has_value();
  if (spec.haste) c.haste = builder.number(*spec.haste);
  return c;
}

}  // namespace

void build_trade(Builder& builder) {
  Model& model = builder.model;
  for (const auto& spec : builder.scenario.flows) {
    Flow flow;
    flow.name = spec.name.text;
    flow.unit = spec.unit;
    flow.baseline = builder.step_number(spec.baseline, spec.baseline_modifiers);
    flow.pace = builder.step_number(spec.pace, spec.pace_modifiers);
    if (spec.capacity) flow.capacity = builder.step_number(*spec.capacity, spec.capacity_modifiers);
    if (spec.shipping_capacity)
      flow.shipping_capacity = builder.step_number(*spec.shipping_capacity, spec.shipping_capacity_modifiers);
    flow.noise = builder.number(spec.noise);
    flow.ordered_to_date = builder.number(spec.ordered_to_date);
    flow.shipped_to_date = builder.number(spec.shipped_to_date);
    flow.shipment_lag = builder.number(spec.shipment_lag);
    flow.season = build_season(builder, spec.seasonality);
    flow.shipping_season = build_season(builder, spec.shipping_seasonality);
    flow.commitments.begin = static_cast<int>(model.commitments.size());
    for (const auto& c : spec.commitments)
      model.commitments.push_back(build_commitment(builder, spec, c, FlowId(model.flows.size())));
    flow.commitments.end = static_cast<int>(model.commitments.size());
    flow.noise_row = static_cast<int>(model.noises.size());
    model.noises.push_back({"trade." + flow.name, builder.stream("flow/" + flow.name, spec.name.at)});
    model.flows.push_back(std::move(flow));
  }
}

}  // namespace truce::model

#include <algorithm>
#include <numeric>

#include "sim/model/builder.hpp"

namespace truce::model {

namespace {

// The monthly table scaled to mean 1; all ones where none is given.
void fill_season(const std::optional<std::array<scenario::NumberSpec, 12>>& written, double (&season)[12]) {
  std::fill(std::begin(season), std::end(season), 1.0);
  if (!written) return;
  for (std::size_t month = 0; month < 12; ++month) season[month] = (*written)[month].fixed();
  const double mean = std::accumulate(std::begin(season), std::end(season), 0.0) / 12;
  for (double& s : season) s /= mean;
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
    fill_season(spec.seasonality, flow.season);
    fill_season(spec.shipping_seasonality, flow.shipping_season);
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

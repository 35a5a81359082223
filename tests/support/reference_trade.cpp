// Flows toward commitments (1-model.md, 1.5). Volumes in the flow's unit, rates per week.
#include <algorithm>
#include <cmath>

#include "tests/support/reference_path.hpp"

namespace truce::test::reference {

// January = 0, read at the step's midpoint.
int Path::month_of_step() const {
  const double midpoint = (step_start_ + step_end_) / 2;
  return to_civil({model_.start.days + static_cast<int>(std::floor(midpoint))}).month - 1;
}

// Lognormal with mean 1; its log-variance is ln(1 + v^2 week / h) where v is a week's coefficient of variation.
double Path::weekly_noise(const model::Number& variation, int noise_row) const {
  const double v = value(variation);
  const double log_variance = std::log(1 + v * v * kDaysPerWeek / step_days());
  return std::exp(std::sqrt(log_variance) * eps_[static_cast<std::size_t>(noise_row)] - log_variance / 2);
}

// The weight of the step's month over the mean of all twelve, as the path drew them.
double Path::season_of_step(const model::Season& season) const {
  double mean = 0;
  for (const model::Number& month : season.months) mean += value(month) / 12;
  return mean > 0 ? value(season.months[month_of_step()]) / mean : 0;
}

void Path::move_flow(std::size_t i) {
  const model::Flow& flow = model_.flows[i];
  FlowState& state = flows_[i];
  const double h = step_weeks();
  const double capacity = flow.capacity.valid() ? average(flow.capacity) : kNever;
  const double shipping_capacity = flow.shipping_capacity.valid() ? average(flow.shipping_capacity) : kNever;

  const double commercial = average(flow.baseline) * season_of_step(flow.season);
  const double topup = wanted_topup(flow, commercial, average(flow.pace));
  const double ordered = std::min(capacity, (commercial + topup) * weekly_noise(flow.noise, flow.noise_row)) * h;

  const double lag = value(flow.shipment_lag);
  const double share = lag > 0 ? -std::expm1(-step_days() * season_of_step(flow.shipping_season) / lag) : 1;
  const double shipped = std::min(shipping_capacity * h, (state.book + ordered) * share);

  state.ordered += ordered;
  state.shipped += shipped;
  state.book += ordered - shipped;
  state.rate = ordered / h;
  for (int c = flow.commitments.begin; c < flow.commitments.end; ++c) {
    const model::Commitment& commitment = model_.commitments[static_cast<std::size_t>(c)];
    const double overlap =
        std::max(0.0, std::min(commitment.to, step_end_) - std::max(commitment.from, step_start_)) / step_days();
    commitments_[static_cast<std::size_t>(c)].ordered += ordered * overlap;
    commitments_[static_cast<std::size_t>(c)].shipped += shipped * overlap;
  }
}

// What state buyers add per week, before noise: enough for the most pressing open commitment, as far as pace allows.
double Path::wanted_topup(const model::Flow& flow, double commercial, double pace) const {
  double wanted = 0;
  double largest_room = 0;
  for (int c = flow.commitments.begin; c < flow.commitments.end; ++c) {
    const model::Commitment& commitment = model_.commitments[static_cast<std::size_t>(c)];
    if (!(commitment.from <= step_start_ && step_start_ < commitment.to)) continue;
    const CommitmentState& state = commitments_[static_cast<std::size_t>(c)];
    const double position =
        commitment.counts_shipped ? state.shipped + flows_[commitment.flow.index()].book : state.ordered;
    const double room = std::max(0.0, value(commitment.aim) * value(commitment.quantity) - position);
    const double weeks_left = (commitment.to - step_start_) / kDaysPerWeek;
    largest_room = std::max(largest_room, room);
    // Without haste: as fast as pace allows, while there is room.
    if (commitment.has_haste)
      wanted = std::max(wanted, value(commitment.haste) * room / weeks_left);
    else if (room > 0)
      wanted = kNever;
  }
  const double topup = std::min(pace, std::max(0.0, wanted - commercial));
  return std::min(topup, largest_room / step_weeks());
}

}  // namespace truce::test::reference

// Stage 4: flows toward commitments (1-model.md, 1.5). Rates per week, h in weeks.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/dates.hpp"
#include "sim/base/elementary.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

using Column = double[kLanes];

// The month, 0..11, of an instant in days since `start`.
int month_at(const model::Model& m, double day) {
  return to_civil({m.start.days + static_cast<int>(std::floor(day))}).month - 1;
}

// The share of the step (from, to] that lies in [begin, end].
double overlap(const BlockState& s, double begin, double end) {
  return std::max(0.0, std::min(end, s.to) - std::max(begin, s.from)) / s.days();
}

// wanted = max over open commitments of haste x room / time left; largest = the largest room.
void read_commitments(const BlockState& s, const model::Flow& flow, std::size_t f, Column& wanted, Column& largest) {
  std::fill(std::begin(wanted), std::end(wanted), 0.0);
  std::fill(std::begin(largest), std::end(largest), 0.0);
  for (int i = flow.commitments.begin; i < flow.commitments.end; ++i) {
    const auto& c = s.model.commitments[static_cast<std::size_t>(i)];
    if (!(c.from <= s.from && s.from < c.to)) continue;
    const double weeks_left = (c.to - s.from) / kDaysPerWeek;
    const double* ordered = s.window_ordered[static_cast<std::size_t>(i)];
    const double* shipped = s.window_shipped[static_cast<std::size_t>(i)];
    const double* book = s.book[f];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double position = c.counts_shipped ? shipped[lane] + book[lane] : ordered[lane];
      const double room = std::max(0.0, s.number(c.aim, lane) * s.number(c.quantity, lane) - position);
      const double rate = c.has_haste ? s.number(c.haste, lane) * room / weeks_left
                                      : (room > 0 ? std::numeric_limits<double>::infinity() : 0.0);
      wanted[lane] = std::max(wanted[lane], rate);
      largest[lane] = std::max(largest[lane], room);
    }
  }
}

// Multiplies `volume` by exp(sigma eps - sigma^2 / 2), sigma^2 = ln(1 + v^2 week / h).
void apply_noise(const BlockState& s, const model::Number& v, int noise_row, Column& volume) {
  if (!s.plan.noise_used[static_cast<std::size_t>(noise_row)]) return;
  const double* eps = s.eps[static_cast<std::size_t>(noise_row)];
  const auto sigma_of = [&](double cv) { return std::sqrt(std::log1p(cv * cv * kDaysPerWeek / s.days())); };
  const double constant = sigma_of(v.value);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double sigma = v.parameter.valid() ? sigma_of(s.number(v, lane)) : constant;
    volume[lane] *= exp_of(sigma * eps[lane] - 0.5 * sigma * sigma);
  }
}

void order(BlockState& s, const model::Flow& flow, std::size_t f) {
  Column wanted, largest, volume;
  read_commitments(s, flow, f, wanted, largest);
  const double h = s.days() / kDaysPerWeek;
  const double season = flow.season[month_at(s.model, 0.5 * (s.from + s.to))];
  const double* baseline = s.average_of(flow.baseline);
  const double* pace = s.average_of(flow.pace);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double commercial = baseline[lane] * season;
    const double topup = std::min(std::min(pace[lane], std::max(0.0, wanted[lane] - commercial)), largest[lane] / h);
    volume[lane] = commercial + topup;
  }
  apply_noise(s, flow.noise, flow.noise_row, volume);
  double* ordered = s.step_ordered[f];
  for (std::size_t lane = 0; lane < kLanes; ++lane) ordered[lane] = volume[lane] * h;
  if (flow.capacity.valid()) {
    const double* capacity = s.average_of(flow.capacity);
    for (std::size_t lane = 0; lane < kLanes; ++lane) ordered[lane] = std::min(capacity[lane], volume[lane]) * h;
  }
}

void ship(BlockState& s, const model::Flow& flow, std::size_t f) {
  const double season = flow.shipping_season[month_at(s.model, 0.5 * (s.from + s.to))];
  const double* ordered = s.step_ordered[f];
  double* shipped = s.step_shipped[f];
  double* book = s.book[f];
  const auto share_of = [&](double lag) { return lag > 0 ? -std::expm1(-s.days() * season / lag) : 1.0; };
  const double constant = share_of(flow.shipment_lag.value);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double share = flow.shipment_lag.parameter.valid() ? share_of(s.number(flow.shipment_lag, lane)) : constant;
    shipped[lane] = (book[lane] + ordered[lane]) * share;
  }
  if (flow.shipping_capacity.valid()) {
    const double h = s.days() / kDaysPerWeek;
    const double* capacity = s.average_of(flow.shipping_capacity);
    for (std::size_t lane = 0; lane < kLanes; ++lane) shipped[lane] = std::min(shipped[lane], capacity[lane] * h);
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) book[lane] += ordered[lane] - shipped[lane];
}

}  // namespace

void start_trade(BlockState& s) {
  for (std::size_t f = 0; f < s.model.flows.size(); ++f) {
    const auto& flow = s.model.flows[f];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double ordered = s.number(flow.ordered_to_date, lane);
      const double shipped = s.number(flow.shipped_to_date, lane);
      s.flow_ordered[f][lane] = ordered;
      s.flow_shipped[f][lane] = shipped;
      s.book[f][lane] = ordered - shipped;
      for (int i = flow.commitments.begin; i < flow.commitments.end; ++i) {
        const auto& c = s.model.commitments[static_cast<std::size_t>(i)];
        const bool open = c.from <= 0 && 0 < c.to;
        s.window_ordered[static_cast<std::size_t>(i)][lane] = open ? ordered : 0;
        s.window_shipped[static_cast<std::size_t>(i)][lane] = open ? shipped : 0;
      }
    }
  }
}

void step_trade(BlockState& s) {
  for (std::size_t f = 0; f < s.model.flows.size(); ++f) {
    const auto& flow = s.model.flows[f];
    order(s, flow, f);
    ship(s, flow, f);
    const double* ordered = s.step_ordered[f];
    const double* shipped = s.step_shipped[f];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      s.flow_ordered[f][lane] += ordered[lane];
      s.flow_shipped[f][lane] += shipped[lane];
    }
    for (int i = flow.commitments.begin; i < flow.commitments.end; ++i) {
      const auto& c = s.model.commitments[static_cast<std::size_t>(i)];
      const double share = overlap(s, c.from, c.to);
      if (share <= 0) continue;
      double* window_ordered = s.window_ordered[static_cast<std::size_t>(i)];
      double* window_shipped = s.window_shipped[static_cast<std::size_t>(i)];
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        window_ordered[lane] += share * ordered[lane];
        window_shipped[lane] += share * shipped[lane];
      }
    }
  }
}

}  // namespace truce::engine

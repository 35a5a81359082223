// Stage 4: flows toward commitments (1-model.md, 1.5). Rates per week, h in weeks.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/columns.hpp"
#include "sim/base/dates.hpp"
#include "sim/base/units.hpp"
#include "sim/engine/noise.hpp"
#include "sim/engine/state.hpp"

namespace truce::engine {

namespace {

using Column = double[kLanes];

// The month, 0..11, of an instant in days since `start`.
int month_at(const model::Model& m, double day) {
  return to_civil({m.start.days + static_cast<int>(std::floor(day))}).month - 1;
}

// The weight of a month on one path; 0 on a path whose twelve are all 0.
double season_of(const BlockState& s, const model::Season& season, int month, std::size_t lane) {
  const double weight = s.number(season.months[month], lane);
  if (!season.drawn) return weight;
  double sum = 0;
  for (const model::Number& one : season.months) sum += s.number(one, lane);
  return sum > 0 ? weight / (sum / 12) : 0;
}

// The share of the step (from, to] that lies in [begin, end].
double overlap(const BlockState& s, double begin, double end) {
  return std::max(0.0, std::min(end, s.to) - std::max(begin, s.from)) / s.days();
}

TRUCE_COLUMNS void add_columns(const double* a, const double* b, double* sum) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) sum[lane] = a[lane] + b[lane];
}

// One open commitment: the room that is left below its aim, and the rate at which its haste wants to fill that room
// (infinite without haste).
TRUCE_COLUMNS void read_room(const double* aim, const double* quantity, const double* position, const double* haste,
                             double weeks_left, double* wanted, double* largest) {
  constexpr double kAtOnce = std::numeric_limits<double>::infinity();
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double missing = aim[lane] * quantity[lane] - position[lane];
    const double room = missing > 0 ? missing : 0.0;
    const double rate = haste ? haste[lane] * room / weeks_left : (room > 0 ? kAtOnce : 0.0);
    wanted[lane] = rate > wanted[lane] ? rate : wanted[lane];
    largest[lane] = room > largest[lane] ? room : largest[lane];
  }
}

// wanted = max over open commitments of haste x room / time left; largest = the largest room.
void read_commitments(const BlockState& s, const model::Flow& flow, std::size_t f, Column& wanted, Column& largest) {
  std::fill(std::begin(wanted), std::end(wanted), 0.0);
  std::fill(std::begin(largest), std::end(largest), 0.0);
  for (int i = flow.commitments.begin; i < flow.commitments.end; ++i) {
    const auto& c = s.model.commitments[static_cast<std::size_t>(i)];
    if (!(c.from <= s.from && s.from < c.to)) continue;
    const double weeks_left = (c.to - s.from) / kDaysPerWeek;
    Column aim, quantity, haste, promised;
    const double* position = s.window_ordered[static_cast<std::size_t>(i)];
    if (c.counts_shipped) {
      add_columns(s.window_shipped[static_cast<std::size_t>(i)], s.book[f], promised);
      position = promised;
    }
    read_room(s.column(c.aim, aim), s.column(c.quantity, quantity), position,
              c.has_haste ? s.column(c.haste, haste) : nullptr, weeks_left, wanted, largest);
  }
}

// What is wanted for sale, and on top what the pledges want, held to the pace and to the room that is left.
TRUCE_COLUMNS void add_topup(const double* baseline, const double* pace, const double* wanted, const double* largest,
                             double season, double weeks, double* volume) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double commercial = baseline[lane] * season;
    const double beyond = wanted[lane] - commercial;
    double topup = beyond > 0 ? beyond : 0.0;
    topup = pace[lane] < topup ? pace[lane] : topup;
    const double room = largest[lane] / weeks;
    topup = room < topup ? room : topup;
    volume[lane] = commercial + topup;
  }
}

TRUCE_COLUMNS void cap(const double* capacity, double* rate) {
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    rate[lane] = capacity[lane] < rate[lane] ? capacity[lane] : rate[lane];
}

void order(BlockState& s, const model::Flow& flow, std::size_t f) {
  Column wanted, largest, volume;
  read_commitments(s, flow, f, wanted, largest);
  const double h = s.days() / kDaysPerWeek;
  const int month = month_at(s.model, 0.5 * (s.from + s.to));
  const double* baseline = s.average_of(flow.baseline);
  double season = flow.season.months[month].value;
  Column seasonal;
  if (flow.season.drawn) {
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      seasonal[lane] = baseline[lane] * season_of(s, flow.season, month, lane);
    baseline = seasonal;
    season = 1;
  }
  add_topup(baseline, s.average_of(flow.pace), wanted, largest, season, h, volume);
  apply_noise(s, flow.noise, flow.noise_row, volume);
  if (flow.capacity.valid()) cap(s.average_of(flow.capacity), volume);
  double* ordered = s.step_ordered[f];
  for (std::size_t lane = 0; lane < kLanes; ++lane) ordered[lane] = volume[lane] * h;
}

void ship(BlockState& s, const model::Flow& flow, std::size_t f) {
  const int month = month_at(s.model, 0.5 * (s.from + s.to));
  const double* ordered = s.step_ordered[f];
  double* shipped = s.step_shipped[f];
  double* book = s.book[f];
  const auto share_on = [&](std::size_t lane) {
    const double lag = s.number(flow.shipment_lag, lane);
    return lag > 0 ? -std::expm1(-s.days() * season_of(s, flow.shipping_season, month, lane) / lag) : 1.0;
  };
  Column share;
  if (flow.shipment_lag.parameter.valid() || flow.shipping_season.drawn)
    for (std::size_t lane = 0; lane < kLanes; ++lane) share[lane] = share_on(lane);
  else
    std::fill(std::begin(share), std::end(share), share_on(0));
  for (std::size_t lane = 0; lane < kLanes; ++lane) shipped[lane] = (book[lane] + ordered[lane]) * share[lane];
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

#pragma once
// A small model made by hand, and blocks filled with numbers whose distributions are known.
#include <cmath>
#include <limits>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/model/model.hpp"
#include "sim/results/tally.hpp"

namespace truce::test {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::size_t kTimes = 6;

// 5 weekly steps; one of each noun, two events, two markets of different units, two horizons, three outcomes.
inline model::Model hand_made_model() {
  model::Model m;
  m.name = "hand-made";
  m.title = "A truce made by hand";
  m.start = to_date({2025, 11, 24});
  m.end = Date{m.start.days + 34};
  m.horizon_days = 35;
  m.step_days = 7;
  m.seed = 3;
  for (std::size_t k = 0; k < kTimes; ++k) m.times.push_back(7.0 * static_cast<double>(k));
  m.factors.resize(1);
  m.factors[0].name = "tension";
  m.regimes.resize(1);
  m.regimes[0].name = "tariffs";
  m.regimes[0].states = {"calm", "stress"};
  m.events.resize(2);
  m.events[0].name = "visit";
  m.events[0].outcomes = {0, 2};
  m.events[1].name = "snapback";
  m.outcomes_of_events.resize(2);
  m.outcomes_of_events[0].full_name = "visit.held";
  m.outcomes_of_events[1].full_name = "visit.cancelled";
  m.flows.resize(1);
  m.flows[0].name = "soybeans";
  m.flows[0].unit = "Mt";
  m.commitments.resize(1);
  m.commitments[0].name = "soybeans.initial";
  m.commitments[0].flow = FlowId{0};
  m.commitments[0].quantity.value = 12;
  m.chains.resize(1);
  m.chains[0].name = "rare_earths";
  m.sectors.resize(1);
  m.sectors[0].name = "rare_earths.automotive";
  m.markets.resize(2);
  m.markets[0].name = "soybeans";
  m.markets[0].unit = "USD/bu";
  m.markets[1].name = "vix";
  m.markets[1].unit = "points";
  m.horizons = {{Date{m.start.days + 10}, 11, 2}, {Date{m.start.days + 34}, 35, 5}};
  m.outcomes.resize(3);
  m.outcome_nodes.resize(3);
  m.outcomes[0].name = "holds";
  m.outcomes[1].name = "share_ordered";
  m.outcomes[1].statement = false;
  m.outcomes[2].name = "dry_days_if_broken";
  m.outcomes[2].statement = false;
  m.outcomes[2].given = 0;
  for (int i = 0; i < 3; ++i) m.outcomes[static_cast<std::size_t>(i)].node = i;
  m.outcome_nodes[1].kind = model::OutcomeNode::Kind::kCommitment;
  m.outcome_nodes[1].subject = 0;
  m.outcome_nodes[2].kind = model::OutcomeNode::Kind::kSector;
  m.outcome_nodes[2].subject = 0;
  m.outcome_nodes[2].quantity = model::OutcomeNode::Quantity::kDisruptedDays;
  m.has_truce = true;
  return m;
}

// A uniform of its own for each (path, use).
inline double uniform_of(std::int64_t path, std::uint32_t use) {
  static const random::StreamId stream("test/uniform");
  return random::uniform_at(99, static_cast<std::uint32_t>(path), stream, use);
}

// Path p breaks the truce at an exponential time of rate 1/30 days, by `visit` where an own uniform is below 0.3 (root
// `snapback`), else by `snapback`. The factor is standard normal plus the time's number. The flow orders 12 exactly (an
// atom) on 40 % of paths, otherwise uniform on [6, 12). The market is lognormal with sd 0.3 around 11 and 20.
inline void fill_block(const model::Model& m, std::int64_t block, engine::BlockResult& r) {
  using engine::kLanes;
  r.first_path = block * static_cast<std::int64_t>(kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::int64_t path = r.first_path + static_cast<std::int64_t>(lane);
    const double life = -30 * std::log(uniform_of(path, 0));
    const bool broken = life <= m.horizon_days;
    const bool by_visit = uniform_of(path, 1) < 0.3;
    r.event_first_time[0][lane] = broken && by_visit ? life : kNaN;
    r.event_first_time[1][lane] = broken && !by_visit ? life : kNaN;
    for (std::size_t e = 0; e < 2; ++e) {
      const bool fired = !std::isnan(r.event_first_time[e][lane]);
      r.event_count[e][lane] = r.event_own_count[e][lane] = fired ? 1 : 0;
      r.event_integrated_hazard[e][lane] = 0.25;
      r.triggers_due[e][lane] = e == 0 ? 2 : 0;
      r.triggers_voided[e][lane] = e == 0 && path % 2 == 0 ? 1 : 0;
      r.event_outcome[e][lane] = fired && e == 0 ? 1 : -1;
    }
    r.truce_end_time[0][lane] = broken ? life : kNaN;
    r.truce_end_cause[0][lane] = broken ? (by_visit ? 0 : 1) : -1;
    r.truce_end_root[0][lane] = broken ? 1 : -1;
    r.regime_final[0][lane] = broken ? 1 : 0;
    r.regime_days[0][lane] = broken ? life : 35;
    r.regime_days[1][lane] = broken ? 35 - life : 0;
    const double ordered = uniform_of(path, 2) < 0.4 ? 12.0 : 6 + 6 * uniform_of(path, 3);
    r.ordered[0][lane] = ordered;
    r.shipped[0][lane] = ordered / 2;
    r.flow_ordered_total[0][lane] = ordered;
    r.flow_shipped_total[0][lane] = ordered / 2;
    const bool disrupted = uniform_of(path, 4) < 0.02;
    const double loss = disrupted ? -std::log(uniform_of(path, 5)) : 0;
    r.disrupted_days[0][lane] = disrupted ? 14 : 0;
    r.first_disruption[0][lane] = disrupted ? 21 : kNaN;
    r.longest_disruption[0][lane] = disrupted ? 14 : 0;
    r.loss[0][lane] = loss;
    r.peak_loss_rate[0][lane] = loss / 2;
    for (std::size_t k = 0; k < kTimes; ++k) {
      const double z = random::normal_quantile(uniform_of(path, 10 + static_cast<std::uint32_t>(k)));
      const double ended = broken && m.times[k] >= life ? 1 : 0;
      r.factor.at(0, k)[lane] = static_cast<float>(static_cast<double>(k) + z);
      r.ordered_cum.at(0, k)[lane] = static_cast<float>(ordered * static_cast<double>(k) / 5);
      r.shipped_cum.at(0, k)[lane] = static_cast<float>(ordered * static_cast<double>(k) / 10);
      r.flow_rate.at(0, k)[lane] = k == 0 ? 0.0f : static_cast<float>(ordered / 5);
      r.level.at(0, k)[lane] = ended > 0 ? 0.3f : 1.0f;
      r.drawdown.at(0, k)[lane] = static_cast<float>(k >= 3 ? loss : 0);
      r.loss_cum.at(0, k)[lane] = static_cast<float>(k >= 3 ? loss : 0);
      r.dry_share.at(0, k)[lane] = disrupted && k >= 3 ? 0.25f : 0.0f;
      r.market.at(0, k)[lane] = static_cast<float>(11 * std::exp(0.3 * z));
      r.market.at(1, k)[lane] = static_cast<float>(20 * std::exp(0.3 * z));
      r.regime.at(0, k)[lane] = ended > 0 ? 1 : 0;
      r.holds.at(0, k)[lane] = ended > 0 ? 0 : 1;
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const double z = random::normal_quantile(uniform_of(path, 20 + static_cast<std::uint32_t>(i)));
      r.market_return[i][lane] = std::exp(0.3 * z) - 1;
      r.market_drawdown[i][lane] = uniform_of(path, 30 + static_cast<std::uint32_t>(i));
    }
    r.outcome_value[0][lane] = broken ? 0 : 1;
    r.outcome_value[1][lane] = ordered / 12;
    r.outcome_value[2][lane] = broken ? r.disrupted_days[0][lane] : kNaN;
  }
}

// Tallies `paths` paths, the blocks counted by `threads` threads that take turns in an irregular order.
results::Results tally_by_hand(const model::Model& model, std::int64_t paths, std::int64_t kept_paths, int threads = 1,
                               std::int64_t sample_paths = 10);

}  // namespace truce::test

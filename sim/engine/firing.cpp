#include "sim/engine/firing.hpp"

#include <algorithm>
#include <cmath>

#include "sim/engine/clocks.hpp"

namespace truce::engine {

using model::Timing;

namespace {

// What the steps of a firing pass along.
struct Firing {
  BlockState& s;
  std::size_t lane;
  std::uint32_t path;
  double t;
  std::uint32_t number;  // of this event's firings, from 0: the index of all its draws
  int root;
};

// The outcome of a firing, as an index into outcomes_of_events; -1 where every probability is 0. A `rest` takes what is
// left; the others are normalised where they exceed 1, or where there is no `rest`.
int draw_outcome(const Firing& f, const model::Event& event) {
  if (event.outcomes.empty()) return -1;
  const auto& outcomes = f.s.model.outcomes_of_events;
  auto& p = f.s.outcome_shares;
  p.assign(static_cast<std::size_t>(event.outcomes.size()), 0.0);
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto& o = outcomes[static_cast<std::size_t>(event.outcomes.begin) + i];
    if (!o.rest) p[i] = modified_probability(f.s, o.probability, o.modifiers, f.lane, f.t);
    sum += p[i];
  }
  double total = sum;
  if (event.has_rest) {
    const double rest = std::max(0.0, 1 - sum);
    for (std::size_t i = 0; i < p.size(); ++i)
      if (outcomes[static_cast<std::size_t>(event.outcomes.begin) + i].rest) p[i] = rest;
    total = std::max(1.0, sum);
  }
  if (total <= 0) return -1;
  const double u = total * random::uniform_at(f.s.model.seed, f.path, event.outcome_stream, f.number);
  double cumulative = 0;
  int drawn = -1;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] <= 0) continue;
    cumulative += p[i];
    drawn = event.outcomes.begin + static_cast<int>(i);
    if (u <= cumulative) break;
  }
  return drawn;
}

double draw(const Firing& f, const random::Distribution& distribution, random::StreamId stream) {
  return distribution.is_fixed() ? distribution.fixed_value()
                                 : distribution.draw(random::uniform_at(f.s.model.seed, f.path, stream, f.number));
}

bool set_regimes(Firing& f, model::Range sets) {
  bool changed = false;
  for (int i = sets.begin; i < sets.end; ++i) {
    const auto& set = f.s.model.sets[static_cast<std::size_t>(i)];
    const std::size_t r = set.regime.index();
    auto& present = f.s.regime[r][f.lane];
    auto& previous = f.s.previous[r][f.lane];
    const auto wanted = set.state < 0 ? previous : static_cast<std::uint8_t>(set.state);
    if (wanted == present) continue;
    f.s.regime_days[static_cast<std::size_t>(f.s.model.regimes[r].first_state) + present][f.lane] +=
        f.t - f.s.entered[r][f.lane];
    f.s.entered[r][f.lane] = f.t;
    previous = present;
    present = wanted;
    touch(f.s.touched, f.s.plan.by_regime[r]);
    changed = true;
  }
  return changed;
}

// ln(1 + R) of each shocked market; R by the Gaussian copula of the markets' block of C, held above -99.9 %.
void shock_markets(Firing& f, const model::Effects& effects) {
  const auto& m = f.s.model;
  const std::size_t n = m.markets.size();
  // Uniforms, or their normals, of the markets up to the last that is shocked at random.
  std::size_t wanted = 0;
  for (int i = effects.shocks.begin; i < effects.shocks.end; ++i) {
    const auto& shock = m.shocks[static_cast<std::size_t>(i)];
    if (!shock.simple_return.is_fixed()) wanted = std::max(wanted, shock.market.index() + 1);
  }
  auto& u = f.s.shock_uniforms;
  auto& z = f.s.shock_normals;
  u.resize(n);
  z.resize(n);
  random::uniforms_at(m.seed, f.path, &m.shock_streams[static_cast<std::size_t>(effects.shock_streams)], wanted,
                      f.number, u.data());
  if (!m.markets_independent) random::normal_quantiles(u.data(), wanted, z.data());
  for (int i = effects.shocks.begin; i < effects.shocks.end; ++i) {
    const auto& shock = m.shocks[static_cast<std::size_t>(i)];
    const std::size_t k = shock.market.index();
    double log_return = shock.log_return;
    if (!shock.simple_return.is_fixed()) {
      double w = 0;
      for (std::size_t j = 0; j <= k && !m.markets_independent; ++j) w += m.market_factor[k * n + j] * z[j];
      const double drawn =
          m.markets_independent ? shock.simple_return.draw(u[k]) : shock.simple_return.draw_at_normal(w);
      log_return = std::log1p(std::max(shock.times * drawn, -0.999));
    }
    f.s.pending_shock[k][f.lane] += log_return;
  }
}

void start_triggers(Firing& f, model::Range triggers) {
  for (int i = triggers.begin; i < triggers.end; ++i) {
    const auto& trigger = f.s.model.triggers[static_cast<std::size_t>(i)];
    if (!trigger.always) {
      const double p = modified_probability(f.s, trigger.probability, trigger.modifiers, f.lane, f.t);
      if (!(random::uniform_at(f.s.model.seed, f.path, trigger.stream, f.number) < p)) continue;
    }
    const double due = f.t + std::max(0.0, draw(f, trigger.delay, trigger.delay_stream));
    double& pending = f.s.events.trigger_due[f.lane][trigger.event.index()];
    if (due < pending) {
      pending = due;
      f.s.events.trigger_root[f.lane][trigger.event.index()] = f.root;
    }
  }
}

bool carry_out(Firing& f, const model::Effects& effects) {
  const bool changed = set_regimes(f, effects.sets);
  for (int i = effects.jumps.begin; i < effects.jumps.end; ++i) {
    const auto& jump = f.s.model.jumps[static_cast<std::size_t>(i)];
    f.s.x[jump.factor.index()][f.lane] += draw(f, jump.size, jump.stream);
    follow_jump(f.s, f.lane, jump.factor);
    touch(f.s.touched, f.s.plan.by_factor[jump.factor.index()]);
    // The factor's own step may turn a test back before the next look: look then in any case.
    f.s.mark_dirty(f.lane, f.s.plan.by_factor[jump.factor.index()]);
  }
  if (!effects.shocks.empty()) shock_markets(f, effects);
  start_triggers(f, effects.triggers);
  for (int i = effects.schedules.begin; i < effects.schedules.end; ++i) {
    const auto& schedule = f.s.model.schedules[static_cast<std::size_t>(i)];
    const double day = schedule.to_date ? schedule.day : f.t + draw(f, schedule.delay, schedule.stream);
    set_due(f.s, schedule.event.index(), f.lane, std::max(f.t, day));
    touch(f.s.touched, f.s.plan.by_date[schedule.event.index()]);
  }
  return changed;
}

// The own clock after its firing: a fresh threshold, or spent; a pending date is used up.
void rewind_clock(BlockState& s, int index, std::size_t lane) {
  const auto e = static_cast<std::size_t>(index);
  const auto& event = s.model.events[e];
  auto& state = s.events;
  switch (event.timing) {
    case Timing::kRate:
    case Timing::kProbability:
      if (event.repeat) {
        draw_threshold(s, index, lane);
      } else {
        state.spent[lane][e] = 1;
        state.left[lane][e] = model::kNever;  // never again; all of its threshold was used
      }
      break;
    case Timing::kDelay:
      state.left[lane][e] = model::kNever;
      if (event.repeat) state.was_enabled[lane][e] = 0;
      break;
    case Timing::kDate:
      set_due(s, e, lane, model::kNever);
      touch(s.touched, s.plan.by_date[e]);
      break;
    case Timing::kWhen:
      state.armed[lane][e] = 0;
      if (!event.repeat) state.spent[lane][e] = 1;
      break;
    case Timing::kNone:
      break;
  }
}

void note_mark(BlockState& s, std::size_t mark, std::size_t lane, double t) {
  if (std::isnan(s.events.first[lane][mark])) s.events.first[lane][mark] = t;
  s.events.latest[lane][mark] = t;
  for (const auto& edge : s.plan.edges_of_mark[mark]) s.events.own_edges[lane][edge.index] = t + edge.offset;
  touch(s.touched, s.plan.by_mark[mark]);
}

}  // namespace

void fire(BlockState& s, int index, std::size_t lane, double t, FiredBy by, int root) {
  const auto e = static_cast<std::size_t>(index);
  const auto& event = s.model.events[e];
  auto& state = s.events;
  Firing f{
      s,   lane, s.first_path + static_cast<std::uint32_t>(lane), t, static_cast<std::uint32_t>(state.count[lane][e]),
      root};
  std::fill(s.touched.begin(), s.touched.end(), 0);
  touch_item(s.touched, e);
  const int outcome = draw_outcome(f, event);
  ++state.count[lane][e];
  if (by == FiredBy::kOwnClock) {
    ++state.own_count[lane][e];
    rewind_clock(s, index, lane);
  }
  note_mark(s, e, lane, t);
  if (outcome >= 0) {
    state.last_outcome[lane][e] = outcome;
    note_mark(s, s.model.events.size() + static_cast<std::size_t>(outcome), lane, t);
  }
  bool changed = carry_out(f, event.effects);
  if (outcome >= 0)
    changed = carry_out(f, s.model.outcomes_of_events[static_cast<std::size_t>(outcome)].effects) || changed;
  if (changed) observe_regimes(s, lane, t, index, root);
  refresh_lane(s, lane, t, s.touched);
}

}  // namespace truce::engine

// Stage 2: events at their exact times inside the step (1-model.md, 1.4). One pass over the columns of all clocks finds
// the lanes on which something happens; those leave the columns and are advanced one by one, instant by instant.
#include <algorithm>
#include <cmath>
#include <string>

#include "sim/base/dates.hpp"

#include "sim/base/columns.hpp"
#include "sim/base/contract.hpp"
#include "sim/base/errors.hpp"
#include "sim/engine/clocks.hpp"
#include "sim/engine/firing.hpp"

namespace truce::engine {

using model::Timing;

namespace {

constexpr int kMostFiringsAtOneInstant = 1000;
constexpr int kMostFiringsInOneStep = 1000000;

// The tests of conditions on commitments, markets and sectors, as they stand at the step's start.
bool feedback_holds(const BlockState& s, const model::ConditionNode& node, std::size_t lane) {
  using Kind = model::ConditionNode::Kind;
  const auto i = static_cast<std::size_t>(node.subject);
  switch (node.kind) {
    case Kind::kCommitment: {
      const auto& c = s.model.commitments[i];
      if (s.from < c.from) return false;
      const double quantity = s.number(c.quantity, lane);
      const double expected = s.from < c.to ? quantity * ((s.from - c.from) / (c.to - c.from)) : quantity;
      return s.window_ordered[i][lane] < node.threshold * expected;
    }
    case Kind::kMarket:
      return -std::expm1(s.log_level[i][lane] - s.high[i][lane]) > node.threshold;
    case Kind::kSector:
      return s.disrupted[i][lane] != 0;
    case Kind::kFactor:
      return node.above ? s.x[i][lane] > node.threshold : s.x[i][lane] < node.threshold;
    default:
      return false;
  }
}

void read_feedback(BlockState& s) {
  const auto look = [&](int index) {
    const auto i = static_cast<std::size_t>(index);
    std::uint8_t* truth = s.node_truth[i];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::uint8_t now = feedback_holds(s, s.model.condition_nodes[i], lane) ? 1 : 0;
      if (now != truth[lane]) s.mark_dirty(lane, s.plan.by_node[i]);
      truth[lane] = now;
    }
  };
  for (const int i : s.plan.feedback_nodes) look(i);
  for (const int i : s.plan.factor_nodes) look(i);
}

// exp(log ratio x factor) for all lanes.
TRUCE_COLUMNS void ratio_column(const double* x, double log_ratio, double* ratio) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) ratio[lane] = exp_of(log_ratio * x[lane]);
}

// Unconditional ratios are shared by all speeds that carry them: one column a step.
void load_ratios(BlockState& s) {
  for (std::size_t i = 0; i < s.plan.ratios.size(); ++i) {
    const auto& ratio = s.plan.ratios[i];
    ratio_column(s.x[static_cast<std::size_t>(ratio.factor)], ratio.log_ratio, s.ratios[i]);
  }
}

// The factor loadings of an event's speed over all lanes: a shared column, or the lane's own product of several.
const double* load_ratio(BlockState& s, std::size_t e) {
  const auto& shared = s.plan.event_ratios[e];
  const auto& own = s.plan.event_loadings[e];
  if (own.empty() && shared.size() <= 1)
    return shared.empty() ? s.ones[0] : s.ratios[static_cast<std::size_t>(shared[0])];
  double* product = s.ratio_scratch[0];
  for (std::size_t lane = 0; lane < kLanes; ++lane) product[lane] = lane_ratio(s, e, lane);
  return product;
}

// Numbers whose ratio follows a factor change every step: now = plain exp(sum of log ratio x factor) + plus.
void load_numbers(BlockState& s) {
  for (const int index : s.plan.moving) {
    const auto n = static_cast<std::size_t>(index);
    const auto& loadings = s.plan.number_loadings[n];
    if (loadings.empty()) continue;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      double exponent = 0;
      for (const auto& l : loadings)
        exponent +=
            s.loadings[static_cast<std::size_t>(l.row)][lane] * s.x_start[static_cast<std::size_t>(l.factor)][lane];
      s.now[n][lane] = s.plain[n][lane] * exp_of(exponent) + s.plus[n][lane];
    }
  }
}

// slack = min(slack, what is left of the threshold after `days` at this speed): a clock crosses where it is not
// positive.
TRUCE_COLUMNS void lower_slack(const double* left, const double* speed, const double* ratio, double days,
                               double* slack) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double rest = left[lane] - speed[lane] * ratio[lane] * days;
    slack[lane] = rest < slack[lane] ? rest : slack[lane];
  }
}

// Uses up a step's hazard or days on the lanes where nothing happens.
TRUCE_COLUMNS void take_off(double* left, const double* speed, const double* ratio, double days, const double* slack) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double rest = left[lane] - speed[lane] * ratio[lane] * days;
    left[lane] = slack[lane] > 0 ? rest : left[lane];
  }
}

// What the lanes of a step use one after another, so that nothing is allocated for each.
struct LaneScratch {
  explicit LaneScratch(const Plan& plan) : items(plan.everything.size(), 0) {}
  struct Running {
    int event;
    double speed;  // per day, with loadings
  };
  struct Due {
    double at;
    int event;
    FiredBy by;
  };
  Touched items;
  std::vector<Running> running;
  std::vector<Due> due;
  std::vector<double> sums;  // by moving number: its integral so far (of its square for root mean squares)
};

// Advances one lane through (from, to], from one instant to the next. Everything here is rare and plain.
class LaneStep {
 public:
  LaneStep(BlockState& s, LaneScratch& scratch, std::size_t lane) : s_(s), scratch_(scratch), lane_(lane), t_(s.from) {
    edge_ = std::upper_bound(s.plan.edges.begin(), s.plan.edges.end(), s.from + kSameInstantDays);
    scratch_.sums.assign(s.plan.moving.size(), 0.0);
    // Nothing but a clock is due where the lane's next instant lies beyond the step.
    look(s.events.next_instant[0][lane] <= s.to + kSameInstantDays);
  }

  void advance() {
    for (;;) {
      const double due = earliest_due();
      const double edge = std::min(next_common_edge(), next_own_edge());
      if (due <= s_.to + kSameInstantDays && due <= edge + kSameInstantDays) {
        move_to(std::min(due, s_.to));
        fire_first_of(due + kSameInstantDays);
        // A firing looks again at what it touched; an edge at the same instant has moved more.
        if (edge <= t_ + kSameInstantDays) refresh_at_edge();
        look();
      } else if (edge < s_.to - kSameInstantDays) {
        move_to(edge);
        refresh_at_edge();
        look();
      } else {
        break;
      }
    }
    const bool edge_at_end = next_own_edge() <= s_.to + kSameInstantDays;
    move_to(s_.to);
    if (edge_at_end) refresh_at_edge();
    s_.events.next_instant[0][lane_] = next_instant_after(s_, lane_, t_);
    average_numbers();
  }

 private:
  void refresh_at_edge() {
    std::fill(scratch_.items.begin(), scratch_.items.end(), 0);
    touch_edges_at(s_, lane_, t_, scratch_.items);
    refresh_lane(s_, lane_, t_, scratch_.items);
  }

  // Reads the clocks that run, and of all that could fire what is due in this step as things stand now.
  void look(bool at_instants = true) {
    for (std::size_t i = 0; i < s_.plan.ratios.size(); ++i) {
      const auto& ratio = s_.plan.ratios[i];
      s_.ratios[i][lane_] = exp_of(ratio.log_ratio * s_.x[static_cast<std::size_t>(ratio.factor)][lane_]);
    }
    scratch_.running.clear();
    scratch_.due.clear();
    const double reach = s_.to - t_ + kSameInstantDays;
    for (const int index : s_.plan.clocks) {
      const auto e = static_cast<std::size_t>(index);
      double speed = s_.events.speed[e][lane_];
      if (!(speed > 0)) continue;
      speed *= lane_ratio(s_, e, lane_);
      const double left = s_.events.left[e][lane_];
      scratch_.running.push_back({index, speed});
      if (left <= speed * reach)
        scratch_.due.push_back({std::isinf(speed) ? t_ : t_ + left / speed, index, FiredBy::kOwnClock});
    }
    if (!at_instants) return;
    for (const int index : s_.plan.instants) {
      const auto e = static_cast<std::size_t>(index);
      const double own = s_.events.armed[e][lane_] ? t_ : s_.events.due[e][lane_];
      const double trigger = s_.events.trigger_due[e][lane_];
      if (own <= s_.to + kSameInstantDays) scratch_.due.push_back({std::max(own, t_), index, FiredBy::kOwnClock});
      if (trigger <= s_.to + kSameInstantDays)
        scratch_.due.push_back({std::max(trigger, t_), index, FiredBy::kTrigger});
    }
  }

  double earliest_due() const {
    double due = model::kNever;
    for (const auto& candidate : scratch_.due) due = std::min(due, candidate.at);
    return due;
  }

  // The next edge after now of a window or table that all paths share, and of a window that this path's own firings and
  // dates have opened.
  double next_common_edge() {
    while (edge_ != s_.plan.edges.end() && *edge_ <= t_ + kSameInstantDays) ++edge_;
    return edge_ == s_.plan.edges.end() ? model::kNever : *edge_;
  }

  double next_own_edge() const { return next_own_edge_after(s_, lane_, t_); }

  void move_to(double t) {
    const double days = t - t_;
    if (!(days > 0)) return;
    for (const auto& clock : scratch_.running) {
      double& left = s_.events.left[static_cast<std::size_t>(clock.event)][lane_];
      left = std::max(0.0, left - clock.speed * days);
    }
    for (std::size_t i = 0; i < scratch_.sums.size(); ++i) {
      const auto n = static_cast<std::size_t>(s_.plan.moving[i]);
      const double value = s_.now[n][lane_];
      scratch_.sums[i] += days * (s_.model.step_numbers[n].root_mean_square ? value * value : value);
    }
    t_ = t;
  }

  // Of all that is due by `limit`, the first declared event fires, its own clock before its trigger.
  void fire_first_of(double limit) {
    const LaneScratch::Due* first = nullptr;
    for (const auto& candidate : scratch_.due) {
      if (candidate.at > limit) continue;
      const bool sooner = !first || candidate.event < first->event ||
                          (candidate.event == first->event && candidate.by == FiredBy::kOwnClock);
      if (sooner) first = &candidate;
    }
    TRUCE_EXPECT(first != nullptr);
    const LaneScratch::Due chosen = *first;
    if (chosen.by == FiredBy::kOwnClock)
      fire_own(chosen.event);
    else
      fire_triggered(chosen.event);
  }

  void fire_own(int event) {
    const auto e = static_cast<std::size_t>(event);
    if (s_.model.events[e].timing == Timing::kDate &&
        !condition_holds(s_, s_.model.events[e].enabled, lane_, FactorView::kWithJumps)) {
      s_.events.due[e][lane_] = model::kNever;  // its condition is false on the date: it does not happen
      refresh_lane(s_, lane_, t_, s_.plan.by_date[e]);
      return;
    }
    count_firing(event);
    fire(s_, event, lane_, t_, FiredBy::kOwnClock, event);
  }

  void fire_triggered(int event) {
    const auto e = static_cast<std::size_t>(event);
    const int root = s_.events.trigger_root[e][lane_];
    s_.events.trigger_due[e][lane_] = model::kNever;
    s_.events.triggers_due[e][lane_] += 1;
    if (!condition_holds(s_, s_.model.events[e].enabled, lane_, FactorView::kWithJumps)) {
      s_.events.triggers_voided[e][lane_] += 1;
      return;
    }
    count_firing(event);
    fire(s_, event, lane_, t_, FiredBy::kTrigger, root);
  }

  void count_firing(int event) {
    if (t_ > instant_ + kSameInstantDays) {
      instant_ = t_;
      at_instant_.clear();
    }
    at_instant_.push_back(event);
    ++in_step_;
    if (static_cast<int>(at_instant_.size()) > kMostFiringsAtOneInstant)
      fail("more than 1,000 events fire at one instant");
    if (in_step_ > kMostFiringsInOneStep) fail("more than 1,000,000 events fire in one step");
  }

  [[noreturn]] void fail(const std::string& what) const {
    std::vector<int> loop;
    for (auto it = at_instant_.rbegin(); it != at_instant_.rend(); ++it) {
      if (std::find(loop.begin(), loop.end(), *it) != loop.end()) break;
      loop.push_back(*it);
    }
    std::string names;
    for (auto it = loop.rbegin(); it != loop.rend(); ++it)
      names += (names.empty() ? "" : " -> ") + s_.model.events[static_cast<std::size_t>(*it)].name;
    throw RunError("the model runs in a loop: " + what + " of path " + std::to_string(s_.first_path + lane_) + ", on " +
                   format_iso_date({s_.model.start.days + static_cast<int>(t_)}) + ": " + names +
                   "; give one of these events a delay or a condition that ends");
  }

  void average_numbers() {
    for (std::size_t i = 0; i < scratch_.sums.size(); ++i) {
      const auto n = static_cast<std::size_t>(s_.plan.moving[i]);
      const double mean = scratch_.sums[i] / s_.days();
      s_.average[n][lane_] = s_.model.step_numbers[n].root_mean_square ? std::sqrt(mean) : mean;
    }
    s_.stirred[lane_] = 1;
  }

  BlockState& s_;
  LaneScratch& scratch_;
  std::size_t lane_;
  double t_;
  std::vector<double>::const_iterator edge_;
  double instant_ = -1;
  std::vector<int> at_instant_;
  int in_step_ = 0;
};

// The averages of the lanes on which nothing changed inside the step are the numbers as they stand.
void settle_averages(BlockState& s) {
  for (const int index : s.plan.moving) {
    const auto n = static_cast<std::size_t>(index);
    const double* now = s.now[n];
    double* average = s.average[n];
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      if (!s.stirred[lane]) average[lane] = now[lane];
  }
  std::fill(s.stirred.begin(), s.stirred.end(), 0);
}

}  // namespace

void start_events(BlockState& s) {
  s.from = s.to = 0;
  const auto& m = s.model;
  for (std::size_t n = 0; n < m.step_numbers.size(); ++n)
    if (m.step_numbers[n].constant())
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        s.plain[n][lane] = s.now[n][lane] = s.average[n][lane] = s.number(m.step_numbers[n].base, lane);
  for (std::size_t e = 0; e < m.events.size(); ++e) {
    const auto& event = m.events[e];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (event.timing == Timing::kRate || event.timing == Timing::kProbability)
        draw_threshold(s, static_cast<int>(e), lane);
      if (event.timing == Timing::kDate) {
        const double shift =
            event.threshold.is_fixed()
                ? event.threshold.fixed_value()
                : event.threshold.draw(random::uniform_at(m.seed, s.first_path + static_cast<std::uint32_t>(lane),
                                                          event.threshold_stream, 0));
        s.events.due[e][lane] = std::max(0.0, event.date + shift);
      }
    }
  }
  start_trade(s);    // feedback conditions look at commitments,
  start_markets(s);  // markets and sectors as they stand at the start
  read_feedback(s);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    refresh_lane(s, lane, 0, s.plan.everything, true);
    s.events.next_instant[0][lane] = next_instant_after(s, lane, 0);
    s.dirty[lane] = 0;
    observe_regimes(s, lane, 0, -1, -1);
  }
  start_supply(s);  // levels begin at their goals, which the modifiers have just set
}

void step_events(BlockState& s) {
  const auto& edges = s.plan.edges;
  auto from_edge = std::lower_bound(edges.begin(), edges.end(), s.from - kSameInstantDays);
  for (; from_edge != edges.end() && *from_edge <= s.from + kSameInstantDays; ++from_edge)
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      s.mark_dirty(lane, s.plan.edge_items[static_cast<std::size_t>(from_edge - edges.begin())]);
  const auto inside = std::upper_bound(edges.begin(), edges.end(), s.from + kSameInstantDays);
  const bool edge_inside = inside != edges.end() && *inside < s.to - kSameInstantDays;

  for (std::size_t f = 0; f < s.model.factors.size(); ++f) std::copy(s.x[f], s.x[f] + kLanes, s.x_start[f]);
  read_feedback(s);
  load_numbers(s);
  load_ratios(s);
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (s.dirty[lane]) {
      refresh_lane(s, lane, s.from, s.to_refresh[lane]);
      std::fill(s.to_refresh[lane].begin(), s.to_refresh[lane].end(), 0);
      s.events.next_instant[0][lane] = next_instant_after(s, lane, s.from);
      s.dirty[lane] = 0;
    }

  // Lanes with a date, a trigger or an edge in the step leave the columns, and those where a clock crosses.
  LaneScratch scratch(s.plan);
  double slack[kLanes];
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    slack[lane] = edge_inside || s.events.next_instant[0][lane] <= s.to + kSameInstantDays ? -1 : model::kNever;
  const double reach = s.days() + kSameInstantDays;
  for (const int index : s.plan.clocks) {
    const auto e = static_cast<std::size_t>(index);
    lower_slack(s.events.left[e], s.events.speed[e], load_ratio(s, e), reach, slack);
  }
  for (const int index : s.plan.clocks) {
    const auto e = static_cast<std::size_t>(index);
    take_off(s.events.left[e], s.events.speed[e], load_ratio(s, e), s.days(), slack);
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (!(slack[lane] > 0)) LaneStep(s, scratch, lane).advance();
  settle_averages(s);
}

}  // namespace truce::engine

#include "sim/engine/lane_step.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/base/contract.hpp"
#include "sim/base/dates.hpp"
#include "sim/base/errors.hpp"
#include "sim/engine/clock_rows.hpp"
#include "sim/engine/clocks.hpp"

namespace truce::engine {

using model::Timing;

namespace {

constexpr int kMostFiringsAtOneInstant = 1000;
constexpr int kMostFiringsInOneStep = 1000000;

// Advances one lane through (from, to], from one instant to the next. Everything here is rare and plain.
class LaneStep {
 public:
  LaneStep(BlockState& s, LaneScratch& scratch, std::size_t lane)
      : s_(s), scratch_(scratch), lane_(lane), width_(s.events.left.width()), t_(s.from) {
    edge_ = std::upper_bound(s.plan.edges.begin(), s.plan.edges.end(), s.from + kSameInstantDays);
    scratch_.sums.assign(s.plan.moving.size(), 0.0);
    scratch_.items.assign(s.plan.everything.size(), 0);
    scratch_.at_instant.clear();
    s_.numbers_moved = false;
    // Nothing of the path's own lies before its next instant.
    if (s.events.next_instant[lane] <= s.to + kSameInstantDays) own_edge_ = next_own_edge_after(s, lane, t_);
    look();
  }

  void advance() {
    for (;;) {
      const double due = earliest_due();
      const double edge = std::min(next_common_edge(), own_edge_);
      if (due <= s_.to + kSameInstantDays && due <= edge + kSameInstantDays) {
        move_to(std::min(due, s_.to));
        fire_first_of(due + kSameInstantDays);
        // A firing looks again at what it touched; an edge at the same instant has moved more.
        if (edge <= t_ + kSameInstantDays) refresh_at_edge();
        own_edge_ = next_own_edge_after(s_, lane_, t_);
        look();
      } else if (edge < s_.to - kSameInstantDays) {
        move_to(edge);
        refresh_at_edge();
        own_edge_ = next_own_edge_after(s_, lane_, t_);
        look();
      } else {
        break;
      }
    }
    const bool edge_at_end = own_edge_ <= s_.to + kSameInstantDays;
    move_to(s_.to);
    if (s_.numbers_moved || edge_at_end) average_numbers();  // an edge at the end moves them for the next step only
    if (edge_at_end) refresh_at_edge();
    s_.events.next_instant[lane_] = next_instant_after(s_, lane_, t_);
  }

 private:
  void refresh_at_edge() {
    std::fill(scratch_.items.begin(), scratch_.items.end(), 0);
    touch_edges_at(s_, lane_, t_, scratch_.items);
    refresh_lane(s_, lane_, t_, scratch_.items);
  }

  // Of all that could fire, what is due in this step as things stand now.
  void look() {
    scratch_.due.clear();
    const auto& state = s_.events;
    const double reach = s_.to - t_ + kSameInstantDays;
    const double* left = state.left[lane_];
    const double* pace = state.pace[lane_];
    if (least_rest(left, pace, reach, width_) <= 0)
      for (const int index : s_.plan.clocks) {
        const auto e = static_cast<std::size_t>(index);
        if (left[e] - pace[e] * reach <= 0)
          add_due(std::isinf(pace[e]) ? t_ : t_ + left[e] / pace[e], index, FiredBy::kOwnClock);
      }
    const double limit = s_.to + kSameInstantDays;
    const double* date = state.due[lane_];
    const double* trigger = state.trigger_due[lane_];
    if (least_of(date, trigger, width_) <= limit)
      for (const int index : s_.plan.instants) {
        const auto e = static_cast<std::size_t>(index);
        if (date[e] <= limit) add_due(std::max(date[e], t_), index, FiredBy::kOwnClock);
        if (trigger[e] <= limit) add_due(std::max(trigger[e], t_), index, FiredBy::kTrigger);
      }
    for (const int index : s_.plan.whens)
      if (state.armed[lane_][index]) add_due(t_, index, FiredBy::kOwnClock);
  }

  void add_due(double at, int event, FiredBy by) { scratch_.due.push_back({at, event, by}); }

  double earliest_due() const {
    double due = model::kNever;
    for (const auto& candidate : scratch_.due) due = std::min(due, candidate.at);
    return due;
  }

  // The next edge after now of a window or table that all paths share.
  double next_common_edge() {
    while (edge_ != s_.plan.edges.end() && *edge_ <= t_ + kSameInstantDays) ++edge_;
    return edge_ == s_.plan.edges.end() ? model::kNever : *edge_;
  }

  void move_to(double t) {
    const double days = t - t_;
    if (!(days > 0)) return;
    use_up(s_.events.left[lane_], s_.events.pace[lane_], days, width_);
    for (std::size_t i = 0; i < scratch_.sums.size(); ++i) {
      const auto n = static_cast<std::size_t>(s_.plan.moving[i]);
      const double value = s_.now[lane_][n];
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
      set_due(s_, e, lane_, model::kNever);  // its condition is false on the date: it does not happen
      refresh_lane(s_, lane_, t_, s_.plan.by_date[e]);
      return;
    }
    count_firing(event);
    fire(s_, event, lane_, t_, FiredBy::kOwnClock, event);
  }

  void fire_triggered(int event) {
    const auto e = static_cast<std::size_t>(event);
    const int root = s_.events.trigger_root[lane_][e];
    s_.events.trigger_due[lane_][e] = model::kNever;
    s_.events.triggers_due[lane_][e] += 1;
    if (!condition_holds(s_, s_.model.events[e].enabled, lane_, FactorView::kWithJumps)) {
      s_.events.triggers_voided[lane_][e] += 1;
      return;
    }
    count_firing(event);
    fire(s_, event, lane_, t_, FiredBy::kTrigger, root);
  }

  void count_firing(int event) {
    if (t_ > instant_ + kSameInstantDays) {
      instant_ = t_;
      scratch_.at_instant.clear();
    }
    scratch_.at_instant.push_back(event);
    ++in_step_;
    if (++s_.firings % 1024 == 0 && s_.stop.load(std::memory_order_relaxed)) throw Interrupted();
    if (static_cast<int>(scratch_.at_instant.size()) > kMostFiringsAtOneInstant)
      fail("more than 1,000 events fire at one instant");
    if (in_step_ > kMostFiringsInOneStep) fail("more than 1,000,000 events fire in one step");
  }

  [[noreturn]] void fail(const std::string& what) const {
    std::vector<int> loop;
    for (auto it = scratch_.at_instant.rbegin(); it != scratch_.at_instant.rend(); ++it) {
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
  std::size_t width_;
  double t_;
  double own_edge_ = model::kNever;  // of a window that this path's own firings and dates have opened
  std::vector<double>::const_iterator edge_;
  double instant_ = -1;
  int in_step_ = 0;
};

}  // namespace

void advance_lane(BlockState& state, std::size_t lane, LaneScratch& scratch) {
  LaneStep(state, scratch, lane).advance();
}

}  // namespace truce::engine

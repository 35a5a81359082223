// The event mechanism: one clock for each event, advanced from instant to instant (1-model.md, 1.4).
//
// A clock fires when the integral of its speed reaches its threshold. Between the instants where something changes all
// speeds are constant, so the next crossing is known exactly: go there, fire, look again.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "tests/support/reference_path.hpp"

namespace truce::test::reference {

using model::Timing;

namespace {

bool is_hazard(const model::Event& event) {
  return event.timing == Timing::kRate || event.timing == Timing::kProbability;
}

constexpr int kMostFiringsAtOneInstant = 1000;
constexpr int kMostFiringsInAStep = 1000000;

}  // namespace

// One step's events: everything due up to its end, the end included.
void Path::run_events() {
  firings_in_step_ = 0;
  see_conditions();
  for (;;) {
    double earliest = kNever;
    for (std::size_t event = 0; event < clocks_.size(); ++event)
      earliest = std::min({earliest, own_instant(event), clocks_[event].trigger_due});

    // An edge changes speeds: look again there. What is due at the edge itself is due whatever the speeds after it.
    const double edge = next_edge();
    if (edge < std::min(earliest, step_end_)) {
      advance(edge);
      continue;
    }
    if (earliest > step_end_ + kSameInstantDays) {
      advance(step_end_);
      return;
    }

    // Instants within 1e-9 days are one: of all that is due now, the first declared goes first, its own clock before
    // its trigger.
    const double last_of_instant = earliest + kSameInstantDays;
    for (std::size_t event = 0; event < clocks_.size(); ++event) {
      const bool own = own_instant(event) <= last_of_instant;
      if (!own && clocks_[event].trigger_due > last_of_instant) continue;
      advance(std::min(earliest, step_end_));
      if (own)
        ring(event);
      else
        trigger_comes_due(event);
      break;
    }
    see_conditions();
  }
}

// At `start`: the first thresholds of the clocks that run whether enabled or not; delays wait for their conditions.
void Path::start_clocks() {
  clocks_.resize(model_.events.size());
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    const model::Event& event = model_.events[i];
    if (is_hazard(event)) draw_threshold(i);
    if (event.timing == Timing::kDate)
      clocks_[i].due = std::max(0.0, event.date + draw(event.threshold, event.threshold_stream, 0));
    // True at `start` is not becoming true.
    if (event.timing == Timing::kWhen) clocks_[i].was_true = holds(event.when, FactorView::kWithJumps);
  }
  see_conditions();
}

void Path::draw_threshold(std::size_t i) {
  const model::Event& event = model_.events[i];
  Clock& clock = clocks_[i];
  clock.left = is_hazard(event) ? random::exponential_at(model_.seed, number_, event.threshold_stream, clock.thresholds)
                                : std::max(0.0, draw(event.threshold, event.threshold_stream, clock.thresholds));
  clock.drawn += clock.left;
  ++clock.thresholds;
}

// After every complete firing and at each step's start: delays start or are dropped, `when` events arm or disarm.
void Path::see_conditions() {
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    const model::Event& event = model_.events[i];
    Clock& clock = clocks_[i];
    if (event.timing == Timing::kDelay) {
      if (!holds(event.enabled, FactorView::kWithJumps)) {
        clock.running = false;
        clock.waits_for_false = false;
      } else if (!clock.running && !clock.waits_for_false) {
        draw_threshold(i);
        clock.running = true;
      }
    }
    if (event.timing == Timing::kWhen) {
      // It fires at the instant its condition becomes true, or not at all: what comes before it at that instant may
      // still end the condition or the `while`.
      const bool is_true = holds(event.when, FactorView::kWithJumps);
      if (is_true && !clock.was_true) clock.armed = true;
      if (!is_true || !holds(event.enabled, FactorView::kWithJumps)) clock.armed = false;
      clock.was_true = is_true;
    }
  }
}

double Path::modifiers_of(const model::Event& event) const {
  double product = 1;
  for (int i = event.modifiers.begin; i < event.modifiers.end; ++i) {
    const model::Modifier& modifier = model_.modifiers[static_cast<std::size_t>(i)];
    if (acts(modifier, FactorView::kWithJumps)) product *= multiplier(modifier, FactorView::kWithJumps);
  }
  return product;
}

// v(t), per day, of a rate, probability or delay clock now; 0 while it pauses or rests.
double Path::speed(std::size_t i) const {
  const model::Event& event = model_.events[i];
  const Clock& clock = clocks_[i];
  if (event.timing == Timing::kDelay) return clock.running ? 1 / modifiers_of(event) : 0;
  if (!is_hazard(event) || clock.spent || !holds(event.enabled, FactorView::kWithJumps)) return 0;
  if (!event.has_table) return value(event.rate) / kDaysPerYear * modifiers_of(event);
  for (int piece = event.hazard.begin; piece < event.hazard.end; ++piece) {
    const model::HazardPiece& hazard = model_.hazard_pieces[static_cast<std::size_t>(piece)];
    if (now_ < hazard.to - kSameInstantDays) return hazard.per_day * modifiers_of(event);
  }
  return 0;  // after the table's last date
}

// When the event's own clock is due if nothing changes before; kNever if it does not run.
double Path::own_instant(std::size_t i) const {
  const model::Event& event = model_.events[i];
  const Clock& clock = clocks_[i];
  switch (event.timing) {
    case Timing::kNone:
      return kNever;
    case Timing::kDate:
      return clock.due;
    case Timing::kWhen:
      return clock.armed && !clock.spent ? now_ : kNever;
    case Timing::kDelay:
      // left / speed; modifiers that give 0 fire at once.
      return clock.running ? now_ + clock.left * modifiers_of(event) : kNever;
    case Timing::kRate:
    case Timing::kProbability: {
      const double v = speed(i);
      return v > 0 ? now_ + clock.left / v : kNever;
    }
  }
  return kNever;
}

// The next instant at which some modifier or table may change by itself. An edge within 1e-9 days is here already.
double Path::next_edge() const {
  double next = kNever;
  const auto see = [&](double edge) {
    if (edge > now_ + kSameInstantDays) next = std::min(next, edge);
  };
  for (const model::Modifier& modifier : model_.modifiers) {
    for (int i = modifier.windows.begin; modifier.has_window && i < modifier.windows.end; ++i) {
      see(model_.windows[static_cast<std::size_t>(i)].from);
      see(model_.windows[static_cast<std::size_t>(i)].to);
    }
    if (modifier.since.valid()) see(latest_mark_[modifier.since.index()] + modifier.since_within);
    if (modifier.before.valid()) see(clocks_[modifier.before.index()].due - modifier.before_within);
  }
  for (const model::HazardPiece& piece : model_.hazard_pieces) see(piece.to);
  return next;
}

// Moves the path to `to`, before which nothing changes: clocks run, time is spent in regimes, numbers are integrated.
void Path::advance(double to) {
  const double dt = to - now_;
  if (dt <= 0) return;
  for (std::size_t i = 0; i < clocks_.size(); ++i) clocks_[i].left = std::max(0.0, clocks_[i].left - speed(i) * dt);
  for (std::size_t i = 0; i < regimes_.size(); ++i)
    record_.regime_days[static_cast<std::size_t>(model_.regimes[i].first_state + regimes_[i].now)] += dt;
  for (std::size_t i = 0; i < integral_.size(); ++i) {
    const model::StepNumber& number = model_.step_numbers[i];
    const double v = step_number_now(number);
    integral_[i] += (number.root_mean_square ? v * v : v) * dt;
  }
  now_ = to;
}

// The event's own clock has reached its threshold.
void Path::ring(std::size_t i) {
  const model::Event& event = model_.events[i];
  Clock& clock = clocks_[i];
  if (event.timing == Timing::kDate && !holds(event.enabled, FactorView::kWithJumps)) {
    clock.due = kNever;  // the date passes and nothing happens
    return;
  }
  if (is_hazard(event)) record_.event_own_count[i] += 1;  // N
  fire(i, static_cast<int>(i), Cause::kOwnClock);
}

// The clock after its own firing: it starts afresh, or is spent.
void Path::restart(std::size_t i) {
  const model::Event& event = model_.events[i];
  Clock& clock = clocks_[i];
  clock.left = 0;
  clock.due = kNever;
  clock.running = false;
  clock.armed = false;
  if (!event.repeat) {
    clock.spent = true;
    clock.waits_for_false = true;
  } else if (is_hazard(event)) {
    draw_threshold(i);
  }
}

// A trigger's delay has ended: the event fires if its `while` holds now, otherwise the trigger is void.
void Path::trigger_comes_due(std::size_t i) {
  const int root = clocks_[i].trigger_root;
  clocks_[i].trigger_due = kNever;
  record_.triggers_due[i] += 1;
  if (holds(model_.events[i].enabled, FactorView::kWithJumps))
    fire(i, root, Cause::kTrigger);
  else
    record_.triggers_voided[i] += 1;
}

// More than 1,000 firings at one instant, or 1,000,000 in a step, is a loop in the model.
void Path::count_firing(std::size_t i) {
  if (!(now_ - instant_ <= kSameInstantDays)) {
    instant_ = now_;
    firings_at_instant_ = 0;
  }
  ++firings_at_instant_;
  ++firings_in_step_;
  if (firings_at_instant_ > kMostFiringsAtOneInstant || firings_in_step_ > kMostFiringsInAStep)
    throw RunError(
        fmt::format("event '{}' fires without end on path {} at day {}", model_.events[i].name, number_, now_));
}

}  // namespace truce::test::reference

#pragma once
// One path while it runs: its state, and one member function for each formula of 1-model.md.
#include <cstdint>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/model/model.hpp"
#include "tests/support/reference.hpp"

namespace truce::test::reference {

using model::kNever;

// An event's clock (1.4), and the trigger that waits beside it.
struct Clock {
  double left = 0;               // rate, probability, delay: the threshold less the speed integrated so far
  double drawn = 0;              // all thresholds drawn so far, summed
  std::uint32_t thresholds = 0;  // and how many they were
  double due = kNever;           // date: the pending instant
  bool spent = false;            // once-only, and its own firing is past
  bool running = false;          // delay: between its start and its firing
  bool waits_for_false = false;  // once-only delay: has fired, and its condition has held ever since
  bool was_true = false;         // when: the condition as last seen
  bool armed = false;            // when: the condition became true, and the event has not fired for it
  double trigger_due = kNever;   // the pending trigger, and the event that began its chain
  int trigger_root = -1;
};

struct RegimeState {
  int now = 0;
  int before = 0;  // the last different state
};

struct FlowState {
  double ordered = 0, shipped = 0;  // `*_to_date` included
  double book = 0;                  // ordered, not yet shipped
  double rate = 0;                  // orders of the last step per week
};
struct CommitmentState {
  double ordered = 0, shipped = 0;  // inside the window
};
struct ChainState {
  double level = 0;
};
struct SectorState {
  double drawdown = 0;     // D, weeks
  double substituted = 0;  // share
  double loss = 0;         // weeks of output, so far
  double disrupted_days = 0;
  double spell = 0;        // days of the run of disrupted steps that ends now
  bool disrupted = false;  // in the step before
};
struct MarketState {
  double log_level = 0;  // geometric: ln(price / initial); mean-reverting: ln(level / mean)
  double price = 0;
  double high = 0;   // since `start`
  double worst = 0;  // the largest drawdown so far
  double shock = 0;  // ln(1 + R) of this step's events, summed
};

// Where a number or a condition looks for factors: events see the jumps made so far in the step, the rest does not.
enum class FactorView { kWithJumps, kAtStepStart };

// What made an event fire.
enum class Cause { kOwnClock, kTrigger };

class Path {
 public:
  Path(const model::Model& model, std::uint32_t number);
  PathRecord run();

 private:
  // reference.cpp: the order of a step.
  void start();
  void step(int k);
  void draw_shocks(int k);
  void move_factors();
  void record_row(int k);
  void finish();

  // reference_numbers.cpp
  double value(const model::Number& number) const;
  bool holds(ConditionId condition, FactorView view) const;
  bool holds(const model::ConditionNode& node, FactorView view) const;
  bool commitment_below(int commitment, double share) const;
  bool acts(const model::Modifier& modifier, FactorView view) const;
  double multiplier(const model::Modifier& modifier, FactorView view) const;
  double probability(double written, model::Range modifiers) const;
  double step_number_now(const model::StepNumber& number) const;
  double average(StepNumberId number) const;
  double uniform(random::StreamId stream, std::uint32_t index) const;
  double draw(const random::Distribution& distribution, random::StreamId stream, std::uint32_t index) const;

  // reference_clocks.cpp
  void run_events();
  void start_clocks();
  void see_conditions();
  double modifiers_of(const model::Event& event) const;
  double speed(std::size_t event) const;
  double own_instant(std::size_t event) const;
  double next_edge() const;
  void advance(double to);
  void draw_threshold(std::size_t event);
  void ring(std::size_t event);
  void restart(std::size_t event);
  void trigger_comes_due(std::size_t event);

  // reference_firing.cpp
  void fire(std::size_t event, int root, Cause cause);
  int draw_outcome(const model::Event& event, std::uint32_t firing) const;
  void carry_out(const model::Effects& effects, std::uint32_t firing, int root);
  void set(const model::SetEffect& effect);
  void shock(const model::Effects& effects, std::uint32_t firing);
  void trigger(const model::TriggerEffect& effect, std::uint32_t firing, int root);
  void see_regimes(int cause, int root);
  void count_firing(std::size_t event);

  // reference_trade.cpp, reference_supply.cpp, reference_markets.cpp
  void move_flow(std::size_t flow);
  double wanted_topup(const model::Flow& flow, double commercial, double pace) const;
  void move_chain(std::size_t chain);
  void move_sector(std::size_t sector, double level);
  void move_market(std::size_t market);
  double weekly_noise(const model::Number& variation, int noise_row) const;
  int month_of_step() const;
  double season_of_step(const model::Season& season) const;

  // reference_outcomes.cpp
  bool statement(int node) const;
  double quantity(const model::OutcomeNode& node) const;
  double outcome(const model::Outcome& outcome) const;
  int row_that_holds(double day) const;

  const model::Model& model_;
  const std::uint32_t number_;
  PathRecord record_;

  // Where the path is.
  double now_ = 0;
  double step_start_ = 0, step_end_ = 0;  // the step covers (step_start_, step_end_]
  double step_days() const { return step_end_ - step_start_; }
  double step_weeks() const { return step_days() / kDaysPerWeek; }
  double step_years() const { return step_days() / kDaysPerYear; }

  // What moves.
  std::vector<double> parameters_;  // numbers drawn once for this path
  std::vector<double> x_;           // factors, with this step's jumps so far
  std::vector<double> x_at_start_;  // factors at the step's start
  std::vector<RegimeState> regimes_;
  std::vector<Clock> clocks_;
  std::vector<double> first_mark_;  // first and latest firing of every mark; kNever: none yet
  std::vector<double> latest_mark_;
  std::vector<FlowState> flows_;
  std::vector<CommitmentState> commitments_;
  std::vector<ChainState> chains_;
  std::vector<SectorState> sectors_;
  std::vector<MarketState> markets_;

  // This step's shocks, and the integrals over the step of the numbers that modifiers or regimes move.
  std::vector<double> eps_;       // one for each noise
  std::vector<double> integral_;  // of the number (or of its square), one for each step number

  // Guards against firing without end.
  double instant_ = -1;
  int firings_at_instant_ = 0;
  int firings_in_step_ = 0;

  // Regime statements of outcomes, one for each outcome node (other nodes unused): as the path went so far.
  struct Statement {
    bool ever = false;   // held after some firing before the deadline, or at start
    bool always = true;  // held after every firing before the deadline, and at start
    bool at_deadline = false;
  };
  std::vector<Statement> statements_;
  Table<double> disrupted_days_;  // by the end of each step
  Table<double> market_drawdown_;
};

}  // namespace truce::test::reference

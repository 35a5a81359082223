#pragma once
// What the engine reads: the scenario as flat tables, names replaced by indices, constants folded, everything checked.
// Never changes after build_model(). Time in days since `start`; hazards per day; flows per week; all else as in
// scenario/number.hpp.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/base/dates.hpp"
#include "sim/base/ids.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/philox.hpp"

namespace truce::model {

inline constexpr double kNever = std::numeric_limits<double>::infinity();

// [begin, end) in one of the model's vectors.
struct Range {
  int begin = 0;
  int end = 0;
  bool empty() const { return begin == end; }
  int size() const { return end - begin; }
};

// A number of the model: a constant, or drawn once per path (then `parameter` is valid and `value` is its median).
struct Number {
  double value = 0;
  ParameterId parameter;
};

// A number drawn once per path: distribution.draw(uniform_at(seed, path, stream, 0)).
struct Parameter {
  std::string path;  // "trade.soybeans.pace"
  random::Distribution distribution;
  random::StreamId stream;  // "parameter/" + path; all aims of a flow share "parameter/trade.FLOW.aim"
};

// --- conditions ---------------------------------------------------------------------------------------------------

// One test of a condition. All nodes of a condition must hold.
struct ConditionNode {
  enum class Kind { kRegime, kCommitment, kMarket, kSector, kFactor, kAny, kNot };
  Kind kind = Kind::kRegime;
  int subject = -1;          // index of the regime, commitment, market, sector or factor
  std::uint64_t states = 0;  // kRegime: bit s set: state s will do
  double threshold = 0;      // kCommitment: share; kMarket: drawdown (> threshold holds); kFactor: level
  double log_fall = 0;       // kMarket: -ln(1 - threshold): how far below its high the log level must be
  bool above = false;        // kFactor: x > threshold, else x < threshold
  Range children;            // kAny, kNot: indices into Model::condition_children
};
struct Condition {
  Range nodes;                 // into Model::condition_nodes
  bool uses_feedback = false;  // a commitment, market or sector somewhere in it
  bool uses_factor = false;
};

// --- modifiers ----------------------------------------------------------------------------------------------------

// [from, to), in days since `start`.
struct Interval {
  double from = 0;
  double to = 0;
};

// All tests must hold for the modifier to act. Then, in this order: value * times * exp(log_ratio * factor); value +
// plus; odds of a probability * odds.
struct Modifier {
  ConditionId condition;  // invalid: no `while`
  bool has_window = false;
  Range windows;                 // into Model::windows: acts inside any of them
  MarkId since;                  // invalid: no `since`
  double since_within = kNever;  // days; acts while now - latest firing < since_within
  EventId before;                // invalid: no `before`; a `date` event
  double before_within = 0;      // days; acts while 0 <= pending date - now <= before_within
  FactorId factor;               // invalid: no ratio
  double log_ratio = 0;
  double times = 1;
  double plus = 0;
  double odds = 1;
  bool has_plus = false;
  bool has_odds = false;
};

// --- numbers outside events that modifiers or regimes move ----------------------------------------------------------

// Enters a step as its time average over the step (rms: the root of the time average of its square). At an instant:
// (base or level of the regime's state) x all `times` and ratios, then + all `plus`.
struct StepNumber {
  std::string path;
  Number base;
  RegimeId by;      // valid: base is levels[state]
  Range levels;     // into Model::levels
  Range modifiers;  // into Model::modifiers
  bool root_mean_square = false;
  bool constant() const { return !by.valid() && modifiers.empty(); }
};

// --- the nouns ----------------------------------------------------------------------------------------------------

struct Factor {
  std::string name;
  StepNumberId mean;
  double half_life = 0;  // days
  double sd = 0;
  double initial = 0;
  int noise = -1;  // row of Model::noises
};

struct Regime {
  std::string name;
  std::vector<std::string> states;
  int initial = 0;
  int first_state = 0;  // index of "name.states[0]" among all regimes' states
};

enum class Timing { kNone, kRate, kProbability, kDelay, kDate, kWhen };

// Hazard of a table from the end of the previous piece (0 for the first) to `to`; after the last piece it is 0.
struct HazardPiece {
  double to = 0;
  double per_day = 0;
};

struct SetEffect {
  RegimeId regime;
  int state = 0;  // -1: the last different state
};
struct JumpEffect {
  FactorId factor;
  random::Distribution size;
  random::StreamId stream;  // "event/X/jump/F"; for an outcome's effect X is "EVENT.OUTCOME" here and below
};
struct ShockEffect {
  MarketId market;
  random::Distribution simple_return;
  double times = 1;
  double log_return = 0;  // ln(1 + times x simple_return), the return held above -99.9 %, where it is fixed
};
struct TriggerEffect {
  EventId event;
  bool always = false;
  double probability = 1;
  Range modifiers;
  random::Distribution delay;
  random::StreamId stream;        // "event/X/trigger/Y"
  random::StreamId delay_stream;  // "event/X/trigger/Y/delay"
};
struct ScheduleEffect {
  EventId event;
  bool to_date = false;
  double day = 0;
  random::Distribution delay;
  random::StreamId stream;  // "event/X/schedule/Y"
};

// Carried out in this order: sets, jumps, shocks, triggers, schedules; each range into the vector of that name in
// Model. Shocks: z_j = normal_quantile(uniform_at(seed, path, shock_streams[j], firing)) for every market j
// (declaration order), w = L z with L the Cholesky factor of the markets' block of the correlation matrix, R =
// draw_at_normal(w_m). Where that block is the identity, R = draw(uniform) directly.
struct Effects {
  Range sets, jumps, shocks, triggers, schedules;
  int shock_streams =
      -1;  // first of `markets.size()` entries of Model::shock_streams, "event/X/shock/M"; -1: no shocks
};

struct OutcomeOfEvent {
  std::string name;       // "held"
  std::string full_name;  // "beijing_visit.held"
  bool rest = false;
  double probability = 0;
  Range modifiers;
  Effects effects;
};

struct Event {
  std::string name;
  Timing timing = Timing::kNone;
  bool repeat = false;
  ConditionId enabled;  // `while`; invalid: always
  Number rate;          // kRate and kProbability without table: hazard per YEAR
  bool has_table = false;
  Range hazard;                    // kProbability with table: into Model::hazard_pieces, per day
  random::Distribution threshold;  // kDelay: days; kDate: the shift, days
  double date = kNever;            // kDate: day, before the shift
  ConditionId when;                // kWhen
  Range modifiers;                 // of the speed (kRate, kProbability) or of the delay (kDelay)
  Range outcomes;                  // into Model::outcomes_of_events
  bool has_rest = false;
  Effects effects;
  random::StreamId threshold_stream;  // "event/X/threshold"; index: how many thresholds were drawn before
  random::StreamId outcome_stream;  // "event/X/outcome"; index: how often the event fired before (own clock or trigger)
};

struct Commitment {
  std::string name;  // "soybeans.initial"
  FlowId flow;
  Number quantity;
  double from = 0;  // days
  double to = 0;    // the end of the last day
  bool counts_shipped = false;
  Number aim;
  bool has_haste = false;
  Number haste;
};

// The weights of the months, January first. Where one of them is drawn, the twelve are scaled to a mean of 1 on each
// path; else they are scaled already.
struct Season {
  Number months[12];
  bool drawn = false;
};

struct Flow {
  std::string name;
  std::string unit;
  StepNumberId baseline, pace;     // per week
  StepNumberId capacity;           // invalid: unlimited
  StepNumberId shipping_capacity;  // invalid: unlimited
  Number noise;                    // coefficient of variation of a week
  Number ordered_to_date, shipped_to_date;
  Number shipment_lag;  // days
  Season season, shipping_season;
  Range commitments;  // into Model::commitments
  int noise_row = -1;
};

struct Sector {
  std::string name;  // "rare_earths.automotive"
  ChainId chain;
  Number need;
  random::Distribution cover;  // weeks, over firms
  double cover_cap = 0;        // its 99.9 % point
  Number exposure;
  bool has_substitution = false;
  Number substitution_half_life;  // days
  Number substitution_max;
  Number disrupted_above;  // share of firms without stock
};

struct Chain {
  std::string name;
  StepNumberId level;
  Number ramp;  // days
  Number noise;
  Range sectors;  // into Model::sectors
  int noise_row = -1;
};

struct Beta {
  FactorId factor;
  Number loading;
};

struct Market {
  std::string name;
  std::string unit;
  bool mean_reverting = false;
  Number initial;
  StepNumberId volatility;  // per sqrt(year), root mean square over a step
  StepNumberId drift;       // per year; only geometric
  int tails = -1;           // row of Model::tails; -1: normal
  Number mean;
  Number half_life;  // days
  Range betas;       // into Model::betas
  int noise_row = -1;
};

// One chi-square a step, shared by the markets with the same degrees of freedom.
struct Tail {
  int degrees = 0;
  std::vector<random::StreamId> pairs;  // "tails/n/pair/i"
  random::StreamId single;              // "tails/n/single"
};

struct Noise {
  std::string name;         // "factors.tension", "trade.soybeans", "supply.rare_earths", "markets.vix"
  random::StreamId stream;  // "factor/X", "flow/X", "chain/X", "market/X"
};

struct Comparison {
  enum class Kind { kAtLeast, kAtMost, kAbove, kBelow };
  Kind kind = Kind::kAtLeast;
  double value = 0;
};

// A node of an outcome; children and comparisons are ranges into Model::outcome_children and Model::comparisons. A
// node's children have smaller indices than it has, and may be shared with other nodes.
struct OutcomeNode {
  enum class Kind { kEvent, kRegime, kCommitment, kFlow, kSector, kMarket, kAll, kAny, kNot };
  enum class Quantity { kOrdered, kShipped, kDisruptedDays, kLoss, kReturn, kDrawdown };
  enum class When { kBy, kAt, kThroughout };
  Kind kind = Kind::kEvent;
  MarkId mark;            // kEvent
  ConditionId condition;  // kRegime
  int subject = -1;       // index of the commitment, flow, sector or market
  Quantity quantity = Quantity::kOrdered;
  bool in_volume = false;  // kCommitment
  Range comparisons;       // empty: the quantity itself
  When when = When::kBy;
  double deadline = kNever;  // days; the end of the written day, or of the simulation
  Range children;            // into Model::outcome_children: indices of nodes
};

struct Outcome {
  std::string name;
  int node = -1;
  int given = -1;         // a node; -1: unconditional
  bool statement = true;  // 0 or 1, else a quantity
};

struct Horizon {
  Date date;
  double day = 0;  // the end of the date
  int step = 0;    // the row of `time` at which it is read: the end of the step that holds it, 1..steps
};

struct Model {
  std::string name, title;
  Date start, end;
  double horizon_days = 0;
  double step_days = 7;
  std::vector<double> times;  // 0 = times[0] < ... < times[steps()] = horizon_days
  std::uint64_t seed = 1;
  std::vector<Parameter> parameters;

  std::vector<Factor> factors;
  std::vector<Regime> regimes;
  std::vector<Event> events;
  std::vector<OutcomeOfEvent> outcomes_of_events;
  std::vector<Flow> flows;
  std::vector<Commitment> commitments;
  std::vector<Chain> chains;
  std::vector<Sector> sectors;
  std::vector<Market> markets;
  std::vector<Noise> noises;  // factors, flows, chains, markets, each as declared
  std::vector<Tail> tails;
  // Lower triangular L with C = L L^T over the noises, row-major; and the same for the markets' block alone.
  std::vector<double> noise_factor;
  std::vector<double> market_factor;
  bool noises_independent = true;  // C is the identity
  bool markets_independent = true;
  std::vector<Horizon> horizons;  // `end` alone where the scenario names none

  std::vector<Condition> conditions;
  std::vector<ConditionNode> condition_nodes;
  std::vector<int> condition_children;  // indices into conditions
  std::vector<Modifier> modifiers;
  std::vector<Interval> windows;
  std::vector<StepNumber> step_numbers;
  std::vector<Number> levels;
  std::vector<HazardPiece> hazard_pieces;
  std::vector<SetEffect> sets;
  std::vector<JumpEffect> jumps;
  std::vector<ShockEffect> shocks;
  std::vector<random::StreamId> shock_streams;
  std::vector<TriggerEffect> triggers;
  std::vector<ScheduleEffect> schedules;
  std::vector<Beta> betas;
  std::vector<Outcome> outcomes;
  std::vector<OutcomeNode> outcome_nodes;
  std::vector<int> outcome_children;
  std::vector<Comparison> comparisons;

  bool has_truce = false;
  ConditionId truce;  // holds while; regimes only

  int steps() const { return static_cast<int>(times.size()) - 1; }
  int regime_state_count() const {
    return regimes.empty() ? 0 : regimes.back().first_state + static_cast<int>(regimes.back().states.size());
  }
  // Marks: events first, then all outcomes of events.
  int mark_count() const { return static_cast<int>(events.size() + outcomes_of_events.size()); }
};

}  // namespace truce::model

#pragma once
// An event as the file says it (1-model.md, 1.4).
#include "sim/scenario/condition.hpp"

namespace truce::scenario {

struct SetSpec {
  Name regime;
  Name state;             // meaningless where `previous`
  bool previous = false;  // back to the last different state
};

struct JumpSpec {
  Name factor;
  NumberSpec size;  // a distribution is drawn afresh at each firing
};

struct MarketShockSpec {
  Name market;
  NumberSpec simple_return;  // a fraction; distribution drawn afresh at each firing
};

// `shock`, written out or from a row of the `shocks` table (already looked up; dashes or nulls of a row left out).
struct ShockSpec {
  SourceRange at;
  std::vector<MarketShockSpec> markets;
  NumberSpec times;  // default 1; fixed
};

struct TriggerSpec {
  Name event;
  SourceRange at;
  bool always = false;
  NumberSpec probability;
  std::vector<ModifierSpec> modifiers;  // `plus`, `odds`, and the tests
  NumberSpec delay;                     // days; default 0
};

struct ScheduleSpec {
  Name event;  // a `date` event
  bool to_date = false;
  double day = 0;    // days since `start`, where to_date
  NumberSpec delay;  // days, otherwise
};

struct EffectsSpec {
  std::vector<SetSpec> set;
  std::vector<JumpSpec> jump;
  std::optional<ShockSpec> shock;
  std::vector<TriggerSpec> trigger;
  std::vector<ScheduleSpec> schedule;
};

struct OutcomeOfEventSpec {
  Name name;
  std::string about;
  bool rest = false;
  NumberSpec probability;
  std::vector<ModifierSpec> modifiers;  // `plus`, `odds`, and the tests
  EffectsSpec effects;
};

enum class Timing { kNone, kRate, kProbability, kDelay, kDate, kWhen };

// One row of a cumulative table: `by` in days since `start` (the end of the written day), probability by then.
struct TableRowSpec {
  double by_day = 0;
  NumberSpec probability;
};

struct EventSpec {
  Name name;
  std::string about;
  std::string source;
  std::optional<ConditionSpec> while_;
  Timing timing = Timing::kNone;
  // kRate: hazard per year. kProbability without a table: the probability per year. kDelay: days.
  NumberSpec number;
  std::vector<TableRowSpec> table;  // kProbability, cumulative; `p by DATE` is one row
  double date_day = 0;              // kDate: days since `start`, may be negative
  std::optional<NumberSpec> shift;  // kDate: days
  std::optional<ConditionSpec> when;
  bool repeat = false;  // as given, or the timing's default
  std::vector<ModifierSpec> modifiers;
  std::vector<OutcomeOfEventSpec> outcomes;
  EffectsSpec effects;
};

}  // namespace truce::scenario

#pragma once
// Writes one random scenario, section by section. The world (which names there are) is decided first, so that any part
// may refer to any other.
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/dates.hpp"
#include "tests/support/choices.hpp"

namespace truce::test {

class ScenarioWriter {
 public:
  ScenarioWriter(std::uint64_t seed, Choices choices);
  std::string write();
  const std::set<std::string>& features() const { return features_; }

 private:
  struct Regime {
    std::string name;
    std::vector<std::string> states;
  };
  enum class Kind { kRate, kPerYear, kTable, kBy, kDelay, kDate, kShiftedDate, kWhen, kTriggered };
  struct Event {
    std::string name;
    Kind kind = Kind::kRate;
    std::vector<std::string> outcomes;
    bool triggered = false;  // some trigger names it
  };
  struct Flow {
    std::string name;
    std::vector<std::string> commitments;
  };
  struct Chain {
    std::string name;
    int by = -1;  // a regime
    std::vector<std::string> sectors;
  };
  // Where a condition stands: everything allowed, regimes only, or the `when` of an event, which may not read the
  // regime that `when` events set (else two of them could fire each other without end).
  enum class Reads { kAll, kRegimes, kWhen };
  // What a modifier may do to its number.
  enum class Acts { kHazard, kDelay, kRepeatingDelay, kProbability, kNumber, kMean };
  // Keys of effects in the order in which they are written.
  using Keys = std::vector<std::pair<std::string, std::string>>;

  // random_scenario.cpp: the world, and chance.
  void decide_world();
  std::string head();
  std::string regimes();
  int integer(int least, int most);
  double real(double least, double most);
  bool chance(double probability) { return real(0, 1) < probability; }
  template <class T>
  const T& any_of(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(integer(0, static_cast<int>(items.size()) - 1))];
  }
  void uses(const std::string& feature) { features_.insert(feature); }
  std::string date(int day) const;       // `day` counts from `start`
  int day_between(int first, int last);  // often one of a few key days, so that instants coincide
  std::string date_between(int first, int last) { return date(day_between(first, last)); }
  // For what ends with its day: the key instants are then the ends.
  std::string end_between(int first, int last) { return date(day_between(first + 1, last + 1) - 1); }
  int days_within();  // a window's length; often from one key day to another
  bool is_date(const Event& event) const { return event.kind == Kind::kDate || event.kind == Kind::kShiftedDate; }

  // random_scenario_numbers.cpp. Amounts near `scale`, written with `unit` (" days", "%").
  std::string distribution(double scale, const std::string& unit);
  std::string number(double scale, const std::string& unit, const std::string& noun);
  std::string with_modifiers(const std::string& value, Acts acts);
  std::string delay(double scale);

  // random_scenario_conditions.cpp
  std::string condition(Reads reads, int depth = 0);
  std::string condition_entry(Reads reads, int depth, std::set<std::string>& keys);
  std::string regime_entry(Reads reads);
  std::string modifier(Acts acts);
  std::string modifiers(Acts acts, int most);
  std::string test(std::set<std::string>& keys);
  std::string mark();

  // random_scenario_events.cpp
  std::string events();
  std::string event(std::size_t index);
  std::string timing(std::size_t index);
  std::string outcomes_of_event(std::size_t index);
  Keys effects(std::size_t index, double appetite, bool of_outcome);
  std::string triggers(std::size_t index);
  std::string schedules(std::size_t index);
  std::string shocks();

  // random_scenario_nouns.cpp
  std::string factors();
  std::string trade();
  std::string flow(std::size_t index);
  std::string commitment(int number);
  std::string supply();
  std::string sector();
  std::string cover();
  std::string markets();
  std::string correlation();

  // random_scenario_outcomes.cpp
  std::string outcomes();
  std::string statement(int depth);
  std::string quantity(bool compared);
  std::string compared(double low, double high, const std::string& unit);

  const std::uint64_t seed_;
  Choices choices_;
  std::set<std::string> features_;
  int draws_ = 0;  // distributions written so far: their kinds come in turn
  int covers_ = 0;
  bool driven_by_factor_ = false;  // the event being written: factors move its clock, so it moves none

  Date start_;
  int days_ = 0;
  std::vector<int> key_days_;
  std::vector<std::string> factors_;
  std::vector<Regime> regimes_;
  std::vector<Event> events_;
  std::vector<Flow> flows_;
  std::vector<Chain> chains_;
  std::vector<std::string> markets_;
  std::vector<std::string> shock_rows_;
  std::vector<std::string> when_conditions_;
};

// {a: 1, b: 2}
std::string flow_map(const std::vector<std::pair<std::string, std::string>>& keys);
std::string flow_list(const std::vector<std::string>& items);

}  // namespace truce::test

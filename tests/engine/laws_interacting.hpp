#pragma once
// Three regimes whose events speed each other up and down: the scenario's text, and the same as a Markov chain over the
// joint states. About thirty firings a year; two events move two regimes at once, one has outcomes, one moves nothing.
#include <string>
#include <vector>

#include "tests/engine/laws_markov.hpp"

namespace truce::test {

struct InteractingEvent {
  struct Test {
    int regime;
    std::vector<int> states;
  };
  struct Modifier {
    Test test;
    double times;
  };
  struct Set {
    int regime;
    int state;
  };
  struct Branch {
    double probability;
    std::vector<Set> sets;
  };
  std::string name;
  std::vector<Test> enabled;
  double rate_per_year;
  std::vector<Modifier> modifiers;
  std::vector<Branch> branches;  // one: no outcomes
};

class InteractingRegimes {
 public:
  InteractingRegimes();
  // `only_rate_times` multiplies the rate of the event `label`.
  std::string yaml(int label = -1, double only_rate_times = 1) const;
  MarkovChain chain(int label = -1, double only_rate_times = 1) const;
  // The mistake of reading modifiers at the start of a step only: one step's kernel, regimes moving independently of
  // each other's present states within it.
  Eigen::MatrixXd frozen_kernel(double step_years) const;

  int joint_states() const { return 12; }
  int state_of(int joint, int regime) const;
  const std::vector<InteractingEvent>& events() const { return events_; }
  static const char* regime_name(int regime);
  static std::string state_name(int regime, int state);
  static int states_of(int regime) { return regime == 0 ? 3 : 2; }
  // 1 where the regime is in the state, over joint states.
  Eigen::VectorXd indicator(int regime, int state) const;
  // What the mean of `modifiers` is at a joint state.
  double hazard(const InteractingEvent& event, int joint) const;

  std::vector<InteractingEvent>& change() { return events_; }

 private:
  std::vector<InteractingEvent> events_;
};

}  // namespace truce::test

#include "tests/engine/laws_interacting.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace truce::test {

namespace {
constexpr int kMood = 0, kControls = 1, kBuying = 2;  // 3, 2 and 2 states
}

InteractingRegimes::InteractingRegimes() {
  events_ = {
      {"worsen", {{kMood, {0}}}, 5, {{{kControls, {1}}, 2.5}, {{kBuying, {1}}, 1.6}}, {{1, {{kMood, 1}}}}},
      {"break_down", {{kMood, {1}}}, 3, {{{kControls, {1}}, 3}}, {{1, {{kMood, 2}, {kBuying, 1}}}}},
      {"recover", {{kMood, {1}}}, 8, {{{kBuying, {1}}, 0.4}}, {{1, {{kMood, 0}}}}},
      {"settle", {{kMood, {2}}}, 4, {}, {{0.7, {{kMood, 0}, {kControls, 0}}}, {0.3, {{kMood, 1}}}}},
      {"tighten", {{kControls, {0}}}, 4, {{{kMood, {1}}, 2}, {{kMood, {2}}, 5}}, {{1, {{kControls, 1}}}}},
      {"loosen", {{kControls, {1}}}, 6, {{{kMood, {1, 2}}, 0.5}, {{kBuying, {0}}, 1.5}}, {{1, {{kControls, 0}}}}},
      {"stop_buying", {{kBuying, {0}}}, 3, {{{kMood, {2}}, 4}, {{kControls, {1}}, 2}}, {{1, {{kBuying, 1}}}}},
      {"buy_again", {{kBuying, {1}}, {kMood, {0, 1}}}, 9, {{{kMood, {1}}, 0.5}}, {{1, {{kBuying, 0}}}}},
      {"talks", {{kMood, {0, 1}}}, 6, {{{kMood, {1}}, 1.5}, {{kControls, {1}}, 0.5}}, {{1, {}}}},
  };
}

const char* InteractingRegimes::regime_name(int regime) {
  constexpr const char* kNames[] = {"mood", "controls", "buying"};
  return kNames[regime];
}

std::string InteractingRegimes::state_name(int regime, int state) {
  return fmt::format("{}_{}", regime_name(regime), state);
}

int InteractingRegimes::state_of(int joint, int regime) const {
  return regime == kMood ? joint / 4 : regime == kControls ? joint / 2 % 2 : joint % 2;
}

Eigen::VectorXd InteractingRegimes::indicator(int regime, int state) const {
  Eigen::VectorXd f(joint_states());
  for (int joint = 0; joint < joint_states(); ++joint) f(joint) = state_of(joint, regime) == state ? 1 : 0;
  return f;
}

namespace {
bool holds(const InteractingRegimes& regimes, const InteractingEvent::Test& test, int joint) {
  return std::find(test.states.begin(), test.states.end(), regimes.state_of(joint, test.regime)) != test.states.end();
}
int moved(const InteractingRegimes& regimes, int joint, const std::vector<InteractingEvent::Set>& sets) {
  int states[3];
  for (int r = 0; r < 3; ++r) states[r] = regimes.state_of(joint, r);
  for (const auto& set : sets) states[set.regime] = set.state;
  return states[0] * 4 + states[1] * 2 + states[2];
}
}  // namespace

double InteractingRegimes::hazard(const InteractingEvent& event, int joint) const {
  double hazard = event.rate_per_year;
  for (const auto& test : event.enabled)
    if (!holds(*this, test, joint)) return 0;
  for (const auto& modifier : event.modifiers)
    if (holds(*this, modifier.test, joint)) hazard *= modifier.times;
  return hazard;
}

MarkovChain InteractingRegimes::chain(int label, double only_rate_times) const {
  MarkovChain chain(joint_states());
  for (std::size_t e = 0; e < events_.size(); ++e)
    for (int joint = 0; joint < joint_states(); ++joint)
      for (const auto& branch : events_[e].branches)
        chain.add(
            {joint, moved(*this, joint, branch.sets),
             hazard(events_[e], joint) * branch.probability * (static_cast<int>(e) == label ? only_rate_times : 1),
             static_cast<int>(e)});
  return chain;
}

Eigen::MatrixXd InteractingRegimes::frozen_kernel(double step_years) const {
  Eigen::MatrixXd kernel(joint_states(), joint_states());
  for (int start = 0; start < joint_states(); ++start) {
    MarkovChain frozen(joint_states());
    for (const auto& event : events_)
      for (int joint = 0; joint < joint_states(); ++joint) {
        double rate = event.rate_per_year;
        for (const auto& test : event.enabled)
          if (!holds(*this, test, joint)) rate = 0;
        for (const auto& modifier : event.modifiers)
          if (holds(*this, modifier.test, start)) rate *= modifier.times;
        for (const auto& branch : event.branches)
          frozen.add({joint, moved(*this, joint, branch.sets), rate * branch.probability, 0});
      }
    kernel.row(start) = frozen.at(start, step_years);
  }
  return kernel;
}

std::string InteractingRegimes::yaml(int label, double only_rate_times) const {
  std::string text = "regimes:\n";
  for (int r = 0; r < 3; ++r) {
    std::vector<std::string> states;
    for (int s = 0; s < states_of(r); ++s) states.push_back(state_name(r, s));
    text += fmt::format("  {}: [{}]\n", regime_name(r), fmt::join(states, ", "));
  }
  const auto condition = [](const std::vector<InteractingEvent::Test>& tests) {
    std::vector<std::string> entries;
    for (const auto& test : tests) {
      std::vector<std::string> states;
      for (const int s : test.states) states.push_back(state_name(test.regime, s));
      entries.push_back(fmt::format("{}: [{}]", regime_name(test.regime), fmt::join(states, ", ")));
    }
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
  };
  const auto set = [](const std::vector<InteractingEvent::Set>& sets) {
    std::vector<std::string> entries;
    for (const auto& s : sets)
      entries.push_back(fmt::format("{}: {}", regime_name(s.regime), state_name(s.regime, s.state)));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
  };
  text += "events:\n";
  for (std::size_t e = 0; e < events_.size(); ++e) {
    const auto& event = events_[e];
    const double rate = event.rate_per_year * (static_cast<int>(e) == label ? only_rate_times : 1);
    text += fmt::format("  {}:\n    while: {}\n    rate: {} per year\n", event.name, condition(event.enabled), rate);
    if (!event.modifiers.empty()) text += "    modifiers:\n";
    for (std::size_t m = 0; m < event.modifiers.size(); ++m)
      text += fmt::format("      m{}: {{while: {}, times: {}}}\n", m, condition({event.modifiers[m].test}),
                          event.modifiers[m].times);
    if (event.branches.size() == 1) {
      if (!event.branches[0].sets.empty()) text += fmt::format("    set: {}\n", set(event.branches[0].sets));
      continue;
    }
    text += "    outcomes:\n";
    for (std::size_t b = 0; b < event.branches.size(); ++b) {
      const bool last = b + 1 == event.branches.size();
      text += fmt::format("      way_{}: {{probability: {}, set: {}}}\n", b,
                          last ? "rest" : fmt::format("{}%", event.branches[b].probability * 100),
                          set(event.branches[b].sets));
    }
  }
  return text;
}

}  // namespace truce::test

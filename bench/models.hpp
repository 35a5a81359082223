#pragma once
// The models that are measured.
#include <string>

#include "sim/model/model.hpp"

namespace truce::bench {

// Workload W1 (w1.yaml): 169 weeks, 12 interacting events, 7 normals a step, 3 sectors, 5 markets. Read once.
const model::Model& w1();

// The model of a scenario text. Ends the program with the diagnostics where it has errors.
model::Model model_of(const std::string& yaml);

// How often the events of events_scenario() fire.
enum class Pace {
  kPerEvent,  // each event as often, however many there are: firings grow with events
  kInAll,     // all events together as often, however many there are
};

// 104 weeks, one factor, events / 2 regimes of two states; events come in pairs that move a regime there and back, each
// with the factor's ratio and modifiers by the states of two other regimes.
std::string events_scenario(int events, Pace pace);

enum class Correlation { kNone, kAllPairs };

// 104 weeks and so many geometric markets, nothing else.
std::string markets_scenario(int markets, Correlation correlation);

// 104 weeks, two events on one regime, and one factor, one flow with one commitment, one chain with one sector, one
// market: every noun once, for what a feature costs.
enum class Feature { kNothing, kFeedback, kTails, kDistributedNumbers, kTriggers };
std::string small_scenario(Feature feature);

}  // namespace truce::bench

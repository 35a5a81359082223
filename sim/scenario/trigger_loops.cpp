#include "sim/scenario/trigger_loops.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"

namespace truce::scenario {

namespace {

class LoopFinder {
 public:
  LoopFinder(const Scenario& scenario, Diagnostics& diagnostics) : diagnostics_(diagnostics) {
    for (const EventSpec& event : scenario.events) events_[event.name.text] = &event;
  }
  void find() {
    for (const auto& [name, event] : events_) follow(*event);
  }

 private:
  // Whether it makes `event` happen in the same instant, whatever else is the case.
  static bool is_certain(const TriggerSpec& trigger, const EventSpec& event) {
    const bool sure = trigger.always || (trigger.probability.fixed() >= 1 && trigger.modifiers.empty());
    return sure && trigger.delay.is_fixed() && trigger.delay.fixed() == 0 && !event.while_;
  }

  void follow(const EventSpec& event) {
    const std::string& name = event.name.text;
    if (!seen_.insert(name).second) return;
    chain_.push_back(name);
    for (const TriggerSpec& trigger : event.effects.trigger) {
      const EventSpec& next = *events_.at(trigger.event.text);
      if (!is_certain(trigger, next)) continue;
      const auto first = std::find(chain_.begin(), chain_.end(), next.name.text);
      if (first != chain_.end()) report(trigger, first);
      follow(next);
    }
    chain_.pop_back();
  }

  void report(const TriggerSpec& trigger, std::vector<std::string>::const_iterator first) {
    std::string names;
    for (auto it = first; it != chain_.end(); ++it) names += *it + " -> ";
    diagnostics_.error(kTriggerLoop, trigger.event.at,
                       fmt::format("events trigger one another without end: {}{}", names, trigger.event.text),
                       "this closes the loop",
                       {"give one of these triggers a `delay` or a `probability`, or its event a `while` that ends"});
  }

  Diagnostics& diagnostics_;
  std::map<std::string, const EventSpec*> events_;
  std::set<std::string> seen_;
  std::vector<std::string> chain_;
};

}  // namespace

void refuse_trigger_loops(const Scenario& scenario, Diagnostics& diagnostics) {
  LoopFinder(scenario, diagnostics).find();
}

}  // namespace truce::scenario

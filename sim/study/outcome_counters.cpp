#include "sim/study/outcome_counters.hpp"

#include <utility>
#include <vector>

namespace truce::study {

std::string outcome_counter_name(const std::string& event, const std::string& outcome) {
  return event + "." + outcome + "/drawn";
}

bool counts_outcomes(const scenario::EventSpec& event) { return event.outcomes.size() > 1; }

scenario::Scenario with_outcome_counters(const scenario::Scenario& scenario) {
  scenario::Scenario out = scenario;
  std::vector<scenario::EventSpec> counters;
  for (std::size_t e = 0; e < scenario.events.size(); ++e) {
    if (!counts_outcomes(scenario.events[e])) continue;
    for (scenario::OutcomeOfEventSpec& outcome : out.events[e].outcomes) {
      scenario::EventSpec counter;
      counter.name.text = outcome_counter_name(scenario.events[e].name.text, outcome.name.text);
      scenario::TriggerSpec start;
      start.event = counter.name;
      start.always = true;
      outcome.effects.trigger.push_back(std::move(start));
      counters.push_back(std::move(counter));
    }
  }
  out.events.insert(out.events.end(), counters.begin(), counters.end());
  return out;
}

}  // namespace truce::study

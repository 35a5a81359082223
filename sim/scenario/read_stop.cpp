#include "sim/scenario/read_stop.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

Quantity positive(Quantity quantity, const char* words) {
  quantity.domain = {0, quantity.domain.high, true, quantity.domain.high_open, words};
  return quantity.fixed("how precise a run shall be is one number");
}

Quantity precise_share() { return positive(share(), "a precision lies above 0 and is at most 1000 %"); }

// What an outcome is measured in, for its absolute precision; weeks of output are stored as weeks.
Quantity measure_of(const Scenario& scenario, const OutcomeSpec& outcome) {
  constexpr const char* kAboveZero = "a precision lies above 0";
  if (outcome.is_statement()) return precise_share();
  switch (outcome.kind) {
    case OutcomeSpec::Kind::kReference:
      for (const NamedOutcomeSpec& other : scenario.outcomes)
        if (other.name.text == outcome.subject.text) return measure_of(scenario, other.outcome);
      break;
    case OutcomeSpec::Kind::kFlow:
      for (const FlowSpec& flow : scenario.flows)
        if (flow.name.text == outcome.subject.text) return positive(volume(flow.unit), kAboveZero);
      break;
    case OutcomeSpec::Kind::kSector:
      return positive(outcome.quantity == OutcomeSpec::Quantity::kLoss ? cover() : duration(), kAboveZero);
    default:
      break;
  }
  return precise_share();
}

void add(Context& context, const Entry& entry, const NamedOutcomeSpec* outcome, const Quantity& absolute, bool relative,
         Scenario& out) {
  const std::optional<double> within = read_fixed(context, entry, absolute.fixed("a precision is one number"));
  if (!within) return;
  out.run.stop.push_back({outcome != nullptr ? outcome->name.text : std::string(), relative, *within});
}

}  // namespace

void read_stop(Context& context, const Entry& stop, Scenario& out) {
  if (out.outcomes.empty()) {
    context.error(kNothingInside, stop.key_at, "`stop` waits for named outcomes, and the scenario has none", "",
                  {"name them under `outcomes`, or choose the number of `paths`"});
    return;
  }
  if (!stop.value.is_map()) return add(context, stop, nullptr, precise_share(), false, out);
  std::vector<std::string> names;
  for (const NamedOutcomeSpec& outcome : out.outcomes) names.push_back(outcome.name.text);
  for_each_entry(context, stop, "a map of named outcomes", [&](const Entry& entry) {
    const auto named = std::find_if(out.outcomes.begin(), out.outcomes.end(),
                                    [&](const NamedOutcomeSpec& one) { return one.name.text == entry.key; });
    if (named == out.outcomes.end())
      return context.unknown(kUnknownOutcome, "outcome", "outcomes", entry.key, entry.key_at, names);
    if (!entry.value.is_map()) return add(context, entry, &*named, measure_of(out, named->outcome), false, out);
    Section section(context, entry.value, "run.stop." + entry.key, fmt::format("`stop` of '{}'", entry.key),
                    entry.key_at);
    if (const Entry* share = section.need("relative", "for instance `relative: 2%`, of the estimate"))
      add(context, *share, &*named, precise_share(), true, out);
    section.finish();
  });
}

}  // namespace truce::scenario

// Regimes (1-model.md, 1.3).
#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_nouns.hpp"

namespace truce::scenario {

namespace {

constexpr std::size_t kMostStates = 64;

void read_states(Context& context, const Node& list, const std::string& regime, RegimeSpec& out) {
  if (!list.is_list() || list.items.empty()) {
    context.error(kWrongKind, list.at,
                  fmt::format("the states of regime '{}' are a list of names, not {}", regime, describe(list)), "",
                  {"write [calm, stress]"});
    return;
  }
  if (list.items.size() > kMostStates) {
    context.error(kTooMany, list.at,
                  fmt::format("regime '{}' has {} states; the most is {}", regime, list.items.size(), kMostStates));
    return;
  }
  for (const Node& item : list.items) {
    if (!item.is_scalar()) {
      context.error(kWrongKind, item.at, fmt::format("a state is a name, not {}", describe(item)));
      continue;
    }
    context.check_name(item.text, item.at, "a state");
    // Words that stand beside or instead of states, in `set` and in a chain's `level`.
    context.reserve(item.text, item.at, "a state", {"by", "modifiers", "note", "previous", "source"});
    for (const Name& other : out.states) {
      if (other.text != item.text) continue;
      context.error(kRepeatedName, item.at, fmt::format("regime '{}' has the state '{}' twice", regime, item.text),
                    "named again here", {}, {other.at, "first named here"});
    }
    out.states.push_back({item.text, item.at});
  }
}

RegimeSpec read_regime(Context& context, const Entry& entry) {
  RegimeSpec out;
  out.name = {entry.key, entry.key_at};
  if (entry.value.is_list()) {
    read_states(context, entry.value, entry.key, out);
    return out;
  }
  Section section(context, entry.value, "regimes." + entry.key, fmt::format("regime '{}'", entry.key), entry.key_at);
  out.about = section.text("about");
  if (const Entry* states = section.need("states", "for instance `states: [calm, stress]`")) {
    read_states(context, states->value, entry.key, out);
  }
  if (const Entry* initial = section.find("initial")) {
    if (!initial->value.is_scalar()) {
      context.error(kWrongKind, initial->value.at,
                    fmt::format("`initial` names a state, not {}", describe(initial->value)));
    } else if (!out.states.empty()) {
      if (context.knows_state(entry.key, {initial->value.text, initial->value.at})) {
        while (out.states[out.initial].text != initial->value.text) ++out.initial;
      }
    }
  }
  section.finish();
  return out;
}

}  // namespace

void read_regimes(Context& context, const Entry& section, Scenario& out) {
  for_each_entry(context, section, "a map of named regimes", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "a regime");
    out.regimes.push_back(read_regime(context, entry));
  });
}

}  // namespace truce::scenario

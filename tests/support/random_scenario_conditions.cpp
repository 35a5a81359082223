// Conditions and modifiers of a random scenario.
#include <fmt/format.h>

#include "tests/support/random_scenario_writer.hpp"

namespace truce::test {

std::string ScenarioWriter::regime_entry(Reads reads) {
  // `when` events set the last regime of several, and read the others.
  const int last = static_cast<int>(regimes_.size()) - (reads == Reads::kWhen && regimes_.size() > 1 ? 2 : 1);
  const Regime& regime = regimes_[static_cast<std::size_t>(integer(0, last))];
  if (regime.states.size() > 2 && chance(0.5)) {
    uses("condition.list");
    const int left_out = integer(0, static_cast<int>(regime.states.size()) - 1);
    std::vector<std::string> states = regime.states;
    states.erase(states.begin() + left_out);
    return fmt::format("{}: {}", regime.name, flow_list(states));
  }
  uses("condition.regime");
  return fmt::format("{}: {}", regime.name, any_of(regime.states));
}

// One entry whose key is not in `keys` yet; empty where the choice fell on one that is, or on nothing that exists.
std::string ScenarioWriter::condition_entry(Reads reads, int depth, std::set<std::string>& keys) {
  const bool all = reads != Reads::kRegimes;
  const auto fresh = [&](const std::string& key) { return keys.insert(key).second; };
  switch (integer(0, 9)) {
    case 0:
      if (!all || flows_.empty()) break;
      if (const Flow& flow = any_of(flows_); !flow.commitments.empty() && fresh("commitment")) {
        uses("condition.commitment");
        const int shares[] = {35, 60, 80, 95};
        return fmt::format("commitment: {{{}.{}: {{below: {}%}}}}", flow.name, any_of(flow.commitments),
                           shares[integer(0, 3)]);
      }
      break;
    case 1:
      if (!all || markets_.empty() || !fresh("market")) break;
      uses("condition.market");
      return fmt::format("market: {{{}: {{drawdown_above: {}%}}}}", any_of(markets_), integer(2, 9));
    case 2:
      if (!all || chains_.empty() || !fresh("sector")) break;
      if (const Chain& chain = any_of(chains_); true) {
        uses("condition.sector");
        return fmt::format("sector: {{{}.{}: disrupted}}", chain.name, any_of(chain.sectors));
      }
      break;
    case 3:
      if (!all || factors_.empty() || !fresh("factor")) break;
      uses("condition.factor");
      return fmt::format("factor: {{{}: {{{}: {:.2f}}}}}", any_of(factors_), chance(0.5) ? "above" : "below",
                         real(-0.5, 0.7));
    case 4:
      if (depth >= 2 || !fresh("any")) break;
      uses("condition.any");
      return fmt::format("any: [{}, {}]", condition(reads, depth + 1), condition(reads, depth + 1));
    case 5:
      if (depth >= 2 || !fresh("not")) break;
      uses("condition.not");
      return fmt::format("not: {}", condition(reads, depth + 1));
    default:
      break;
  }
  const std::string entry = regime_entry(reads);
  return fresh(entry.substr(0, entry.find(':'))) ? entry : "";
}

std::string ScenarioWriter::condition(Reads reads, int depth) {
  std::set<std::string> keys;
  std::string text = condition_entry(reads, depth, keys);
  if (chance(0.15)) {
    const std::string second = condition_entry(reads, depth, keys);
    if (!second.empty() && !text.empty()) {
      uses("condition.two_entries");
      text += ", " + second;
    }
  }
  return text.empty() ? condition(reads, depth) : "{" + text + "}";
}

// EVENT or EVENT.OUTCOME
std::string ScenarioWriter::mark() {
  const Event& event = any_of(events_);
  if (event.outcomes.empty() || chance(0.4)) {
    uses("modifier.since.event");
    return event.name;
  }
  uses("modifier.since.outcome");
  return event.name + "." + any_of(event.outcomes);
}

// One test of a modifier, of a kind not in `keys` yet; the kinds' names go there.
std::string ScenarioWriter::test(std::set<std::string>& keys) {
  const auto fresh = [&](const std::string& key) { return keys.insert(key).second; };
  switch (integer(0, 7)) {
    case 0:
    case 1:
      if (!fresh("while")) break;
      return "while: " + condition(Reads::kAll);
    case 2:
      if (!fresh("between")) break;
      if (chance(0.5)) {
        keys.insert("every_year");
        // The second window runs over the new year.
        return chance(0.5) ? "between: [02-10, 07-20], every: year" : "between: [09-15, 03-05], every: year";
      }
      if (const int from = day_between(0, days_ * 2 / 3); true)
        return fmt::format("between: [{}, {}]", date(from), end_between(from + 5, from + days_ / 2));
      break;
    case 3:
    case 4: {
      if (!fresh("since")) break;
      const std::string since = "since: " + mark();
      if (chance(0.3)) return since;
      keys.insert("within");
      return fmt::format("{}, within: {} days", since, days_within());
    }
    case 5: {
      if (keys.count("since") > 0) break;  // one `within` for both would be unclear
      for (const Event& event : events_)
        if (is_date(event) && fresh("before"))
          return fmt::format("before: {}, within: {} days", event.name, days_within());
      break;
    }
    default:
      break;
  }
  return fresh("while") ? "while: " + condition(Reads::kAll) : "";
}

std::string ScenarioWriter::modifier(Acts acts) {
  std::set<std::string> keys;
  std::string text;
  // A repeating delay whose event moves the factor that shortens it could fire ever faster.
  const bool may_have_ratio = acts != Acts::kProbability && acts != Acts::kRepeatingDelay;
  if (may_have_ratio && !factors_.empty() && chance(0.25)) {
    keys.insert("factor");
    // Mild, so that events which push the factor that drives them stay rare.
    text = fmt::format("factor: {}, ratio: {:.2f}", any_of(factors_), real(0.8, 1.25));
  } else {
    text = test(keys);
  }
  // A second test may stand beside the first.
  if (chance(0.25)) {
    const std::size_t before = keys.size();
    if (keys.count("before") == 0) {
      const std::string second = test(keys);
      if (!second.empty() && second.rfind("before", 0) != 0) text += ", " + second;
      if (!second.empty() && keys.size() > before) uses("modifier.combined");
    }
  } else {
    std::string kind;
    for (const std::string& key : keys) kind += "." + key;
    uses("modifier" + kind);
  }
  if (keys.count("factor") > 0 && acts != Acts::kMean) return "{" + text + "}";
  switch (acts) {
    case Acts::kHazard:
    case Acts::kDelay:
    case Acts::kRepeatingDelay:
    case Acts::kNumber:
      return fmt::format("{{{}, times: {:.2f}}}", text, real(0.3, 2));
    case Acts::kMean:
      if (chance(0.5)) {
        uses("modifier.mean.plus");
        return fmt::format("{{{}, plus: {:.2f}}}", text, real(-0.8, 0.8));
      }
      return fmt::format("{{{}, times: {:.2f}}}", text, real(0.3, 2));
    case Acts::kProbability:
      if (chance(0.5)) {
        uses("modifier.odds");
        return fmt::format("{{{}, odds: {:.2f}}}", text, real(0.3, 3));
      }
      uses("modifier.plus");
      return fmt::format("{{{}, plus: {}%}}", text, integer(-60, 60));
  }
  return "";
}

// A map of one to `most` of them.
std::string ScenarioWriter::modifiers(Acts acts, int most) {
  Keys keys;
  for (int i = 0, n = integer(1, most); i < n; ++i) keys.emplace_back(fmt::format("m{}", i), modifier(acts));
  return flow_map(keys);
}

}  // namespace truce::test

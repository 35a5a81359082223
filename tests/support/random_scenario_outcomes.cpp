// Named outcomes of a random scenario.
#include <fmt/format.h>

#include "tests/support/random_scenario_writer.hpp"

namespace truce::test {

// {at_least: 3 Mt} and its like, with a threshold between `low` and `high`.
std::string ScenarioWriter::compared(double low, double high, const std::string& unit) {
  const char* const forms[] = {"at_least", "at_most", "above", "below"};
  const char* const form = forms[integer(0, 3)];
  uses(fmt::format("outcome.{}", form));
  return fmt::format("{}: {:.4g}{}", form, real(low, high), unit);
}

// A quantity of some noun that exists; empty where the choice fell on one that does not.
std::string ScenarioWriter::quantity(bool with_comparison) {
  const auto by = [&](const std::string& key, double chance_of_date, double low, double high, const std::string& unit) {
    std::string inside;
    if (chance(chance_of_date)) inside = fmt::format("{}: {}", key, end_between(5, days_ - 1));
    if (with_comparison) inside += (inside.empty() ? "" : ", ") + compared(low, high, unit);
    return "{" + inside + "}";
  };
  switch (integer(0, 3)) {
    case 0:
      if (flows_.empty()) return "";
      if (const Flow& flow = any_of(flows_); !flow.commitments.empty()) {
        uses(with_comparison ? "outcome.commitment" : "outcome.commitment.quantity");
        const bool volume = with_comparison && chance(0.4);
        if (volume) uses("outcome.commitment.volume");
        return fmt::format("{{commitment: {}.{}, {}: {}}}", flow.name, any_of(flow.commitments),
                           chance(0.5) ? "ordered" : "shipped",
                           volume ? by("", 0, 2, 20, " Mt") : by("", 0, 20, 100, "%"));
      }
      return "";
    case 1:
      if (flows_.empty()) return "";
      uses(with_comparison ? "outcome.flow" : "outcome.flow.quantity");
      return fmt::format("{{flow: {}, {}: {}}}", any_of(flows_).name, chance(0.5) ? "ordered" : "shipped",
                         by("by", 0.7, 2, 20, " Mt"));
    case 2: {
      if (chains_.empty()) return "";
      const Chain& chain = any_of(chains_);
      const bool days = chance(0.5);
      uses(fmt::format("outcome.{}{}", days ? "disrupted_days" : "loss", with_comparison ? "" : ".quantity"));
      return fmt::format("{{sector: {}.{}, {}}}", chain.name, any_of(chain.sectors),
                         days ? fmt::format("disrupted_days: {}", by("by", 0.5, 1, 60, ""))
                              : fmt::format("loss: {}", by("by", 0.5, 0.01, 2, "")));
    }
    default: {
      if (markets_.empty()) return "";
      const bool returns = chance(0.5);
      uses(fmt::format("outcome.{}{}", returns ? "return" : "market_drawdown", with_comparison ? "" : ".quantity"));
      return fmt::format("{{market: {}, {}}}", any_of(markets_),
                         returns ? fmt::format("return: {}", by("at", 1, -20, 20, "%"))
                                 : fmt::format("drawdown: {}", by("at", 1, 1, 25, "%")));
    }
  }
}

std::string ScenarioWriter::statement(int depth) {
  switch (integer(0, depth < 2 ? 7 : 4)) {
    case 0:
    case 1:
      uses("outcome.event");
      return fmt::format("{{event: {}, by: {}}}", mark(), end_between(5, days_ - 1));
    case 2:
    case 3: {
      const char* const forms[] = {"at", "by", "throughout"};
      const char* const form = forms[integer(0, 2)];
      uses(fmt::format("outcome.regime.{}", form));
      return fmt::format("{{regime: {}, {}: {}}}", condition(Reads::kRegimes), form, end_between(5, days_ - 1));
    }
    case 5:
      uses("outcome.not");
      return fmt::format("{{not: {}}}", statement(depth + 1));
    case 6:
      uses("outcome.all");
      return fmt::format("{{all: [{}, {}]}}", statement(depth + 1), statement(depth + 1));
    case 7:
      uses("outcome.any");
      return fmt::format("{{any: [{}, {}]}}", statement(depth + 1), statement(depth + 1));
    default: {
      const std::string text = quantity(true);
      return text.empty() ? statement(depth) : text;
    }
  }
}

std::string ScenarioWriter::outcomes() {
  std::string text = "outcomes:\n";
  std::vector<std::string> statements;  // without `given`: others may refer to them
  for (int i = 0, n = integer(6, 10); i < n; ++i) {
    const std::string name = fmt::format("outcome_{}", i);
    std::string outcome = chance(0.3) ? quantity(false) : "";
    const bool is_statement = outcome.empty();
    if (is_statement) outcome = chance(0.5) ? quantity(true) : "";
    if (outcome.empty()) outcome = statement(0);
    if (chance(0.35)) {
      uses("outcome.given");
      std::string given = statement(1);
      if (!statements.empty() && chance(0.4)) {
        uses("outcome.reference");
        given = any_of(statements);
      }
      outcome = fmt::format("{}, given: {}}}", outcome.substr(0, outcome.size() - 1), given);
    } else if (is_statement) {
      statements.push_back(name);
    }
    text += fmt::format("  {}: {}\n", name, outcome);
  }
  return text;
}

}  // namespace truce::test

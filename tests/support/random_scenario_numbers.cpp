// Numbers of a random scenario: bare, drawn once per path, or drawn afresh.
#include <fmt/format.h>

#include "tests/support/random_scenario_writer.hpp"

namespace truce::test {

// All kinds of distribution come in turn. Their bulk lies between half and twice `scale`.
std::string ScenarioWriter::distribution(double scale, const std::string& unit) {
  const auto amount = [&](double share) { return fmt::format("{:.4g}{}", scale * share, unit); };
  // A distribution over [0, 1] suits a share.
  const bool is_share = unit == "%" && scale <= 90;
  switch (draws_++ % 12) {
    case 0:
      uses("draw.normal");
      return fmt::format("{} ({})", amount(1), amount(0.15));
    case 1:
      uses("draw.lognormal");
      switch (integer(0, 3)) {
        case 0:
          return fmt::format("{{lognormal: {{median: {}, p90: {}}}}}", amount(1), amount(1.8));
        case 1:
          return fmt::format("{{lognormal: {{median: {}, p95: {}}}}}", amount(0.9), amount(2));
        case 2:
          return fmt::format("{{lognormal: {{median: {}, sigma: {:.2f}}}}}", amount(0.9), real(0.1, 0.6));
        default:
          return fmt::format("{{lognormal: {{mean: {}, sd: {}}}}}", amount(1), amount(0.4));
      }
    case 2:
      uses("draw.uniform");
      return fmt::format("{{uniform: {{min: {}, max: {}}}}}", amount(0.5), amount(1.4));
    case 3:
      uses("draw.triangular");
      return fmt::format("{{triangular: {{min: {}, mode: {}, max: {}}}}}", amount(0.4), amount(0.9), amount(1.7));
    case 4:
      if (is_share) {
        uses("draw.beta");
        return fmt::format("{{beta: {{mean: {}, sd: {}}}}}", amount(1), amount(0.1));
      }
      [[fallthrough]];
    case 5:
      uses("draw.gamma");
      return fmt::format("{{gamma: {{mean: {}, sd: {}}}}}", amount(1), amount(0.5));
    case 6:
      uses("draw.weibull");
      return fmt::format("{{weibull: {{shape: {:.2f}, scale: {}}}}}", real(0.8, 3), amount(1));
    case 7:
      uses("draw.exponential");
      return fmt::format("{{exponential: {{mean: {}}}}}", amount(0.8));
    case 8:
      uses("draw.choice");
      return fmt::format("{{choice: {{{}: 45%, {}: 40%, {}: 15%}}}}", amount(0.6), amount(1), amount(1.5));
    case 9:
      uses("draw.mixture");
      return fmt::format(
          "{{mixture: [{{weight: 60%, uniform: {{min: {}, max: {}}}}}, {{weight: 40%, gamma: {{mean: {}, sd: {}}}}}]}}",
          amount(0.3), amount(1), amount(1.5), amount(0.4));
    case 10:
      uses("draw.table");
      return fmt::format("{{table: {{{}: 20%, {}: 70%, {}: 100%}}}}", amount(0.4), amount(1), amount(1.9));
    default:
      uses("draw.fixed");
      return fmt::format("{{fixed: {}}}", amount(1));
  }
}

// A number of a noun whose numbers may be drawn once per path.
std::string ScenarioWriter::number(double scale, const std::string& unit, const std::string& noun) {
  scale *= real(0.7, 1.3);
  if (chance(0.3)) {
    uses("per_path." + noun);
    return distribution(scale, unit);
  }
  if (chance(0.15)) return fmt::format("{{value: {:.4g}{}, source: judgement}}", scale, unit);
  return fmt::format("{:.4g}{}", scale, unit);
}

// {value: ..., modifiers: {...}}, or a distribution with modifiers beside it.
std::string ScenarioWriter::with_modifiers(const std::string& value, Acts acts) {
  if (!chance(0.5)) return value;
  const std::string moved = fmt::format("modifiers: {}}}", modifiers(acts, 2));
  if (value.front() == '{') return value.substr(0, value.size() - 1) + ", " + moved;
  return fmt::format("{{value: {}, {}", value, moved);
}

// Of a clock or a trigger, in days; sometimes so wide that it may fall below 0, which counts as 0.
std::string ScenarioWriter::delay(double scale) {
  if (chance(0.15)) {
    uses("delay.negative");
    return fmt::format("{:.3g} days ({:.3g} days)", scale, scale);
  }
  if (chance(0.2)) return fmt::format("{} days", static_cast<int>(scale) + 1);
  return distribution(scale, " days");
}

}  // namespace truce::test

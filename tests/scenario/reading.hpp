#pragma once
// Short ways to read a scenario in tests.
#include <string>
#include <vector>

#include "sim/scenario/reader.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {

// The start and end that most tests share: 2025-11-24 to 2026-12-31.
inline std::string head() { return "start: 2025-11-24\nend: 2026-12-31\n"; }

// Reads what must be a good scenario; fails the test with the diagnostics otherwise.
inline scenario::Scenario read_good(const std::string& text, const std::vector<std::string>& settings = {}) {
  scenario::ReadResult result = scenario::read_scenario_text(text, "test.yaml", settings);
  INFO(result.diagnostics.render(result.sources));
  REQUIRE(result.scenario.has_value());
  REQUIRE_FALSE(result.diagnostics.has_errors());
  return *result.scenario;
}

// The codes of all diagnostics, in order of discovery.
inline std::vector<std::string> codes_of(const std::string& text, const std::vector<std::string>& settings = {}) {
  const scenario::ReadResult result = scenario::read_scenario_text(text, "test.yaml", settings);
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : result.diagnostics.all()) out.push_back(diagnostic.code);
  CHECK(result.scenario.has_value() == !result.diagnostics.has_errors());
  return out;
}

inline std::string rendered(const std::string& text, const std::vector<std::string>& settings = {}) {
  const scenario::ReadResult result = scenario::read_scenario_text(text, "test.yaml", settings);
  return result.diagnostics.render(result.sources);
}

using Codes = std::vector<std::string>;

}  // namespace truce::test

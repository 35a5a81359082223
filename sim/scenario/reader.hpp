#pragma once
// YAML text -> Scenario: the only way in (2-scenario-language.md).
#include <optional>
#include <string>
#include <vector>

#include "sim/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

// What one read gave. `scenario` is empty exactly where `diagnostics` has errors.
struct ReadResult {
  std::optional<Scenario> scenario;
  Diagnostics diagnostics;
  SourceMap sources;
};

// Reads a scenario file with everything it `extends`, then applies `settings` ("events.stress.rate=2 per year"), then
// `defaults`. All errors are reported together. Throws RunError only where the machine fails (I/O error while reading);
// a missing or unreadable file, a directory, or one over 1 MB is a diagnostic.
ReadResult read_scenario(const std::string& file, const std::vector<std::string>& settings = {});

// The same from text in memory; `extends` is looked up relative to the folder of `name`.
ReadResult read_scenario_text(const std::string& text, const std::string& name,
                              const std::vector<std::string>& settings = {});

}  // namespace truce::scenario

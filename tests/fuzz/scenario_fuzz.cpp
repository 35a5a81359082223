// Any bytes as a scenario: reading, checking, explaining and building return or report; they never crash, hang or eat
// memory, and what `show` prints of a good scenario reads back to the same scenario.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/build.hpp"
#include "sim/scenario/difference.hpp"
#include "sim/scenario/explain.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/strict.hpp"
#include "tests/fuzz/finding.hpp"

namespace truce::test {
namespace {

// Lines "#set events.stress.rate=2 per year" at the top are taken off and become settings, as `--set` gives them.
std::vector<std::string> take_settings(std::string& text) {
  constexpr std::string_view kMark = "#set ";
  std::vector<std::string> settings;
  while (text.starts_with(kMark)) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    settings.push_back(text.substr(kMark.size(), end - kMark.size()));
    text.erase(0, end + 1);
  }
  return settings;
}

void check_round_trip(const scenario::Scenario& first) {
  scenario::ReadResult again = scenario::read_scenario_text(first.resolved_yaml, "nowhere/resolved.yaml");
  if (!again.scenario) finding("the resolved scenario is wrong", again.diagnostics.render(again.sources));
  if (again.scenario->resolved_yaml != first.resolved_yaml)
    finding("the resolved scenario resolves to another text",
            first.resolved_yaml + "\n-----\n" + again.scenario->resolved_yaml);
  const auto differences = scenario::differences(first, *again.scenario);
  if (!differences.empty())
    finding("the resolved scenario differs", scenario::difference_text(differences, "read", "resolved"));
  if (scenario::explain(first).text() != scenario::explain(*again.scenario).text())
    finding("the resolved scenario is explained differently", first.resolved_yaml);
}

void read_anything(std::string text) {
  const std::vector<std::string> settings = take_settings(text);
  scenario::ReadResult read = scenario::read_scenario_text(text, "nowhere/fuzzed.yaml", settings);
  if (read.scenario.has_value() == read.diagnostics.has_errors())
    finding("a scenario where something is wrong, or none where nothing is", read.diagnostics.render(read.sources));
  if (read.diagnostics.render(read.sources).empty() != read.diagnostics.all().empty())
    finding("a complaint that cannot be shown", text);
  if (!read.scenario) return;
  check_round_trip(*read.scenario);
  const auto model = model::build_model(*read.scenario, read.scenario->run.seed, read.diagnostics);
  if (model.has_value() == read.diagnostics.has_errors())
    finding("a model where something is wrong, or none where nothing is", read.diagnostics.render(read.sources));
  scenario::demand_provenance(*read.scenario, read.diagnostics);
  read.diagnostics.render(read.sources);
}

}  // namespace
}  // namespace truce::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  truce::test::read_anything(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

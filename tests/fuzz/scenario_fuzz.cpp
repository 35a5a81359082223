// Any bytes as a scenario: the reader and the model builder return or report; they never crash, hang or eat memory.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace truce;
  const std::string text(reinterpret_cast<const char*>(data), size);
  scenario::ReadResult read = scenario::read_scenario_text(text, "fuzzed.yaml");
  // A scenario exactly where nothing is wrong, and every complaint can be shown.
  if (read.scenario.has_value() == read.diagnostics.has_errors()) std::abort();
  if (read.scenario) model::build_model(*read.scenario, 1, read.diagnostics);
  if (read.diagnostics.render(read.sources).empty() != read.diagnostics.all().empty()) std::abort();
  return 0;
}

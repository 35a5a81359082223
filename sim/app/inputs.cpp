#include "sim/app/inputs.hpp"

#include <utility>

#include "sim/app/signals.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/scenario/reader.hpp"

namespace truce::app {

std::optional<scenario::Scenario> read_and_report(const Arguments& arguments, const std::string& file) {
  scenario::ReadResult read = scenario::read_scenario(file, arguments.settings);
  if (!read.scenario || !arguments.quiet) report(read.diagnostics.render(read.sources));
  return std::move(read.scenario);
}

study::SimulateOptions run_options(const Arguments& arguments, const scenario::RunSpec& run) {
  study::SimulateOptions options;
  options.paths = arguments.paths.value_or(run.paths);
  options.kept_paths = arguments.keep_paths;
  options.sample_paths = run.sample_paths;
  options.threads = arguments.threads;
  options.stop = &stop_requested();
  return options;
}

}  // namespace truce::app

#include "sim/app/commands.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/scenario/reader.hpp"

namespace truce::app {

int show_command(const Arguments& arguments) {
  const scenario::ReadResult read = scenario::read_scenario(arguments.files.front(), arguments.settings);
  if (!read.scenario || !arguments.quiet) report(read.diagnostics.render(read.sources));
  if (!read.scenario) return kExitWrongInput;
  print(read.scenario->resolved_yaml);
  return kExitDone;
}

}  // namespace truce::app

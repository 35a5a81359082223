#include <fmt/format.h>

#include "sim/app/commands.hpp"
#include "sim/app/inputs.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/strict.hpp"
#include "sim/study/check.hpp"

namespace truce::app {

namespace {

// The report of one file; empty where it is wrong, which has been said.
std::string check_file(const Arguments& arguments, const std::string& file) {
  scenario::ReadResult read = scenario::read_scenario(file, arguments.settings);
  std::optional<model::Model> model;
  if (read.scenario) {
    const std::uint64_t seed = arguments.seed.value_or(read.scenario->run.seed);
    model = model::build_model(*read.scenario, seed, read.diagnostics);
    if (arguments.strict) scenario::demand_provenance(*read.scenario, read.diagnostics);
  }
  if (!model || read.diagnostics.has_errors()) {
    report(
        read.diagnostics.render(read.sources, read.scenario ? read.diagnostics.all().size() : Diagnostics::kMostShown));
    return {};
  }
  const study::CheckReport found = study::check(*read.scenario, *model, run_options(arguments, read.scenario->run));
  study::warn_of_pushed_rates(*read.scenario, found, read.diagnostics);
  if (!arguments.quiet) report(read.diagnostics.render(read.sources));
  return study::check_text(*model, found);
}

}  // namespace

int check_command(const Arguments& arguments) {
  bool wrong = false, first = true;
  for (const std::string& file : arguments.files) {
    const std::string text = check_file(arguments, file);
    wrong = wrong || text.empty();
    if (text.empty()) continue;
    print((first ? "" : "\n") + text);
    first = false;
  }
  return wrong ? kExitWrongInput : kExitDone;
}

}  // namespace truce::app

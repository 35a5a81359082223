// Reads all scenarios, runs them on the same random numbers, and says what differs and why.
#include <fmt/format.h>

#include <filesystem>

#include "sim/app/commands.hpp"
#include "sim/app/compare_tables.hpp"
#include "sim/app/progress_bar.hpp"
#include "sim/app/signals.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/base/errors.hpp"
#include "sim/model/build.hpp"
#include "sim/results/output_file.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/study/compare.hpp"

namespace truce::app {

namespace {

struct Side {
  std::string file;
  scenario::Scenario scenario;
  model::Model model;
};

// One file alone stands for itself as it is, and for itself with the settings.
struct Call {
  std::string file;
  std::vector<std::string> settings;
  std::string shown;
};

std::vector<Call> calls_of(const Arguments& arguments) {
  if (arguments.files.size() == 1) {
    std::string with;
    for (const std::string& setting : arguments.settings) with += " --set " + setting;
    return {{arguments.files[0], {}, arguments.files[0]},
            {arguments.files[0], arguments.settings, arguments.files[0] + with}};
  }
  std::vector<Call> calls;
  for (const std::string& file : arguments.files) calls.push_back({file, arguments.settings, file});
  return calls;
}

// Reads all and says everything about them; empty where one is wrong.
std::vector<Side> read_sides(const Arguments& arguments) {
  std::vector<Side> sides;
  bool wrong = false;
  std::optional<std::uint64_t> seed = arguments.seed;
  for (const Call& call : calls_of(arguments)) {
    scenario::ReadResult read = scenario::read_scenario(call.file, call.settings);
    std::optional<model::Model> model;
    if (read.scenario) {
      if (!seed) seed = read.scenario->run.seed;  // the first scenario's is everyone's
      model = model::build_model(*read.scenario, *seed, read.diagnostics);
    }
    if (!model || !arguments.quiet) report(read.diagnostics.render(read.sources));
    wrong = wrong || !model;
    if (model) sides.push_back({call.shown, std::move(*read.scenario), std::move(*model)});
  }
  if (wrong) sides.clear();
  return sides;
}

}  // namespace

int compare_command(const Arguments& arguments) {
  const std::vector<Side> read = read_sides(arguments);
  if (read.empty()) return kExitWrongInput;
  std::vector<study::CompareSide> sides;
  for (const Side& side : read)
    sides.push_back({std::string(1, static_cast<char>('A' + sides.size())), side.file, &side.scenario, &side.model});
  // That the folder can be written is known before anything is simulated.
  results_at_stake();
  std::vector<results::OutputFile> files;
  if (!arguments.csv.empty())
    for (const char* name : {"differences.csv", "what_moved.csv"})
      files.emplace_back((std::filesystem::path(arguments.csv) / name).string());

  study::CompareOptions options;
  options.paths = arguments.paths.value_or(read.front().scenario.run.paths);
  options.attribution_paths = arguments.attribution_paths;
  options.threads = arguments.threads;
  options.stop = &stop_requested();
  const bool shows = !arguments.quiet && on_terminal();
  if (shows) options.progress = show_study_progress;
  const study::CompareReport found = [&] {
    const ProgressCleared cleared(shows);
    try {
      return study::compare(sides, options);
    } catch (const study::TooFewPaths& error) {
      throw UsageError(fmt::format("--attribution-paths: {}", error.what()));
    }
  }();
  print(arguments.json ? compare_json(found) : study::compare_text(found));
  if (!files.empty()) {
    const std::string differences = differences_csv(found), moved = what_moved_csv(found);
    files[0].write(differences.data(), differences.size(), &stop_requested());
    files[1].write(moved.data(), moved.size(), &stop_requested());
    if (!arguments.quiet) report(fmt::format("tables: {} and {}\n", files[0].path(), files[1].path()));
  }
  return kExitDone;
}

}  // namespace truce::app

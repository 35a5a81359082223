// Reads a study, runs its points, and keeps one file whole at every moment.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "sim/app/commands.hpp"
#include "sim/app/progress_bar.hpp"
#include "sim/app/signals.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/base/errors.hpp"
#include "sim/results/file_lock.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/results/output_file.hpp"
#include "sim/scenario/study.hpp"
#include "sim/study/sweep.hpp"

namespace truce::app {

namespace {

constexpr std::size_t kMostFailuresShown = 10;

bool is_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

// Points of another build may differ in their last digits, or in more where results moved in between: the user is to
// know, but a long sweep is not thrown away for it.
void warn_of_other_builds(const study::Sweep& sweep, const std::string& path) {
  std::string others;
  for (const std::string& build : sweep.builds())
    if (build != study::Sweep::this_build()) others += fmt::format("  {}\n", build);
  if (others.empty()) return;
  report(
      fmt::format("simulate: warning: '{}' has points by another build of simulate:\n{}this one is\n  {}\n"
                  "its points are kept, and may not be those that this build would give; to have all by one build, "
                  "remove the file or choose another with --out\n",
                  path, others, study::Sweep::this_build()));
}

// With --resume takes what the file has; without, refuses to throw away what an unfinished file of this sweep has.
void begin(study::Sweep& sweep, const Arguments& arguments, const std::string& path) {
  if (!is_there(path)) return;
  if (arguments.resume) {
    try {
      sweep.resume(results::read_netcdf(path));
    } catch (const study::OtherSweep& other) {
      throw UsageError(
          fmt::format("cannot resume '{}': {}; choose another file with --out, or leave --resume out to "
                      "write it anew",
                      path, other.what()));
    }
    if (!arguments.quiet) warn_of_other_builds(sweep, path);
    return;
  }
  std::optional<results::Dataset> file;
  try {
    file = results::read_netcdf(path);
  } catch (const RunError&) {
    return;  // not a netCDF file: overwritten, as by a run
  }
  for (const auto& [name, value] : file->attributes)
    if (name == "design_sha256" && std::get_if<std::string>(&value) != nullptr &&
        std::get<std::string>(value) == sweep.design_sha256())
      for (const auto& [other, complete] : file->attributes)
        if (other == "complete" && std::get_if<std::int64_t>(&complete) != nullptr &&
            std::get<std::int64_t>(complete) == 0)
          throw UsageError(
              fmt::format("'{}' has finished points of this design; go on with --resume, or remove the file", path));
}

void report_failures(const study::Sweep& sweep) {
  const std::vector<std::string> failures = sweep.failures();
  const std::size_t shown = std::min(failures.size(), kMostFailuresShown);
  for (std::size_t i = 0; i < shown; ++i) report(fmt::format("simulate: {}\n", failures[i]));
  if (failures.size() > shown) report(fmt::format("simulate: ... {} more points failed\n", failures.size() - shown));
}

}  // namespace

int sweep_command(const Arguments& arguments) {
  scenario::ReadStudyResult read = scenario::read_study(arguments.files.front(), arguments.settings);
  if (!read.study || !arguments.quiet) report(read.diagnostics.render(read.sources));
  if (!read.study) return kExitWrongInput;
  scenario::StudySpec& study = *read.study;
  if (arguments.paths) study.paths = *arguments.paths;
  const std::uint64_t seed = arguments.seed.value_or(study.seed.value_or(study.scenario.run.seed));
  std::optional<study::Sweep> made;
  try {
    made.emplace(study, seed);
  } catch (const study::BadPoint& bad) {
    report(bad.what());
    report("simulate: no point of the design makes a valid scenario; this is what the first says\n");
    return kExitWrongInput;
  }
  study::Sweep& sweep = *made;

  const std::string path =
      arguments.out.empty() ? (std::filesystem::path("results") / (study.name + ".nc")).string() : arguments.out;
  results_at_stake();
  results::OutputFile file(path);
  const results::FileLock lock(path);
  begin(sweep, arguments, path);
  std::optional<results::OutputFile> table;
  if (!arguments.csv.empty())
    table.emplace((std::filesystem::path(arguments.csv) / (study.name + "_points.csv")).string());

  study::SweepOptions options;
  options.threads = arguments.threads;
  options.fail_fast = arguments.fail_fast;
  options.checkpoint_seconds = arguments.checkpoint_seconds;
  options.stop = &stop_requested();
  const bool shows = !arguments.quiet && on_terminal();
  if (shows) options.progress = show_study_progress;
  options.checkpoint = [&](const results::Dataset& dataset) {
    const results::FileImage image = results::netcdf_image(dataset);
    file.write(image.data(), image.size());
  };
  try {
    const ProgressCleared cleared(shows);
    sweep.run(options);
  } catch (const Interrupted&) {
    report(fmt::format("simulate: {} of {} points are in '{}'; go on with --resume\n",
                       sweep.count(study::PointState::kDone), sweep.points(), path));
    throw;
  }
  print(sweep.summary());
  if (table) {
    const std::string text = sweep.csv();
    table->write(text.data(), text.size(), &stop_requested());
  }
  report_failures(sweep);
  if (!arguments.quiet) report(fmt::format("result file: {}\n", path));
  return sweep.count(study::PointState::kFailed) > 0 ? kExitFailed : kExitDone;
}

}  // namespace truce::app

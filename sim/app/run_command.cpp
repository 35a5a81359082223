// Reads everything, checks everything that can be checked, and only then simulates.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "sim/app/commands.hpp"
#include "sim/app/inputs.hpp"
#include "sim/app/progress_bar.hpp"
#include "sim/app/signals.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/base/errors.hpp"
#include "sim/model/build.hpp"
#include "sim/results/comparison.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/results/output_file.hpp"
#include "sim/results/summary.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/study/precision.hpp"
#include "sim/study/simulate.hpp"

namespace truce::app {

namespace {

struct Job {
  std::string file;
  std::vector<std::string> read;  // every file that the scenario was read from
  std::string scenario_yaml;
  model::Model model;
  study::SimulateOptions options;  // `paths`: the most, where a rule stops the run
  std::optional<study::StopRule> rule;
};

void check_stop() {
  if (stop_requested().load()) throw Interrupted();
}

// A file that is not there and sounds like a command.
std::string hint_of_command(const std::string& file) {
  struct stat status {};
  if (file.find_first_of("./") != std::string::npos || ::stat(file.c_str(), &status) == 0) return {};
  const auto near = nearest_names(file, command_names());
  return near.empty() ? std::string()
                      : fmt::format("simulate: did you mean the command 'simulate {}'?\n", near.front());
}

// When the run stops: as the call says, or else the scenario; none: after a number of paths.
std::optional<study::StopRule> rule_of(const Arguments& arguments, const std::string& file,
                                       const scenario::RunSpec& run, const model::Model& model) {
  if (arguments.paths || (!arguments.precision && run.stop.empty())) {
    if (arguments.max_paths)
      throw UsageError(
          fmt::format("--max-paths bounds a run that stops by precision, and neither the call nor '{}' says "
                      "how precise: add --precision",
                      file));
    return std::nullopt;
  }
  if (model.outcomes.empty())
    throw UsageError(fmt::format("--precision is about named outcomes, and '{}' has none", file));
  study::StopRule rule =
      arguments.precision ? study::stop_rule_of(*arguments.precision, model) : study::stop_rule_of(run, model);
  rule.most_paths = arguments.max_paths.value_or(run.max_paths.value_or(study::kDefaultMostPaths));
  return rule;
}

// Reads all files and says everything about them; empty where one is wrong.
std::vector<Job> read_jobs(const Arguments& arguments) {
  std::vector<Job> jobs;
  bool wrong = false;
  for (const std::string& file : arguments.files) {
    scenario::ReadResult read = scenario::read_scenario(file, arguments.settings);
    std::optional<model::Model> model;
    if (read.scenario)
      model = model::build_model(*read.scenario, arguments.seed.value_or(read.scenario->run.seed), read.diagnostics);
    if (!model || !arguments.quiet) report(read.diagnostics.render(read.sources));
    if (!model) {
      report(hint_of_command(file));
      wrong = true;
      continue;
    }
    study::SimulateOptions options = run_options(arguments, read.scenario->run);
    if (!arguments.quiet && on_terminal()) options.progress = show_progress;
    const std::optional<study::StopRule> rule = rule_of(arguments, file, read.scenario->run, *model);
    if (rule) options.paths = rule->most_paths;
    jobs.push_back({file, read.sources.names(), std::move(read.scenario->resolved_yaml), std::move(*model),
                    std::move(options), rule});
  }
  if (wrong) jobs.clear();
  return jobs;
}

// Where each result goes. With one file --out is its name, with several a folder.
std::vector<std::string> target_names(const std::vector<Job>& jobs, const std::string& out) {
  std::vector<std::string> names;
  if (jobs.size() == 1 && !out.empty()) return {out};
  const std::filesystem::path folder = out.empty() ? "results" : out;
  struct stat status {};
  if (::stat(folder.c_str(), &status) == 0 && !S_ISDIR(status.st_mode))
    throw UsageError(fmt::format("with several scenarios --out is a folder, and '{}' is a file", folder.string()));
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (jobs[j].model.name == jobs[i].model.name)
        throw UsageError(
            fmt::format("'{}' and '{}' have one scenario name, '{}': the second result would overwrite the first; "
                        "give one of them another name (scenario: NAME)",
                        jobs[j].file, jobs[i].file, jobs[i].model.name));
    names.push_back((folder / (jobs[i].model.name + ".nc")).string());
  }
  return names;
}

// A result never replaces what it was made from.
void keep_scenarios(const std::vector<Job>& jobs, const std::vector<std::string>& targets) {
  for (const std::string& target : targets)
    for (const Job& job : jobs)
      for (const std::string& file : job.read) {
        std::error_code not_there;
        if (std::filesystem::equivalent(target, file, not_there))
          throw UsageError(fmt::format("the result would overwrite the scenario '{}': give --out another name", file));
      }
}

void write_table(const std::string& folder, const results::CsvFile& table) {
  results::OutputFile file((std::filesystem::path(folder) / table.name).string());
  file.write(table.text.data(), table.text.size(), &stop_requested());
}

// Simulates, writes, and gives the summary; what stays of the results is for a comparison.
std::string carry_out(const Job& job, results::OutputFile& file, const Arguments& arguments,
                      results::Results& results) {
  const auto start = std::chrono::steady_clock::now();
  study::PrecisionReport precision;
  results = [&] {
    const ProgressCleared cleared(static_cast<bool>(job.options.progress));
    return job.rule ? study::simulate_until(job.model, job.options, *job.rule, precision)
                    : study::simulate(job.model, job.options);
  }();
  results::RunRecord record;
  record.scenario_yaml = job.scenario_yaml;
  record.seed = job.model.seed;
  record.paths = results.paths;
  record.threads = study::threads_used(job.options.threads);
  record.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (job.rule) record.precision = study::precision_record(job.model, *job.rule, precision);
  std::string summary = arguments.json ? results::summary_json(job.model, results, record, file.path())
                                       : results::summary_text(job.model, results, record);
  if (job.rule) {
    const std::string text = study::precision_text(job.model, *job.rule, precision, results);
    if (!arguments.json) summary += "\n" + text;
    if (arguments.json && !precision.reached) report("simulate: " + text);
  }
  check_stop();
  if (!arguments.csv.empty())
    for (const results::CsvFile& table : results::csv_files(job.model, results)) write_table(arguments.csv, table);
  const results::FileImage image = [&] {
    const results::Dataset dataset = results::result_dataset(job.model, results, record);
    results.kept.reset();
    return results::netcdf_image(dataset, &stop_requested());
  }();
  file.write(image.data(), image.size(), &stop_requested());
  return summary;
}

}  // namespace

int run_command(const Arguments& arguments) {
  const std::vector<Job> jobs = read_jobs(arguments);
  if (jobs.empty()) return kExitWrongInput;
  const std::vector<std::string> names = target_names(jobs, arguments.out);
  keep_scenarios(jobs, names);
  for (const Job& job : jobs) study::check_memory(job.model, job.options);
  results_at_stake();
  check_stop();
  std::vector<results::OutputFile> files;
  for (const std::string& name : names) files.emplace_back(name);
  // That the folder of tables can be written is known before anything is simulated.
  std::vector<results::OutputFile> tables;
  if (!arguments.csv.empty())
    tables.emplace_back((std::filesystem::path(arguments.csv) / (jobs.front().model.name + "_summary.csv")).string());

  const bool list = arguments.json && jobs.size() > 1;
  std::vector<results::Results> results(jobs.size());
  if (list) print("{\"scenarios\": [\n");
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string summary = carry_out(jobs[i], files[i], arguments, results[i]);
    print(fmt::format("{}{}", i == 0 ? "" : list ? ",\n" : "\n", summary));
    if (!arguments.quiet) report(fmt::format("{}result file: {}\n", on_terminal() ? "\n" : "", names[i]));
    if (!arguments.quiet && !arguments.csv.empty())
      report(fmt::format("tables: {}\n",
                         (std::filesystem::path(arguments.csv) / (jobs[i].model.name + "_*.csv")).string()));
  }
  if (jobs.size() > 1) {
    std::vector<results::ComparedRun> runs;
    for (std::size_t i = 0; i < jobs.size(); ++i) runs.push_back({&jobs[i].model, &results[i]});
    print(list ? fmt::format("],\n\"comparison\": {}}}\n", results::comparison_json(runs))
               : fmt::format("\n{}", results::comparison_text(runs)));
  }
  return kExitDone;
}

}  // namespace truce::app

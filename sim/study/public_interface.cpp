// The public headers, include/truce/*.hpp, over what is inside.
#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "sim/model/build.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/results/output_file.hpp"
#include "sim/results/result_file.hpp"
#include "sim/results/summary.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/study/simulate.hpp"
#include "truce/load.hpp"
#include "truce/model.hpp"
#include "truce/results.hpp"
#include "truce/run.hpp"

namespace truce {

struct LoadedScenario::Content {
  scenario::Scenario scenario;
  SourceMap sources;
};

struct PreparedModel::Content {
  model::Model model;
  std::string scenario_yaml;
  scenario::RunSpec run;
};

struct RunResults::Content {
  std::shared_ptr<const PreparedModel::Content> prepared;
  results::Results results;
  results::RunRecord record;
  bool written = false;
};

namespace {

Loaded loaded(scenario::ReadResult read) {
  Loaded out;
  out.diagnostics = read.diagnostics.render(read.sources);
  if (read.scenario)
    out.scenario.emplace(std::make_shared<const LoadedScenario::Content>(
        LoadedScenario::Content{std::move(*read.scenario), std::move(read.sources)}));
  return out;
}

ValueWithError to_public(const results::Estimate& estimate) {
  return {estimate.value, estimate.standard_error, estimate.count};
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& item : table) names.push_back(item.name);
  return names;
}

template <class Table>
std::size_t index_of(const Table& table, const std::string& name, const char* what) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].name == name) return i;
  throw std::out_of_range(std::string(what) + " '" + name + "' does not exist");
}

std::vector<ValueWithError> column(const results::ShareTable& table, std::size_t index) {
  std::vector<ValueWithError> out;
  for (std::size_t row = 0; row < table.rows(); ++row) out.push_back(to_public(table.at(row, index)));
  return out;
}

}  // namespace

Loaded load_scenario(const std::string& file, const std::vector<std::string>& settings) {
  return loaded(scenario::read_scenario(file, settings));
}

Loaded load_scenario_text(const std::string& text, const std::string& name, const std::vector<std::string>& settings) {
  return loaded(scenario::read_scenario_text(text, name, settings));
}

const std::string& LoadedScenario::name() const { return content_->scenario.name; }
const std::string& LoadedScenario::title() const { return content_->scenario.title; }
const std::string& LoadedScenario::resolved_yaml() const { return content_->scenario.resolved_yaml; }

Prepared prepare(const LoadedScenario& loaded, std::optional<std::uint64_t> seed) {
  const LoadedScenario::Content& content = loaded.content();
  Diagnostics diagnostics;
  auto model = model::build_model(content.scenario, seed.value_or(content.scenario.run.seed), diagnostics);
  Prepared out;
  out.diagnostics = diagnostics.render(content.sources);
  if (model)
    out.model.emplace(std::make_shared<const PreparedModel::Content>(
        PreparedModel::Content{std::move(*model), content.scenario.resolved_yaml, content.scenario.run}));
  return out;
}

std::uint64_t PreparedModel::seed() const { return content_->model.seed; }
const std::vector<double>& PreparedModel::times() const { return content_->model.times; }
std::vector<std::string> PreparedModel::events() const { return names_of(content_->model.events); }
std::vector<std::string> PreparedModel::outcomes() const { return names_of(content_->model.outcomes); }

RunResults run(const PreparedModel& model, const RunSettings& settings) {
  const auto start = std::chrono::steady_clock::now();
  const PreparedModel::Content& content = model.content();
  study::SimulateOptions options;
  options.paths = settings.paths > 0 ? settings.paths : content.run.paths;
  options.kept_paths = std::max<std::int64_t>(settings.kept_paths, 0);
  options.sample_paths = content.run.sample_paths;
  options.threads = settings.threads;
  options.stop = settings.stop;
  study::check_memory(content.model, options);
  auto out = std::make_shared<RunResults::Content>();
  out->prepared = model.share();
  out->results = study::simulate(content.model, options);
  out->record.scenario_yaml = content.scenario_yaml;
  out->record.seed = content.model.seed;
  out->record.paths = out->results.paths;
  out->record.threads = study::threads_used(options.threads);
  out->record.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return RunResults(std::move(out));
}

std::int64_t RunResults::paths() const { return content_->results.paths; }

ValueWithError RunResults::outcome(const std::string& name) const {
  const std::size_t index = index_of(content_->prepared->model.outcomes, name, "outcome");
  return to_public(content_->results.outcomes[index].mean);
}

std::vector<ValueWithError> RunResults::truce_survival() const {
  if (!content_->results.truce) return {};
  return column(content_->results.truce->survival_by_time, 0);
}

std::vector<ValueWithError> RunResults::event_probability(const std::string& name) const {
  const std::size_t index = index_of(content_->prepared->model.events, name, "event");
  return column(content_->results.event_by_time, index);
}

std::string RunResults::summary() const {
  return results::summary_text(content_->prepared->model, content_->results, content_->record);
}

std::string RunResults::summary_json() const {
  return results::summary_json(content_->prepared->model, content_->results, content_->record, "");
}

void RunResults::write(const std::string& path) {
  if (content_->written) throw std::runtime_error("the results were written already");
  results::OutputFile file(path);
  content_->written = true;
  const results::FileImage image =
      results::netcdf_image(results::result_dataset(content_->prepared->model, content_->results, content_->record));
  file.write(image.data(), image.size());
}

}  // namespace truce

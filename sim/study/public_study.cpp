// The public header include/truce/study.hpp, over what is inside.
#include <algorithm>
#include <stdexcept>

#include "sim/results/netcdf_writer.hpp"
#include "sim/results/output_file.hpp"
#include "sim/scenario/study.hpp"
#include "sim/study/sweep.hpp"
#include "truce/study.hpp"

namespace truce {

struct LoadedStudy::Content {
  scenario::StudySpec spec;
};

struct SweepResults::Content {
  Content(const scenario::StudySpec& read, const SweepSettings& settings)
      : spec(with_paths(read, settings.paths)),
        sweep(spec, settings.seed.value_or(spec.seed.value_or(spec.scenario.run.seed))) {}

  static scenario::StudySpec with_paths(scenario::StudySpec spec, std::int64_t paths) {
    if (paths > 0) spec.paths = paths;
    return spec;
  }

  scenario::StudySpec spec;
  study::Sweep sweep;  // refers to `spec`
};

StudyRead load_study(const std::string& file, const std::vector<std::string>& settings) {
  scenario::ReadStudyResult read = scenario::read_study(file, settings);
  StudyRead out;
  out.diagnostics = read.diagnostics.render(read.sources);
  if (read.study)
    out.study.emplace(std::make_shared<const LoadedStudy::Content>(LoadedStudy::Content{std::move(*read.study)}));
  return out;
}

const std::string& LoadedStudy::name() const { return content_->spec.name; }
const std::string& LoadedStudy::title() const { return content_->spec.title; }
std::int64_t LoadedStudy::paths() const { return content_->spec.paths; }

std::vector<std::string> LoadedStudy::parameters() const {
  std::vector<std::string> out;
  for (const scenario::VarySpec& vary : content_->spec.vary) out.push_back(vary.path);
  return out;
}

SweepResults sweep(const LoadedStudy& loaded, const SweepSettings& settings) {
  const auto content = std::make_shared<SweepResults::Content>(loaded.content().spec, settings);
  study::SweepOptions options;
  options.threads = settings.threads;
  options.stop = settings.stop;
  if (settings.progress)
    options.progress = [&](const study::StudyProgress& progress) { settings.progress(progress.share); };
  content->sweep.run(options);
  return SweepResults(content);
}

std::size_t SweepResults::points() const { return content_->sweep.points(); }
std::vector<std::string> SweepResults::failures() const { return content_->sweep.failures(); }
std::vector<std::string> SweepResults::outcomes() const { return content_->sweep.outcomes(); }

std::vector<std::string> SweepResults::values(const std::string& parameter) const {
  const auto& vary = content_->spec.vary;
  const auto found = std::find_if(vary.begin(), vary.end(), [&](const auto& one) { return one.path == parameter; });
  if (found == vary.end()) throw std::out_of_range("nothing varies at '" + parameter + "'");
  return content_->sweep.values(static_cast<std::size_t>(found - vary.begin()));
}

std::vector<ValueWithError> SweepResults::outcome(const std::string& name) const {
  const std::vector<std::string>& names = content_->sweep.outcomes();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw std::out_of_range("outcome '" + name + "' does not exist");
  std::vector<ValueWithError> out;
  for (std::size_t point = 0; point < points(); ++point) {
    const results::Estimate one = content_->sweep.outcome(point, static_cast<std::size_t>(found - names.begin()));
    out.push_back({one.value, one.standard_error, one.count});
  }
  return out;
}

std::string SweepResults::summary() const { return content_->sweep.summary(); }
std::string SweepResults::csv() const { return content_->sweep.csv(); }

void SweepResults::write(const std::string& path) const {
  results::OutputFile file(path);
  const results::FileImage image = results::netcdf_image(content_->sweep.dataset());
  file.write(image.data(), image.size());
}

}  // namespace truce

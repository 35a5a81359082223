// A sweep as a dataset, and back.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "sim/results/sha256.hpp"
#include "sim/results/version.hpp"
#include "sim/study/sweep.hpp"

namespace truce::study {

namespace {

using results::Attributes;
using results::Figure;
using results::Values;

constexpr std::size_t kQuantileCount = results::kQuantiles.size();

template <class T>
const T* attribute(const results::Dataset& file, const std::string& name) {
  for (const auto& [known, value] : file.attributes)
    if (known == name) return std::get_if<T>(&value);
  return nullptr;
}

std::string now() {
  const auto time = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc);
}

constexpr std::string_view kBetweenBuilds = "; ";

std::string build_in_words(const std::string& version, const std::string& build) {
  return fmt::format("{} ({})", version, build);
}

std::string method_name(scenario::StudySpec::Method method) {
  static const char* const names[] = {"grid", "latin_hypercube", "sobol", "list"};
  return names[static_cast<int>(method)];
}

}  // namespace

results::Dataset Sweep::dataset() const {
  const std::size_t points = points_.size(), figures = figures_.size(), outcomes = outcome_names_.size();
  const std::size_t others = figures - outcomes, parameters = study_.vary.size();
  results::Dataset out;
  const auto add = [&](const std::string& name, std::vector<std::string> dimensions, Values values,
                       const std::string& long_name, const std::string& units, Attributes more = {}) {
    Attributes attributes = {{"long_name", long_name}, {"units", units}};
    attributes.insert(attributes.end(), more.begin(), more.end());
    out.variables.push_back({name, std::move(dimensions), std::move(values), std::move(attributes)});
  };
  out.dimensions = {{"point", points}, {"parameter", parameters}};
  std::vector<std::int32_t> numbers(points);
  for (std::size_t p = 0; p < points; ++p) numbers[p] = static_cast<std::int32_t>(p);
  add("point", {"point"}, std::move(numbers), "number of the point, from 0", "1");
  std::vector<std::string> paths, units, texts;
  std::vector<double> values;
  for (const scenario::VarySpec& vary : study_.vary) {
    paths.push_back(vary.path);
    units.push_back(vary.unit);
  }
  for (const auto& point : points_)
    for (const std::string& text : point) {
      texts.push_back(text);
      values.push_back(number_of(text));
    }
  add("parameter", {"parameter"}, std::move(paths), "address of what is varied", "1");
  add("parameter_unit", {"parameter"}, std::move(units), "unit that parameter_value is in; empty: see parameter_text",
      "1");
  add("parameter_value", {"point", "parameter"}, std::move(values), "value of the parameter, as a number (NaN: a word)",
      "see parameter_unit");
  add("parameter_text", {"point", "parameter"}, std::move(texts), "value of the parameter as the scenario says it",
      "1");
  add("done", {"point"}, state_, "how far the point is", "1",
      {{"flag_values", std::vector<std::int32_t>{0, 1, 2}}, {"flag_meanings", std::string("to_do done failed")}});
  add("error", {"point"}, error_, "why the point failed; empty: it did not", "1");

  const auto column = [&](std::size_t first, std::size_t count) {
    std::vector<float> list;
    for (std::size_t p = 0; p < points; ++p)
      list.insert(list.end(), records_.begin() + static_cast<std::ptrdiff_t>(p * record_size_ + first),
                  records_.begin() + static_cast<std::ptrdiff_t>(p * record_size_ + first + count));
    return list;
  };
  if (outcomes > 0) {
    out.dimensions.push_back({"outcome", outcomes});
    out.dimensions.push_back({"quantile", kQuantileCount});
    add("outcome", {"outcome"}, outcome_names_, "named outcome", "1");
    add("outcome_unit", {"outcome"}, outcome_units_, "unit of the outcome", "1");
    add("quantile", {"quantile"}, std::vector<double>(results::kQuantiles.begin(), results::kQuantiles.end()),
        "share of paths below", "1");
    add("outcome_mean", {"point", "outcome"}, column(0, outcomes),
        "probability of a statement, mean of a quantity, over the paths on which it is defined", "see outcome_unit");
    add("outcome_se", {"point", "outcome"}, column(figures, outcomes), "standard error of outcome_mean",
        "see outcome_unit");
    add("outcome_quantile", {"point", "outcome", "quantile"}, column(2 * figures, outcomes * kQuantileCount),
        "quantiles of a quantity (NaN for statements)", "see outcome_unit");
  }
  if (others > 0) {
    std::vector<std::string> keys, figure_units;
    for (std::size_t f = outcomes; f < figures; ++f) {
      keys.push_back(figures_[f].key);
      figure_units.push_back(figures_[f].unit);
    }
    out.dimensions.push_back({"figure", others});
    add("figure", {"figure"}, std::move(keys), "figure of the truce, of commitments, sectors and markets", "1");
    add("figure_unit", {"figure"}, std::move(figure_units), "unit of the figure", "1");
    add("figure_value", {"point", "figure"}, column(outcomes, others), "the figure", "see figure_unit");
    add("figure_se", {"point", "figure"}, column(figures + outcomes, others), "standard error of figure_value",
        "see figure_unit");
  }
  const auto to_do = static_cast<std::int64_t>(count(PointState::kToDo));
  out.attributes = {{"Conventions", std::string("CF-1.8")},
                    {"title", study_.title.empty() ? study_.name : study_.title},
                    {"sweep", study_.name},
                    {"design_method", method_name(study_.method)},
                    {"design_sha256", design_sha256_},
                    {"scenario", study_.scenario.name},
                    {"scenario_yaml", study_.scenario.resolved_yaml},
                    {"scenario_sha256", results::sha256(study_.scenario.resolved_yaml)},
                    {"seed", seed_},
                    {"paths", study_.paths},
                    {"points", static_cast<std::int64_t>(points)},
                    {"points_done", static_cast<std::int64_t>(count(PointState::kDone))},
                    {"points_failed", static_cast<std::int64_t>(count(PointState::kFailed))},
                    {"version", results::version()},
                    {"build", results::build()},
                    {"vectors", results::vectors()},
                    {"threads", static_cast<std::int64_t>(threads_)},
                    {"wall_seconds", seconds_},
                    {"created", now()},
                    {"complete", std::int64_t{to_do == 0 ? 1 : 0}}};
  if (builds_.size() > 1) out.attributes.emplace_back("builds", fmt::format("{}", fmt::join(builds_, kBetweenBuilds)));
  return out;
}

void Sweep::resume(const results::Dataset& file) {
  const auto refuse = [](const std::string& what) { throw OtherSweep(what); };
  const auto* sweep = attribute<std::string>(file, "sweep");
  if (sweep == nullptr) refuse("it is no file of a sweep");
  const auto* scenario = attribute<std::string>(file, "scenario_sha256");
  if (scenario == nullptr || *scenario != results::sha256(study_.scenario.resolved_yaml))
    refuse("it is of another scenario, or of this one before it was changed");
  const auto* seed = attribute<std::uint64_t>(file, "seed");
  if (seed == nullptr || *seed != seed_)
    refuse(fmt::format("its seed is {}, and this one is {}", seed != nullptr ? *seed : 0, seed_));
  const auto* paths = attribute<std::int64_t>(file, "paths");
  if (paths == nullptr || *paths != study_.paths)
    refuse(fmt::format("its points have {} paths, and these {}", paths != nullptr ? *paths : 0, study_.paths));
  const auto* design = attribute<std::string>(file, "design_sha256");
  if (design == nullptr || *design != design_sha256_) refuse("its design is another one");

  const auto fill = [&](const char* name, std::size_t first, std::size_t count) {
    const results::Variable* variable = count > 0 ? file.find(name) : nullptr;
    if (count == 0) return;
    const auto* values = variable != nullptr ? std::get_if<std::vector<float>>(&variable->values) : nullptr;
    if (values == nullptr || values->size() != points_.size() * count)
      refuse(fmt::format("it was written by another version: '{}' is not as it should be", name));
    for (std::size_t p = 0; p < points_.size(); ++p)
      std::copy_n(values->begin() + static_cast<std::ptrdiff_t>(p * count), count,
                  records_.begin() + static_cast<std::ptrdiff_t>(p * record_size_ + first));
  };
  const std::size_t figures = figures_.size(), outcomes = outcome_names_.size(), others = figures - outcomes;
  fill("outcome_mean", 0, outcomes);
  fill("outcome_se", figures, outcomes);
  fill("outcome_quantile", 2 * figures, outcomes * kQuantileCount);
  fill("figure_value", outcomes, others);
  fill("figure_se", figures + outcomes, others);
  const results::Variable* done = file.find("done");
  const results::Variable* error = file.find("error");
  const auto* states = done != nullptr ? std::get_if<std::vector<std::int32_t>>(&done->values) : nullptr;
  const auto* errors = error != nullptr ? std::get_if<std::vector<std::string>>(&error->values) : nullptr;
  if (states == nullptr || errors == nullptr || states->size() != points_.size() || errors->size() != points_.size())
    refuse("it does not say which points are done");
  state_ = *states;
  error_ = *errors;
  if (count(PointState::kToDo) < points_.size()) take_builds(file);
  if (const auto* seconds = attribute<double>(file, "wall_seconds")) seconds_ = *seconds;
}

void Sweep::take_builds(const results::Dataset& file) {
  const auto* builds = attribute<std::string>(file, "builds");
  const auto* version = attribute<std::string>(file, "version");
  const auto* build = attribute<std::string>(file, "build");
  const std::string own = this_build();
  builds_.clear();
  if (builds != nullptr)
    for (std::string_view rest = *builds; !rest.empty();) {
      const std::size_t end = std::min(rest.find(kBetweenBuilds), rest.size());
      builds_.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + kBetweenBuilds.size(), rest.size()));
    }
  else
    builds_.push_back(
        build_in_words(version != nullptr ? *version : "unknown version", build != nullptr ? *build : "unknown build"));
  if (std::find(builds_.begin(), builds_.end(), own) == builds_.end()) builds_.push_back(own);
}

std::string Sweep::this_build() { return build_in_words(results::version(), results::build()); }

}  // namespace truce::study

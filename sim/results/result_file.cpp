#include "sim/results/result_file.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>

#include "sim/base/contract.hpp"
#include "sim/results/sha256.hpp"
#include "sim/results/version.hpp"

namespace truce::results {

namespace {

// Collects dimensions and variables; what has no size is not written.
class Builder {
 public:
  explicit Builder(const model::Model& model) : model_(model) {}

  void dimension(const std::string& name, std::size_t size) {
    if (size > 0) dataset_.dimensions.push_back({name, size});
  }

  // A variable with units and long_name. Without values where one of its dimensions is missing: left out.
  void add(const std::string& name, std::vector<std::string> dimensions, Values values, const std::string& units,
           const std::string& long_name, Attributes more = {}) {
    std::size_t size = 1;
    for (const std::string& dimension : dimensions) size *= size_of(dimension);
    if (size == 0) return;
    TRUCE_EXPECT(size == std::visit([](const auto& v) { return v.size(); }, values));
    Attributes attributes = {{"long_name", long_name}, {"units", units}};
    attributes.insert(attributes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    dataset_.variables.push_back({name, std::move(dimensions), std::move(values), std::move(attributes)});
  }

  // The same where each item of the dimension `along` has a unit of its own: the common one, or "mixed" and a list.
  void add_mixed(const std::string& name, std::vector<std::string> dimensions, Values values,
                 const std::vector<std::string>& units, const std::string& along, const std::string& long_name,
                 Attributes more = {}) {
    if (size_of(along) == 0) return;
    std::string common = units.empty() ? "1" : units.front();
    if (!std::all_of(units.begin(), units.end(), [&](const std::string& unit) { return unit == common; })) {
      std::string list;
      const auto& names = std::get<std::vector<std::string>>(dataset_.find(along)->values);
      const std::size_t stride = units.size() / names.size();
      for (std::size_t i = 0; i < names.size(); ++i)
        list +=
            fmt::format("{}{}: {}", i > 0 ? "; " : "", names[i], units[i * stride].empty() ? "1" : units[i * stride]);
      more.emplace_back("units_by_" + along, list);
      common = "mixed";
    }
    add(name, std::move(dimensions), std::move(values), common.empty() ? "1" : common, long_name, std::move(more));
  }

  // NAME and NAME_se from counts.
  void add_shares(const std::string& name, std::vector<std::string> dimensions, const ShareTable& table,
                  const std::string& long_name) {
    std::vector<float> values, errors;
    for (const std::int64_t count : table.counts) {
      const Estimate estimate = share(count, table.paths);
      values.push_back(static_cast<float>(estimate.value));
      errors.push_back(static_cast<float>(estimate.standard_error));
    }
    add(name, dimensions, std::move(values), "1", long_name);
    add(name + "_se", std::move(dimensions), std::move(errors), "1", "standard error of " + name);
  }

  std::size_t size_of(const std::string& dimension) const {
    for (const Dimension& known : dataset_.dimensions)
      if (known.name == dimension) return known.size;
    return 0;
  }

  const model::Model& model() const { return model_; }
  Dataset& dataset() { return dataset_; }

 private:
  const model::Model& model_;
  Dataset dataset_;
};

template <class Table, class Name>
std::vector<std::string> names_of(const Table& table, Name name) {
  std::vector<std::string> names;
  for (const auto& item : table) names.push_back(name(item));
  return names;
}

std::vector<std::string> regime_state_names(const model::Model& model) {
  std::vector<std::string> names;
  for (const model::Regime& regime : model.regimes)
    for (const std::string& state : regime.states) names.push_back(regime.name + "." + state);
  return names;
}

std::vector<std::int32_t> numbers_to(std::size_t count) {
  std::vector<std::int32_t> numbers(count);
  for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<std::int32_t>(i);
  return numbers;
}

void add_coordinates(Builder& file, const KeptPaths& kept) {
  const model::Model& model = file.model();
  const auto name = [](const auto& item) { return item.name; };
  const std::string since = fmt::format("days since {}", format_iso_date(model.start));
  const auto labels = [&](const std::string& dimension, std::vector<std::string> texts, const std::string& long_name) {
    file.dimension(dimension, texts.size());
    file.add(dimension, {dimension}, std::move(texts), "1", long_name);
  };
  file.dimension("path", static_cast<std::size_t>(kept.paths()));
  file.add("path", {"path"}, numbers_to(static_cast<std::size_t>(kept.paths())), "1", "path number");
  file.dimension("time", model.times.size());
  file.add("time", {"time"}, model.times, since, "start, and the end of every step",
           {{"standard_name", std::string("time")}, {"calendar", std::string("proleptic_gregorian")}});
  labels("event", names_of(model.events, name), "event");
  labels("outcome_of_event", names_of(model.outcomes_of_events, [](const auto& item) { return item.full_name; }),
         "outcome of an event");
  labels("regime", names_of(model.regimes, name), "regime");
  labels("regime_state", regime_state_names(model), "state of a regime");
  labels("factor", names_of(model.factors, name), "factor");
  labels("commitment", names_of(model.commitments, name), "commitment of a flow");
  labels("flow", names_of(model.flows, name), "trade flow");
  labels("sector", names_of(model.sectors, name), "sector of a supply chain");
  labels("chain", names_of(model.chains, name), "supply chain");
  labels("market", names_of(model.markets, name), "market");
  std::vector<double> horizons;
  for (const model::Horizon& horizon : model.horizons) horizons.push_back(horizon.date.days - model.start.days);
  file.dimension("horizon", horizons.size());
  file.add("horizon", {"horizon"}, std::move(horizons), since,
           "horizon date, the day included; read at the end of the step that holds it",
           {{"calendar", std::string("proleptic_gregorian")}});
  file.dimension("quantile", kQuantiles.size());
  file.add("quantile", {"quantile"}, std::vector<double>(kQuantiles.begin(), kQuantiles.end()), "1",
           "share of paths below");
  labels("outcome", names_of(model.outcomes, name), "named outcome");
  file.dimension("sample", static_cast<std::size_t>(kept.sample_paths()));
  file.add("sample", {"sample"}, numbers_to(static_cast<std::size_t>(kept.sample_paths())), "1",
           "path number of the sample trajectory");
}

// flag_values and flag_meanings of integers that point into a coordinate.
Attributes flags(Builder& file, const std::string& coordinate, bool none, const char* none_means) {
  const Variable* texts = file.dataset().find(coordinate);
  std::vector<std::int32_t> values;
  std::string meanings;
  if (none) {
    values.push_back(-1);
    meanings = none_means;
  }
  if (texts != nullptr)
    for (const std::string& text : std::get<std::vector<std::string>>(texts->values)) {
      values.push_back(static_cast<std::int32_t>(values.size()) - (none ? 1 : 0));
      meanings += (meanings.empty() ? "" : " ") + text;
    }
  return {{"flag_values", values}, {"flag_meanings", meanings}};
}

void add_path_variables(Builder& file, KeptPaths& kept) {
  if (kept.paths() == 0) return;
  for (std::size_t v = 0; v < kept.variables().size(); ++v) {
    const PathVariable& variable = kept.variables()[v];
    std::vector<std::string> dimensions = {"path"};
    dimensions.insert(dimensions.end(), variable.dimensions.begin(), variable.dimensions.end());
    Attributes more;
    if (!variable.codes.empty()) {
      const bool truce = variable.codes == "event";
      more = flags(file, variable.codes, variable.codes != "regime_state", truce ? "held" : "none");
    }
    if (variable.dimensions.empty())
      file.add(variable.name, dimensions, std::move(kept.values(v)), variable.units.front(), variable.long_name, more);
    else
      file.add_mixed(variable.name, dimensions, std::move(kept.values(v)), variable.units, variable.dimensions.front(),
                     variable.long_name, more);
  }
}

void add_shares_over_time(Builder& file, const Results& results) {
  if (results.truce) {
    file.add_shares("truce_survival", {"time"}, results.truce->survival_by_time,
                    "probability that the truce never broke");
    file.add_shares("truce_holding", {"time"}, results.truce->holding_by_time, "probability that the truce holds");
    file.add_shares("truce_incidence", {"time", "event"}, results.truce->cause_by_time,
                    "probability that the truce was first broken by the event");
    file.add_shares("truce_incidence_root", {"time", "event"}, results.truce->root_by_time,
                    "probability that the truce was first broken by a chain of triggers that the event began");
  }
  file.add_shares("regime_probability", {"time", "regime_state"}, results.regime_by_time, "probability of the state");
  file.add_shares("event_probability", {"time", "event"}, results.event_by_time,
                  "probability of a first firing by then");
  file.add_shares("disruption_probability", {"time", "sector"}, results.disruption_by_time,
                  "probability of a disruption by then");
}

void add_series(Builder& file, Results& results) {
  for (SeriesResult& series : results.series) {
    const SeriesSource& source = series.source;
    const auto add = [&](const std::string& name, std::vector<float>& values, bool fan, const std::string& long_name) {
      if (values.empty()) return;
      std::vector<std::string> dimensions = {"time", source.dimension};
      if (fan) dimensions.push_back("quantile");
      file.add_mixed(name, dimensions, std::move(values), source.units, source.dimension, long_name);
    };
    add(source.name + "_mean", series.mean, false, "mean " + source.long_name);
    add(source.name + "_se", series.standard_error, false, "standard error of " + source.name + "_mean");
    add(source.name + "_quantile", series.quantiles, true, "quantiles of " + source.long_name);
  }
}

void add_outcomes(Builder& file, const Results& results) {
  const model::Model& model = file.model();
  std::vector<float> means, errors;
  std::vector<std::string> units;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i) {
    means.push_back(static_cast<float>(results.outcomes[i].mean.value));
    errors.push_back(static_cast<float>(results.outcomes[i].mean.standard_error));
    units.push_back(unit_of_outcome(model, model.outcomes[i]));
  }
  file.add_mixed("outcome_mean", {"outcome"}, std::move(means), units, "outcome",
                 "probability of a statement, mean of a quantity, over the paths on which it is defined");
  file.add_mixed("outcome_se", {"outcome"}, std::move(errors), units, "outcome", "standard error of outcome_mean");
}

// The intervals at which a run was precise enough; NaN for outcomes that it did not wait for.
void add_intervals(Builder& file, const PrecisionRecord& precision) {
  const model::Model& model = file.model();
  std::vector<float> low(model.outcomes.size(), NAN), high(model.outcomes.size(), NAN);
  std::vector<std::string> units;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i) {
    units.push_back(unit_of_outcome(model, model.outcomes[i]));
    for (const PrecisionRecord::Goal& goal : precision.goals)
      if (goal.outcome == model.outcomes[i].name) {
        low[i] = static_cast<float>(goal.low);
        high[i] = static_cast<float>(goal.high);
      }
  }
  const std::string what = " end of the 95 % interval of outcome_mean, good for all looks of the run together";
  file.add_mixed("outcome_low", {"outcome"}, std::move(low), units, "outcome", "lower" + what);
  file.add_mixed("outcome_high", {"outcome"}, std::move(high), units, "outcome", "upper" + what);
}

void add_samples(Builder& file, const Results& results, const KeptPaths& kept) {
  if (kept.sample_paths() == 0) return;
  for (std::size_t s = 0; s < results.series.size(); ++s) {
    const SeriesSource& source = results.series[s].source;
    if (!source.sample_name.empty())
      file.add_mixed(source.sample_name, {"sample", "time", source.dimension}, kept.samples(s), source.units,
                     source.dimension, "trajectories: " + source.long_name);
  }
  if (!kept.regime_samples().empty())
    file.add("sample_regime", {"sample", "time", "regime"}, kept.regime_samples(), "1",
             "trajectories: state, an index into regime_state", flags(file, "regime_state", false, ""));
}

Attributes global_attributes(const model::Model& model, const RunRecord& record, std::int64_t paths_kept) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  Attributes all = {{"Conventions", std::string("CF-1.8")},
                    {"title", model.title.empty() ? model.name : model.title},
                    {"scenario", model.name},
                    {"scenario_yaml", record.scenario_yaml},
                    {"scenario_sha256", sha256(record.scenario_yaml)},
                    {"seed", record.seed},
                    {"paths", record.paths},
                    {"paths_kept", paths_kept},
                    {"version", version()},
                    {"build", build()},
                    {"vectors", vectors()},
                    {"threads", static_cast<std::int64_t>(record.threads)},
                    {"wall_seconds", record.wall_seconds},
                    {"paths_per_second", static_cast<double>(record.paths) / std::max(record.wall_seconds, 1e-9)},
                    {"created", fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                                            utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec)},
                    {"complete", std::int64_t{1}}};
  if (record.precision) {
    all.emplace_back("precision_reached", std::int64_t{record.precision->reached ? 1 : 0});
    all.emplace_back("precision_looks", record.precision->looks);
    all.emplace_back("precision_looks_in_all", record.precision->looks_in_all);
    all.emplace_back("precision_slowest", record.precision->slowest);
  }
  return all;
}

}  // namespace

Dataset result_dataset(const model::Model& model, Results& results, const RunRecord& record) {
  TRUCE_EXPECT(results.kept.has_value());
  KeptPaths& kept = *results.kept;
  Builder file(model);
  file.dataset().attributes = global_attributes(model, record, kept.paths());
  add_coordinates(file, kept);
  add_path_variables(file, kept);
  add_shares_over_time(file, results);
  add_series(file, results);
  std::vector<float> voided(results.triggers_voided.begin(), results.triggers_voided.end());
  file.add("triggers_voided", {"event"}, std::move(voided), "1",
           "share of the event's due triggers that found its condition false (NaN: none came due)");
  add_outcomes(file, results);
  if (record.precision) add_intervals(file, *record.precision);
  add_samples(file, results, kept);
  return std::move(file.dataset());
}

}  // namespace truce::results

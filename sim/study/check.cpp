#include "sim/study/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sim/base/contract.hpp"
#include "sim/base/units.hpp"
#include "sim/model/build.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/results/result_file.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/study/outcome_counters.hpp"
#include "sim/study/written_clocks.hpp"

namespace truce::study {

namespace {

constexpr double kNotDefined = results::kNotDefined;

// The values of a per-path variable, [path][row].
class PathTable {
 public:
  PathTable(const results::KeptPaths& kept, const std::string& name) {
    for (std::size_t i = 0; i < kept.variables().size(); ++i) {
      if (kept.variables()[i].name != name) continue;
      values_ = &kept.values(i);
      rows_ = kept.variables()[i].rows;
    }
    TRUCE_EXPECT(values_ != nullptr);
  }
  double at(std::size_t path, std::size_t row) const {
    const std::size_t i = path * rows_ + row;
    if (const auto* floats = std::get_if<std::vector<float>>(values_)) return (*floats)[i];
    return std::get<std::vector<std::int32_t>>(*values_)[i];
  }

 private:
  const results::Values* values_ = nullptr;
  std::size_t rows_ = 0;
};

SimulateOptions quick(const SimulateOptions& full) {
  SimulateOptions options = full;
  options.paths = std::min(full.paths, kQuickPaths);
  options.kept_paths = options.paths;
  options.progress = {};
  return options;
}

std::vector<double> ends_of_dates(const model::Model& model) {
  std::vector<double> days;
  for (const model::Horizon& horizon : model.horizons) days.push_back(horizon.day);
  if (days.empty()) days.push_back(model.horizon_days);
  return days;
}

double mean_of(const model::Model& model, const model::Number& number) {
  return number.parameter.valid() ? model.parameters[number.parameter.index()].distribution.mean() : number.value;
}

bool has_hazard(const model::Event& event) {
  return event.timing == model::Timing::kRate || event.timing == model::Timing::kProbability;
}

// Sum over paths of a, divided by that of b, with the error of a ratio.
struct Ratio {
  std::vector<double> a, b;
  results::Estimate estimate() const {
    double above = 0, below = 0, squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      above += a[i];
      below += b[i];
    }
    if (below <= 0) return {};
    const double ratio = above / below;
    for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - ratio * b[i]) * (a[i] - ratio * b[i]);
    const auto n = static_cast<double>(a.size());
    return {ratio, n > 1 ? std::sqrt(squares * n / (n - 1)) / below : kNotDefined, static_cast<std::int64_t>(a.size())};
  }
};

std::vector<EventCheck> events_as_run(const model::Model& model, const results::Results& results) {
  const PathTable first(*results.kept, "event_first_time");
  const auto paths = static_cast<std::size_t>(results.paths);
  std::vector<EventCheck> out(model.events.size());
  for (std::size_t e = 0; e < model.events.size(); ++e) {
    out[e].name = model.events[e].name;
    for (const double day : ends_of_dates(model)) {
      std::int64_t fired = 0;
      for (std::size_t p = 0; p < paths; ++p) fired += first.at(p, e) < day - kSameInstantDays;  // never is NaN
      out[e].written.push_back(written_probability(model, model.events[e], day));
      out[e].simulated.push_back(results::share(fired, results.paths));
    }
    out[e].firings = results.event_count[e];
    out[e].voided = results.triggers_voided[e];
    if (has_hazard(model.events[e]) && !model.events[e].has_table)
      out[e].written_rate = mean_of(model, model.events[e].rate);
  }
  return out;
}

// What modifiers make of each hazard on average, from a run with clocks that measure it as written.
void measure_hazards(const scenario::Scenario& scenario, const model::Model& model, const results::Results& measured,
                     std::vector<EventCheck>& events) {
  const PathTable hazard(*measured.kept, "event_integrated_hazard");
  const auto paths = static_cast<std::size_t>(measured.paths);
  std::size_t clock = scenario.events.size();
  for (std::size_t e = 0; e < scenario.events.size(); ++e) {
    const bool has_clock = has_written_clock(scenario, scenario.events[e]);
    const std::size_t written = has_clock ? clock++ : e;
    if (!has_hazard(model.events[e]) || (!has_clock && !scenario.events[e].modifiers.empty())) continue;
    Ratio multiplier, at_risk;
    for (std::size_t p = 0; p < paths; ++p) {
      multiplier.a.push_back(hazard.at(p, e));
      multiplier.b.push_back(hazard.at(p, written));
      at_risk.a.push_back(hazard.at(p, written));
      at_risk.b.push_back(events[e].written_rate * model.horizon_days / kDaysPerYear);
    }
    events[e].multiplier = multiplier.estimate();
    if (events[e].written_rate > 0 && !model.events[e].rate.parameter.valid())
      events[e].share_at_risk = at_risk.estimate();
  }
}

// The probabilities of an event's outcomes before modifiers, as the engine takes them: a `rest` is what the others
// leave, and without one they are normalised.
std::vector<double> written_shares(const scenario::EventSpec& event) {
  double sum = 0;
  bool has_rest = false;
  for (const scenario::OutcomeOfEventSpec& outcome : event.outcomes) {
    if (!outcome.rest) sum += outcome.probability.fixed();
    has_rest = has_rest || outcome.rest;
  }
  const double total = has_rest ? std::max(1.0, sum) : sum;
  std::vector<double> out;
  for (const scenario::OutcomeOfEventSpec& outcome : event.outcomes)
    out.push_back((outcome.rest ? std::max(0.0, 1 - sum) : outcome.probability.fixed()) / total);
  return out;
}

// How often each outcome of an event was drawn, from a run with counters, which are its last events.
void count_outcomes(const scenario::Scenario& scenario, const model::Model& counted, const results::Results& results,
                    std::vector<EventCheck>& events) {
  const PathTable count(*results.kept, "event_count");
  std::size_t counter = counted.events.size();
  for (const scenario::EventSpec& event : scenario.events)
    counter -= counts_outcomes(event) ? event.outcomes.size() : 0;
  for (std::size_t e = 0; e < scenario.events.size(); ++e) {
    const scenario::EventSpec& event = scenario.events[e];
    if (!counts_outcomes(event)) continue;
    const std::vector<double> written = written_shares(event);
    for (std::size_t o = 0; o < event.outcomes.size(); ++o) {
      Ratio share;
      std::int64_t paths_with_any = 0;
      for (std::size_t p = 0; p < static_cast<std::size_t>(results.paths); ++p) {
        double all = 0;
        for (std::size_t other = 0; other < event.outcomes.size(); ++other) all += count.at(p, counter + other);
        share.a.push_back(count.at(p, counter + o));
        share.b.push_back(all);
        paths_with_any += all > 0;
      }
      OutcomeCheck outcome{event.outcomes[o].name.text, written[o], event.outcomes[o].rest, share.estimate()};
      outcome.simulated.count = paths_with_any;
      events[e].outcomes.push_back(std::move(outcome));
    }
    counter += event.outcomes.size();
  }
}

// What takes clocks and counters beside the scenario's own events to see.
void measure(const scenario::Scenario& scenario, const model::Model& model, const SimulateOptions& options,
             std::vector<EventCheck>& events) {
  Diagnostics none;
  const auto beside = model::build_model(with_outcome_counters(with_written_clocks(scenario)), model.seed, none);
  TRUCE_EXPECT(beside.has_value());
  check_memory(*beside, options);
  const results::Results results = simulate(*beside, options);
  measure_hazards(scenario, model, results, events);
  count_outcomes(scenario, *beside, results, events);
}

std::vector<CorrelationCheck> changed_correlations(const scenario::Scenario& scenario, const model::Model& model) {
  const auto degrees = [&](const std::string& name) {
    for (const model::Market& market : model.markets)
      if ("markets." + market.name == name && market.tails >= 0)
        return model.tails[static_cast<std::size_t>(market.tails)].degrees;
    return 0;
  };
  std::vector<CorrelationCheck> out;
  for (const scenario::CorrelationSpec& pair : scenario.correlations) {
    const int first = degrees(pair.first), second = degrees(pair.second);
    // The same chi-square on both sides leaves it as it is; different ones are independent.
    if (first == second || pair.value.fixed() == 0) continue;
    out.push_back(
        {pair.first, pair.second, pair.value.fixed(), pair.value.fixed() * tail_factor(first) * tail_factor(second)});
  }
  return out;
}

FullRun estimate_full_run(const model::Model& model, const scenario::Scenario& scenario, results::Results& results,
                          const SimulateOptions& options, double quick_seconds) {
  FullRun full;
  full.paths = options.paths;
  full.threads = threads_used(options.threads);
  full.seconds = quick_seconds * static_cast<double>(options.paths) / static_cast<double>(results.paths);
  full.memory_bytes = memory_needed(model, options);
  const std::int64_t kept = std::min(options.kept_paths, options.paths);
  const std::int64_t samples = std::min(options.sample_paths, options.paths);
  const std::size_t quick_kept = results::KeptPaths::bytes(model, results.paths, results.kept->sample_paths());
  const results::RunRecord record{scenario.resolved_yaml, model.seed, results.paths, full.threads, quick_seconds};
  const results::Dataset dataset = results::result_dataset(model, results, record);
  const std::size_t plain = results::netcdf_image(dataset, options.stop).size();
  const std::size_t without = plain > quick_kept ? plain - quick_kept : 0;
  full.file_bytes = without + results::KeptPaths::bytes(model, kept, samples);
  if (full.file_bytes > results::kCompressAboveBytes) {
    const double squeezed = static_cast<double>(results::netcdf_image(dataset, options.stop, 0).size());
    full.file_bytes =
        static_cast<std::size_t>(static_cast<double>(full.file_bytes) * squeezed / static_cast<double>(plain));
  }
  return full;
}

}  // namespace

double tail_factor(int degrees) {
  if (degrees == 0) return 1;
  const double n = degrees;
  return std::sqrt((n - 2) / 2) * std::exp(std::lgamma((n - 1) / 2) - std::lgamma(n / 2));
}

CheckReport check(const scenario::Scenario& scenario, const model::Model& model, const SimulateOptions& options) {
  const SimulateOptions few = quick(options);
  check_memory(model, few);
  CheckReport report;
  report.paths = few.paths;
  for (const model::Horizon& horizon : model.horizons) report.dates.push_back(horizon.date);
  if (report.dates.empty()) report.dates.push_back(model.end);
  const auto start = std::chrono::steady_clock::now();
  results::Results results = simulate(model, few);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!model.events.empty()) {
    report.events = events_as_run(model, results);
    measure(scenario, model, few, report.events);
  }
  report.correlations = changed_correlations(scenario, model);
  report.full = estimate_full_run(model, scenario, results, options, seconds);
  return report;
}

void warn_of_pushed_rates(const scenario::Scenario& scenario, const CheckReport& report, Diagnostics& diagnostics) {
  constexpr double kFar = 2;
  for (std::size_t e = 0; e < report.events.size(); ++e) {
    const scenario::EventSpec& spec = scenario.events[e];
    const results::Estimate& multiplier = report.events[e].multiplier;
    // Where chance alone could have done it nothing is said.
    const double doubt = std::isfinite(multiplier.standard_error) ? 2 * multiplier.standard_error : 0;
    const bool far = multiplier.value - doubt > kFar || multiplier.value + doubt < 1 / kFar;
    if (!far) continue;
    const scenario::NumberSpec& number = spec.table.empty() ? spec.number : spec.table.front().probability;
    diagnostics.warning(scenario::kWarnPushedFar, number.at,
                        fmt::format("modifiers push '{}' far from what is written: to {:.2g} times it on average",
                                    spec.name.text, multiplier.value),
                        "before modifiers",
                        {"write the number as it stands where no modifier acts, or say in a note that it is meant"});
  }
}

}  // namespace truce::study

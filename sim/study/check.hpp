#pragma once
// What a scenario says beside what it comes to: a quick run, so that a probability as written is not mistaken for the
// one that comes out when everything interacts.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/base/dates.hpp"
#include "sim/base/diagnostics.hpp"
#include "sim/model/model.hpp"
#include "sim/results/estimate.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/study/simulate.hpp"

namespace truce::study {

// The first paths of the full run.
inline constexpr std::int64_t kQuickPaths = 4096;

// An outcome of an event that has several.
struct OutcomeCheck {
  std::string name;
  double written = 0;  // before modifiers; for `rest` what the others leave; NaN where all are 0
  bool rest = false;
  results::Estimate simulated;  // of the outcomes drawn on all paths, its share: the error is that of a ratio
};

struct EventCheck {
  std::string name;
  std::vector<double>
      written;  // by date: by its own timing alone, without `while`, modifiers and triggers; NaN: not said
  std::vector<results::Estimate> simulated;  // by date
  results::Estimate firings;                 // of a path, triggered ones included
  // For `rate` and `probability`, as hazards: per year as written (NaN for a table), the same averaged over the time
  // at risk, and by what the modifiers multiply it on average, weighted with the hazard as written. NaN: not known.
  double written_rate = std::numeric_limits<double>::quiet_NaN();
  results::Estimate multiplier;
  results::Estimate share_at_risk;                           // of the horizon: its `while` holds and it can still fire
  double voided = std::numeric_limits<double>::quiet_NaN();  // share of its due triggers; NaN: none came due
  std::vector<OutcomeCheck> outcomes;                        // empty where it has fewer than two
};

// A written correlation and the linear correlation of the shocks that it leads to.
struct CorrelationCheck {
  std::string first, second;
  double written = 0;
  double linear = 0;
};

struct FullRun {
  std::int64_t paths = 0;
  int threads = 1;
  double seconds = 0;
  std::size_t memory_bytes = 0;  // at most
  std::size_t file_bytes = 0;
};

struct CheckReport {
  std::int64_t paths = 0;   // of the quick run
  std::vector<Date> dates;  // the horizons, or the end where there are none
  std::vector<EventCheck> events;
  std::vector<CorrelationCheck> correlations;  // those that fat tails change
  FullRun full;
};

// Runs the first paths of `model`, built from `scenario`, and once more with a clock beside every modified one that
// measures the hazard as written, and with a counter behind every outcome. `options`: of the full run. Throws what
// simulate() throws.
CheckReport check(const scenario::Scenario& scenario, const model::Model& model, const SimulateOptions& options);

// Warns of events whose hazard modifiers more than double or halve on average.
void warn_of_pushed_rates(const scenario::Scenario& scenario, const CheckReport& report, Diagnostics& diagnostics);

// The report for a terminal, at most about 100 columns wide.
std::string check_text(const model::Model& model, const CheckReport& report);

// By how much Student-t tails shrink the correlation of a market with something normal.
double tail_factor(int degrees);

}  // namespace truce::study

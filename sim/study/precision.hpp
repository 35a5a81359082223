#pragma once
// Runs that stop when they are precise enough.
//
// A run is looked at after 1,024 x 2^k paths and at the most paths it may have, at most 20 times. At each look every
// outcome that matters has an interval: Wilson's for a share (E. B. Wilson, 1927), which is right for rare outcomes
// too, that of the normal distribution for a mean. Looking again and again, and stopping when it pleases, would make 95
// % too much to say; so the 5 % are shared over the looks (Bonferroni): all intervals of a run hold at once with 95 %,
// the one at which it stopped among them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/results.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/study/simulate.hpp"

namespace truce::study {

inline constexpr std::int64_t kFirstLook = 1024;
inline constexpr std::size_t kMostLooks = 20;
inline constexpr std::int64_t kDefaultMostPaths = 10'000'000;

struct Goal {
  std::size_t outcome = 0;
  bool relative = false;  // `within` is a share of the estimate
  double within = 0;
};

struct StopRule {
  std::vector<Goal> goals;
  std::int64_t most_paths = kDefaultMostPaths;
};

// What a scenario's `run.stop` asks; no goals where it says nothing.
StopRule stop_rule_of(const scenario::RunSpec& run, const model::Model& model);

// Every named outcome within +-`within`: shares, returns and shares of a commitment as they are, all else relative to
// the estimate.
StopRule stop_rule_of(double within, const model::Model& model);

struct Interval {
  double low = results::kNotDefined;
  double high = results::kNotDefined;
};

// After which numbers of paths a run is looked at, ascending; the last is `most_paths`.
std::vector<std::int64_t> looks_of(std::int64_t most_paths);

// The half-width of an interval in standard errors, for `looks` looks in all.
double half_width_of(std::size_t looks);

// Wilson's interval of a share, half-width z.
Interval wilson(double share, double paths, double z);

// How far the interval's farther end is from the estimate, as a part of what `goal` allows: at most 1 where it is
// precise enough. Infinite where nothing is known.
double distance_to(const Goal& goal, bool is_share, const results::Estimate& estimate, double z);

// Paths that are likely to be needed in all, from the estimate after `paths`.
std::int64_t paths_for(double distance, std::int64_t paths);

struct PrecisionReport {
  bool reached = false;
  std::size_t looks = 0;         // so many were taken
  std::size_t looks_in_all = 0;  // so many the level was shared over
  std::size_t slowest = 0;       // index of the goal that took, or would take, most paths
  double slowest_distance = 0;
  std::int64_t paths_needed = 0;    // where not reached: likely, in all
  std::vector<Interval> intervals;  // of each goal's outcome, at the last look
};

// "precise enough after 32,768 paths (6 of at most 15 looks); slowest: holds, 41.3 % within 0.5 %". Ends with a
// newline.
std::string precision_text(const model::Model& model, const StopRule& rule, const PrecisionReport& report,
                           const results::Results& results);

// The same for the result file and the JSON.
results::PrecisionRecord precision_record(const model::Model& model, const StopRule& rule,
                                          const PrecisionReport& report);

// As simulate(), with `options.paths` chosen by the rule: bit for bit the run of so many paths.
results::Results simulate_until(const model::Model& model, const SimulateOptions& options, const StopRule& rule,
                                PrecisionReport& report);

}  // namespace truce::study

#include "sim/study/precision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/contract.hpp"
#include "sim/base/errors.hpp"
#include "sim/random/distribution.hpp"
#include "sim/results/format.hpp"
#include "sim/study/run_sinks.hpp"

namespace truce::study {

namespace {

constexpr double kLevel = 0.05;

// One run that is looked at: its blocks so far in the tally, or kept while it may still be a small one.
class LookedAt {
 public:
  LookedAt(const model::Model& model, const SimulateOptions& options, const StopRule& rule, PrecisionReport& report)
      : model_(model), options_(options), rule_(rule), report_(report), looks_(looks_of(rule.most_paths)) {
    report_.looks_in_all = looks_.size();
    z_ = half_width_of(looks_.size());
  }

  results::Results run() {
    const auto start = Reporting::Clock::now();
    KeepBlocks kept;
    SimulateOptions whole = options_;
    whole.paths = rule_.most_paths;
    // Small runs keep all values, so their number of paths must be known: tallied anew at each look.
    std::size_t look = 0;
    for (; look < looks_.size() && looks_[look] <= results::kMostExactPaths; ++look) {
      run_blocks(kept, static_cast<std::int64_t>(kept.blocks.size()), looks_[look]);
      SimulateOptions part = options_;
      part.paths = looks_[look];
      results::Tally tally(model_, {part.paths, part.kept_paths, part.sample_paths}, pilot_of(kept.blocks));
      Reporting sink(tally, model_, part, start);
      sink.take(kept.blocks, part.paths);
      if (enough(tally, looks_[look]) || look + 1 == looks_.size()) return tally.finish();
    }
    results::Tally tally(model_, {whole.paths, whole.kept_paths, whole.sample_paths}, pilot_of(kept.blocks));
    Reporting sink(tally, model_, whole, start);
    std::int64_t done = static_cast<std::int64_t>(kept.blocks.size());
    sink.take(kept.blocks, whole.paths);
    kept.blocks.clear();
    for (; look < looks_.size(); ++look) {
      sink.expect(std::min(report_.paths_needed, rule_.most_paths), rule_.goals[report_.slowest].outcome);
      run_blocks(sink, done, looks_[look]);
      done = engine::blocks_for(looks_[look]);
      if (enough(tally, looks_[look])) break;
    }
    results::Results results = tally.finish();
    results.kept->cut(results.paths);
    return results;
  }

 private:
  static std::vector<engine::BlockResult> pilot_of(const std::vector<engine::BlockResult>& blocks) {
    const auto count = std::min<std::size_t>(blocks.size(), results::kPilotBlocks);
    return {blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(count)};
  }

  void run_blocks(engine::BlockSink& sink, std::int64_t first, std::int64_t paths) const {
    engine::RunOptions run;
    run.paths = paths;
    run.threads = options_.threads;
    run.stop = options_.stop;
    run.first_block = first;
    run.last_block = engine::blocks_for(paths);
    if (run.first_block < run.last_block) engine::run_blocks(model_, run, sink);
    if (options_.stop != nullptr && options_.stop->load()) throw Interrupted();
  }

  bool enough(const results::Tally& tally, std::int64_t paths) {
    report_.looks += 1;
    report_.slowest_distance = -1;
    report_.intervals.clear();
    for (std::size_t g = 0; g < rule_.goals.size(); ++g) {
      const Goal& goal = rule_.goals[g];
      const bool is_share = model_.outcomes[goal.outcome].statement;
      const results::Estimate estimate = tally.running_outcome(goal.outcome);
      const double distance = distance_to(goal, is_share, estimate, z_);
      const double half = z_ * estimate.standard_error;
      report_.intervals.push_back(is_share ? wilson(estimate.value, static_cast<double>(estimate.count), z_)
                                           : Interval{estimate.value - half, estimate.value + half});
      if (distance <= report_.slowest_distance) continue;
      report_.slowest_distance = distance;
      report_.slowest = g;
    }
    report_.reached = report_.slowest_distance <= 1;
    report_.paths_needed = report_.reached ? paths : paths_for(report_.slowest_distance, paths);
    return report_.reached;
  }

  const model::Model& model_;
  const SimulateOptions& options_;
  const StopRule& rule_;
  PrecisionReport& report_;
  std::vector<std::int64_t> looks_;
  double z_ = 0;
};

std::string goal_text(const model::Model& model, const Goal& goal, const Interval& interval,
                      const results::Estimate& estimate) {
  const model::Outcome& outcome = model.outcomes[goal.outcome];
  const std::string unit = results::unit_of_outcome(model, outcome);
  const bool percent = unit == "1";
  const double scale = percent ? 100 : 1;
  const std::string mark = percent ? " %" : " " + unit;
  std::string text = outcome.name;
  if (estimate.count == 0)
    text += ", which no path decides";
  else
    text += fmt::format(", {:.4g}{}", scale * estimate.value, mark) +
            fmt::format(", between {:.4g} and {:.4g}", scale * interval.low, scale * interval.high);
  if (goal.relative) return text + fmt::format(", wanted within {:g} % of it", 100 * goal.within);
  return text + fmt::format(", wanted within {:g}{}", scale * goal.within, mark);
}

}  // namespace

StopRule stop_rule_of(const scenario::RunSpec& run, const model::Model& model) {
  StopRule rule;
  rule.most_paths = run.max_paths.value_or(kDefaultMostPaths);
  for (const scenario::StopSpec& stop : run.stop) {
    if (stop.outcome.empty()) {
      rule.goals = stop_rule_of(stop.within, model).goals;
      continue;
    }
    const auto named = std::find_if(model.outcomes.begin(), model.outcomes.end(),
                                    [&](const model::Outcome& outcome) { return outcome.name == stop.outcome; });
    TRUCE_EXPECT(named != model.outcomes.end());
    rule.goals.push_back({static_cast<std::size_t>(named - model.outcomes.begin()), stop.relative, stop.within});
  }
  return rule;
}

StopRule stop_rule_of(double within, const model::Model& model) {
  StopRule rule;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i)
    rule.goals.push_back({i, results::unit_of_outcome(model, model.outcomes[i]) != "1", within});
  return rule;
}

std::vector<std::int64_t> looks_of(std::int64_t most_paths) {
  std::vector<std::int64_t> looks;
  for (std::int64_t paths = kFirstLook; paths < most_paths && looks.size() + 1 < kMostLooks; paths *= 2)
    looks.push_back(paths);
  looks.push_back(most_paths);
  return looks;
}

double half_width_of(std::size_t looks) {
  return random::normal_quantile(1 - kLevel / (2 * static_cast<double>(looks)));
}

Interval wilson(double share, double paths, double z) {
  if (!(paths > 0)) return {};
  const double z2 = z * z / paths;
  const double middle = (share + z2 / 2) / (1 + z2);
  const double half = z / (1 + z2) * std::sqrt(share * (1 - share) / paths + z2 / (4 * paths));
  // The ends 0 and 1 exactly, where no path or every path has shown it.
  return {share <= 0 ? 0.0 : middle - half, share >= 1 ? 1.0 : middle + half};
}

double distance_to(const Goal& goal, bool is_share, const results::Estimate& estimate, double z) {
  if (!std::isfinite(estimate.value) || !std::isfinite(estimate.standard_error)) return INFINITY;
  double away = z * estimate.standard_error;
  if (is_share) {
    const Interval interval = wilson(estimate.value, static_cast<double>(estimate.count), z);
    away = std::max(interval.high - estimate.value, estimate.value - interval.low);
  }
  const double allowed = goal.relative ? goal.within * std::abs(estimate.value) : goal.within;
  if (away == 0) return 0;  // the same on every path
  return allowed > 0 ? away / allowed : INFINITY;
}

std::int64_t paths_for(double distance, std::int64_t paths) {
  const double needed = std::ceil(static_cast<double>(paths) * distance * distance);
  return needed < static_cast<double>(kMostPaths) ? std::max<std::int64_t>(paths, static_cast<std::int64_t>(needed))
                                                  : kMostPaths;
}

std::string precision_text(const model::Model& model, const StopRule& rule, const PrecisionReport& report,
                           const results::Results& results) {
  const Goal& slowest = rule.goals[report.slowest];
  const std::string about =
      goal_text(model, slowest, report.intervals[report.slowest], results.outcomes[slowest.outcome].mean);
  if (report.reached)
    return fmt::format("precise enough after {} paths, look {} of at most {}; slowest: {}\n",
                       results::format_count(results.paths), report.looks, report.looks_in_all, about);
  const std::string needed = report.paths_needed < kMostPaths
                                 ? fmt::format("about {} paths are needed", results::format_count(report.paths_needed))
                                 : std::string("no number of paths in sight is enough");
  return fmt::format("not precise enough after {} paths, the most that --max-paths allows: {}; slowest: {}\n",
                     results::format_count(results.paths), needed, about);
}

results::PrecisionRecord precision_record(const model::Model& model, const StopRule& rule,
                                          const PrecisionReport& report) {
  results::PrecisionRecord record;
  record.reached = report.reached;
  record.looks = static_cast<std::int64_t>(report.looks);
  record.looks_in_all = static_cast<std::int64_t>(report.looks_in_all);
  record.slowest = model.outcomes[rule.goals[report.slowest].outcome].name;
  record.paths_needed = report.paths_needed;
  for (std::size_t g = 0; g < rule.goals.size(); ++g)
    record.goals.push_back({model.outcomes[rule.goals[g].outcome].name,
                            rule.goals[g].relative ? "relative" : "absolute", rule.goals[g].within,
                            report.intervals[g].low, report.intervals[g].high});
  return record;
}

results::Results simulate_until(const model::Model& model, const SimulateOptions& options, const StopRule& rule,
                                PrecisionReport& report) {
  TRUCE_EXPECT(!rule.goals.empty() && rule.most_paths > 0 && rule.most_paths <= kMostPaths);
  return LookedAt(model, options, rule, report).run();
}

}  // namespace truce::study

#include "sim/study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <set>

#include "sim/base/errors.hpp"
#include "sim/engine/run.hpp"
#include "sim/model/build.hpp"
#include "sim/results/sha256.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/study/design.hpp"
#include "sim/study/simulate.hpp"
#include "sim/study/sweep_point.hpp"

namespace truce::study {

namespace {

using Clock = std::chrono::steady_clock;
using results::Figure;

// Either a model, or why there is none.
struct PointModel {
  std::optional<model::Model> model;
  std::string problem;
};

PointModel model_of(const scenario::StudySpec& study, std::uint64_t seed, const std::vector<std::string>& settings) {
  scenario::ReadResult read =
      scenario::read_scenario_text(study.scenario.resolved_yaml, study.scenario.name + ".yaml", settings);
  PointModel out;
  if (read.scenario) out.model = model::build_model(*read.scenario, seed, read.diagnostics);
  if (!out.model) out.problem = read.diagnostics.render(read.sources);
  return out;
}

// The first line of a rendered diagnostic says what is wrong.
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

// Two levels: many small points run side by side, each on one thread; few or large ones one after the other, each on
// all threads. Sums are merged in the order of blocks either way, so the bits are the same.
class SweepRun {
 public:
  SweepRun(Sweep& sweep, const SweepOptions& options)
      : sweep_(sweep), options_(options), progress_(options.progress), start_(Clock::now()), last_(start_) {
    for (std::size_t p = 0; p < sweep.points(); ++p)
      if (sweep.state_[p] == static_cast<std::int32_t>(PointState::kToDo)) to_do_.push_back(p);
    before_ = sweep.points() - to_do_.size();
    seconds_before_ = sweep.seconds_;
  }

  void run() {
    const auto threads = threads_used(options_.threads);
    sweep_.threads_ = threads;
    check_memory_of_points(threads);
    try {
      const std::int64_t blocks = engine::blocks_for(sweep_.study_.paths);
      const bool side_by_side =
          to_do_.size() >= static_cast<std::size_t>(8 * threads) && blocks < std::int64_t{256} * threads;
      if (side_by_side)
        run_side_by_side();
      else
        run_one_by_one();
    } catch (const Interrupted&) {
      finish();
      throw;
    }
    finish();
  }

 private:
  struct Done : engine::BlockSink::Partial {
    std::size_t point = 0;
    std::vector<float> record;  // empty: failed
    std::string problem;
  };

  const std::atomic<bool>& stop() const {
    static const std::atomic<bool> never{false};
    return options_.stop != nullptr ? *options_.stop : never;
  }

  void check_memory_of_points(int threads) const {
    const std::size_t at_once = static_cast<std::size_t>(2 * threads);
    const std::size_t needed = at_once * PointTally::bytes(sweep_.figures_, sweep_.study_.paths);
    if (const std::size_t available = memory_available(); available > 0 && needed > available)
      throw RunError(
          fmt::format("points of {} paths need about {:.1f} GB of memory, and {:.1f} GB are available; use "
                      "fewer paths or threads",
                      sweep_.study_.paths, static_cast<double>(needed) / 1e9, static_cast<double>(available) / 1e9));
  }

  // A point from its text to its numbers; what is wrong with it belongs to the point, not to the sweep.
  template <class Simulate>
  std::unique_ptr<Done> one_point(std::size_t point, Simulate simulate) const {
    auto done = std::make_unique<Done>();
    done->point = point;
    PointModel built = model_of(sweep_.study_, sweep_.seed_, sweep_.settings_of(point));
    if (!built.model) {
      done->problem = first_line(built.problem);
      return done;
    }
    try {
      PointTally tally(*built.model, sweep_.figures_, sweep_.study_.paths);
      simulate(*built.model, tally);
      done->record = tally.finish();
    } catch (const RunError& error) {
      done->problem = error.what();
    }
    return done;
  }

  void run_side_by_side() {
    engine::run_in_order(
        0, static_cast<std::int64_t>(to_do_.size()), options_.threads,
        [&](std::int64_t i) -> std::unique_ptr<engine::BlockSink::Partial> {
          return one_point(to_do_[static_cast<std::size_t>(i)], [&](const model::Model& model, PointTally& tally) {
            engine::BlockResult block(model);
            for (std::int64_t b = 0; b < engine::blocks_for(sweep_.study_.paths); ++b) {
              engine::run_block(model, b, block, stop());
              const std::int64_t left = sweep_.study_.paths - block.first_path;
              tally.merge(tally.tally(block, static_cast<std::size_t>(std::min<std::int64_t>(
                                                 left, static_cast<std::int64_t>(engine::kLanes)))));
            }
          });
        },
        [&](std::unique_ptr<engine::BlockSink::Partial> partial) { take(static_cast<Done&>(*partial)); });
  }

  void run_one_by_one() {
    for (const std::size_t point : to_do_) {
      const std::unique_ptr<Done> done = one_point(point, [&](const model::Model& model, PointTally& tally) {
        engine::RunOptions run;
        run.paths = sweep_.study_.paths;
        run.threads = options_.threads;
        run.stop = options_.stop;
        run.last_block = engine::blocks_for(run.paths);
        engine::run_blocks(model, run, tally);
      });
      if (stop().load()) throw Interrupted();
      take(*done);
    }
  }

  void take(Done& done) {
    if (ended_) return;
    const bool failed = done.record.empty();
    sweep_.state_[done.point] = static_cast<std::int32_t>(failed ? PointState::kFailed : PointState::kDone);
    sweep_.error_[done.point] = done.problem;
    std::copy(done.record.begin(), done.record.end(),
              sweep_.records_.begin() + static_cast<std::ptrdiff_t>(done.point * sweep_.record_size_));
    ++finished_;
    const auto all = static_cast<double>(to_do_.size());
    progress_(static_cast<double>(finished_) / all,
              fmt::format("point {} of {}", before_ + finished_, sweep_.points()));
    if (failed && options_.fail_fast) {
      ended_ = true;
      throw PointFailed();
    }
    const auto now = Clock::now();
    if (std::chrono::duration<double>(now - last_).count() < options_.checkpoint_seconds) return;
    checkpoint();
    last_ = Clock::now();
  }

  void checkpoint() {
    sweep_.seconds_ = seconds_before_ + std::chrono::duration<double>(Clock::now() - start_).count();
    if (options_.checkpoint) options_.checkpoint(sweep_.dataset());
  }

  void finish() { checkpoint(); }

 public:
  // Ends the sweep at its first failed point.
  struct PointFailed {};

  void run_until_failure() {
    try {
      run();
    } catch (const PointFailed&) {
      finish();
    }
  }

 private:
  Sweep& sweep_;
  const SweepOptions& options_;
  ProgressReporter progress_;
  Clock::time_point start_, last_;
  std::vector<std::size_t> to_do_;
  std::size_t before_ = 0, finished_ = 0;
  double seconds_before_ = 0;
  bool ended_ = false;
};

// Points over the whole design that are tried for one that can run.
constexpr std::size_t kMostTried = 32;

Sweep::Sweep(const scenario::StudySpec& study, std::uint64_t seed)
    : study_(study), seed_(seed), points_(points_of(study)) {
  // A study of which no point can run is refused; single bad points are recorded as such.
  const PointModel first = model_of(study, seed, settings_of(0));
  bool any_valid = first.model.has_value();
  const std::size_t stride = std::max<std::size_t>(1, points_.size() / kMostTried);
  for (std::size_t p = stride; !any_valid && p < points_.size(); p += stride)
    any_valid = model_of(study, seed, settings_of(p)).model.has_value();
  if (!any_valid) throw BadPoint(first.problem);
  // The figures are those of the scenario as it is.
  const PointModel plain = model_of(study, seed, {});
  if (!plain.model) throw BadPoint(plain.problem);
  for (const bool outcomes : {true, false})
    for (const Figure& figure : results::figures_of(*plain.model))
      if ((figure.group == Figure::Group::kOutcomes) == outcomes) figures_.push_back(figure);
  for (const model::Outcome& outcome : plain.model->outcomes) {
    outcome_names_.push_back(outcome.name);
    outcome_units_.push_back(results::unit_of_outcome(*plain.model, outcome));
  }
  record_size_ = PointTally::record_size(figures_);
  state_.assign(points_.size(), static_cast<std::int32_t>(PointState::kToDo));
  error_.resize(points_.size());
  records_.assign(points_.size() * record_size_, static_cast<float>(results::kNotDefined));
  builds_ = {this_build()};
  std::string design = fmt::format("paths {}\n", study.paths);
  for (const scenario::VarySpec& vary : study.vary) design += vary.setting + "\n";
  for (const auto& point : points_)
    for (const std::string& value : point) design += value + "\n";
  design_sha256_ = results::sha256(design);
}

std::vector<std::string> Sweep::settings_of(std::size_t point) const {
  std::vector<std::string> settings;
  for (std::size_t v = 0; v < study_.vary.size(); ++v)
    settings.push_back(study_.vary[v].setting + "=" + points_[point][v]);
  return settings;
}

std::size_t Sweep::count(PointState state) const {
  return static_cast<std::size_t>(std::count(state_.begin(), state_.end(), static_cast<std::int32_t>(state)));
}

std::vector<std::string> Sweep::values(std::size_t vary) const {
  std::vector<std::string> out;
  for (const auto& point : points_) out.push_back(point[vary]);
  return out;
}

results::Estimate Sweep::outcome(std::size_t point, std::size_t outcome) const {
  // The outcomes stand first among the figures; the errors stand behind the values.
  const std::size_t at = point * record_size_ + outcome;
  return {records_[at], records_[at + figures_.size()], study_.paths};
}

void Sweep::run(const SweepOptions& options) { SweepRun(*this, options).run_until_failure(); }

std::vector<std::string> Sweep::failures() const {
  std::vector<std::string> out;
  for (std::size_t p = 0; p < points_.size(); ++p) {
    if (state_[p] != static_cast<std::int32_t>(PointState::kFailed)) continue;
    std::string values;
    for (std::size_t v = 0; v < study_.vary.size(); ++v)
      values += fmt::format("{}{} = {}", v > 0 ? ", " : "", study_.vary[v].path, points_[p][v]);
    out.push_back(fmt::format("point {} ({}): {}", p, values, error_[p]));
  }
  return out;
}

}  // namespace truce::study

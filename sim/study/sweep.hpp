#pragma once
// A study carried out: one scenario at every point of a design, on the same random numbers, into one file that is whole
// at every moment.
#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/results/dataset.hpp"
#include "sim/results/figures.hpp"
#include "sim/scenario/study.hpp"
#include "sim/study/study_progress.hpp"

namespace truce::study {

enum class PointState : std::int32_t { kToDo = 0, kDone = 1, kFailed = 2 };

struct SweepOptions {
  int threads = 0;
  bool fail_fast = false;  // the first point that fails ends the sweep
  double checkpoint_seconds = 10;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const StudyProgress&)> progress;
  // Called between points with everything so far, at most every `checkpoint_seconds`, and at the end.
  std::function<void(const results::Dataset&)> checkpoint;
};

// No point of a design that was tried makes a valid scenario; the text is the first one's diagnostics.
class BadPoint : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A file to resume holds something else.
class OtherSweep : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The number that a value of a point begins with; NaN where it is none.
double number_of(const std::string& text);

// What is known of each point. Numbers are kept as the file keeps them, so a sweep that was resumed ends in the same
// bits.
class Sweep {
 public:
  // `seed`: of all points. Throws BadPoint where neither the first point nor any of some 32 over the whole design makes
  // a valid scenario, or where the scenario itself is none.
  Sweep(const scenario::StudySpec& study, std::uint64_t seed);

  // Takes the finished points of an earlier run. Throws OtherSweep where the file is of another scenario, design, seed
  // or number of paths. That another build wrote it is no reason to refuse: see builds().
  void resume(const results::Dataset& file);

  // Runs the points that are to do. Throws Interrupted after a last checkpoint, RunError where a checkpoint fails.
  void run(const SweepOptions& options);

  results::Dataset dataset() const;
  std::size_t points() const { return points_.size(); }
  // What varies at `vary`, at each point as text.
  std::vector<std::string> values(std::size_t vary) const;
  const std::vector<std::string>& outcomes() const { return outcome_names_; }
  // Its estimate at a point, as the file keeps it; NaN where the point is not done. Its count is that of the paths.
  results::Estimate outcome(std::size_t point, std::size_t outcome) const;
  std::size_t count(PointState state) const;
  // "point 12 (events.stress.rate = 9 per year): ..." for the points that failed.
  std::vector<std::string> failures() const;
  const std::string& design_sha256() const { return design_sha256_; }
  // "0.1.0 (g++ 12.2.0, Release, commit 0123456789ab)" of every build that has to do with the points, this one last
  // unless it was among them; just this one where all points are its own.
  const std::vector<std::string>& builds() const { return builds_; }
  static std::string this_build();

  // A few lines: how many points, and for each outcome its mean, least and greatest value over the points, and the
  // strongest correlation with what varies, with its standard error (correlation.hpp).
  std::string summary() const;
  // A row for each point: its values, then every outcome and figure with its error.
  std::string csv() const;

 private:
  friend class SweepRun;

  std::vector<std::string> settings_of(std::size_t point) const;
  void take_builds(const results::Dataset& file);

  const scenario::StudySpec& study_;
  std::uint64_t seed_;
  std::vector<std::vector<std::string>> points_;  // [point][vary]
  std::vector<results::Figure> figures_;          // outcomes first
  std::vector<std::string> outcome_names_, outcome_units_;
  // Of a point: every figure's value, then every figure's error, then the outcomes' quantiles (NaN for statements).
  std::size_t record_size_ = 0;
  std::vector<std::int32_t> state_;
  std::vector<std::string> error_;
  std::vector<float> records_;  // [point][number]
  std::string design_sha256_;
  std::vector<std::string> builds_;
  double seconds_ = 0;
  int threads_ = 0;
};

}  // namespace truce::study

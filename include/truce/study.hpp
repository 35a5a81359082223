#pragma once
// One scenario at every point of a design.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "truce/results.hpp"

namespace truce {

// A study that was read and found to be in order, with its scenario.
class LoadedStudy {
 public:
  struct Content;
  explicit LoadedStudy(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

  const std::string& name() const;
  const std::string& title() const;
  // Of each point.
  std::int64_t paths() const;
  // What varies, by its address in the scenario: "events.stress.rate".
  std::vector<std::string> parameters() const;
  const Content& content() const { return *content_; }

 private:
  std::shared_ptr<const Content> content_;
};

struct StudyRead {
  std::optional<LoadedStudy> study;  // empty exactly where there are errors
  std::string diagnostics;           // errors and warnings as text, with places and carets; may be empty
};

// `settings` change the study's scenario: "events.stress.rate=2 per year". Throws std::runtime_error only where the
// machine fails.
StudyRead load_study(const std::string& file, const std::vector<std::string>& settings = {});

struct SweepSettings {
  std::int64_t paths = 0;                     // of each point; 0: the study's own
  std::optional<std::uint64_t> seed = {};     // of all points; none: the study's, or else the scenario's
  int threads = 0;                            // 0: all processors; the results do not depend on it
  const std::atomic<bool>* stop = nullptr;    // becomes true: sweep() ends by throwing Interrupted (a std::exception)
  std::function<void(double)> progress = {};  // the share that is done, from 0 to 1, at most ten times a second
};

class SweepResults {
 public:
  struct Content;
  explicit SweepResults(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

  std::size_t points() const;
  // Why points failed, one text for each that did: "point 12 (events.stress.rate = 9 per year): ...".
  std::vector<std::string> failures() const;
  std::vector<std::string> outcomes() const;
  // What a parameter was at each point, as a scenario says it: "1.5 per year". Throws std::out_of_range for a name that
  // is none.
  std::vector<std::string> values(const std::string& parameter) const;
  // The probability of a statement or the mean of a quantity at each point, on the same random numbers at all; NaN
  // where a point failed. `paths`: those of a point. Throws std::out_of_range for a name that is none.
  std::vector<ValueWithError> outcome(const std::string& name) const;

  // A few lines for people; every point with all figures and errors for a spreadsheet.
  std::string summary() const;
  std::string csv() const;

  // The netCDF file, whole or not at all. Throws std::runtime_error.
  void write(const std::string& path) const;

 private:
  std::shared_ptr<const Content> content_;
};

// Throws std::runtime_error where no point of the design makes a valid scenario (with the first one's diagnostics; of a
// large design some 32 points are tried), or where the run fails for want of memory. A point that is not valid or does
// not run fails alone.
SweepResults sweep(const LoadedStudy& study, const SweepSettings& settings = {});

}  // namespace truce

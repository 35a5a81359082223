#pragma once
// Scenarios against a first one on the same random numbers: differences with their errors, and which of the changed
// assumptions moved them.
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/model.hpp"
#include "sim/results/figures.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/study/attribution.hpp"
#include "sim/study/study_progress.hpp"

namespace truce::study {

struct CompareSide {
  std::string label;  // "A"
  std::string file;
  const scenario::Scenario* scenario = nullptr;
  const model::Model* model = nullptr;  // of the seed that all sides share
};

struct CompareOptions {
  std::int64_t paths = 0;
  std::optional<std::int64_t> attribution_paths;  // none: as many as the comparison's own time allows; 0: leave it out
  int threads = 0;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const StudyProgress&)> progress;
};

// One figure of one scenario beside that of the first.
struct PairedEstimate {
  results::Estimate value;
  results::Estimate difference;  // value less the first scenario's
  // How many times more paths independent runs would need for the same error of the difference; NaN where that error
  // is 0. For an unconditional yes/no figure, the most that any coupling of the two can give, else NaN.
  double variance_ratio = results::kNotDefined;
  double most_variance_ratio = results::kNotDefined;
  bool same_on_every_path = false;
};

struct ComparedFigure {
  results::Figure figure;
  results::Estimate first;
  std::vector<std::optional<PairedEstimate>> others;  // none: that scenario lacks the figure
};

struct CompareReport {
  std::int64_t paths = 0;
  std::uint64_t seed = 0;
  std::vector<CompareSide> sides;
  std::vector<ComparedFigure> figures;    // of the first scenario
  std::vector<Attribution> attributions;  // one for each other side; empty where left out
};

// Throws what simulate() throws, TooFewPaths before it runs anything, and RunError where the quantiles' values need
// more memory than there is.
CompareReport compare(const std::vector<CompareSide>& sides, const CompareOptions& options);

// The report for a terminal, at most about 104 columns wide.
std::string compare_text(const CompareReport& report);

}  // namespace truce::study

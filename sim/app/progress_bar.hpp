#pragma once
// One line on a terminal that shows how far a run is.
#include <string>

#include "sim/study/simulate.hpp"
#include "sim/study/study_progress.hpp"

namespace truce::app {

// "  43 % [########            ] 1.21 M paths/s, 3 s left, holds_to_expiry 41.3 ± 0.2 %", at most `columns` wide.
std::string progress_line(const study::Progress& progress, std::size_t columns);

// The same for a study of many simulations: "  43 % [########            ] 2 min 10 s left, comparing".
std::string progress_line(const study::StudyProgress& progress, std::size_t columns);

// Shows the line, over the last one; clear_progress() takes it away.
void show_progress(const study::Progress& progress);
void show_study_progress(const study::StudyProgress& progress);
void clear_progress();

// Takes the line away when it goes.
class ProgressCleared {
 public:
  explicit ProgressCleared(bool shown) : shown_(shown) {}
  ProgressCleared(const ProgressCleared&) = delete;
  ProgressCleared& operator=(const ProgressCleared&) = delete;
  ~ProgressCleared() {
    if (shown_) clear_progress();
  }

 private:
  bool shown_;
};

}  // namespace truce::app

#pragma once
// One line on a terminal that shows how far a run is.
#include <string>

#include "sim/study/simulate.hpp"

namespace truce::app {

// "  43 % [########            ] 1.21 M paths/s, 3 s left, holds_to_expiry 41.3 ± 0.2 %", at most `columns` wide.
std::string progress_line(const study::Progress& progress, std::size_t columns);

// Shows the line, over the last one; clear_progress() takes it away.
void show_progress(const study::Progress& progress);
void clear_progress();

}  // namespace truce::app

#include "sim/app/progress_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/app/standard_streams.hpp"
#include "sim/results/format.hpp"
#include "sim/results/text_table.hpp"

namespace truce::app {

namespace {

std::string speed_text(double per_second) {
  if (per_second >= 1e6) return fmt::format("{:.2f} M paths/s", per_second / 1e6);
  if (per_second >= 1e3) return fmt::format("{:.0f} k paths/s", per_second / 1e3);
  return fmt::format("{:.0f} paths/s", per_second);
}

std::string time_text(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole >= 3600) return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
  if (whole >= 60) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

// Short on a narrow terminal, where the figures need the room.
std::string bar_text(double share, std::size_t columns) {
  const std::size_t width = columns < 100 ? 10 : 20;
  const auto filled = std::min(width, static_cast<std::size_t>(share * static_cast<double>(width)));
  return fmt::format(" {:3.0f} % [{}{}]", std::floor(100 * share), std::string(filled, '#'),
                     std::string(width - filled, ' '));
}

}  // namespace

std::string progress_line(const study::Progress& progress, std::size_t columns) {
  const double share =
      static_cast<double>(progress.paths_done) / static_cast<double>(std::max<std::int64_t>(progress.paths, 1));
  const double per_second = static_cast<double>(progress.paths_done) / std::max(progress.seconds, 1e-3);
  std::string line = bar_text(share, columns) + " " + speed_text(per_second);
  if (per_second > 0)
    line += fmt::format(", {} left", time_text(static_cast<double>(progress.paths - progress.paths_done) / per_second));
  if (!progress.outcome.empty()) {
    const std::string figure =
        progress.is_share ? results::format_share(progress.estimate)
                          : results::format_estimate(progress.estimate.value, progress.estimate.standard_error);
    // The name gives way, never the figure or its error.
    constexpr std::size_t kLeastName = 6;
    const std::size_t taken = results::width_of(line) + results::width_of(figure) + 4;
    const std::size_t room = columns > taken + kLeastName ? columns - taken : kLeastName;
    line += fmt::format(", {} {}", results::shortened(progress.outcome, room), figure);
  }
  return results::shortened(line, columns > 1 ? columns - 1 : 1);
}

std::string progress_line(const study::StudyProgress& progress, std::size_t columns) {
  std::string line = bar_text(progress.share, columns) + " ";
  if (progress.share > 0) line += time_text(progress.seconds * (1 - progress.share) / progress.share) + " left, ";
  return results::shortened(line + progress.doing, columns > 1 ? columns - 1 : 1);
}

void show_progress(const study::Progress& progress) {
  report(fmt::format("\r{}\x1b[K", progress_line(progress, terminal_columns())));
}

void show_study_progress(const study::StudyProgress& progress) {
  report(fmt::format("\r{}\x1b[K", progress_line(progress, terminal_columns())));
}

void clear_progress() { report("\r\x1b[K"); }

}  // namespace truce::app

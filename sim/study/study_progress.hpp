#pragma once
// How far a study of many simulations has come.
#include <chrono>
#include <functional>
#include <string>

namespace truce::study {

struct StudyProgress {
  double share = 0;    // of all that is to do
  double seconds = 0;  // since its start
  std::string doing;   // "comparing", "point 812 of 1,000"
};

// Passes on what it is told, at most ten times a second.
class ProgressReporter {
 public:
  explicit ProgressReporter(std::function<void(const StudyProgress&)> tell)
      : tell_(std::move(tell)), start_(Clock::now()), last_(start_) {}
  void operator()(double share, const std::string& doing) {
    const auto now = Clock::now();
    if (!tell_ || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    tell_({share, std::chrono::duration<double>(now - start_).count(), doing});
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::function<void(const StudyProgress&)> tell_;
  Clock::time_point start_;
  Clock::time_point last_;
};

}  // namespace truce::study

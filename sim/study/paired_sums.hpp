#pragma once
// Sums over paths of one figure in two scenarios, and what they say about the difference of its two means.
#include <cstddef>

#include "sim/results/estimate.hpp"

namespace truce::study {

// Where the figure is not defined (NaN) a path counts in neither sum of that scenario; its mean is then a ratio, and
// the errors are those of ratios (delta method), the paths still being pairs.
class PairedSums {
 public:
  // `shift`: a number near both means, so that squares do not cancel. The same for all sums that are added up.
  explicit PairedSums(double shift = 0) : shift_(shift) {}

  void add(const double* a, const double* b, std::size_t paths);
  void add(const PairedSums& other);

  results::Estimate first() const { return results::mean(a_, shift_); }
  results::Estimate second() const { return results::mean(b_, shift_); }
  // Second less first. The error is 0 where both agree on every path.
  results::Estimate difference() const;
  // (Var first + Var second) / Var difference; NaN where that is 0 or not defined.
  double variance_ratio() const;
  bool same_on_every_path() const { return differing_ == 0; }

 private:
  double covariance() const;  // of the two means

  double shift_;
  results::ShiftedSums a_, b_;
  // Over paths on which both are defined: sums of one, a, b, ab (shifted).
  double both_ = 0, both_a_ = 0, both_b_ = 0, both_ab_ = 0;
  double differing_ = 0;  // paths
};

// The most that the ratio can be for two shares of all paths, whatever the coupling: the variance of the difference of
// two yes/no numbers is least where as few paths as possible differ, |d| - d^2.
double most_variance_ratio(double first_share, double second_share);

}  // namespace truce::study

#pragma once
// How much two rows of numbers go together, and how sure that is.
#include <limits>
#include <vector>

namespace truce::study {

struct Correlation {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
};

// Pearson's r of n pairs, and sqrt((1 - r^2) / (n - 2)): the error by which r is divided in Student's t test of a
// correlation (R. A. Fisher, Statistical Methods for Research Workers, 1925, section 34). It is that of the slope of a
// least-squares line, in units of the two standard deviations: what else moves y counts as chance. sweep_effects() of
// notebooks/truce.py has the same as `correlation` and `correlation_se`. NaN: the value where a row stands still or a
// number is NaN, the error also with fewer than three pairs.
Correlation correlation_of(const std::vector<double>& x, const std::vector<double>& y);

// Below this, with 95 %, stays the strongest of so many correlations over `points` independent points with something
// that none of the numbers moves: Student's t as above, by Bonferroni, its quantile to first order in 1 / degrees of
// freedom (Abramowitz and Stegun, 26.7.5). NaN with fewer than three points.
double strongest_by_chance(std::size_t points, std::size_t numbers);

}  // namespace truce::study

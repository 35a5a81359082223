#include "sim/study/paired_sums.hpp"

#include <algorithm>
#include <cmath>

namespace truce::study {

void PairedSums::add(const double* a, const double* b, std::size_t paths) {
  for (std::size_t lane = 0; lane < paths; ++lane) {
    const bool has_a = !std::isnan(a[lane]), has_b = !std::isnan(b[lane]);
    const double x = a[lane] - shift_, y = b[lane] - shift_;
    if (has_a) a_.add({1, x, x * x});
    if (has_b) b_.add({1, y, y * y});
    if (has_a && has_b) {
      both_ += 1;
      both_a_ += x;
      both_b_ += y;
      both_ab_ += x * y;
    }
    differing_ += has_a != has_b || (has_a && a[lane] != b[lane]) ? 1 : 0;
  }
}

void PairedSums::add(const PairedSums& other) {
  a_.add(other.a_);
  b_.add(other.b_);
  both_ += other.both_;
  both_a_ += other.both_a_;
  both_b_ += other.both_b_;
  both_ab_ += other.both_ab_;
  differing_ += other.differing_;
}

double PairedSums::covariance() const {
  if (a_.count < 2 || b_.count < 2) return results::kNotDefined;
  const double a = a_.sum / a_.count, b = b_.sum / b_.count;
  const double products = both_ab_ - b * both_a_ - a * both_b_ + a * b * both_;
  const double bessel = std::sqrt(a_.count / (a_.count - 1) * (b_.count / (b_.count - 1)));
  return products / (a_.count * b_.count) * bessel;
}

results::Estimate PairedSums::difference() const {
  const results::Estimate a = first(), b = second();
  results::Estimate out;
  out.value = b.value - a.value;
  out.count = std::min(a.count, b.count);
  if (same_on_every_path()) {
    if (out.count > 1) out.standard_error = 0;
    return out;
  }
  const double apart = a.standard_error * a.standard_error + b.standard_error * b.standard_error;
  const double variance = apart - 2 * covariance();
  out.standard_error = variance > 1e-13 * apart ? std::sqrt(variance) : std::isnan(variance) ? variance : 0;
  return out;
}

double PairedSums::variance_ratio() const {
  const results::Estimate a = first(), b = second(), d = difference();
  const double apart = a.standard_error * a.standard_error + b.standard_error * b.standard_error;
  return d.standard_error > 0 ? apart / (d.standard_error * d.standard_error) : results::kNotDefined;
}

double most_variance_ratio(double first_share, double second_share) {
  const double d = std::abs(second_share - first_share);
  const double least = d - d * d;
  return least > 0 ? (first_share * (1 - first_share) + second_share * (1 - second_share)) / least
                   : results::kNotDefined;
}

}  // namespace truce::study

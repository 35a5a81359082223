#pragma once
// Probability distributions by their quantile, distribution function, and the integral of it. Everything that is drawn
// is quantile(u) of one uniform, so a changed parameter moves a draw and never reshuffles it.
#include <utility>
#include <vector>

namespace truce::random {

class Distribution {
 public:
  // Parameters as in scenario/number.hpp (DistributionSpec).
  enum class Kind {
    kFixed,
    kNormal,
    kLognormal,
    kUniform,
    kTriangular,
    kBeta,
    kGamma,
    kWeibull,
    kExponential,
    kChoice,
    kTable,
    kMixture
  };
  struct Part;
  struct Form {
    Kind kind = Kind::kFixed;
    double a = 0, b = 0, c = 0;
    std::vector<std::pair<double, double>> points;
    std::vector<Part> parts;  // of a mixture
  };

  Distribution() = default;
  explicit Distribution(Form form);
  static Distribution fixed(double value);

  bool is_fixed() const { return form_.kind == Kind::kFixed; }
  double fixed_value() const { return form_.a; }
  const Form& form() const { return form_; }

  // The smallest x with cdf(x) >= u, u in (0, 1). A mixture: u picks the part (in order of writing), and what remains
  // of u, stretched to (0, 1), is the part's uniform - so a mixture's draw is not its quantile; see quantile().
  double draw(double u) const;
  // draw(normal_cdf(z)), without the detour where the distribution is a normal's own: the last step of a Gaussian
  // copula.
  double draw_at_normal(double z) const;
  // The true quantile; for a mixture by bracketing and bisection on cdf().
  double quantile(double p) const;
  // P(X <= x).
  double cdf(double x) const;
  // The integral of cdf from 0 to x (0 for x <= 0).
  double integral_of_cdf(double x) const;
  // Both for a column of n values x >= 0. A lognormal's are made of whole vectors (base/elementary.hpp): within 2e-15
  // of the functions above, absolutely for the cdf, as a share of x + mean() for its integral.
  void cdf_and_integral(const double* x, std::size_t n, double* cdf, double* integral) const;
  double mean() const;

 private:
  Form form_;
  double lognormal_mean_ = 0;  // only of that kind: needed at every step of a sector's stocks
};

struct Distribution::Part {
  double weight = 0;
  Form form;
};

inline Distribution Distribution::fixed(double value) { return Distribution(Form{Kind::kFixed, value, 0, 0, {}, {}}); }

// Standard normal: distribution function and quantile. The quantile, p in (0, 1), by M. J. Wichura, "Algorithm AS 241:
// the percentage points of the normal distribution", Applied Statistics 37 (1988) 477-484, PPND16: within 1e-15
// relative of the truth down to p = 1e-300, in a sixth of the time of an iteration to the same end.
double normal_cdf(double z);
double normal_quantile(double p);
// normal_quantile() of `count` probabilities, in whole vectors; the same bits.
void normal_quantiles(const double* p, std::size_t count, double* z);

}  // namespace truce::random

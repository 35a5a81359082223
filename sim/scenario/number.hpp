#pragma once
// A number as the file says it: bare, with provenance, or as a distribution (2-scenario-language.md, 2.1).
//
// Units of every stored value, after reading:
//   duration              days                    rate                    per year
//   probability, share    fraction (22 % = 0.22)  change, return          fraction
//   volume                the flow's unit         flow                    the flow's unit per week
//   cover                 weeks                   volatility, drift       fraction per year
//   factor, level         as written
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/diagnostics.hpp"

namespace truce::scenario {

// A name as written, and where.
struct Name {
  std::string text;
  SourceRange at;
};

// A probability distribution, its forms already reduced to one set of parameters each, in the units above.
struct DistributionSpec {
  enum class Kind {
    kFixed,        // a = the value
    kNormal,       // a = mean, b = sd >= 0
    kLognormal,    // a = mean of the logarithm, b = sd of the logarithm >= 0
    kUniform,      // a = min, b = max
    kTriangular,   // a = min, b = mode, c = max
    kBeta,         // a, b = the two shapes > 0, on [0, 1]
    kGamma,        // a = shape > 0, b = scale > 0
    kWeibull,      // a = shape > 0, b = scale > 0
    kExponential,  // a = mean > 0
    kChoice,       // points = (value ascending, probability), summing to 1
    kTable,        // points = (value ascending, cumulative probability), the last 1; a first above 0 is an atom
    kMixture       // parts = (weight, distribution), weights summing to 1
  };
  Kind kind = Kind::kFixed;
  double a = 0;
  double b = 0;
  double c = 0;
  std::vector<std::pair<double, double>> points;
  struct Part;
  std::vector<Part> parts;
};
struct DistributionSpec::Part {
  double weight = 0;
  DistributionSpec distribution;
};

// A number with its place and provenance. `path` is its address ("trade.soybeans.pace", "events.stress.rate"),
// used by --set, by sweeps and as the name of its random stream.
struct NumberSpec {
  std::string path;
  SourceRange at;
  DistributionSpec value;                          // kFixed for a plain number
  bool given = false;                              // false: the default of 2.3
  std::optional<std::pair<double, double>> range;  // p10, p90
  std::string source;                              // a key of `sources`, "judgement", or empty
  std::string note;
  bool has_provenance = false;  // says its own range, source or note
  std::string written;          // the scalar as written ("0.25 per year"); empty for distributions
  bool is_fixed() const { return value.kind == DistributionSpec::Kind::kFixed; }
  double fixed() const { return value.a; }
};

}  // namespace truce::scenario

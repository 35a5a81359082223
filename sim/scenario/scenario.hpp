#pragma once
// Everything that one scenario file says, its names and units checked. May be built only by the reader (reader.hpp).
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/dates.hpp"
#include "sim/scenario/event.hpp"
#include "sim/scenario/factor.hpp"
#include "sim/scenario/market.hpp"
#include "sim/scenario/outcome.hpp"
#include "sim/scenario/regime.hpp"
#include "sim/scenario/supply.hpp"
#include "sim/scenario/trade.hpp"

namespace truce::scenario {

struct SourceSpec {
  Name key;
  std::string title;
  std::string date;
  std::string url;
  std::string note;
};

// How precise a named outcome shall be: the half-width of its interval.
struct StopSpec {
  std::string outcome;  // empty: every named outcome
  bool relative = false;
  double within = 0;  // in the outcome's unit (number.hpp), or a share of the estimate
};

// The most paths of a run, of a point of a study, or on the command line. A path's address in the random numbers has 32
// bits.
inline constexpr std::int64_t kMostPaths = 4'000'000'000;

struct RunSpec {
  std::int64_t paths = 100000;
  std::uint64_t seed = 1;
  std::int64_t sample_paths = 200;
  std::vector<StopSpec> stop;  // empty: `paths` it is
  std::optional<std::int64_t> max_paths;
};

// A correlation between two noise sources, by full name: "factors.x", "trade.soybeans", "supply.rare_earths",
// "markets.vix".
struct CorrelationSpec {
  std::string first;
  std::string second;
  NumberSpec value;
  bool in_matrix = false;  // one of several that were given, and estimated, together
};

struct HorizonSpec {
  Date date;       // as written
  double day = 0;  // its end, in days since `start`
  SourceRange at;
};

struct Scenario {
  std::string name;   // `scenario`, or the file's stem
  std::string title;  // may be empty
  std::string notes;
  Date start;
  Date end;              // the last day, included
  double step_days = 7;  // the last step may be shorter
  RunSpec run;
  std::vector<FactorSpec> factors;
  std::vector<RegimeSpec> regimes;
  std::optional<ConditionSpec> truce;  // holds_while; regimes only
  std::vector<EventSpec> events;
  std::vector<FlowSpec> flows;
  std::vector<ChainSpec> chains;
  std::vector<MarketSpec> markets;
  std::vector<CorrelationSpec> correlations;
  SourceRange correlation_at;  // where `correlation:` stands, for errors about the whole matrix
  std::vector<HorizonSpec> horizons;
  std::vector<NamedOutcomeSpec> outcomes;
  std::vector<SourceSpec> sources;
  std::string resolved_yaml;  // the merged scenario; reads back to the same

  // Days from `start` to the end of the last day.
  double horizon_days() const { return end.days + 1 - start.days; }
};

}  // namespace truce::scenario

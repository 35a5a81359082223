#pragma once
// Holds the model's laws (closed forms) against averages over many paths.
//
// An average agrees with a law where it lies within kBound standard errors, and the standard error is the law's own,
// not the sample's. A law that is tested names the mistakes that it would find: for each, what the average would be.
// Each must lie at least kPower standard errors away, and the same comparison must reject it.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/run.hpp"
#include "tests/support/collect.hpp"

namespace truce::test {

inline constexpr std::int64_t kManyPaths = 400000;
inline constexpr double kBound = 5;
inline constexpr double kPower = 8;

// What the average over a number of paths should be, and its standard error.
struct Law {
  double mean = 0;
  double standard_error = 0;
};
// The share of paths with something that has probability p.
Law chance(double p, std::int64_t paths = kManyPaths);
// The average of something with this mean and variance on each path.
Law average(double mean, double variance, std::int64_t paths = kManyPaths);

bool agrees(double observed, Law law);

// A mistake, and what the law would be with it.
struct Mistake {
  std::string what;
  Law law;
};

// Checks that `observed` agrees with `law`, and that it would not with any of the mistakes.
void check_law(const std::string& what, double observed, Law law, const std::vector<Mistake>& mistakes = {});

// One number of one path of a block.
using Measure = std::function<double(const engine::BlockResult&, std::size_t lane)>;

// The average of each measure over the first `paths` paths; keeps nothing but sums.
std::vector<double> averages(const model::Model& model, const std::vector<Measure>& measures,
                             std::int64_t paths = kManyPaths);

struct Tested {
  std::string what;
  Measure measure;
  Law law;
  std::vector<Mistake> mistakes;
};
// Runs the model once and checks every law.
void check_laws(const model::Model& model, const std::vector<Tested>& laws, std::int64_t paths = kManyPaths);

// --- scenario texts -------------------------------------------------------------------------------------------------

// A scenario that starts on 2026-01-01 and runs for `days` days. In `body`, @12 stands for the date of day 12 (the day
// that begins 12 days after the start; where a date includes its day, it ends at 13).
std::string scenario_text(const std::string& step, int days, const std::string& body);
// The date of a day, "2026-01-13" for 12.
std::string date_of_day(int day);

// --- rows by name; each throws where nothing has the name ------------------------------------------------------------

std::size_t event_index(const model::Model& model, const std::string& name);
std::size_t regime_index(const model::Model& model, const std::string& name);
std::size_t state_index(const model::Model& model, const std::string& regime, const std::string& state);
std::size_t outcome_of_event_index(const model::Model& model, const std::string& full_name);
std::size_t outcome_index(const model::Model& model, const std::string& name);
std::size_t factor_index(const model::Model& model, const std::string& name);
std::size_t market_index(const model::Model& model, const std::string& name);
std::size_t flow_index(const model::Model& model, const std::string& name);
std::size_t commitment_index(const model::Model& model, const std::string& name);
std::size_t chain_index(const model::Model& model, const std::string& name);
std::size_t sector_index(const model::Model& model, const std::string& name);

// --- measures --------------------------------------------------------------------------------------------------------

Measure fired_by(const model::Model& model, const std::string& event, double day);
Measure count_of(const model::Model& model, const std::string& event);
Measure count_is(const model::Model& model, const std::string& event, double count);
Measure hazard_of(const model::Model& model, const std::string& event);
Measure outcome_was(const model::Model& model, const std::string& full_name);
Measure in_state(const model::Model& model, const std::string& regime, const std::string& state, std::size_t row);
// ln(1 + return) to a horizon.
Measure log_return(const model::Model& model, const std::string& market, std::size_t horizon = 0);
Measure product(Measure first, Measure second);
Measure square(Measure measure);
Measure difference(Measure first, Measure second);
Measure is_above(Measure measure, double threshold);

}  // namespace truce::test

#include "sim/scenario/quantity.hpp"

#include <string>
#include <utility>

namespace truce::scenario {

namespace {

using Measure = Quantity::Measure;

constexpr const char* kFixedProbability = "a probability is one number; put the uncertainty into `range`";

Quantity make(Measure measure, Domain domain = {}, std::string unit = {}) {
  Quantity q;
  q.measure = measure;
  q.domain = domain;
  q.unit = std::move(unit);
  return q;
}

Domain at_least(double low, const char* words) {
  Domain d;
  d.low = low;
  d.words = words;
  return d;
}
Domain above(double low, const char* words) {
  Domain d = at_least(low, words);
  d.low_open = true;
  return d;
}
Domain between(double low, double high, const char* words) {
  Domain d = at_least(low, words);
  d.high = high;
  return d;
}

}  // namespace

Quantity plain_number() { return make(Measure::kPlain); }
Quantity positive_number() { return make(Measure::kPlain, above(0, "it must be above 0")); }
Quantity non_negative_number() { return make(Measure::kPlain, at_least(0, "it cannot be negative")); }
Quantity probability() {
  return make(Measure::kShare, between(0, 1, "a probability lies between 0% and 100%")).fixed(kFixedProbability);
}
Quantity probability_below_one() {
  Domain d = between(0, 1, "this probability lies between 0% and just below 100%: a certain event has a date");
  d.high_open = true;
  return make(Measure::kShare, d).fixed(kFixedProbability);
}
Quantity share_of_whole() { return make(Measure::kShare, between(0, 1, "this share lies between 0% and 100%")); }
Quantity share() { return make(Measure::kShare, between(0, 10, "this share lies between 0% and 1000%")); }
Quantity percentage_points() {
  return make(Measure::kShare, between(-1, 1, "percentage points lie between -100% and 100%"));
}
Quantity times_number() { return make(Measure::kShare, between(0, 1e6, "a multiple lies between 0 and 1,000,000")); }
Quantity loading() { return make(Measure::kShare, between(-10, 10, "a loading lies between -1000% and 1000%")); }
Quantity simple_return() {
  Domain d = between(-1, 10, "a return lies above -100% and at most at 1000%");
  d.low_open = true;
  Quantity q = make(Measure::kShare, d);
  q.draws_are_clipped = true;
  return q;
}
Quantity duration() { return make(Measure::kDuration, at_least(0, "a duration cannot be negative")); }
Quantity delay() {
  Quantity q = duration();
  q.draws_are_clipped = true;
  return q;
}
Quantity positive_duration() { return make(Measure::kDuration, above(0, "this duration must be longer than 0 days")); }
Quantity any_duration() { return make(Measure::kDuration); }
Quantity cover() { return make(Measure::kCover, at_least(0, "a stock's cover cannot be negative")); }
Quantity rate() { return make(Measure::kRate, at_least(0, "a rate cannot be negative")); }
Quantity volatility() {
  return make(Measure::kYearly, between(0, 10, "a volatility lies between 0% and 1000% per year"));
}
Quantity drift() { return make(Measure::kYearly, between(-10, 10, "a drift lies between -1000% and 1000% per year")); }
Quantity volume(const std::string& unit) {
  return make(Measure::kVolume, at_least(0, "a volume cannot be negative"), unit);
}
Quantity positive_volume(const std::string& unit) {
  return make(Measure::kVolume, above(0, "this volume must be above 0"), unit);
}
Quantity flow(const std::string& unit) { return make(Measure::kFlow, at_least(0, "a flow cannot be negative"), unit); }
Quantity price_level() { return make(Measure::kLevel, above(0, "a market's level must be above 0")); }

}  // namespace truce::scenario

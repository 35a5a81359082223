#pragma once
// Values, conditions and tests of modifiers in words, for people who do not read the file.
#include <string>
#include <vector>

#include "sim/base/dates.hpp"
#include "sim/scenario/condition.hpp"
#include "sim/scenario/event.hpp"
#include "sim/scenario/quantity.hpp"

namespace truce::scenario {

// What a number measures, as far as its words need it. `unit`: of a volume, flow or level.
struct Measured {
  Quantity::Measure measure = Quantity::Measure::kPlain;
  std::string unit;
};

// "0.25 per year", "45 %", "about 30 days (11 to 84 in four cases of five)"; in tables "about 30 days (11 to 84)".
enum class Place { kSentence, kTable };
std::string value_words(const NumberSpec& number, const Measured& measured, Place place = Place::kSentence);
// The text with the number's note behind it, between brackets; as it is where there is none.
std::string with_note(const std::string& text, const NumberSpec& number);
// The range in the unit of its value, "0.12 to 0.5 per year"; empty where there is none.
std::string range_words(const NumberSpec& number, const Measured& measured);
// A shock times `times`, short: "-0.6 % (1.2 %)" is mean and standard deviation.
std::string return_words(const DistributionSpec& distribution, double times);

// A number with at most ten digits, none after the point that say nothing; with two that matter.
std::string exact(double value);
std::string rounded(double value);
// "45 %" of 0.45.
std::string percent(double share);
// "10 weeks", "1 day".
std::string duration_words(double days);
// The q-quantile; NaN for a form without quantiles of its own (a fixed number has one).
double quantile(const DistributionSpec& distribution, double q);

// "a, b or c"
std::string list_words(const std::vector<std::string>& parts, const char* last);

// Whoever writes about days since `start`.
class Words {
 public:
  explicit Words(Date start) : start_(start) {}

  std::string date(double day) const;        // the day that begins at `day`
  std::string date_until(double day) const;  // the day that ends at `day`
  std::string condition(const ConditionSpec& condition) const;
  // The tests of a modifier: "within 12 weeks after `beijing_visit.held`"; empty where it acts always.
  std::string tests(const ModifierSpec& modifier) const;

 private:
  std::string entry(const ConditionEntry& entry) const;

  Date start_;
};

// `event` or `event.outcome`, between backticks.
std::string event_words(const EventRef& ref);

}  // namespace truce::scenario

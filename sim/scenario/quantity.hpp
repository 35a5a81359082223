#pragma once
// What a number measures: its units, its legal values, and the strict reading of its text
// (2-scenario-language.md, 2.1).
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace truce::scenario {

// Legal values, with or without the ends.
struct Domain {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;
  const char* words = "";  // "a probability lies between 0% and 100%"
  bool holds(double x) const { return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high); }
};

struct Quantity {
  enum class Measure {
    kPlain,     // 1.3
    kShare,     // 22%, 0.22
    kDuration,  // 45 days; stored in days
    kCover,     // 7 weeks; stored in weeks
    kRate,      // 0.25 per year; stored per year
    kYearly,    // 15% per year; stored as a fraction per year
    kVolume,    // 25 Mt; stored in `unit`
    kFlow,      // 0.2 Mt/week; stored in `unit` per week
    kLevel      // 11.2 USD/bu; any unit, without parentheses
  };
  Measure measure = Measure::kPlain;
  Domain domain;
  // For distributions: draws outside count as the nearest legal value (negative delays); a warning is due where these
  // are many.
  bool draws_are_clipped = false;
  std::string unit;  // of a volume or flow; empty where it is not known (after an error): any unit will do
  // Empty: a distribution may stand here. Else why not, for the message.
  const char* fixed_because = "";

  bool must_be_fixed() const { return *fixed_because != '\0'; }
  Quantity fixed(const char* because) const {
    Quantity q = *this;
    q.fixed_because = because;
    return q;
  }
};

Quantity plain_number();
Quantity positive_number();
Quantity non_negative_number();
Quantity probability();            // one number
Quantity probability_below_one();  // one number
Quantity share_of_whole();         // 0 to 100 %
Quantity share();                  // 0 and above; 1000 % at most, so that a forgotten % shows
Quantity percentage_points();      // -100 % to 100 %
Quantity times_number();           // 0.6 or 60%, 0 to 1e6
Quantity loading();                // -1000 % to 1000 %
Quantity simple_return();          // above -100 %
Quantity duration();               // 0 and above
Quantity delay();                  // a duration whose negative draws count as 0
Quantity positive_duration();
Quantity any_duration();
Quantity cover();
Quantity rate();
Quantity volatility();
Quantity drift();
Quantity volume(const std::string& unit);
Quantity positive_volume(const std::string& unit);
Quantity flow(const std::string& unit);
Quantity price_level();

struct TextError {
  const char* code = nullptr;
  std::string message;
  std::string label;
  std::vector<std::string> hints;
};

struct ParsedNumber {
  double value = 0;
  std::string unit;  // as written: "per year", "%", "Mt/week"
};

// A decimal number at the start of `text` and what follows it, trimmed; no octal, hexadecimal, infinities or
// separators. Where `text` does not begin with such a number the error says why.
struct SplitNumber {
  std::optional<double> number;
  std::string_view rest;
  TextError error;
};
SplitNumber split_number(std::string_view text);

// The text as this quantity, in the units of number.hpp; the domain is not looked at. Empty: `error` says why.
std::optional<ParsedNumber> parse_quantity(std::string_view text, const Quantity& quantity, TextError& error);

// Whole numbers: digits alone.
std::optional<long long> parse_whole(std::string_view text);

// At most 60 bytes of it, for messages.
std::string shortened(std::string_view text);

std::string_view trimmed(std::string_view text);

}  // namespace truce::scenario

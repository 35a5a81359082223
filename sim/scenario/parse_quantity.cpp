// The strict reading of a number's text (2-scenario-language.md, 2.1).
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "sim/base/units.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/scenario/quantity.hpp"

namespace truce::scenario {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string shortened(std::string_view text) {
  constexpr std::size_t kMost = 60;
  if (text.size() <= kMost) return std::string{text};
  std::size_t cut = kMost - 3;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return std::string{text.substr(0, cut)} + "...";
}

SplitNumber split_number(std::string_view text) {
  SplitNumber out;
  text = trimmed(text);
  const auto fail = [&](std::string label, std::vector<std::string> hints = {}) {
    out.error = {kNotANumber, fmt::format("'{}' is not a number", shortened(text)), std::move(label), std::move(hints)};
    return out;
  };
  std::string_view digits = text;
  if (!digits.empty() && (digits[0] == '+' || digits[0] == '-')) digits.remove_prefix(1);
  const bool starts =
      !digits.empty() && (is_digit(digits[0]) || (digits[0] == '.' && digits.size() > 1 && is_digit(digits[1])));
  if (!starts) return fail("a number was expected here");
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
    std::string_view better = digits;
    while (better.size() > 1 && better[0] == '0' && is_digit(better[1])) better.remove_prefix(1);
    return fail("a number does not begin with a zero",
                {fmt::format("write '{}': some YAML readers take a leading zero for octal", shortened(better))});
  }
  const std::string_view unsigned_or_negative = text[0] == '+' ? digits : text;
  double value = 0;
  const char* end = unsigned_or_negative.data() + unsigned_or_negative.size();
  const auto [stop, error] = std::from_chars(unsigned_or_negative.data(), end, value);
  if (error == std::errc::result_out_of_range) return fail("too large or too small for a number");
  if (error != std::errc{}) return fail("a number was expected here");
  const std::string_view rest{stop, static_cast<std::size_t>(end - stop)};
  if (!rest.empty() && (rest[0] == '_' || rest[0] == ',' || rest[0] == '\'') && rest.size() > 1 && is_digit(rest[1])) {
    return fail("a number has no separators", {"write 1000000 for a million and 1.5 with a decimal point"});
  }
  if (!rest.empty() && (rest[0] == 'x' || rest[0] == 'X' || rest[0] == 'o' || rest[0] == '.')) {
    return fail("only decimal numbers are read");
  }
  out.number = value;
  out.rest = trimmed(rest);
  return out;
}

std::optional<long long> parse_whole(std::string_view text) {
  text = trimmed(text);
  long long value = 0;
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

namespace {

using Measure = Quantity::Measure;

// Days in a unit of time, singular or plural; 0 for anything else.
double days_of(std::string_view word) {
  if (word == "day" || word == "days") return 1;
  if (word == "week" || word == "weeks") return kDaysPerWeek;
  if (word == "month" || word == "months") return kDaysPerMonth;
  if (word == "year" || word == "years") return kDaysPerYear;
  return 0;
}

// Tonnes in a unit of mass; 0 for anything else.
double tonnes_of(std::string_view unit) {
  if (unit == "t") return 1;
  if (unit == "kt") return 1e3;
  if (unit == "Mt") return 1e6;
  return 0;
}

// How many of the flow's `unit` one `written` is; 0 where they do not convert. An unknown unit takes any.
double in_unit(std::string_view written, std::string_view unit) {
  if (written.empty()) return 0;
  if (unit.empty() || written == unit) return 1;
  const double from = tonnes_of(written);
  const double to = tonnes_of(unit);
  return from > 0 && to > 0 ? from / to : 0;
}

std::string unit_or_example(const Quantity& quantity) { return quantity.unit.empty() ? "Mt" : quantity.unit; }

std::string expected_words(const Quantity& quantity) {
  switch (quantity.measure) {
    case Measure::kPlain:
      return "a plain number, such as 1.3";
    case Measure::kShare:
      return "a percentage or fraction, such as 22% or 0.22";
    case Measure::kDuration:
      return "a duration, such as 45 days, 26 weeks, 3 months or 1 year";
    case Measure::kCover:
      return "a duration, such as 7 weeks or 45 days";
    case Measure::kRate:
      return "a rate, such as 0.25 per year or 2 per month";
    case Measure::kYearly:
      return "a percentage per year, such as 15% per year";
    case Measure::kVolume:
      return fmt::format("a volume, such as 25 {}", unit_or_example(quantity));
    case Measure::kFlow:
      return fmt::format("a flow, such as 0.2 {}/week", unit_or_example(quantity));
    case Measure::kLevel:
      return "a number with its unit, such as 11.2 USD/bu";
  }
  return {};
}

struct Factor {
  double value = 0;  // 0: not this unit
};

// The factor that turns the number into the stored unit.
Factor factor_of(std::string_view unit, const Quantity& quantity) {
  switch (quantity.measure) {
    case Measure::kPlain:
      return {unit.empty() ? 1.0 : 0.0};
    case Measure::kShare:
      return {unit.empty() ? 1.0 : unit == "%" ? 0.01 : 0.0};
    case Measure::kDuration:
      return {days_of(unit)};
    case Measure::kCover:
      return {days_of(unit) / kDaysPerWeek};
    case Measure::kRate: {
      if (!unit.starts_with("per ")) return {};
      const std::string_view word = trimmed(unit.substr(4));
      const double days = word.ends_with('s') ? 0 : days_of(word);
      return {days > 0 ? kDaysPerYear / days : 0.0};
    }
    case Measure::kYearly:
      return {unit == "% per year" ? 0.01 : unit == "per year" ? 1.0 : 0.0};
    case Measure::kVolume:
      return {in_unit(unit, quantity.unit)};
    case Measure::kFlow: {
      const std::size_t slash = unit.rfind('/');
      if (slash == std::string_view::npos) return {};
      const std::string_view word = trimmed(unit.substr(slash + 1));
      const double days = word.ends_with('s') ? 0 : days_of(word);
      if (days == 0) return {};
      return {in_unit(trimmed(unit.substr(0, slash)), quantity.unit) * (kDaysPerWeek / days)};
    }
    case Measure::kLevel:
      return {unit.empty() || unit.find('(') != std::string_view::npos ? 0.0 : 1.0};
  }
  return {};
}

// A bare number of at most 1 is rather a fraction, a larger one a percentage.
std::string yearly_hint(std::string_view number) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size() || std::abs(value) > 1)
    return fmt::format("write '{}% per year'", number);
  return fmt::format("write '{:.6g}% per year' or '{} per year', which is the same", 100 * value, number);
}

// "45" without a unit: what it might have meant.
std::vector<std::string> unit_hints(std::string_view number, std::string_view unit, const Quantity& quantity) {
  std::vector<std::string> hints;
  switch (quantity.measure) {
    case Measure::kDuration:
    case Measure::kCover:
      if (unit.empty())
        hints.push_back(fmt::format("write '{0} days', '{0} weeks', '{0} months' or '{0} years'", number));
      break;
    case Measure::kRate:
      if (unit.empty())
        hints.push_back(fmt::format("write '{0} per year', '{0} per month', '{0} per week' or '{0} per day'", number));
      if (unit.starts_with('%')) {
        hints.push_back(
            "a rate counts events: '0.25 per year' is one in four years; a chance is `probability: 25% per year`");
      }
      break;
    case Measure::kYearly:
      if (unit.empty()) hints.push_back(yearly_hint(number));
      if (unit == "%") hints.push_back(fmt::format("write '{}% per year'", number));
      break;
    case Measure::kVolume:
      if (unit.empty()) hints.push_back(fmt::format("write '{} {}'", number, unit_or_example(quantity)));
      break;
    case Measure::kFlow:
      if (unit.empty())
        hints.push_back(
            fmt::format("write '{0} {1}/week', '{0} {1}/month' or '{0} {1}/year'", number, unit_or_example(quantity)));
      if (in_unit(unit, quantity.unit) > 0)
        hints.push_back(fmt::format("in what time? write '{} {}/week'", number, unit));
      break;
    case Measure::kLevel:
      if (unit.empty()) hints.push_back(fmt::format("write '{0} USD' or '{0} points'", number));
      break;
    default:
      break;
  }
  const bool has_mass = tonnes_of(quantity.unit) > 0;
  if (!unit.empty() && !quantity.unit.empty() &&
      (quantity.measure == Measure::kVolume || quantity.measure == Measure::kFlow)) {
    hints.push_back(has_mass ? "Mt, kt and t convert into one another; nothing else does"
                             : fmt::format("the unit of this flow is {}", quantity.unit));
  }
  return hints;
}

// `1 (2) Mt/week`: the unit belongs to both numbers of a normal distribution. Empty where nothing like it is written.
std::string unit_of_both_hint(std::string_view number, std::string_view rest) {
  const std::size_t close = rest.find(')');
  if (!rest.starts_with('(') || close == std::string_view::npos) return {};
  const std::string_view sd = trimmed(rest.substr(1, close - 1));
  const std::string_view unit = trimmed(rest.substr(close + 1));
  const SplitNumber split = split_number(sd);
  if (!split.number || unit.empty()) return {};
  const std::string behind = (unit.starts_with('%') ? "" : " ") + std::string{unit};
  return fmt::format("both numbers of a normal distribution carry the unit: write '{}{} ({}{})'", number, behind, sd,
                     split.rest.empty() ? behind : "");
}

}  // namespace

std::optional<ParsedNumber> parse_quantity(std::string_view text, const Quantity& quantity, TextError& error) {
  text = trimmed(text);
  const SplitNumber split = split_number(text);
  if (!split.number) {
    error = split.error;
    error.hints.insert(error.hints.begin(), "write " + expected_words(quantity));
    return std::nullopt;
  }
  std::string unit;
  for (const char c : split.rest)
    if (c != ' ' || (!unit.empty() && unit.back() != ' ')) unit += c;
  const Factor factor = factor_of(unit, quantity);
  const bool bare_zero = *split.number == 0 && unit.empty();
  if (factor.value == 0 && !bare_zero) {
    const std::string_view number = text.substr(0, text.size() - split.rest.size());
    std::vector<std::string> hints = unit_hints(trimmed(number), unit, quantity);
    hints.insert(hints.begin(), "expected " + expected_words(quantity));
    const std::string both = unit_of_both_hint(trimmed(number), split.rest);
    if (!both.empty() && quantity.must_be_fixed()) {
      hints.emplace_back(quantity.fixed_because);
    } else if (!both.empty() && quantity.measure != Measure::kPlain) {
      hints = {both};
    }
    if (unit.empty()) {
      error = {kMissingUnit, fmt::format("'{}' has no unit", shortened(text)), "in what unit?", std::move(hints)};
    } else {
      const bool none = quantity.measure == Measure::kPlain;
      error = {kWrongUnit,
               none ? fmt::format("'{}' has a unit, but this is a plain number", shortened(text))
                    : fmt::format("'{}' has the wrong unit", shortened(text)),
               none ? "no unit belongs here" : fmt::format("'{}' is no unit for this", shortened(unit)),
               std::move(hints)};
    }
    return std::nullopt;
  }
  // 22% must be the same double as 0.22: divide rather than multiply by 0.01.
  const bool percent = unit.starts_with('%') && quantity.measure != Measure::kLevel;
  const double value = bare_zero ? 0 : percent ? *split.number / 100 : *split.number * factor.value;
  return ParsedNumber{value, unit};
}

}  // namespace truce::scenario

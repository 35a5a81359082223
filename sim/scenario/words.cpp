#include "sim/scenario/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/base/units.hpp"
#include "sim/scenario/read_distribution.hpp"

namespace truce::scenario {

namespace {

using Kind = DistributionSpec::Kind;
using Measure = Quantity::Measure;

// What a stored value is divided by before it is written, and what stands behind it then.
struct Scale {
  double divisor = 1;
  std::string one;   // behind 1
  std::string many;  // behind all other numbers
  std::string with(double stored, bool is_exact = true) const {
    const std::string number = is_exact ? exact(stored / divisor) : rounded(stored / divisor);
    return number + behind(number);
  }
  std::string bare(double stored, bool is_exact = true) const {
    return is_exact ? exact(stored / divisor) : rounded(stored / divisor);
  }
  std::string behind(const std::string& number) const {
    const std::string& text = number == "1" ? one : many;
    return text.empty() ? "" : " " + text;
  }
};

bool whole(double x) { return std::abs(x - std::round(x)) < 1e-9; }

Scale scale_of_duration(double days) {
  if (days != 0 && whole(days / kDaysPerYear)) return {kDaysPerYear, "year", "years"};
  if (days != 0 && whole(days / kDaysPerWeek)) return {kDaysPerWeek, "week", "weeks"};
  if (days != 0 && whole(days / kDaysPerMonth)) return {kDaysPerMonth, "month", "months"};
  return {1, "day", "days"};
}

// The parameters from which a reader recognises the unit in which a distribution was written.
double telling(const DistributionSpec& d) {
  switch (d.kind) {
    case Kind::kLognormal:
      return std::exp(d.a);
    case Kind::kUniform:
      return whole(d.a / kDaysPerWeek) ? d.b : d.a;
    case Kind::kTriangular:
      return whole(d.b / kDaysPerWeek) ? d.c : d.b;
    case Kind::kTable:
    case Kind::kChoice:
    case Kind::kMixture:
      return 1;
    default:
      return d.a;
  }
}

Scale scale_of(const NumberSpec& number, const Measured& measured) {
  switch (measured.measure) {
    case Measure::kShare:
      return {0.01, "%", "%"};
    case Measure::kDuration:
      for (const auto& [word, days] : {std::pair{"day", 1.0}, std::pair{"week", kDaysPerWeek},
                                       std::pair{"month", kDaysPerMonth}, std::pair{"year", kDaysPerYear}})
        if (number.written.find(word) != std::string::npos) return {days, word, std::string(word) + "s"};
      return scale_of_duration(telling(number.value));
    case Measure::kCover:
      return {1, "week", "weeks"};
    case Measure::kRate:
      return {1, "per year", "per year"};
    case Measure::kYearly:
      return {0.01, "% per year", "% per year"};
    case Measure::kFlow:
      return {1, measured.unit + " per week", measured.unit + " per week"};
    case Measure::kVolume:
    case Measure::kLevel:
      return {1, measured.unit, measured.unit};
    case Measure::kPlain:
      break;
  }
  return {};
}

std::string words_of(const DistributionSpec& d, const Scale& scale, Place place) {
  switch (d.kind) {
    case Kind::kFixed:
      return scale.with(d.a);
    case Kind::kNormal:
      return fmt::format("{} ({}{})", scale.with(d.a), place == Place::kSentence ? "standard deviation " : "",
                         scale.with(d.b));
    case Kind::kUniform:
      return fmt::format("{} to {}", scale.bare(d.a), scale.with(d.b));
    case Kind::kTriangular:
      return fmt::format("{} to {}, most often {}", scale.bare(d.a), scale.with(d.c), scale.bare(d.b));
    case Kind::kChoice: {
      std::vector<std::string> parts;
      for (const auto& [value, p] : d.points) parts.push_back(fmt::format("{} with {}", scale.with(value), percent(p)));
      return list_words(parts, "or");
    }
    case Kind::kTable: {
      std::vector<std::string> parts;
      for (const auto& [value, p] : d.points)
        if (p > 0 && p < 1) parts.push_back(fmt::format("{} up to {}", percent(p), scale.bare(value)));
      const std::string inside = parts.empty() ? "" : fmt::format(" ({})", list_words(parts, "and"));
      return fmt::format("{} to {}{}", scale.bare(d.points.front().first), scale.with(d.points.back().first), inside);
    }
    case Kind::kMixture: {
      std::vector<std::string> parts;
      for (const auto& [weight, part] : d.parts)
        parts.push_back(fmt::format("{} with {}", words_of(part, scale, place), percent(weight)));
      return list_words(parts, "or");
    }
    default:
      return fmt::format("about {} ({} to {}{})", scale.with(quantile(d, 0.5), false),
                         scale.bare(quantile(d, 0.1), false), scale.bare(quantile(d, 0.9), false),
                         place == Place::kSentence ? " in four cases of five" : "");
  }
}

}  // namespace

std::string exact(double value) {
  std::string text = fmt::format("{:.10g}", value);
  return text == "-0" ? "0" : text;
}

std::string rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return exact(value);
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
  // Dividing by a power of ten below one leaves a last digit that means nothing; exact() drops it.
  return exact(unit < 1 ? std::round(value / unit) / std::round(1 / unit) : std::round(value / unit) * unit);
}

std::string percent(double share) { return exact(100 * share) + " %"; }

std::string duration_words(double days) { return scale_of_duration(days).with(days); }

std::string list_words(const std::vector<std::string>& parts, const char* last) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? fmt::format(" {} ", last) : ", ";
    out += parts[i];
  }
  return out;
}

double quantile(const DistributionSpec& d, double q) {
  if (d.kind == Kind::kFixed) return d.a;
  double low = -1, high = 1;
  while (mass_below(d, low) >= q && low > -1e12) low *= 2;
  while (mass_below(d, high) < q && high < 1e12) high *= 2;
  constexpr int kHalvings = 200;
  for (int i = 0; i < kHalvings && high - low > 1e-12 * std::max(std::abs(low), std::abs(high)); ++i) {
    const double middle = 0.5 * (low + high);
    (mass_below(d, middle) < q ? low : high) = middle;
  }
  return high;
}

std::string value_words(const NumberSpec& number, const Measured& measured, Place place) {
  if (!number.is_fixed() || number.written.empty()) return words_of(number.value, scale_of(number, measured), place);
  std::string out;
  for (const char c : number.written) {
    if (c == '%' && !out.empty() && out.back() != ' ') out += ' ';
    out += c;
  }
  const std::size_t slash = measured.measure == Measure::kFlow ? out.find("/week") : std::string::npos;
  if (slash != std::string::npos) out.replace(slash, 5, " per week");
  return out;
}

std::string with_note(const std::string& text, const NumberSpec& number) {
  return number.note.empty() ? text : fmt::format("{} ({})", text, number.note);
}

std::string range_words(const NumberSpec& number, const Measured& measured) {
  if (!number.range) return {};
  const Scale scale = scale_of(number, measured);
  return fmt::format("{} to {}", scale.bare(number.range->first), scale.with(number.range->second));
}

std::string return_words(const DistributionSpec& d, double times) {
  if (d.kind == Kind::kFixed) return percent(times * d.a);
  if (d.kind == Kind::kNormal) return fmt::format("{} ({})", percent(times * d.a), percent(times * d.b));
  const std::string words = words_of(d, {0.01, "%", "%"}, Place::kSentence);
  return times == 1 ? words : fmt::format("{} times {}", exact(times), words);
}

std::string event_words(const EventRef& ref) {
  return ref.outcome ? fmt::format("`{}.{}`", ref.event.text, ref.outcome->text) : fmt::format("`{}`", ref.event.text);
}

std::string Words::date(double day) const {
  return format_iso_date({start_.days + static_cast<int>(std::floor(day + 1e-9))});
}

std::string Words::date_until(double day) const { return date(day - 1); }

std::string Words::entry(const ConditionEntry& entry) const {
  using EntryKind = ConditionEntry::Kind;
  switch (entry.kind) {
    case EntryKind::kRegime: {
      std::vector<std::string> states;
      for (const Name& state : entry.states) states.push_back(fmt::format("`{}`", state.text));
      return fmt::format("{} is {}", entry.subject.text, list_words(states, "or"));
    }
    case EntryKind::kCommitment:
      return fmt::format("orders for {} are below {} of their even pace", entry.subject.text, percent(entry.threshold));
    case EntryKind::kMarket:
      return fmt::format("{} is more than {} below its high", entry.subject.text, percent(entry.threshold));
    case EntryKind::kSector:
      return fmt::format("{} is disrupted", entry.subject.text);
    case EntryKind::kFactor:
      return fmt::format("{} is {} {}", entry.subject.text, entry.above ? "above" : "below", exact(entry.threshold));
    case EntryKind::kAny: {
      std::vector<std::string> parts;
      for (const ConditionSpec& child : entry.children)
        parts.push_back(child.entries.size() > 1 ? fmt::format("({})", condition(child)) : condition(child));
      return "either " + list_words(parts, "or");
    }
    case EntryKind::kNot: {
      const ConditionSpec& child = entry.children.front();
      if (child.entries.size() != 1 || child.entries.front().kind != EntryKind::kRegime)
        return fmt::format("it is not so that {}", condition(child));
      const ConditionEntry& regime = child.entries.front();
      std::vector<std::string> states;
      for (const Name& state : regime.states) states.push_back(fmt::format("`{}`", state.text));
      return fmt::format("{} is {} {}", regime.subject.text, states.size() > 1 ? "neither" : "not",
                         list_words(states, "nor"));
    }
  }
  return {};
}

std::string Words::condition(const ConditionSpec& condition) const {
  std::vector<std::string> parts;
  for (const ConditionEntry& one : condition.entries) parts.push_back(entry(one));
  return list_words(parts, "and");
}

std::string Words::tests(const ModifierSpec& modifier) const {
  std::vector<std::string> parts;
  if (modifier.while_) parts.push_back("while " + condition(*modifier.while_));
  if (modifier.since) {
    parts.push_back(modifier.within ? fmt::format("within {} after {}", duration_words(modifier.within->fixed()),
                                                  event_words(*modifier.since))
                                    : fmt::format("ever since {}", event_words(*modifier.since)));
  }
  if (modifier.before)
    parts.push_back(
        fmt::format("in the {} before `{}`", duration_words(modifier.within->fixed()), modifier.before->text));
  if (modifier.between && !modifier.between->every_year)
    parts.push_back(
        fmt::format("from {} to {}", date(modifier.between->from_day), date_until(modifier.between->to_day)));
  if (modifier.between && modifier.between->every_year) {
    constexpr std::array<const char*, 12> kMonths{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
    const WindowSpec& w = *modifier.between;
    parts.push_back(fmt::format("every year from {} {} to {} {}", w.from_date,
                                kMonths[static_cast<std::size_t>(w.from_month - 1)], w.to_date,
                                kMonths[static_cast<std::size_t>(w.to_month - 1)]));
  }
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace truce::scenario

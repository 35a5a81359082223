#include "sim/scenario/read_number.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/distribution_names.hpp"
#include "sim/scenario/read_distribution.hpp"
#include "sim/scenario/spelling.hpp"

namespace truce::scenario {

namespace {

// Beyond it sums and products of a run lose their meaning, and soon overflow.
constexpr double kLargestNumber = 1e12;

// Where a text can be respelled, what it meant is the first thing to say.
void add_likely_meaning(const std::string& text, const Quantity& quantity, std::vector<std::string>& hints) {
  const std::size_t dash = text.find('-', 1);
  if (const std::optional<std::string> better = respelled(text, quantity)) {
    hints.insert(hints.begin(), fmt::format("did you mean '{}'?", *better));
  } else if (dash != std::string::npos && split_number(text.substr(0, dash)).number &&
             split_number(text.substr(dash + 1)).number) {
    hints.insert(hints.begin(), "an interval stands beside the number: {value: ..., range: [LOW, HIGH]}");
  }
}

}  // namespace

NumberSpec default_number(double value, std::string path, SourceRange at) {
  NumberSpec number;
  number.path = std::move(path);
  number.at = at;
  number.value.a = value;
  return number;
}

bool check_domain(Context& context, double value, const Quantity& quantity, SourceRange at,
                  const std::string& written) {
  if (std::abs(value) > kLargestNumber) {
    context.error(kOutOfDomain, at, fmt::format("'{}' is too large", written),
                  "no number here is larger than 1e12, in the unit in which it counts");
    return false;
  }
  if (quantity.domain.holds(value)) return true;
  std::vector<std::string> hints;
  const SplitNumber split = split_number(written);
  if (quantity.measure == Quantity::Measure::kShare && split.number && split.rest.empty() &&
      quantity.domain.holds(*split.number / 100)) {
    hints.push_back(fmt::format("did you mean {}%?", trimmed(written)));
  } else if (quantity.measure == Quantity::Measure::kYearly && split.number && split.rest == "per year" &&
             quantity.domain.holds(*split.number / 100)) {
    hints.push_back(fmt::format("did you mean {}% per year?", *split.number));
  }
  context.error(kOutOfDomain, at, fmt::format("'{}' is out of bounds", written), quantity.domain.words,
                std::move(hints));
  return false;
}

std::optional<ParsedNumber> read_scalar(Context& context, const Node& node, const Quantity& quantity,
                                        const std::string& name) {
  if (!node.is_scalar()) {
    context.error(kWrongKind, node.at, fmt::format("'{}' is a number, not {}", name, describe(node)));
    return std::nullopt;
  }
  TextError error;
  const std::optional<ParsedNumber> parsed = parse_quantity(node.text, quantity, error);
  if (!parsed) {
    add_likely_meaning(node.text, quantity, error.hints);
    context.error(error.code, node.at, error.message, error.label, error.hints);
    return std::nullopt;
  }
  if (!check_domain(context, parsed->value, quantity, node.at, node.text)) return std::nullopt;
  return parsed;
}

std::optional<long long> read_whole(Context& context, const Entry& entry, long long low, long long high) {
  const auto value = entry.value.is_scalar() ? parse_whole(entry.value.text) : std::nullopt;
  if (!value) {
    context.error(kNotWhole, entry.value.at,
                  fmt::format("`{}` is a whole number, not {}", entry.key, describe(entry.value)), "",
                  {"digits alone: 100000, not 1e5, 100_000 or 0100"});
  } else if (*value < low || *value > high) {
    context.error(kOutOfDomain, entry.value.at, fmt::format("`{}: {}` is out of bounds", entry.key, *value),
                  fmt::format("it lies between {} and {}", low, high));
  } else {
    return value;
  }
  return std::nullopt;
}

namespace {

class NumberReader {
 public:
  NumberReader(Context& context, std::string name, const std::string& path, const Quantity& quantity,
               const std::string& source)
      : context_(context), name_(std::move(name)), quantity_(quantity) {
    number_.path = path;
    number_.source = source;
    number_.given = true;
  }

  bool good() const { return good_; }

  NumberSpec read(const Node& node, SourceRange key_at, const Entry** modifiers) {
    number_.at = node.at;
    if (node.is_map()) {
      read_map(node, key_at, modifiers);
    } else {
      read_value(node);
    }
    return std::move(number_);
  }

 private:
  void refuse_distribution(SourceRange at) {
    context_.error(kMustBeFixed, at, fmt::format("'{}' must be one number", name_), "a distribution cannot stand here",
                   {quantity_.fixed_because});
  }

  // A scalar, or a map that is nothing but a distribution.
  void read_value(const Node& node) {
    if (node.is_scalar() && is_short_normal(node.text)) {
      if (quantity_.must_be_fixed()) return refuse_distribution(node.at);
      keep(read_short_normal(context_, node, quantity_, unit_), node.at);
    } else if (node.is_scalar()) {
      const std::optional<ParsedNumber> parsed = read_scalar(context_, node, quantity_, name_);
      number_.written = node.text;
      if (!parsed) return;
      number_.value.a = parsed->value;
      unit_ = parsed->unit;
      good_ = true;
    } else if (node.is_map()) {
      Section section(context_, node, number_.path, fmt::format("'{}'", name_), node.at);
      read_form(section, node, "a number here is written bare, or as one distribution");
      section.finish();
    } else {
      context_.error(kWrongKind, node.at, fmt::format("'{}' is a number, not {}", name_, describe(node)));
    }
  }

  void keep(const std::optional<DistributionSpec>& distribution, SourceRange at) {
    if (!distribution) return;
    number_.value = *distribution;
    good_ = true;
    check_support(context_, number_.value, quantity_, at);
  }

  // The one key that says the value: `value`, or a distribution's name. False where there is none.
  void read_form(Section& section, const Node& node, const char* hint) {
    const Entry* form = nullptr;
    for (const Entry& entry : node.entries) {
      const bool says_value = entry.key == "value" || names_distribution(entry.key);
      if (!says_value) continue;
      section.allow(entry.key);
      if (form != nullptr) {
        context_.error(kExcludingKeys, entry.key_at, fmt::format("'{}' has two values", name_),
                       fmt::format("`{}` beside `{}`", entry.key, form->key), {"keep one of the two"},
                       {form->key_at, "the first"});
        return;
      }
      form = &entry;
    }
    if (form == nullptr && report_unknown_form(section, node)) return;
    if (form == nullptr) {
      context_.error(kMissingKey, node.at, fmt::format("'{}' has no value", name_),
                     "`value` or a distribution is needed here", {hint});
      return;
    }
    if (!report_unless_value(context_, *form)) return;
    if (form->key == "value") {
      read_value(form->value);
    } else if (quantity_.must_be_fixed()) {
      refuse_distribution(form->key_at);
    } else {
      keep(read_distribution(context_, *form, quantity_, unit_), form->key_at);
    }
  }

  // `{lognorm: {...}}`: one error about the word, not a second one about the missing value.
  bool report_unknown_form(Section& section, const Node& node) {
    std::vector<std::string> forms(kDistributionNames.begin(), kDistributionNames.end());
    forms.emplace_back("value");
    std::sort(forms.begin(), forms.end());
    for (const Entry& entry : node.entries) {
      const std::vector<std::string> near = nearest_names(entry.key, forms);
      if (near.empty() && !(node.entries.size() == 1 && entry.value.is_map())) continue;
      if (entry.key == "range" || entry.key == "source" || entry.key == "note" || entry.key == "modifiers") continue;
      section.allow(entry.key);
      context_.error(kUnknownKey, entry.key_at, fmt::format("unknown distribution '{}'", entry.key),
                     "no distribution has this name", {did_you_mean(entry.key, forms, "a number has one of")});
      return true;
    }
    return false;
  }

  void read_map(const Node& node, SourceRange key_at, const Entry** modifiers) {
    Section section(context_, node, number_.path, fmt::format("'{}'", name_), key_at);
    read_form(section, node, "write the number bare, as {value: ..., range: ..., source: ...}, or as a distribution");
    number_.source = section.source(number_.source);
    number_.note = section.text("note");
    number_.has_provenance = section.has("range") || section.has("source") || section.has("note");
    if (const Entry* entry = section.find("range")) read_range(*entry);
    if (modifiers != nullptr) {
      *modifiers = section.find("modifiers");
    } else if (const Entry* wrong = node.find("modifiers")) {
      section.allow("modifiers");
      context_.error(
          kModifierNotHere, wrong->key_at, fmt::format("'{}' cannot have modifiers", name_), "no modifiers here",
          {"modifiers act on an event's timing, the probability of its outcomes and triggers, a factor's mean, "
           "baseline, pace, capacity, shipping_capacity, a chain's level, volatility and drift"});
    }
    section.finish();
  }

  // The ends may leave out the value's unit, unless it is a percentage.
  void read_range(const Entry& entry) {
    const Node& node = entry.value;
    if (!node.is_list() || node.items.size() != 2) {
      context_.error(kBadRange, node.at, "a range is a list of two numbers, [low, high]", "",
                     {"range: [0.12, 0.50] says that the value lies between these with 80 % (p10 to p90)"});
      return;
    }
    double ends[2] = {0, 0};
    bool good = good_;
    for (std::size_t i = 0; i < 2; ++i) {
      const std::optional<double> value = read_end(node.items[i]);
      good = good && value.has_value();
      ends[i] = value.value_or(0);
    }
    if (!good) return;
    if (ends[0] > ends[1]) {
      context_.error(kBadRange, node.at, "the range is reversed", "its first number is the larger one",
                     {"write the lower end (p10) first"});
      return;
    }
    number_.range = {ends[0], ends[1]};
    const bool fixed = number_.value.kind == DistributionSpec::Kind::kFixed;
    if (fixed && (number_.value.a < ends[0] || number_.value.a > ends[1])) {
      context_.warning(kWarnRange, node.at,
                       fmt::format("the range of '{}' does not hold its value {}", name_, number_.written),
                       "p10 to p90");
    }
  }

  std::optional<double> read_end(Node end) {
    if (end.is_scalar()) {
      const SplitNumber split = split_number(end.text);
      if (!good_ && split.number) return std::nullopt;  // the value failed: the unit that both share is unknown
      const bool percent = unit_.starts_with('%');
      if (split.number && split.rest.empty() && !percent && !unit_.empty()) end.text += " " + unit_;
      if (split.number && split.rest == "%" && unit_.starts_with("% ")) end.text += unit_.substr(1);
    }
    const std::optional<ParsedNumber> parsed = read_scalar(context_, end, quantity_, "range");
    return parsed ? std::optional{parsed->value} : std::nullopt;
  }

  Context& context_;
  std::string name_;
  const Quantity& quantity_;
  NumberSpec number_;
  std::string unit_;
  bool good_ = false;
};

}  // namespace

std::optional<double> read_fixed(Context& context, const Entry& entry, const Quantity& quantity) {
  const Quantity one = quantity.must_be_fixed() ? quantity : quantity.fixed("a threshold is one number");
  NumberReader reader(context, entry.key, {}, one, {});
  const NumberSpec number = reader.read(entry.value, entry.key_at, nullptr);
  if (!reader.good()) return std::nullopt;
  return number.fixed();
}

NumberSpec read_number(Context& context, const Entry& entry, const std::string& path, const Quantity& quantity,
                       const std::string& source, const Entry** modifiers) {
  return NumberReader(context, entry.key, path, quantity, source).read(entry.value, entry.key_at, modifiers);
}

NumberSpec read_number_or(double otherwise, Context& context, const Entry* entry, const Section& section,
                          const std::string& key, const Quantity& quantity, const std::string& source) {
  return entry == nullptr ? default_number(otherwise, section.address(key), section.at())
                          : read_number(context, *entry, section.address(key), quantity, source);
}

NumberSpec read_number_item(Context& context, const Node& node, const std::string& name, const std::string& path,
                            const Quantity& quantity, const std::string& source) {
  return NumberReader(context, name, path, quantity, source).read(node, node.at, nullptr);
}

}  // namespace truce::scenario

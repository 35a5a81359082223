#include "sim/scenario/read_vary.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/base/dates.hpp"
#include "sim/scenario/assumptions.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/read_number.hpp"
#include "sim/scenario/write_yaml.hpp"

namespace truce::scenario {

StudyNumbers::StudyNumbers(const Scenario& scenario) {
  for (const Assumption& one : assumptions_of(scenario))
    all_[one.number->path] = {one.number, one.measured, one.is_fact, one.is_whole};
}

const StudyNumber* StudyNumbers::find(const std::string& path) const {
  const auto found = all_.find(path);
  if (found != all_.end()) return &found->second;
  if (path.ends_with(".value")) return find(path.substr(0, path.size() - 6));
  return nullptr;
}

VarySpec StudyNumbers::addressed(const std::string& path, SourceRange at) const {
  VarySpec vary;
  vary.path = path;
  vary.setting = find(path) != nullptr && !path.ends_with(".value") ? path + ".value" : path;
  vary.at = at;
  return vary;
}

namespace {

std::string unit_of(const SplitNumber& split) { return std::string(trimmed(split.rest)); }

}  // namespace

std::string common_unit(const std::vector<std::string>& values) {
  std::string unit;
  for (const std::string& text : values) {
    const SplitNumber split = split_number(text);
    if (!split.number) return {};
    const std::string own = unit_of(split);
    if (&text != &values.front() && own != unit) return {};
    unit = own;
  }
  return unit;
}

namespace {

class VaryReader {
 public:
  VaryReader(Context& context, const StudyNumbers& numbers, std::optional<StudySpec::Method> method)
      : context_(context), numbers_(numbers), method_(method) {}

  std::vector<VarySpec> read(const Entry& entry) {
    if (!entry.value.is_scalar()) {
      for_each_entry(context_, entry, "a map of addresses, or `assumptions`", [&](const Entry& one) { read_one(one); });
    } else if (entry.value.text == "assumptions") {
      add_assumptions(entry.value.at);
    } else {
      context_.error(kNotOneOf, entry.value.at,
                     fmt::format("`vary` is a map of addresses, or `assumptions`, not {}", describe(entry.value)));
    }
    return std::move(out_);
  }

 private:
  // What follows from a method is said where the method is known.
  bool is_grid() const { return method_ == StudySpec::Method::kGrid; }

  void add_assumptions(SourceRange at) {
    if (is_grid()) {
      context_.error(kExcludingKeys, at, "a grid over all assumptions has too many points", "",
                     {"use `method: sobol` or `method: latin_hypercube`"});
      return;
    }
    std::string table;  // of the row before
    for (const auto& [path, known] : numbers_.all()) {
      if (known.is_fact || known.is_whole || !known.has_stretch()) continue;
      VarySpec vary = numbers_.addressed(path, at);
      if (!over_range(known, vary)) continue;
      const std::string of_table = table_of(path);
      vary.with_previous = !of_table.empty() && of_table == table;
      table = of_table;
      limit_share(path, known, vary);
      out_.push_back(std::move(vary));
    }
    if (out_.empty())
      context_.error(kNothingInside, at, "no assumption of the scenario has a range", "", {"give some a `range`"});
  }

  // "events.ruling.probability" of "events.ruling.probability.2026-01-31", a row of a table of probabilities; empty for
  // other numbers.
  static std::string table_of(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    const bool is_row = dot != std::string::npos && parse_iso_date(path.substr(dot + 1)).has_value();
    return is_row ? path.substr(0, dot) : std::string();
  }

  // "events.visit.outcomes" of "events.visit.outcomes.held.probability"; empty for other numbers.
  static std::string event_of_outcome(const std::string& path) {
    const std::size_t outcomes = path.find(".outcomes.");
    const bool is_share = outcomes != std::string::npos && path.ends_with(".probability") &&
                          std::count(path.begin(), path.end(), '.') == 4;
    return is_share ? path.substr(0, outcomes + 9) : std::string();
  }

  void limit_share(const std::string& path, const StudyNumber& known, VarySpec& vary) const {
    const std::string event = event_of_outcome(path);
    if (event.empty()) return;
    double left = 1;
    for (const auto& [other, number] : numbers_.all())
      if (event_of_outcome(other) == event && !number.number->range && number.number->is_fixed())
        left -= number.number->fixed();
    vary.share_of = event;
    vary.most = left * vary.to / known.number->range->second;
  }

  // The written range of a number, in the unit that its value is written in.
  static bool over_range(const StudyNumber& known, VarySpec& vary) {
    const SplitNumber split = split_number(known.number->written);
    if (!split.number) return false;
    vary.unit = unit_of(split);
    Quantity quantity;
    quantity.measure = known.measured.measure;
    quantity.unit = known.measured.unit;
    TextError error;
    const auto one = parse_quantity(vary.unit.empty() ? "1" : fmt::format("1 {}", vary.unit), quantity, error);
    if (!one || !(one->value > 0)) return false;
    vary.from = known.number->range->first / one->value;
    vary.to = known.number->range->second / one->value;
    return true;
  }

  void read_one(const Entry& entry) {
    VarySpec vary = numbers_.addressed(entry.key, entry.key_at);
    if (entry.value.is_scalar()) {
      if (entry.value.text != "range")
        return context_.error(kNotOneOf, entry.value.at,
                              fmt::format("'{}' varies over `range`, {{values: [...]}} or {{from, to}}, not {}",
                                          entry.key, describe(entry.value)));
      if (read_own_range(entry.key, entry.key_at, vary) && !refuse_whole(entry)) keep(std::move(vary));
      return;
    }
    Section section(context_, entry.value, "vary." + entry.key, fmt::format("`vary` of '{}'", entry.key), entry.key_at);
    if (!section.is_map()) return;
    const Entry *values = section.find("values"), *from = section.find("from"), *to = section.find("to"),
                *steps = section.find("steps"), *scale = section.find("scale");
    section.finish();
    if (values != nullptr) {
      for (const Entry* other : {from, to, steps, scale})
        if (other != nullptr)
          context_.error(kExcludingKeys, other->key_at, fmt::format("`{}` has no meaning beside `values`", other->key));
      return read_values(*values, std::move(vary));
    }
    if (steps != nullptr) vary.steps = static_cast<int>(read_whole(context_, *steps, 2, 100000).value_or(2));
    if (scale != nullptr) {
      vary.logarithmic = scale->value.text == "log";
      if (!scale->value.is_scalar() || (scale->value.text != "log" && scale->value.text != "linear"))
        context_.error(kNotOneOf, scale->value.at, "`scale` is linear or log");
    }
    const bool good = from != nullptr || to != nullptr ? read_ends(entry, from, to, vary)
                                                       : read_own_range(entry.key, entry.key_at, vary);
    if (good && refuse_whole(entry)) return;
    if (good && vary.logarithmic && !(vary.from > 0 && vary.to > 0))
      return context_.error(kOutOfDomain, entry.key_at, "a logarithmic scale needs two ends above 0");
    if (good) keep(std::move(vary));
  }

  // What lies between the ends of a stretch is seldom a whole number.
  bool refuse_whole(const Entry& entry) {
    const StudyNumber* known = numbers_.find(entry.key);
    if (known == nullptr || !known->is_whole) return false;
    context_.error(kNotWhole, entry.key_at, fmt::format("'{}' is a whole number, and has no stretch", entry.key), "",
                   {"say its `values`"});
    return true;
  }

  void read_values(const Entry& values, VarySpec vary) {
    if (!values.value.is_list() || values.value.items.empty())
      return context_.error(kWrongKind, values.value.at,
                            fmt::format("`values` is a list of values, not {}", describe(values.value)));
    for (const Node& item : values.value.items) vary.values.push_back(write_flow(item));
    vary.unit = common_unit(vary.values);
    keep(std::move(vary));
  }

  bool read_own_range(const std::string& path, SourceRange at, VarySpec& vary) {
    const StudyNumber* known = numbers_.find(path);
    if (known != nullptr && known->has_stretch() && over_range(*known, vary)) return true;
    std::vector<std::string> ranged;
    for (const auto& [name, one] : numbers_.all())
      if (one.has_stretch()) ranged.push_back(name);
    if (known == nullptr)
      context_.unknown(kUnknownKey, "number", "numbers with a range", path, at, ranged);
    else
      context_.error(kMissingKey, at, fmt::format("'{}' has no range, or is a distribution", path), "",
                     {"say `from` and `to`, or `values`"});
    return false;
  }

  bool read_ends(const Entry& entry, const Entry* from, const Entry* to, VarySpec& vary) {
    if (from == nullptr || to == nullptr) {
      context_.error(kMissingKey, entry.key_at, fmt::format("'{}' needs both `from` and `to`", entry.key));
      return false;
    }
    const SplitNumber low = split_number(from->value.text), high = split_number(to->value.text);
    for (const auto& [end, split] : {std::pair(from, &low), std::pair(to, &high)})
      if (!end->value.is_scalar() || !split->number) {
        context_.error(kWrongKind, end->value.at,
                       fmt::format("`{}` is a number with its unit, not {}", end->key, describe(end->value)));
        return false;
      }
    const auto singular = [](std::string unit) {
      if (unit.ends_with("s")) unit.pop_back();
      return unit;
    };
    if (singular(unit_of(low)) != singular(unit_of(high))) {
      context_.error(kWrongUnit, to->value.at, "`from` and `to` have different units", "",
                     {fmt::format("write both in '{}'", unit_of(low))});
      return false;
    }
    vary.from = *low.number;
    vary.to = *high.number;
    vary.unit = unit_of(high);
    return true;
  }

  void keep(VarySpec vary) {
    if (is_grid() && vary.values.empty() && vary.steps == 0)
      return context_.error(kMissingKey, vary.at,
                            fmt::format("a grid needs to know how many `steps` '{}' takes", vary.path), "",
                            {"for instance `steps: 5`, the ends included"});
    if (method_ && !is_grid() && vary.steps != 0)
      return context_.error(kExcludingKeys, vary.at,
                            fmt::format("`steps` of '{}' has no meaning without a grid", vary.path));
    out_.push_back(std::move(vary));
  }

  Context& context_;
  const StudyNumbers& numbers_;
  std::optional<StudySpec::Method> method_;
  std::vector<VarySpec> out_;
};

}  // namespace

std::vector<VarySpec> read_vary(Context& context, const Entry& vary, const StudyNumbers& numbers,
                                std::optional<StudySpec::Method> method) {
  return VaryReader(context, numbers, method).read(vary);
}

}  // namespace truce::scenario

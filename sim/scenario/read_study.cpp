#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/base/dates.hpp"
#include "sim/scenario/assumptions.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/scenario/context.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/study.hpp"
#include "sim/scenario/write_yaml.hpp"

namespace truce::scenario {

namespace {

constexpr long long kMostPoints = 1'000'000;

// A number of the scenario that a study may name by its address.
struct Known {
  const NumberSpec* number = nullptr;
  Measured measured;
  bool is_fact = false;
  bool is_whole = false;
};

class StudyReader {
 public:
  StudyReader(Context& context, const Node& root, const std::string& file, const Scenario& scenario)
      : context_(context), section_(context, root, {}, "the study", {FileId{std::size_t{0}}, 0, 0, 1}) {
    for (const Assumption& one : assumptions_of(scenario))
      known_[one.number->path] = {one.number, one.measured, one.is_fact, one.is_whole};
    out_.name = std::filesystem::path(file).stem().string();
  }

  StudySpec read() {
    read_head();
    if (const Entry* design = section_.need("design", "for instance `design: {method: sobol, points: 512}`"))
      read_design(*design);
    if (out_.method == StudySpec::Method::kList) {
      if (const Entry* vary = section_.find("vary"))
        context_.error(kExcludingKeys, vary->key_at, "a list says itself what varies", "", {"leave `vary` out"});
    } else if (const Entry* vary = section_.need("vary", "for instance `vary: {events.stress.rate: range}`")) {
      read_vary(*vary);
    }
    section_.finish();
    check_size();
    return std::move(out_);
  }

 private:
  void read_head() {
    const Entry* name = section_.find("sweep");
    if (name != nullptr) {
      const std::string& text = name->value.text;
      const bool good =
          name->value.is_scalar() && !text.empty() && text.size() <= 64 &&
          std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
          });
      if (good)
        out_.name = text;
      else
        context_.error(kBadName, name->value.at, fmt::format("{} cannot name a study", describe(name->value)), "",
                       {"the name becomes the result file's: letters, digits, - and _, at most 64"});
    }
    section_.find("scenario");
    out_.title = section_.text("title");
    section_.text("notes");
    if (const Entry* paths = section_.find("paths")) out_.paths = whole(*paths, 1, kMostPaths).value_or(out_.paths);
    if (const Entry* seed = section_.find("seed")) out_.seed = seed_of(*seed);
  }

  std::optional<long long> whole(const Entry& entry, long long low, long long high) {
    const auto value = entry.value.is_scalar() ? parse_whole(entry.value.text) : std::nullopt;
    if (!value)
      context_.error(kNotWhole, entry.value.at,
                     fmt::format("`{}` is a whole number, not {}", entry.key, describe(entry.value)), "",
                     {"digits alone: 100000, not 1e5, 100_000 or 0100"});
    else if (*value < low || *value > high)
      context_.error(kOutOfDomain, entry.value.at, fmt::format("`{}: {}` is out of bounds", entry.key, *value),
                     fmt::format("it lies between {} and {}", low, high));
    else
      return value;
    return std::nullopt;
  }

  std::uint64_t seed_of(const Entry& entry) {
    const std::string& text = entry.value.text;
    std::uint64_t seed = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (!entry.value.is_scalar() || text.empty() || error != std::errc{} || stop != text.data() + text.size() ||
        (text.size() > 1 && text[0] == '0'))
      context_.error(kNotWhole, entry.value.at,
                     fmt::format("`{}` is a whole number, not {}", entry.key, describe(entry.value)),
                     "from 0 to 18446744073709551615");
    return seed;
  }

  void read_design(const Entry& entry) {
    Section design(context_, entry.value, "design", "`design`", entry.key_at);
    if (!design.is_map()) return;
    const Entry* list = design.find("list");
    const Entry* method = list != nullptr ? design.find("method") : design.need("method", kMethods);
    if (list != nullptr) {
      out_.method = StudySpec::Method::kList;
      if (method != nullptr && method->value.text != "list")
        context_.error(kExcludingKeys, method->key_at, "a list of points needs no method", "", {"leave `method` out"});
      read_list(*list);
    } else if (method != nullptr) {
      read_method(*method);
      const bool draws = out_.method == StudySpec::Method::kLatinHypercube || out_.method == StudySpec::Method::kSobol;
      if (draws) {
        if (const Entry* points = design.need("points", "for instance `points: 512`"))
          out_.points = whole(*points, 1, kMostPoints).value_or(1);
        if (const Entry* seed = design.find("seed")) out_.design_seed = seed_of(*seed);
      }
    }
    design.finish();
  }

  static constexpr const char* kMethods = "grid, latin_hypercube or sobol; or a `list` of points";

  // What follows from a method is said where the method is known.
  bool is_grid() const { return method_known_ && out_.method == StudySpec::Method::kGrid; }

  void read_method(const Entry& entry) {
    method_known_ = true;
    const std::string& text = entry.value.text;
    if (entry.value.is_scalar() && text == "grid")
      out_.method = StudySpec::Method::kGrid;
    else if (entry.value.is_scalar() && text == "latin_hypercube")
      out_.method = StudySpec::Method::kLatinHypercube;
    else if (entry.value.is_scalar() && text == "sobol")
      out_.method = StudySpec::Method::kSobol;
    else {
      method_known_ = false;
      context_.error(kNotOneOf, entry.value.at, fmt::format("unknown method {}", describe(entry.value)), "",
                     {fmt::format("methods: {}", kMethods)});
    }
  }

  // The numbers of the scenario by name, without what may stand behind an address in --set.
  const Known* number_at(const std::string& path) const {
    const auto found = known_.find(path);
    if (found != known_.end()) return &found->second;
    if (path.ends_with(".value")) return number_at(path.substr(0, path.size() - 6));
    return nullptr;
  }

  VarySpec addressed(const std::string& path, SourceRange at) const {
    VarySpec vary;
    vary.path = path;
    vary.setting = number_at(path) != nullptr && !path.ends_with(".value") ? path + ".value" : path;
    vary.at = at;
    return vary;
  }

  void read_list(const Entry& list) {
    if (!list.value.is_list() || list.value.items.empty()) {
      context_.error(kWrongKind, list.value.at, fmt::format("`list` is a list of points, not {}", describe(list.value)),
                     "", {"each point is a map {events.stress.rate: 2 per year, ...}"});
      return;
    }
    for (const Node& item : list.value.items) {
      if (!item.is_map() || item.entries.empty()) {
        context_.error(kWrongKind, item.at, fmt::format("a point is a map of values, not {}", describe(item)));
        return;
      }
      if (out_.vary.empty())
        for (const Entry& entry : item.entries) out_.vary.push_back(addressed(entry.key, entry.key_at));
      std::vector<std::string> row;
      for (const VarySpec& vary : out_.vary)
        if (const Entry* entry = item.find(vary.path)) row.push_back(write_flow(entry->value));
      if (row.size() != out_.vary.size() || item.entries.size() != out_.vary.size()) {
        context_.error(kMissingKey, item.at, "every point of a list has the same keys", "",
                       {"write the scenario's own value where a point leaves it as it is"});
        return;
      }
      out_.rows.push_back(std::move(row));
    }
    out_.points = static_cast<std::int64_t>(out_.rows.size());
    for (std::size_t v = 0; v < out_.vary.size(); ++v) {
      std::vector<std::string> column;
      for (const auto& row : out_.rows) column.push_back(row[v]);
      out_.vary[v].unit = common_unit(column);
    }
  }

  static std::string unit_of(const SplitNumber& split) { return std::string(trimmed(split.rest)); }

  // The unit that all values are written in; empty where they differ or one is no number.
  static std::string common_unit(const std::vector<std::string>& values) {
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

  void read_vary(const Entry& entry) {
    if (entry.value.is_scalar()) {
      if (entry.value.text != "assumptions") {
        context_.error(kNotOneOf, entry.value.at,
                       fmt::format("`vary` is a map of addresses, or `assumptions`, not {}", describe(entry.value)));
        return;
      }
      return add_assumptions(entry.value.at);
    }
    for_each_entry(context_, entry, "a map of addresses, or `assumptions`", [&](const Entry& one) { read_one(one); });
  }

  void add_assumptions(SourceRange at) {
    if (is_grid()) {
      context_.error(kExcludingKeys, at, "a grid over all assumptions has too many points", "",
                     {"use `method: sobol` or `method: latin_hypercube`"});
      return;
    }
    std::string table;  // of the row before
    for (const auto& [path, known] : known_) {
      if (known.is_fact || known.is_whole || !known.number->range || !known.number->is_fixed()) continue;
      VarySpec vary = addressed(path, at);
      if (!over_range(known, vary)) continue;
      const std::string of_table = table_of(path);
      vary.with_previous = !of_table.empty() && of_table == table;
      table = of_table;
      limit_share(path, known, vary);
      out_.vary.push_back(std::move(vary));
    }
    if (out_.vary.empty())
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

  void limit_share(const std::string& path, const Known& known, VarySpec& vary) const {
    const std::string event = event_of_outcome(path);
    if (event.empty()) return;
    double left = 1;
    for (const auto& [other, number] : known_)
      if (event_of_outcome(other) == event && !number.number->range && number.number->is_fixed())
        left -= number.number->fixed();
    vary.share_of = event;
    vary.most = left * vary.to / known.number->range->second;
  }

  // The written range of a number, in the unit that its value is written in.
  static bool over_range(const Known& known, VarySpec& vary) {
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
    VarySpec vary = addressed(entry.key, entry.key_at);
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
    if (steps != nullptr) vary.steps = static_cast<int>(whole(*steps, 2, 100000).value_or(2));
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
    const Known* known = number_at(entry.key);
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
    const Known* known = number_at(path);
    if (known != nullptr && known->number->range && known->number->is_fixed() && over_range(*known, vary)) return true;
    std::vector<std::string> ranged;
    for (const auto& [name, one] : known_)
      if (one.number->range && one.number->is_fixed()) ranged.push_back(name);
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
    if (method_known_ && !is_grid() && vary.steps != 0)
      return context_.error(kExcludingKeys, vary.at,
                            fmt::format("`steps` of '{}' has no meaning without a grid", vary.path));
    out_.vary.push_back(std::move(vary));
  }

  void check_size() {
    if (!is_grid()) return;
    double points = 1;
    for (const VarySpec& vary : out_.vary)
      points *= static_cast<double>(vary.values.empty() ? static_cast<std::size_t>(vary.steps) : vary.values.size());
    if (points > static_cast<double>(kMostPoints))
      context_.error(kTooMany, section_.at(),
                     fmt::format("a grid of {:.3g} points; the most is {}", points, kMostPoints), "",
                     {"take fewer steps, or `method: sobol`"});
    out_.points = static_cast<std::int64_t>(std::min(points, static_cast<double>(kMostPoints)));
  }

  Context& context_;
  Section section_;
  std::map<std::string, Known> known_;
  bool method_known_ = false;
  StudySpec out_;
};

}  // namespace

ReadStudyResult read_study(const std::string& file, const std::vector<std::string>& settings) {
  ReadStudyResult result;
  const std::optional<Node> root = load_scenario_tree(file, std::nullopt, {}, result.sources, result.diagnostics);
  if (!root) return result;
  const SourceRange top{FileId{std::size_t{0}}, 0, 0, 1};
  const Entry* scenario = root->find("scenario");
  if (root->find("design") == nullptr && root->find("vary") == nullptr) {
    result.diagnostics.error(kMissingKey, top, "this is no study: it has neither `design` nor `vary`", "",
                             {"a scenario is run by `simulate FILE`, without `sweep`"});
    return result;
  }
  if (scenario == nullptr || !scenario->value.is_scalar() || scenario->value.text.empty()) {
    result.diagnostics.error(kMissingKey, scenario != nullptr ? scenario->value.at : top, "which scenario?", "",
                             {"name its file, seen from this one: `scenario: ../base.yaml`"});
    return result;
  }
  const std::string name =
      (std::filesystem::path(file).parent_path() / scenario->value.text).lexically_normal().string();
  ReadResult read = read_scenario(name, settings);
  if (!read.scenario) {
    result.diagnostics = std::move(read.diagnostics);
    result.sources = std::move(read.sources);
    return result;
  }
  try {
    Context context(*root, result.diagnostics);
    StudySpec study = StudyReader(context, *root, file, *read.scenario).read();
    if (result.diagnostics.has_errors()) return result;
    study.scenario_file = name;
    study.scenario = std::move(*read.scenario);
    result.study = std::move(study);
  } catch (const TooManyErrors&) {
    // What was found so far is more than will be shown.
  }
  return result;
}

std::string value_text(double number, const std::string& unit) {
  // Six digits that matter, without an exponent.
  const int digits =
      number == 0 ? 0 : std::clamp(5 - static_cast<int>(std::floor(std::log10(std::abs(number)))), 0, 20);
  std::string text = fmt::format("{:.{}f}", number, digits);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  if (text == "-0") text = "0";
  if (unit.empty()) return text;
  return text + (unit.front() == '%' ? "" : " ") + unit;
}

}  // namespace truce::scenario

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/read_number.hpp"
#include "sim/scenario/read_vary.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/study.hpp"
#include "sim/scenario/write_yaml.hpp"

namespace truce::scenario {

namespace {

constexpr long long kMostPoints = 1'000'000;

class StudyReader {
 public:
  StudyReader(Context& context, const Node& root, const std::string& file, const Scenario& scenario)
      : context_(context),
        section_(context, root, {}, "the study", {FileId{std::size_t{0}}, 0, 0, 1}),
        numbers_(scenario) {
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
      out_.vary = read_vary(context_, *vary, numbers_,
                            method_known_ ? std::optional{out_.method} : std::optional<StudySpec::Method>{});
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
    if (const Entry* paths = section_.find("paths"))
      out_.paths = read_whole(context_, *paths, 1, kMostPaths).value_or(out_.paths);
    if (const Entry* seed = section_.find("seed")) out_.seed = seed_of(*seed);
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
      if (!method_known_) {  // what else it takes depends on the method
        design.find("points");
        design.find("seed");
      } else if (draws) {
        if (const Entry* points = design.need("points", "for instance `points: 512`"))
          out_.points = read_whole(context_, *points, 1, kMostPoints).value_or(1);
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
      std::vector<std::string> hints = {fmt::format("methods: {}", kMethods)};
      if (text == "lhs" || text == "latin") hints.insert(hints.begin(), "write `method: latin_hypercube`");
      context_.error(kNotOneOf, entry.value.at, fmt::format("unknown method {}", describe(entry.value)), "",
                     std::move(hints));
    }
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
        for (const Entry& entry : item.entries) out_.vary.push_back(numbers_.addressed(entry.key, entry.key_at));
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
  StudyNumbers numbers_;
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

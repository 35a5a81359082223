#include "sim/scenario/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/contradictions.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/read_condition.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"
#include "sim/scenario/read_stop.hpp"
#include "sim/scenario/section.hpp"
#include "sim/scenario/suspicions.hpp"
#include "sim/scenario/trigger_loops.hpp"
#include "sim/scenario/write_yaml.hpp"

namespace truce::scenario {

namespace {

constexpr double kMostSteps = 10000;

class ScenarioReader {
 public:
  ScenarioReader(Context& context, const Node& root, std::string stem)
      : context_(context),
        root_(root),
        section_(context, root, {}, "the scenario", SourceRange{FileId{std::size_t{0}}, 0, 0, 1}),
        stem_(std::move(stem)) {}

  Scenario read() {
    if (refuse_study()) return {};
    read_head();
    read_time();
    if (const Entry* run = section_.find("run")) read_run(*run);
    if (const Entry* entry = section_.find("sources")) read_sources(context_, *entry, out_);
    if (const Entry* entry = section_.find("factors")) read_factors(context_, *entry, out_);
    if (const Entry* entry = section_.find("regimes")) read_regimes(context_, *entry, out_);
    if (const Entry* entry = section_.find("truce")) read_truce(*entry);
    const Entry* events = section_.find("events");
    read_events(context_, events, section_.find("shocks"), out_);
    if (const Entry* entry = section_.find("trade")) read_trade(context_, *entry, out_);
    if (const Entry* entry = section_.find("supply")) read_supply(context_, *entry, out_);
    if (const Entry* entry = section_.find("markets")) read_markets(context_, *entry, out_);
    if (const Entry* entry = section_.find("correlation")) read_correlation(context_, *entry, out_);
    if (const Entry* entry = section_.find("horizons")) read_horizons(*entry);
    if (const Entry* entry = section_.find("outcomes")) read_outcomes(context_, *entry, out_);
    if (stop_ != nullptr) read_stop(context_, *stop_, out_);
    refuse_emptiness();
    section_.finish();
    warn_of_unused_sources();
    return std::move(out_);
  }

 private:
  // True for a file that describes many simulations: its other keys mean other things than here.
  bool refuse_study() {
    for (const char* key : {"sweep", "design", "vary"}) {
      const Entry* entry = root_.find(key);
      if (entry == nullptr) continue;
      context_.error(kIsStudy, entry->key_at, fmt::format("this is a study (`{}`), not a scenario", key), "",
                     {"run it by `simulate sweep FILE`"});
      return true;
    }
    return false;
  }

  void read_head() {
    if (const Entry* schema = section_.find("schema")) {
      if (!schema->value.is_scalar() || schema->value.text != "1") {
        context_.error(kNotOneOf, schema->value.at, fmt::format("`schema` is 1, not {}", describe(schema->value)),
                       "this version reads schema 1");
      }
    }
    out_.title = section_.text("title");
    out_.notes = section_.text("notes");
    out_.name = stem_;
    const Entry* name = section_.find("scenario");
    if (name == nullptr) return;
    if (!name->value.is_scalar() || !is_file_name(name->value.text)) {
      context_.error(kBadName, name->value.at, fmt::format("{} cannot name a scenario", describe(name->value)), "",
                     {"the name becomes the result file's: letters, digits, - and _, at most 64"});
      return;
    }
    out_.name = name->value.text;
  }

  static bool is_file_name(const std::string& text) {
    const auto good = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), good);
  }

  void read_time() {
    const Entry* start = section_.need("start", "the first simulated day, such as `start: 2025-11-24`");
    const Entry* end = section_.need("end", "the last simulated day, such as `end: 2029-01-31`");
    if (start != nullptr) context_.start = context_.date(*start, {});
    if (end != nullptr) context_.end = context_.date(*end, {});
    const Entry* step = section_.find("step");
    bool step_known = true;
    if (step != nullptr) {
      const std::optional<double> days =
          read_fixed(context_, *step, positive_duration().fixed("all paths share one grid"));
      step_known = days.has_value();
      out_.step_days = days.value_or(7);
    }
    if (!context_.start || !context_.end) return;
    out_.start = *context_.start;
    out_.end = *context_.end;
    if (out_.end < out_.start) {
      context_.error(kReversed, end->value.at, "the simulation ends before it starts",
                     fmt::format("`start` is {}", start->value.text));
      context_.end = std::nullopt;
      return;
    }
    const double steps = std::ceil(out_.horizon_days() / out_.step_days);
    if (step_known && steps > kMostSteps) {
      const SourceRange at = step != nullptr ? step->value.at : end->value.at;
      context_.error(kTooMany, at, fmt::format("{:.0f} steps; the most is {:.0f}", steps, kMostSteps), "",
                     {"choose a longer `step` or an earlier `end`"});
    }
  }

  void read_run(const Entry& run) {
    Section section(context_, run.value, "run", "`run`", run.key_at);
    if (!section.is_map() || report_if_empty(context_, run)) return;
    if (const Entry* paths = section.find("paths"))
      out_.run.paths = read_whole(context_, *paths, 1, kMostPaths).value_or(1);
    if (const Entry* sample = section.find("sample_paths")) {
      out_.run.sample_paths = read_whole(context_, *sample, 0, 100000).value_or(0);
    }
    if (const Entry* seed = section.find("seed")) read_seed(*seed);
    if (const Entry* most = section.find("max_paths")) out_.run.max_paths = read_whole(context_, *most, 1, kMostPaths);
    stop_ = section.find("stop");  // about outcomes, which are read later
    if (out_.run.max_paths && stop_ == nullptr && section.has("max_paths"))
      context_.error(kMissingKey, run.key_at,
                     "`max_paths` bounds a run that stops by precision, and there is no `stop`", "",
                     {"write `stop: 0.5%` beside it, or `paths` in its place"});
    section.finish();
  }

  void read_seed(const Entry& entry) {
    const std::string& text = entry.value.text;
    std::uint64_t seed = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    const bool zero = text.size() > 1 && text[0] == '0';
    if (!entry.value.is_scalar() || error != std::errc{} || stop != text.data() + text.size() || zero) {
      context_.error(kNotWhole, entry.value.at, fmt::format("`seed` is a whole number, not {}", describe(entry.value)),
                     "from 0 to 18446744073709551615");
      return;
    }
    out_.run.seed = seed;
  }

  void read_truce(const Entry& truce) {
    Section section(context_, truce.value, "truce", "`truce`", truce.key_at);
    if (!section.is_map()) return;
    section.text("about");
    section.text("note");
    if (const Entry* holds = section.need("holds_while", "for instance `holds_while: {tariffs: [calm, stress]}`")) {
      out_.truce = read_condition(context_, *holds, Feedbacks::kRegimesOnly);
    }
    section.finish();
  }

  void read_horizons(const Entry& horizons) {
    if (!horizons.value.is_list()) {
      context_.error(kWrongKind, horizons.value.at,
                     fmt::format("`horizons` is a list of dates, not {}", describe(horizons.value)), "",
                     {fmt::format("write `horizons: [{}]`",
                                  horizons.value.is_scalar() ? horizons.value.text : "2026-06-30, 2026-12-31")});
      return;
    }
    if (report_if_empty(context_, horizons)) return;
    for (const Node& item : horizons.value.items) {
      const std::optional<Date> date = context_.date(item, "a horizon");
      if (!date) continue;
      for (const HorizonSpec& other : out_.horizons) {
        if (other.date != *date) continue;
        context_.error(kRepeatedName, item.at, fmt::format("the horizon {} is named twice", item.text),
                       "named again here", {}, {other.at, "first named here"});
      }
      if (context_.end && *context_.end < *date) {
        context_.error(kAfterEnd, item.at,
                       fmt::format("the horizon {} lies after the end of the simulation", item.text),
                       fmt::format("`end` is {}", format_iso_date(*context_.end)));
      } else if (context_.start && *date < *context_.start) {
        context_.error(kBeforeStart, item.at, fmt::format("the horizon {} lies before the start", item.text),
                       fmt::format("`start` is {}", format_iso_date(*context_.start)));
      }
      out_.horizons.push_back({*date, context_.end_of(*date), item.at});
    }
  }

  void refuse_emptiness() {
    for (const char* key : {"regimes", "trade", "supply", "markets", "factors"}) {
      const Entry* entry = root_.find(key);
      if (entry != nullptr && (!entry->value.is_map() || !entry->value.entries.empty())) return;
    }
    // A misspelt section is reported as an unknown key.
    constexpr std::size_t kMostCompared = 100;
    for (std::size_t i = 0; i < root_.entries.size() && i < kMostCompared; ++i)
      if (!nearest_names(root_.entries[i].key, {"regimes", "trade", "supply", "markets", "factors"}).empty()) return;
    context_.error(kMissingKey, section_.at(), "the scenario has nothing to simulate", "",
                   {"at least one of regimes, trade, supply, markets and factors is needed"});
  }

  void warn_of_unused_sources() {
    if (context_.unknown_source_seen) return;  // the one that is meant may be among these
    for (const SourceSpec& source : out_.sources) {
      // A variant need not use all that the file it extends gives a source for.
      if (source.key.at.file != FileId{std::size_t{0}} || context_.used_sources.count(source.key.text) > 0) continue;
      context_.warning(kWarnUnusedSource, source.key.at, fmt::format("source '{}' is never used", source.key.text),
                       "no number names it");
    }
  }

  Context& context_;
  const Node& root_;
  Section section_;
  std::string stem_;
  Scenario out_;
  const Entry* stop_ = nullptr;
};

// `scenarios/base.yaml` -> "base", with whatever does not belong into a name replaced.
std::string stem_of(const std::string& file) {
  std::string stem = std::filesystem::path(file).stem().string();
  for (char& c : stem) {
    const bool good =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!good) c = '_';
  }
  if (stem.size() > 64) stem.resize(64);
  return stem.empty() ? "scenario" : stem;
}

// The tree as it will be shown: with its name said, so that it reads back to the same under any file name.
std::string resolved(const Node& root, const Scenario& scenario) {
  Node named = root;
  if (named.find("scenario") == nullptr) {
    Entry entry;
    entry.key = "scenario";
    entry.value.kind = Node::Kind::kScalar;
    entry.value.text = scenario.name;
    const auto schema =
        std::find_if(named.entries.begin(), named.entries.end(), [](const Entry& e) { return e.key == "schema"; });
    named.entries.insert(schema == named.entries.end() ? named.entries.begin() : schema + 1, std::move(entry));
  }
  return write_yaml(named);
}

ReadResult read(const std::string& file, const std::optional<std::string>& text,
                const std::vector<std::string>& settings) {
  ReadResult result;
  const std::optional<Node> root = load_scenario_tree(file, text, settings, result.sources, result.diagnostics);
  if (!root) return result;
  try {
    Context context(*root, result.diagnostics);
    Scenario scenario = ScenarioReader(context, *root, stem_of(file)).read();
    if (result.diagnostics.has_errors()) return result;
    refuse_trigger_loops(scenario, result.diagnostics);
    if (result.diagnostics.has_errors()) return result;
    warn_of_suspicions(scenario, result.diagnostics);
    warn_of_contradictions(scenario, result.diagnostics);
    scenario.resolved_yaml = resolved(*root, scenario);
    result.scenario = std::move(scenario);
  } catch (const TooManyErrors&) {
    // What was found so far is more than will be shown.
  }
  return result;
}

}  // namespace

ReadResult read_scenario(const std::string& file, const std::vector<std::string>& settings) {
  return read(file, std::nullopt, settings);
}

ReadResult read_scenario_text(const std::string& text, const std::string& name,
                              const std::vector<std::string>& settings) {
  return read(name, text, settings);
}

}  // namespace truce::scenario

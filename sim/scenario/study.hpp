#pragma once
// A study as the file says it: many runs of one scenario over a design (2-scenario-language.md, 2.5).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::scenario {

// One thing that is varied: an address in the scenario and the values that may stand there.
struct VarySpec {
  std::string path;     // as written: "events.stress.rate"
  std::string setting;  // what --set would name: "events.stress.rate.value" for a number
  SourceRange at;
  std::vector<std::string> values;  // as text; empty: a stretch; `unit` is then the one that all have, or empty
  // A stretch from `from` to `to`, both as numbers in front of `unit` ("per year", "%", "Mt/week").
  double from = 0, to = 0;
  std::string unit;
  bool logarithmic = false;
  int steps = 0;  // of a grid; 0: not said
  // Stands as far between its ends as the one before it: the rows of one table of probabilities, which cannot fall.
  bool with_previous = false;
  // One of the outcomes of an event, which cannot exceed 100 % in all: those of one name are made smaller in proportion
  // where they would exceed `most`, what the event's other outcomes leave, in front of `unit`.
  std::string share_of;
  double most = 0;
};

struct StudySpec {
  enum class Method { kGrid, kLatinHypercube, kSobol, kList };

  std::string name;           // of the result file
  std::string title;          // may be empty
  std::string scenario_file;  // found from the study's folder
  Method method = Method::kGrid;
  std::int64_t points = 0;                     // latin_hypercube, sobol
  std::uint64_t design_seed = 1;               // the same
  std::vector<VarySpec> vary;                  // of a list: one for each key of its rows, without values
  std::vector<std::vector<std::string>> rows;  // of a list: [point][vary], as text
  std::int64_t paths = 20000;                  // of each point
  std::optional<std::uint64_t> seed;           // of all points; none: the scenario's
  Scenario scenario;
};

struct ReadStudyResult {
  std::optional<StudySpec> study;
  Diagnostics diagnostics;
  SourceMap sources;
};

// Reads a study, and the scenario that it names with `settings` applied. All errors of the study are reported together;
// where it is right, all errors of the scenario. The values are not yet tried: what a point makes of the scenario shows
// when it runs. Throws what read_scenario() throws.
ReadStudyResult read_study(const std::string& file, const std::vector<std::string>& settings = {});

// A number as a scenario may say it, with six digits at most: "0.727273 per year".
std::string value_text(double number, const std::string& unit);

}  // namespace truce::scenario

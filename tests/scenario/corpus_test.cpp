// Every wrong file in tests/bad_scenarios gets exactly the diagnostics that stand beside it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/scenario/codes.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
namespace fs = std::filesystem;

namespace {

const fs::path kFolder = fs::path(TRUCE_SOURCE_DIR) / "tests" / "bad_scenarios";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Codes with a test of their own: a file of more than 1 MB, what only the model or `check` sees, and the warnings about
// scenarios without errors.
const std::set<std::string_view> kElsewhere = {
    scenario::kFileTooLarge,  scenario::kNoProvenance,     scenario::kNotPositiveDefinite,
    scenario::kSameStream,    scenario::kWarnNeverHappens, scenario::kWarnNeverReached,
    scenario::kWarnPushedFar, scenario::kWarnUncorrelated, scenario::kWarnNeverHolds,
    scenario::kWarnTruce,     scenario::kWarnNoMean,
};

// Lines `# --set KEY=VALUE` at the top of a file are its settings.
std::vector<std::string> settings_of(const std::string& text) {
  const std::string mark = "# --set ";
  std::vector<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line) && line.starts_with(mark);) out.push_back(line.substr(mark.size()));
  return out;
}

std::vector<fs::path> bad_files() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (entry.path().extension() == ".yaml") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("every bad scenario gets its exact diagnostics", "[scenario][corpus]") {
  const std::vector<fs::path> files = bad_files();
  REQUIRE(files.size() >= 150);
  const fs::path here = fs::current_path();
  fs::current_path(kFolder);  // names in diagnostics are as the user gave them
  for (const fs::path& file : files) {
    const scenario::ReadResult result = scenario::read_scenario(file.filename().string(), settings_of(text_of(file)));
    CAPTURE(file.filename().string());
    CHECK_FALSE(result.scenario.has_value());
    CHECK(result.diagnostics.render(result.sources) == text_of(fs::path(file).replace_extension(".txt")));
  }
  fs::current_path(here);
}

TEST_CASE("every code has its explanation and its bad scenario", "[scenario][corpus]") {
  std::set<std::string> seen;
  const fs::path here = fs::current_path();
  fs::current_path(kFolder);
  for (const fs::path& file : bad_files()) {
    const scenario::ReadResult result = scenario::read_scenario(file.filename().string(), settings_of(text_of(file)));
    for (const Diagnostic& diagnostic : result.diagnostics.all()) seen.insert(diagnostic.code);
  }
  fs::current_path(here);
  std::string last;
  for (const scenario::CodeText& code : scenario::all_codes()) {
    CAPTURE(std::string{code.code});
    CHECK(last < code.code);
    CHECK_FALSE(code.title.empty());
    CHECK(code.explanation.ends_with('.'));
    if (kElsewhere.count(code.code) == 0) CHECK(seen.count(std::string{code.code}) == 1);
    last = code.code;
  }
  for (const std::string& code : seen) {
    CAPTURE(code);
    CHECK(scenario::find_code(code) != nullptr);
  }
  CHECK(scenario::find_code("E999") == nullptr);
}

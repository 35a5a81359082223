#include "sim/app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "sim/app/arguments.hpp"
#include "sim/base/diagnostics.hpp"

namespace truce::app {

namespace {

const std::vector<std::string> kOptionNames = {
    "--paths",      "--seed",      "--threads",          "--out",  "--set",
    "--keep-paths", "--precision", "--max-paths",        "--csv",  "--quiet",
    "--json",       "--markdown",  "--strict",           "--diff", "--attribution-paths",
    "--resume",     "--fail-fast", "--checkpoint-every", "--help", "--version"};

// A value for each option that takes one.
constexpr std::pair<const char*, const char*> kExamples[] = {{"--paths", "10000"},
                                                             {"--seed", "7"},
                                                             {"--threads", "4"},
                                                             {"--out", "results/mine.nc"},
                                                             {"--keep-paths", "1000"},
                                                             {"--precision", "0.5%"},
                                                             {"--max-paths", "1000000"},
                                                             {"--csv", "tables"},
                                                             {"--checkpoint-every", "60"},
                                                             {"--attribution-paths", "4096"},
                                                             {"--set", "events.stress.rate=\"2 per year\""}};

// "'--paths 10000'"; empty for an option that takes no value.
std::string example_of(std::string_view option) {
  for (const auto& [name, value] : kExamples)
    if (name == option) return fmt::format("'{} {}'", name, value);
  return {};
}

// CLI11 takes the word behind `--threads=` for its value: an empty one is found before it looks.
void refuse_empty_values(int count, const char* const* arguments) {
  for (int i = 1; i < count && std::string_view(arguments[i]) != "--"; ++i) {
    std::string_view word = arguments[i];
    if (!word.starts_with("--") || !word.ends_with('=')) continue;
    word.remove_suffix(1);
    if (const std::string example = example_of(word); !example.empty())
      throw UsageError(fmt::format("{} has an empty value; write it as in {}", word, example));
  }
}

// CLI11's words for a call that it cannot split, in ours.
std::string words_for(const CLI::ParseError& error) {
  const std::string said = error.what();
  const std::string name = said.substr(0, said.find(':'));
  const std::string example = example_of(name);
  if (!example.empty()) return fmt::format("{} needs a value, as in {}", name, example);
  const bool is_flag = said.find("flag override") != std::string::npos;
  return is_flag ? fmt::format("--{} takes no value", said.substr(0, said.find(' '))) : said;
}

void check_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    const std::string example = example_of(name);
    for (const std::string& value : option->results())
      if (value.empty())
        throw UsageError(example.empty() ? std::string("an argument is empty")
                                         : fmt::format("{} has an empty value; write it as in {}", name, example));
    // `--out --json` is no file called --json.
    for (const std::string& value : option->results())
      if (!example.empty() && std::find(kOptionNames.begin(), kOptionNames.end(), value) != kOptionNames.end())
        throw UsageError(fmt::format("{} needs a value, as in {}", name, example));
    if (example.empty() || name == "--set" || option->results().size() < 2) continue;
    throw UsageError(fmt::format("{} is given twice, '{}' and '{}'; give it once", name, option->results()[0],
                                 option->results()[1]));
  }
}

}  // namespace

Texts read_command_line(int count, const char* const* arguments) {
  refuse_empty_values(count, arguments);
  Texts texts;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  const auto flag = [&app](const char* names, bool& set) { app.add_flag(names, set)->disable_flag_override(); };
  // As text, because CLI11 takes 010 for 8. One that is given twice is reported below, in our own words.
  const auto option = [&app](const char* name, std::string& text) {
    app.add_option(name, text)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  };
  option("--paths", texts.paths);
  option("--seed", texts.seed);
  option("--threads", texts.threads);
  option("--out", texts.out);
  option("--keep-paths", texts.keep_paths);
  option("--precision", texts.precision);
  option("--max-paths", texts.max_paths);
  option("--csv", texts.csv);
  option("--checkpoint-every", texts.checkpoint);
  option("--attribution-paths", texts.attribution_paths);
  flag("--resume", texts.resume);
  flag("--fail-fast", texts.fail_fast);
  // Without this, `--set a=1 base.yaml` takes the file for a second setting.
  app.add_option("--set", texts.settings)->expected(1)->allow_extra_args(false)->take_all();
  flag("-q,--quiet", texts.quiet);
  flag("--json", texts.json);
  flag("--markdown", texts.markdown);
  flag("--strict", texts.strict);
  flag("--diff", texts.diff);
  flag("-h,--help", texts.help);
  flag("-V,--version", texts.version);
  app.add_option("words", texts.words);
  std::vector<std::string> reversed(arguments + 1, arguments + count);
  std::reverse(reversed.begin(), reversed.end());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    throw UsageError(words_for(error));
  }
  check_values(app);
  for (const std::string& rest : app.remaining()) {
    if (rest == "--") continue;
    const std::string name = rest.substr(0, rest.find('='));
    const auto near = nearest_names(name, kOptionNames);
    throw UsageError(fmt::format("unknown option '{}'{}", name,
                                 near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near.front())));
  }
  return texts;
}

}  // namespace truce::app

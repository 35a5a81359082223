#include "sim/app/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/app/command_line.hpp"
#include "sim/base/diagnostics.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/study/simulate.hpp"

namespace truce::app {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// A whole number in decimal digits and nothing else: no sign, no leading zero, at most `most`.
std::uint64_t parse_number(const std::string& option, const std::string& text, std::uint64_t least,
                           std::uint64_t most) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || (text.size() > 1 && text[0] == '0'))
    throw UsageError(
        fmt::format("{} needs a whole number in plain digits, as in '{} 10000', not '{}'", option, option, text));
  if (error != std::errc{} || rest != end || number < least || number > most)
    throw UsageError(fmt::format("{} {} is out of range: {} to {}", option, text, least, most));
  return number;
}

// "0.5%" or "0.005": above 0 and below 100 %.
double parse_precision(const std::string& text) {
  scenario::TextError error;
  const auto parsed = scenario::parse_quantity(text, scenario::share(), error);
  if (!parsed || !(parsed->value > 0 && parsed->value < 1))
    throw UsageError(
        fmt::format("--precision needs a share between 0 and 100 %, as in '--precision 0.5%', not '{}'", text));
  return parsed->value;
}

// The command, its name taken out of `words`.
Command take_command(std::vector<std::string>& words) {
  if (words.empty()) return Command::kRun;
  const std::string first = words.front();
  Command command = Command::kRun;
  if (first == "check")
    command = Command::kCheck;
  else if (first == "show")
    command = Command::kShow;
  else if (first == "explain")
    command = Command::kExplain;
  else if (first == "compare")
    command = Command::kCompare;
  else if (first == "sweep")
    command = Command::kSweep;
  else if (first == "version")
    command = Command::kVersion;
  else if (first == "help")
    command = Command::kHelp;
  else
    return Command::kRun;
  words.erase(words.begin());
  return command;
}

// Refuses every option that was given and that `command` ("" for a run) does not take.
void refuse_others(const Texts& texts, const std::string& command, const std::vector<std::string>& taken) {
  const std::pair<const char*, bool> given[] = {
      {"--paths", !texts.paths.empty()},
      {"--seed", !texts.seed.empty()},
      {"--threads", !texts.threads.empty()},
      {"--out", !texts.out.empty()},
      {"--json", texts.json},
      {"--markdown", texts.markdown},
      {"--keep-paths", !texts.keep_paths.empty()},
      {"--strict", texts.strict},
      {"--diff", texts.diff},
      {"--csv", !texts.csv.empty()},
      {"--resume", texts.resume},
      {"--fail-fast", texts.fail_fast},
      {"--checkpoint-every", !texts.checkpoint.empty()},
      {"--precision", !texts.precision.empty()},
      {"--max-paths", !texts.max_paths.empty()},
      {"--attribution-paths", !texts.attribution_paths.empty()},
  };
  for (const auto& [option, is_given] : given)
    if (is_given && !contains(taken, option))
      throw UsageError(fmt::format("{} has no meaning for {}", option,
                                   command.empty() ? "a run" : fmt::format("'simulate {}'", command)));
}

// What to say where no FILE was given.
const char* missing_file(Command command) {
  switch (command) {
    case Command::kCheck:
      return "'simulate check' needs at least one scenario file";
    case Command::kShow:
      return "'simulate show' needs a scenario file";
    case Command::kSweep:
      return "'simulate sweep' needs the file of a study";
    case Command::kCompare:
      return "'simulate compare' needs two scenario files, or one and --set";
    case Command::kExplain:
      return "'simulate explain' needs a scenario file, or the code of a message such as E203";
    default:
      return "which scenario? give at least one FILE";
  }
}

// `simulate run base.yaml`: a run has no command, and other tools' commands are none here.
void refuse_command_as_file(const Arguments& arguments) {
  const std::string& first = arguments.files.front();
  if (arguments.command != Command::kRun || arguments.files.size() < 2) return;
  if (first == "run" || first == "simulate")
    throw UsageError(fmt::format("a run has no command: write 'simulate {}'", arguments.files[1]));
  if (first == "diff") throw UsageError("there is no command 'diff': write 'simulate show --diff A B'");
}

}  // namespace

const std::vector<std::string>& command_names() {
  static const std::vector<std::string> names = {"check", "explain", "show", "compare", "sweep", "help", "version"};
  return names;
}

Arguments parse_arguments(int count, const char* const* arguments) {
  Arguments out;
  Texts texts = read_command_line(count, arguments);
  if (texts.help) {
    out.command = Command::kHelp;
    if (!texts.words.empty() && contains(command_names(), texts.words.front())) out.help_about = texts.words.front();
    return out;
  }
  if (texts.version) {
    out.command = Command::kVersion;
    return out;
  }
  out.command = take_command(texts.words);
  if (out.command == Command::kHelp) {
    if (texts.words.size() > 1) throw UsageError("'simulate help' takes one command at most");
    if (!texts.words.empty() && !contains(command_names(), texts.words.front()))
      throw UsageError(fmt::format("there is no command '{}'; {}", texts.words.front(),
                                   did_you_mean(texts.words.front(), command_names(), "commands")));
    if (!texts.words.empty()) out.help_about = texts.words.front();
    return out;
  }
  if (out.command == Command::kVersion) {
    if (!texts.words.empty()) throw UsageError("'simulate version' takes no files");
    return out;
  }

  out.files = texts.words;
  out.settings = texts.settings;
  out.quiet = texts.quiet;
  for (const std::string& setting : out.settings)
    if (setting.find('=') == std::string::npos || setting.front() == '=')
      throw UsageError(
          fmt::format("--set needs KEY=VALUE, as in '--set events.stress.rate=\"2 per year\"', not '{}'", setting));
  if (out.files.empty()) throw UsageError(missing_file(out.command));
  refuse_command_as_file(out);
  if (texts.out == "-")
    throw UsageError("a result is a file, not a stream: --out needs a path; --json prints the summary");
  if (out.command == Command::kShow) {
    refuse_others(texts, "show", {"--diff"});
    out.diff = texts.diff;
    if (out.diff && out.files.size() != 2)
      throw UsageError("'simulate show --diff' compares two scenario files: simulate show --diff A B");
    if (!out.diff && out.files.size() > 1)
      throw UsageError("'simulate show' takes one scenario file, or two with --diff");
    return out;
  }
  if (out.command == Command::kExplain) {
    if (out.files.size() > 1) throw UsageError("'simulate explain' takes one scenario file, or one code");
    refuse_others(texts, "explain", {"--markdown"});
    out.markdown = texts.markdown;
    return out;
  }
  if (out.command == Command::kCheck) {
    refuse_others(texts, "check", {"--paths", "--seed", "--threads", "--keep-paths", "--strict"});
    out.strict = texts.strict;
  } else if (out.command == Command::kCompare) {
    refuse_others(texts, "compare", {"--paths", "--seed", "--threads", "--json", "--csv", "--attribution-paths"});
    if (out.files.size() == 1 && out.settings.empty())
      throw UsageError(
          "'simulate compare' needs two scenario files, or one and --set: as it is, and with the settings");
    if (out.files.size() > 26) throw UsageError("'simulate compare' takes 26 scenario files at most");
  } else if (out.command == Command::kSweep) {
    if (out.files.size() > 1) throw UsageError("'simulate sweep' takes one study");
    refuse_others(
        texts, "sweep",
        {"--paths", "--seed", "--threads", "--out", "--csv", "--resume", "--fail-fast", "--checkpoint-every"});
    out.resume = texts.resume;
    out.fail_fast = texts.fail_fast;
    if (!texts.checkpoint.empty())
      out.checkpoint_seconds = static_cast<double>(parse_number("--checkpoint-every", texts.checkpoint, 0, 86400));
  } else {
    refuse_others(
        texts, "",
        {"--paths", "--seed", "--threads", "--out", "--json", "--keep-paths", "--csv", "--precision", "--max-paths"});
    if (!texts.paths.empty() && !texts.precision.empty())
      throw UsageError(
          "--precision finds the number of paths, and --paths says it: give one of them; --max-paths "
          "bounds what --precision may take");
  }

  if (!texts.paths.empty())
    out.paths = static_cast<std::int64_t>(parse_number("--paths", texts.paths, 1, std::uint64_t{study::kMostPaths}));
  if (!texts.seed.empty()) out.seed = parse_number("--seed", texts.seed, 0, std::numeric_limits<std::uint64_t>::max());
  if (!texts.threads.empty()) out.threads = static_cast<int>(parse_number("--threads", texts.threads, 1, 1024));
  if (!texts.max_paths.empty())
    out.max_paths =
        static_cast<std::int64_t>(parse_number("--max-paths", texts.max_paths, 1, std::uint64_t{study::kMostPaths}));
  if (!texts.precision.empty()) out.precision = parse_precision(texts.precision);
  out.out = texts.out;
  out.csv = texts.csv;
  if (!texts.attribution_paths.empty())
    out.attribution_paths = static_cast<std::int64_t>(
        parse_number("--attribution-paths", texts.attribution_paths, 0, std::uint64_t{study::kMostPaths}));
  out.json = texts.json;
  if (texts.keep_paths == "all")
    out.keep_paths = Arguments::kAll;
  else if (texts.keep_paths == "none")
    out.keep_paths = 0;
  else if (!texts.keep_paths.empty() && texts.keep_paths.find_first_not_of("0123456789") != std::string::npos)
    throw UsageError(fmt::format("--keep-paths is all, none, or a whole number, not '{}'", texts.keep_paths));
  else if (!texts.keep_paths.empty())
    out.keep_paths =
        static_cast<std::int64_t>(parse_number("--keep-paths", texts.keep_paths, 0, std::uint64_t{study::kMostPaths}));
  return out;
}

}  // namespace truce::app

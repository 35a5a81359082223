#pragma once
// The command line, read strictly (3-results.md, 3.1).
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace truce::app {

// The call is wrong: exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Command { kRun, kCheck, kShow, kExplain, kCompare, kSweep, kVersion, kHelp };

struct Arguments {
  static constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

  Command command = Command::kRun;
  std::string help_about;  // kHelp: the command it is about, or empty
  std::vector<std::string> files;
  std::optional<std::int64_t> paths;
  std::optional<std::uint64_t> seed;
  int threads = 0;  // 0: all processors
  std::string out;  // empty: results/SCENARIO.nc
  std::vector<std::string> settings;
  std::int64_t keep_paths = 20000;
  std::optional<double> precision;        // half-width of every named outcome's interval, a share
  std::optional<std::int64_t> max_paths;  // of a run that stops by precision
  bool quiet = false;
  bool json = false;
  bool markdown = false;                          // kExplain
  bool strict = false;                            // kCheck
  bool resume = false;                            // kSweep: go on with what the file has
  bool fail_fast = false;                         // kSweep: end at the first point that fails
  double checkpoint_seconds = 10;                 // kSweep
  bool diff = false;                              // kShow: two files, and what differs between them
  std::string csv;                                // folder of tables for spreadsheets; empty: none
  std::optional<std::int64_t> attribution_paths;  // kCompare; none: chosen by the number of paths; 0: left out
};

// Throws UsageError.
Arguments parse_arguments(int count, const char* const* arguments);

// The names that may stand in the place of the first FILE.
const std::vector<std::string>& command_names();

}  // namespace truce::app

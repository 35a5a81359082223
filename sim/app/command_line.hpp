#pragma once
// The words of a call as they stand, before anybody asks what they mean.
#include <string>
#include <vector>

namespace truce::app {

// What stands behind each option, empty where it was not given; numbers are read later.
struct Texts {
  std::string paths, seed, threads, out, keep_paths, precision, max_paths, csv, attribution_paths, checkpoint;
  std::vector<std::string> settings, words;  // words: all that is no option
  bool resume = false, fail_fast = false, quiet = false, json = false, markdown = false, strict = false, diff = false,
       help = false, version = false;
};

// `arguments[0]` is the program. Throws UsageError: unknown options, values that are missing, empty, or given twice.
Texts read_command_line(int count, const char* const* arguments);

}  // namespace truce::app

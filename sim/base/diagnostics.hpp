#pragma once
// Errors and warnings about the user's input: place, caret, what is wrong, what to write instead
// (2-scenario-language.md, 2.6).
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/ids.hpp"

namespace truce {

using FileId = Id<struct FileTag>;

// Where a value was written. Lines and columns count from 1; columns and length count characters (code points), not
// bytes.
struct SourceRange {
  FileId file;  // invalid: nowhere (a default)
  int line = 0;
  int column = 0;
  int length = 1;
};

// The texts that were read: files, and one pseudo-file for each `--set` argument.
class SourceMap {
 public:
  FileId add(std::string name, std::string text);
  const std::string& name(FileId file) const;
  std::vector<std::string> names() const;  // of all, in the order in which they were added
  bool has_line(FileId file, int line) const;
  // Line `line` (from 1) without its end; empty past the end of the file.
  std::string_view line(FileId file, int line) const;

 private:
  struct File {
    std::string name;
    std::string text;
    std::vector<std::size_t> line_starts;
  };
  std::vector<File> files_;
};

enum class Severity { kError, kWarning };

struct Label {
  SourceRange at;
  std::string text;
};

struct Diagnostic {
  std::string code;  // "E203", "W101"
  Severity severity = Severity::kError;
  std::string message;           // "unknown regime 'rare_earth'"
  Label primary;                 // the caret line and what is said beside it
  std::vector<Label> secondary;  // "first defined here"
  std::vector<std::string> hints;
};

// Everything there is to say about one input; printed at most 20 errors at a time.
class Diagnostics {
 public:
  static constexpr std::size_t kMostShown = 20;

  void add(Diagnostic diagnostic);
  void error(std::string code, SourceRange at, std::string message, std::string label = {},
             std::vector<std::string> hints = {});
  void warning(std::string code, SourceRange at, std::string message, std::string label = {},
               std::vector<std::string> hints = {});
  bool has_errors() const { return errors_ > 0; }
  std::size_t error_count() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return all_; }
  // The compiler-like text of style.md (6), one block per diagnostic, in order of file and place; at most `most` errors
  // and as many warnings.
  std::string render(const SourceMap& sources, std::size_t most = kMostShown) const;

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

// The names closest to `wrong` by edit distance, best first, at most three; empty where nothing is near.
std::vector<std::string> nearest_names(std::string_view wrong, const std::vector<std::string>& candidates);

// "did you mean 'rare_earths'? regimes: chips, purchases, rare_earths, tariffs" (the list is cut after 12 names).
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates, std::string_view what);

}  // namespace truce

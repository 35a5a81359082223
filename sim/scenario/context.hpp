#pragma once
// What every part of the reader shares: where errors go, which names exist, which days there are.
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/base/dates.hpp"
#include "sim/scenario/names.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/number.hpp"

namespace truce::scenario {

// Thrown where a text has so many errors that more would help nobody; caught by the reader.
struct TooManyErrors {};

class Context {
 public:
  static constexpr std::size_t kMostErrors = 500;

  Context(const Node& root, Diagnostics& diagnostics) : names(root), diagnostics_(diagnostics) {}

  Names names;
  std::optional<Date> start;  // known where they were written well
  std::optional<Date> end;
  std::set<std::string> used_sources;
  bool unknown_source_seen = false;

  void error(const char* code, SourceRange at, std::string message, std::string label = {},
             std::vector<std::string> hints = {});
  void error(const char* code, SourceRange at, std::string message, std::string label, std::vector<std::string> hints,
             Label second);
  void warning(const char* code, SourceRange at, std::string message, std::string label = {},
               std::vector<std::string> hints = {});
  // "unknown regime 'rare_earth'", with the names that would do.
  void unknown(const char* code, const char* what, const char* plural, const std::string& name, SourceRange at,
               const std::vector<std::string>& candidates);

  // Days since `start` of the day's beginning and end; 0 while the start is unknown.
  double begin_of(Date date) const { return start ? date.days - start->days : 0; }
  double end_of(Date date) const { return start ? date.days + 1 - start->days : 0; }

  // Reports a name that no thing may have; `what` with its article ("an event").
  void check_name(const std::string& name, SourceRange at, const char* what);
  // Reports a name that has a meaning of its own for this kind of thing.
  void reserve(const std::string& name, SourceRange at, const char* what,
               std::initializer_list<std::string_view> words);
  // Reports an unknown source, and notes that it was used.
  void use_source(const std::string& source, SourceRange at);

  // Each reports what is wrong and then returns false or nothing.
  bool knows(const char* code, const char* what, const char* plural, const Name& name,
             const std::vector<std::string>& candidates);
  // Is `name` a state of `regime` (which exists)?
  bool knows_state(const std::string& regime, const Name& name);
  // "initial" or "soybeans.initial" -> "soybeans.initial".
  std::optional<std::string> full_name(const char* code, const char* what, const char* plural, const std::string& name,
                                       SourceRange at, const std::vector<std::string>& candidates);
  std::optional<Date> date(const Node& node, const char* what);
  // The date at an entry, bare or as {value: DATE, source: ..., note: ...}.
  std::optional<Date> date(const Entry& entry, const std::string& source);

 private:
  void add(Diagnostic diagnostic);

  Diagnostics& diagnostics_;
  std::set<std::tuple<int, int, int, std::string, std::string>> reported_;  // file, line, column, code, words
};

}  // namespace truce::scenario

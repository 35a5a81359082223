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

// What an entry says: its value, or the `value` of {value: ..., source: ..., note: ...}, whose source is then noted.
// For dates and whole numbers; NumberSpecs are read by read_number.hpp.
const Node& bare_value(Context& context, const Entry& entry, const std::string& source);

// Reads one map: the keys that are asked for are the keys that may stand there; finish() reports all others.
class Section {
 public:
  // `path` is the map's address, `what` its name in messages ("event 'stress'"), `at` the place for what is missing.
  Section(Context& context, const Node& node, std::string path, std::string what, SourceRange at);

  bool is_map() const { return node_.is_map(); }
  // The entry, where it is there and says something.
  const Entry* find(const char* key);
  // The same; reports a missing one.
  const Entry* need(const char* key, const char* hint = "");
  bool has(const char* key) const { return node_.find(key) != nullptr; }
  std::string text(const char* key);                 // a scalar's text; empty where absent
  std::string source(const std::string& inherited);  // the section's `source:`, or the inherited one
  std::string address(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }
  const std::string& path() const { return path_; }
  const std::string& what() const { return what_; }
  SourceRange at() const { return at_; }
  // Keys that are handled elsewhere (names, dates) and so are known.
  void allow(const std::string& key) { known_.push_back(key); }
  // Reports the keys that may not stand here; false where there are any.
  bool finish();

 private:
  Context& context_;
  const Node& node_;
  std::string path_;
  std::string what_;
  SourceRange at_;
  // A missing key whose misspelling may stand there: reported by finish() unless that key is reported as unknown.
  struct Missing {
    std::string key;
    std::vector<std::string> hints;
    std::string near;
  };
  void report_missing(const std::string& key, std::vector<std::string> hints);

  std::vector<std::string> known_;
  std::vector<Missing> missing_;
};

// Reports what is no map, or one without entries; else calls `read` with each entry that has a value.
template <class Read>
void for_each_entry(Context& context, const Entry& section, const char* expected, Read read);

// Also reports (and refuses) a map of more than 1,000 entries.
bool report_unless_map(Context& context, const Entry& section, const char* expected);
bool report_unless_value(Context& context, const Entry& entry);
// Reports (and refuses) a map or list without entries.
bool report_if_empty(Context& context, const Entry& entry);

template <class Read>
void for_each_entry(Context& context, const Entry& section, const char* expected, Read read) {
  if (!report_unless_map(context, section, expected) || report_if_empty(context, section)) return;
  for (const Entry& entry : section.value.entries)
    if (report_unless_value(context, entry)) read(entry);
}

}  // namespace truce::scenario

#pragma once
// Maps and their entries, read strictly: which keys may stand there, which must, and what has no value.
#include <string>
#include <vector>

#include "sim/scenario/context.hpp"

namespace truce::scenario {

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

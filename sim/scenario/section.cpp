#include "sim/scenario/section.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/spelling.hpp"

namespace truce::scenario {

const Node& bare_value(Context& context, const Entry& entry, const std::string& source) {
  if (!entry.value.is_map() || entry.value.find("value") == nullptr) return entry.value;
  Section section(context, entry.value, {}, fmt::format("'{}'", entry.key), entry.key_at);
  section.source(source);
  section.text("note");
  const Entry* value = section.find("value");
  section.finish();
  return value != nullptr ? value->value : entry.value;
}

Section::Section(Context& context, const Node& node, std::string path, std::string what, SourceRange at)
    : context_(context), node_(node), path_(std::move(path)), what_(std::move(what)), at_(at) {
  if (!node_.is_map()) {
    context_.error(kWrongKind, node_.is_null() ? at_ : node_.at,
                   fmt::format("{} must be a map of keys, not {}", what_, describe(node_)));
  }
}

const Entry* Section::find(const char* key) {
  known_.emplace_back(key);
  const Entry* entry = node_.find(key);
  if (entry == nullptr || !report_unless_value(context_, *entry)) return nullptr;
  return entry;
}

const Entry* Section::need(const char* key, const char* hint) {
  const Entry* entry = find(key);
  if (entry == nullptr && node_.is_map() && node_.find(key) == nullptr) {
    std::vector<std::string> hints;
    if (*hint != '\0') hints.emplace_back(hint);
    // A key that is nearly this one is a slip of the pen: say so once, not twice.
    constexpr std::size_t kMostCompared = 100;
    for (std::size_t i = 0; i < node_.entries.size() && i < kMostCompared; ++i) {
      const Entry& other = node_.entries[i];
      if (std::find(known_.begin(), known_.end(), other.key) != known_.end()) continue;
      if (!nearest_names(other.key, {std::string{key}}).empty()) {
        missing_.push_back({key, std::move(hints), other.key});
        return nullptr;
      }
    }
    report_missing(key, std::move(hints));
  }
  return entry;
}

void Section::report_missing(const std::string& key, std::vector<std::string> hints) {
  context_.error(kMissingKey, at_, fmt::format("{} has no `{}`", what_, key), fmt::format("`{}` is needed here", key),
                 std::move(hints));
}

std::string Section::text(const char* key) {
  const Entry* entry = find(key);
  if (entry == nullptr) return {};
  if (!entry->value.is_scalar()) {
    context_.error(kWrongKind, entry->value.at, fmt::format("`{}` is text, not {}", key, describe(entry->value)));
    return {};
  }
  return entry->value.text;
}

std::string Section::source(const std::string& inherited) {
  const Entry* entry = find("source");
  if (entry == nullptr) return inherited;
  if (!entry->value.is_scalar()) {
    context_.error(kWrongKind, entry->value.at,
                   fmt::format("`source` names one source, not {}", describe(entry->value)));
    return inherited;
  }
  context_.use_source(entry->value.text, entry->value.at);
  return entry->value.text;
}

bool Section::finish() {
  if (!node_.is_map()) return true;
  const auto is_known = [this](const std::string& key) {
    return std::find(known_.begin(), known_.end(), key) != known_.end();
  };
  for (Missing& missing : missing_)
    if (is_known(missing.near)) report_missing(missing.key, std::move(missing.hints));
  bool all_known = true;
  for (const Entry& entry : node_.entries) {
    if (is_known(entry.key)) continue;
    all_known = false;
    std::vector<std::string> hints = {did_you_mean(entry.key, known_, "keys")};
    const bool is_of_run =
        entry.key == "paths" || entry.key == "seed" || entry.key == "sample_paths" || entry.key == "stop";
    if (path_.empty() && is_of_run && is_known("run"))
      hints.insert(hints.begin(), fmt::format("write `run: {{{}: {}}}`", entry.key,
                                              entry.value.is_scalar() ? entry.value.text : "..."));
    context_.error(kUnknownKey, entry.key_at, fmt::format("unknown key '{}' in {}", entry.key, what_),
                   "no such key here", std::move(hints));
  }
  return all_known;
}

bool report_unless_value(Context& context, const Entry& entry) {
  if (!entry.value.is_null()) return true;
  context.error(
      kNoValue, entry.key_at, fmt::format("'{}' has no value", entry.key), "nothing is said here",
      {"`null` only removes what an extended file or `defaults` says; there is nothing of this name to remove"});
  return false;
}

bool report_if_empty(Context& context, const Entry& entry) {
  if (!entry.value.entries.empty() || !entry.value.items.empty()) return false;
  if (entry.value.reported) return true;
  context.error(kNothingInside, entry.value.at, fmt::format("`{}` is empty", entry.key), "nothing is said here",
                {fmt::format("leave it out; `{}: null` removes what an extended file says", entry.key)});
  return true;
}

bool report_unless_map(Context& context, const Entry& section, const char* expected) {
  constexpr std::size_t kMostEntries = 1000;
  if (section.value.entries.size() > kMostEntries) {
    context.error(
        kTooMany, section.key_at,
        fmt::format("`{}` has {} entries; the most is {}", section.key, section.value.entries.size(), kMostEntries));
    return false;
  }
  if (section.value.is_map()) return true;
  context.error(kWrongKind, section.value.at,
                fmt::format("`{}` is {}, not {}", section.key, expected, describe(section.value)));
  return false;
}

}  // namespace truce::scenario

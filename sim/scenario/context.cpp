#include "sim/scenario/context.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/section.hpp"
#include "sim/scenario/spelling.hpp"

namespace truce::scenario {

void Context::error(const char* code, SourceRange at, std::string message, std::string label,
                    std::vector<std::string> hints) {
  add({code, Severity::kError, std::move(message), {at, std::move(label)}, {}, std::move(hints)});
}

void Context::error(const char* code, SourceRange at, std::string message, std::string label,
                    std::vector<std::string> hints, Label second) {
  add({code, Severity::kError, std::move(message), {at, std::move(label)}, {std::move(second)}, std::move(hints)});
}

void Context::add(Diagnostic diagnostic) {
  // What `defaults` says stands in every entry, but is wrong once.
  const SourceRange& at = diagnostic.primary.at;
  const std::string& said = diagnostic.primary.text.empty() ? diagnostic.message : diagnostic.primary.text;
  const bool is_new = reported_.emplace(at.file.value(), at.line, at.column, diagnostic.code, said).second;
  if (at.line > 0 && !is_new) return;
  if (std::string hint = lookalike_hint(diagnostic.message); !hint.empty())
    diagnostic.hints.insert(diagnostic.hints.begin(), std::move(hint));
  diagnostics_.add(std::move(diagnostic));
  if (diagnostics_.error_count() >= kMostErrors) throw TooManyErrors{};
}

void Context::warning(const char* code, SourceRange at, std::string message, std::string label,
                      std::vector<std::string> hints) {
  if (diagnostics_.all().size() < 2 * kMostErrors) {
    diagnostics_.warning(code, at, std::move(message), std::move(label), std::move(hints));
  }
}

void Context::unknown(const char* code, const char* what, const char* plural, const std::string& name, SourceRange at,
                      const std::vector<std::string>& candidates) {
  error(code, at, fmt::format("unknown {} '{}'", what, name), fmt::format("no {} has this name", what),
        {did_you_mean(name, candidates, plural)});
}

void Context::check_name(const std::string& name, SourceRange at, const char* what) {
  constexpr std::array<std::string_view, 7> kReserved{"any",    "commitment", "defaults", "factor",
                                                      "market", "not",        "sector"};
  constexpr std::size_t kLongest = 64;
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    error(kReservedName, at, fmt::format("'{}' cannot name {}", name, what), "this word has a meaning of its own",
          {"reserved everywhere: any, commitment, defaults, factor, market, not, sector"});
    return;
  }
  if (name.size() > kLongest) {
    error(kTooMany, at,
          fmt::format("the name of {} has at most {} characters, this one has {}", what, kLongest, name.size()));
    return;
  }
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto good = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  if (name.empty() || !letter(name[0]) || !std::all_of(name.begin(), name.end(), good)) {
    const bool dot = name.find('.') != std::string::npos;
    error(kBadName, at, fmt::format("'{}' is not a name for {}", name, what), "",
          {dot ? "a name has no dot: dots join the parts of an address such as soybeans.initial"
               : "a name begins with a letter and goes on with letters, digits, _ and -"});
  }
}

void Context::use_source(const std::string& source, SourceRange at) {
  used_sources.insert(source);
  if (source == "judgement" || contains(names.sources, source)) return;
  unknown_source_seen = true;
  error(kUnknownSource, at, fmt::format("unknown source '{}'", source), "no entry of `sources:` has this name",
        {did_you_mean(source, names.sources, "sources"), "a number that rests on no source says `source: judgement`"});
}

void Context::reserve(const std::string& name, SourceRange at, const char* what,
                      std::initializer_list<std::string_view> words) {
  if (std::find(words.begin(), words.end(), name) == words.end()) return;
  error(kReservedName, at, fmt::format("'{}' cannot name {}", name, what), "this word has a meaning of its own here");
}

bool Context::knows(const char* code, const char* what, const char* plural, const Name& name,
                    const std::vector<std::string>& candidates) {
  if (contains(candidates, name.text)) return true;
  unknown(code, what, plural, name.text, name.at, candidates);
  return false;
}

bool Context::knows_state(const std::string& regime, const Name& name) {
  const std::vector<std::string>& states = names.states[regime];
  if (contains(states, name.text)) return true;
  const std::string message = fmt::format("unknown state '{}' of regime '{}'", name.text, regime);
  const std::string label = fmt::format("{} has no such state", regime);
  std::vector<std::string> hints = {did_you_mean(name.text, states, "states")};
  const auto listed = names.states_at.find(regime);
  if (listed == names.states_at.end() || !listed->second.file.valid() || listed->second.file == name.at.file) {
    error(kUnknownState, name.at, message, label, hints);
  } else {
    // Somebody who extends a file may expect its list to be merged with theirs.
    hints.emplace_back("a list replaces that of the extended file whole: write all its states");
    error(kUnknownState, name.at, message, label, hints,
          {listed->second, "its states are listed here, in another file"});
  }
  return false;
}

std::optional<std::string> Context::full_name(const char* code, const char* what, const char* plural,
                                              const std::string& name, SourceRange at,
                                              const std::vector<std::string>& candidates) {
  if (contains(candidates, name)) return name;
  std::vector<std::string> found;
  if (name.find('.') == std::string::npos) {
    for (const std::string& candidate : candidates)
      if (candidate.ends_with("." + name)) found.push_back(candidate);
  }
  if (found.size() == 1) return found[0];
  if (found.empty()) {
    std::vector<std::string> all = candidates;
    const std::vector<std::string> near = nearest_names(name, candidates);
    std::string hint = did_you_mean(name, candidates, plural);
    if (near.empty() && name.find('.') == std::string::npos) {
      std::vector<std::string> bare;
      for (const std::string& candidate : candidates) bare.push_back(candidate.substr(candidate.find('.') + 1));
      const std::vector<std::string> near_bare = nearest_names(name, bare);
      if (!near_bare.empty()) {
        const auto it = std::find(bare.begin(), bare.end(), near_bare[0]);
        hint = fmt::format("did you mean '{}'? {}", candidates[static_cast<std::size_t>(it - bare.begin())], hint);
      }
    }
    error(code, at, fmt::format("unknown {} '{}'", what, name), fmt::format("no {} has this name", what), {hint});
    return std::nullopt;
  }
  std::string list;
  for (const std::string& candidate : found) list += (list.empty() ? "'" : " or '") + candidate + "'";
  error(kAmbiguousName, at, fmt::format("'{}' may mean more than one {}", name, what), "", {"write " + list});
  return std::nullopt;
}

namespace {

// The numbers in a text, at most four: "2026-2-30" -> 2026, 2, 30.
std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> out;
  for (std::size_t i = 0; i < text.size() && out.size() < 4;) {
    int number = 0;
    const auto [stop, error] = std::from_chars(text.data() + i, text.data() + text.size(), number);
    if (error == std::errc{} && text[i] != '-') {
      out.push_back(number);
      i = static_cast<std::size_t>(stop - text.data());
    } else {
      ++i;
    }
  }
  return out;
}

// About a text of the form 2026-02-30 that is no date.
std::string why_no_such_day(const std::string& text) {
  constexpr std::array<const char*, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                                "July",    "August",   "September", "October", "November", "December"};
  const std::vector<int> parts = numbers_in(text);
  if (parts.size() == 3 && (parts[1] < 1 || parts[1] > 12)) return "the months go from 01 to 12";
  if (parts.size() == 3 && parts[0] >= 1900 && parts[0] <= 2999) {
    int last = 31;
    while (!parse_iso_date(fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], last))) --last;
    return fmt::format("{} {} has {} days", kMonths[static_cast<std::size_t>(parts[1] - 1)], parts[0], last);
  }
  return "the calendar goes from 1900 to 2999";
}

// "2026-2-3", "2026/02/03", "3.2.2026" and "20260203" as 2026-02-03; empty for what is no date, or which could be two.
std::string date_respelled(const std::string& text) {
  std::vector<int> parts = numbers_in(text);
  if (parts.size() == 1 && text.size() == 8) parts = {parts[0] / 10000, parts[0] / 100 % 100, parts[0] % 100};
  if (parts.size() != 3) return {};
  const bool year_last = parts[2] >= 1900;
  if (year_last && text.find('.') == std::string::npos && parts[0] <= 12 && parts[1] <= 12) return {};
  if (year_last) parts = {parts[2], parts[1], parts[0]};
  if (year_last && parts[1] > 12) std::swap(parts[1], parts[2]);
  const std::string better = fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]);
  return parse_iso_date(better) ? better : std::string{};
}

}  // namespace

std::optional<Date> Context::date(const Node& node, const char* what) {
  if (!node.is_scalar()) {
    error(kWrongKind, node.at, fmt::format("{} is a date, not {}", what, describe(node)), "",
          {"write a date as 2026-11-10"});
    return std::nullopt;
  }
  if (const std::optional<Date> date = parse_iso_date(node.text)) return date;
  if (node.text.size() == 10 && node.text[4] == '-' && node.text[7] == '-') {
    error(kNotADate, node.at, fmt::format("{} is not a date", describe(node)), "there is no such day",
          {why_no_such_day(node.text)});
    return std::nullopt;
  }
  std::vector<std::string> hints{"write a date as 2026-11-10: year, month, day"};
  if (const std::string better = date_respelled(node.text); !better.empty())
    hints.insert(hints.begin(), fmt::format("did you mean {}?", better));
  error(kNotADate, node.at, fmt::format("{} is not a date", describe(node)), fmt::format("{} is a date", what),
        std::move(hints));
  return std::nullopt;
}

std::optional<Date> Context::date(const Entry& entry, const std::string& source) {
  return date(bare_value(*this, entry, source), fmt::format("`{}`", entry.key).c_str());
}

}  // namespace truce::scenario

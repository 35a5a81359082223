#include "sim/base/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/base/contract.hpp"

namespace truce {

FileId SourceMap::add(std::string name, std::string text) {
  File file{std::move(name), std::move(text), {0}};
  for (std::size_t i = 0; i < file.text.size(); ++i)
    if (file.text[i] == '\n') file.line_starts.push_back(i + 1);
  files_.push_back(std::move(file));
  return FileId{files_.size() - 1};
}

const std::string& SourceMap::name(FileId file) const {
  TRUCE_EXPECT(file.valid() && file.index() < files_.size());
  return files_[file.index()].name;
}

std::vector<std::string> SourceMap::names() const {
  std::vector<std::string> names;
  for (const File& file : files_) names.push_back(file.name);
  return names;
}

bool SourceMap::has_line(FileId file, int line) const {
  TRUCE_EXPECT(file.valid() && file.index() < files_.size());
  return line >= 1 && static_cast<std::size_t>(line) <= files_[file.index()].line_starts.size();
}

std::string_view SourceMap::line(FileId file, int line) const {
  TRUCE_EXPECT(file.valid() && file.index() < files_.size());
  if (!has_line(file, line)) return {};
  const File& f = files_[file.index()];
  const auto index = static_cast<std::size_t>(line);
  const std::size_t begin = f.line_starts[index - 1];
  const std::size_t end = index < f.line_starts.size() ? f.line_starts[index] - 1 : f.text.size();
  std::string_view text = std::string_view{f.text}.substr(begin, end - begin);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::kError) ++errors_;
  all_.push_back(std::move(diagnostic));
}

void Diagnostics::error(std::string code, SourceRange at, std::string message, std::string label,
                        std::vector<std::string> hints) {
  add({std::move(code), Severity::kError, std::move(message), {at, std::move(label)}, {}, std::move(hints)});
}

void Diagnostics::warning(std::string code, SourceRange at, std::string message, std::string label,
                          std::vector<std::string> hints) {
  add({std::move(code), Severity::kWarning, std::move(message), {at, std::move(label)}, {}, std::move(hints)});
}

namespace {

constexpr std::size_t kLineWidth = 120;  // of the source text in a snippet

constexpr std::size_t kMessageWidth = 400;  // nobody reads more; names may be long
constexpr const char* kReplacement = "\xEF\xBF\xBD";

// How many bytes the UTF-8 character at `i` has; 0 where there is none.
std::size_t character_length(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  for (std::size_t k = 1; k < length; ++k)
    if (i + k >= text.size() || (static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return 0;
  return length;
}

// The text as characters that are safe on a terminal: tabs and line ends as spaces, what cannot be shown replaced.
std::vector<std::string> characters_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\t' || byte == '\n') {
      out.emplace_back(" ");
    } else if (length == 0 || byte < 0x20 || byte == 0x7F) {
      out.emplace_back(kReplacement);
    } else {
      out.emplace_back(text.substr(i, length));
    }
    i += length == 0 ? 1 : length;
  }
  return out;
}

std::string shown(std::string_view text) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& character : characters_of(text.substr(0, 8 * kMessageWidth))) {
    if (++count > kMessageWidth) return out + "...";
    out += character;
  }
  return out;
}

// One labelled line: its text, and the carets below it. Long lines are cut around the caret.
void append_snippet(std::string& out, const SourceMap& sources, const Label& label, char mark, std::size_t gutter) {
  const std::vector<std::string> characters = characters_of(sources.line(label.at.file, label.at.line));
  const auto column = static_cast<std::size_t>(std::max(label.at.column, 1)) - 1;
  std::size_t length = static_cast<std::size_t>(std::max(label.at.length, 1));
  std::size_t first = 0;
  std::size_t last = characters.size();
  if (characters.size() > kLineWidth) {
    first = column < kLineWidth / 2 ? 0 : std::min(column - kLineWidth / 2, characters.size() - kLineWidth);
    last = std::min(first + kLineWidth, characters.size());
  }
  if (column < last) length = std::min(length, last - column);
  std::string text;
  for (std::size_t i = first; i < last; ++i) text += characters[i];
  const std::string head = first > 0 ? "..." : "";
  if (last < characters.size()) text += "...";
  std::string carets(head.size() + column - first, ' ');
  carets.append(length, mark);
  if (!label.text.empty()) carets += " " + shown(label.text);
  const std::string line = head + text;
  out += fmt::format("{:>{}} |{}{}\n", label.at.line, gutter, line.empty() ? "" : " ", line);
  out += fmt::format("{:>{}} | {}\n", "", gutter, carets);
}

std::string render_one(const Diagnostic& diagnostic, const SourceMap& sources) {
  const SourceRange& at = diagnostic.primary.at;
  const char* severity = diagnostic.severity == Severity::kError ? "error" : "warning";
  std::string place;
  if (at.file.valid()) {
    place = at.line > 0 ? fmt::format("{}:{}:{}: ", shown(sources.name(at.file)), at.line, at.column)
                        : fmt::format("{}: ", shown(sources.name(at.file)));
  }
  std::string out = fmt::format("{}{}[{}]: {}\n", place, severity, diagnostic.code, shown(diagnostic.message));
  const auto has_line = [](const SourceRange& range) { return range.file.valid() && range.line > 0; };
  std::size_t gutter = 0;
  if (has_line(at)) gutter = std::to_string(at.line).size();
  for (const Label& label : diagnostic.secondary)
    if (has_line(label.at)) gutter = std::max(gutter, std::to_string(label.at.line).size());
  const std::string bar = fmt::format("{:>{}} |\n", "", gutter);
  if (has_line(at)) {
    out += bar;
    append_snippet(out, sources, diagnostic.primary, '^', gutter);
  }
  for (const Label& label : diagnostic.secondary) {
    if (!has_line(label.at)) continue;
    out += bar;
    if (label.at.file != at.file) {
      out += fmt::format("{:>{}} > {}:{}:{}\n", "", gutter, shown(sources.name(label.at.file)), label.at.line,
                         label.at.column);
    }
    append_snippet(out, sources, label, '-', gutter);
  }
  for (const std::string& hint : diagnostic.hints) out += fmt::format("{:>{}} = {}\n", "", gutter, shown(hint));
  return out;
}

}  // namespace

std::string Diagnostics::render(const SourceMap& sources, std::size_t most) const {
  std::vector<const Diagnostic*> order;
  for (const Diagnostic& d : all_) order.push_back(&d);
  std::stable_sort(order.begin(), order.end(), [](const Diagnostic* a, const Diagnostic* b) {
    const auto key = [](const Diagnostic* d) {
      const SourceRange& at = d->primary.at;
      return std::tuple{at.file.value(), at.line, at.column};
    };
    return key(a) < key(b);
  });
  std::string out;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  for (const Diagnostic* d : order) {
    std::size_t& count = d->severity == Severity::kError ? errors : warnings;
    if (++count > most) continue;
    if (!out.empty()) out += '\n';
    out += render_one(*d, sources);
  }
  const auto more = [&](std::size_t count, const char* what) {
    if (count > most) {
      const std::size_t left = count - most;
      out += fmt::format("\n... and {} more {}{}\n", left, what, left == 1 ? "" : "s");
    }
  };
  more(errors, "error");
  more(warnings, "warning");
  return out;
}

namespace {

constexpr std::size_t kLongestComparedName = 80;

char folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' || c == ' ' ? '_' : c;
}

// Optimal string alignment: insertions, deletions, replacements, swapped neighbours; upper case and `-` for `_` are
// free.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = folded(a[i - 1]);
      const char y = folded(b[j - 1]);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (x == y ? 0 : 1)});
      if (i > 1 && j > 1 && x == folded(b[j - 2]) && y == folded(a[i - 2])) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view wrong, const std::vector<std::string>& candidates) {
  if (wrong.empty() || wrong.size() > kLongestComparedName) return {};
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& candidate : candidates) {
    if (candidate.empty() || candidate.size() > kLongestComparedName) continue;
    std::size_t distance = edit_distance(wrong, candidate);
    const std::size_t bound = std::max<std::size_t>(1, std::max(wrong.size(), candidate.size()) / 3);
    const bool begins =
        std::min(wrong.size(), candidate.size()) >= 3 && (candidate.starts_with(wrong) || wrong.starts_with(candidate));
    if (begins) distance = std::min(distance, bound);
    // A name of one or two letters is near to everything of its length: only upper case and the like count there.
    if (distance <= bound && (distance == 0 || distance < std::max(wrong.size(), candidate.size()))) {
      if (candidate.size() > 1 || distance == 0) near.emplace_back(distance, candidate);
    }
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < near.size() && i < 3; ++i) {
    if (near[i].first > near[0].first + 1) break;
    out.push_back(near[i].second);
  }
  return out;
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& candidates, std::string_view what) {
  constexpr std::size_t kMostListed = 12;
  if (candidates.empty()) return fmt::format("there are no {}", what);
  std::string out;
  const std::vector<std::string> near = nearest_names(wrong, candidates);
  if (!near.empty()) {
    out = "did you mean ";
    for (std::size_t i = 0; i < near.size(); ++i) {
      if (i > 0) out += i + 1 == near.size() ? " or " : ", ";
      out += fmt::format("'{}'", near[i]);
    }
    out += "? ";
  }
  std::vector<std::string> sorted = candidates;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  out += fmt::format("{}: ", what);
  for (std::size_t i = 0; i < sorted.size() && i < kMostListed; ++i) {
    if (i > 0) out += ", ";
    out += sorted[i];
  }
  if (sorted.size() > kMostListed) out += fmt::format(", and {} more", sorted.size() - kMostListed);
  return out;
}

}  // namespace truce

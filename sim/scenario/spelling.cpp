#include "sim/scenario/spelling.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace truce::scenario {

namespace {

struct Spelling {
  std::string_view wrong;
  std::string_view right;
};

// In lower case; longer ones before those that they begin with.
constexpr std::array<Spelling, 37> kUnits{{
    {"million metric tons", "Mt"},
    {"million tonnes", "Mt"},
    {"million tons", "Mt"},
    {"thousand tonnes", "kt"},
    {"thousand tons", "kt"},
    {"metric tons", "t"},
    {"mmt", "Mt"},
    {"mt", "Mt"},
    {"kt", "kt"},
    {"tonnes", "t"},
    {"tonne", "t"},
    {"tons", "t"},
    {"ton", "t"},
    {"t", "t"},
    {"per cent", "%"},
    {"percent", "%"},
    {"pct", "%"},
    {"per annum", "per year"},
    {"annually", "per year"},
    {"yearly", "per year"},
    {"monthly", "per month"},
    {"weekly", "per week"},
    {"daily", "per day"},
    {"p.a.", "per year"},
    {"days", "days"},
    {"day", "day"},
    {"weeks", "weeks"},
    {"week", "week"},
    {"wks", "weeks"},
    {"wk", "week"},
    {"months", "months"},
    {"month", "month"},
    {"years", "years"},
    {"year", "year"},
    {"yrs", "years"},
    {"yr", "year"},
    {"d", "days"},
}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The unit with each of its words in the spelling of a scenario, words of other units as they are.
std::string unit_respelled(std::string_view unit) {
  std::string small{unit};
  std::transform(small.begin(), small.end(), small.begin(), lower);
  std::string out;
  for (std::size_t i = 0; i < small.size();) {
    const auto stands_here = [&](const Spelling& spelling) {
      const std::size_t end = i + spelling.wrong.size();
      return small.compare(i, spelling.wrong.size(), spelling.wrong) == 0 &&
             (end >= small.size() || !is_letter(small[end]));
    };
    const bool begins_word = i == 0 || !is_letter(small[i - 1]);
    const auto* found = begins_word ? std::find_if(kUnits.begin(), kUnits.end(), stands_here) : kUnits.end();
    if (found == kUnits.end()) {
      out += unit[i++];
    } else {
      out += found->right;
      i += found->wrong.size();
    }
  }
  return out;
}

void replace_first(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

// "1 000", "1,000" and "1_000" -> "1000"; "0,5" -> "0.5".
std::string digits_respelled(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
    const bool separates = text[i] == ' ' || text[i] == ',' || text[i] == '_' || text[i] == '\'';
    if (!inside || !separates) {
      out += text[i];
      continue;
    }
    const std::size_t group = std::min(text.find_first_not_of("0123456789", i + 1), text.size()) - i - 1;
    if (text[i] == ',' && group != 3) out += '.';
  }
  return out;
}

}  // namespace

std::optional<std::string> respelled(std::string_view text, const Quantity& quantity) {
  const std::string digits = digits_respelled(trimmed(text));
  const SplitNumber split = split_number(digits);
  if (!split.number) return std::nullopt;
  const std::string number{trimmed(digits.substr(0, digits.size() - split.rest.size()))};
  const std::string unit = unit_respelled(split.rest);
  std::string with_per = unit, with_slash = unit;
  replace_first(with_per, "/", " per ");
  replace_first(with_slash, " per ", "/");
  for (std::string candidate : {unit, with_per, with_slash}) {
    candidate = std::string{trimmed(candidate)};
    candidate = number + (candidate.empty() || candidate[0] == '%' ? "" : " ") + candidate;
    TextError ignored;
    const std::optional<ParsedNumber> parsed = parse_quantity(candidate, quantity, ignored);
    if (candidate != text && parsed && quantity.domain.holds(parsed->value)) return candidate;
  }
  return std::nullopt;
}

std::string lookalike_hint(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto second = static_cast<unsigned char>(text[i + 1]);
    unsigned code = 0;
    if (lead >= 0xC2 && lead < 0xE0) code = (lead & 0x1Fu) << 6 | (second & 0x3Fu);
    if (lead >= 0xE0 && lead < 0xF0 && i + 2 < text.size())
      code = (lead & 0x0Fu) << 12 | (second & 0x3Fu) << 6 | (static_cast<unsigned char>(text[i + 2]) & 0x3Fu);
    const auto within = [code](unsigned first, unsigned last) { return code >= first && code <= last; };
    const char* what = nullptr;
    if (code == 0xA0 || code == 0x202F || within(0x2000, 0x200A)) what = "a space that is not the plain one";
    if (within(0x200B, 0x200D) || code == 0xFEFF) what = "a character that cannot be seen";
    if (code == 0x2212 || within(0x2010, 0x2015)) what = "a dash or minus sign that is not '-'";
    if (within(0x2018, 0x201F)) what = "a curly quote; quotes are straight: \" or '";
    if (within(0xFF01, 0xFF5E)) what = "a full-width character";
    if (within(0x0370, 0x03FF)) what = "a Greek letter, which may look like a Latin one";
    if (within(0x0400, 0x04FF)) what = "a Cyrillic letter, which may look like a Latin one";
    if (what != nullptr) return fmt::format("the text holds U+{:04X}, {}", code, what);
  }
  return {};
}

}  // namespace truce::scenario

#pragma once
// Where brackets and quotes were opened that are not closed: a better place for an error than where the parser noticed.
#include <optional>
#include <string_view>

namespace truce::scenario {

struct Opening {
  char what = 0;        // [ { " or '
  int line = 0;         // from 0
  int column = 0;       // in bytes, from 0
  int closed_line = 0;  // of a quote: the line in which it ends
};

struct Openings {
  std::optional<Opening> bracket;     // the innermost one that nothing closes, or another kind of bracket does
  std::optional<Opening> quote;       // that the end of the text alone closes
  std::optional<Opening> long_quote;  // the last one that goes over lines and ends in `line` or before
};

// Reads the text up to its end; `line` (from 0) is where a parser noticed a mistake.
Openings find_openings(std::string_view text, int line);

}  // namespace truce::scenario

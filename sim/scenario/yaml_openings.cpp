#include "sim/scenario/yaml_openings.hpp"

#include <algorithm>
#include <vector>

namespace truce::scenario {

namespace {

class Scanner {
 public:
  Scanner(std::string_view text, int line) : text_(text), noticed_(line) {}

  Openings scan() {
    while (at_ < text_.size() && !mismatch_) {
      const char c = text_[at_];
      if (c == '\n') {
        step();
        fresh_ = true;
      } else if (c == '#' && (at_ == 0 || is_space(text_[at_ - 1]))) {
        skip_line();
      } else if ((c == '"' || c == '\'') && fresh_) {
        skip_quote(c);
      } else if ((c == '|' || c == '>') && fresh_ && open_.empty()) {
        skip_block();
      } else {
        take(c);
      }
    }
    if (!open_.empty()) out_.bracket = open_.back();
    return out_;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

  void step() {
    if (text_[at_++] == '\n') {
      ++line_;
      line_start_ = at_;
    }
  }
  void skip_line() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }
  Opening here(char what) const { return {what, line_, static_cast<int>(at_ - line_start_), line_}; }

  void skip_quote(char quote) {
    Opening opening = here(quote);
    for (step(); at_ < text_.size(); step()) {
      if (text_[at_] == '\\' && quote == '"' && at_ + 1 < text_.size()) {
        step();
      } else if (text_[at_] == quote) {
        if (quote == '"' || at_ + 1 >= text_.size() || text_[at_ + 1] != quote) break;
        step();
      }
    }
    if (at_ >= text_.size()) {
      out_.quote = opening;
      return;
    }
    opening.closed_line = line_;
    if (opening.closed_line > opening.line && opening.closed_line <= noticed_) out_.long_quote = opening;
    step();
    fresh_ = false;
  }

  // `key: |` and the lines below it that are indented deeper.
  void skip_block() {
    const std::size_t indent = indent_of(line_start_);
    skip_line();
    while (at_ < text_.size()) {
      const std::size_t next = at_ + 1;
      const std::size_t end = std::min(text_.find('\n', next), text_.size());
      const bool blank = text_.substr(next, end - next).find_first_not_of(" \t") == std::string_view::npos;
      if (next >= text_.size() || (!blank && indent_of(next) <= indent)) return;
      step();
      skip_line();
    }
  }
  std::size_t indent_of(std::size_t start) const {
    const std::size_t first = text_.find_first_not_of(' ', start);
    return (first == std::string_view::npos ? text_.size() : first) - start;
  }

  void take(char c) {
    const bool in_flow = !open_.empty();
    const char before = at_ > 0 ? text_[at_ - 1] : '\n';
    if ((c == '[' || c == '{') && (fresh_ || in_flow)) {
      open_.push_back(here(c));
      fresh_ = true;
    } else if ((c == ']' || c == '}') && in_flow) {
      mismatch_ = open_.back().what != (c == ']' ? '[' : '{');
      if (!mismatch_) open_.pop_back();
      fresh_ = false;
    } else if (c == ' ' || c == '\t') {
      fresh_ = fresh_ || before == ':' || (before == '-' && indent_of(line_start_) + line_start_ + 1 == at_);
    } else {
      fresh_ = in_flow && (c == ',' || (c == ':' && (before == '"' || before == '\'')));
    }
    step();
  }

  std::string_view text_;
  int noticed_;
  std::size_t at_ = 0, line_start_ = 0;
  int line_ = 0;
  bool fresh_ = true;  // a value may begin here
  bool mismatch_ = false;
  std::vector<Opening> open_;
  Openings out_;
};

}  // namespace

Openings find_openings(std::string_view text, int line) { return Scanner(text, line).scan(); }

}  // namespace truce::scenario

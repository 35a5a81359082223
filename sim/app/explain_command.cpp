#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "sim/app/commands.hpp"
#include "sim/app/inputs.hpp"
#include "sim/app/standard_streams.hpp"
#include "sim/scenario/codes.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/explain.hpp"

namespace truce::app {

namespace {

// E203, w601, 203: three digits, with their letter or without, are no sensible name of a file.
bool is_code(const std::string& text) {
  const bool has_letter = !text.empty() && std::string("EeWw").find(text[0]) != std::string::npos;
  return text.size() == (has_letter ? 4 : 3) &&
         std::all_of(text.begin() + (has_letter ? 1 : 0), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int explain_code(std::string code) {
  if (code.size() == 3) code.insert(0, code[0] == '6' ? "W" : "E");
  code[0] = code[0] == 'e' ? 'E' : code[0] == 'w' ? 'W' : code[0];
  const scenario::CodeText* found = scenario::find_code(code);
  if (found == nullptr) {
    std::vector<std::string> codes;
    for (const scenario::CodeText& text : scenario::all_codes()) codes.emplace_back(text.code);
    throw UsageError(fmt::format("there is no code {}; {}", code, did_you_mean(code, codes, "codes")));
  }
  print(fmt::format("{}: {}\n\n{}", found->code, found->title,
                    scenario::wrapped(std::string(found->explanation), 100, "", "")));
  return kExitDone;
}

}  // namespace

int explain_command(const Arguments& arguments) {
  if (is_code(arguments.files.front())) {
    if (!arguments.settings.empty() || arguments.markdown)
      throw UsageError(fmt::format("the explanation of {} takes no options", arguments.files.front()));
    return explain_code(arguments.files.front());
  }
  const std::optional<scenario::Scenario> scenario = read_and_report(arguments, arguments.files.front());
  if (!scenario) return kExitWrongInput;
  const scenario::Document document = scenario::explain(*scenario);
  print(arguments.markdown ? document.markdown() : document.text());
  return kExitDone;
}

}  // namespace truce::app

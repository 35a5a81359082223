#include "sim/scenario/yaml.hpp"

#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/text_check.hpp"
#include "sim/scenario/yaml_openings.hpp"
#include "sim/scenario/yaml_tree.hpp"

namespace truce::scenario {

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "nothing";
    case Node::Kind::kScalar:
      return fmt::format("'{}'", shortened(node.text));
    case Node::Kind::kList:
      return node.items.empty() ? "an empty list" : "a list";
    case Node::Kind::kMap:
      return node.entries.empty() ? "an empty map" : "a map";
  }
  return {};
}

std::string normal_line_ends(std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 >= text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

namespace {

bool has_tab_in_indentation(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return line.substr(0, first == std::string_view::npos ? line.size() : first).find('\t') != std::string_view::npos;
}

// Where the mistake is a bracket or quote that stays open, its opening is the place; false where it is none.
bool report_opening(const std::string& text, const YAML::Exception& error, const TreeBuilder& builder,
                    Diagnostics& diagnostics) {
  const Openings openings = find_openings(text, error.mark.line);
  const bool long_quote = openings.long_quote && openings.long_quote->closed_line == error.mark.line;
  std::optional<Opening> opening = openings.quote ? openings.quote : openings.bracket;
  if (!openings.quote && long_quote) opening = openings.long_quote;
  if (!opening || std::pair{opening->line, opening->column} >= std::pair{error.mark.line, error.mark.column})
    return false;
  YAML::Mark mark;
  mark.line = opening->line;
  mark.column = opening->column;
  const bool is_bracket = opening->what == '[' || opening->what == '{';
  Diagnostic diagnostic{kYamlSyntax, Severity::kError, {}, {builder.place(mark), "opened here"}, {}, {}};
  if (opening->closed_line > opening->line) {
    diagnostic.message = fmt::format("this quote ends only in line {}", opening->closed_line + 1);
    diagnostic.hints = {"is a quote missing at the end of its line?"};
  } else {
    diagnostic.message =
        is_bracket ? fmt::format("this '{}' is not closed", opening->what) : "this quote is not closed";
  }
  if (is_bracket && opening->line != error.mark.line)
    diagnostic.secondary = {{builder.place(error.mark), "noticed here"}};
  diagnostics.add(std::move(diagnostic));
  return true;
}

void report_syntax_error(const std::string& text, const YAML::Exception& error, const TreeBuilder& builder, FileId file,
                         const SourceMap& sources, Diagnostics& diagnostics) {
  const SourceRange at = builder.place(error.mark);
  for (const int line : {at.line, at.line - 1, at.line + 1}) {
    const std::string_view words = line > 0 ? sources.line(file, line) : std::string_view{};
    if (has_tab_in_indentation(words)) {
      const int column = count_characters(words.substr(0, words.find('\t'))) + 1;
      diagnostics.error(kYamlSyntax, {file, line, column, 1}, "a tab is used for indentation", "this is a tab",
                        {"YAML allows only spaces there: replace each tab by two spaces"});
      return;
    }
  }
  if (report_opening(text, error, builder, diagnostics)) return;
  const auto says = [&](std::string_view words) { return error.msg.find(words) != std::string::npos; };
  if (says("anchor") || says("alias") || says("tag")) {
    diagnostics.error(kForbiddenYaml, at, "YAML anchors, aliases and tags are not allowed in a scenario", "",
                      {"write the value out: what a file says should be readable where it stands",
                       "text that begins with &, * or ! needs quotes"});
    return;
  }
  std::vector<std::string> hints;
  if (says("illegal map value")) {
    hints.emplace_back(
        "text that holds a colon and a space needs quotes; a key and its value need one line of their own");
  } else if (says("illegal block entry")) {
    hints.emplace_back("a list entry `- ...` begins a line of its own");
  } else if (says("end of sequence flow")) {
    hints.emplace_back("a '[' is not closed, or a ',' is missing");
  } else if (says("end of map flow")) {
    hints.emplace_back("a '{' is not closed, or a ',' is missing");
  } else if (says("illegal flow end")) {
    hints.emplace_back("a ']' or '}' closes nothing that was opened");
  } else if (says("end of map not found") || says("end of sequence not found")) {
    hints.emplace_back("is this line indented like its neighbours?");
  } else if (says("EOF in scalar") || says("document indicator in scalar")) {
    hints.emplace_back("a quote is not closed");
  } else if (says("unknown token") || says("block scalar")) {
    hints.emplace_back("text that begins with a sign such as %, @, `, > or | needs quotes");
  } else if (says("directive")) {
    hints.emplace_back("lines that begin with % are YAML directives; a scenario needs none");
  }
  diagnostics.error(kYamlSyntax, at, fmt::format("this is not valid YAML: {}", error.msg), "", std::move(hints));
}

std::optional<Node> parse(const std::string& text, FileId file, int column, const SourceMap& sources,
                          Diagnostics& diagnostics) {
  if (!check_text(text, file, diagnostics)) return std::nullopt;
  TreeBuilder builder(file, sources, diagnostics, column);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const StopParsing&) {
    return std::nullopt;
  } catch (const YAML::DeepRecursion& error) {
    diagnostics.error(kNestedTooDeeply, builder.place(error.mark),
                      fmt::format("nested more than {} levels deep", kDeepestNesting));
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    report_syntax_error(text, error, builder, file, sources, diagnostics);
    return std::nullopt;
  }
  return builder.take();
}

}  // namespace

std::optional<Node> parse_yaml(const std::string& text, FileId file, const SourceMap& sources,
                               Diagnostics& diagnostics) {
  return parse(text, file, 1, sources, diagnostics);
}

std::optional<Node> parse_yaml_value(const std::string& text, FileId file, int column, const SourceMap& sources,
                                     Diagnostics& diagnostics) {
  return parse(text, file, column, sources, diagnostics);
}

}  // namespace truce::scenario

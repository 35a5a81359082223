#include "sim/base/diagnostics.hpp"

#include "tests/support/catch.hpp"

using namespace truce;

TEST_CASE("a source map gives lines without their ends", "[base][diagnostics]") {
  SourceMap sources;
  const FileId file = sources.add("a.yaml", "one\ntwo\r\n\nfour");
  CHECK(sources.name(file) == "a.yaml");
  CHECK(sources.line(file, 1) == "one");
  CHECK(sources.line(file, 2) == "two");
  CHECK(sources.line(file, 3).empty());
  CHECK(sources.line(file, 4) == "four");
  CHECK(sources.line(file, 5).empty());
  CHECK(sources.line(file, 0).empty());
  CHECK(sources.has_line(file, 4));
  CHECK_FALSE(sources.has_line(file, 5));
}

TEST_CASE("a diagnostic is a small page", "[base][diagnostics]") {
  SourceMap sources;
  std::string text;
  for (int i = 1; i <= 40; ++i) text += "#\n";
  const FileId file =
      sources.add("scenarios/base.yaml", text + "      - {while: {rare_earth: suspended}, times: 2.0}\n");
  Diagnostics diagnostics;
  diagnostics.error("E203", {file, 41, 17, 10}, "unknown regime 'rare_earth'", "no regime has this name",
                    {did_you_mean("rare_earth", {"tariffs", "rare_earths", "purchases", "chips"}, "regimes")});
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.render(sources) ==
        "scenarios/base.yaml:41:17: error[E203]: unknown regime 'rare_earth'\n"
        "   |\n"
        "41 |       - {while: {rare_earth: suspended}, times: 2.0}\n"
        "   |                 ^^^^^^^^^^ no regime has this name\n"
        "   = did you mean 'rare_earths'? regimes: chips, purchases, rare_earths, tariffs\n");
}

TEST_CASE("a second label may stand in another file", "[base][diagnostics]") {
  SourceMap sources;
  const FileId first = sources.add("a.yaml", "x: 1\n");
  const FileId second = sources.add("b.yaml", "\n\n\n\n\n\n\n\n\nx: 2\n");
  Diagnostics diagnostics;
  diagnostics.add(
      {"E403", Severity::kError, "twice", {{first, 1, 1, 1}, "here"}, {{{second, 10, 1, 1}, "and here"}}, {}});
  CHECK(diagnostics.render(sources) ==
        "a.yaml:1:1: error[E403]: twice\n"
        "   |\n"
        " 1 | x: 1\n"
        "   | ^ here\n"
        "   |\n"
        "   > b.yaml:10:1\n"
        "10 | x: 2\n"
        "   | - and here\n");
}

TEST_CASE("tabs, wide characters and long lines keep the caret in place", "[base][diagnostics]") {
  SourceMap sources;
  const FileId file =
      sources.add("a.yaml", "\tx: é bad\n" + std::string(200, 'a') + "BAD" + std::string(200, 'b') + "\n");
  Diagnostics diagnostics;
  diagnostics.error("E1", {file, 1, 7, 3}, "first");
  diagnostics.error("E2", {file, 2, 201, 3}, "second", "here");
  const std::string rendered = diagnostics.render(sources);
  CHECK(rendered.substr(0, rendered.find("\n\n") + 1) ==
        "a.yaml:1:7: error[E1]: first\n"
        "  |\n"
        "1 |  x: é bad\n"
        "  |       ^^^\n");
  const std::size_t line = rendered.find("2 | ...");
  REQUIRE(line != std::string::npos);
  const std::size_t end = rendered.find('\n', line);
  const std::size_t caret = rendered.find("^^^ here", end);
  CHECK(end - line < 140);
  CHECK(rendered.find("BAD", line) - line == caret - (end + 1));
}

TEST_CASE("diagnostics stand in order of file and place, twenty errors at most", "[base][diagnostics]") {
  SourceMap sources;
  const FileId file = sources.add("a.yaml", "a\nb\nc\n");
  Diagnostics diagnostics;
  diagnostics.error("E2", {file, 3, 1, 1}, "late");
  diagnostics.warning("W1", {file, 2, 1, 1}, "middle");
  diagnostics.error("E1", {file, 1, 1, 1}, "early");
  const std::string three = diagnostics.render(sources);
  CHECK(three.find("early") < three.find("middle"));
  CHECK(three.find("middle") < three.find("late"));
  CHECK(three.find("a.yaml:2:1: warning[W1]: middle\n") != std::string::npos);
  for (int i = 0; i < 25; ++i) diagnostics.error("E3", {file, 3, 1, 1}, "again");
  const std::string many = diagnostics.render(sources);
  CHECK(diagnostics.error_count() == 27);
  CHECK(many.ends_with("\n... and 7 more errors\n"));
  std::size_t shown = 0;
  for (std::size_t at = many.find(": error["); at != std::string::npos; at = many.find(": error[", at + 1)) ++shown;
  CHECK(shown == Diagnostics::kMostShown);
}

TEST_CASE("places without a line and without a file", "[base][diagnostics]") {
  SourceMap sources;
  const FileId file = sources.add("gone.yaml", "");
  Diagnostics diagnostics;
  diagnostics.error("E101", {file, 0, 0, 1}, "the file does not exist", "not shown", {"a hint"});
  CHECK(diagnostics.render(sources) == "gone.yaml: error[E101]: the file does not exist\n = a hint\n");
  Diagnostics nowhere;
  nowhere.error("E101", {}, "nothing");
  CHECK(nowhere.render(sources) == "error[E101]: nothing\n");
}

TEST_CASE("what a terminal would obey is replaced", "[base][diagnostics]") {
  SourceMap sources;
  const FileId file = sources.add("a.yaml", "x: \x1b[31m\xff\n");
  Diagnostics diagnostics;
  diagnostics.error("E1", {file, 1, 4, 1}, "bad \x1b\n" + std::string(1000, 'z'));
  const std::string rendered = diagnostics.render(sources);
  CHECK(rendered.find('\x1b') == std::string::npos);
  CHECK(rendered.find('\xff') == std::string::npos);
  CHECK(rendered.substr(0, rendered.find('\n')).size() < 450);
}

TEST_CASE("the nearest names come first", "[base][diagnostics]") {
  CHECK(nearest_names("rare_earth", {"tariffs", "rare_earths"}) == std::vector<std::string>{"rare_earths"});
  CHECK(nearest_names("whlie", {"while", "when", "rate"}) == std::vector<std::string>{"while"});
  CHECK(nearest_names("Rare-Earths", {"rare_earths"}) == std::vector<std::string>{"rare_earths"});
  CHECK(nearest_names("soy", {"soybeans", "corn"}) == std::vector<std::string>{"soybeans"});
  CHECK(nearest_names("xyz", {"tariffs", "purchases"}).empty());
  CHECK(nearest_names("a", {"b", "c"}).empty());
  CHECK(nearest_names("", {"b"}).empty());
  CHECK(nearest_names(std::string(100000, 'x'), {"tariffs"}).empty());
}

TEST_CASE("did you mean lists what is there", "[base][diagnostics]") {
  CHECK(did_you_mean("x", {}, "regimes") == "there are no regimes");
  CHECK(did_you_mean("zzz", {"b", "a"}, "regimes") == "regimes: a, b");
  std::vector<std::string> many;
  for (int i = 10; i < 30; ++i) many.push_back("n" + std::to_string(i));
  const std::string text = did_you_mean("qqqqq", many, "names");
  CHECK(text.ends_with("n21, and 8 more"));
}

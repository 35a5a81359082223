// The YAML below the scenario: what is allowed, where things are, and that no bytes do harm.
#include "sim/scenario/yaml.hpp"

#include <filesystem>
#include <fstream>

#include "sim/scenario/write_yaml.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::test;
using scenario::Node;

namespace {

struct Parsed {
  SourceMap sources;
  Diagnostics diagnostics;
  std::optional<Node> root;
  explicit Parsed(const std::string& raw) {
    const std::string text = scenario::normal_line_ends(raw);
    const FileId file = sources.add("t.yaml", text);
    root = scenario::parse_yaml(text, file, sources, diagnostics);
  }
};

}  // namespace

TEST_CASE("nodes know their places in characters", "[scenario][yaml]") {
  const Parsed parsed("é: {längd: 45 days}\nb: \"quoted, ü\" # comment\nc:\n  - x\n  - [y, 'it''s']\n");
  REQUIRE(parsed.root);
  const Node& root = *parsed.root;
  REQUIRE(root.entries.size() == 3);
  const scenario::Entry& inner = root.entries[0].value.entries.at(0);
  CHECK(inner.key == "längd");
  CHECK(inner.key_at.column == 5);
  CHECK(inner.key_at.length == 5);
  CHECK(inner.value.at.column == 12);
  CHECK(inner.value.at.length == 7);
  const Node& quoted = root.entries[1].value;
  CHECK(quoted.quoted);
  CHECK(quoted.text == "quoted, ü");
  CHECK(quoted.at.line == 2);
  CHECK(quoted.at.column == 4);
  CHECK(quoted.at.length == 11);
  const Node& last = root.entries[2].value.items.at(1).items.at(1);
  CHECK(last.text == "it's");
  CHECK(last.at.length == 7);
}

TEST_CASE("an empty value stands where its key stands", "[scenario][yaml]") {
  const Parsed parsed("a:\nb: ~\nc: null\n");
  REQUIRE(parsed.root);
  CHECK(parsed.root->entries[0].value.is_null());
  CHECK(parsed.root->entries[0].value.at.line == 1);
  CHECK(parsed.root->entries[1].value.at.column == 4);
  CHECK(parsed.root->entries[2].value.at.length == 4);
}

TEST_CASE("a byte order mark and foreign line ends change nothing", "[scenario][yaml]") {
  const Parsed plain("a: 1\nb: [x,\n  y]\n");
  const Parsed windows(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: [x,\r\n  y]\r\n");
  const Parsed mac("a: 1\rb: [x,\r  y]\r");
  REQUIRE(plain.root);
  REQUIRE(windows.root);
  REQUIRE(mac.root);
  CHECK(scenario::write_yaml(*plain.root) == scenario::write_yaml(*windows.root));
  CHECK(scenario::write_yaml(*plain.root) == scenario::write_yaml(*mac.root));
  CHECK(windows.root->entries[0].key_at.column == 1);
}

TEST_CASE("yes, on and octal numbers stay text", "[scenario][yaml]") {
  const Parsed parsed("a: yes\nb: on\nc: 010\nd: 1_000\n");
  REQUIRE(parsed.root);
  CHECK(parsed.root->entries[0].value.text == "yes");
  CHECK(parsed.root->entries[2].value.text == "010");
}

TEST_CASE("what is written reads back", "[scenario][yaml]") {
  for (const char* text :
       {"a: 'it''s'\n", "a: \"x: y # z\"\n", "a: '- x'\nb: '[x'\nc: '{'\n", "a: ''\n", "a: 'null'\nb: '~'\n",
        "a: |\n  two\n  lines\n", "a: \"tab\\tand \\\\ and \\\"\"\n", "a: ' padded '\n", "'a: b': c\n",
        "a: ['x, y', z]\n", "a: -6% (3%)\nb: 'ends with:'\n", "a: {}\nb: []\n", "a: [[1], [0.2, 1]]\n",
        "? |\n  key\n: 1\n", "a: '!x'\nb: '&x'\nc: '*x'\nd: '%x'\ne: '@x'\n"}) {
    CAPTURE(text);
    const Parsed first{std::string(text)};
    REQUIRE(first.root);
    const std::string once = scenario::write_yaml(*first.root);
    const Parsed second(once);
    INFO(once << second.diagnostics.render(second.sources));
    REQUIRE(second.root);
    REQUIRE(first.root->entries.size() == second.root->entries.size());
    for (std::size_t i = 0; i < first.root->entries.size(); ++i) {
      CHECK(first.root->entries[i].key == second.root->entries[i].key);
      CHECK(first.root->entries[i].value.kind == second.root->entries[i].value.kind);
      CHECK(first.root->entries[i].value.text == second.root->entries[i].value.text);
    }
    CHECK(scenario::write_yaml(*second.root) == once);
  }
}

TEST_CASE("long maps become blocks, short ones stay on a line", "[scenario][yaml]") {
  const Parsed parsed("e: {a: {rate: 1 per year, set: {x: y}}, b: {about: \"" + std::string(110, 'w') +
                      "\", set: {x: y}, l: [1, 2]}}\nlist: [{of: [a, b], is: 0.1}, {of: [a, c], is: 0.2}]\n");
  REQUIRE(parsed.root);
  CHECK(scenario::write_yaml(*parsed.root) ==
        "e:\n"
        "  a: {rate: 1 per year, set: {x: y}}\n"
        "  b:\n"
        "    about: \"" +
            std::string(110, 'w') +
            "\"\n"
            "    set: {x: y}\n"
            "    l: [1, 2]\n"
            "list: [{of: [a, b], is: 0.1}, {of: [a, c], is: 0.2}]\n");
}

TEST_CASE("texts made to hurt are refused quickly", "[scenario][yaml]") {
  constexpr std::size_t size = scenario::kLargestFile;
  const auto repeat = [](const std::string& piece) {
    std::string out;
    while (out.size() + piece.size() <= size) out += piece;
    return out;
  };
  std::string indented;
  for (std::size_t i = 0; indented.size() + i + 4 < size; ++i) indented += std::string(i, ' ') + "a:\n";
  for (const std::string& text : {repeat("["),
                                  repeat("{"),
                                  repeat("- "),
                                  repeat("? "),
                                  repeat(": "),
                                  repeat("a: "),
                                  repeat("[{a: "),
                                  repeat("- ["),
                                  repeat("&a "),
                                  repeat("*a "),
                                  repeat("!<"),
                                  repeat("!a "),
                                  repeat("---\n"),
                                  repeat("%YAML 1.2\n"),
                                  repeat("#"),
                                  repeat(" "),
                                  repeat("\n"),
                                  repeat("\t"),
                                  repeat("\""),
                                  repeat("'"),
                                  repeat("|"),
                                  repeat("a: |\n"),
                                  indented,
                                  repeat("k"),
                                  repeat("k: 1\n"),
                                  "a: \"" + std::string(1000, 'x'),
                                  "a: [" + std::string(1000, ',') + "]"}) {
    CAPTURE(text.substr(0, 12));
    const scenario::ReadResult result = scenario::read_scenario_text(text, "t.yaml");
    CHECK_FALSE(result.scenario.has_value());
    CHECK(result.diagnostics.has_errors());
    CHECK(result.diagnostics.render(result.sources).size() < 100000);
  }
}

TEST_CASE("random bytes and damaged scenarios never crash the reader", "[scenario][yaml]") {
  const std::string good =
      head() +
      "factors: {x: {half_life: 26 weeks, sd: 1}}\nregimes: {r: [a, b], q: {states: [c, d], initial: d}}\n"
      "events:\n  e: {while: {r: a, any: [{q: c}, {not: {q: d}}]}, rate: {value: 1 per year, range: [0.5, 2]},"
      " modifiers: {m: {factor: x, ratio: 1.3}}, set: {r: b}}\n"
      "trade: {f: {unit: Mt, pace: {lognormal: {median: 0.9 Mt/week, p90: 2 Mt/week}}}}\n"
      "markets: {defaults: {tails: 5}, m: {initial: 11 USD/bu, volatility: 15% per year, beta: {x: -1%}}}\n"
      "outcomes: {o: {regime: {r: a}, by: 2026-06-30}}\n";
  REQUIRE(scenario::read_scenario_text(good, "t.yaml").scenario.has_value());
  const std::string pieces[] = {"[",     "]",    "{", "}",  ":",  ": ", ",",     "-",        "- ", "\n",    "  ",
                                "\"",    "'",    "#", "&a", "*a", "!",  "|",     "null",     "~",  "value", "%",
                                "1e999", "\xff", "é", "\t", "<<", "?",  "---\n", "defaults", "0x", "."};
  std::uint64_t state = 20251124;
  const auto next = [&state](std::size_t bound) {  // a linear congruential step: any sequence will do
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state >> 33) % bound);
  };
  for (int round = 0; round < 3000; ++round) {
    std::string text = good;
    const std::size_t changes = 1 + next(4);
    for (std::size_t k = 0; k < changes; ++k) {
      const std::size_t at = next(text.size() + 1);
      const std::size_t kind = next(3);
      if (kind == 0) text.insert(at, pieces[next(std::size(pieces))]);
      if (kind == 1) text.erase(at, 1 + next(8));
      if (kind == 2 && at < text.size()) text[at] = static_cast<char>(next(256));
    }
    const scenario::ReadResult result = scenario::read_scenario_text(text, "t.yaml");
    CHECK(result.scenario.has_value() == !result.diagnostics.has_errors());
    (void)result.diagnostics.render(result.sources);
  }
}

TEST_CASE("files that are no scenarios", "[scenario][yaml]") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / "truce_yaml_test";
  fs::create_directories(folder);
  CHECK(scenario::read_scenario((folder / "none.yaml").string()).diagnostics.all().at(0).code == "E101");
  CHECK(scenario::read_scenario(folder.string()).diagnostics.all().at(0).code == "E101");
  {
    std::ofstream out(folder / "large.yaml");
    out << head() << "regimes: {r: [a, b]}\n#" << std::string(scenario::kLargestFile, 'x') << "\n";
  }
  const scenario::ReadResult large = scenario::read_scenario((folder / "large.yaml").string());
  REQUIRE(large.diagnostics.all().size() == 1);
  CHECK(large.diagnostics.all()[0].code == "E102");
  CHECK(scenario::read_scenario_text(std::string(scenario::kLargestFile + 1, '#'), "t.yaml")
            .diagnostics.all()
            .at(0)
            .code == "E102");
  fs::remove_all(folder);
}

// `simulate explain`: a scenario in words, or the meaning of a code.
#include "sim/scenario/codes.hpp"
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("explain prints the model in words and writes nothing") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished text = simulate(folder, {"explain", "a.yaml"});
  CHECK(text.code == 0);
  CHECK(text.err.empty());
  CHECK(contains(text.out, "About 0.5 per year while tariffs is `calm`.\n"));
  const Finished markdown = simulate(folder, {"explain", "--markdown", "a.yaml"});
  CHECK(markdown.code == 0);
  CHECK(markdown.out.starts_with("# A small truce\n"));
  CHECK(contains(simulate(folder, {"explain", "a.yaml", "--set", "events.snapback.rate=3 per year"}).out,
                 "About 3 per year"));
  CHECK(folder.entries().size() == 1);
}

TEST_CASE("explain says more about every code") {
  const TemporaryFolder folder;
  for (const truce::scenario::CodeText& code : truce::scenario::all_codes()) {
    const Finished run = simulate(folder, {"explain", std::string(code.code)});
    CAPTURE(std::string(code.code));
    CHECK(run.code == 0);
    CHECK(run.err.empty());
    CHECK(run.out.starts_with(std::string(code.code) + ": " + std::string(code.title) + "\n\n"));
  }
  CHECK(simulate(folder, {"explain", "e203"}).out == simulate(folder, {"explain", "E203"}).out);
  CHECK(simulate(folder, {"explain", "203"}).out == simulate(folder, {"explain", "E203"}).out);
  CHECK(simulate(folder, {"explain", "601"}).out == simulate(folder, {"explain", "W601"}).out);
}

TEST_CASE("explain of a wrong scenario gives its errors") {
  const TemporaryFolder folder;
  put(folder.path("b.yaml"), "start: 2026-01-01\nend: 2026-02-01\nregimes: {a: [b, c]}\noops: 1\n");
  const Finished run = simulate(folder, {"explain", "b.yaml"});
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "error[E401]"));
}

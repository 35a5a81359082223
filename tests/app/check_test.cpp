// `simulate check`: what it says of good and wrong scenarios, and its exit codes.
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("check reports every event and writes nothing") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished run = simulate(folder, {"check", "a.yaml", "--paths", "1000000"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(run.out.starts_with("A small truce\na: 2026-01-01 to 2026-12-30, 52 steps\n"));
  CHECK(contains(run.out, "the full run of 1,000,000 paths"));
  CHECK(contains(run.out, "EVENTS, % by              2026-06-30   2026-12-30\n"));
  CHECK(contains(run.out, "  snapback                21.9         39.2\n    simulated"));
  CHECK(contains(run.out, "HAZARDS per year"));
  CHECK(folder.entries().size() == 1);
}

TEST_CASE("check of several files says all that is wrong and reports the others") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("b.yaml"), "start: 2026-01-01\nend: 2026-02-01\nregimes: {a: [b]}\noops: 1\n");
  put(folder.path("c.yaml"), "start: 2026-01-01\nend: 2026-02-01\nmarkets: {}\nregimes: {a: [b]}\nmore: 1\n");
  const Finished run = simulate(folder, {"check", "b.yaml", "a.yaml", "c.yaml"});
  CHECK(run.code == 2);
  CHECK(contains(run.err, "b.yaml:4:1: error[E401]"));
  CHECK(contains(run.err, "c.yaml:5:1: error[E401]"));
  CHECK(run.out.starts_with("A small truce\n"));
}

TEST_CASE("check warns of what is legal and suspicious") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"),
      "start: 2026-01-01\nend: 2026-12-31\nregimes: {a: [b]}\n"
      "events: {e: {rate: 1 per year, modifiers: {m: {times: 5}}}, f: {date: 2028-01-01}}\n");
  const Finished run = simulate(folder, {"check", "a.yaml"});
  CHECK(run.code == 0);
  CHECK(contains(run.err, "a.yaml:4:20: warning[W608]: modifiers push 'e' far from what is written: to 5 times it"));
  CHECK(contains(run.err, "warning[W606]: event 'f' can never happen"));
  CHECK(simulate(folder, {"check", "--quiet", "a.yaml"}).err.empty());
}

TEST_CASE("check --strict lists every assumption without a source or a range") {
  const TemporaryFolder folder;
  std::string events;
  for (int i = 0; i < 30; ++i) events += "  e" + std::to_string(i) + ": {rate: 1 per year}\n";
  put(folder.path("a.yaml"), "start: 2026-01-01\nend: 2026-12-31\nregimes: {a: [b]}\nevents:\n" + events);
  const Finished run = simulate(folder, {"check", "--strict", "a.yaml"});
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(contains(run.err, "a.yaml:5:14: error[E517]: the assumption events.e0.rate has no source and no range\n"));
  CHECK(contains(run.err, "events.e29.rate"));
  put(folder.path("b.yaml"),
      "start: 2026-01-01\nend: 2026-12-31\nregimes: {a: [b]}\n"
      "events: {e: {rate: {value: 1 per year, range: [0.5, 2], source: judgement}}}\n");
  CHECK(simulate(folder, {"check", "--strict", "b.yaml"}).code == 0);
}

// `simulate show`: the resolved scenario, and what differs between two.
#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("show --diff prints the keys that differ and both values") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  put(folder.path("b.yaml"), "extends: a.yaml\nevents: {snapback: {rate: 2 per year}, visit: null}\n");
  const Finished run = simulate(folder, {"show", "--diff", "a.yaml", "b.yaml"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(run.out.starts_with("A: a.yaml\nB: b.yaml\n\nDIFFERENT, A -> B\n"));
  CHECK(contains(run.out, "  events.snapback.rate  0.5 per year -> 2 per year\n"));
  CHECK(contains(run.out, "ONLY IN A\n  events.visit"));
  CHECK(contains(simulate(folder, {"show", "a.yaml", "a.yaml", "--diff"}).out, "no assumption differs"));
  const Finished missing = simulate(folder, {"show", "--diff", "a.yaml", "none.yaml"});
  CHECK(missing.code == 2);
  CHECK(missing.out.empty());
  CHECK(contains(missing.err, "none.yaml"));
}

TEST_CASE("what show prints shows the same again") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const Finished first = simulate(folder, {"show", "a.yaml", "--set", "run.paths=7"});
  put(folder.path("c.yaml"), first.out);
  CHECK(simulate(folder, {"show", "c.yaml"}).out == first.out);
}

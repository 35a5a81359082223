// Ctrl-C and its like: an end within a second, exit code 130, no half file.
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

namespace {

void sleep_for(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

}  // namespace

TEST_CASE("SIGINT and SIGTERM end a run within a second and leave nothing") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const TemporaryFolder folder;
    put(folder.path("a.yaml"), kSmallScenario);
    Program program(folder.path(), long_run());
    sleep_for(1000);
    const auto sent = std::chrono::steady_clock::now();
    program.send(signal);
    const Finished run = program.wait();
    CAPTURE(signal, run.err);
    CHECK(run.code == 130);
    CHECK(run.out.empty());
    CHECK(run.err.find("interrupted") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - sent < std::chrono::seconds(1));
    CHECK(folder.entries() == std::vector<std::string>{"a.yaml"});
  }
}

TEST_CASE("a signal at any moment of a short run leaves a whole result or none") {
  for (int delay = 0; delay < 400; delay += 25) {
    const TemporaryFolder folder;
    put(folder.path("a.yaml"), kSmallScenario);
    Program program(folder.path(), {"a.yaml", "--out", "a.nc", "--paths", "20000"});
    sleep_for(delay);
    program.send(SIGTERM);
    const Finished run = program.wait();
    CAPTURE(delay, run.code, run.err);
    // Before the program has its handlers (a sanitizer's start takes a while), the signal ends it as it ends all (-1).
    CHECK((run.code == 0 || run.code == 130 || run.code == -1));
    if (run.code == 0)
      CHECK(folder.entries().size() == 2);
    else
      CHECK(folder.entries() == std::vector<std::string>{"a.yaml"});
  }
}

TEST_CASE("the result of an interrupted and repeated run is there, the old one stays until then") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  CHECK(simulate(folder, {"a.yaml", "--out", "a.nc"}).code == 0);
  const std::string before = content_of(folder.path("a.nc"));
  auto arguments = long_run();
  arguments.insert(arguments.end(), {"--out", "a.nc"});
  Program program(folder.path(), arguments);
  sleep_for(500);
  program.send(SIGINT);
  CHECK(program.wait().code == 130);
  CHECK(content_of(folder.path("a.nc")) == before);
}

TEST_CASE("a signal ends a wait for a file that never comes, and a model that fires without end") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo(folder.path("pipe.yaml").c_str(), 0600) == 0);
  put(folder.path("runaway.yaml"),
      "start: 2026-01-01\nend: 2026-03-01\nfactors: {f: {mean: 0, half_life: 1 week, sd: 1}}\nevents: {e: {rate: 10000 "
      "per day}}\n");
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{"pipe.yaml"}, {"check", "pipe.yaml"}, {"runaway.yaml"}, {"check", "runaway.yaml"}}) {
    Program program(folder.path(), call);
    sleep_for(1000);
    const auto sent = std::chrono::steady_clock::now();
    program.send(SIGINT);
    const Finished run = program.wait();
    CAPTURE(call.back(), run.err);
    CHECK(run.code == 130);
    CHECK(run.err.find("interrupted") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - sent < std::chrono::seconds(5));
  }
  CHECK(folder.entries().size() == 2);
}

TEST_CASE("a second signal ends the program at once") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  Program program(folder.path(), long_run());
  sleep_for(500);
  program.send(SIGINT);
  program.send(SIGINT);
  CHECK(program.wait().code == 130);
  CHECK(folder.entries().size() <= 2);  // a.yaml, and perhaps an empty folder
}

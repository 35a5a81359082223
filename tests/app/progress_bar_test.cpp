// The line on a terminal; a pseudo-terminal stands for it.
#include <fcntl.h>
#include <stdlib.h>

#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

TEST_CASE("a run on a terminal shows paths per second, the time left and the first outcome's error") {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), kSmallScenario);
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0) {
    WARN("not tested: there are no pseudo-terminals here, as in a bare chroot");
    return;
  }
  REQUIRE(grantpt(terminal) == 0);
  REQUIRE(unlockpt(terminal) == 0);
  const std::string name = ptsname(terminal);
  Program program(folder.path(), long_run(), [&] {
    setenv("TERM", "xterm", 1);
    dup2(open(name.c_str(), O_WRONLY | O_NOCTTY), STDERR_FILENO);
  });
  std::string shown;
  char buffer[4096];
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  for (int tries = 0; tries < 200 && shown.find("holds") == std::string::npos; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const ssize_t got = read(terminal, buffer, sizeof buffer);
    if (got > 0) shown.append(buffer, static_cast<std::size_t>(got));
  }
  program.send(SIGINT);
  CHECK(program.wait().code == 130);
  close(terminal);
  CAPTURE(shown);
  CHECK(shown.find("paths/s") != std::string::npos);
  CHECK(shown.find(" left") != std::string::npos);
  CHECK(shown.find("holds ") != std::string::npos);
  CHECK(shown.find("±") != std::string::npos);
}

// The line on a terminal; a pseudo-terminal stands for it.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce::test;

namespace {

// What a long run shows until `awaited` is in it, on a terminal of `columns`; nothing where there are no terminals.
std::string shown_on_terminal(const std::string& scenario, unsigned short columns, const std::string& awaited) {
  const TemporaryFolder folder;
  put(folder.path("a.yaml"), scenario);
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0) {
    WARN("not tested: there are no pseudo-terminals here, as in a bare chroot");
    return {};
  }
  REQUIRE(grantpt(terminal) == 0);
  REQUIRE(unlockpt(terminal) == 0);
  const std::string name = ptsname(terminal);
  Program program(folder.path(), long_run(), [&] {
    setenv("TERM", "xterm", 1);
    const int end = open(name.c_str(), O_WRONLY | O_NOCTTY);
    winsize size{};
    size.ws_row = 24;
    size.ws_col = columns;
    ioctl(end, TIOCSWINSZ, &size);
    dup2(end, STDERR_FILENO);
  });
  std::string shown;
  char buffer[4096];
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  for (int tries = 0; tries < 200 && shown.find(awaited) == std::string::npos; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const ssize_t got = read(terminal, buffer, sizeof buffer);
    if (got > 0) shown.append(buffer, static_cast<std::size_t>(got));
  }
  program.send(SIGINT);
  CHECK(program.wait().code == 130);
  close(terminal);
  return shown;
}

}  // namespace

TEST_CASE("a run on a terminal shows paths per second, the time left and the first outcome's error") {
  const std::string shown = shown_on_terminal(kSmallScenario, 80, "holds");
  if (shown.empty()) return;
  CAPTURE(shown);
  CHECK(shown.find("paths/s") != std::string::npos);
  CHECK(shown.find(" left") != std::string::npos);
  CHECK(shown.find("holds ") != std::string::npos);
  CHECK(shown.find("±") != std::string::npos);
}

TEST_CASE("where the terminal is narrow the bar and the name give way, never the figure") {
  std::string scenario = kSmallScenario;
  scenario.replace(scenario.find("holds: {regime"), 5, "holds_without_a_break_to_the_end_of_it");
  const std::string shown = shown_on_terminal(scenario, 80, "±");
  if (shown.empty()) return;
  CAPTURE(shown);
  CHECK(shown.find("holds_w") != std::string::npos);
  CHECK(shown.find("holds_without_a_break_to_the_end_of_it") == std::string::npos);
  CHECK(shown.find(" %\x1b[K") != std::string::npos);
  CHECK(shown.find("±…") == std::string::npos);
}

#include "sim/app/standard_streams.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "sim/base/errors.hpp"

namespace truce::app {

namespace {

// 0, or the error.
int write_all(int stream, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(stream, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    done += static_cast<std::size_t>(written);
  }
  return 0;
}

}  // namespace

void claim_standard_streams() {
  for (int stream = 0; stream <= 2; ++stream)
    if (::fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
      // The lowest free number is this one. What is closed for writing stays closed for writing.
      const int opened = ::open("/dev/null", stream == 1 ? O_RDONLY : O_RDWR);
      if (opened > 2) ::close(opened);
    }
}

void print(const std::string& text) {
  static bool reader_gone = false;
  if (reader_gone) return;
  const int error = write_all(STDOUT_FILENO, text);
  if (error == EPIPE)
    reader_gone = true;
  else if (error != 0)
    throw RunError(fmt::format("writing to the standard output: {}", std::strerror(error)));
}

void report(const std::string& text) { write_all(STDERR_FILENO, text); }

bool on_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

}  // namespace truce::app

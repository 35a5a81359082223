#include "sim/results/output_file.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "sim/base/errors.hpp"
#include "tests/results/temporary_folder.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using truce::results::OutputFile;
using truce::test::TemporaryFolder;

namespace {

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string error_of(const std::string& path) {
  try {
    OutputFile file(path);
    return {};
  } catch (const RunError& error) {
    return error.what();
  }
}

// Runs `body` in a child; what it returns, or -1 where it did not return.
template <class Body>
int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    int code = 99;
    try {
      code = body();
    } catch (...) {
    }
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("writes the file whole and leaves no temporary") {
  const TemporaryFolder folder;
  put(folder.path("a.nc"), "old");
  {
    OutputFile file(folder.path("a.nc"));
    CHECK(content(folder.path("a.nc")) == "old");
    file.write("new content", 11);
  }
  CHECK(content(folder.path("a.nc")) == "new content");
  CHECK(folder.entries() == std::vector<std::string>{"a.nc"});
}

TEST_CASE("makes missing folders, and takes them away where nothing came of it") {
  const TemporaryFolder folder;
  {
    OutputFile file(folder.path("x/y/a.nc"));
    CHECK(folder.entries().size() == 2);
  }
  CHECK(folder.entries().empty());
  {
    OutputFile file(folder.path("x/y/a.nc"));
    file.write("1", 1);
  }
  CHECK(content(folder.path("x/y/a.nc")) == "1");
}

TEST_CASE("a folder that was removed meanwhile is made again") {
  const TemporaryFolder folder;
  OutputFile file(folder.path("x/a.nc"));
  std::filesystem::remove_all(folder.path("x"));
  file.write("1", 1);
  CHECK(content(folder.path("x/a.nc")) == "1");
}

TEST_CASE("what cannot be a result file is said at once, with the reason") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("sub"));
  CHECK(error_of(folder.path("sub")).find("Is a directory") != std::string::npos);
  CHECK(error_of(folder.path("new/")).find("Is a directory") != std::string::npos);
  put(folder.path("plain"), "");
  CHECK(error_of(folder.path("plain/a.nc")).find("Not a directory") != std::string::npos);
  CHECK(error_of("/dev/null").find("device") != std::string::npos);
  CHECK(error_of("").find("empty") != std::string::npos);
  CHECK(error_of(folder.path(std::string(300, 'n'))).find("name too long") != std::string::npos);
  struct stat status {};
  CHECK(stat("/dev/null", &status) == 0);
  CHECK(S_ISCHR(status.st_mode));
}

TEST_CASE("a folder where nobody may write is said at once") {
  // Root may write everywhere but here.
  CHECK(error_of("/proc/a.nc").find("/proc") != std::string::npos);
  if (getuid() == 0) return;
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK(error_of(folder.path("a.nc")).find("Permission denied") != std::string::npos);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST_CASE("a symbolic link stays one, and its target is written") {
  const TemporaryFolder folder;
  put(folder.path("target.nc"), "old");
  std::filesystem::create_symlink("target.nc", folder.path("link.nc"));
  OutputFile file(folder.path("link.nc"));
  file.write("new", 3);
  CHECK(std::filesystem::is_symlink(folder.path("link.nc")));
  CHECK(content(folder.path("target.nc")) == "new");
}

TEST_CASE("temporaries of processes that are gone are removed, those of the living stay") {
  const TemporaryFolder folder;
  const pid_t gone = fork();
  if (gone == 0) _exit(0);
  waitpid(gone, nullptr, 0);
  put(folder.path(".a.nc.tmp-" + std::to_string(gone)), "half");
  put(folder.path(".a.nc.tmp-" + std::to_string(getppid())), "at work");
  put(folder.path(".b.nc.tmp-" + std::to_string(gone)), "of another result");
  put(folder.path(".a.nc.tmp-notes"), "not ours");
  OutputFile file(folder.path("a.nc"));
  CHECK_FALSE(std::filesystem::exists(folder.path(".a.nc.tmp-" + std::to_string(gone))));
  CHECK(std::filesystem::exists(folder.path(".a.nc.tmp-" + std::to_string(getppid()))));
  CHECK(std::filesystem::exists(folder.path(".b.nc.tmp-" + std::to_string(gone))));
  CHECK(std::filesystem::exists(folder.path(".a.nc.tmp-notes")));
}

TEST_CASE("a disk that fills ends in an error with the reason, and leaves nothing") {
  const TemporaryFolder folder;
  put(folder.path("a.nc"), "old");
  const std::string note = folder.path("note");
  const int code = in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    OutputFile file(folder.path("a.nc"));
    const rlimit limit = {100'000, 100'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string large(5'000'000, 'x');
    try {
      file.write(large.data(), large.size());
      return 1;
    } catch (const RunError& error) {
      put(note, error.what());
      return 0;
    }
  });
  CHECK(code == 0);
  CHECK(content(note).find("writing ") != std::string::npos);
  CHECK(content(note).find("a.nc") != std::string::npos);
  CHECK(content(note).find("File too large") != std::string::npos);
  CHECK(content(folder.path("a.nc")) == "old");
  CHECK(folder.entries().size() == 2);  // a.nc and the note
}

TEST_CASE("a request to stop while writing leaves nothing") {
  const TemporaryFolder folder;
  const std::atomic<bool> stop{true};
  OutputFile file(folder.path("a.nc"));
  CHECK_THROWS_AS(file.write("1", 1, &stop), Interrupted);
  CHECK(folder.entries().empty());
}

#include "sim/results/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <filesystem>

#include "sim/base/errors.hpp"

namespace truce::results {

namespace {

namespace fs = std::filesystem;

// The name for the signal handler; valid while `pending` is true.
char pending_name[PATH_MAX];
std::atomic<bool> pending{false};
static_assert(std::atomic<bool>::is_always_lock_free);

class PendingTemporary {
 public:
  explicit PendingTemporary(const std::string& path) : path_(path) {
    if (path.size() + 1 <= sizeof pending_name) {
      std::memcpy(pending_name, path.c_str(), path.size() + 1);
      pending.store(true);
    }
  }
  ~PendingTemporary() {
    if (!renamed_) ::unlink(path_.c_str());
    pending.store(false);
  }
  void renamed() { renamed_ = true; }

 private:
  std::string path_;
  bool renamed_ = false;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  int close() {
    const int status = ::close(number_);
    number_ = -1;
    return status;
  }

 private:
  int number_;
};

[[noreturn]] void fail(const std::string& doing, const std::string& where, int error) {
  throw RunError(fmt::format("{} '{}': {}", doing, where, std::strerror(error)));
}

int create(const std::string& path) { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); }

// Makes `folder` and the folders above it that are missing; the new ones, outermost first.
std::vector<std::string> make_folders(const std::string& folder) {
  std::vector<std::string> missing;
  struct stat status {};
  for (fs::path at = folder; !at.empty() && ::stat(at.c_str(), &status) != 0 && errno == ENOENT; at = at.parent_path())
    missing.push_back(at.string());
  std::reverse(missing.begin(), missing.end());
  for (const std::string& name : missing)
    if (::mkdir(name.c_str(), 0777) != 0 && errno != EEXIST) fail("cannot create the folder", name, errno);
  return missing;
}

void remove_empty_folders(const std::vector<std::string>& folders) {
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) ::rmdir(folder->c_str());
}

// Temporaries of `prefix` + process number whose process is no more.
void remove_stale(const std::string& folder, const std::string& prefix) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.size() <= prefix.size() || name.compare(0, prefix.size(), prefix) != 0) continue;
    long process = 0;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + prefix.size(), end, process);
    if (error != std::errc{} || rest != end || process <= 0) continue;
    const bool alive = process != ::getpid() && (::kill(static_cast<pid_t>(process), 0) == 0 || errno != ESRCH);
    if (!alive) ::unlink(entry.path().c_str());
  }
}

}  // namespace

void remove_pending_temporary() noexcept {
  if (pending.load()) ::unlink(pending_name);
}

OutputFile::OutputFile(const std::string& path) : path_(path), target_(path) {
  if (path.empty()) throw RunError("the name of the result file is empty");
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) fail("cannot write the result to", path, EISDIR);
    if (!S_ISREG(status.st_mode))
      throw RunError(
          fmt::format("cannot write the result to '{}': it is a device or a pipe, and a result is a file", path));
    std::error_code error;
    const fs::path resolved = fs::canonical(path, error);
    if (!error) target_ = resolved.string();
  } else if (errno != ENOENT) {
    fail("cannot write the result to", path, errno);
  } else if (path.back() == '/') {
    fail("cannot write the result to", path, EISDIR);
  }
  const fs::path target = target_;
  folder_ = target.parent_path().empty() ? "." : target.parent_path().string();
  const std::string prefix = fmt::format(".{}.tmp-", target.filename().string());
  temporary_ = fmt::format("{}/{}{}", folder_, prefix, ::getpid());
  made_folders_ = make_folders(folder_);
  try {
    remove_stale(folder_, prefix);
    PendingTemporary guard(temporary_);
    const Descriptor file(create(temporary_));
    if (file.number() < 0) fail("cannot create a file in the folder", folder_, errno);
  } catch (...) {
    remove_empty_folders(made_folders_);
    throw;
  }
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      folder_(std::move(other.folder_)),
      temporary_(std::move(other.temporary_)),
      made_folders_(std::move(other.made_folders_)) {
  other.made_folders_.clear();
}

OutputFile::~OutputFile() { remove_empty_folders(made_folders_); }

void OutputFile::write(const char* data, std::size_t size, const std::atomic<bool>* stop) {
  constexpr std::size_t kMostAtOnce = 1 << 22;
  const std::string doing = "writing";
  PendingTemporary guard(temporary_);
  int number = create(temporary_);
  if (number < 0 && errno == ENOENT) {  // somebody removed the folder meanwhile
    make_folders(folder_);
    number = create(temporary_);
  }
  Descriptor file(number);
  if (number < 0) fail(doing, path_, errno);
  for (std::size_t done = 0; done < size;) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw Interrupted();
    const ssize_t written = ::write(number, data + done, std::min(size - done, kMostAtOnce));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(doing, path_, errno);
    done += static_cast<std::size_t>(written);
  }
  if (::fsync(number) != 0) fail(doing, path_, errno);
  if (file.close() != 0) fail(doing, path_, errno);
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw Interrupted();
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("renaming the finished result to", path_, errno);
  guard.renamed();
  const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // The file is complete; some file systems cannot flush a folder, and that is no reason to call the run failed.
  if (folder.number() >= 0) ::fsync(folder.number());
}

}  // namespace truce::results

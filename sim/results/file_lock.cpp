#include "sim/results/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "sim/base/errors.hpp"

namespace truce::results {

FileLock::FileLock(const std::string& path) {
  const std::filesystem::path target = path;
  name_ = (target.parent_path() / fmt::format(".{}.lock", target.filename().string())).string();
  while (true) {
    descriptor_ = ::open(name_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throw RunError(fmt::format("cannot lock '{}': {}", path, std::strerror(errno)));
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(descriptor_, F_SETLK, &whole) != 0) {
      const int error = errno;
      ::close(descriptor_);
      if (error == EACCES || error == EAGAIN)
        throw RunError(
            fmt::format("another process is writing '{}'; wait for it, or choose another file with --out", path));
      throw RunError(fmt::format("cannot lock '{}': {}", path, std::strerror(error)));
    }
    // Who held it before may have removed the name meanwhile: then this lock is on a file that nobody finds.
    struct stat held {
    }, named{};
    if (::fstat(descriptor_, &held) == 0 && ::stat(name_.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
        held.st_dev == named.st_dev)
      return;
    ::close(descriptor_);
  }
}

FileLock::~FileLock() {
  ::unlink(name_.c_str());
  ::close(descriptor_);
}

}  // namespace truce::results

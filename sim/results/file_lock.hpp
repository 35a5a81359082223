#pragma once
// Keeps two processes off one file.
#include <string>

namespace truce::results {

// Holds FOLDER/.NAME.lock locked as long as it lives; the system lets go of it when the process ends, however it ends.
class FileLock {
 public:
  // Throws RunError where another process holds it, or where it cannot be made.
  explicit FileLock(const std::string& path);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  std::string name_;
  int descriptor_ = -1;
};

}  // namespace truce::results

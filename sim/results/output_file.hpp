#pragma once
// A file that is there whole or not at all: written to a temporary name beside its target, flushed to disk, renamed
// over the target. Whatever happens on the way, nothing half-written stays behind under either name.
#include <atomic>
#include <string>
#include <vector>

namespace truce::results {

class OutputFile {
 public:
  // Checks at once that `path` can be written, so that nobody simulates for nothing: not a directory, not a device, a
  // folder (made where it is missing) in which a file can be created. Removes temporaries of the same name whose
  // process is gone. Throws RunError.
  explicit OutputFile(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  // Removes the folders it made where they hold nothing.
  ~OutputFile();

  // Writes, flushes, renames. Throws RunError that says what failed, where and why; Interrupted where `stop` becomes
  // true.
  void write(const char* data, std::size_t size, const std::atomic<bool>* stop = nullptr);

  // As given.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string target_;  // symbolic links followed
  std::string folder_;
  std::string temporary_;  // FOLDER/.NAME.tmp-PROCESS
  std::vector<std::string> made_folders_;
};

// Removes the temporary that is being written, if there is one. May be called in a signal handler before _exit().
void remove_pending_temporary() noexcept;

}  // namespace truce::results

#pragma once
// What the world does to a run: exit code 3 (RunError) or 130 (Interrupted). Wrong input is a Diagnostic instead.
#include <stdexcept>
#include <string>

namespace truce {

// The run failed: disk, memory, I/O, a loop in the model. The text says what was being done and why it stopped.
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The user or the system asked to stop (SIGINT, SIGTERM).
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace truce

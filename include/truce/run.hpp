#pragma once
// Simulating.
#include <atomic>
#include <cstdint>

#include "truce/model.hpp"
#include "truce/results.hpp"

namespace truce {

struct RunSettings {
  std::int64_t paths = 0;                   // 0: the scenario's own
  std::int64_t kept_paths = 20000;          // per-path outcomes of the first so many paths go into the file
  int threads = 0;                          // 0: all processors; the results do not depend on it
  const std::atomic<bool>* stop = nullptr;  // becomes true: run() ends by throwing Interrupted (a std::exception)
};

// Throws std::runtime_error where the run fails (memory, a loop in the model).
RunResults run(const PreparedModel& model, const RunSettings& settings = {});

}  // namespace truce

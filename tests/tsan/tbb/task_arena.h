#pragma once
// See tests/tsan/README.md.
#include <utility>

namespace tbb {

// How many threads a pipeline has that is called inside execute().
class task_arena {
 public:
  explicit task_arena(int threads) : threads_(threads) {}
  template <class Function>
  void execute(const Function& function) {
    const int before = std::exchange(current(), threads_);
    function();
    current() = before;
  }
  static int& current() {
    thread_local int threads = 1;
    return threads;
  }

 private:
  int threads_;
};

}  // namespace tbb

#pragma once
// See tests/tsan/README.md.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace tbb {

// One T for each thread that asks. Takes its lock once for a thread, so that it orders nothing that TBB would not.
template <class T>
class enumerable_thread_specific {
 public:
  template <class Make>
  explicit enumerable_thread_specific(Make make) : make_(std::move(make)) {}
  T& local() {
    thread_local std::pair<long, T*> mine{-1, nullptr};
    if (mine.first != number_) {
      auto made = std::make_unique<T>(make_());
      mine = {number_, made.get()};
      const std::lock_guard lock(mutex_);
      all_.push_back(std::move(made));
    }
    return *mine.second;
  }

 private:
  static long next_number() {
    static std::atomic<long> next{0};
    return next.fetch_add(1, std::memory_order_relaxed);
  }
  const long number_ = next_number();
  std::function<T()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> all_;
};

}  // namespace tbb

#pragma once
// See tests/tsan/README.md.
#include <any>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

#include <tbb/task_arena.h>

namespace tbb {

enum class filter_mode { parallel, serial_in_order };

class flow_control {
 public:
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }

 private:
  bool stopped_ = false;
};

struct pipeline_stage {
  filter_mode mode;
  std::function<std::any(const std::any&, flow_control&)> body;
};

template <class In, class Out>
struct filter {
  std::vector<pipeline_stage> stages;
};

template <class In, class Out, class Body>
filter<In, Out> make_filter(filter_mode mode, const Body& body) {
  return {{{mode, [body](const std::any& in, flow_control& control) -> std::any {
              if constexpr (std::is_void_v<In>) {
                return body(control);
              } else if constexpr (std::is_void_v<Out>) {
                body(std::any_cast<In>(in));
                return {};
              } else {
                return body(std::any_cast<In>(in));
              }
            }}}};
}

template <class In, class Between, class Out>
filter<In, Out> operator&(const filter<In, Between>& first, const filter<Between, Out>& second) {
  filter<In, Out> both{first.stages};
  both.stages.insert(both.stages.end(), second.stages.begin(), second.stages.end());
  return both;
}

// Each thread takes an item and carries it to the end; at a stage in order it waits for the items before.
class pipeline {
 public:
  pipeline(std::size_t tokens, std::vector<pipeline_stage> stages)
      : tokens_(tokens), stages_(std::move(stages)), next_(stages_.size(), 0) {}

  void run(int threads) {
    std::vector<std::thread> others;
    for (int i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : others) thread.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void work() {
    try {
      std::any item;
      std::int64_t number = 0;
      while (take(item, number)) carry(std::move(item), number);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      ended_ = true;
      changed_.notify_all();
    }
  }

  // The first stage, which is in order; false where there is nothing more.
  bool take(std::any& item, std::int64_t& number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || under_way_ < tokens_; });
    if (ended_) return false;
    flow_control control;
    item = stages_.front().body({}, control);
    if (control.stopped()) {
      ended_ = true;
      changed_.notify_all();
      return false;
    }
    number = taken_++;
    ++under_way_;
    return true;
  }

  void carry(std::any item, std::int64_t number) {
    flow_control unused;
    for (std::size_t s = 1; s < stages_.size(); ++s) {
      if (stages_[s].mode == filter_mode::parallel) {
        item = stages_[s].body(item, unused);
        continue;
      }
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return failure_ || next_[s] == number; });
      if (failure_) return;
      item = stages_[s].body(item, unused);
      ++next_[s];
      changed_.notify_all();
    }
    const std::lock_guard lock(mutex_);
    --under_way_;
    changed_.notify_all();
  }

  const std::size_t tokens_;
  const std::vector<pipeline_stage> stages_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::int64_t> next_;  // by stage: the number of the item whose turn it is
  std::int64_t taken_ = 0;
  std::size_t under_way_ = 0;
  bool ended_ = false;
  std::exception_ptr failure_;
};

inline void parallel_pipeline(std::size_t tokens, const filter<void, void>& chain) {
  pipeline(tokens, chain.stages).run(task_arena::current());
}

}  // namespace tbb

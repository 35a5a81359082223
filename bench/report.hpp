#pragma once
// The two figures that every benchmark reports, and the floor that the second is a share of.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "sim/model/model.hpp"

namespace truce::bench {

// What a step of a path cannot do without: the standard normals that it draws, and the exponentials that it takes: one
// for each different ratio of a factor on events' speeds, for each flow or chain with noise, and for each market's
// price.
struct Floor {
  explicit Floor(const model::Model& model);
  int normals = 0;
  int exponentials = 0;
  // CPU time for one path-week, measured once in this process for each pair of numbers: the median of 25 passes.
  double nanoseconds() const;
};

// One block's worth of the floor over four steps: `normals` streams, and `exponentials` columns a step.
class FloorWork {
 public:
  explicit FloorWork(const Floor& floor);
  void draw_normals();
  void take_exponentials();
  static constexpr int kSteps = 4;

 private:
  Floor floor_;
  std::vector<float> normals_;
  std::vector<double> arguments_, results_;
  std::uint32_t quad_ = 0;
};

// Seconds of CPU time: what a stage of work takes however busy the machine is.
enum class CpuOf { kThread, kProcess };
class CpuClock {
 public:
  explicit CpuClock(CpuOf whose = CpuOf::kThread);
  // Since it was made.
  double seconds() const;

 private:
  CpuOf whose_;
  double start_;
};

// Path-steps of one block: every step counts, whatever its length.
double path_weeks_of_block(const model::Model& model);

// Counters "ns/path-week", from `seconds` in all and `path_weeks` in all, and "share of floor": that divided by the
// model's floor, so 1.00 takes as long as the normals and exponentials alone.
void report(benchmark::State& state, const model::Model& model, double seconds, double path_weeks);

}  // namespace truce::bench

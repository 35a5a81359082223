// The floor of W1: its normals and its exponentials, and nothing else.
#include "bench/models.hpp"
#include "bench/report.hpp"
#include "sim/engine/block.hpp"

namespace truce::bench {

namespace {

template <class Work>
void measure_floor(benchmark::State& state, Work work) {
  const Floor floor(w1());
  FloorWork floor_work(floor);
  const CpuClock clock;
  for (auto _ : state) work(floor_work);
  report(state, w1(), clock.seconds(),
         static_cast<double>(state.iterations()) * FloorWork::kSteps * static_cast<double>(engine::kLanes));
  state.counters["normals"] = floor.normals;
  state.counters["exponentials"] = floor.exponentials;
}

void floor_normals(benchmark::State& state) {
  measure_floor(state, [](FloorWork& work) { work.draw_normals(); });
}

void floor_exponentials(benchmark::State& state) {
  measure_floor(state, [](FloorWork& work) { work.take_exponentials(); });
}

void floor_both(benchmark::State& state) {
  measure_floor(state, [](FloorWork& work) {
    work.draw_normals();
    work.take_exponentials();
  });
}

BENCHMARK(floor_normals);
BENCHMARK(floor_exponentials);
BENCHMARK(floor_both);

}  // namespace

}  // namespace truce::bench

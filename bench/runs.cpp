// A block; a run with its tallies; the writer. All on W1.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>

#include "bench/models.hpp"
#include "bench/report.hpp"
#include "sim/engine/run.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/results/output_file.hpp"
#include "sim/results/result_file.hpp"
#include "sim/study/simulate.hpp"

namespace truce::bench {

namespace {

void block(benchmark::State& state) {
  const model::Model& model = w1();
  engine::BlockResult result(model);
  const std::atomic<bool> never_stop{false};
  std::int64_t number = 0;
  const CpuClock clock;
  for (auto _ : state) engine::run_block(model, number++, result, never_stop);
  report(state, model, clock.seconds(), static_cast<double>(state.iterations()) * path_weeks_of_block(model));
}
BENCHMARK(block)->Unit(benchmark::kMicrosecond);

constexpr std::int64_t kPaths = 32768;

study::SimulateOptions options_of(std::int64_t kept_paths, int threads) {
  study::SimulateOptions options;
  options.paths = kPaths;
  options.kept_paths = kept_paths;
  options.sample_paths = 0;
  options.threads = threads;
  return options;
}

// Arguments: threads, kept paths. The time shown is wall time; ns/path-week is the CPU time of all threads.
void run(benchmark::State& state) {
  const model::Model& model = w1();
  const auto options = options_of(state.range(1), static_cast<int>(state.range(0)));
  const CpuClock clock(CpuOf::kProcess);
  for (auto _ : state) benchmark::DoNotOptimize(study::simulate(model, options));
  report(state, model, clock.seconds(),
         static_cast<double>(state.iterations()) * static_cast<double>(kPaths) * model.steps());
}
BENCHMARK(run)
    ->ArgNames({"threads", "kept"})
    ->Args({1, 0})
    ->Args({1, 20000})
    ->Args({2, 0})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

// A file beside others in the system's folder for temporaries, removed at the end.
class TemporaryFile {
 public:
  TemporaryFile() : path_(std::filesystem::temp_directory_path() / "bench_simulate.nc") {}
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// Argument: kept paths. Estimates -> data set -> file image -> disk. The time shown is wall time, with the wait for the
// disk; ns/path-week is CPU time, by path-weeks of the run behind it.
void writer(benchmark::State& state) {
  const model::Model& model = w1();
  const results::Results results = study::simulate(model, options_of(state.range(0), 0));
  results::RunRecord record;
  record.seed = model.seed;
  record.paths = results.paths;
  const TemporaryFile target;
  results::OutputFile file(target.path());
  double seconds = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    results::Results moved_from = results;
    const auto start = std::chrono::steady_clock::now();
    const CpuClock clock;
    const results::Dataset dataset = results::result_dataset(model, moved_from, record);
    const results::FileImage image = results::netcdf_image(dataset);
    file.write(image.data(), image.size());
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    seconds += clock.seconds();
    bytes = image.size();
  }
  report(state, model, seconds, static_cast<double>(state.iterations()) * static_cast<double>(kPaths) * model.steps());
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
}
BENCHMARK(writer)->ArgName("kept")->Arg(0)->Arg(20000)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace truce::bench

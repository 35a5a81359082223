// Several threads at once, for the thread sanitizer (preset tsan) and for everybody else: the same results, an
// interruption from outside, a failure inside.
#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "sim/base/errors.hpp"
#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/study/simulate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/collect.hpp"

namespace truce::test {
namespace {

model::Model base_model() {
  auto read = scenario::read_scenario(TRUCE_SOURCE_DIR "/scenarios/base.yaml");
  REQUIRE(read.scenario);
  auto model = model::build_model(*read.scenario, read.scenario->run.seed, read.diagnostics);
  REQUIRE(model);
  return std::move(*model);
}

study::SimulateOptions options(std::int64_t paths, int threads) {
  study::SimulateOptions options;
  options.paths = paths;
  options.kept_paths = 1500;
  options.sample_paths = 20;
  options.threads = threads;
  return options;
}

// NaN too is equal to itself.
template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

TEST_CASE("a run of the base scenario has the same results on 1 and 4 threads", "[threads]") {
  constexpr std::int64_t kPaths = 4400;  // so many that they are binned, and a last block that is cut
  const model::Model model = base_model();
  const results::Results one = study::simulate(model, options(kPaths, 1));
  const results::Results many = study::simulate(model, options(kPaths, 4));
  CHECK(many.paths == kPaths);
  REQUIRE(many.truce);
  CHECK(many.truce->survival_by_time.counts == one.truce->survival_by_time.counts);
  CHECK(many.truce->restricted_mean_life.value == one.truce->restricted_mean_life.value);
  CHECK(many.event_by_time.counts == one.event_by_time.counts);
  CHECK(many.disruption_by_time.counts == one.disruption_by_time.counts);
  REQUIRE(many.outcomes.size() == one.outcomes.size());
  for (std::size_t i = 0; i < one.outcomes.size(); ++i)
    CHECK(same_bits<double>({many.outcomes[i].mean.value}, {one.outcomes[i].mean.value}));
  REQUIRE(many.series.size() == one.series.size());
  for (std::size_t i = 0; i < one.series.size(); ++i) CHECK(same_bits(many.series[i].mean, one.series[i].mean));
}

TEST_CASE("progress is told by one thread at a time", "[threads]") {
  const model::Model model = base_model();
  std::atomic<bool> stop{false};
  std::atomic<int> inside{0}, at_once{0};
  std::int64_t last = 0;  // no atomics: the calls are ordered
  int calls = 0;
  bool grows = true;
  study::SimulateOptions run = options(100'000'000, 4);
  run.kept_paths = 0;
  run.stop = &stop;
  run.progress = [&](const study::Progress& progress) {
    if (++inside > 1) ++at_once;
    grows = grows && progress.paths_done > last;
    last = progress.paths_done;
    if (++calls == 3) stop = true;
    --inside;
  };
  CHECK_THROWS_AS(study::simulate(model, run), Interrupted);
  CHECK(at_once == 0);
  CHECK(grows);
  CHECK(calls >= 3);
}

TEST_CASE("another thread interrupts a run, and the next run is not hurt", "[threads]") {
  const model::Model model = base_model();
  const results::Results expected = study::simulate(model, options(2000, 4));
  for (const int milliseconds : {0, 30, 200}) {
    std::atomic<bool> stop{false};
    study::SimulateOptions run = options(100'000'000, 4);
    run.kept_paths = 0;
    run.stop = &stop;
    std::thread interrupter([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
      stop = true;
    });
    CHECK_THROWS_AS(study::simulate(model, run), Interrupted);
    interrupter.join();
  }
  const results::Results again = study::simulate(model, options(2000, 4));
  CHECK(again.truce->survival_by_time.counts == expected.truce->survival_by_time.counts);
  CHECK(again.event_by_time.counts == expected.event_by_time.counts);
}

TEST_CASE("a failure inside one of several threads reaches the caller", "[threads]") {
  // Each of the two fires the other in the same instant, on the paths on which `spark` comes.
  const model::Model model = model_of(
      "start: 2026-01-01\nend: 2026-12-31\nregimes: {r: [calm, a, b]}\nevents:\n"
      "  spark: {while: {r: calm}, rate: 0.0005 per year, set: {r: a}}\n"
      "  there: {when: {r: a}, set: {r: b}}\n"
      "  back: {when: {r: b}, set: {r: a}}\n");
  CHECK_THROWS_AS(study::simulate(model, options(20'000, 4)), RunError);
}

}  // namespace
}  // namespace truce::test

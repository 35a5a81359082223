#include "bench/report.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <set>
#include <utility>

#include "sim/base/columns.hpp"
#include "sim/base/elementary.hpp"
#include "sim/engine/block.hpp"
#include "sim/random/normals.hpp"

namespace truce::bench {

namespace {

constexpr std::size_t kLanes = engine::kLanes;

TRUCE_COLUMNS void exponential_column(const double* argument, double* result) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) result[lane] = exp_of(argument[lane]);
}

double measure(const Floor& floor) {
  FloorWork work(floor);
  constexpr int kRepeats = 40;
  std::array<double, 25> seconds;
  for (double& pass : seconds) {
    const CpuClock clock;
    for (int i = 0; i < kRepeats; ++i) {
      work.draw_normals();
      work.take_exponentials();
    }
    pass = clock.seconds();
  }
  std::nth_element(seconds.begin(), seconds.begin() + seconds.size() / 2, seconds.end());
  return seconds[seconds.size() / 2] / (kRepeats * FloorWork::kSteps * kLanes) * 1e9;
}

double cpu_seconds(CpuOf whose) {
  std::timespec time{};
  clock_gettime(whose == CpuOf::kThread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace

CpuClock::CpuClock(CpuOf whose) : whose_(whose), start_(cpu_seconds(whose)) {}

double CpuClock::seconds() const { return cpu_seconds(whose_) - start_; }

Floor::Floor(const model::Model& model) {
  const auto is_noisy = [](const model::Number& noise) { return noise.parameter.valid() || noise.value > 0; };
  int noisy = 0;
  for (const auto& flow : model.flows) noisy += is_noisy(flow.noise) ? 1 : 0;
  for (const auto& chain : model.chains) noisy += is_noisy(chain.noise) ? 1 : 0;
  std::set<std::pair<int, double>> ratios;
  for (const auto& event : model.events)
    for (int i = event.modifiers.begin; i < event.modifiers.end; ++i) {
      const auto& modifier = model.modifiers[static_cast<std::size_t>(i)];
      if (modifier.factor.valid()) ratios.insert({modifier.factor.value(), modifier.log_ratio});
    }
  const auto markets = static_cast<int>(model.markets.size());
  normals = static_cast<int>(model.factors.size()) + noisy + markets;
  exponentials = static_cast<int>(ratios.size()) + noisy + markets;
}

double Floor::nanoseconds() const {
  static std::map<std::pair<int, int>, double> measured;
  const auto [entry, is_new] = measured.try_emplace({normals, exponentials}, 0.0);
  if (is_new) entry->second = measure(*this);
  return entry->second;
}

FloorWork::FloorWork(const Floor& floor)
    : floor_(floor),
      normals_(static_cast<std::size_t>(floor.normals) * kSteps * kLanes),
      arguments_(kLanes),
      results_(static_cast<std::size_t>(floor.exponentials) * kSteps * kLanes) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) arguments_[lane] = (static_cast<double>(lane) - 128) / 64;
}

void FloorWork::draw_normals() {
  for (int stream = 0; stream < floor_.normals; ++stream) {
    float* first = normals_.data() + static_cast<std::size_t>(stream) * kSteps * kLanes;
    float* const out[4] = {first, first + kLanes, first + 2 * kLanes, first + 3 * kLanes};
    random::step_normals(1, 0, kLanes, random::StreamId::from_value(static_cast<std::uint64_t>(stream)), quad_, out);
  }
  ++quad_;
  benchmark::DoNotOptimize(normals_.data());
  benchmark::ClobberMemory();
}

void FloorWork::take_exponentials() {
  for (int i = 0; i < floor_.exponentials * kSteps; ++i)
    exponential_column(arguments_.data(), results_.data() + static_cast<std::size_t>(i) * kLanes);
  benchmark::DoNotOptimize(results_.data());
  benchmark::ClobberMemory();
}

double path_weeks_of_block(const model::Model& model) { return static_cast<double>(kLanes) * model.steps(); }

void report(benchmark::State& state, const model::Model& model, double seconds, double path_weeks) {
  const double nanoseconds = seconds / path_weeks * 1e9;
  state.counters["ns/path-week"] = nanoseconds;
  state.counters["share of floor"] = nanoseconds / Floor(model).nanoseconds();
}

}  // namespace truce::bench

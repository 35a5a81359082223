// Random valid scenarios: the block engine and its slow twin agree on their paths. The bytes are the choices that the
// writer of random scenarios makes, so that the fuzzer can change one thing of a scenario at a time.
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/engine/run.hpp"
#include "sim/model/build.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/fuzz/finding.hpp"
#include "tests/support/random_scenario.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/reference_compare.hpp"

namespace truce::test {
namespace {

constexpr std::uint32_t kPaths = 8;

// A factor whose mean feeds on the factor itself may grow without bound. Then an event may fire without end, of which
// both must tell, or numbers overflow, and what is left of the path means nothing.
bool runs_away(const PathRecord& path) {
  constexpr double kBeyondAnyMood = 1e6;
  for (const auto& factor : path.factor)
    for (const double x : factor)
      if (!(std::abs(x) < kBeyondAnyMood)) return true;
  return false;
}

bool engine_fails(const model::Model& model, engine::BlockResult& block) {
  const std::atomic<bool> never{false};
  try {
    engine::run_block(model, 0, block, never);
    return false;
  } catch (const RunError&) {
    return true;
  }
}

bool twin_fails(const model::Model& model) {
  try {
    for (std::uint32_t path = 0; path < engine::kLanes; ++path) simulate_path(model, path);
    return false;
  } catch (const RunError&) {
    return true;
  }
}

// The first two bytes are the seed of the scenario's kinds and of its paths; the others are choices.
void compare_engines(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return;
  const std::uint64_t seed = bytes[0] + 256u * bytes[1];
  const std::string yaml = random_scenario(seed, bytes.subspan(2)).yaml;
  scenario::ReadResult read = scenario::read_scenario_text(yaml, "random.yaml");
  if (!read.scenario) finding("a random scenario is wrong", yaml + read.diagnostics.render(read.sources));
  const auto model = model::build_model(*read.scenario, read.scenario->run.seed, read.diagnostics);
  if (!model) finding("a random scenario gives no model", yaml + read.diagnostics.render(read.sources));
  engine::BlockResult block(*model);
  if (engine_fails(*model, block)) {
    if (!twin_fails(*model)) finding("the engine fails where the twin does not", yaml);
    return;
  }
  for (std::uint32_t path = 0; path < kPaths; ++path) {
    const PathRecord twin = simulate_path(*model, path);
    if (runs_away(twin)) continue;
    if (const auto difference = first_difference(block, path, twin))
      finding(fmt::format("engine and twin part on path {}: {}", path, difference->text()), yaml);
  }
}

}  // namespace
}  // namespace truce::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  truce::test::compare_engines({data, size});
  return 0;
}

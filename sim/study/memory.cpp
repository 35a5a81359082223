// What a run takes and what the machine has.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>

#include "sim/base/errors.hpp"
#include "sim/results/tally.hpp"
#include "sim/study/simulate.hpp"

namespace truce::study {

namespace {

std::size_t block_bytes(const model::Model& model) {
  std::size_t series = 0;
  for (const results::SeriesSource& source : results::series_of(model)) series += 4 * source.items;
  series += model.regimes.size() + (model.has_truce ? 1 : 0);
  std::size_t per_path = 16 * model.events.size();
  for (const results::PathVariable& variable : results::path_variables(model)) per_path += 8 * variable.rows;
  return engine::kLanes * (series * model.times.size() + per_path);
}

// The first number after `key` in a file, or `none`.
std::size_t number_in(const std::string& file, const std::string& key, std::size_t none) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const std::size_t digit = line.find_first_of("0123456789", key.size());
    std::size_t number = 0;
    if (digit != std::string::npos &&
        std::from_chars(line.data() + digit, line.data() + line.size(), number).ec == std::errc{})
      return number;
  }
  return none;
}

std::string gigabytes(std::size_t bytes) { return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9); }

}  // namespace

std::size_t memory_needed(const model::Model& model, const SimulateOptions& options) {
  const int threads = threads_used(options.threads);
  const std::int64_t kept = std::min(options.kept_paths, options.paths);
  const std::int64_t samples = std::min(options.sample_paths, options.paths);
  const std::size_t block = block_bytes(model);
  // Each thread has a finished block and about as much of its own state; the pilot's blocks wait until all are there.
  std::size_t bytes = (2 * static_cast<std::size_t>(threads) + results::kPilotBlocks) * block;
  bytes += results::Tally::bytes(model, {options.paths, kept, samples}, threads);
  // Once in the tally, once or twice in the image of the file.
  bytes += 3 * results::KeptPaths::bytes(model, kept, samples);
  return bytes + 50'000'000;
}

std::size_t memory_available() {
  constexpr std::size_t kUnknown = ~std::size_t{0};
  std::size_t available = number_in("/proc/meminfo", "MemAvailable:", kUnknown);
  if (available != kUnknown) available *= 1024;
  // A container may have less.
  const std::size_t limit = number_in("/sys/fs/cgroup/memory.max", "", kUnknown);
  const std::size_t used = number_in("/sys/fs/cgroup/memory.current", "", kUnknown);
  const std::size_t cache = number_in("/sys/fs/cgroup/memory.stat", "file ", 0);
  if (limit != kUnknown && used != kUnknown) {
    const std::size_t held = used > cache ? used - cache : 0;
    available = std::min(available, limit > held ? limit - held : 0);
  }
  return available == kUnknown ? 0 : available;
}

void check_memory(const model::Model& model, const SimulateOptions& options) {
  const std::size_t needed = memory_needed(model, options);
  const std::size_t available = memory_available();
  if (available == 0 || needed <= available) return;
  throw RunError(
      fmt::format("scenario '{}' needs about {} of memory for this run, and {} are available; keep fewer paths "
                  "(--keep-paths), use fewer threads (--threads) or longer steps",
                  model.name, gigabytes(needed), gigabytes(available)));
}

}  // namespace truce::study

#include "sim/results/version.hpp"

#include <fmt/format.h>

#include "sim/engine/run.hpp"

namespace truce::results {

std::string version() { return TRUCE_VERSION; }

std::string build() {
#if defined(__clang__)
  const char* compiler = "clang++";
#else
  const char* compiler = "g++";
#endif
#if defined(__clang__)
  const std::string number = fmt::format("{}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  const std::string number = fmt::format("{}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
  return fmt::format("{} {}, {}, commit {}", compiler, number, TRUCE_FLAGS, TRUCE_COMMIT);
}

std::string vectors() { return engine::vector_target(); }

}  // namespace truce::results

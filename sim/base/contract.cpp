#include "sim/base/contract.hpp"

#include <cstdio>
#include <cstdlib>

namespace truce {

void contract_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: contract failed: %s\nThis is a bug in simulate, not in the scenario.\n", file, line,
               condition);
  std::abort();
}

}  // namespace truce

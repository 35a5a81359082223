#pragma once
// One lane of a block against the same path of the slow twin.
#include <optional>
#include <string>

#include "sim/engine/block.hpp"
#include "tests/support/reference.hpp"

namespace truce::test {

// Where two records of one path part.
struct Difference {
  std::string name;     // "factor", "event_count"
  std::size_t row = 0;  // which factor, event, ...
  int step = -1;        // of a series: the row of `time`; -1: per path
  double engine = 0;
  double twin = 0;
  std::string text() const;
};

// The first difference: series first, by time, so that what comes out is near its cause; then the values per path.
// Counts, states, causes and statements must be equal; other values per path agree within 1e-9 relative, series (which
// a block keeps in 32 bits) within 1e-6. NaN agrees with NaN alone.
std::optional<Difference> first_difference(const engine::BlockResult& block, std::size_t lane, const PathRecord& twin);

}  // namespace truce::test

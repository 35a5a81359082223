// The least of a row against one by one.
#include <limits>
#include <vector>

#include "sim/engine/clock_rows.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

TEST_CASE("the least of a row is found wherever it stands") {
  for (std::size_t least = 0; least < 16; ++least) {
    std::vector<double> values(16, 5.0), others(16, kNever);
    values[least] = 2;
    CHECK(engine::least_of(values.data(), 16) == 2);
    CHECK(engine::least_of(values.data(), others.data(), 16) == 2);
    CHECK(engine::least_of(others.data(), values.data(), 16) == 2);
    CHECK(engine::least_after(values.data(), 1, 16) == 2);
    CHECK(engine::least_after(values.data(), 2, 16) == 5);
  }
  CHECK(engine::least_of(nullptr, 0) == kNever);
  CHECK(engine::least_of(nullptr, nullptr, 0) == kNever);
}

}  // namespace
}  // namespace truce::test

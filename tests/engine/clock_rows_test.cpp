// The clocks of a block against the same sums one by one.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

#include "sim/engine/clock_rows.hpp"
#include "sim/random/philox.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr std::size_t kLanes = 64;
constexpr double kNever = std::numeric_limits<double>::infinity();

// Random clocks: some do not run, some stand still, and where `own` some keep a pace that no ratio gives.
struct Clocks {
  Clocks(std::size_t width, std::size_t ratios, bool own) : width(width), ratio_width(ratios) {
    random::PhiloxEngine words(5, 0, random::StreamId("clocks"));
    boost::random::uniform_real_distribution<double> share(0, 1);
    boost::random::uniform_int_distribution<std::int64_t> which(0, static_cast<std::int64_t>(ratios) - 1);
    for (std::size_t i = 0; i < kLanes * width; ++i) {
      left.push_back(share(words) < 0.2 ? kNever : 20 * share(words));
      speed.push_back(share(words) < 0.3 ? 0 : 0.1 * share(words));
      pace.push_back(0.1 * share(words));
    }
    for (std::size_t i = 0; i < kLanes * ratios; ++i) ratio.push_back(0.5 + share(words));
    for (std::size_t i = 0; i < width; ++i) {
      ratio_of.push_back(which(words));
      has_own_pace.push_back(own && share(words) < 0.3 ? 1 : 0);
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) busy.push_back(share(words) < 0.1 ? 1 : 0);
  }
  engine::ClockTable table() {
    return {kLanes,      width,        left.data(),     pace.data(),        speed.data(),
            ratio_width, ratio.data(), ratio_of.data(), has_own_pace.data()};
  }
  double pace_of(std::size_t lane, std::size_t i) const {
    const double ratio_now = ratio[lane * ratio_width + static_cast<std::size_t>(ratio_of[i])];
    return has_own_pace[i] ? pace[lane * width + i] : speed[lane * width + i] * ratio_now;
  }

  std::size_t width, ratio_width;
  std::vector<double> left, speed, pace, ratio;
  std::vector<std::int64_t> ratio_of;
  std::vector<std::uint8_t> has_own_pace, busy;
};

void compare(std::size_t width, std::size_t ratios, bool own) {
  constexpr double kDays = 7, kReach = 7.5;
  Clocks clocks(width, ratios, own);
  const Clocks before = clocks;
  std::vector<std::uint16_t> crossing(kLanes);
  crossing.resize(engine::run_down(clocks.table(), clocks.busy.data(), kDays, kReach, crossing.data()));
  CHECK(std::is_sorted(crossing.begin(), crossing.end()));
  std::size_t crossed = 0;
  bool right = true;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    bool crosses = before.busy[lane];
    for (std::size_t i = 0; i < width; ++i)
      crosses = crosses || !(before.left[lane * width + i] - before.pace_of(lane, i) * kReach > 0);
    crossed += crosses;
    right = right && crosses == std::binary_search(crossing.begin(), crossing.end(), lane);
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t at = lane * width + i;
      if (crosses)
        right = right && clocks.left[at] == before.left[at] && clocks.pace[at] == before.pace_of(lane, i);
      else
        right = right && clocks.left[at] == std::max(0.0, before.left[at] - before.pace_of(lane, i) * kDays);
    }
  }
  CHECK(right);
  CHECK(crossed > kLanes / 10);  // both kinds are there
  CHECK(crossed < kLanes);
}

TEST_CASE("clocks run down as one by one, with few ratios and many, and with paces of their own") {
  compare(8, 8, false);
  compare(16, 8, false);
  compare(16, 8, true);
  compare(16, 24, false);
  compare(24, 24, true);
}

TEST_CASE("the least of a row is found wherever it stands") {
  for (std::size_t least = 0; least < 16; ++least) {
    std::vector<double> values(16, 5.0), others(16, kNever), pace(16, 1.0);
    values[least] = 2;
    CHECK(engine::least_of(values.data(), others.data(), 16) == 2);
    CHECK(engine::least_of(others.data(), values.data(), 16) == 2);
    CHECK(engine::least_after(values.data(), 1, 16) == 2);
    CHECK(engine::least_after(values.data(), 2, 16) == 5);
    CHECK(engine::least_rest(values.data(), pace.data(), 3, 16) == -1);
  }
  CHECK(engine::least_of(nullptr, nullptr, 0) == kNever);
}

}  // namespace
}  // namespace truce::test

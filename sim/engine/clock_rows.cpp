#include "sim/engine/clock_rows.hpp"

#include <algorithm>
#include <limits>

#include "sim/base/columns.hpp"

namespace truce::engine {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr Eight kAllNever = {kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever};

// A minimum does not depend on the order in which it is taken: half against half.
[[gnu::always_inline]] inline double least_within(const Eight& values) {
  double least[kTogether];
  std::memcpy(least, &values, sizeof least);
  for (std::size_t half = kTogether / 2; half > 0; half /= 2)
    for (std::size_t j = 0; j < half; ++j) least[j] = least[j + half] < least[j] ? least[j + half] : least[j];
  return least[0];
}

// The paces of eight clocks of a lane, as a table holds them.
struct StoredPaces {
  const double* pace;
  [[gnu::always_inline]] void get(std::size_t i, Eight& eight) const { load(pace + i, eight); }
};

// The same, worked out where they are wanted: speed x one of the lane's few ratios.
struct PacesByFewRatios {
  const double* speed;
  const std::int64_t* ratio_of;
  const double* ratios;
  [[gnu::always_inline]] void get(std::size_t i, Eight& eight) const {
    Eight ratio, table;
    EightInts index;
    load(speed + i, eight);
    load(ratio_of + i, index);
    load(ratios, table);
    pick(table, index, ratio);
    eight *= ratio;
  }
};

// left - pace x days of eight clocks.
template <class Paces>
[[gnu::always_inline]] inline void rest_of(const double* left, const Paces& paces, double days, std::size_t i,
                                           Eight& rest) {
  Eight used;
  paces.get(i, used);
  load(left + i, rest);
  rest -= used * days;
}

template <class Paces>
[[gnu::always_inline]] inline double least_rest_of(const double* left, const Paces& paces, double days,
                                                   std::size_t width) {
  Eight least = kAllNever;
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight rest;
    rest_of(left, paces, days, i, rest);
    least = rest < least ? rest : least;
  }
  return least_within(least);
}

template <class Paces>
[[gnu::always_inline]] inline void use_up_of(double* left, const Paces& paces, double days, std::size_t width) {
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight rest;
    rest_of(left, paces, days, i, rest);
    rest = rest > 0 ? rest : Eight{};
    store(rest, left + i);
  }
}

// Few ratios and no pace of a clock's own, as in most scenarios: the table of paces is touched where a lane is not
// quiet.
TRUCE_COLUMNS std::size_t run_down_few(const ClockTable& c, const std::uint8_t* busy, double days, double reach,
                                       std::uint16_t* crossing) {
  std::size_t count = 0;
  for (std::size_t lane = 0; lane < c.lanes; ++lane) {
    double* left = c.left + lane * c.width;
    const PacesByFewRatios paces = {c.speed + lane * c.width, c.ratio_of, c.ratios + lane * c.ratio_width};
    if (!busy[lane] && least_rest_of(left, paces, reach, c.width) > 0) {
      use_up_of(left, paces, days, c.width);
      continue;
    }
    for (std::size_t i = 0; i < c.width; i += kTogether) {
      Eight pace;
      paces.get(i, pace);
      store(pace, c.pace + lane * c.width + i);
    }
    crossing[count++] = static_cast<std::uint16_t>(lane);
  }
  return count;
}

TRUCE_COLUMNS std::size_t run_down_many(const ClockTable& c, const std::uint8_t* busy, double days, double reach,
                                        std::uint16_t* crossing) {
  std::size_t count = 0;
  for (std::size_t lane = 0; lane < c.lanes; ++lane) {
    double* left = c.left + lane * c.width;
    double* pace = c.pace + lane * c.width;
    const double* speed = c.speed + lane * c.width;
    const double* ratios = c.ratios + lane * c.ratio_width;
    for (std::size_t i = 0; i < c.width; ++i)
      if (!c.has_own_pace[i]) pace[i] = speed[i] * ratios[c.ratio_of[i]];
    if (!busy[lane] && least_rest_of(left, StoredPaces{pace}, reach, c.width) > 0)
      use_up_of(left, StoredPaces{pace}, days, c.width);
    else
      crossing[count++] = static_cast<std::uint16_t>(lane);
  }
  return count;
}

}  // namespace

TRUCE_COLUMNS double least_rest(const double* left, const double* pace, double days, std::size_t width) {
  return least_rest_of(left, StoredPaces{pace}, days, width);
}

TRUCE_COLUMNS void use_up(double* left, const double* pace, double days, std::size_t width) {
  use_up_of(left, StoredPaces{pace}, days, width);
}

std::size_t run_down(const ClockTable& clocks, const std::uint8_t* busy, double days, double reach,
                     std::uint16_t* crossing) {
  const bool few = clocks.ratio_width == kTogether &&
                   std::none_of(clocks.has_own_pace, clocks.has_own_pace + clocks.width, [](auto own) { return own; });
  return (few ? run_down_few : run_down_many)(clocks, busy, days, reach, crossing);
}

TRUCE_COLUMNS double least_after(const double* values, double bound, std::size_t width) {
  Eight least = kAllNever;
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight x;
    load(values + i, x);
    x = x > bound ? x : kAllNever;
    least = x < least ? x : least;
  }
  return least_within(least);
}

TRUCE_COLUMNS double least_of(const double* a, const double* b, std::size_t width) {
  Eight least = kAllNever;
  for (std::size_t i = 0; i < width; i += kTogether) {
    Eight x, y;
    load(a + i, x);
    load(b + i, y);
    x = y < x ? y : x;
    least = x < least ? x : least;
  }
  return least_within(least);
}

}  // namespace truce::engine

#include "sim/results/quantile_grid.hpp"

#include <algorithm>
#include <cmath>

#include "sim/random/distribution.hpp"
#include "sim/random/philox.hpp"
#include "sim/results/frequent_values.hpp"
#include "sim/results/spread.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::results;

namespace {

double uniform(std::uint32_t path, const char* name) { return random::uniform_at(5, path, random::StreamId(name), 0); }

std::vector<std::uint32_t> count(const QuantileGrid& grid, const std::vector<float>& values) {
  std::vector<std::int32_t> slots(values.size());
  grid.find_slots(values.data(), values.size(), slots.data());
  std::vector<std::uint32_t> counts(QuantileGrid::slots_for(grid.bins()));
  for (const std::int32_t slot : slots) ++counts[static_cast<std::size_t>(slot)];
  return counts;
}

// The fan of `values`, the grid's range from the first 1024.
std::vector<float> fan(const std::vector<float>& values, Scale scale) {
  const QuantileGrid grid(values.data(), std::min<std::size_t>(values.size(), 1024), scale, 512);
  std::vector<Piece> pieces;
  std::vector<float> out(kQuantiles.size());
  fan_of_counts(grid, count(grid, values).data(), pieces, out.data());
  return out;
}

std::vector<float> exact_fan(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  std::vector<float> out;
  for (const double p : kQuantiles) {
    const double rank = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(rank);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    out.push_back(
        static_cast<float>(values[below] + (rank - static_cast<double>(below)) * (values[above] - values[below])));
  }
  return out;
}

// The largest distance of two fans between the 5 % and 95 % quantiles, in interquartile ranges of the second.
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (std::size_t q = kQuantile05; q <= kQuantile95; ++q) most = std::max<double>(most, std::abs(a[q] - b[q]));
  return most / (b[5] - b[3]);
}

}  // namespace

TEST_CASE("a fan from 512 bins agrees with exact selection to 2e-3 of the interquartile range") {
  std::vector<float> normal, lognormal, skewed;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    const double z = random::normal_quantile(uniform(i, "z"));
    normal.push_back(static_cast<float>(40 + 3 * z));
    lognormal.push_back(static_cast<float>(11 * std::exp(0.4 * z)));
    skewed.push_back(static_cast<float>(-std::log(uniform(i, "e"))));
  }
  CHECK(distance(fan(normal, Scale::kLinear), exact_fan(normal)) < 2e-3);
  CHECK(distance(fan(lognormal, Scale::kLogarithmic), exact_fan(lognormal)) < 2e-3);
  CHECK(distance(fan(skewed, Scale::kLinear), exact_fan(skewed)) < 2e-3);
  // The bound means something: a fan from a shifted sample of the same law is farther away.
  std::vector<float> shifted = normal;
  for (float& x : shifted) x += 0.02f;
  CHECK(distance(fan(shifted, Scale::kLinear), exact_fan(normal)) > 2e-3);
}

TEST_CASE("selection by parts equals sorting") {
  std::vector<float> values;
  for (std::uint32_t i = 0; i < 777; ++i)
    values.push_back(static_cast<float>(random::normal_quantile(uniform(i, "s"))));
  std::vector<float> scratch = values;
  std::vector<float> selected(kQuantiles.size());
  fan_of_values(scratch, selected.data());
  CHECK(selected == exact_fan(values));
  scratch = {3.5f};
  fan_of_values(scratch, selected.data());
  CHECK(selected == std::vector<float>(kQuantiles.size(), 3.5f));
}

TEST_CASE("atoms are exact, and what lies beside them stays on its side") {
  std::vector<float> values;
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    const double u = uniform(i, "atom");
    values.push_back(u < 0.30 ? 0.0f : u < 0.85 ? static_cast<float>(12 * (u - 0.30) / 0.55) : 12.0f);
  }
  const std::vector<float> binned = fan(values, Scale::kLinear);
  const std::vector<float> exact = exact_fan(values);
  for (std::size_t q = 0; q < kQuantiles.size(); ++q) {
    CAPTURE(kQuantiles[q]);
    if (exact[q] == 0.0f || exact[q] == 12.0f)
      CHECK(binned[q] == exact[q]);
    else
      CHECK(binned[q] == Approx(exact[q]).margin(0.02));
    CHECK(binned[q] >= 0.0f);
  }
  CHECK(exact[3] == 0.0f);
  CHECK(exact[6] == 12.0f);
}

TEST_CASE("a column of one value is that value") {
  const std::vector<float> values(5000, 20.5f);
  CHECK(fan(values, Scale::kLinear) == std::vector<float>(kQuantiles.size(), 20.5f));
  CHECK(fan(values, Scale::kLogarithmic) == std::vector<float>(kQuantiles.size(), 20.5f));
}

TEST_CASE("a quantile outside the pilot's range is NaN, the others are not") {
  std::vector<float> values;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const double u = uniform(i, "outside");
    values.push_back(static_cast<float>(i >= 1024 && u > 0.97 ? 1000 * u : u));
  }
  const std::vector<float> binned = fan(values, Scale::kLinear);
  CHECK(std::isnan(binned[8]));
  CHECK(binned[7] == Approx(0.95).margin(0.01));
  CHECK(binned[0] == Approx(0.01).margin(0.01));
}

TEST_CASE("frequent values: at least 1 %, most frequent first, 0 and -0 together, never NaN") {
  std::vector<float> values;
  for (int i = 0; i < 500; ++i) values.push_back(static_cast<float>(i) + 0.5f);
  for (int i = 0; i < 12; ++i) values.push_back(7.0f);
  for (int i = 0; i < 20; ++i) values.push_back(i % 2 == 0 ? 0.0f : -0.0f);
  for (int i = 0; i < 5; ++i) values.push_back(9.0f);  // below 1 % of 600 and some
  for (int i = 0; i < 100; ++i) values.push_back(NAN);
  CHECK(frequent_values(values.data(), values.size(), 8) == std::vector<float>{0.0f, 7.0f});
  CHECK(frequent_values(values.data(), values.size(), 1) == std::vector<float>{0.0f});
}

TEST_CASE("more atoms than places: the most frequent ones, and no value is lost") {
  std::vector<float> values;
  for (int v = 0; v < 12; ++v)
    for (int i = 0; i < 30 + v; ++i) values.push_back(static_cast<float>(v));
  const QuantileGrid grid(values.data(), values.size(), Scale::kLinear, 64);
  CHECK(grid.atoms() == std::vector<float>{11, 10, 9, 8, 7, 6, 5, 4});
  std::vector<Piece> pieces;
  grid.pieces(count(grid, values).data(), pieces);
  double total = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    total += pieces[i].count;
    if (i > 0) CHECK(pieces[i].from >= pieces[i - 1].to - 1e-9);
  }
  CHECK(total == static_cast<double>(values.size()));
}

TEST_CASE("spreads from counts agree with spreads from sorted values") {
  // An exponential with 60 % zeros: a loss that mostly does not happen.
  std::vector<float> values;
  for (std::uint32_t i = 0; i < 40'000; ++i) {
    const double u = uniform(i, "loss");
    values.push_back(u < 0.6 ? 0.0f : static_cast<float>(-std::log((1 - u) / 0.4)));
  }
  const QuantileGrid grid(values.data(), 1024, Scale::kLinear, 4096);
  BeyondRange beyond;
  for (const float x : values)
    if (x >= grid.high()) beyond.above.add({1, x - grid.high(), (x - grid.high()) * (x - grid.high())});
  const Spread binned = spread_of_counts(grid, count(grid, values).data(), beyond);
  std::sort(values.begin(), values.end());
  const Spread exact = spread_of_sorted(values);
  CHECK(binned.count == 40'000);
  for (std::size_t q = 0; q < kQuantiles.size(); ++q) {
    CAPTURE(kQuantiles[q]);
    CHECK(binned.quantiles[q].value == Approx(exact.quantiles[q].value).margin(0.002));
    CHECK(binned.quantiles[q].low == Approx(exact.quantiles[q].low).margin(0.002));
    CHECK(binned.quantiles[q].high == Approx(exact.quantiles[q].high).margin(0.002));
  }
  CHECK(binned.upper_shortfall.value == Approx(exact.upper_shortfall.value).epsilon(1e-3));
  CHECK(binned.upper_shortfall.standard_error == Approx(exact.upper_shortfall.standard_error).epsilon(1e-2));
  CHECK(binned.lower_shortfall.value == Approx(0).margin(1e-12));
  // The exponential's tail beyond its 95 % point ln(0.4 / 0.05) is memoryless: the mean of the worst 5 % is one more.
  CHECK(exact.upper_shortfall.value == Approx(std::log(8.0) + 1)
                                           .margin(5 * std::hypot(exact.upper_shortfall.standard_error,
                                                                  exact.quantiles[kQuantile95].standard_error())));
}

TEST_CASE("the order-statistics interval holds the ranks n p +- sqrt(n p (1 - p))") {
  std::vector<float> values;
  for (int i = 0; i < 401; ++i) values.push_back(static_cast<float>(i));
  const QuantileEstimate median = spread_of_sorted(values).quantiles[kMedian];
  CHECK(median.value == 200);
  CHECK(median.low == Approx(200 - std::sqrt(401 * 0.25)));
  CHECK(median.high == Approx(200 + std::sqrt(401 * 0.25)));
  CHECK(median.standard_error() == Approx(std::sqrt(401 * 0.25)));
}

// Are the step normals normal, and is one unlike the next? Moments, tails to 5 sigma, the whole histogram, and lags
// across steps (and so across the words of one Philox call), paths and streams, at 2^30 draws.
//
// usage: bench_random_quality [LOG2_DRAWS]     16 to 36, default 30
// Each figure has a known expectation and standard error; exit code 1 where one lies further off than 5 of them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/columns.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/normals.hpp"

namespace truce::bench {

namespace {

constexpr std::size_t kLanes = 256;
constexpr std::size_t kSteps = 64;
constexpr std::size_t kStreams = 2;
constexpr std::array<std::size_t, 9> kStepLags = {1, 2, 3, 4, 5, 6, 7, 8, 52};
constexpr double kBound = 5;

// Lanes add up apart, so that the loops over them need no order.
struct Sum {
  std::array<double, kLanes> lanes{};
  double count = 0;
  double total() const {
    double sum = 0;
    for (const double lane : lanes) sum += lane;
    return sum;
  }
};

TRUCE_COLUMNS void add_powers(const float* z, double* first, double* second, double* third, double* fourth) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double x = static_cast<double>(z[lane]);
    first[lane] += x;
    second[lane] += x * x;
    third[lane] += x * x * x;
    fourth[lane] += x * x * x * x;
  }
}

// Of the values, and of their squares less 1.
TRUCE_COLUMNS void add_products(const float* a, const float* b, std::size_t lanes, double* products, double* squares) {
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const double x = static_cast<double>(a[lane]);
    const double y = static_cast<double>(b[lane]);
    products[lane] += x * y;
    squares[lane] += (x * x - 1) * (y * y - 1);
  }
}

struct Pairs {
  Sum products, squares;
  void add(const float* a, const float* b, std::size_t lanes) {
    add_products(a, b, lanes, products.lanes.data(), squares.lanes.data());
    products.count += static_cast<double>(lanes);
  }
};

// Counts in cells of 1/64, from -8 to 8.
class Histogram {
 public:
  void add(const float* z) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) ++cells_[static_cast<std::size_t>((z[lane] + 8.0f) * 64.0f)];
  }
  std::int64_t above(int sigma) const { return sum(static_cast<std::size_t>(512 + 64 * sigma), kCells); }
  std::int64_t below(int sigma) const { return sum(0, static_cast<std::size_t>(512 - 64 * sigma)); }
  // Pearson's statistic over the cells that expect at least 50, and its degrees of freedom.
  std::pair<double, int> chi_square(double draws) const {
    double statistic = 0;
    int degrees = -1;
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      const double from = static_cast<double>(cell) / 64 - 8;
      // Both ends on one side of 0 or the other, where the distribution function is exact.
      const double low = std::min(std::abs(from), std::abs(from + 1.0 / 64));
      const double expected = draws * (random::normal_cdf(-low) - random::normal_cdf(-low - 1.0 / 64));
      if (expected < 50) continue;
      const double gap = static_cast<double>(cells_[cell]) - expected;
      statistic += gap * gap / expected;
      ++degrees;
    }
    return {statistic, degrees};
  }

 private:
  static constexpr std::size_t kCells = 1024;
  std::int64_t sum(std::size_t begin, std::size_t end) const {
    std::int64_t total = 0;
    for (std::size_t cell = begin; cell < end; ++cell) total += cells_[cell];
    return total;
  }
  std::array<std::int64_t, kCells> cells_{};
};

// Prints figures, and remembers whether all were near what they should be.
class Verdict {
 public:
  void judge(const std::string& what, double value, double expected, double standard_error) {
    const double z = (value - expected) / standard_error;
    fmt::print("{:44} {:16.9g} {:16.9g} {:7.2f}{}\n", what, value, expected, z, std::abs(z) < kBound ? "" : "  WRONG");
    if (!(std::abs(z) < kBound)) all_right_ = false;
    ++figures_;
  }
  int finish() const {
    fmt::print("{} figures, {}\n", figures_, all_right_ ? "all within 5 standard errors" : "not all are right");
    return all_right_ ? 0 : 1;
  }

 private:
  bool all_right_ = true;
  int figures_ = 0;
};

// The normals of one block of paths: of two streams, all steps.
class Draws {
 public:
  Draws() : values_(kStreams * kSteps * kLanes) {}
  void draw(std::uint32_t first_path) {
    static const std::array<random::StreamId, kStreams> streams = {random::StreamId("market/a"),
                                                                   random::StreamId("market/b")};
    for (std::size_t stream = 0; stream < kStreams; ++stream)
      for (std::size_t step = 0; step < kSteps; step += 4) {
        float* const out[4] = {at(stream, step), at(stream, step + 1), at(stream, step + 2), at(stream, step + 3)};
        random::step_normals(20251124, first_path, kLanes, streams[stream], static_cast<std::uint32_t>(step / 4), out);
      }
  }
  float* at(std::size_t stream, std::size_t step) { return values_.data() + (stream * kSteps + step) * kLanes; }

 private:
  std::vector<float> values_;
};

int examine(int log2_draws) {
  const std::int64_t blocks = (std::int64_t{1} << log2_draws) / static_cast<std::int64_t>(kStreams * kSteps * kLanes);
  std::array<Sum, 4> powers;
  std::array<Pairs, kStepLags.size()> steps;
  std::array<Pairs, 4> words;  // a step with the next, by its place among the four of one call
  Pairs paths, streams;
  Histogram histogram;
  Draws z;
  for (std::int64_t block = 0; block < blocks; ++block) {
    z.draw(static_cast<std::uint32_t>(block * static_cast<std::int64_t>(kLanes)));
    for (std::size_t stream = 0; stream < kStreams; ++stream)
      for (std::size_t step = 0; step < kSteps; ++step) {
        const float* now = z.at(stream, step);
        add_powers(now, powers[0].lanes.data(), powers[1].lanes.data(), powers[2].lanes.data(), powers[3].lanes.data());
        histogram.add(now);
        for (std::size_t lag = 0; lag < kStepLags.size(); ++lag)
          if (step + kStepLags[lag] < kSteps) steps[lag].add(now, z.at(stream, step + kStepLags[lag]), kLanes);
        if (step + 1 < kSteps) words[step % 4].add(now, z.at(stream, step + 1), kLanes);
        paths.add(now, now + 1, kLanes - 1);
        if (stream == 0) streams.add(now, z.at(1, step), kLanes);
      }
  }

  const double draws = static_cast<double>(blocks) * static_cast<double>(kStreams * kSteps * kLanes);
  fmt::print("{:44} {:>16} {:>16} {:>7}\n", fmt::format("{} draws", draws), "value", "expected", "z");
  Verdict verdict;
  constexpr std::array<double, 4> kMoments = {0, 1, 0, 3};
  constexpr std::array<double, 4> kVariances = {1, 2, 15, 96};
  for (std::size_t k = 0; k < powers.size(); ++k)
    verdict.judge(fmt::format("mean of z^{}", k + 1), powers[k].total() / draws, kMoments[k],
                  std::sqrt(kVariances[k] / draws));
  for (int sigma = 1; sigma <= 5; ++sigma) {
    const double share = random::normal_cdf(-sigma);
    const double error = std::sqrt(share * (1 - share) / draws);
    verdict.judge(fmt::format("share above {}", sigma), static_cast<double>(histogram.above(sigma)) / draws, share,
                  error);
    verdict.judge(fmt::format("share below -{}", sigma), static_cast<double>(histogram.below(sigma)) / draws, share,
                  error);
  }
  const auto [statistic, degrees] = histogram.chi_square(draws);
  verdict.judge("chi-square of the histogram", statistic, degrees, std::sqrt(2.0 * degrees));

  const auto judge_pairs = [&verdict](const std::string& what, const Pairs& pairs) {
    const double count = pairs.products.count;
    verdict.judge("correlation with " + what, pairs.products.total() / count, 0, 1 / std::sqrt(count));
    verdict.judge("  of the squares", pairs.squares.total() / count / 2, 0, 1 / std::sqrt(count));
  };
  for (std::size_t lag = 0; lag < kStepLags.size(); ++lag)
    judge_pairs(fmt::format("{} steps later", kStepLags[lag]), steps[lag]);
  for (std::size_t place = 0; place < words.size(); ++place)
    judge_pairs(fmt::format("the next step, from word {}", place), words[place]);
  judge_pairs("the next path", paths);
  judge_pairs("another stream", streams);
  return verdict.finish();
}

}  // namespace

}  // namespace truce::bench

int main(int count, char** arguments) {
  int log2_draws = 30;
  if (count > 1) {
    const std::string text = arguments[1];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), log2_draws);
    if (count > 2 || error != std::errc{} || end != text.data() + text.size() || log2_draws < 16 || log2_draws > 36) {
      fmt::print(stderr, "usage: bench_random_quality [LOG2_DRAWS], 16 to 36\n");
      return 2;
    }
  }
  return truce::bench::examine(log2_draws);
}

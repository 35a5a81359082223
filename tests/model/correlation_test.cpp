// The correlation matrix over all noise sources, its Cholesky factor, and the error where it is none.
#include <string>

#include "sim/model/build.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/collect.hpp"

namespace truce::model {
namespace {

constexpr const char* kHead = R"(
start: 2026-01-01
end: 2026-12-31
factors: {tension: {half_life: 10 weeks, sd: 1}}
trade: {grain: {unit: Mt, baseline: 1 Mt/week, noise: 20%}}
markets:
  a: {initial: 1 points, volatility: 10% per year}
  b: {initial: 1 points, volatility: 10% per year}
  c: {initial: 1 points, volatility: 10% per year}
)";

double product(const std::vector<double>& l, std::size_t n, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k) sum += l[i * n + k] * l[j * n + k];
  return sum;
}

TEST_CASE("L L^T is the correlation matrix, over all sources and over the markets alone") {
  const Model m = test::model_of(std::string(kHead) + R"(
correlation:
  - {of: [tension, a], is: 0.5}
  - {of: [trade.grain, markets.c], is: -0.2}
  - {of: [a, b, c], is: [[1], [0.3, 1], [0.1, -0.4, 1]]}
)");
  REQUIRE(m.noises.size() == 5);  // tension, grain, a, b, c
  const double c[5][5] = {
      {1, 0, 0.5, 0, 0}, {0, 1, 0, 0, -0.2}, {0.5, 0, 1, 0.3, 0.1}, {0, 0, 0.3, 1, -0.4}, {0, -0.2, 0.1, -0.4, 1}};
  REQUIRE(m.noise_factor.size() == 25);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 5; ++j) {
      CHECK(product(m.noise_factor, 5, i, j) == Approx(c[i][j]).margin(1e-12));
      if (j > i) CHECK(m.noise_factor[i * 5 + j] == 0);
    }
  REQUIRE(m.market_factor.size() == 9);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      CHECK(product(m.market_factor, 3, i, j) == Approx(c[i + 2][j + 2]).margin(1e-12));
  CHECK_FALSE(m.noises_independent);
  CHECK_FALSE(m.markets_independent);
}

TEST_CASE("without correlations, or with none between markets, the model knows it") {
  const Model none = test::model_of(kHead);
  CHECK(none.noises_independent);
  CHECK(none.markets_independent);
  const Model outside = test::model_of(std::string(kHead) + "correlation:\n  - {of: [tension, a], is: 0.5}\n");
  CHECK_FALSE(outside.noises_independent);
  CHECK(outside.markets_independent);
}

TEST_CASE("a matrix that is not positive definite names its smallest eigenvalue and the pair to look at") {
  auto read = scenario::read_scenario_text(std::string(kHead) + R"(
correlation:
  - {of: [a, b], is: 0.9}
  - {of: [b, c], is: 0.9}
  - {of: [a, c], is: -0.5}
)",
                                           "test.yaml");
  REQUIRE(read.scenario);
  Diagnostics diagnostics;
  CHECK_FALSE(build_model(*read.scenario, 1, diagnostics));
  REQUIRE(diagnostics.has_errors());
  const std::string text = diagnostics.render(read.sources);
  INFO(text);
  // The matrix maps (1, 0, -1) to 1.5 times itself; on vectors (x, y, x) it acts as [[0.5, 0.9], [1.8, 1]], whose
  // smaller eigenvalue is 0.75 - sqrt(0.75^2 + 1.12) = -0.547, with y = -1.16 x: the 0.9s pull hardest.
  CHECK(text.find("not positive definite") != std::string::npos);
  CHECK(text.find("-0.547") != std::string::npos);
  CHECK(text.find("markets.b") != std::string::npos);
  CHECK(text.find("test.yaml:") != std::string::npos);
}

}  // namespace
}  // namespace truce::model

// Correlations over the points of a sweep, and how sure they are.
#include "sim/study/correlation.hpp"

#include <cmath>
#include <random>

#include "tests/support/catch.hpp"

using namespace truce::study;

TEST_CASE("a correlation by hand, with the error of Student's t", "[study][correlation]") {
  // Deviations -2 -1 0 1 2 and -2 0 -1 1 2: 9 / 10.
  const Correlation found = correlation_of({1, 2, 3, 4, 5}, {0, 2, 1, 3, 4});
  CHECK(found.value == Approx(0.9));
  CHECK(found.standard_error == Approx(std::sqrt((1 - 0.81) / 3)));
  CHECK(correlation_of({1, 2, 3}, {5, 3, 1}).value == -1);
  CHECK(correlation_of({1, 2, 3}, {5, 3, 1}).standard_error == 0);
  CHECK(correlation_of({1, 2}, {5, 3}).value == -1);
  CHECK(std::isnan(correlation_of({1, 2}, {5, 3}).standard_error));
  CHECK(std::isnan(correlation_of({0.1, 0.1, 0.1}, {5, 3, 1}).value));
  CHECK(std::isnan(correlation_of({1, 2, NAN}, {5, 3, 1}).value));
  CHECK(std::isnan(correlation_of({}, {}).value));
}

TEST_CASE("the error of a correlation is honest, and chance stays below its bound", "[study][correlation]") {
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  constexpr int kStudies = 4000;
  constexpr std::size_t kPoints = 40;
  double squares = 0;
  int above = 0;
  for (int i = 0; i < kStudies; ++i) {
    std::vector<double> y(kPoints);
    for (double& value : y) value = normal(engine);
    double strongest = 0;
    for (int number = 0; number < 5; ++number) {
      std::vector<double> x(kPoints);
      for (double& value : x) value = normal(engine);
      const Correlation found = correlation_of(x, y);
      if (number == 0) squares += std::pow(found.value / found.standard_error, 2);
      strongest = std::max(strongest, std::abs(found.value));
    }
    above += strongest > strongest_by_chance(kPoints, 5);
  }
  // Student's t with 38 degrees has the variance 38 / 36; that of a square is about 2.
  CHECK(squares / kStudies == Approx(38.0 / 36).margin(5 * std::sqrt(2.3 / kStudies)));
  // Bonferroni's 5 % is at most that; of five independent ones 1 - 0.99^5.
  CHECK(above / double{kStudies} == Approx(0.049).margin(5 * std::sqrt(0.049 * 0.951 / kStudies)));
  CHECK(strongest_by_chance(512, 288) == Approx(0.165).margin(0.01));
  CHECK(std::isnan(strongest_by_chance(2, 1)));
}

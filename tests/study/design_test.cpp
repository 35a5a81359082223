#include "sim/study/design.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::study;
using scenario::StudySpec;
using scenario::VarySpec;

namespace {

VarySpec stretch(double from, double to, const std::string& unit, int steps = 0, bool logarithmic = false) {
  VarySpec vary;
  vary.path = vary.setting = "a";
  vary.from = from;
  vary.to = to;
  vary.unit = unit;
  vary.steps = steps;
  vary.logarithmic = logarithmic;
  return vary;
}

}  // namespace

TEST_CASE("values are written as a scenario says them") {
  CHECK(scenario::value_text(0.72727272727, "per year") == "0.727273 per year");
  CHECK(scenario::value_text(52.5, "%") == "52.5%");
  CHECK(scenario::value_text(15, "% per year") == "15% per year");
  CHECK(scenario::value_text(0.0000123456789, "") == "0.0000123457");
  CHECK(scenario::value_text(1234567.8, "t") == "1234568 t");
  CHECK(scenario::value_text(0, "") == "0");
  CHECK(scenario::value_text(-0.5, "%") == "-0.5%");
}

TEST_CASE("a grid has every combination, the last address fastest") {
  StudySpec study;
  study.vary = {stretch(0, 1, "per year", 3), VarySpec{}};
  study.vary[1].values = {"calm", "stress"};
  const std::vector<std::vector<std::string>> crossed = {{"0 per year", "calm"},   {"0 per year", "stress"},
                                                         {"0.5 per year", "calm"}, {"0.5 per year", "stress"},
                                                         {"1 per year", "calm"},   {"1 per year", "stress"}};
  CHECK(points_of(study) == crossed);
  study.vary = {stretch(1, 100, "", 3, true)};
  const std::vector<std::vector<std::string>> powers = {{"1"}, {"10"}, {"100"}};
  CHECK(points_of(study) == powers);
}

TEST_CASE("a latin hypercube takes each piece of each stretch once") {
  const auto points = latin_hypercube(100, 3, 5);
  for (std::size_t d = 0; d < 3; ++d) {
    std::set<int> pieces;
    for (const auto& point : points) pieces.insert(static_cast<int>(point[d] * 100));
    CHECK(pieces.size() == 100);
  }
  CHECK(points == latin_hypercube(100, 3, 5));
  CHECK(points != latin_hypercube(100, 3, 6));
  // Two dimensions are not the same order.
  CHECK(points[0][0] * 100 - static_cast<int>(points[0][0] * 100) !=
        points[0][1] * 100 - static_cast<int>(points[0][1] * 100));
}

TEST_CASE("positions among values and on stretches") {
  VarySpec words;
  words.values = {"a", "b", "c"};
  CHECK(value_at(words, 0.01) == "a");
  CHECK(value_at(words, 0.34) == "b");
  CHECK(value_at(words, 0.999) == "c");
  CHECK(value_at(stretch(2, 4, "weeks"), 0.25) == "2.5 weeks");
  CHECK(value_at(stretch(1, 100, "", 0, true), 0.5) == "10");
}

TEST_CASE("what moves together takes one place in the design") {
  StudySpec study;
  study.points = 16;
  study.vary = {stretch(0, 1, ""), stretch(10, 30, ""), stretch(0, 1, "")};
  for (const auto method : {StudySpec::Method::kSobol, StudySpec::Method::kLatinHypercube}) {
    study.method = method;
    study.vary[1].with_previous = true;
    const auto together = points_of(study);
    study.vary[1].with_previous = false;
    const auto apart = points_of(study);
    std::size_t same = 0;
    for (std::size_t p = 0; p < 16; ++p) {
      CHECK(std::stod(together[p][1]) == Approx(10 + 20 * std::stod(together[p][0])).margin(1e-3));
      same += std::abs(std::stod(apart[p][1]) - (10 + 20 * std::stod(apart[p][0]))) < 1e-3 ? 1 : 0;
    }
    CHECK(same < 4);
  }
}

TEST_CASE("outcomes of one event never exceed what there is to share") {
  StudySpec study;
  study.points = 64;
  study.method = StudySpec::Method::kLatinHypercube;
  study.vary = {stretch(45, 75, "%"), stretch(20, 45, "%"), stretch(50, 100, "%")};
  for (std::size_t v : {0, 1}) {
    study.vary[v].share_of = "events.visit.outcomes";
    study.vary[v].most = 95;  // another outcome has 5 %
  }
  auto free = study;
  for (VarySpec& vary : free.vary) vary.share_of.clear();
  const auto points = points_of(study), drawn = points_of(free);
  int cut = 0;
  for (std::size_t p = 0; p < 64; ++p) {
    const double held = std::stod(points[p][0]), postponed = std::stod(points[p][1]);
    const double first = std::stod(drawn[p][0]), second = std::stod(drawn[p][1]);
    CHECK(held + postponed <= 95);
    CHECK(held / postponed == Approx(first / second).epsilon(1e-4));
    CHECK(held + postponed == Approx(std::min(95.0, first + second)).epsilon(1e-4));
    CHECK(points[p][2] == drawn[p][2]);
    cut += first + second > 95 ? 1 : 0;
  }
  CHECK(cut > 10);
  CHECK(cut < 54);
}

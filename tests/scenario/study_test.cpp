#include "sim/scenario/study.hpp"

#include "tests/app/run_program.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::scenario;

namespace {

const char* const kRanged = R"(start: 2026-01-01
end: 2026-12-30
regimes: {tariffs: [calm, stress]}
events:
  stress: {while: {tariffs: calm}, rate: {value: 1.2 per year, range: [0.6, 2.4]}, set: {tariffs: stress}}
  ends: {while: {tariffs: stress}, delay: {value: 30 days, range: [10, 90]}, set: {tariffs: calm}}
trade:
  soybeans:
    unit: Mt
    pace: {value: {lognormal: {median: 0.5 Mt/week, sigma: 0.4}}, range: [0.3, 0.8]}
    noise: {value: 80%, range: [50%, 110%]}
    ordered_to_date: {value: 1 Mt, range: [0.5, 2]}
)";

ReadStudyResult read(const std::string& study) {
  const test::TemporaryFolder folder;
  test::put(folder.path("a.yaml"), kRanged);
  test::put(folder.path("study.yaml"), "scenario: a.yaml\n" + study);
  return read_study(folder.path("study.yaml"));
}

std::string codes(const std::string& study) {
  std::string out;
  const ReadStudyResult result = read(study);
  for (const Diagnostic& one : result.diagnostics.all())
    if (one.severity == Severity::kError) out += (out.empty() ? "" : " ") + one.code;
  return out;
}

}  // namespace

TEST_CASE("a study in full") {
  const ReadStudyResult result = read(
      "sweep: both\ntitle: A study\ndesign: {method: latin_hypercube, points: 30, seed: 7}\npaths: 500\nseed: 11\n"
      "vary:\n  events.stress.rate: {from: 0.5 per year, to: 2 per year, scale: log}\n  events.ends.delay: range\n"
      "  regimes.tariffs: {values: [[calm, stress], [stress, calm]]}\n");
  INFO(result.diagnostics.render(result.sources));
  REQUIRE(result.study);
  const StudySpec& study = *result.study;
  CHECK(study.name == "both");
  CHECK(study.method == StudySpec::Method::kLatinHypercube);
  CHECK(study.points == 30);
  CHECK(study.design_seed == 7);
  CHECK(study.paths == 500);
  CHECK(study.seed == 11);
  REQUIRE(study.vary.size() == 3);
  CHECK(study.vary[0].setting == "events.stress.rate.value");
  CHECK(study.vary[0].logarithmic);
  CHECK(study.vary[0].unit == "per year");
  CHECK(study.vary[1].from == Approx(10));
  CHECK(study.vary[1].to == Approx(90));
  CHECK(study.vary[1].unit == "days");
  CHECK(study.vary[2].setting == "regimes.tariffs");
  CHECK(study.vary[2].values.size() == 2);
}

TEST_CASE("listed values have the unit that all are written in") {
  const auto unit = [](const std::string& values) {
    const ReadStudyResult result =
        read("design: {method: grid}\nvary: {events.stress.rate: {values: [" + values + "]}}\n");
    REQUIRE(result.study);
    return result.study->vary[0].unit;
  };
  CHECK(unit("1 per year, 2.5 per year") == "per year");
  CHECK(unit("10 per year, 1 per month").empty());
  const ReadStudyResult list = read(
      "design: {method: list, list: [{events.stress.rate: 1 per year, regimes.tariffs: [calm, stress]}, "
      "{events.stress.rate: 2 per year, regimes.tariffs: [stress, calm]}]}\n");
  INFO(list.diagnostics.render(list.sources));
  REQUIRE(list.study);
  CHECK(list.study->vary[0].unit == "per year");
  CHECK(list.study->vary[1].unit.empty());
}

TEST_CASE("all assumptions: what has a range, is no distribution and no fact, in the unit it is written in") {
  const ReadStudyResult result = read("design: {method: sobol, points: 8}\nvary: assumptions\n");
  INFO(result.diagnostics.render(result.sources));
  REQUIRE(result.study);
  REQUIRE(result.study->vary.size() == 3);
  CHECK(result.study->name == "study");
  CHECK(result.study->vary[0].path == "events.ends.delay");
  CHECK(result.study->vary[1].path == "events.stress.rate");
  CHECK(result.study->vary[1].from == Approx(0.6));
  CHECK(result.study->vary[2].path == "trade.soybeans.noise");
  CHECK(result.study->vary[2].from == Approx(50));
  CHECK(result.study->vary[2].unit == "%");
}

TEST_CASE("the rows of one table move together, and the outcomes of one event share what there is") {
  const test::TemporaryFolder folder;
  test::put(folder.path("a.yaml"),
            "start: 2026-01-01\nend: 2026-12-30\nregimes: {tariffs: [calm, stress]}\nevents:\n"
            "  a:\n    probability:\n      2026-03-31: {value: 30%, range: [10%, 50%]}\n"
            "      2026-06-30: {value: 40%, range: [20%, 60%]}\n    set: {tariffs: stress}\n"
            "  b:\n    probability:\n      2026-03-31: {value: 30%, range: [10%, 50%]}\n      2026-05-31: 35%\n"
            "      2026-06-30: {value: 40%, range: [20%, 60%]}\n    set: {tariffs: stress}\n"
            "  c: {rate: {value: 1 per year, range: [0.5, 2]}, set: {tariffs: calm}}\n"
            "  d:\n    date: 2026-05-01\n    outcomes:\n      e: {probability: {value: 60%, range: [40%, 80%]}}\n"
            "      f: {probability: {value: 0.2, range: [0.1, 0.4]}}\n      g: {probability: 10%}\n"
            "      h: {probability: rest}\n");
  test::put(folder.path("study.yaml"), "scenario: a.yaml\ndesign: {method: sobol, points: 8}\nvary: assumptions\n");
  const ReadStudyResult result = read_study(folder.path("study.yaml"));
  INFO(result.diagnostics.render(result.sources));
  REQUIRE(result.study);
  std::vector<bool> together;
  for (const VarySpec& vary : result.study->vary) together.push_back(vary.with_previous);
  CHECK(together == std::vector<bool>{false, true, false, true, false, false, false});
  CHECK(result.study->vary[1].path == "events.a.probability.2026-06-30");
  CHECK(result.study->vary[4].share_of.empty());
  CHECK(result.study->vary[5].share_of == "events.d.outcomes");
  CHECK(result.study->vary[5].most == Approx(90));
  CHECK(result.study->vary[6].share_of == "events.d.outcomes");
  CHECK(result.study->vary[6].most == Approx(0.9));
}

TEST_CASE("degrees of freedom are whole: they vary over values, not over a stretch") {
  const test::TemporaryFolder folder;
  test::put(folder.path("a.yaml"),
            "start: 2026-01-01\nend: 2026-12-30\nmarkets: {m: {initial: 1 USD, volatility: {value: 20% per year, "
            "range: [15%, 25%]}, tails: {value: 5, range: [4, 8]}}}\n");
  const auto with = [&](const std::string& vary) {
    test::put(folder.path("study.yaml"), "scenario: a.yaml\ndesign: {method: sobol, points: 4}\nvary: " + vary + "\n");
    return read_study(folder.path("study.yaml"));
  };
  const ReadStudyResult all = with("assumptions");
  REQUIRE(all.study);
  REQUIRE(all.study->vary.size() == 1);
  CHECK(all.study->vary[0].path == "markets.m.volatility");
  CHECK(with("{markets.m.tails: {values: [4, 5, 8]}}").study);
  for (const char* stretch : {"range", "{from: 4, to: 8}"}) {
    const ReadStudyResult refused = with(std::string("{markets.m.tails: ") + stretch + "}");
    REQUIRE(refused.diagnostics.all().size() == 1);
    CHECK(refused.diagnostics.all()[0].code == "E310");
  }
}

TEST_CASE("a list says what varies by itself") {
  const ReadStudyResult result = read(
      "design: {list: [{events.stress.rate: 1 per year, end: 2026-06-30}, "
      "{end: 2026-12-30, events.stress.rate: 2 per year}]}\n");
  REQUIRE(result.study);
  CHECK(result.study->points == 2);
  REQUIRE(result.study->rows[1].size() == 2);
  CHECK(result.study->rows[1][0] == "2 per year");
  CHECK(result.study->rows[1][1] == "2026-12-30");
}

TEST_CASE("what is wrong with a study") {
  CHECK(codes("vary: assumptions\n") == "E402");
  CHECK(codes("design: {method: sobol}\nvary: assumptions\n") == "E402");
  CHECK(codes("design: {method: grid}\nvary: assumptions\n") == "E406");
  CHECK(codes("design: {method: random}\nvary: assumptions\n") == "E313");
  CHECK(codes("design: {method: grid, points: 5}\nvary: {events.stress.rate: {steps: 3}}\n") == "E401");
  CHECK(codes("design: {method: grid}\nvary: {events.stress.rate: range}\n") == "E402");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: {events.stress.rate: {steps: 3}}\n") == "E406");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: {events.strss.rate: range}\n") == "E401");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: {trade.soybeans.pace: range}\n") == "E402");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: {events.stress.rate: {from: 1 per year}}\n") == "E402");
  CHECK(
      codes("design: {method: sobol, points: 4}\nvary: {events.stress.rate: {from: 1 per year, to: 5 per month}}\n") ==
      "E303");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: {events.stress.rate: {from: 0 per year, to: 5 per year, "
              "scale: log}}\n") == "E304");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: {events.stress.rate: 1 per year}\n") == "E313");
  CHECK(codes("design: {list: [{end: 2026-06-30}, {start: 2026-02-01}]}\n") == "E402");
  CHECK(codes("design: {list: [{end: 2026-06-30}]}\nvary: assumptions\n") == "E406");
  CHECK(
      codes("design: {method: grid}\nvary: {events.stress.rate: {steps: 2000}, events.ends.delay: {steps: 2000}}\n") ==
      "E408");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: assumptions\npaths: 0\n") == "E304");
  CHECK(codes("design: {method: sobol, points: 4}\nvary: assumptions\ncolour: red\n") == "E401");
}

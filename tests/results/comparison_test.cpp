#include "sim/results/comparison.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/results/figures.hpp"
#include "sim/results/format.hpp"
#include "tests/results/hand_made.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::results;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Several outcomes; the last alone is not as in the hand-made model.
model::Model with_outcomes(std::size_t count, const std::string& name) {
  model::Model m = test::hand_made_model();
  m.name = name;
  const model::Outcome first = m.outcomes[0];
  m.outcomes.clear();
  for (std::size_t i = 0; i < count; ++i) {
    m.outcomes.push_back(first);
    m.outcomes.back().name = "outcome_" + std::to_string(i);
  }
  return m;
}

Results run(const model::Model& model, double last_outcome) {
  std::vector<engine::BlockResult> pilot(1, engine::BlockResult(model));
  model::Model three = test::hand_made_model();
  engine::BlockResult filled(three);
  test::fill_block(three, 0, filled);
  const auto outcomes = pilot[0].outcome_value;
  pilot[0] = filled;
  pilot[0].outcome_value = outcomes;
  for (std::size_t i = 0; i < model.outcomes.size(); ++i)
    for (std::size_t lane = 0; lane < engine::kLanes; ++lane)
      pilot[0].outcome_value[i][lane] = lane % 2 == 0 ? 1 : i + 1 == model.outcomes.size() ? last_outcome : 0;
  Tally tally(model, {256, 0, 0}, pilot);
  tally.merge(tally.tally(pilot[0], 256));
  return tally.finish();
}

}  // namespace

TEST_CASE("every figure's values on the paths come to its estimate in the results") {
  const model::Model model = test::hand_made_model();
  const Results results = test::tally_by_hand(model, 2000, 0);
  const std::vector<Figure> figures = figures_of(model);
  // Two horizons and the life; met and amount; two horizons and the loss; 2 markets x 2 horizons x 3; 3 outcomes.
  CHECK(figures.size() == 3 + 2 + 3 + 12 + 3);
  for (const Figure& figure : figures) {
    CAPTURE(figure.key);
    CHECK(find_figure(figures, figure.key) == static_cast<std::size_t>(&figure - figures.data()));
    std::vector<double> values;
    for (std::int64_t block = 0; block < 8; ++block) {
      engine::BlockResult filled(model);
      test::fill_block(model, block, filled);
      double column[engine::kLanes];
      const std::size_t lanes = block < 7 ? engine::kLanes : 2000 - 7 * engine::kLanes;
      figure_values(model, figure, filled, lanes, column);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        if (!std::isnan(column[lane])) values.push_back(column[lane]);
    }
    const Estimate estimate = figure_estimate(model, figure, results);
    REQUIRE(estimate.count == static_cast<std::int64_t>(values.size()));
    if (figure.statistic == Figure::Statistic::kQuantile) {
      std::sort(values.begin(), values.end());
      const double rank = figure.quantile * static_cast<double>(values.size() - 1);
      const auto below = static_cast<std::size_t>(rank);
      CHECK(estimate.value >= values[below] - 1e-6);
      CHECK(estimate.value <= values[below + 1] + 1e-6);
      CHECK(estimate.standard_error > 0);
      continue;
    }
    double sum = 0;
    for (const double value : values) sum += value;
    CHECK(estimate.value == Approx(sum / static_cast<double>(values.size())).margin(1e-12));
  }
  CHECK(find_figure(figures, "market.gold.return.0.50.2025-12-28") == figures.size());
}

TEST_CASE("a table for several runs fits the screen and shows the outcomes that differ") {
  std::vector<model::Model> models;
  for (int i = 0; i < 6; ++i) models.push_back(with_outcomes(60, "scenario_with_a_long_name_" + std::to_string(i)));
  std::vector<Results> results;
  for (int i = 0; i < 6; ++i) results.push_back(run(models[static_cast<std::size_t>(i)], i == 5 ? 1 : 0));
  std::vector<ComparedRun> runs;
  for (std::size_t i = 0; i < 6; ++i) runs.push_back({&models[i], &results[i]});
  const std::string text = comparison_text(runs);
  for (const std::string& line : lines_of(text)) CHECK(width_of(line) <= 104);
  // Four beside each other, then the first again and the other two.
  const std::size_t second = text.find("COMPARISON", 1);
  REQUIRE(second != std::string::npos);
  CHECK(lines_of(text.substr(0, second)).size() <= 46);   // with the empty line between
  CHECK(contains(text.substr(0, second), "outcome_59"));  // the last is the one that differs
  CHECK(!contains(text, "outcome_58"));
  CHECK(contains(text.substr(0, second), "outcome_0"));
  CHECK(contains(text, "more outcomes, which differ less, in the files"));
  CHECK(contains(text, "  outcome_59"));
  CHECK(contains(text.substr(second), "> 98"));  // the last run alone
  CHECK(!contains(text.substr(0, second), "> 98"));
}

TEST_CASE("a figure that one scenario lacks") {
  const model::Model all = test::hand_made_model();
  model::Model few = test::hand_made_model();
  few.name = "few";
  few.outcomes.resize(1);
  few.outcomes[0].name = "other";
  const Results of_all = test::tally_by_hand(all, 256, 0);
  engine::BlockResult block(all);
  test::fill_block(all, 0, block);
  std::vector<engine::BlockResult> pilot = {block};
  Tally tally(few, {256, 0, 0}, pilot);
  tally.merge(tally.tally(block, 256));
  const Results of_few = tally.finish();
  const std::vector<ComparedRun> runs = {{&all, &of_all}, {&few, &of_few}};
  const std::string text = comparison_text(runs);
  bool seen = false;
  for (const std::string& line : lines_of(text)) {
    if (contains(line, "  holds")) CHECK(line.back() == '-');
    if (!contains(line, "  other")) continue;
    seen = true;
    CHECK(contains(line, " - "));
  }
  CHECK(seen);
  const auto json = nlohmann::json::parse(comparison_json(runs));
  CHECK(json["scenarios"] == nlohmann::json({"hand-made", "few"}));
  for (const auto& figure : json["figures"]) {
    if (figure["key"] == "outcome.other") CHECK(figure["estimates"][0].is_null());
    if (figure["key"] == "outcome.holds") CHECK(figure["estimates"][1].is_null());
    if (figure["key"] == "truce.unbroken.2025-12-04") CHECK(figure["estimates"][0] == figure["estimates"][1]);
  }
}

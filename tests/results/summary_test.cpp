#include "sim/results/summary.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

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

std::string line_with(const std::string& text, const std::string& word) {
  for (const std::string& line : lines_of(text))
    if (line.find(word) != std::string::npos) return line;
  return {};
}

RunRecord record_of(const Results& results) { return {"", 3, results.paths, 2, 0.5}; }

// The hand-made model with several of each noun.
model::Model wide_model() {
  model::Model m = test::hand_made_model();
  const auto repeat = [](auto& table, std::size_t count) {
    const auto first = table[0];
    table.clear();
    for (std::size_t i = 0; i < count; ++i) {
      table.push_back(first);
      table.back().name += "_number_" + std::to_string(i);
    }
  };
  repeat(m.markets, 8);
  repeat(m.sectors, 4);
  repeat(m.commitments, 4);
  repeat(m.outcomes, 30);
  m.horizons.insert(m.horizons.begin(), {Date{m.start.days + 3}, 4, 1});
  return m;
}

Results zeros(const model::Model& model) {
  std::vector<engine::BlockResult> pilot(1, engine::BlockResult(model));
  for (std::size_t lane = 0; lane < engine::kLanes; ++lane) {
    pilot[0].truce_end_time[0][lane] = test::kNaN;
    pilot[0].truce_end_cause[0][lane] = pilot[0].truce_end_root[0][lane] = -1;
    for (std::size_t e = 0; e < model.events.size(); ++e) pilot[0].event_first_time[e][lane] = test::kNaN;
    for (std::size_t s = 0; s < model.sectors.size(); ++s) pilot[0].first_disruption[s][lane] = test::kNaN;
    for (std::size_t k = 0; k < test::kTimes; ++k) pilot[0].holds.at(0, k)[lane] = 1;
    for (std::size_t h = 0; h < model.horizons.size(); ++h) pilot[0].holds_by_horizon[h][lane] = 1;
  }
  Tally tally(model, {256, 0, 0}, pilot);
  tally.merge(tally.tally(pilot[0], 256));
  return tally.finish();
}

}  // namespace

TEST_CASE("the summary tells each figure with its error") {
  const model::Model model = test::hand_made_model();
  const Results results = test::tally_by_hand(model, 100'000, 0);
  const std::string text = summary_text(model, results, record_of(results));
  CAPTURE(text);
  for (const std::string& line : lines_of(text)) CHECK(width_of(line) <= 100);
  CHECK(text.find("…") == std::string::npos);
  CHECK(lines_of(text)[0] == "A truce made by hand");
  CHECK(lines_of(text)[1].find("100,000 paths in 0.50 s, seed 3") != std::string::npos);
  const std::string truce = line_with(text, "  to 2025-12-28");
  CHECK(truce.find(format_share(results.truce->survival_by_horizon.at(1))) != std::string::npos);
  CHECK(truce.find("snapback " + format_share(results.truce->cause_by_horizon.at(1, 1))) != std::string::npos);
  CHECK(truce.find("snapback") < truce.find("visit"));  // the more frequent cause first
  CHECK(line_with(text, "life: median").find(format_estimate(results.truce->median_life)) != std::string::npos);
  const std::string commitment = line_with(text, "soybeans.initial");
  CHECK(commitment.find("12 Mt") != std::string::npos);
  CHECK(commitment.find(format_share(results.commitment_met[0])) != std::string::npos);
  CHECK(line_with(text, "rare_earths.automotive").find(format_share(results.disruption_by_time.at(5))) !=
        std::string::npos);
  const QuantileEstimate& vix = results.market_return[3].quantiles[kMedian];
  CHECK(line_with(text, "vix").find(format_estimate(100 * vix.value, 100 * vix.standard_error())) != std::string::npos);
  CHECK(line_with(text, "dry_days_if_broken").find("days *") != std::string::npos);
}

TEST_CASE("a scenario of eight markets, four sectors, four commitments and thirty outcomes fits one screen") {
  const model::Model model = wide_model();
  const Results results = zeros(model);
  const std::string text = summary_text(model, results, record_of(results));
  CAPTURE(text);
  CHECK(lines_of(text).size() <= 45);
  for (const std::string& line : lines_of(text)) CHECK(width_of(line) <= 100);
  for (const model::Market& market : model.markets) CHECK(text.find(market.name) != std::string::npos);
  for (const model::Sector& sector : model.sectors) CHECK(text.find(sector.name.substr(0, 20)) != std::string::npos);
  CHECK(text.find("more in the file") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("what never or always happened is a bound; what is not defined is said") {
  model::Model model = test::hand_made_model();
  Results results = zeros(model);
  std::string text = summary_text(model, results, record_of(results));
  CHECK(line_with(text, "  to 2025-12-28").find("> 98") != std::string::npos);
  CHECK(line_with(text, "life: median").find("beyond 2025-12-28") != std::string::npos);
  CHECK(line_with(text, "rare_earths.automotive").find("none on any path") != std::string::npos);
  CHECK(line_with(text, "  holds    ").find("< 2 %") != std::string::npos);
  CHECK(text.find("nan") == std::string::npos);
  results.outcomes[2] = Spread{};
  text = summary_text(model, results, record_of(results));
  CHECK(line_with(text, "dry_days_if_broken").find("no path meets its condition") != std::string::npos);
}

TEST_CASE("the JSON has every estimate with its error, and null for what is not defined") {
  const model::Model model = test::hand_made_model();
  Results results = test::tally_by_hand(model, 20'000, 0);
  const auto json = nlohmann::json::parse(summary_json(model, results, record_of(results), "results/hand-made.nc"));
  CHECK(json["scenario"] == "hand-made");
  CHECK(json["paths"] == 20'000);
  CHECK(json["file"] == "results/hand-made.nc");
  CHECK(json["outcomes"]["holds"]["value"] == results.outcomes[0].mean.value);
  CHECK(json["outcomes"]["holds"]["standard_error"] == results.outcomes[0].mean.standard_error);
  CHECK(json["outcomes"]["dry_days_if_broken"]["paths"] == results.outcomes[2].mean.count);
  CHECK(json["truce"]["horizons"][1]["date"] == "2025-12-28");
  CHECK(json["truce"]["horizons"][1]["survival"]["value"] == results.truce->survival_by_horizon.at(1).value);
  CHECK(json["truce"]["horizons"][1]["broken_by"]["visit"]["value"] == results.truce->cause_by_horizon.at(1, 0).value);
  CHECK(json["commitments"]["soybeans.initial"]["met"]["value"] == results.commitment_met[0].value);
  CHECK(json["sectors"]["rare_earths.automotive"]["loss_weeks"]["expected_shortfall_95"]["value"] ==
        results.loss[0].upper_shortfall.value);
  const auto& market = json["markets"]["vix"]["horizons"][0]["return"];
  CHECK(market["quantiles"]["0.05"]["value"].get<double>() == -market["value_at_risk_95"]["value"].get<double>());
  CHECK(market["expected_shortfall_95"]["value"].get<double>() > market["value_at_risk_95"]["value"].get<double>());
  CHECK(json["events"]["snapback"]["triggers_voided"].is_null());
  results.outcomes[2] = Spread{};
  const auto empty = nlohmann::json::parse(summary_json(model, results, record_of(results), "x"));
  CHECK(empty["outcomes"]["dry_days_if_broken"]["value"].is_null());
}

TEST_CASE("a title that is not UTF-8 does not stop the JSON") {
  model::Model model = test::hand_made_model();
  model.title = "Busan \xff";
  const Results results = zeros(model);
  CHECK_NOTHROW(nlohmann::json::parse(summary_json(model, results, record_of(results), "x")));
}

#include "sim/results/result_file.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "sim/base/errors.hpp"
#include "sim/results/netcdf_writer.hpp"
#include "sim/results/output_file.hpp"
#include "sim/results/sha256.hpp"
#include "tests/results/hand_made.hpp"
#include "tests/results/temporary_folder.hpp"
#include "tests/support/catch.hpp"

using namespace truce;
using namespace truce::results;

namespace {

// Every variable of the design's table with its dimensions, typed from the document.
const std::map<std::string, std::string> kVariables = {{"event_count", "path event"},
                                                       {"event_own_count", "path event"},
                                                       {"event_first_time", "path event"},
                                                       {"event_integrated_hazard", "path event"},
                                                       {"event_outcome", "path event"},
                                                       {"triggers_voided", "event"},
                                                       {"regime_final", "path regime"},
                                                       {"regime_days", "path regime_state"},
                                                       {"truce_end_time", "path"},
                                                       {"truce_end_cause", "path"},
                                                       {"truce_end_root", "path"},
                                                       {"ordered", "path commitment"},
                                                       {"shipped", "path commitment"},
                                                       {"flow_ordered_total", "path flow"},
                                                       {"flow_shipped_total", "path flow"},
                                                       {"disrupted_days", "path sector"},
                                                       {"first_disruption", "path sector"},
                                                       {"longest_disruption", "path sector"},
                                                       {"loss", "path sector"},
                                                       {"peak_loss_rate", "path sector"},
                                                       {"market_return", "path market horizon"},
                                                       {"market_drawdown", "path market horizon"},
                                                       {"outcome_value", "path outcome"},
                                                       {"truce_survival", "time"},
                                                       {"truce_holding", "time"},
                                                       {"truce_incidence", "time event"},
                                                       {"truce_incidence_root", "time event"},
                                                       {"regime_probability", "time regime_state"},
                                                       {"event_probability", "time event"},
                                                       {"factor_mean", "time factor"},
                                                       {"factor_quantile", "time factor quantile"},
                                                       {"ordered_mean", "time flow"},
                                                       {"ordered_quantile", "time flow quantile"},
                                                       {"shipped_mean", "time flow"},
                                                       {"shipped_quantile", "time flow quantile"},
                                                       {"flow_rate_mean", "time flow"},
                                                       {"flow_rate_quantile", "time flow quantile"},
                                                       {"disruption_probability", "time sector"},
                                                       {"loss_mean", "time sector"},
                                                       {"dry_share_mean", "time sector"},
                                                       {"drawdown_quantile", "time sector quantile"},
                                                       {"level_quantile", "time chain quantile"},
                                                       {"market_quantile", "time market quantile"},
                                                       {"outcome_mean", "outcome"},
                                                       {"sample_factor", "sample time factor"},
                                                       {"sample_regime", "sample time regime"},
                                                       {"sample_ordered", "sample time flow"},
                                                       {"sample_drawdown", "sample time sector"},
                                                       {"sample_market", "sample time market"},
                                                       // Standard errors.
                                                       {"truce_survival_se", "time"},
                                                       {"truce_holding_se", "time"},
                                                       {"truce_incidence_se", "time event"},
                                                       {"truce_incidence_root_se", "time event"},
                                                       {"regime_probability_se", "time regime_state"},
                                                       {"event_probability_se", "time event"},
                                                       {"disruption_probability_se", "time sector"},
                                                       {"factor_se", "time factor"},
                                                       {"ordered_se", "time flow"},
                                                       {"shipped_se", "time flow"},
                                                       {"flow_rate_se", "time flow"},
                                                       {"loss_se", "time sector"},
                                                       {"dry_share_se", "time sector"},
                                                       {"outcome_se", "outcome"}};

const std::set<std::string> kCoordinates = {
    "path", "time",   "event", "outcome_of_event", "regime",  "regime_state", "factor",  "commitment",
    "flow", "sector", "chain", "market",           "horizon", "quantile",     "outcome", "sample"};

RunRecord record_of(const Results& results) { return {"title: A truce made by hand\n", 3, results.paths, 2, 0.5}; }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

const std::string* text_attribute(const Variable& variable, const std::string& name) {
  for (const auto& [key, value] : variable.attributes)
    if (key == name) return std::get_if<std::string>(&value);
  return nullptr;
}

template <class T>
const std::vector<T>& values(const Dataset& dataset, const std::string& name) {
  const Variable* variable = dataset.find(name);
  REQUIRE(variable != nullptr);
  return std::get<std::vector<T>>(variable->values);
}

// Writes a dataset and reads it back.
Dataset through_file(const Dataset& dataset) {
  const test::TemporaryFolder folder;
  OutputFile file(folder.path("result.nc"));
  const FileImage image = netcdf_image(dataset);
  file.write(image.data(), image.size());
  return read_netcdf(folder.path("result.nc"));
}

}  // namespace

TEST_CASE("the file has every name of the design, with its dimensions, and no other") {
  const model::Model model = test::hand_made_model();
  Results results = test::tally_by_hand(model, 2000, 500);
  const Dataset file = through_file(result_dataset(model, results, record_of(results)));
  std::set<std::string> found;
  for (const Variable& variable : file.variables) {
    CAPTURE(variable.name);
    found.insert(variable.name);
    if (kCoordinates.count(variable.name) > 0) {
      CHECK(joined(variable.dimensions) == variable.name);
    } else {
      REQUIRE(kVariables.count(variable.name) == 1);
      CHECK(joined(variable.dimensions) == kVariables.at(variable.name));
    }
    const std::string* units = text_attribute(variable, "units");
    const std::string* long_name = text_attribute(variable, "long_name");
    REQUIRE(units != nullptr);
    REQUIRE(long_name != nullptr);
    CHECK_FALSE(units->empty());
    CHECK_FALSE(long_name->empty());
  }
  for (const auto& [name, dimensions] : kVariables) {
    CAPTURE(name);
    CHECK(found.count(name) == 1);
  }
  for (const std::string& name : kCoordinates) {
    CAPTURE(name);
    CHECK(found.count(name) == 1);
  }
}

TEST_CASE("units, codes and coordinates") {
  const model::Model model = test::hand_made_model();
  Results results = test::tally_by_hand(model, 2000, 500);
  const Dataset file = through_file(result_dataset(model, results, record_of(results)));
  const auto units = [&](const std::string& name) { return *text_attribute(*file.find(name), "units"); };
  CHECK(units("time") == "days since 2025-11-24");
  CHECK(units("horizon") == "days since 2025-11-24");
  CHECK(units("truce_end_time") == "d");
  CHECK(units("disrupted_days") == "d");
  CHECK(units("ordered") == "Mt");
  CHECK(units("flow_rate_mean") == "Mt/week");
  CHECK(units("market_quantile") == "mixed");
  CHECK(*text_attribute(*file.find("market_quantile"), "units_by_market") == "soybeans: USD/bu; vix: points");
  CHECK(*text_attribute(*file.find("outcome_mean"), "units_by_outcome") ==
        "holds: 1; share_ordered: 1; dry_days_if_broken: d");
  CHECK(units("truce_survival") == "1");
  CHECK(values<double>(file, "time") == std::vector<double>{0, 7, 14, 21, 28, 35});
  CHECK(values<double>(file, "horizon") == std::vector<double>{10, 34});
  CHECK(values<double>(file, "quantile") == std::vector<double>{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99});
  CHECK(values<std::string>(file, "regime_state") == std::vector<std::string>{"tariffs.calm", "tariffs.stress"});
  CHECK(values<std::string>(file, "outcome_of_event") == std::vector<std::string>{"visit.held", "visit.cancelled"});
  CHECK(values<std::string>(file, "sector") == std::vector<std::string>{"rare_earths.automotive"});
  CHECK(*text_attribute(*file.find("truce_end_cause"), "flag_meanings") == "held visit snapback");
  CHECK(*text_attribute(*file.find("event_outcome"), "flag_meanings") == "none visit.held visit.cancelled");
  CHECK(*text_attribute(*file.find("regime_final"), "flag_meanings") == "tariffs.calm tariffs.stress");
  for (const auto& [name, value] : file.find("truce_end_cause")->attributes)
    if (name == "flag_values") CHECK(std::get<std::vector<std::int32_t>>(value) == std::vector<std::int32_t>{-1, 0, 1});
  for (const auto& [name, value] : file.find("regime_final")->attributes)
    if (name == "flag_values") CHECK(std::get<std::vector<std::int32_t>>(value) == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("global attributes") {
  const model::Model model = test::hand_made_model();
  Results results = test::tally_by_hand(model, 2000, 500);
  const Dataset file = through_file(result_dataset(model, results, record_of(results)));
  std::map<std::string, AttributeValue> found(file.attributes.begin(), file.attributes.end());
  for (const char* name :
       {"title", "scenario", "scenario_yaml", "scenario_sha256", "seed", "paths", "paths_kept", "version", "build",
        "vectors", "threads", "wall_seconds", "paths_per_second", "created", "complete"}) {
    CAPTURE(name);
    CHECK(found.count(name) == 1);
  }
  CHECK(std::get<std::string>(found["title"]) == "A truce made by hand");
  CHECK(std::get<std::string>(found["scenario_sha256"]) == sha256("title: A truce made by hand\n"));
  CHECK(std::get<std::int64_t>(found["paths"]) == 2000);
  CHECK(std::get<std::int64_t>(found["paths_kept"]) == 500);
  CHECK(std::get<std::uint64_t>(found["seed"]) == 3);
  CHECK(std::get<double>(found["paths_per_second"]) == 4000);
}

TEST_CASE("the numbers in the file are the results") {
  const model::Model model = test::hand_made_model();
  Results results = test::tally_by_hand(model, 5000, 500);
  const Results copy = test::tally_by_hand(model, 5000, 500);
  const Dataset file = through_file(result_dataset(model, results, record_of(results)));
  CHECK(values<float>(file, "factor_mean") == copy.series[0].mean);
  CHECK(values<float>(file, "factor_quantile") == copy.series[0].quantiles);
  CHECK(values<float>(file, "truce_survival")[3] == static_cast<float>(copy.truce->survival_by_time.at(3).value));
  CHECK(values<float>(file, "truce_incidence")[3 * 2 + 1] ==
        static_cast<float>(copy.truce->cause_by_time.at(3, 1).value));
  CHECK(values<float>(file, "truce_survival_se")[3] ==
        static_cast<float>(copy.truce->survival_by_time.at(3).standard_error));
  CHECK(values<float>(file, "outcome_mean")[1] == static_cast<float>(copy.outcomes[1].mean.value));
  CHECK(values<float>(file, "outcome_se")[1] == static_cast<float>(copy.outcomes[1].mean.standard_error));
  CHECK(values<float>(file, "market_return").size() == 500 * 2 * 2);
  CHECK(std::isnan(values<float>(file, "triggers_voided")[1]));
  engine::BlockResult block(model);
  test::fill_block(model, 1, block);
  CHECK(values<float>(file, "market_return")[(300 * 2 + 1) * 2 + 0] == static_cast<float>(block.market_return[2][44]));
  CHECK(values<std::int32_t>(file, "event_outcome")[300 * 2] == block.event_outcome[0][44]);
}

TEST_CASE("nothing kept, nothing of a noun: those variables and dimensions are not there") {
  model::Model model = test::hand_made_model();
  model.events.clear();
  model.outcomes_of_events.clear();
  model.has_truce = false;
  std::vector<engine::BlockResult> pilot(1, engine::BlockResult(model));
  Tally tally(model, {100, 0, 0}, pilot);
  tally.merge(tally.tally(pilot[0], 100));
  Results results = tally.finish();
  const Dataset file = through_file(result_dataset(model, results, record_of(results)));
  for (const Dimension& dimension : file.dimensions) CHECK(dimension.size > 0);
  for (const char* name : {"path", "event", "event_count", "event_probability", "truce_survival", "truce_holding_se",
                           "truce_incidence", "triggers_voided", "sample", "sample_market", "loss", "outcome_value"}) {
    CAPTURE(name);
    CHECK(file.find(name) == nullptr);
  }
  CHECK(file.find("factor_mean") != nullptr);
  CHECK(file.find("outcome_mean") != nullptr);
}

TEST_CASE("a large file is compressed and reads back the same") {
  Dataset dataset;
  dataset.dimensions = {{"row", 400'000}, {"column", 16}};
  std::vector<float> numbers(400'000 * 16);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i / 1000);
  dataset.variables = {{"numbers", {"row", "column"}, numbers, {{"units", std::string("1")}}}};
  const FileImage image = netcdf_image(dataset);
  CHECK(image.size() < 4 * numbers.size() / 4);
  const Dataset back = through_file(dataset);
  CHECK(std::get<std::vector<float>>(back.variables[0].values) == numbers);
}

TEST_CASE("a scenario of any length rides in its result") {
  for (const std::size_t size : {std::size_t{30'000}, std::size_t{65'600}, std::size_t{1'000'000}}) {
    const std::string yaml = "notes: " + std::string(size, 'x') + "\n";
    const Dataset back = through_file({{}, {}, {{"title", std::string("t")}, {"scenario_yaml", yaml}}});
    REQUIRE(back.attributes.size() == 2);
    CHECK(std::get<std::string>(back.attributes[1].second) == yaml);
  }
}

TEST_CASE("a file that is none is a run error with its name") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path("text.nc")) << "no netCDF";
  try {
    read_netcdf(folder.path("text.nc"));
    FAIL("read");
  } catch (const RunError& error) {
    CHECK(std::string(error.what()).find("text.nc") != std::string::npos);
  }
}

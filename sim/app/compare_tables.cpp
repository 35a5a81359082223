#include "sim/app/compare_tables.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/results/csv.hpp"

namespace truce::app {

namespace {

using Json = nlohmann::ordered_json;
using results::csv_number;

const char* const kStatistics[] = {"share", "mean", "quantile"};

const char* statistic_of(const results::Figure& figure) { return kStatistics[static_cast<int>(figure.statistic)]; }

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json text(const std::optional<std::string>& value) { return value ? Json(*value) : Json(nullptr); }

Json to_json(const results::Estimate& estimate) {
  return {{"value", number(estimate.value)},
          {"standard_error", number(estimate.standard_error)},
          {"paths", estimate.count}};
}

Json figure_json(const study::ComparedFigure& row) {
  Json json = {{"key", row.figure.key},
               {"title", row.figure.title},
               {"name", row.figure.name},
               {"unit", row.figure.unit},
               {"statistic", statistic_of(row.figure)},
               {"estimates", Json::array({to_json(row.first)})},
               {"differences", Json::array({nullptr})}};
  for (const auto& pair : row.others) {
    json["estimates"].push_back(pair ? to_json(pair->value) : Json(nullptr));
    if (!pair) {
      json["differences"].push_back(nullptr);
      continue;
    }
    Json difference = to_json(pair->difference);
    difference["variance_ratio"] = number(pair->variance_ratio);
    difference["most_variance_ratio"] = number(pair->most_variance_ratio);
    difference["same_on_every_path"] = pair->same_on_every_path;
    json["differences"].push_back(std::move(difference));
  }
  return json;
}

Json attribution_json(const study::CompareReport& report, std::size_t other) {
  const study::Attribution& attribution = report.attributions[other];
  Json json = {{"scenario", report.sides[other + 1].label},
               {"method", attribution.exact ? "exact" : "sampled"},
               {"paths", attribution.paths},
               {"orders", attribution.orders},
               {"invalid_orders", attribution.invalid_orders},
               {"changes", Json::array()},
               {"figures", Json::array()}};
  for (const study::Change& change : attribution.changes) {
    Json list = Json::array();
    for (const scenario::Difference& one : change.differences)
      list.push_back({{"key", one.path}, {"a", text(one.a)}, {"b", text(one.b)}});
    json["changes"].push_back(std::move(list));
  }
  if (attribution.changes.empty()) return json;
  for (std::size_t f = 0; f < report.figures.size(); ++f) {
    if (report.figures[f].figure.statistic == results::Figure::Statistic::kQuantile) continue;
    Json shares = Json::array();
    for (const results::Estimate& share : attribution.shares[f]) shares.push_back(to_json(share));
    json["figures"].push_back(
        {{"key", report.figures[f].figure.key}, {"total", to_json(attribution.totals[f])}, {"shares", shares}});
  }
  return json;
}

std::string joined(const study::Change& change, const std::optional<std::string> scenario::Difference::*side) {
  std::string out;
  for (const scenario::Difference& one : change.differences)
    out += (out.empty() ? "" : "; ") + (one.*side).value_or("(none)");
  return out;
}

}  // namespace

std::string compare_json(const study::CompareReport& report) {
  Json json = {{"paths", report.paths}, {"seed", report.seed}, {"scenarios", Json::array()}};
  for (const study::CompareSide& side : report.sides)
    json["scenarios"].push_back({{"label", side.label}, {"name", side.model->name}, {"file", side.file}});
  json["figures"] = Json::array();
  for (const study::ComparedFigure& row : report.figures) json["figures"].push_back(figure_json(row));
  json["what_moved"] = Json::array();
  for (std::size_t other = 0; other < report.attributions.size(); ++other)
    json["what_moved"].push_back(attribution_json(report, other));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string differences_csv(const study::CompareReport& report) {
  results::CsvTable table({"figure", "title", "item", "unit", "statistic", "scenario", "value", "standard_error",
                           "value_a", "standard_error_a", "difference", "difference_standard_error", "variance_ratio",
                           "most_variance_ratio"});
  for (const study::ComparedFigure& row : report.figures)
    for (std::size_t other = 0; other < row.others.size(); ++other) {
      if (!row.others[other]) continue;
      const study::PairedEstimate& pair = *row.others[other];
      const model::Model& model = *report.sides[other + 1].model;
      table.row({row.figure.key, row.figure.title, row.figure.name, row.figure.unit, statistic_of(row.figure),
                 report.sides[other + 1].label + " " + model.name, csv_number(pair.value.value),
                 csv_number(pair.value.standard_error), csv_number(row.first.value),
                 csv_number(row.first.standard_error), csv_number(pair.difference.value),
                 csv_number(pair.difference.standard_error), csv_number(pair.variance_ratio),
                 csv_number(pair.most_variance_ratio)});
    }
  return table.text();
}

std::string what_moved_csv(const study::CompareReport& report) {
  results::CsvTable table({"scenario", "figure", "unit", "change", "a", "b", "share", "standard_error"});
  for (std::size_t other = 0; other < report.attributions.size(); ++other) {
    const study::Attribution& attribution = report.attributions[other];
    const std::string name = report.sides[other + 1].label + " " + report.sides[other + 1].model->name;
    for (std::size_t c = 0; c < attribution.changes.size(); ++c) {
      const study::Change& change = attribution.changes[c];
      std::string keys;
      for (const scenario::Difference& one : change.differences) keys += (keys.empty() ? "" : "; ") + one.path;
      for (std::size_t f = 0; f < report.figures.size(); ++f) {
        const results::Figure& figure = report.figures[f].figure;
        if (figure.statistic == results::Figure::Statistic::kQuantile) continue;
        const results::Estimate& share = attribution.shares[f][c];
        table.row({name, figure.key, figure.unit, keys, joined(change, &scenario::Difference::a),
                   joined(change, &scenario::Difference::b), csv_number(share.value),
                   csv_number(share.standard_error)});
      }
    }
  }
  return table.text();
}

}  // namespace truce::app

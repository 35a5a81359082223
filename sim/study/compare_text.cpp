#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/base/dates.hpp"
#include "sim/results/comparison.hpp"
#include "sim/results/format.hpp"
#include "sim/results/text_table.hpp"
#include "sim/scenario/document.hpp"
#include "sim/study/compare.hpp"

namespace truce::study {

namespace {

using results::Align;
using results::Estimate;
using results::Figure;
using results::TextTable;

constexpr std::size_t kWidth = 104;
constexpr std::size_t kLines = 45;
constexpr std::size_t kMostColumns = 4;  // of figures beside the changes
constexpr std::size_t kMostChanges = 20;
constexpr double kSeen = 3;  // standard errors

bool in_percent(const Figure& figure) { return figure.unit == "1"; }

// A change of a figure: percentage points for shares and returns.
std::string change_text(const Figure& figure, const Estimate& estimate) {
  if (!std::isfinite(estimate.value)) return "-";
  const double scale = in_percent(figure) ? 100 : 1;
  return results::format_estimate(scale * estimate.value, scale * estimate.standard_error);
}

std::string difference_text(const Figure& figure, const PairedEstimate& pair) {
  if (pair.same_on_every_path) return "none on any path";
  return change_text(figure, pair.difference) + (in_percent(figure) ? " pp" : "");
}

std::string ratio_text(const PairedEstimate& pair) {
  if (!std::isfinite(pair.variance_ratio)) return "";
  return fmt::format("{:.{}f}", pair.variance_ratio, pair.variance_ratio < 9.95 ? 1 : 0);
}

std::string most_text(const PairedEstimate& pair) {
  if (!std::isfinite(pair.most_variance_ratio)) return "";
  return fmt::format("{:.{}f}", pair.most_variance_ratio, pair.most_variance_ratio < 9.95 ? 1 : 0);
}

// How far a figure moved, in standard deviations of one path; 0 where chance alone may have done it.
double effect_of(const ComparedFigure& row, std::size_t other) {
  if (!row.others[other]) return 0;
  const PairedEstimate& pair = *row.others[other];
  const double d = std::abs(pair.difference.value), error = pair.difference.standard_error;
  if (!(d > kSeen * error)) return 0;
  const double deviation =
      std::max(row.first.standard_error, pair.value.standard_error) * std::sqrt(static_cast<double>(row.first.count));
  const double scale = std::max({std::abs(row.first.value), std::abs(pair.value.value), deviation});
  if (!(d > 1e-9 * scale)) return 0;  // sums in another order
  return d / std::max(deviation, 1e-12);
}

std::string differences_table(const CompareReport& report, std::size_t other) {
  std::vector<Figure> figures;
  std::vector<double> effects;
  for (const ComparedFigure& row : report.figures) {
    figures.push_back(row.figure);
    effects.push_back(effect_of(row, other));
  }
  std::size_t left_out = 0;
  const std::vector<std::size_t> shown = results::figures_for_a_screen(figures, effects, kLines, left_out);
  TextTable table(
      {Align::kLeft, Align::kPlusMinus, Align::kPlusMinus, Align::kPlusMinus, Align::kRight, Align::kRight});
  const std::string& label = report.sides[other + 1].label;
  table.row({"", "A", label, fmt::format("{} - A", label), "ratio", "most"});
  for (const std::size_t i : shown) {
    const ComparedFigure& row = report.figures[i];
    std::vector<std::string> cells = {"  " + results::shortened(row.figure.name, 28),
                                      results::format_figure(row.figure, row.first)};
    if (const auto& pair = row.others[other])
      cells.insert(cells.end(), {results::format_figure(row.figure, pair->value), difference_text(row.figure, *pair),
                                 ratio_text(*pair), most_text(*pair)});
    else
      cells.insert(cells.end(), {"-", "-"});
    if (row.figure.group == Figure::Group::kOutcomes && !in_percent(row.figure)) cells[0] += ", " + row.figure.unit;
    table.row(cells);
  }
  const std::vector<std::string> lines = table.lines(0);
  std::string text = lines.front() + "\n", title;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (figures[shown[i]].title != title) text += (title = figures[shown[i]].title) + "\n";
    text += lines[i + 1] + "\n";
  }
  if (left_out > 0) text += fmt::format("  ... {} more outcomes, which moved less\n", left_out);
  return text;
}

std::string side_text(const std::optional<std::string>& value) { return value ? *value : std::string("(none)"); }

// "events.stress.rate", or what several have in common: "events.stress: rate, delay".
std::string name_of(const Change& change) {
  if (change.differences.size() == 1) return change.differences.front().path;
  std::size_t common = change.differences.front().keys.size();
  for (const scenario::Difference& one : change.differences) {
    const auto& first = change.differences.front().keys;
    const auto ends = std::mismatch(first.begin(), first.end(), one.keys.begin(), one.keys.end());
    common = std::min(common, static_cast<std::size_t>(ends.first - first.begin()));
  }
  std::string head, tails;
  for (std::size_t i = 0; i < common; ++i) head += (i > 0 ? "." : "") + change.differences.front().keys[i];
  for (const scenario::Difference& one : change.differences) {
    std::string tail;
    for (std::size_t i = common; i < one.keys.size(); ++i) tail += (i > common ? "." : "") + one.keys[i];
    tails += (tails.empty() ? "" : ", ") + tail;
  }
  return head.empty() ? tails : head + ": " + tails;
}

// The figure of each group that moved most, at most kMostColumns in all.
std::vector<std::size_t> moved_figures(const CompareReport& report, std::size_t other) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < report.figures.size(); ++i)
    if (report.figures[i].figure.statistic != Figure::Statistic::kQuantile && effect_of(report.figures[i], other) > 0)
      order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return effect_of(report.figures[i], other) > effect_of(report.figures[j], other);
  });
  std::set<Figure::Group> seen;
  std::vector<std::size_t> chosen;
  for (const std::size_t i : order)
    if (chosen.size() < kMostColumns && seen.insert(report.figures[i].figure.group).second) chosen.push_back(i);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::string short_name(const Figure& figure) {
  switch (figure.kind) {
    case Figure::Kind::kUnbroken:
      return "unbroken " + figure.name;
    case Figure::Kind::kLife:
      return "truce, days";
    case Figure::Kind::kMet:
      return figure.name + " met, pp";
    case Figure::Kind::kAmount:
      return fmt::format("{}, {}", figure.name, figure.unit);
    case Figure::Kind::kDisrupted:
      return figure.name + " disrupted, pp";
    case Figure::Kind::kLoss:
      return figure.name + ", weeks lost";
    case Figure::Kind::kReturn:
    case Figure::Kind::kLogReturn:
      return figure.name + ", log-return, pp";
    case Figure::Kind::kOutcome:
      break;
  }
  return fmt::format("{}, {}", figure.name, in_percent(figure) ? "pp" : figure.unit);
}

// How much a change matters for the columns shown, in parts of their whole movement.
double weight_of(const CompareReport& report, const Attribution& attribution, const std::vector<std::size_t>& columns,
                 std::size_t other, std::size_t change) {
  double weight = 0;
  for (const std::size_t c : columns) {
    const double whole = std::abs(report.figures[c].others[other]->difference.value);
    const double share = std::abs(attribution.shares[c][change].value);
    if (std::isfinite(share)) weight = std::max(weight, share / std::max(whole, 1e-12));
  }
  return weight;
}

std::string moved_text(const CompareReport& report, std::size_t other) {
  const Attribution& attribution = report.attributions[other];
  const std::string& label = report.sides[other + 1].label;
  std::string text = fmt::format("WHAT MOVED, A -> {}\n", label);
  if (attribution.changes.empty()) return text + "  no assumption differs\n";
  const std::vector<std::size_t> columns = moved_figures(report, other);
  std::vector<std::size_t> order(attribution.changes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::vector<double> weights;
  for (std::size_t i = 0; i < order.size(); ++i) weights.push_back(weight_of(report, attribution, columns, other, i));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return weights[i] > weights[j]; });
  const std::size_t shown = std::min(order.size(), kMostChanges);
  if (!columns.empty()) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      text += fmt::format("  ({}) {}\n", c + 1, short_name(report.figures[columns[c]].figure));
    TextTable table(
        std::vector<Align>{Align::kRight, Align::kPlusMinus, Align::kPlusMinus, Align::kPlusMinus, Align::kPlusMinus});
    std::vector<std::string> head = {""};
    for (std::size_t c = 0; c < columns.size(); ++c) head.push_back(fmt::format("({})", c + 1));
    table.row(head);
    for (std::size_t r = 0; r < shown; ++r) {
      std::vector<std::string> cells = {fmt::format("{}", r + 1)};
      for (const std::size_t c : columns)
        cells.push_back(change_text(report.figures[c].figure, attribution.shares[c][order[r]]));
      table.row(cells);
    }
    std::vector<std::string> last = {"all"};
    for (const std::size_t c : columns) last.push_back(change_text(report.figures[c].figure, attribution.totals[c]));
    table.row(last);
    const std::vector<std::string> lines = table.lines(2);
    std::size_t widest = 0;
    for (const std::string& line : lines) widest = std::max(widest, results::width_of(line));
    for (std::size_t r = 0; r < lines.size(); ++r) {
      std::string line = lines[r];
      if (r > 0 && r <= shown)
        line += std::string(widest - results::width_of(line) + 2, ' ') +
                results::shortened(name_of(attribution.changes[order[r - 1]]), kWidth - widest - 2);
      text += line + "\n";
    }
    if (order.size() > shown) text += fmt::format("  ... {} more that moved these less\n", order.size() - shown);
  } else {
    text += "  no figure moved by more than chance\n";
  }
  text += "\n";
  for (std::size_t r = 0; r < shown; ++r) {
    const Change& change = attribution.changes[order[r]];
    for (std::size_t i = 0; i < change.differences.size(); ++i) {
      const scenario::Difference& one = change.differences[i];
      text += scenario::wrapped(fmt::format("{}: {} -> {}", one.path, side_text(one.a), side_text(one.b)), kWidth,
                                i == 0 ? fmt::format("  {:>2}  ", r + 1) : "      ", "      ");
    }
  }
  text += fmt::format("Shapley values, {}, {} paths of each scenario between the two",
                      attribution.exact ? fmt::format("exact over {} sets of changes", 1u << attribution.changes.size())
                                        : fmt::format("from {} sampled orders", attribution.orders),
                      results::format_count(attribution.paths));
  if (attribution.invalid_orders > 0)
    text +=
        fmt::format("; {} orders left out, they pass through a scenario that is not valid", attribution.invalid_orders);
  return text + ".\n";
}

}  // namespace

std::string compare_text(const CompareReport& report) {
  std::string text;
  for (const CompareSide& side : report.sides)
    text += fmt::format("{}  {}: {}\n", side.label, side.model->name, side.file);
  text += fmt::format("{} paths of each on the same random numbers, seed {}\n", results::format_count(report.paths),
                      report.seed);
  for (std::size_t other = 0; other + 1 < report.sides.size(); ++other) {
    text += "\n" + differences_table(report, other);
    if (!report.attributions.empty()) text += "\n" + moved_text(report, other);
  }
  text +=
      "\npp: percentage points. ratio: how many times more paths independent runs would need for the same error;\n"
      "most: what the best coupling could give for two such shares.\n";
  return text;
}

}  // namespace truce::study

#include "sim/study/sweep_point.hpp"

#include <algorithm>
#include <cmath>

#include "sim/results/spread.hpp"

namespace truce::study {

namespace {

using results::Figure;

constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

bool is_outcome(const Figure& figure) { return figure.group == Figure::Group::kOutcomes; }

bool needs_values(const Figure& figure) {
  return figure.statistic == Figure::Statistic::kQuantile ||
         (is_outcome(figure) && figure.statistic == Figure::Statistic::kMean);
}

bool same_values(const Figure& a, const Figure& b) {
  return a.kind == b.kind && a.subject == b.subject && a.horizon == b.horizon;
}

std::size_t outcomes_of(const std::vector<Figure>& figures) {
  return static_cast<std::size_t>(std::count_if(figures.begin(), figures.end(), is_outcome));
}

}  // namespace

struct PointTally::Sums : engine::BlockSink::Partial {
  std::vector<results::ShiftedSums> sums;
};

PointTally::PointTally(const model::Model& model, const std::vector<Figure>& figures, std::int64_t paths)
    : model_(model), figures_(figures), own_(results::figures_of(model)), sums_(figures.size()) {
  for (std::size_t f = 0; f < figures.size(); ++f) {
    in_own_.push_back(results::find_figure(own_, figures[f].key));
    column_.push_back(kNoColumn);
    if (!needs_values(figures[f])) continue;
    for (std::size_t before = 0; before < f; ++before)
      if (column_[before] != kNoColumn && same_values(figures[before], figures[f])) column_[f] = column_[before];
    if (column_[f] != kNoColumn) continue;
    column_[f] = values_.size();
    values_.emplace_back(static_cast<std::size_t>(paths), static_cast<float>(results::kNotDefined));
  }
}

std::unique_ptr<engine::BlockSink::Partial> PointTally::tally(const engine::BlockResult& block, std::size_t paths) {
  auto partial = std::make_unique<Sums>();
  partial->sums.resize(figures_.size());
  double column[engine::kLanes];
  for (std::size_t f = 0; f < figures_.size(); ++f) {
    if (in_own_[f] >= own_.size()) continue;
    results::figure_values(model_, own_[in_own_[f]], block, paths, column);
    if (column_[f] != kNoColumn)
      std::transform(column, column + paths, &values_[column_[f]][static_cast<std::size_t>(block.first_path)],
                     [](double x) { return static_cast<float>(x); });
    for (std::size_t lane = 0; lane < paths; ++lane)
      if (!std::isnan(column[lane])) partial->sums[f].add({1, column[lane], column[lane] * column[lane]});
  }
  return partial;
}

void PointTally::merge(std::unique_ptr<Partial> partial) {
  const auto& sums = static_cast<Sums&>(*partial).sums;
  for (std::size_t f = 0; f < sums.size(); ++f) sums_[f].add(sums[f]);
}

std::size_t PointTally::record_size(const std::vector<Figure>& figures) {
  return 2 * figures.size() + outcomes_of(figures) * results::kQuantiles.size();
}

std::size_t PointTally::bytes(const std::vector<Figure>& figures, std::int64_t paths) {
  const auto columns = static_cast<std::size_t>(std::count_if(figures.begin(), figures.end(), needs_values));
  return columns * static_cast<std::size_t>(paths) * sizeof(float);
}

std::vector<float> PointTally::finish() {
  std::vector<float> record(record_size(figures_), static_cast<float>(results::kNotDefined));
  for (std::vector<float>& values : values_) {
    std::erase_if(values, [](float x) { return std::isnan(x); });
    std::sort(values.begin(), values.end());
  }
  for (std::size_t f = 0; f < figures_.size(); ++f) {
    const Figure& figure = figures_[f];
    const results::ShiftedSums& sums = sums_[f];
    results::Estimate estimate = figure.statistic == Figure::Statistic::kShare
                                     ? results::share(std::llround(sums.sum), static_cast<std::int64_t>(sums.count))
                                     : results::mean(sums, 0);
    if (column_[f] != kNoColumn) {
      const results::Spread spread = results::spread_of_sorted(values_[column_[f]]);
      for (std::size_t q = 0; q < results::kQuantiles.size(); ++q) {
        const results::QuantileEstimate& quantile = spread.quantiles[q];
        if (is_outcome(figure))
          record[2 * figures_.size() + f * results::kQuantiles.size() + q] = static_cast<float>(quantile.value);
        else if (results::kQuantiles[q] == figure.quantile)
          estimate = {quantile.value, quantile.standard_error(), spread.count};
      }
    }
    record[f] = static_cast<float>(estimate.value);
    record[figures_.size() + f] = static_cast<float>(estimate.standard_error);
  }
  return record;
}

}  // namespace truce::study

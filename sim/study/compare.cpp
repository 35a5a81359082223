#include "sim/study/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "sim/base/errors.hpp"
#include "sim/engine/run.hpp"
#include "sim/results/spread.hpp"
#include "sim/study/paired_sums.hpp"
#include "sim/study/simulate.hpp"

namespace truce::study {

namespace {

using results::Figure;

constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

// Where a figure stands in each scenario's own list.
struct Row {
  Figure figure;
  std::vector<std::size_t> in_side;  // kAbsent: that scenario lacks it
  double shift = 0;
  std::size_t column = kAbsent;  // of the kept values, for quantiles
};

struct Partial : engine::BlockSink::Partial {
  std::vector<PairedSums> sums;  // [row][other side]
};

class PairedRun {
 public:
  PairedRun(const std::vector<CompareSide>& sides, const CompareOptions& options, std::function<void(double)> progress)
      : sides_(sides), options_(options), progress_(std::move(progress)) {
    for (const CompareSide& side : sides) lists_.push_back(results::figures_of(*side.model));
    for (const Figure& figure : lists_.front()) {
      Row row{figure, {}, 0, kAbsent};
      for (const auto& list : lists_) {
        const std::size_t at = results::find_figure(list, figure.key);
        row.in_side.push_back(at < list.size() ? at : kAbsent);
      }
      rows_.push_back(std::move(row));
    }
    find_columns();
    find_shifts();
  }

  std::vector<ComparedFigure> run() {
    const std::atomic<bool> never{false};
    const std::atomic<bool>& stop = options_.stop != nullptr ? *options_.stop : never;
    totals_ = empty_sums();
    engine::run_in_order(
        0, engine::blocks_for(options_.paths), options_.threads,
        [&](std::int64_t block) { return one_block(block, stop); },
        [&](std::unique_ptr<engine::BlockSink::Partial> partial) { merge(static_cast<Partial&>(*partial)); });
    if (stop.load()) throw Interrupted();
    std::vector<ComparedFigure> out;
    std::vector<std::vector<std::vector<float>>> sorted = values_;
    for (auto& side : sorted)
      for (auto& column : side) std::sort(column.begin(), column.end());
    for (std::size_t r = 0; r < rows_.size(); ++r) out.push_back(finish(r, sorted));
    return out;
  }

 private:
  std::size_t others() const { return sides_.size() - 1; }

  // Median and tail of one market's return to one horizon share a column of values.
  void find_columns() {
    std::size_t columns = 0;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Figure& figure = rows_[r].figure;
      if (figure.statistic != Figure::Statistic::kQuantile) continue;
      for (std::size_t before = 0; before < r && rows_[r].column == kAbsent; ++before) {
        const Figure& other = rows_[before].figure;
        if (other.kind == figure.kind && other.subject == figure.subject && other.horizon == figure.horizon)
          rows_[r].column = rows_[before].column;
      }
      if (rows_[r].column == kAbsent) rows_[r].column = columns++;
    }
    const auto paths = static_cast<std::size_t>(options_.paths);
    const std::size_t needed = 2 * sides_.size() * columns * paths * sizeof(float);
    if (const std::size_t available = memory_available(); available > 0 && needed > available)
      throw RunError(
          fmt::format("comparing {} paths needs about {:.1f} GB of memory, and {:.1f} GB are available; "
                      "compare fewer paths (--paths)",
                      paths, static_cast<double>(needed) / 1e9, static_cast<double>(available) / 1e9));
    values_.assign(sides_.size(), std::vector<std::vector<float>>(columns, std::vector<float>(paths)));
  }

  void find_shifts() {
    const std::atomic<bool> never{false};
    const CompareSide& side = sides_.front();
    engine::BlockResult block(*side.model);
    engine::run_block(*side.model, 0, block, options_.stop != nullptr ? *options_.stop : never);
    double column[engine::kLanes];
    for (Row& row : rows_) {
      if (row.figure.statistic != Figure::Statistic::kMean) continue;
      results::figure_values(*side.model, row.figure, block, engine::kLanes, column);
      double sum = 0, count = 0;
      for (const double x : column)
        if (std::isfinite(x)) sum += x, ++count;
      row.shift = count > 0 ? sum / count : 0;
    }
  }

  std::vector<PairedSums> empty_sums() const {
    std::vector<PairedSums> sums;
    for (const Row& row : rows_) sums.insert(sums.end(), others(), PairedSums(row.shift));
    return sums;
  }

  std::unique_ptr<engine::BlockSink::Partial> one_block(std::int64_t block, const std::atomic<bool>& stop) {
    auto partial = std::make_unique<Partial>();
    partial->sums = empty_sums();
    const std::int64_t first = block * static_cast<std::int64_t>(engine::kLanes);
    const auto paths = static_cast<std::size_t>(
        std::min<std::int64_t>(options_.paths - first, static_cast<std::int64_t>(engine::kLanes)));
    std::vector<double> of_first(rows_.size() * engine::kLanes);
    double column[engine::kLanes];
    for (std::size_t s = 0; s < sides_.size(); ++s) {
      const model::Model& model = *sides_[s].model;
      engine::BlockResult result(model);
      engine::run_block(model, block, result, stop);
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        const Row& row = rows_[r];
        if (row.in_side[s] == kAbsent) continue;
        double* values = s == 0 ? &of_first[r * engine::kLanes] : column;
        results::figure_values(model, lists_[s][row.in_side[s]], result, paths, values);
        if (row.column != kAbsent)
          std::transform(values, values + paths, &values_[s][row.column][static_cast<std::size_t>(first)],
                         [](double x) { return static_cast<float>(x); });
        if (s > 0) partial->sums[r * others() + s - 1].add(&of_first[r * engine::kLanes], values, paths);
      }
    }
    return partial;
  }

  void merge(const Partial& partial) {
    for (std::size_t i = 0; i < totals_.size(); ++i) totals_[i].add(partial.sums[i]);
    ++blocks_done_;
    progress_(static_cast<double>(blocks_done_) / static_cast<double>(engine::blocks_for(options_.paths)));
  }

  ComparedFigure finish(std::size_t r, const std::vector<std::vector<std::vector<float>>>& sorted) const {
    const Row& row = rows_[r];
    ComparedFigure out;
    out.figure = row.figure;
    for (std::size_t o = 0; o < others(); ++o) {
      const PairedSums& sums = totals_[r * others() + o];
      PairedEstimate pair;
      if (row.column != kAbsent) {
        pair = of_quantiles(row, o, sorted, out.first);
      } else {
        pair = {sums.second(), sums.difference(), sums.variance_ratio(), results::kNotDefined,
                sums.same_on_every_path()};
        out.first = sums.first();
        if (row.figure.statistic == Figure::Statistic::kShare && pair.value.count == options_.paths &&
            out.first.count == options_.paths && !pair.same_on_every_path)
          pair.most_variance_ratio = most_variance_ratio(out.first.value, pair.value.value);
      }
      out.others.push_back(row.in_side[o + 1] == kAbsent ? std::nullopt : std::optional(pair));
    }
    return out;
  }

  // A quantile's error is that of the share below it, divided by the density there; so the correlation of the two
  // quantiles is that of the two statements "below the quantile" on the same path.
  PairedEstimate of_quantiles(const Row& row, std::size_t other,
                              const std::vector<std::vector<std::vector<float>>>& sorted,
                              results::Estimate& first) const {
    const auto quantile = [&](std::size_t side) {
      const results::Spread spread = results::spread_of_sorted(sorted[side][row.column]);
      const auto at = std::find(results::kQuantiles.begin(), results::kQuantiles.end(), row.figure.quantile);
      const auto& found = spread.quantiles[static_cast<std::size_t>(at - results::kQuantiles.begin())];
      return results::Estimate{found.value, found.standard_error(), spread.count};
    };
    first = quantile(0);
    if (row.in_side[other + 1] == kAbsent) return {};
    PairedEstimate pair;
    pair.value = quantile(other + 1);
    PairedSums below;
    double differing = 0;
    const std::vector<float>& a = values_[0][row.column];
    const std::vector<float>& b = values_[other + 1][row.column];
    for (std::size_t path = 0; path < a.size(); ++path) {
      const double x = a[path] <= first.value ? 1 : 0, y = b[path] <= pair.value.value ? 1 : 0;
      below.add(&x, &y, 1);
      differing += a[path] != b[path] ? 1 : 0;
    }
    pair.same_on_every_path = differing == 0;
    const double va = below.first().standard_error, vb = below.second().standard_error;
    const double vd = below.difference().standard_error;
    const double correlation = va > 0 && vb > 0 ? (va * va + vb * vb - vd * vd) / (2 * va * vb) : 0;
    const double ea = first.standard_error, eb = pair.value.standard_error;
    const double variance = std::max(0.0, ea * ea + eb * eb - 2 * correlation * ea * eb);
    pair.difference = {pair.value.value - first.value, pair.same_on_every_path ? 0 : std::sqrt(variance), first.count};
    if (pair.difference.standard_error > 0) pair.variance_ratio = (ea * ea + eb * eb) / variance;
    return pair;
  }

  const std::vector<CompareSide>& sides_;
  const CompareOptions& options_;
  std::function<void(double)> progress_;
  std::vector<std::vector<Figure>> lists_;
  std::vector<Row> rows_;
  std::vector<PairedSums> totals_;
  std::vector<std::vector<std::vector<float>>> values_;  // [side][column][path]
  std::int64_t blocks_done_ = 0;
};

}  // namespace

CompareReport compare(const std::vector<CompareSide>& sides, const CompareOptions& options) {
  CompareReport report;
  report.paths = options.paths;
  report.seed = sides.front().model->seed;
  report.sides = sides;
  const bool attributes = options.attribution_paths != std::int64_t{0};
  const auto how_of = [&] {
    AttributionOptions how;
    how.paths = options.attribution_paths.value_or(0);
    how.compared_paths = options.paths;
    how.threads = options.threads;
    how.stop = options.stop;
    return how;
  };
  for (std::size_t s = 1; s < sides.size() && attributes; ++s)
    check_attribution_paths({sides[0].scenario, sides[0].model}, {sides[s].scenario, sides[s].model}, how_of());
  ProgressReporter progress(options.progress);
  report.figures =
      PairedRun(sides, options, [&](double share) { progress(attributes ? share / 2 : share, "comparing"); }).run();
  if (!attributes) return report;
  std::vector<Figure> figures;
  for (const ComparedFigure& row : report.figures) figures.push_back(row.figure);
  const auto others = static_cast<double>(sides.size() - 1);
  for (std::size_t s = 1; s < sides.size(); ++s) {
    AttributionOptions how = how_of();
    how.progress = [&, s](double share) {
      progress(0.5 + (static_cast<double>(s - 1) + share) / others / 2, "asking which assumption moved what");
    };
    report.attributions.push_back(
        attribute({sides[0].scenario, sides[0].model}, {sides[s].scenario, sides[s].model}, figures, how));
  }
  return report;
}

}  // namespace truce::study

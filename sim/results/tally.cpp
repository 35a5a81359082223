#include "sim/results/tally.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/columns.hpp"
#include "sim/base/contract.hpp"
#include "sim/base/units.hpp"
#include "sim/results/tally_sums.hpp"

namespace truce::results {

namespace {

using engine::BlockResult;
using engine::kLanes;

// The sum of x - shift and of its squares, in eight strands by lane number.
TRUCE_COLUMNS void sum_column(const float* x, std::size_t n, double shift, double& sum, double& squares) {
  Eight s = {}, q = {};
  std::size_t i = 0;
  for (; i + kTogether <= n; i += kTogether) {
    Eight d;
    load(x + i, d);
    d -= shift;
    s += d;
    q += d * d;
  }
  for (std::size_t j = 0; i < n; ++i, ++j) {
    const double d = x[i] - shift;
    s[j] += d;
    q[j] += d * d;
  }
  sum = ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
  squares = ((q[0] + q[4]) + (q[1] + q[5])) + ((q[2] + q[6]) + (q[3] + q[7]));
}

// Adds one to the count of each slot. Four tables side by side, each of every fourth lane, so that equal values do not
// wait for one another; then one pass over the counts.
TRUCE_COLUMNS void count_slots(const std::int32_t* slots, std::size_t n, std::uint32_t* counts) {
  constexpr std::size_t kSlots = QuantileGrid::slots_for(kFanBins);
  constexpr std::size_t kTables = 4;
  static_assert(kLanes / kTables <= 255, "a table's count fits its byte");
  std::uint8_t few[kTables][kSlots] = {};
  std::size_t i = 0;
  for (; i + kTables <= n; i += kTables)
    for (std::size_t j = 0; j < kTables; ++j) ++few[j][slots[i + j]];
  for (; i < n; ++i) ++few[0][slots[i]];
  for (std::size_t slot = 0; slot < kSlots; ++slot)
    counts[slot] += static_cast<std::uint32_t>(few[0][slot] + few[1][slot] + few[2][slot] + few[3][slot]);
}

TRUCE_COLUMNS std::uint32_t count_equal(const std::uint8_t* values, std::size_t n, std::uint8_t wanted) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < n; ++i) count += values[i] == wanted ? 1u : 0u;
  return count;
}

std::size_t lanes_of_block(std::size_t block, std::int64_t paths) {
  const auto before = static_cast<std::int64_t>(block * kLanes);
  return static_cast<std::size_t>(std::clamp<std::int64_t>(paths - before, 0, static_cast<std::int64_t>(kLanes)));
}

double value_for_mean(const PathQuantity& quantity, double x) {
  return quantity.mean_of_log_return ? std::log1p(x) : x;
}

struct Columns {
  std::size_t means = 0;
  std::size_t fans = 0;
  std::size_t spreads = 0;
  std::size_t quantities = 0;
};

Columns columns_of(const model::Model& model) {
  Columns columns;
  for (const SeriesSource& source : series_of(model)) {
    if (source.wants_mean) columns.means += source.items * model.times.size();
    if (source.wants_quantiles) columns.fans += source.items * model.times.size();
  }
  const PathQuantities quantities(model);
  columns.quantities = quantities.all.size();
  for (const PathQuantity& quantity : quantities.all) columns.spreads += quantity.wants_quantiles ? 1 : 0;
  return columns;
}

std::size_t exact_bytes(const Columns& columns, std::int64_t paths) {
  return 4 * static_cast<std::size_t>(paths) * (columns.fans + columns.quantities + 1);
}

bool selects_exactly(const Columns& columns, std::int64_t paths) {
  return paths <= kMostExactPaths && exact_bytes(columns, paths) <= kMostExactBytes;
}

CountSizes count_sizes(const model::Model& model, const Columns& columns, bool exact) {
  const std::size_t times = model.times.size();
  const std::size_t events = model.events.size();
  CountSizes sizes;
  if (!exact) {
    sizes.fans = columns.fans * QuantileGrid::slots_for(kFanBins);
    sizes.spreads = columns.spreads * QuantileGrid::slots_for(kSpreadBins);
    sizes.life = QuantileGrid::slots_for(kSpreadBins);
  }
  sizes.regime_states = times * static_cast<std::size_t>(model.regime_state_count());
  sizes.event_first = times * events;
  sizes.disruption_first = times * model.sectors.size();
  if (model.has_truce) {
    sizes.holds = times;
    sizes.holds_by_horizon = model.horizons.size();
    sizes.truce_ends = times * (events + 1);
    sizes.truce_ends_by_horizon = model.horizons.size() * (events + 1);
  }
  sizes.events = events;
  sizes.commitments = model.commitments.size();
  return sizes;
}

}  // namespace

Tally::Tally(const model::Model& model, const TallyOptions& options, const std::vector<BlockResult>& pilot)
    : model_(model), options_(options), sources_(series_of(model)), quantities_(model) {
  TRUCE_EXPECT(options.paths > 0 && !pilot.empty());
  const Columns columns = columns_of(model);
  exact_ = selects_exactly(columns, options.paths);
  plan_series(pilot);
  plan_quantities(pilot);
  const auto paths = static_cast<std::size_t>(options.paths);
  if (exact_) {
    fan_values_.resize(columns.fans * paths);
    quantity_values_.resize(quantities_.all.size() * paths);
    life_values_.resize(model.has_truce ? paths : 0);
  }
  life_grid_ = QuantileGrid(0.0, model.horizon_days, kSpreadBins);
  tables_ = std::make_unique<CountTablePool>(count_sizes(model, columns, exact_));
  kept_ = std::make_unique<KeptPaths>(model, std::min(options.kept_paths, options.paths),
                                      std::min(options.sample_paths, options.paths));
  sums_ = std::make_unique<Sums>(mean_shifts_.size(), quantities_.all.size());
}

Tally::~Tally() = default;

std::size_t Tally::bytes(const model::Model& model, const TallyOptions& options, int threads) {
  const Columns columns = columns_of(model);
  const bool exact = selects_exactly(columns, options.paths);
  const std::size_t sums = 16 * columns.means + 80 * columns.quantities;
  std::size_t bytes =
      (exact ? exact_bytes(columns, options.paths) : (columns.fans + columns.quantities) * sizeof(QuantileGrid));
  // One table for each thread and their total; partial sums wait in a window of a few blocks for each thread.
  bytes += static_cast<std::size_t>(threads + 1) * CountTables::bytes(count_sizes(model, columns, exact));
  bytes += static_cast<std::size_t>(4 * threads + 1) * sums;
  bytes += 4 * columns.fans * kQuantiles.size() + 8 * columns.means;
  return bytes;
}

void Tally::plan_series(const std::vector<BlockResult>& pilot) {
  std::vector<float> values;
  for (const SeriesSource& source : sources_)
    for (std::size_t item = 0; item < source.items; ++item)
      for (std::size_t k = 0; k < model_.times.size(); ++k) {
        values.clear();
        for (std::size_t b = 0; b < pilot.size(); ++b) {
          const float* column = (pilot[b].*source.member).at(item, k);
          values.insert(values.end(), column, column + lanes_of_block(b, options_.paths));
        }
        if (source.wants_mean) {
          double sum = 0, squares = 0;
          sum_column(values.data(), values.size(), 0.0, sum, squares);
          mean_shifts_.push_back(sum / static_cast<double>(values.size()));
        }
        if (source.wants_quantiles && !exact_)
          fan_grids_.emplace_back(values.data(), values.size(), source.scale, kFanBins);
      }
}

void Tally::plan_quantities(const std::vector<BlockResult>& pilot) {
  std::vector<float> values;
  std::size_t spreads = 0;
  for (const PathQuantity& quantity : quantities_.all) {
    spread_columns_.push_back(spreads);
    spreads += quantity.wants_quantiles ? 1 : 0;
    values.clear();
    double sum = 0;
    for (std::size_t b = 0; b < pilot.size(); ++b) {
      const double* column = (pilot[b].*quantity.member)[quantity.row];
      for (std::size_t lane = 0; lane < lanes_of_block(b, options_.paths); ++lane)
        if (!std::isnan(column[lane])) {
          values.push_back(static_cast<float>(column[lane]));
          sum += value_for_mean(quantity, column[lane]);
        }
    }
    const bool shifted = !quantity.statement && !values.empty() && std::isfinite(sum);
    quantity_shifts_.push_back(shifted ? sum / static_cast<double>(values.size()) : 0.0);
    quantity_grids_.push_back(quantity.wants_quantiles && !exact_
                                  ? QuantileGrid(values.data(), values.size(), Scale::kLinear, kSpreadBins)
                                  : QuantileGrid());
  }
}

std::unique_ptr<engine::BlockSink::Partial> Tally::tally(const BlockResult& block, std::size_t paths) {
  auto sums = std::make_unique<Sums>(mean_shifts_.size(), quantities_.all.size());
  sums->paths = static_cast<std::int64_t>(paths);
  CountTablePool::Loan tables(*tables_);
  tally_series(block, paths, *tables, *sums);
  tally_quantities(block, paths, *tables, *sums);
  tally_states(block, paths, *tables);
  tally_events(block, paths, *tables);
  tally_commitments(block, paths, *tables);
  if (model_.has_truce) tally_truce(block, paths, *tables, *sums);
  kept_->store(block, paths);
  return sums;
}

void Tally::merge(std::unique_ptr<Partial> partial) {
  sums_->add(static_cast<Sums&>(*partial));
  merged_paths_ = sums_->paths;
}

void Tally::tally_series(const BlockResult& block, std::size_t paths, CountTables& tables, Sums& sums) {
  std::size_t mean_column = 0, fan_column = 0;
  std::array<std::int32_t, kLanes> slots;
  for (const SeriesSource& source : sources_)
    for (std::size_t item = 0; item < source.items; ++item)
      for (std::size_t k = 0; k < model_.times.size(); ++k) {
        const float* values = (block.*source.member).at(item, k);
        if (source.wants_mean) {
          sum_column(values, paths, mean_shifts_[mean_column], sums.series_sum[mean_column],
                     sums.series_squares[mean_column]);
          ++mean_column;
        }
        if (!source.wants_quantiles) continue;
        if (exact_) {
          std::copy_n(values, paths,
                      &fan_values_[fan_column * static_cast<std::size_t>(options_.paths) +
                                   static_cast<std::size_t>(block.first_path)]);
        } else {
          fan_grids_[fan_column].find_slots(values, paths, slots.data());
          count_slots(slots.data(), paths, &tables.fans[fan_column * QuantileGrid::slots_for(kFanBins)]);
        }
        ++fan_column;
      }
}

void Tally::tally_quantities(const BlockResult& block, std::size_t paths, CountTables& tables, Sums& sums) {
  std::array<float, kLanes> values;
  std::array<std::int32_t, kLanes> slots;
  for (std::size_t i = 0; i < quantities_.all.size(); ++i) {
    const PathQuantity& quantity = quantities_.all[i];
    const double* column = (block.*quantity.member)[quantity.row];
    ShiftedSums& sum = sums.quantity[i];
    std::size_t defined = 0;
    for (std::size_t lane = 0; lane < paths; ++lane) {
      const double x = column[lane];
      if (exact_)
        quantity_values_[i * static_cast<std::size_t>(options_.paths) + static_cast<std::size_t>(block.first_path) +
                         lane] = static_cast<float>(x);
      if (std::isnan(x)) continue;
      const double d = value_for_mean(quantity, x) - quantity_shifts_[i];
      sum.count += 1;
      sum.sum += d;
      sum.squares += d * d;
      values[defined++] = static_cast<float>(x);
    }
    if (exact_ || !quantity.wants_quantiles) continue;
    const QuantileGrid& grid = quantity_grids_[i];
    grid.find_slots(values.data(), defined, slots.data());
    std::uint32_t* counts = &tables.spreads[spread_columns_[i] * QuantileGrid::slots_for(kSpreadBins)];
    const double low = grid.low(), high = grid.high();
    for (std::size_t j = 0; j < defined; ++j) {
      ++counts[slots[j]];
      const bool below = slots[j] == 0;
      if (!below && slots[j] != static_cast<std::int32_t>(kSpreadBins + 1)) continue;
      const double distance = below ? low - values[j] : values[j] - high;
      (below ? sums.beyond[i].below : sums.beyond[i].above).add({1, distance, distance * distance});
    }
  }
}

void Tally::tally_states(const BlockResult& block, std::size_t paths, CountTables& tables) const {
  const auto all_states = static_cast<std::size_t>(model_.regime_state_count());
  for (std::size_t r = 0; r < model_.regimes.size(); ++r)
    for (std::size_t k = 0; k < model_.times.size(); ++k) {
      const std::uint8_t* states = block.regime.at(r, k);
      std::uint32_t* counts =
          &tables.regime_states[k * all_states + static_cast<std::size_t>(model_.regimes[r].first_state)];
      for (std::size_t s = 0; s < model_.regimes[r].states.size(); ++s) {
        counts[s] += count_equal(states, paths, static_cast<std::uint8_t>(s));
      }
    }
}

std::size_t Tally::row_of(double day) const {
  const auto steps = static_cast<std::size_t>(model_.steps());
  const double at = day - kSameInstantDays;
  auto k = static_cast<std::size_t>(std::clamp(std::ceil(at / model_.step_days), 1.0, static_cast<double>(steps)));
  while (k > 1 && model_.times[k - 1] >= at) --k;
  while (k < steps && model_.times[k] < at) ++k;
  return k;
}

void Tally::tally_events(const BlockResult& block, std::size_t paths, CountTables& tables) const {
  const std::size_t events = model_.events.size();
  for (std::size_t e = 0; e < events; ++e) {
    const double* first = block.event_first_time[e];
    for (std::size_t lane = 0; lane < paths; ++lane) {
      if (!std::isnan(first[lane])) ++tables.event_first[row_of(first[lane]) * events + e];
      tables.triggers_due[e] += static_cast<std::uint64_t>(block.triggers_due[e][lane]);
      tables.triggers_voided[e] += static_cast<std::uint64_t>(block.triggers_voided[e][lane]);
    }
  }
  const std::size_t sectors = model_.sectors.size();
  for (std::size_t s = 0; s < sectors; ++s) {
    const double* first = block.first_disruption[s];
    for (std::size_t lane = 0; lane < paths; ++lane)
      if (!std::isnan(first[lane])) ++tables.disruption_first[row_of(first[lane]) * sectors + s];
  }
}

void Tally::tally_commitments(const BlockResult& block, std::size_t paths, CountTables& tables) const {
  for (std::size_t c = 0; c < model_.commitments.size(); ++c) {
    const model::Commitment& commitment = model_.commitments[c];
    const double* position = commitment.counts_shipped ? block.shipped[c] : block.ordered[c];
    for (std::size_t lane = 0; lane < paths; ++lane) {
      double quantity = commitment.quantity.value;
      if (commitment.quantity.parameter.valid()) {
        const model::Parameter& parameter = model_.parameters[commitment.quantity.parameter.index()];
        const auto path = static_cast<std::uint32_t>(block.first_path + static_cast<std::int64_t>(lane));
        quantity = parameter.distribution.draw(random::uniform_at(model_.seed, path, parameter.stream, 0));
      }
      if (position[lane] >= quantity - 1e-9 * std::max(1.0, std::abs(quantity))) ++tables.commitment_met[c];
    }
  }
}

void Tally::tally_truce(const BlockResult& block, std::size_t paths, CountTables& tables, Sums& sums) {
  const std::size_t columns = model_.events.size() + 1;
  const double* end = block.truce_end_time[0];
  const std::int32_t* cause = block.truce_end_cause[0];
  const std::int32_t* root = block.truce_end_root[0];
  const double middle = model_.horizon_days / 2;
  for (std::size_t k = 0; k < model_.times.size(); ++k) {
    const std::uint8_t* holds = block.holds.at(0, k);
    tables.holds[k] += count_equal(holds, paths, 1);
  }
  for (std::size_t h = 0; h < model_.horizons.size(); ++h)
    tables.holds_by_horizon[h] += count_equal(block.holds_by_horizon[h], paths, 1);
  for (std::size_t lane = 0; lane < paths; ++lane) {
    const bool broken = !std::isnan(end[lane]);
    const double life = (broken ? std::min(end[lane], model_.horizon_days) : model_.horizon_days) - middle;
    sums.life.add({1, life, life * life});
    if (exact_) life_values_[static_cast<std::size_t>(block.first_path) + lane] = static_cast<float>(end[lane]);
    if (!broken) continue;
    sums.broken += 1;
    sums.life_of_broken += life;
    // A truce that does not hold at the start is broken in row 0, by nothing.
    const bool at_start = cause[lane] < 0;
    const std::size_t row = at_start ? 0 : row_of(end[lane]);
    const std::size_t by = at_start ? columns - 1 : static_cast<std::size_t>(cause[lane]);
    const std::size_t from = root[lane] < 0 ? columns - 1 : static_cast<std::size_t>(root[lane]);
    ++tables.truce_ends[row * columns + by];
    ++tables.truce_ends_by_root[row * columns + from];
    for (std::size_t h = 0; h < model_.horizons.size(); ++h)
      if (end[lane] < model_.horizons[h].day - kSameInstantDays) {
        ++tables.truce_ends_by_horizon[h * columns + by];
        ++tables.truce_ends_by_horizon_and_root[h * columns + from];
      }
    if (!exact_) {
      const auto at = static_cast<float>(end[lane]);
      std::int32_t slot = 0;
      life_grid_.find_slots(&at, 1, &slot);
      ++tables.life[static_cast<std::size_t>(slot)];
    }
  }
}

Estimate Tally::running_outcome(std::size_t outcome) const {
  const std::size_t i = quantities_.outcome + outcome;
  return mean(sums_->quantity[i], quantity_shifts_[i]);
}

}  // namespace truce::results

#pragma once
// Turns finished blocks into Results: sums of doubles in block order, counts of integers in any order, so the same bits
// come out whatever the number of threads. Memory does not grow with paths but for the paths that are kept.
#include <memory>
#include <string>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/results/count_tables.hpp"
#include "sim/results/path_quantities.hpp"
#include "sim/results/quantile_grid.hpp"
#include "sim/results/results.hpp"
#include "sim/results/spread.hpp"

namespace truce::results {

// The pilot: the first 1024 paths, from which the bins' ranges come.
inline constexpr std::int64_t kPilotBlocks = 4;
// Runs of at most so many paths keep all values and select exactly.
inline constexpr std::int64_t kMostExactPaths = 4096;
// ... unless that takes more memory than this.
inline constexpr std::size_t kMostExactBytes = 1'000'000'000;
inline constexpr std::size_t kFanBins = 512;
inline constexpr std::size_t kSpreadBins = 4096;

struct TallyOptions {
  std::int64_t paths = 0;  // of the whole run
  std::int64_t kept_paths = 0;
  std::int64_t sample_paths = 0;
};

class Tally : public engine::BlockSink {
 public:
  // `pilot`: the run's first kPilotBlocks blocks (fewer where it has fewer). They are not yet counted: give them to
  // tally() and merge() like all others. `model` must outlive the tally.
  Tally(const model::Model& model, const TallyOptions& options, const std::vector<engine::BlockResult>& pilot);
  ~Tally() override;

  std::unique_ptr<Partial> tally(const engine::BlockResult& block, std::size_t paths) override;
  void merge(std::unique_ptr<Partial> partial) override;

  // Paths merged so far; and what is known of an outcome from them. Call where merge() is called.
  std::int64_t merged_paths() const { return merged_paths_; }
  Estimate running_outcome(std::size_t outcome) const;

  // After the last block, once.
  Results finish();

  // Bytes that a tally takes, without kept paths.
  static std::size_t bytes(const model::Model& model, const TallyOptions& options, int threads);

 private:
  struct Sums;  // of one block, or of all blocks so far
  struct Column {
    std::size_t source, item, time;
  };

  void plan_series(const std::vector<engine::BlockResult>& pilot);
  void plan_quantities(const std::vector<engine::BlockResult>& pilot);
  void tally_series(const engine::BlockResult& block, std::size_t paths, CountTables& tables, Sums& sums);
  void tally_quantities(const engine::BlockResult& block, std::size_t paths, CountTables& tables, Sums& sums);
  void tally_states(const engine::BlockResult& block, std::size_t paths, CountTables& tables) const;
  void tally_events(const engine::BlockResult& block, std::size_t paths, CountTables& tables) const;
  void tally_truce(const engine::BlockResult& block, std::size_t paths, CountTables& tables, Sums& sums);
  void tally_commitments(const engine::BlockResult& block, std::size_t paths, CountTables& tables) const;
  std::size_t row_of(double day) const;

  std::vector<SeriesResult> finish_series(const CountTables& tables) const;
  Spread finish_quantity(std::size_t quantity, const CountTables& tables) const;
  TruceResult finish_truce(const CountTables& tables) const;

  const model::Model& model_;
  TallyOptions options_;
  bool exact_;
  std::vector<SeriesSource> sources_;
  PathQuantities quantities_;

  // Columns (source, item, time) with a mean, and with a fan, in the order of sources_.
  std::vector<double> mean_shifts_;
  std::vector<QuantileGrid> fan_grids_;
  std::vector<float> fan_values_;  // exact: [column][path]
  std::vector<double> quantity_shifts_;
  std::vector<QuantileGrid> quantity_grids_;
  std::vector<std::size_t> spread_columns_;  // of a quantity that wants quantiles: which column of `spreads` it has
  std::vector<float> quantity_values_;       // exact: [quantity][path]
  QuantileGrid life_grid_;
  std::vector<float> life_values_;  // exact: [path]; NaN where it held

  std::unique_ptr<CountTablePool> tables_;
  std::unique_ptr<KeptPaths> kept_;
  std::unique_ptr<Sums> sums_;
  std::int64_t merged_paths_ = 0;
};

}  // namespace truce::results

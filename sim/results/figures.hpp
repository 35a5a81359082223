#pragma once
// The figures by which scenarios are told apart: each a number of every path, and a share, a mean or a quantile of it
// over all paths. Tables, paired comparisons and sweeps read the one list.
#include <string>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/model/model.hpp"
#include "sim/results/results.hpp"

namespace truce::results {

struct Figure {
  enum class Group { kTruce, kCommitments, kSectors, kMarkets, kOutcomes };
  enum class Kind { kUnbroken, kLife, kMet, kAmount, kDisrupted, kLoss, kReturn, kLogReturn, kOutcome };
  enum class Statistic { kShare, kMean, kQuantile };

  Group group = Group::kTruce;
  Kind kind = Kind::kUnbroken;
  Statistic statistic = Statistic::kShare;
  double quantile = 0;      // kQuantile
  std::size_t subject = 0;  // commitment, sector, market or outcome
  std::size_t horizon = 0;  // index into Model::horizons; horizons.size(): the end of the simulation
  std::string key;          // "market.vix.return.0.05.2026-11-10": the same in every scenario that has it
  std::string title;        // what a table calls the figures of this kind: "MARKETS, median return to 2026-11-10"
  std::string name;         // inside it: "vix"
  std::string unit;         // "1" for shares and returns, "d", "week", "Mt"
  bool in_short_tables = false;
};

// In the order of tables: truce, commitments, sectors, markets, outcomes.
std::vector<Figure> figures_of(const model::Model& model);

// The figure of that key; `figures.size()` where there is none.
std::size_t find_figure(const std::vector<Figure>& figures, const std::string& key);

// Its number on each of the first `paths` lanes of a block; NaN where it is not defined.
void figure_values(const model::Model& model, const Figure& figure, const engine::BlockResult& block, std::size_t paths,
                   double* values);

// Its estimate in the results of a run. Of a quantile the standard error is half of its interval.
Estimate figure_estimate(const model::Model& model, const Figure& figure, const Results& results);

// With its error, for a cell of a table: shares and returns in %, all else as it is.
std::string format_figure(const Figure& figure, const Estimate& estimate);

// The horizons that a table has room for: the middle one and the last.
std::vector<std::size_t> chosen_horizons(const model::Model& model);

}  // namespace truce::results

#pragma once
// One point of a study: its numbers from its blocks.
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/model/model.hpp"
#include "sim/results/figures.hpp"

namespace truce::study {

// No fans, no kept paths: sums for means, and all values of a quantity for its quantiles, 4 bytes a path.
class PointTally : public engine::BlockSink {
 public:
  // `figures`: of the scenario; what this point's model lacks (an outcome that a value removed) stays NaN. The outcomes
  // stand first.
  PointTally(const model::Model& model, const std::vector<results::Figure>& figures, std::int64_t paths);

  std::unique_ptr<Partial> tally(const engine::BlockResult& block, std::size_t paths) override;
  void merge(std::unique_ptr<Partial> partial) override;

  // Every figure's value, every figure's error, then nine quantiles for each outcome (NaN for statements).
  std::vector<float> finish();

  static std::size_t record_size(const std::vector<results::Figure>& figures);
  static std::size_t bytes(const std::vector<results::Figure>& figures, std::int64_t paths);

 private:
  struct Sums;

  const model::Model& model_;
  const std::vector<results::Figure>& figures_;
  std::vector<results::Figure> own_;  // this model's figures
  std::vector<std::size_t> in_own_;   // where a figure stands there, or own_.size()
  std::vector<results::ShiftedSums> sums_;
  std::vector<std::size_t> column_;  // of a figure that needs its values, else kNoColumn
  std::vector<std::vector<float>> values_;
};

}  // namespace truce::study

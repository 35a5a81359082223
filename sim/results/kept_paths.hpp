#pragma once
// The per-path outcomes of the first so many paths, and the sample trajectories.
#include <cstdint>
#include <vector>

#include "sim/engine/block.hpp"
#include "sim/model/model.hpp"
#include "sim/results/dataset.hpp"
#include "sim/results/path_variables.hpp"

namespace truce::results {

// The first `paths` paths' values of every path variable, and the sample trajectories; each block writes its own
// stretch, so blocks may come from many threads at once.
class KeptPaths {
 public:
  KeptPaths(const model::Model& model, std::int64_t paths, std::int64_t sample_paths);
  void store(const engine::BlockResult& block, std::size_t paths);
  // Forgets all paths from `paths` on: the run came to no more.
  void cut(std::int64_t paths);

  std::int64_t paths() const { return paths_; }
  std::int64_t sample_paths() const { return sample_paths_; }
  const std::vector<PathVariable>& variables() const { return variables_; }
  // [path][row], float or int32, of variables()[index]; to be moved out.
  Values& values(std::size_t index) { return values_[index]; }
  const Values& values(std::size_t index) const { return values_[index]; }
  // [sample][time][item] of series_of(model)[index]; empty where that has no samples.
  const std::vector<float>& samples(std::size_t index) const { return samples_[index]; }
  // [sample][time][regime], index among all regimes' states.
  const std::vector<std::int32_t>& regime_samples() const { return regime_samples_; }

  static std::size_t bytes(const model::Model& model, std::int64_t paths, std::int64_t sample_paths);

 private:
  void store_samples(const engine::BlockResult& block, std::size_t paths);

  const model::Model* model_;
  std::int64_t paths_;
  std::int64_t sample_paths_;
  std::vector<PathVariable> variables_;
  std::vector<Values> values_;
  std::vector<std::vector<float>> samples_;
  std::vector<std::int32_t> regime_samples_;
};

}  // namespace truce::results

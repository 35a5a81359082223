#include "sim/results/kept_paths.hpp"

#include <algorithm>

#include "sim/results/series_list.hpp"

namespace truce::results {

KeptPaths::KeptPaths(const model::Model& model, std::int64_t paths, std::int64_t sample_paths)
    : model_(&model), paths_(paths), sample_paths_(sample_paths), variables_(path_variables(model)) {
  for (const PathVariable& variable : variables_) {
    const std::size_t size = variable.rows * static_cast<std::size_t>(paths);
    if (variable.whole)
      values_.emplace_back(std::vector<std::int32_t>(size));
    else
      values_.emplace_back(std::vector<float>(size));
  }
  const std::size_t trajectories = static_cast<std::size_t>(sample_paths) * model.times.size();
  for (const SeriesSource& source : series_of(model))
    samples_.emplace_back(source.sample_name.empty() ? 0 : trajectories * source.items);
  regime_samples_.resize(trajectories * model.regimes.size());
}

void KeptPaths::store(const engine::BlockResult& block, std::size_t paths) {
  if (block.first_path < sample_paths_) store_samples(block, paths);
  if (block.first_path >= paths_) return;
  const auto first = static_cast<std::size_t>(block.first_path);
  const std::size_t lanes = std::min(paths, static_cast<std::size_t>(paths_) - first);
  for (std::size_t v = 0; v < variables_.size(); ++v) {
    const std::size_t rows = variables_[v].rows;
    std::visit(
        [&](auto member, auto& out) {
          using Out = typename std::remove_reference_t<decltype(out)>::value_type;
          if constexpr (!std::is_same_v<Out, std::string>)
            for (std::size_t row = 0; row < rows; ++row) {
              const auto* in = (block.*member)[row];
              for (std::size_t lane = 0; lane < lanes; ++lane)
                out[(first + lane) * rows + row] = static_cast<Out>(in[lane]);
            }
        },
        variables_[v].member, values_[v]);
  }
}

void KeptPaths::cut(std::int64_t paths) {
  const auto cut_to = [](auto& values, std::int64_t count, std::int64_t left) {
    if (count > left) values.resize(values.size() / static_cast<std::size_t>(count) * static_cast<std::size_t>(left));
  };
  for (Values& values : values_) std::visit([&](auto& v) { cut_to(v, paths_, paths); }, values);
  for (auto& sample : samples_) cut_to(sample, sample_paths_, paths);
  cut_to(regime_samples_, sample_paths_, paths);
  paths_ = std::min(paths_, paths);
  sample_paths_ = std::min(sample_paths_, paths);
}

void KeptPaths::store_samples(const engine::BlockResult& block, std::size_t paths) {
  const auto first = static_cast<std::size_t>(block.first_path);
  const std::size_t lanes = std::min(paths, static_cast<std::size_t>(sample_paths_) - first);
  const std::size_t times = model_->times.size();
  const auto sources = series_of(*model_);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    if (sources[s].sample_name.empty()) continue;
    const std::size_t items = sources[s].items;
    for (std::size_t item = 0; item < items; ++item)
      for (std::size_t k = 0; k < times; ++k) {
        const float* in = (block.*sources[s].member).at(item, k);
        for (std::size_t lane = 0; lane < lanes; ++lane)
          samples_[s][((first + lane) * times + k) * items + item] = in[lane];
      }
  }
  const std::size_t regimes = model_->regimes.size();
  for (std::size_t r = 0; r < regimes; ++r)
    for (std::size_t k = 0; k < times; ++k) {
      const std::uint8_t* in = block.regime.at(r, k);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        regime_samples_[((first + lane) * times + k) * regimes + r] = model_->regimes[r].first_state + in[lane];
    }
}

std::size_t KeptPaths::bytes(const model::Model& model, std::int64_t paths, std::int64_t sample_paths) {
  std::size_t per_path = 0;
  for (const PathVariable& variable : path_variables(model)) per_path += 4 * variable.rows;
  std::size_t per_sample = 4 * model.regimes.size();
  for (const SeriesSource& source : series_of(model))
    if (!source.sample_name.empty()) per_sample += 4 * source.items;
  return per_path * static_cast<std::size_t>(paths) +
         per_sample * static_cast<std::size_t>(sample_paths) * model.times.size();
}

}  // namespace truce::results

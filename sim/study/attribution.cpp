#include "sim/study/attribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <utility>

#include "sim/base/errors.hpp"
#include "sim/engine/run.hpp"
#include "sim/study/attribution_plan.hpp"
#include "sim/study/hybrid_models.hpp"
#include "sim/study/jackknifed_shares.hpp"
#include "sim/study/shapley.hpp"

namespace truce::study {

namespace {

using results::Figure;

// Errors come from groups of blocks, or of a block's lanes where there are few blocks; in samples each group has orders
// of its own.
constexpr std::int64_t kExactGroups = 16;
constexpr std::int64_t kSampledGroups = 32;

struct Partial : engine::BlockSink::Partial {
  bool valid = true;
  std::vector<MeanSum> sums;  // [slice][set][figure]
};

class Run {
 public:
  Run(const AttributionSide& a, const AttributionSide& b, const std::vector<Figure>& figures,
      const AttributionOptions& options)
      : a_(a), figures_(figures), options_(options), hybrids_(a, b), changes_(hybrids_.changes().size()) {
    exact_ = changes_ <= kMostExactChanges;
    if (exact_) {
      models_of_all_ = models_of(exact_plan(changes_));
      exact_ = models_of_all_->valid;
    }
    choose_paths();
    if (!exact_ && options.paths > 0 && groups_ * blocks_of_group_ * lanes() < kFewestSampledPaths)
      throw TooFewPaths(
          fmt::format("{} paths of each scenario are too few: between the two stand {} changes, of which orders are "
                      "sampled, and their error takes at least {} paths",
                      options.paths, changes_, kFewestSampledPaths));
    shares_.assign(figures.size() * std::max<std::size_t>(changes_, 1), {});
    totals_.assign(figures.size(), {});
  }

  Attribution run() {
    Attribution out;
    out.changes = hybrids_.changes();
    out.exact = exact_;
    if (changes_ > 0) run_groups();
    out.paths = changes_ > 0 ? groups_ * blocks_of_group_ * lanes() : 0;
    out.invalid_orders = invalid_;
    out.orders = exact_ ? 0 : 2 * groups_ - invalid_;
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      std::vector<results::Estimate> row(changes_, results::Estimate{});
      results::Estimate total;
      if (exact_ && !groups_done_.empty() && figures_[f].statistic != Figure::Statistic::kQuantile) {
        const JackknifedShares shares(changes_, sums_of(f));
        for (std::size_t i = 0; i < changes_; ++i) row[i] = shares.estimate(i, out.paths);
        total = shares.estimate({}, out.paths);
      } else if (!exact_) {
        for (std::size_t i = 0; i < changes_; ++i) row[i] = estimate(shares_[f * changes_ + i], out.paths);
        total = estimate(totals_[f], out.paths);
      }
      out.shares.push_back(std::move(row));
      out.totals.push_back(total);
    }
    return out;
  }

 private:
  struct Models {
    AttributionPlan plan;
    std::vector<std::shared_ptr<const model::Model>> models;
    std::vector<std::vector<std::size_t>> figures;  // of each model: where its own list has figures_[f]; or its size
    std::vector<std::vector<Figure>> lists;
    bool valid = true;
  };

  static std::int64_t lanes() { return static_cast<std::int64_t>(engine::kLanes); }

  static results::Estimate estimate(const RunningMean& mean, std::int64_t paths) {
    return {mean.mean(), mean.standard_error(), paths};
  }

  std::shared_ptr<const Models> models_of(AttributionPlan plan) const {
    auto out = std::make_shared<Models>();
    for (const std::vector<bool>& set : plan.sets) {
      std::shared_ptr<const model::Model> model = hybrids_.model(set);
      if (model == nullptr) {
        out->valid = false;
        break;
      }
      out->lists.push_back(results::figures_of(*model));
      std::vector<std::size_t> at;
      for (const Figure& figure : figures_) at.push_back(results::find_figure(out->lists.back(), figure.key));
      out->figures.push_back(std::move(at));
      out->models.push_back(std::move(model));
    }
    out->plan = std::move(plan);
    return out;
  }

  // Whole blocks, as many in each group; of few blocks each stands for several groups.
  void choose_paths() {
    const std::int64_t groups = exact_ ? kExactGroups : kSampledGroups;
    std::int64_t blocks = engine::blocks_for(options_.paths);
    if (options_.paths == 0) {
      const auto runs = static_cast<std::int64_t>(exact_ ? std::size_t{1} << changes_ : 2 * changes_);
      const std::int64_t compared = engine::blocks_for(options_.compared_paths);
      const std::int64_t fewest = exact_ ? std::min(kExactGroups, compared) : kSampledGroups;
      blocks = std::max(fewest, std::min(compared, 2 * compared / std::max<std::int64_t>(runs, 1)));
    }
    groups_ = std::min(groups, blocks);
    blocks_of_group_ = blocks / groups_;
    while (exact_ && 2 * slices_ * blocks <= groups) slices_ *= 2;
  }

  // Of one figure, by group and set.
  std::vector<std::vector<MeanSum>> sums_of(std::size_t figure) const {
    std::vector<std::vector<MeanSum>> out;
    for (const std::vector<MeanSum>& group : groups_done_) {
      std::vector<MeanSum>& row = out.emplace_back();
      for (std::size_t i = figure; i < group.size(); i += figures_.size()) row.push_back(group[i]);
    }
    return out;
  }

  // The models of a group of blocks: built by the first block that needs them, freed after the last.
  std::shared_ptr<const Models> models_of_group(std::int64_t group) {
    if (exact_) return models_of_all_;
    std::shared_ptr<Slot> slot;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      std::erase_if(slots_, [&](const auto& one) { return one.first < group - 64; });
      for (const auto& [number, known] : slots_)
        if (number == group) slot = known;
      if (slot == nullptr) slots_.emplace_back(group, slot = std::make_shared<Slot>());
    }
    const std::lock_guard<std::mutex> lock(slot->mutex);
    if (slot->models == nullptr) slot->models = models_of(sampled_plan(changes_, a_.model->seed, group));
    return slot->models;
  }

  std::unique_ptr<engine::BlockSink::Partial> one_block(std::int64_t block, const std::atomic<bool>& stop) {
    auto partial = std::make_unique<Partial>();
    const std::shared_ptr<const Models> models = models_of_group(block / blocks_of_group_);
    partial->valid = models->valid;
    if (!models->valid) return partial;
    const auto slices = static_cast<std::size_t>(slices_);
    const std::size_t numbers = models->models.size() * figures_.size();  // of a slice
    partial->sums.resize(slices * numbers);
    double column[engine::kLanes];
    for (std::size_t m = 0; m < models->models.size(); ++m) {
      const model::Model& model = *models->models[m];
      engine::BlockResult result(model);
      try {
        engine::run_block(model, block, result, stop);
      } catch (const RunError&) {  // a loop of events that neither scenario has
        partial->valid = false;
        return partial;
      }
      for (std::size_t f = 0; f < figures_.size(); ++f) {
        const std::size_t at = models->figures[m][f];
        if (at >= models->lists[m].size() || figures_[f].statistic == Figure::Statistic::kQuantile) continue;
        results::figure_values(model, models->lists[m][at], result, engine::kLanes, column);
        for (std::size_t lane = 0; lane < engine::kLanes; ++lane) {
          if (std::isnan(column[lane])) continue;
          MeanSum& sum = partial->sums[lane * slices / engine::kLanes * numbers + m * figures_.size() + f];
          sum.count += 1;
          sum.sum += column[lane];
        }
      }
    }
    return partial;
  }

  void run_groups() {
    const std::atomic<bool> never{false};
    const std::atomic<bool>& stop = options_.stop != nullptr ? *options_.stop : never;
    const std::int64_t blocks = groups_ * blocks_of_group_;
    std::int64_t next = 0;
    Partial group;
    engine::run_in_order(
        0, blocks, options_.threads, [&](std::int64_t block) { return one_block(block, stop); },
        [&](std::unique_ptr<engine::BlockSink::Partial> given) {
          const Partial& partial = static_cast<const Partial&>(*given);
          if (next % blocks_of_group_ == 0) group = Partial{};
          group.valid = group.valid && partial.valid;
          if (group.sums.empty()) group.sums.resize(partial.sums.size());
          if (group.valid)
            for (std::size_t i = 0; i < group.sums.size(); ++i) {
              group.sums[i].count += partial.sums[i].count;
              group.sums[i].sum += partial.sums[i].sum;
            }
          ++next;
          if (next % blocks_of_group_ == 0) finish_group(next / blocks_of_group_ - 1, group);
          if (options_.progress) options_.progress(static_cast<double>(next) / static_cast<double>(blocks));
        });
    if (stop.load()) throw Interrupted();
  }

  void finish_group(std::int64_t number, const Partial& group) {
    if (!group.valid) {
      invalid_ += exact_ ? 1 : 2;
      return;
    }
    if (exact_) {
      const auto length = static_cast<std::ptrdiff_t>(group.sums.size()) / slices_;
      for (std::ptrdiff_t slice = 0; slice < slices_; ++slice)
        groups_done_.emplace_back(group.sums.begin() + slice * length, group.sums.begin() + (slice + 1) * length);
      return;
    }
    const AttributionPlan plan = sampled_plan(changes_, a_.model->seed, number);
    const std::size_t sets = group.sums.size() / figures_.size();
    std::vector<double> values(sets);
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      bool defined = true;
      for (std::size_t s = 0; s < sets; ++s) {
        const MeanSum& sum = group.sums[s * figures_.size() + f];
        values[s] = sum.sum / sum.count;
        defined = defined && sum.count > 0;
      }
      if (!defined) continue;
      std::vector<double> shares(changes_, 0.0);
      for (std::size_t o = 0; o < plan.orders.size(); ++o)
        for (std::size_t step = 0; step < changes_; ++step)
          shares[plan.orders[o][step]] +=
              (values[plan.steps[o][step + 1]] - values[plan.steps[o][step]]) / static_cast<double>(plan.orders.size());
      double total = 0;
      for (std::size_t i = 0; i < changes_; ++i) {
        shares_[f * changes_ + i].add(shares[i]);
        total += shares[i];
      }
      totals_[f].add(total);
    }
  }

  struct Slot {
    std::mutex mutex;
    std::shared_ptr<const Models> models;
  };

  AttributionSide a_;
  const std::vector<Figure>& figures_;
  const AttributionOptions& options_;
  HybridModels hybrids_;
  std::size_t changes_;
  bool exact_ = true;
  std::int64_t groups_ = 1, blocks_of_group_ = 1, invalid_ = 0;
  std::int64_t slices_ = 1;  // of a block, each a group; 1 where a group has a whole block or several
  std::vector<std::vector<MeanSum>> groups_done_;  // where exact: [group][set * figures + figure]
  std::shared_ptr<const Models> models_of_all_;
  std::mutex mutex_;
  std::vector<std::pair<std::int64_t, std::shared_ptr<Slot>>> slots_;
  std::vector<RunningMean> shares_, totals_;
};

}  // namespace

void check_attribution_paths(const AttributionSide& a, const AttributionSide& b, const AttributionOptions& options) {
  if (options.paths == 0 || options.paths >= kFewestSampledPaths) return;
  const std::vector<Figure> none;
  Run run(a, b, none, options);
}

Attribution attribute(const AttributionSide& a, const AttributionSide& b, const std::vector<Figure>& figures,
                      const AttributionOptions& options) {
  return Run(a, b, figures, options).run();
}

}  // namespace truce::study

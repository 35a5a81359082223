#pragma once
// What a finished block of paths looks like, and who takes it.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/model/model.hpp"

namespace truce::engine {

// Paths in a block. Always all of them are computed; a run uses the first so many of its last block.
inline constexpr std::size_t kLanes = 256;

// A table of columns: row r is one quantity over the block's lanes.
template <class T>
class Rows {
 public:
  // From one row to the next: a cache line more than the lanes, since rows a power of two apart drive one another out
  // of the cache.
  static constexpr std::size_t kStride = kLanes + 64 / sizeof(T);

  Rows() = default;
  explicit Rows(std::size_t rows, T value = T{}) : data_(rows * kStride, value), rows_(rows) {}
  T* operator[](std::size_t row) { return data_.data() + row * kStride; }
  const T* operator[](std::size_t row) const { return data_.data() + row * kStride; }
  std::size_t rows() const { return rows_; }
  void fill(T value) { data_.assign(data_.size(), value); }

 private:
  std::vector<T> data_;
  std::size_t rows_ = 0;
};

// Items of a lane, rounded up to whole vectors.
constexpr std::size_t padded_items(std::size_t items) { return (items + 7) / 8 * 8; }

// A table by lane: t[lane][item], one path's items side by side, for what is read path by path. `width` is the number
// of items rounded up to whole vectors; the padding holds `value` and stays so.
template <class T>
class Lanes {
 public:
  explicit Lanes(std::size_t items, T value = T{})
      : data_(kLanes * padded_items(items), value), items_(items), width_(padded_items(items)) {}
  T* operator[](std::size_t lane) { return data_.data() + lane * width_; }
  const T* operator[](std::size_t lane) const { return data_.data() + lane * width_; }
  std::size_t items() const { return items_; }
  std::size_t width() const { return width_; }

 private:
  std::vector<T> data_;
  std::size_t items_;
  std::size_t width_;
};

// One series over time: at(k)[lane] for k = 0..steps (row 0 is `start`). Stored as series * (steps + 1) + k.
template <class T>
class Series {
 public:
  Series() = default;
  Series(std::size_t series, std::size_t times) : rows_(series * times), times_(times) {}
  T* at(std::size_t series, std::size_t k) { return rows_[series * times_ + k]; }
  const T* at(std::size_t series, std::size_t k) const { return rows_[series * times_ + k]; }
  std::size_t times() const { return times_; }

 private:
  Rows<T> rows_;
  std::size_t times_ = 0;
};

// Everything about the paths first_path .. first_path + kLanes - 1. NaN: never, or not defined on that path.
struct BlockResult {
  explicit BlockResult(const model::Model& model);

  std::int64_t first_path = 0;

  // Per path; rows indexed as in the model.
  // Event. event_own_count (N) and event_integrated_hazard (Lambda) are 0 for timings other than rate and probability.
  Rows<double> event_count, event_own_count, event_first_time, event_integrated_hazard;
  Rows<double> triggers_due, triggers_voided;  // event
  Rows<std::int32_t> event_outcome;  // event: index into outcomes_of_events of the last drawn outcome, -1 none
  Rows<std::int32_t> regime_final;   // regime: index among all regimes' states
  Rows<double> regime_days;          // regime state
  Rows<double> truce_end_time;       // 1 row; NaN: held to the end
  Rows<std::int32_t> truce_end_cause, truce_end_root;   // 1 row; event, or -1
  Rows<std::uint8_t> holds_by_horizon;                  // horizon: when its date ends; no rows without a truce
  Rows<double> ordered, shipped;                        // commitment
  Rows<double> flow_ordered_total, flow_shipped_total;  // flow: over the horizon, without what came before `start`
  Rows<double> disrupted_days, first_disruption, longest_disruption, loss, peak_loss_rate;  // sector
  Rows<double> market_return, market_drawdown;  // market * horizons + horizon
  Rows<double> outcome_value;                   // outcome

  // Series over time.
  Series<float> factor;         // factor
  Series<float> ordered_cum;    // flow, `ordered_to_date` included
  Series<float> shipped_cum;    // flow
  Series<float> flow_rate;      // flow: orders of the step per week; 0 in row 0
  Series<float> level;          // chain
  Series<float> drawdown;       // sector: weeks of stock used (D)
  Series<float> loss_cum;       // sector: weeks of output
  Series<float> dry_share;      // sector: F(D)
  Series<float> market;         // market: price level
  Series<std::uint8_t> regime;  // regime: state, from 0
  Series<std::uint8_t> holds;   // 1 series: the truce holds (1) or not (0); 0 series rows where there is no truce
};

// Takes finished blocks. tally() is called once for each block, from many threads at once; merge() is called for each
// block's partial, one at a time and in the order of blocks, so sums of doubles do not depend on threads.
class BlockSink {
 public:
  class Partial {
   public:
    virtual ~Partial() = default;
  };
  virtual ~BlockSink() = default;
  // `paths`: how many of the block's lanes belong to the run (kLanes but in the last block).
  virtual std::unique_ptr<Partial> tally(const BlockResult& block, std::size_t paths) = 0;
  virtual void merge(std::unique_ptr<Partial> partial) = 0;
};

}  // namespace truce::engine

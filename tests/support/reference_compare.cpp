#include "tests/support/reference_compare.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace truce::test {

namespace {

constexpr double kPerPath = 1e-9;
constexpr double kSeries = 1e-6;
constexpr double kDiscrete = 0;

bool agree(double engine, double twin, double tolerance) {
  if (std::isnan(engine) || std::isnan(twin)) return std::isnan(engine) && std::isnan(twin);
  if (engine == twin) return true;
  if (tolerance == kDiscrete) return false;
  // What should be 0 may be the rounding of a difference.
  return std::abs(engine - twin) <= tolerance * std::max(std::abs(engine), std::abs(twin)) + 1e-12;
}

class Comparison {
 public:
  explicit Comparison(std::size_t lane) : lane_(lane) {}

  template <class T, class U>
  void per_path(const char* name, const engine::Rows<T>& engine, const std::vector<U>& twin, double tolerance) {
    if (engine.rows() != twin.size())
      return found({fmt::format("rows of {}", name), 0, -1, double(engine.rows()), double(twin.size())});
    for (std::size_t row = 0; row < twin.size(); ++row) see(name, row, -1, engine[row][lane_], twin[row], tolerance);
  }
  template <class T>
  void single(const char* name, const engine::Rows<T>& engine, double twin, double tolerance) {
    see(name, 0, -1, engine[0][lane_], twin, tolerance);
  }
  template <class T, class U>
  void series(const char* name, const engine::Series<T>& engine, const Table<U>& twin, std::size_t k,
              double tolerance) {
    for (std::size_t row = 0; row < twin.size(); ++row)
      see(name, row, static_cast<int>(k), engine.at(row, k)[lane_], twin[row][k], tolerance);
  }
  const std::optional<Difference>& first() const { return first_; }

 private:
  void see(const char* name, std::size_t row, int step, double engine, double twin, double tolerance) {
    if (!agree(engine, twin, tolerance)) found({name, row, step, engine, twin});
  }
  void found(Difference difference) {
    if (!first_) first_ = std::move(difference);
  }
  std::size_t lane_;
  std::optional<Difference> first_;
};

}  // namespace

std::string Difference::text() const {
  return fmt::format("{}[{}]{}: engine {:.17g}, twin {:.17g}", name, row,
                     step >= 0 ? fmt::format(" at step {}", step) : "", engine, twin);
}

std::optional<Difference> first_difference(const engine::BlockResult& block, std::size_t lane, const PathRecord& twin) {
  Comparison c(lane);

  const std::size_t rows = block.factor.times();
  for (std::size_t k = 0; k < rows; ++k) {
    c.series("regime", block.regime, twin.regime, k, kDiscrete);
    c.series("holds", block.holds, twin.holds, k, kDiscrete);
    c.series("factor", block.factor, twin.factor, k, kSeries);
    c.series("flow_rate", block.flow_rate, twin.flow_rate, k, kSeries);
    c.series("ordered_cum", block.ordered_cum, twin.ordered_cum, k, kSeries);
    c.series("shipped_cum", block.shipped_cum, twin.shipped_cum, k, kSeries);
    c.series("level", block.level, twin.level, k, kSeries);
    c.series("drawdown", block.drawdown, twin.drawdown, k, kSeries);
    c.series("loss_cum", block.loss_cum, twin.loss_cum, k, kSeries);
    c.series("dry_share", block.dry_share, twin.dry_share, k, kSeries);
    c.series("market", block.market, twin.market, k, kSeries);
  }

  c.per_path("event_first_time", block.event_first_time, twin.event_first_time, kPerPath);
  c.per_path("event_count", block.event_count, twin.event_count, kDiscrete);
  c.per_path("event_own_count", block.event_own_count, twin.event_own_count, kDiscrete);
  c.per_path("event_outcome", block.event_outcome, twin.event_outcome, kDiscrete);
  c.per_path("event_integrated_hazard", block.event_integrated_hazard, twin.event_integrated_hazard, kPerPath);
  c.per_path("triggers_due", block.triggers_due, twin.triggers_due, kDiscrete);
  c.per_path("triggers_voided", block.triggers_voided, twin.triggers_voided, kDiscrete);
  c.per_path("regime_final", block.regime_final, twin.regime_final, kDiscrete);
  c.per_path("regime_days", block.regime_days, twin.regime_days, kPerPath);
  c.single("truce_end_time", block.truce_end_time, twin.truce_end_time, kPerPath);
  c.single("truce_end_cause", block.truce_end_cause, twin.truce_end_cause, kDiscrete);
  c.single("truce_end_root", block.truce_end_root, twin.truce_end_root, kDiscrete);
  c.per_path("holds_by_horizon", block.holds_by_horizon, twin.holds_by_horizon, kDiscrete);
  c.per_path("ordered", block.ordered, twin.ordered, kPerPath);
  c.per_path("shipped", block.shipped, twin.shipped, kPerPath);
  c.per_path("flow_ordered_total", block.flow_ordered_total, twin.flow_ordered_total, kPerPath);
  c.per_path("flow_shipped_total", block.flow_shipped_total, twin.flow_shipped_total, kPerPath);
  c.per_path("disrupted_days", block.disrupted_days, twin.disrupted_days, kPerPath);
  c.per_path("first_disruption", block.first_disruption, twin.first_disruption, kPerPath);
  c.per_path("longest_disruption", block.longest_disruption, twin.longest_disruption, kPerPath);
  c.per_path("loss", block.loss, twin.loss, kPerPath);
  c.per_path("peak_loss_rate", block.peak_loss_rate, twin.peak_loss_rate, kPerPath);
  c.per_path("market_return", block.market_return, twin.market_return, kPerPath);
  c.per_path("market_drawdown", block.market_drawdown, twin.market_drawdown, kPerPath);
  c.per_path("outcome_value", block.outcome_value, twin.outcome_value, kPerPath);
  return c.first();
}

}  // namespace truce::test

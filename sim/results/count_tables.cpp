#include "sim/results/count_tables.hpp"

#include <utility>

namespace truce::results {

namespace {

template <class T>
void add_to(std::vector<T>& sum, const std::vector<T>& other) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += other[i];
}

}  // namespace

CountTables::CountTables(const CountSizes& sizes)
    : fans(sizes.fans),
      spreads(sizes.spreads),
      life(sizes.life),
      regime_states(sizes.regime_states),
      holds(sizes.holds),
      holds_by_horizon(sizes.holds_by_horizon),
      event_first(sizes.event_first),
      disruption_first(sizes.disruption_first),
      truce_ends(sizes.truce_ends),
      truce_ends_by_root(sizes.truce_ends),
      truce_ends_by_horizon(sizes.truce_ends_by_horizon),
      truce_ends_by_horizon_and_root(sizes.truce_ends_by_horizon),
      commitment_met(sizes.commitments),
      triggers_due(sizes.events),
      triggers_voided(sizes.events) {}

void CountTables::add(const CountTables& other) {
  add_to(fans, other.fans);
  add_to(spreads, other.spreads);
  add_to(life, other.life);
  add_to(regime_states, other.regime_states);
  add_to(holds, other.holds);
  add_to(holds_by_horizon, other.holds_by_horizon);
  add_to(event_first, other.event_first);
  add_to(disruption_first, other.disruption_first);
  add_to(truce_ends, other.truce_ends);
  add_to(truce_ends_by_root, other.truce_ends_by_root);
  add_to(truce_ends_by_horizon, other.truce_ends_by_horizon);
  add_to(truce_ends_by_horizon_and_root, other.truce_ends_by_horizon_and_root);
  add_to(commitment_met, other.commitment_met);
  add_to(triggers_due, other.triggers_due);
  add_to(triggers_voided, other.triggers_voided);
}

std::size_t CountTables::bytes(const CountSizes& sizes) {
  return 4 * (sizes.fans + sizes.spreads + sizes.life + sizes.regime_states + sizes.holds + sizes.holds_by_horizon +
              sizes.event_first + sizes.disruption_first + 2 * sizes.truce_ends + 2 * sizes.truce_ends_by_horizon +
              sizes.commitments) +
         16 * sizes.events;
}

CountTablePool::Loan::Loan(CountTablePool& pool) : pool_(pool) {
  const std::lock_guard lock(pool_.mutex_);
  if (!pool_.free_.empty()) {
    table_ = std::move(pool_.free_.back());
    pool_.free_.pop_back();
  } else {
    table_ = std::make_unique<CountTables>(pool_.sizes_);
    pool_.free_.reserve(++pool_.made_);  // so that giving back cannot fail
  }
}

CountTablePool::Loan::~Loan() {
  const std::lock_guard lock(pool_.mutex_);
  pool_.free_.push_back(std::move(table_));
}

CountTables CountTablePool::total() {
  const std::lock_guard lock(mutex_);
  CountTables sum(sizes_);
  for (const auto& table : free_) sum.add(*table);
  return sum;
}

}  // namespace truce::results

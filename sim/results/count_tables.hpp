#pragma once
// Integer counts over paths. Each thread counts into a table of its own; sums of integers do not depend on who counted.
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace truce::results {

// How large each table is.
struct CountSizes {
  std::size_t fans = 0;                   // slots of all fan columns
  std::size_t spreads = 0;                // slots of all path quantities
  std::size_t life = 0;                   // slots of the truce's life
  std::size_t regime_states = 0;          // times x states
  std::size_t holds = 0;                  // times
  std::size_t holds_by_horizon = 0;       // horizons
  std::size_t event_first = 0;            // times x events
  std::size_t disruption_first = 0;       // times x sectors
  std::size_t truce_ends = 0;             // times x (events + 1): the last column has no cause
  std::size_t truce_ends_by_horizon = 0;  // horizons x (events + 1)
  std::size_t events = 0;
  std::size_t commitments = 0;
};

struct CountTables {
  explicit CountTables(const CountSizes& sizes);
  void add(const CountTables& other);
  static std::size_t bytes(const CountSizes& sizes);

  std::vector<std::uint32_t> fans, spreads, life, regime_states, holds, holds_by_horizon, event_first, disruption_first;
  std::vector<std::uint32_t> truce_ends, truce_ends_by_root;
  std::vector<std::uint32_t> truce_ends_by_horizon, truce_ends_by_horizon_and_root;
  std::vector<std::uint32_t> commitment_met;
  std::vector<std::uint64_t> triggers_due, triggers_voided;
};

// As many tables as threads were ever at work at once.
class CountTablePool {
 public:
  explicit CountTablePool(const CountSizes& sizes) : sizes_(sizes) {}

  // Lends a table to the calling thread for the time of one block.
  class Loan {
   public:
    explicit Loan(CountTablePool& pool);
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan();
    CountTables& operator*() { return *table_; }
    CountTables* operator->() { return table_.get(); }

   private:
    CountTablePool& pool_;
    std::unique_ptr<CountTables> table_;
  };

  // The sum of all tables; no loan may be out.
  CountTables total();

 private:
  CountSizes sizes_;
  std::mutex mutex_;
  std::size_t made_ = 0;
  std::vector<std::unique_ptr<CountTables>> free_;
};

}  // namespace truce::results

#pragma once
// Typed indices: a function that takes an EventId cannot be handed a RegimeId.
#include <cstddef>
#include <cstdint>

namespace truce {

// An index into one of the model's tables; -1 means "none".
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value_(static_cast<std::int32_t>(index)) {}
  constexpr explicit Id(std::int32_t index) : value_(index) {}
  constexpr bool valid() const { return value_ >= 0; }
  constexpr std::size_t index() const { return static_cast<std::size_t>(value_); }
  constexpr std::int32_t value() const { return value_; }
  friend constexpr bool operator==(Id, Id) = default;
  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  std::int32_t value_ = -1;
};

using FactorId = Id<struct FactorTag>;
using RegimeId = Id<struct RegimeTag>;
using EventId = Id<struct EventTag>;
using FlowId = Id<struct FlowTag>;
using CommitmentId = Id<struct CommitmentTag>;
using ChainId = Id<struct ChainTag>;
using SectorId = Id<struct SectorTag>;
using MarketId = Id<struct MarketTag>;
using OutcomeId = Id<struct OutcomeTag>;
using ConditionId = Id<struct ConditionTag>;
using ParameterId = Id<struct ParameterTag>;
using StepNumberId = Id<struct StepNumberTag>;
// What `since` can look back to: an event (its index), or one outcome of an event (number of events + its index).
using MarkId = Id<struct MarkTag>;

}  // namespace truce

#pragma once
// What the builders of the nouns share while a Scenario becomes a Model: names to indices, numbers, conditions,
// modifiers.
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/base/diagnostics.hpp"
#include "sim/model/model.hpp"
#include "sim/scenario/scenario.hpp"

namespace truce::model {

random::Distribution to_distribution(const scenario::DistributionSpec& spec);

class Builder {
 public:
  Builder(const scenario::Scenario& scenario, Model& model, Diagnostics& diagnostics);

  // A stream by its name; two names with one hash are an input error (rename one).
  random::StreamId stream(const std::string& name, SourceRange at);

  // A constant, or a parameter drawn per path from "parameter/" + path (or + `stream_path`).
  Number number(const scenario::NumberSpec& spec, const std::string& stream_path = {});
  StepNumberId step_number(const scenario::NumberSpec& spec, const std::vector<scenario::ModifierSpec>& modifiers,
                           bool root_mean_square = false);
  // A level by regime: one number for each state.
  StepNumberId step_number_by_regime(const std::string& path, RegimeId by,
                                     const std::vector<scenario::NumberSpec>& levels,
                                     const std::vector<scenario::ModifierSpec>& modifiers);
  Range modifiers(const std::vector<scenario::ModifierSpec>& specs);
  ConditionId condition(const scenario::ConditionSpec& spec);
  MarkId mark(const scenario::EventRef& ref) const;

  RegimeId regime(const std::string& name) const { return RegimeId(find(regimes_, name)); }
  FactorId factor(const std::string& name) const { return FactorId(find(factors_, name)); }
  EventId event(const std::string& name) const { return EventId(find(events_, name)); }
  FlowId flow(const std::string& name) const { return FlowId(find(flows_, name)); }
  CommitmentId commitment(const std::string& name) const { return CommitmentId(find(commitments_, name)); }
  SectorId sector(const std::string& name) const { return SectorId(find(sectors_, name)); }
  MarketId market(const std::string& name) const { return MarketId(find(markets_, name)); }
  int state(RegimeId regime, const std::string& name) const;

  const scenario::Scenario& scenario;
  Model& model;
  Diagnostics& diagnostics;

 private:
  using Index = std::unordered_map<std::string, int>;
  static std::int32_t find(const Index& index, const std::string& name);
  Modifier modifier(const scenario::ModifierSpec& spec);
  Range windows(const scenario::WindowSpec& spec);
  ConditionNode node(const scenario::ConditionEntry& entry, Condition& owner);
  Range children(const std::vector<scenario::ConditionSpec>& specs, Condition& owner);

  Index regimes_, factors_, events_, flows_, commitments_, sectors_, markets_, marks_;
  std::unordered_map<std::uint64_t, std::string> streams_;
};

// One for each noun, in the order in which they may refer to each other's tables.
void build_regimes(Builder& builder);
void build_factors(Builder& builder);
void build_trade(Builder& builder);
void build_supply(Builder& builder);
void build_markets(Builder& builder);
void build_events(Builder& builder);
void build_outcomes(Builder& builder);
void build_correlations(Builder& builder);

}  // namespace truce::model

#include "sim/scenario/assumptions.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace truce::scenario {

namespace {

using Measure = Quantity::Measure;

class Walk {
 public:
  explicit Walk(const Scenario& scenario) : scenario_(scenario) {}

  std::vector<Assumption> all() {
    for (const FactorSpec& factor : scenario_.factors) walk(factor);
    for (const EventSpec& event : scenario_.events) walk(event);
    // The rows of `shocks` belong to no single event.
    std::stable_partition(out_.begin(), out_.end(),
                          [](const Assumption& one) { return !one.number->path.starts_with("shocks."); });
    for (const FlowSpec& flow : scenario_.flows) walk(flow);
    for (const ChainSpec& chain : scenario_.chains) walk(chain);
    for (const MarketSpec& market : scenario_.markets) walk(market);
    for (const CorrelationSpec& pair : scenario_.correlations) walk(pair);
    return std::move(out_);
  }

 private:
  void add(const NumberSpec& number, Measure measure, const std::string& unit = {}) {
    if (!number.given || !seen_.insert(number.path).second) return;
    Assumption one;
    one.number = &number;
    one.measured = {measure, unit};
    const std::size_t dot = number.path.find('.', number.path.find('.') + 1);
    one.owner = number.path.substr(0, dot);
    one.name = number.path.substr(dot + 1);
    out_.push_back(std::move(one));
  }
  // By pointer, so that no number becomes an optional that is gone when its assumption is read.
  void add(const std::optional<NumberSpec>* number, Measure measure, const std::string& unit = {}) {
    if (*number) add(**number, measure, unit);
  }
  void fact(const NumberSpec& number, Measure measure, const std::string& unit = {}) {
    const std::size_t before = out_.size();
    add(number, measure, unit);
    if (out_.size() > before) out_.back().is_fact = true;
  }

  void optional(const NumberSpec& number, Measure measure) {
    const std::size_t before = out_.size();
    if (number.has_provenance) add(number, measure);
    if (out_.size() > before) out_.back().is_optional = true;
  }

  void walk(const std::vector<ModifierSpec>& modifiers, Measure plus) {
    for (const ModifierSpec& modifier : modifiers) {
      if (modifier.within) optional(*modifier.within, Measure::kDuration);
      add(&modifier.times, Measure::kPlain);
      add(&modifier.ratio, Measure::kPlain);
      add(&modifier.plus, plus);
      add(&modifier.odds, Measure::kPlain);
    }
  }

  void walk(const EffectsSpec& effects) {
    for (const JumpSpec& jump : effects.jump) add(jump.size, Measure::kPlain);
    if (effects.shock) {
      optional(effects.shock->times, Measure::kShare);
      for (const MarketShockSpec& shock : effects.shock->markets) add(shock.simple_return, Measure::kShare);
    }
    for (const TriggerSpec& trigger : effects.trigger) {
      if (!trigger.always) add(trigger.probability, Measure::kShare);
      walk(trigger.modifiers, Measure::kShare);
      add(trigger.delay, Measure::kDuration);
    }
    for (const ScheduleSpec& schedule : effects.schedule)
      if (!schedule.to_date) add(schedule.delay, Measure::kDuration);
  }

  void walk(const EventSpec& event) {
    if (event.timing == Timing::kRate) add(event.number, Measure::kRate);
    if (event.timing == Timing::kDelay) add(event.number, Measure::kDuration);
    if (event.timing == Timing::kProbability && event.table.empty()) add(event.number, Measure::kYearly);
    for (const TableRowSpec& row : event.table) add(row.probability, Measure::kShare);
    add(&event.shift, Measure::kDuration);
    walk(event.modifiers, Measure::kPlain);
    for (const OutcomeOfEventSpec& outcome : event.outcomes) {
      if (!outcome.rest) add(outcome.probability, Measure::kShare);
      walk(outcome.modifiers, Measure::kShare);
      walk(outcome.effects);
    }
    walk(event.effects);
  }

  void walk(const FactorSpec& factor) {
    add(factor.mean, Measure::kPlain);
    walk(factor.mean_modifiers, Measure::kPlain);
    add(factor.half_life, Measure::kDuration);
    add(factor.sd, Measure::kPlain);
    fact(factor.initial, Measure::kPlain);
  }

  void walk(const FlowSpec& flow) {
    fact(flow.ordered_to_date, Measure::kVolume, flow.unit);
    fact(flow.shipped_to_date, Measure::kVolume, flow.unit);
    add(flow.baseline, Measure::kFlow, flow.unit);
    walk(flow.baseline_modifiers, Measure::kFlow);
    add(flow.pace, Measure::kFlow, flow.unit);
    walk(flow.pace_modifiers, Measure::kFlow);
    add(&flow.capacity, Measure::kFlow, flow.unit);
    walk(flow.capacity_modifiers, Measure::kFlow);
    add(&flow.shipping_capacity, Measure::kFlow, flow.unit);
    walk(flow.shipping_capacity_modifiers, Measure::kFlow);
    add(flow.noise, Measure::kShare);
    add(flow.shipment_lag, Measure::kDuration);
    for (const auto* season : {&flow.seasonality, &flow.shipping_seasonality})
      if (*season)
        for (const NumberSpec& month : **season) fact(month, Measure::kPlain);
    for (const CommitmentSpec& commitment : flow.commitments) {
      fact(commitment.quantity, Measure::kVolume, flow.unit);
      add(commitment.aim, Measure::kShare);
      add(&commitment.haste, Measure::kPlain);
    }
  }

  void walk(const ChainSpec& chain) {
    if (!chain.by) add(chain.level, Measure::kShare);
    for (const NumberSpec& level : chain.level_by_state) add(level, Measure::kShare);
    walk(chain.level_modifiers, Measure::kShare);
    add(chain.ramp, Measure::kDuration);
    add(chain.noise, Measure::kShare);
    for (const SectorSpec& sector : chain.sectors) {
      add(sector.need, Measure::kShare);
      add(sector.cover, Measure::kCover);
      add(sector.exposure, Measure::kShare);
      if (sector.substitution) {
        add(sector.substitution->half_life, Measure::kDuration);
        add(sector.substitution->max, Measure::kShare);
      }
      add(sector.disrupted_above, Measure::kShare);
    }
  }

  void walk(const MarketSpec& market) {
    fact(market.initial, Measure::kLevel, market.unit);
    if (market.mean_reverting) {
      add(market.mean, Measure::kLevel, market.unit);
      add(market.half_life, Measure::kDuration);
    }
    add(market.volatility, Measure::kYearly);
    walk(market.volatility_modifiers, Measure::kYearly);
    add(market.drift, Measure::kYearly);
    walk(market.drift_modifiers, Measure::kYearly);
    for (const BetaSpec& beta : market.betas) add(beta.loading, Measure::kShare);
    add(&market.tails, Measure::kPlain);
    if (market.tails) out_.back().is_whole = true;
  }

  void walk(const CorrelationSpec& pair) {
    add(pair.value, Measure::kPlain);
    out_.back().owner = "correlation";
    out_.back().name = pair.first + " with " + pair.second;
    out_.back().needs_no_range = pair.in_matrix;
  }

  const Scenario& scenario_;
  std::vector<Assumption> out_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<Assumption> assumptions_of(const Scenario& scenario) { return Walk(scenario).all(); }

}  // namespace truce::scenario

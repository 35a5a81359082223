// Events and their outcomes (1-model.md, 1.4).
#include <cmath>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_condition.hpp"
#include "sim/scenario/read_effects.hpp"
#include "sim/scenario/read_modifiers.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"
#include "sim/scenario/read_timing.hpp"

namespace truce::scenario {

namespace {

constexpr double kSumTolerance = 1e-6;  // of probabilities written with a few digits

class EventReader {
 public:
  EventReader(Context& context, const Entry& entry, const ShockTable& shocks)
      : context_(context),
        entry_(entry),
        shocks_(shocks),
        section_(context, entry.value, "events." + entry.key, fmt::format("event '{}'", entry.key), entry.key_at) {}

  EventSpec read() {
    out_.name = {entry_.key, entry_.key_at};
    if (!section_.is_map()) return std::move(out_);
    out_.source = section_.source({});
    out_.about = section_.text("about");
    section_.text("note");
    if (const Entry* condition = section_.find("while")) out_.while_ = read_condition(context_, *condition);
    read_timing(context_, section_, out_.source, out_);
    out_.effects = read_effects(context_, section_, shocks_, out_.source);
    if (const Entry* outcomes = section_.find("outcomes")) read_outcomes_of_event(*outcomes);
    const EventNames& names = context_.names.event[entry_.key];
    const bool all_known = section_.finish();
    // An unknown key may be the timing, misspelt.
    if (all_known && !names.has_timing && context_.names.triggered.count(entry_.key) == 0) {
      context_.error(
          kNeverFires, entry_.key_at, fmt::format("event '{}' can never happen", entry_.key),
          "no timing, and no trigger names it",
          {"give it a `rate`, `probability`, `delay`, `date` or `when`, or name it in another event's `trigger`"});
    }
    return std::move(out_);
  }

 private:
  void read_outcomes_of_event(const Entry& outcomes) {
    for_each_entry(context_, outcomes, "a map of named outcomes", [this](const Entry& one) {
      context_.check_name(one.key, one.key_at, "an outcome");
      out_.outcomes.push_back(read_outcome(one));
    });
    if (!out_.outcomes.empty()) check_probabilities(outcomes);
  }

  OutcomeOfEventSpec read_outcome(const Entry& one) {
    OutcomeOfEventSpec out;
    out.name = {one.key, one.key_at};
    const std::string path = section_.address("outcomes." + one.key);
    Section section(context_, one.value, path, fmt::format("outcome '{}.{}'", entry_.key, one.key), one.key_at);
    if (!section.is_map()) {
      sum_known_ = false;
      return out;
    }
    const std::string source = section.source(out_.source);
    out.about = section.text("about");
    section.text("note");
    const Entry* chance = section.need("probability", "a share such as 40%, or `rest`");
    const Entry* beside = section.find("modifiers");
    if (chance == nullptr) sum_known_ = false;
    if (chance != nullptr && chance->value.is_scalar() && chance->value.text == "rest") {
      out.rest = true;
      out.probability = default_number(0, section.address("probability"), chance->value.at);
      if (beside != nullptr) {
        context_.error(kModifierNotHere, beside->key_at, "`rest` cannot have modifiers", "it is what the others leave",
                       {"modify the other outcomes"});
      }
    } else {
      read_modifiers(context_, beside, section.address("modifiers"), ModifierRules::chance(), source, out.modifiers);
      if (chance != nullptr) {
        out.probability = read_modified_number(context_, *chance, section.address("probability"), probability(),
                                               ModifierRules::chance(), source, out.modifiers);
      }
    }
    out.effects = read_effects(context_, section, shocks_, source);
    section.finish();
    return out;
  }

  void check_probabilities(const Entry& outcomes) {
    double sum = 0;
    const OutcomeOfEventSpec* rest = nullptr;
    for (const OutcomeOfEventSpec& outcome : out_.outcomes) {
      if (outcome.rest && rest != nullptr) {
        context_.error(kOutcomeProbabilities, outcome.probability.at,
                       fmt::format("event '{}' has two outcomes with `rest`", entry_.key), "the second",
                       {"only one can be what the others leave"}, {rest->probability.at, "the first"});
        return;
      }
      if (outcome.rest) rest = &outcome;
      if (!outcome.rest && outcome.probability.written.empty()) sum_known_ = false;
      TextError ignored;
      if (!outcome.rest && !parse_quantity(outcome.probability.written, probability(), ignored)) sum_known_ = false;
      sum += outcome.probability.fixed();
    }
    if (!sum_known_) return;
    const std::string total = fmt::format("they sum to {:.6g}%", 100 * sum);
    if (rest == nullptr && std::abs(sum - 1) > kSumTolerance) {
      context_.error(kOutcomeProbabilities, outcomes.key_at,
                     fmt::format("the outcomes of event '{}' do not sum to 100%", entry_.key), total,
                     {"let one of them be `rest`: what the others leave"});
    } else if (rest != nullptr && sum > 1 + kSumTolerance) {
      context_.error(kOutcomeProbabilities, outcomes.key_at,
                     fmt::format("the outcomes of event '{}' exceed 100%", entry_.key),
                     total + ", which leaves nothing for `rest`");
    }
  }

  Context& context_;
  const Entry& entry_;
  const ShockTable& shocks_;
  Section section_;
  EventSpec out_;
  bool sum_known_ = true;
};

}  // namespace

void read_events(Context& context, const Entry* section, const Entry* shocks, Scenario& out) {
  ShockTable table;
  if (shocks != nullptr) table = read_shock_table(context, *shocks);
  if (section == nullptr) return;
  for_each_entry(context, *section, "a map of named events", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "an event");
    out.events.push_back(EventReader(context, entry, table).read());
  });
}

}  // namespace truce::scenario

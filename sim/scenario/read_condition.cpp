#include "sim/scenario/read_condition.hpp"

#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

using Kind = ConditionEntry::Kind;

Quantity drawdown_share() {
  Quantity q = share_of_whole();
  q.domain.words = "a drawdown is a positive share below 100%";
  q.domain.high_open = true;
  return q;
}

class ConditionReader {
 public:
  ConditionReader(Context& context, Feedbacks feedbacks) : context_(context), feedbacks_(feedbacks) {}

  std::optional<ConditionSpec> read(const Node& node, SourceRange at, const std::string& name) {
    ConditionSpec out;
    out.at = node.is_null() ? at : node.at;
    if (!node.is_map()) {
      context_.error(kWrongKind, out.at, fmt::format("a condition is a map, not {}", describe(node)),
                     fmt::format("`{}` holds a condition", name),
                     {"write {REGIME: STATE} or {REGIME: [STATE, STATE]}"});
      return std::nullopt;
    }
    if (node.entries.empty()) {
      context_.error(kNothingInside, out.at, "an empty condition would always hold", "",
                     {fmt::format("leave `{}` out instead", name)});
      return std::nullopt;
    }
    good_ = true;
    for (const Entry& entry : node.entries) read_entry(entry, out);
    if (!good_) return std::nullopt;
    return out;
  }

 private:
  void read_entry(const Entry& entry, ConditionSpec& out) {
    if (!report_unless_value(context_, entry)) {
      good_ = false;
      return;
    }
    const std::string& key = entry.key;
    if (key == "any" || key == "not") return key == "any" ? read_any(entry, out) : read_not(entry, out);
    if (key == "commitment" || key == "market" || key == "sector" || key == "factor") {
      if (feedbacks_ == Feedbacks::kRegimesOnly) {
        context_.error(kRegimesOnly, entry.key_at, fmt::format("this condition is about regimes only, not a {}", key),
                       "", {"it must be known at every instant; feedbacks are read once a step"});
        good_ = false;
        return;
      }
      return read_feedbacks(entry, out);
    }
    if ((key == "or" || key == "and") && !contains(context_.names.regimes, key)) {
      context_.error(kUnknownRegime, entry.key_at, fmt::format("a condition has no `{}`", key), "",
                     {key == "or" ? "write `any: [CONDITION, CONDITION]`, which holds where one of them does"
                                  : "all entries of a condition must hold: write them into one map"});
      good_ = false;
      return;
    }
    read_regime(entry, out);
  }

  void read_any(const Entry& entry, ConditionSpec& out) {
    ConditionEntry any;
    any.kind = Kind::kAny;
    any.at = entry.key_at;
    if (!entry.value.is_list() || entry.value.items.empty()) {
      context_.error(kWrongKind, entry.value.at,
                     fmt::format("`any` is a list of conditions, not {}", describe(entry.value)));
      good_ = false;
      return;
    }
    bool good = good_;
    for (const Node& item : entry.value.items) {
      std::optional<ConditionSpec> child = ConditionReader(context_, feedbacks_).read(item, item.at, "any");
      good = good && child.has_value();
      if (child) any.children.push_back(std::move(*child));
    }
    good_ = good;
    out.entries.push_back(std::move(any));
  }

  void read_not(const Entry& entry, ConditionSpec& out) {
    ConditionEntry negation;
    negation.kind = Kind::kNot;
    negation.at = entry.key_at;
    std::optional<ConditionSpec> child = ConditionReader(context_, feedbacks_).read(entry.value, entry.key_at, "not");
    good_ = good_ && child.has_value();
    if (child) negation.children.push_back(std::move(*child));
    out.entries.push_back(std::move(negation));
  }

  void read_regime(const Entry& entry, ConditionSpec& out) {
    ConditionEntry regime;
    regime.kind = Kind::kRegime;
    regime.at = entry.key_at;
    regime.subject = {entry.key, entry.key_at};
    const bool known = context_.knows(kUnknownRegime, "regime", "regimes", regime.subject, context_.names.regimes);
    good_ = good_ && known;
    std::vector<const Node*> states;
    if (entry.value.is_list()) {
      for (const Node& item : entry.value.items) states.push_back(&item);
    } else {
      states.push_back(&entry.value);
    }
    if (states.empty()) {
      context_.error(kNothingInside, entry.value.at, "a list of states has at least one state");
      good_ = false;
    }
    for (const Node* state : states) {
      if (!state->is_scalar()) {
        context_.error(kWrongKind, state->at, fmt::format("a state is a name, not {}", describe(*state)));
        good_ = false;
        continue;
      }
      const Name name{state->text, state->at};
      if (known && !context_.knows_state(entry.key, name)) {
        good_ = false;
      }
      for (const Name& other : regime.states) {
        if (other.text != name.text) continue;
        context_.error(kRepeatedName, name.at, fmt::format("the state '{}' is named twice", name.text),
                       "named again here", {}, {other.at, "first named here"});
        good_ = false;
      }
      regime.states.push_back(name);
    }
    out.entries.push_back(std::move(regime));
  }

  void read_feedbacks(const Entry& entry, ConditionSpec& out) {
    const char* expected = entry.key == "sector"       ? "a map {SECTOR: disrupted}"
                           : entry.key == "commitment" ? "a map {COMMITMENT: {below: 60%}}"
                           : entry.key == "market"     ? "a map {MARKET: {drawdown_above: 10%}}"
                                                       : "a map {FACTOR: {above: 1.5}}";
    if (!report_unless_map(context_, entry, expected)) {
      good_ = false;
      return;
    }
    if (entry.value.entries.empty()) {
      context_.error(kNothingInside, entry.value.at, fmt::format("`{}` names nothing", entry.key), "",
                     {fmt::format("write {}", expected + 2)});
      good_ = false;
    }
    for (const Entry& one : entry.value.entries) {
      if (!report_unless_value(context_, one)) {
        good_ = false;
        continue;
      }
      if (entry.key == "commitment") read_commitment(one, out);
      if (entry.key == "market") read_market(one, out);
      if (entry.key == "sector") read_sector(one, out);
      if (entry.key == "factor") read_factor(one, out);
    }
  }

  // The threshold under `key`, in a map where this is all that is said.
  void read_threshold(const Entry& one, ConditionEntry spec, const char* key, const Quantity& quantity,
                      ConditionSpec& out) {
    Section section(context_, one.value, {}, fmt::format("the condition on '{}'", one.key), one.key_at);
    const Entry* threshold = section.need(key);
    section.finish();
    const std::optional<double> value =
        threshold != nullptr ? read_fixed(context_, *threshold, quantity) : std::nullopt;
    if (!value) {
      good_ = false;
      return;
    }
    spec.threshold = *value;
    out.entries.push_back(std::move(spec));
  }

  static ConditionEntry entry_of(Kind kind, const Entry& one, std::string name) {
    ConditionEntry spec;
    spec.kind = kind;
    spec.at = one.key_at;
    spec.subject = {std::move(name), one.key_at};
    return spec;
  }

  void read_commitment(const Entry& one, ConditionSpec& out) {
    const auto name = context_.full_name(kUnknownCommitment, "commitment", "commitments", one.key, one.key_at,
                                         context_.names.commitments);
    if (!name) good_ = false;
    read_threshold(one, entry_of(Kind::kCommitment, one, name.value_or("")), "below", share(), out);
  }
  void read_market(const Entry& one, ConditionSpec& out) {
    if (!context_.knows(kUnknownMarket, "market", "markets", {one.key, one.key_at}, context_.names.markets))
      good_ = false;
    read_threshold(one, entry_of(Kind::kMarket, one, one.key), "drawdown_above", drawdown_share(), out);
  }
  void read_sector(const Entry& one, ConditionSpec& out) {
    const auto name =
        context_.full_name(kUnknownSector, "sector", "sectors", one.key, one.key_at, context_.names.sectors);
    if (!name) good_ = false;
    if (!one.value.is_scalar() || one.value.text != "disrupted") {
      context_.error(kNotOneOf, one.value.at, fmt::format("a sector can be 'disrupted', not {}", describe(one.value)));
      good_ = false;
    }
    out.entries.push_back(entry_of(Kind::kSector, one, name.value_or("")));
  }
  void read_factor(const Entry& one, ConditionSpec& out) {
    if (!context_.knows(kUnknownFactor, "factor", "factors", {one.key, one.key_at}, context_.names.factors))
      good_ = false;
    Section section(context_, one.value, {}, fmt::format("the condition on '{}'", one.key), one.key_at);
    if (!section.is_map()) {
      good_ = false;
      return;
    }
    const Entry* above = section.find("above");
    const Entry* below = section.find("below");
    section.finish();
    if (!section.has("above") && !section.has("below")) {
      context_.error(kMissingKey, one.key_at, fmt::format("the condition on '{}' has no threshold", one.key),
                     "`above` or `below` is needed here");
      good_ = false;
    }
    for (const Entry* threshold : {above, below}) {
      if (threshold == nullptr) continue;
      const std::optional<double> value = read_fixed(context_, *threshold, plain_number());
      if (!value) {
        good_ = false;
        continue;
      }
      ConditionEntry spec = entry_of(Kind::kFactor, one, one.key);
      spec.threshold = *value;
      spec.above = threshold == above;
      out.entries.push_back(std::move(spec));
    }
  }

  Context& context_;
  Feedbacks feedbacks_;
  bool good_ = true;
};

}  // namespace

std::optional<ConditionSpec> read_condition(Context& context, const Entry& entry, Feedbacks feedbacks) {
  return ConditionReader(context, feedbacks).read(entry.value, entry.key_at, entry.key);
}

std::optional<EventRef> read_event_ref(Context& context, const Entry& entry) {
  const Node& node = entry.value;
  if (!node.is_scalar()) {
    context.error(kWrongKind, node.at, fmt::format("`{}` names an event, not {}", entry.key, describe(node)), "",
                  {"write EVENT, or EVENT.OUTCOME for one of its outcomes"});
    return std::nullopt;
  }
  const std::size_t dot = node.text.find('.');
  EventRef out;
  out.event = {node.text.substr(0, dot), node.at};
  if (!context.knows(kUnknownEvent, "event", "events", out.event, context.names.events)) return std::nullopt;
  if (dot == std::string::npos) return out;
  out.outcome = Name{node.text.substr(dot + 1), node.at};
  const std::vector<std::string>& outcomes = context.names.event[out.event.text].outcomes;
  if (!contains(outcomes, out.outcome->text)) {
    context.error(kUnknownEventOutcome, node.at,
                  fmt::format("unknown outcome '{}' of event '{}'", out.outcome->text, out.event.text),
                  "the event has no such outcome", {did_you_mean(out.outcome->text, outcomes, "outcomes")});
    return std::nullopt;
  }
  return out;
}

}  // namespace truce::scenario

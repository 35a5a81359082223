#include "sim/scenario/read_modifiers.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_condition.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

ModifierRules ModifierRules::speed() {
  ModifierRules rules;
  rules.times = true;
  rules.subject = "a rate, delay, flow or level";
  return rules;
}
ModifierRules ModifierRules::chance() {
  ModifierRules rules;
  rules.plus = true;
  rules.odds = true;
  rules.plus_is_points = true;
  rules.subject = "the probability of an outcome or trigger";
  return rules;
}
ModifierRules ModifierRules::factor_mean() {
  ModifierRules rules;
  rules.times = true;
  rules.plus = true;
  rules.subject = "a factor's mean";
  return rules;
}

namespace {

constexpr const char* kFixedModifier = "a modifier's size is one number; put the uncertainty into `range`";

struct MonthDay {
  int month = 0;
  int day = 0;
};

// `MM-DD`; 02-29 exists.
std::optional<MonthDay> parse_month_day(const std::string& text) {
  const std::optional<Date> date = parse_iso_date("2024-" + text);
  if (!date) return std::nullopt;
  const CivilDate civil = to_civil(*date);
  return MonthDay{civil.month, civil.day};
}

class ModifierReader {
 public:
  ModifierReader(Context& context, const Entry& entry, const std::string& path, const ModifierRules& rules,
                 const std::string& source)
      : context_(context),
        rules_(rules),
        entry_(entry),
        section_(context, entry.value, path, fmt::format("modifier '{}'", entry.key), entry.key_at) {
    source_ = section_.source(source);
  }

  ModifierSpec read() {
    ModifierSpec out;
    out.name = {entry_.key, entry_.key_at};
    out.at = entry_.key_at;
    if (!section_.is_map()) return out;
    section_.text("about");
    section_.text("note");
    if (const Entry* condition = section_.find("while")) out.while_ = read_condition(context_, *condition);
    read_between(out);
    read_since_and_before(out);
    read_effects(out);
    section_.finish();
    return out;
  }

 private:
  void read_between(ModifierSpec& out) {
    const Entry* between = section_.find("between");
    const Entry* every = section_.find("every");
    if (every != nullptr && (!every->value.is_scalar() || every->value.text != "year")) {
      context_.error(kNotOneOf, every->value.at, fmt::format("`every` can be 'year', not {}", describe(every->value)));
      return;
    }
    if (every != nullptr && !section_.has("between")) {
      context_.error(kIncompleteModifier, every->key_at, "`every: year` repeats a window, but there is no `between`");
    }
    if (between == nullptr) return;
    const Node& node = between->value;
    if (!node.is_list() || node.items.size() != 2 || !node.items[0].is_scalar() || !node.items[1].is_scalar()) {
      context_.error(kWrongKind, node.at, "`between` is a list of two dates", "",
                     {"write [2026-10-01, 2026-12-31], or [10-01, 12-31] with `every: year`"});
      return;
    }
    if (every != nullptr) return read_yearly(node, out);
    if (parse_month_day(node.items[0].text)) {
      context_.error(kNotADate, node.items[0].at, fmt::format("'{}' is a day of every year", node.items[0].text), "",
                     {"add `every: year`, or write the year"});
      return;
    }
    const std::optional<Date> from = context_.date(node.items[0], "the start of a window");
    const std::optional<Date> to = context_.date(node.items[1], "the end of a window");
    if (!from || !to) return;
    if (*to < *from) {
      context_.error(kReversed, node.at, "this window ends before it begins", "", {"write the earlier date first"});
      return;
    }
    WindowSpec window;
    window.from_day = context_.begin_of(*from);
    window.to_day = context_.end_of(*to);
    if (context_.start && window.to_day <= 0) {
      context_.warning(kWarnBeforeStart, node.at,
                       fmt::format("the window of modifier '{}' lies before the start", entry_.key), "it never acts",
                       {fmt::format("the start is {}", format_iso_date(*context_.start))});
    }
    out.between = window;
  }

  void read_yearly(const Node& node, ModifierSpec& out) {
    MonthDay ends[2];
    for (std::size_t i = 0; i < 2; ++i) {
      const std::optional<MonthDay> day = parse_month_day(node.items[i].text);
      if (!day) {
        context_.error(kNotADate, node.items[i].at, fmt::format("'{}' is not a day of the year", node.items[i].text),
                       "", {"with `every: year` a day is written MM-DD, as in 10-01"});
        return;
      }
      ends[i] = *day;
    }
    WindowSpec window;
    window.every_year = true;
    window.from_month = ends[0].month;
    window.from_date = ends[0].day;
    window.to_month = ends[1].month;
    window.to_date = ends[1].day;
    out.between = window;
  }

  void read_since_and_before(ModifierSpec& out) {
    const Entry* since = section_.find("since");
    const Entry* before = section_.find("before");
    const Entry* within = section_.find("within");
    if (within != nullptr)
      out.within =
          read_number(context_, *within, section_.address("within"),
                      positive_duration().fixed("how long is one duration; put the uncertainty into `range`"), source_);
    if (since != nullptr) out.since = read_event_ref(context_, *since);
    if (before != nullptr) read_before(*before, out);
    if (before != nullptr && !section_.has("within")) {
      context_.error(kIncompleteModifier, before->key_at, "`before` needs `within`: how long before?", "",
                     {"write {before: EVENT, within: 10 weeks, times: 0.6}"});
    }
    if (within != nullptr && !section_.has("since") && !section_.has("before")) {
      context_.error(kIncompleteModifier, within->key_at,
                     "`within` belongs to `since` or `before`, and neither is here");
    }
  }

  void read_before(const Entry& before, ModifierSpec& out) {
    if (!before.value.is_scalar()) {
      context_.error(kWrongKind, before.value.at,
                     fmt::format("`before` names an event, not {}", describe(before.value)));
      return;
    }
    const std::string& text = before.value.text;
    const Name name{text.substr(0, text.find('.')), before.value.at};
    if (!context_.knows(kUnknownEvent, "event", "events", name, context_.names.events)) return;
    if (text.find('.') != std::string::npos) {
      context_.error(kNotADateEvent, before.value.at, "`before` names an event, not one of its outcomes",
                     "the outcome is not known before", {fmt::format("write before: {}", name.text)});
      return;
    }
    if (!context_.names.event[name.text].has_date) {
      context_.error(kNotADateEvent, before.value.at, fmt::format("the event '{}' has no date", name.text),
                     "`before` looks ahead to a date");
      return;
    }
    out.before = name;
  }

  std::optional<NumberSpec> number(const Entry& entry, const Quantity& quantity) {
    return read_number(context_, entry, section_.address(entry.key), quantity.fixed(kFixedModifier), source_);
  }

  void read_effects(ModifierSpec& out) {
    const Entry* times = section_.find("times");
    const Entry* plus = section_.find("plus");
    const Entry* odds = section_.find("odds");
    const Entry* factor = section_.find("factor");
    const Entry* ratio = section_.find("ratio");
    const bool any = section_.has("times") || section_.has("plus") || section_.has("odds") || section_.has("factor") ||
                     section_.has("ratio");
    if (!any) {
      context_.error(kIncompleteModifier, section_.at(), fmt::format("modifier '{}' changes nothing", entry_.key),
                     rules_.times ? rules_.plus ? "`times`, `plus`, or `factor` with `ratio` is needed"
                                                : "`times`, or `factor` with `ratio` is needed"
                                  : "`plus` or `odds` is needed");
    }
    if (factor != nullptr && !section_.has("ratio")) {
      context_.error(kIncompleteModifier, factor->key_at,
                     "`factor` needs `ratio`: what does one unit of it multiply by?");
    }
    if (ratio != nullptr && !section_.has("factor")) {
      context_.error(kIncompleteModifier, ratio->key_at,
                     "`ratio` needs `factor`: the number is multiplied by ratio ^ factor");
    }
    if (allowed(times, rules_.times)) out.times = number(*times, times_number());
    if (allowed(plus, rules_.plus))
      out.plus = number(*plus, rules_.plus_is_points ? percentage_points() : plain_number());
    if (allowed(odds, rules_.odds)) out.odds = number(*odds, non_negative_number());
    if (factor != nullptr && allowed(factor, rules_.times)) {
      if (!factor->value.is_scalar()) {
        context_.error(kWrongKind, factor->value.at,
                       fmt::format("`factor` names a factor, not {}", describe(factor->value)));
      } else {
        const Name name{factor->value.text, factor->value.at};
        if (context_.knows(kUnknownFactor, "factor", "factors", name, context_.names.factors)) out.factor = name;
      }
      if (ratio != nullptr) out.ratio = number(*ratio, positive_number());
    }
  }

  bool allowed(const Entry* entry, bool is_allowed) {
    if (entry == nullptr) return false;
    if (is_allowed) return true;
    const bool chance = rules_.odds;
    context_.error(kEffectNotHere, entry->key_at, fmt::format("`{}` cannot act on {}", entry->key, rules_.subject),
                   "not here",
                   {chance ? "a probability is moved by `plus: 15%` (percentage points) or `odds: 2` (its odds times 2)"
                    : rules_.plus ? "here stand `times`, `plus`, or `factor` with `ratio`"
                                  : "here stand `times`, or `factor` with `ratio`"});
    return false;
  }

  Context& context_;
  const ModifierRules& rules_;
  const Entry& entry_;
  Section section_;
  std::string source_;
};

// A list of modifiers, or the keys of a single one where names are expected.
bool report_if_nameless(Context& context, const Entry& entry) {
  const auto is_effect = [](const Entry& one) {
    return one.value.is_scalar() &&
           (one.key == "times" || one.key == "plus" || one.key == "odds" || one.key == "factor");
  };
  const auto& entries = entry.value.entries;
  const bool is_single = entry.value.is_map() && std::any_of(entries.begin(), entries.end(), is_effect);
  if (!is_single && !entry.value.is_list()) return false;
  context.error(kWrongKind, entry.value.at,
                fmt::format("`modifiers` is a map of named modifiers, not {}",
                            is_single ? "a modifier without a name" : describe(entry.value)),
                "each needs a name of your own", {"write `modifiers: {NAME: {while: {REGIME: STATE}, times: 2}}`"});
  return true;
}

}  // namespace

void read_modifiers(Context& context, const Entry* entry, const std::string& path, const ModifierRules& rules,
                    const std::string& source, std::vector<ModifierSpec>& out) {
  if (entry == nullptr || report_if_nameless(context, *entry)) return;
  for_each_entry(context, *entry, "a map of named modifiers", [&](const Entry& one) {
    context.check_name(one.key, one.key_at, "a modifier");
    for (const ModifierSpec& other : out) {
      if (other.name.text != one.key) continue;
      context.error(kDuplicateKey, one.key_at, fmt::format("there are two modifiers '{}' of one number", one.key),
                    "the second", {}, {other.at, "the first"});
      return;
    }
    out.push_back(ModifierReader(context, one, path + "." + one.key, rules, source).read());
  });
}

NumberSpec read_modified_number(Context& context, const Entry& entry, const std::string& path, const Quantity& quantity,
                                const ModifierRules& rules, const std::string& source, std::vector<ModifierSpec>& out) {
  const Entry* modifiers = nullptr;
  NumberSpec number = read_number(context, entry, path, quantity, source, &modifiers);
  read_modifiers(context, modifiers, path + ".modifiers", rules, number.source, out);
  return number;
}

}  // namespace truce::scenario

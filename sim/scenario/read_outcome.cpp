// Named outcomes (1-model.md, 1.9).
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/outcome_references.hpp"
#include "sim/scenario/read_condition.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

using Kind = OutcomeSpec::Kind;
using Quant = OutcomeSpec::Quantity;

Quantity unbounded(Quantity::Measure measure, std::string unit = {}) {
  Quantity q;
  q.measure = measure;
  q.unit = std::move(unit);
  return q;
}

class OutcomeReader {
 public:
  OutcomeReader(Context& context, const Scenario& scenario, std::string what)
      : context_(context), scenario_(scenario), what_(std::move(what)) {}

  // `is_named`: the entry of `outcomes` itself, which may carry `given` and `about`.
  OutcomeSpec read(const Node& node, SourceRange at, bool is_named) {
    OutcomeSpec out;
    out.at = at;
    if (node.is_scalar() && !is_named) {
      out.kind = Kind::kReference;
      out.at = node.at;
      out.subject = {node.text, node.at};
      context_.knows(kUnknownOutcome, "outcome", "outcomes", out.subject, context_.names.outcomes);
      return out;
    }
    Section section(context_, node, {}, what_, at);
    if (!section.is_map()) return out;
    if (is_named) {
      out.about = section.text("about");
      section.text("note");
      section.source({});
      if (const Entry* given = section.find("given")) {
        OutcomeReader inner(context_, scenario_, fmt::format("the `given` of {}", what_));
        out.given = std::make_shared<OutcomeSpec>(inner.read(given->value, given->key_at, false));
        if (!out.given->is_statement() && out.given->kind != Kind::kReference) {
          context_.error(kMissingKey, given->key_at, "`given` is something that holds or not", "this is a quantity",
                         {"compare it: `at_least`, `at_most`, `above` or `below`"});
        }
      }
    }
    if (const Entry* form = find_form(section)) read_form(section, *form, out);
    section.finish();
    return out;
  }

 private:
  const Entry* find_form(Section& section) {
    const Entry* found = nullptr;
    bool any = false;
    for (const char* key : {"event", "regime", "commitment", "flow", "sector", "market", "all", "any", "not"}) {
      const Entry* entry = section.find(key);
      any = any || section.has(key);
      if (entry == nullptr) continue;
      if (found != nullptr) {
        context_.error(kExcludingKeys, entry->key_at, fmt::format("{} is about two things", what_),
                       fmt::format("`{}` beside `{}`", key, found->key), {"join them with `all` or `any`"},
                       {found->key_at, "the first"});
        continue;
      }
      found = entry;
    }
    if (!any) {
      for (const char* key :
           {"by", "at", "throughout", "ordered", "shipped", "disrupted_days", "loss", "return", "drawdown"})
        section.allow(key);
      context_.error(kMissingKey, section.at(), fmt::format("{} says nothing about a path", what_),
                     "event, regime, commitment, flow, sector, market, all, any or not is needed here");
    }
    return found;
  }

  void read_form(Section& section, const Entry& form, OutcomeSpec& out) {
    const std::string& key = form.key;
    if (key == "event") {
      out.kind = Kind::kEvent;
      if (const auto ref = read_event_ref(context_, form)) out.event = *ref;
      read_deadline(section, "by", OutcomeSpec::When::kBy, out);
    } else if (key == "regime") {
      out.kind = Kind::kRegime;
      out.condition = read_condition(context_, form, Feedbacks::kRegimesOnly);
      read_regime_time(section, out);
    } else if (key == "commitment") {
      out.kind = Kind::kCommitment;
      read_commitment(section, form, out);
    } else if (key == "flow") {
      out.kind = Kind::kFlow;
      read_flow(section, form, out);
    } else if (key == "sector") {
      out.kind = Kind::kSector;
      read_sector(section, form, out);
    } else if (key == "market") {
      out.kind = Kind::kMarket;
      read_market(section, form, out);
    } else {
      read_logic(form, out);
    }
  }

  void read_logic(const Entry& form, OutcomeSpec& out) {
    out.kind = form.key == "all" ? Kind::kAll : form.key == "any" ? Kind::kAny : Kind::kNot;
    std::vector<const Node*> parts;
    if (out.kind == Kind::kNot) {
      parts.push_back(&form.value);
    } else if (!form.value.is_list() || form.value.items.empty()) {
      context_.error(kWrongKind, form.value.at,
                     fmt::format("`{}` is a list of outcomes, not {}", form.key, describe(form.value)));
      return;
    } else {
      for (const Node& item : form.value.items) parts.push_back(&item);
    }
    for (const Node* part : parts) {
      OutcomeReader inner(context_, scenario_, fmt::format("the `{}` of {}", form.key, what_));
      OutcomeSpec child = inner.read(*part, part->at, false);
      if (!child.is_statement() && child.kind != Kind::kReference) {
        context_.error(kMissingKey, child.at, fmt::format("`{}` joins what holds or not", form.key),
                       "this is a quantity", {"compare it: `at_least`, `at_most`, `above` or `below`"});
      }
      out.children.push_back(std::move(child));
    }
  }

  void read_regime_time(Section& section, OutcomeSpec& out) {
    const std::pair<const char*, OutcomeSpec::When> times[] = {
        {"by", OutcomeSpec::When::kBy}, {"at", OutcomeSpec::When::kAt}, {"throughout", OutcomeSpec::When::kThroughout}};
    const Entry* found = nullptr;
    bool any = false;
    for (const auto& [key, when] : times) {
      const Entry* entry = section.find(key);
      any = any || section.has(key);
      if (entry == nullptr) continue;
      if (found != nullptr) {
        context_.error(kExcludingKeys, entry->key_at, fmt::format("{} has two times", what_),
                       fmt::format("`{}` beside `{}`", key, found->key), {}, {found->key_at, "the first"});
        continue;
      }
      found = entry;
      out.when = when;
      deadline(*entry, out);
    }
    if (!any) {
      context_.error(
          kMissingKey, section.at(), fmt::format("{} has no time", what_), "`by`, `at` or `throughout` is needed here",
          {"by: at some instant until then; at: at the end of that day; throughout: from the start to then"});
    }
  }

  void read_deadline(Section& section, const char* key, OutcomeSpec::When when, OutcomeSpec& out) {
    const Entry* entry = section.find(key);
    if (entry == nullptr) return;
    out.when = when;
    deadline(*entry, out);
  }

  void deadline(const Entry& entry, OutcomeSpec& out) {
    const std::optional<Date> date = context_.date(entry, {});
    if (!date) return;
    out.deadline_day = context_.end_of(*date);
    if (context_.end && *context_.end < *date) {
      context_.error(kAfterEnd, entry.value.at,
                     fmt::format("{} lies after the end of the simulation", format_iso_date(*date)),
                     fmt::format("`end` is {}", format_iso_date(*context_.end)), {"move `end`, or the date"});
    } else if (context_.start && *date < *context_.start) {
      context_.warning(kWarnBeforeStart, entry.value.at,
                       fmt::format("{} lies before the start", format_iso_date(*date)),
                       fmt::format("`start` is {}", format_iso_date(*context_.start)));
    }
  }

  bool read_comparisons(Section& section, const Quantity& quantity, OutcomeSpec& out) {
    bool good = true;
    const std::pair<const char*, Comparison::Kind> kinds[] = {{"at_least", Comparison::Kind::kAtLeast},
                                                              {"at_most", Comparison::Kind::kAtMost},
                                                              {"above", Comparison::Kind::kAbove},
                                                              {"below", Comparison::Kind::kBelow}};
    for (const auto& [key, kind] : kinds) {
      const Entry* entry = section.find(key);
      if (entry == nullptr) continue;
      const std::optional<double> value = read_fixed(context_, *entry, quantity);
      good = good && value.has_value();
      if (value) out.comparisons.push_back({kind, *value});
    }
    return good;
  }

  // The one of two keys under which the comparisons stand.
  const Entry* either(Section& section, const char* first, const char* second) {
    const Entry* a = section.find(first);
    const Entry* b = section.find(second);
    if (a != nullptr && b != nullptr) {
      context_.error(kExcludingKeys, b->key_at, fmt::format("{} is about two quantities", what_),
                     fmt::format("`{}` beside `{}`", second, first), {"join two outcomes with `all` or `any`"},
                     {a->key_at, "the first"});
      return a;
    }
    if (a == nullptr && b == nullptr && !section.has(first) && !section.has(second)) {
      context_.error(kMissingKey, section.at(), fmt::format("{} has no quantity", what_),
                     fmt::format("`{}` or `{}` is needed here", first, second),
                     {fmt::format("`{}: {{}}` is the quantity itself, `{}: {{at_least: ...}}` a statement about it",
                                  first, first)});
    }
    return a != nullptr ? a : b;
  }

  std::string name_of(const Entry& form) {
    if (form.value.is_scalar()) return form.value.text;
    context_.error(kWrongKind, form.value.at, fmt::format("`{}` is a name, not {}", form.key, describe(form.value)));
    return {};
  }

  static bool is_share(const Node& node) {
    if (!node.is_scalar()) return true;
    const SplitNumber split = split_number(node.text);
    return !split.number || split.rest.empty() || split.rest == "%";
  }

  const FlowSpec* flow_of(const std::string& name) const {
    for (const FlowSpec& flow : scenario_.flows)
      if (flow.name.text == name) return &flow;
    return nullptr;
  }

  void read_commitment(Section& section, const Entry& form, OutcomeSpec& out) {
    const std::string name = name_of(form);
    std::optional<std::string> full;
    if (!name.empty()) {
      full = context_.full_name(kUnknownCommitment, "commitment", "commitments", name, form.value.at,
                                context_.names.commitments);
    }
    out.subject = {full.value_or(""), form.value.at};
    const Entry* quantity = either(section, "ordered", "shipped");
    if (quantity == nullptr) return;
    out.quantity = quantity->key == "ordered" ? Quant::kOrdered : Quant::kShipped;
    Section inner(context_, quantity->value, {}, fmt::format("`{}`", quantity->key), quantity->key_at);
    if (!inner.is_map()) return;
    // A share of the quantity, or a volume: both ways of writing, but one at a time.
    bool shares = false;
    bool volumes = false;
    for (const char* key : {"at_least", "at_most", "above", "below"}) {
      const Entry* entry = quantity->value.find(key);
      if (entry == nullptr || !entry->value.is_scalar()) continue;
      (is_share(entry->value) ? shares : volumes) = true;
    }
    if (shares && volumes) {
      context_.error(kWrongUnit, quantity->key_at, "one comparison is a share and another a volume", "",
                     {"write both as shares (80%) or both as volumes"});
      return;
    }
    out.in_volume = volumes;
    const FlowSpec* flow = full ? flow_of(full->substr(0, full->find('.'))) : nullptr;
    if (volumes && flow == nullptr) return;
    read_comparisons(inner, volumes ? unbounded(Quantity::Measure::kVolume, flow->unit) : share(), out);
    inner.finish();
  }

  void read_flow(Section& section, const Entry& form, OutcomeSpec& out) {
    const std::string name = name_of(form);
    out.subject = {name, form.value.at};
    const bool known =
        !name.empty() && context_.knows(kUnknownFlow, "flow", "flows", out.subject, context_.names.flows);
    const Entry* quantity = either(section, "ordered", "shipped");
    if (quantity == nullptr) return;
    out.quantity = quantity->key == "ordered" ? Quant::kOrdered : Quant::kShipped;
    Section inner(context_, quantity->value, {}, fmt::format("`{}`", quantity->key), quantity->key_at);
    if (!inner.is_map()) return;
    read_deadline(inner, "by", OutcomeSpec::When::kBy, out);
    const FlowSpec* flow = known ? flow_of(name) : nullptr;
    if (flow == nullptr || flow->unit.empty()) return;
    read_comparisons(inner, volume(flow->unit), out);
    inner.finish();
  }

  void read_sector(Section& section, const Entry& form, OutcomeSpec& out) {
    const std::string name = name_of(form);
    std::optional<std::string> full;
    if (!name.empty())
      full = context_.full_name(kUnknownSector, "sector", "sectors", name, form.value.at, context_.names.sectors);
    out.subject = {full.value_or(""), form.value.at};
    const Entry* quantity = either(section, "disrupted_days", "loss");
    if (quantity == nullptr) return;
    out.quantity = quantity->key == "loss" ? Quant::kLoss : Quant::kDisruptedDays;
    Section inner(context_, quantity->value, {}, fmt::format("`{}`", quantity->key), quantity->key_at);
    if (!inner.is_map()) return;
    read_deadline(inner, "by", OutcomeSpec::When::kBy, out);
    read_sector_comparisons(inner, *quantity, out);
    inner.finish();
  }

  // Days and weeks of output, bare as in 1-model.md or with their unit.
  void read_sector_comparisons(Section& inner, const Entry& quantity, OutcomeSpec& out) {
    bool with_unit = false;
    for (const char* key : {"at_least", "at_most", "above", "below"}) {
      const Entry* entry = quantity.value.find(key);
      if (entry != nullptr && entry->value.is_scalar() && !split_number(entry->value.text).rest.empty())
        with_unit = true;
    }
    Quantity days = duration();
    Quantity weeks = cover();
    weeks.domain.words = "a loss of output cannot be negative";
    const Quantity& measured = out.quantity == Quant::kLoss ? weeks : days;
    read_comparisons(inner, with_unit ? measured : non_negative_number(), out);
  }

  void read_market(Section& section, const Entry& form, OutcomeSpec& out) {
    const std::string name = name_of(form);
    out.subject = {name, form.value.at};
    if (!name.empty()) context_.knows(kUnknownMarket, "market", "markets", out.subject, context_.names.markets);
    const Entry* quantity = either(section, "return", "drawdown");
    if (quantity == nullptr) return;
    out.quantity = quantity->key == "return" ? Quant::kReturn : Quant::kDrawdown;
    Section inner(context_, quantity->value, {}, fmt::format("`{}`", quantity->key), quantity->key_at);
    if (!inner.is_map()) return;
    out.when = OutcomeSpec::When::kAt;
    read_deadline(inner, "at", OutcomeSpec::When::kAt, out);
    Quantity bounds = out.quantity == Quant::kReturn ? simple_return() : share_of_whole();
    if (out.quantity == Quant::kReturn) bounds.domain.low_open = false;
    read_comparisons(inner, bounds, out);
    inner.finish();
  }

  Context& context_;
  const Scenario& scenario_;
  std::string what_;
};

}  // namespace

void read_outcomes(Context& context, const Entry& section, Scenario& out) {
  for_each_entry(context, section, "a map of named outcomes", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "an outcome");
    NamedOutcomeSpec named;
    named.name = {entry.key, entry.key_at};
    named.outcome =
        OutcomeReader(context, out, fmt::format("outcome '{}'", entry.key)).read(entry.value, entry.key_at, true);
    out.outcomes.push_back(std::move(named));
  });
  check_outcome_references(context, out.outcomes);
}

}  // namespace truce::scenario

// Named outcomes (1-model.md, 1.9).
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/outcome_references.hpp"
#include "sim/scenario/read_condition.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_outcome_quantity.hpp"

namespace truce::scenario {

namespace {

using Kind = OutcomeSpec::Kind;

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
      if (const Entry* by = section.find("by")) read_deadline(context_, *by, out);
    } else if (key == "regime") {
      out.kind = Kind::kRegime;
      out.condition = read_condition(context_, form, Feedbacks::kRegimesOnly);
      read_regime_time(section, out);
    } else if (key == "all" || key == "any" || key == "not") {
      read_logic(form, out);
    } else {
      read_outcome_quantity(context_, scenario_, section, form, out);
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
      read_deadline(context_, *entry, out);
    }
    if (!any) {
      context_.error(
          kMissingKey, section.at(), fmt::format("{} has no time", what_), "`by`, `at` or `throughout` is needed here",
          {"by: at some instant until then; at: at the end of that day; throughout: from the start to then"});
    }
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

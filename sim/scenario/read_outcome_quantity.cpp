#include "sim/scenario/read_outcome_quantity.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

using Kind = OutcomeSpec::Kind;
using Quant = OutcomeSpec::Quantity;

constexpr std::array<std::pair<const char*, Comparison::Kind>, 4> kComparisons{
    {{"at_least", Comparison::Kind::kAtLeast},
     {"at_most", Comparison::Kind::kAtMost},
     {"above", Comparison::Kind::kAbove},
     {"below", Comparison::Kind::kBelow}}};

// A volume of a commitment, which may be compared with anything.
Quantity any_volume(const std::string& unit) {
  Quantity q = volume(unit);
  q.domain = {};
  return q;
}

class QuantityReader {
 public:
  QuantityReader(Context& context, const Scenario& scenario, Section& section, OutcomeSpec& out)
      : context_(context), scenario_(scenario), section_(section), out_(out) {}

  void read(const Entry& form) {
    const std::string& key = form.key;
    if (key == "commitment") return read_commitment(form);
    if (key == "flow") return read_flow(form);
    if (key == "sector") return read_sector(form);
    return read_market(form);
  }

 private:
  void read_comparisons(Section& inner, const Quantity& quantity) {
    read_each_comparison(inner, [&](const Node&) { return quantity; });
  }

  // The comparisons that are written as scalars.
  static std::vector<const Entry*> comparisons_in(const Node& node) {
    std::vector<const Entry*> out;
    for (const auto& [key, kind] : kComparisons) {
      const Entry* entry = node.find(key);
      if (entry != nullptr && entry->value.is_scalar()) out.push_back(entry);
    }
    return out;
  }

  // `quantity_of` says what a comparison's value measures.
  template <class QuantityOf>
  void read_each_comparison(Section& inner, QuantityOf quantity_of) {
    for (const auto& [key, kind] : kComparisons) {
      const Entry* entry = inner.find(key);
      if (entry == nullptr) continue;
      // A statement even where its value is wrong: that it is a quantity would be a second error about one slip.
      out_.comparisons.push_back({kind, read_fixed(context_, *entry, quantity_of(entry->value)).value_or(0)});
    }
  }

  // One of the two quantities that an outcome may be about, and the key under which its comparisons stand.
  struct Choice {
    const char* key;
    Quant quantity;
  };

  // Finds the one of two keys, and calls `read` with what stands under it.
  template <class Read>
  void read_either(Choice first, Choice second, Read read) {
    const Entry* quantity = either(first.key, second.key);
    if (quantity == nullptr) return;
    out_.quantity = quantity->key == first.key ? first.quantity : second.quantity;
    Section inner(context_, quantity->value, {}, fmt::format("`{}`", quantity->key), quantity->key_at);
    if (!inner.is_map()) return;
    read(inner, quantity->value);
    inner.finish();
  }

  const Entry* either(const char* first, const char* second) {
    const Entry* a = section_.find(first);
    const Entry* b = section_.find(second);
    if (a != nullptr && b != nullptr) {
      context_.error(kExcludingKeys, b->key_at, fmt::format("{} is about two quantities", section_.what()),
                     fmt::format("`{}` beside `{}`", second, first), {"join two outcomes with `all` or `any`"},
                     {a->key_at, "the first"});
      return a;
    }
    if (a == nullptr && b == nullptr && !section_.has(first) && !section_.has(second)) {
      context_.error(kMissingKey, section_.at(), fmt::format("{} has no quantity", section_.what()),
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

  // The full name of "initial" or "soybeans.initial"; empty after an error.
  std::string full_name_of(const Entry& form, const char* code, const char* what, const char* plural,
                           const std::vector<std::string>& candidates) {
    const std::string name = name_of(form);
    if (name.empty()) return {};
    return context_.full_name(code, what, plural, name, form.value.at, candidates).value_or("");
  }

  static bool is_share(const Node& node) {
    if (!node.is_scalar()) return true;
    const SplitNumber split = split_number(node.text);
    return !split.number || split.rest.empty() || split.rest == "%";
  }

  // Empty where the flow, or its unit, is not known.
  std::string unit_of_flow(const std::string& name) const {
    for (const FlowSpec& flow : scenario_.flows)
      if (flow.name.text == name) return flow.unit;
    return {};
  }

  void read_commitment(const Entry& form) {
    out_.kind = Kind::kCommitment;
    const std::string name =
        full_name_of(form, kUnknownCommitment, "commitment", "commitments", context_.names.commitments);
    out_.subject = {name, form.value.at};
    read_either({"ordered", Quant::kOrdered}, {"shipped", Quant::kShipped}, [&](Section& inner, const Node& said) {
      // A share of the quantity, or a volume: both ways of writing, but one at a time.
      bool shares = false;
      for (const Entry* entry : comparisons_in(said)) (is_share(entry->value) ? shares : out_.in_volume) = true;
      if (shares && out_.in_volume) {
        context_.error(kWrongUnit, inner.at(), "one comparison is a share and another a volume", "",
                       {"write both as shares (80%) or both as volumes"});
      }
      const Quantity amount = any_volume(unit_of_flow(name.substr(0, name.find('.'))));
      read_each_comparison(inner, [&](const Node& node) { return is_share(node) ? share() : amount; });
    });
  }

  void read_flow(const Entry& form) {
    out_.kind = Kind::kFlow;
    out_.subject = {name_of(form), form.value.at};
    const std::string& name = out_.subject.text;
    if (!name.empty()) context_.knows(kUnknownFlow, "flow", "flows", out_.subject, context_.names.flows);
    read_either({"ordered", Quant::kOrdered}, {"shipped", Quant::kShipped}, [&](Section& inner, const Node&) {
      if (const Entry* by = inner.find("by")) read_deadline(context_, *by, out_);
      read_comparisons(inner, volume(unit_of_flow(name)));
    });
  }

  void read_sector(const Entry& form) {
    out_.kind = Kind::kSector;
    out_.subject = {full_name_of(form, kUnknownSector, "sector", "sectors", context_.names.sectors), form.value.at};
    read_either({"disrupted_days", Quant::kDisruptedDays}, {"loss", Quant::kLoss},
                [&](Section& inner, const Node& said) {
                  if (const Entry* by = inner.find("by")) read_deadline(context_, *by, out_);
                  // Days and weeks of output, bare as in 1-model.md or with their unit.
                  bool with_unit = false;
                  for (const Entry* entry : comparisons_in(said))
                    with_unit = with_unit || !split_number(entry->value.text).rest.empty();
                  Quantity weeks = cover();
                  weeks.domain.words = "a loss of output cannot be negative";
                  const Quantity measured = out_.quantity == Quant::kLoss ? weeks : duration();
                  read_comparisons(inner, with_unit ? measured : non_negative_number());
                });
  }

  void read_market(const Entry& form) {
    out_.kind = Kind::kMarket;
    out_.subject = {name_of(form), form.value.at};
    if (!out_.subject.text.empty())
      context_.knows(kUnknownMarket, "market", "markets", out_.subject, context_.names.markets);
    read_either({"return", Quant::kReturn}, {"drawdown", Quant::kDrawdown}, [&](Section& inner, const Node&) {
      out_.when = OutcomeSpec::When::kAt;
      if (const Entry* at = inner.find("at")) read_deadline(context_, *at, out_);
      Quantity bounds = out_.quantity == Quant::kReturn ? simple_return() : share_of_whole();
      if (out_.quantity == Quant::kReturn) bounds.domain.low_open = false;
      read_comparisons(inner, bounds);
    });
  }

  Context& context_;
  const Scenario& scenario_;
  Section& section_;
  OutcomeSpec& out_;
};

}  // namespace

void read_deadline(Context& context, const Entry& entry, OutcomeSpec& out) {
  const std::optional<Date> date = context.date(entry, {});
  if (!date) return;
  out.deadline_day = context.end_of(*date);
  if (context.end && *context.end < *date) {
    context.error(kAfterEnd, entry.value.at,
                  fmt::format("{} lies after the end of the simulation", format_iso_date(*date)),
                  fmt::format("`end` is {}", format_iso_date(*context.end)), {"move `end`, or the date"});
  } else if (context.start && *date < *context.start) {
    context.warning(kWarnBeforeStart, entry.value.at, fmt::format("{} lies before the start", format_iso_date(*date)),
                    fmt::format("`start` is {}", format_iso_date(*context.start)));
  }
}

void read_outcome_quantity(Context& context, const Scenario& scenario, Section& section, const Entry& form,
                           OutcomeSpec& out) {
  QuantityReader(context, scenario, section, out).read(form);
}

}  // namespace truce::scenario

// Trade flows and their commitments (1-model.md, 1.5).
#include <array>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_distribution.hpp"
#include "sim/scenario/read_modifiers.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

// How probable a path may be whose year has no season at all; the engine then stands still.
constexpr double kRarely = 1e-9;

constexpr std::array<const char*, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                              "jul", "aug", "sep", "oct", "nov", "dec"};

class FlowReader {
 public:
  FlowReader(Context& context, const Entry& entry)
      : context_(context),
        entry_(entry),
        section_(context, entry.value, "trade." + entry.key, fmt::format("flow '{}'", entry.key), entry.key_at) {}

  FlowSpec read() {
    out_.name = {entry_.key, entry_.key_at};
    if (!section_.is_map()) return std::move(out_);
    source_ = section_.source({});
    out_.about = section_.text("about");
    read_unit();
    out_.baseline = flow_number("baseline", out_.baseline_modifiers).value_or(no_flow("baseline"));
    out_.pace = flow_number("pace", out_.pace_modifiers).value_or(no_flow("pace"));
    out_.capacity = flow_number("capacity", out_.capacity_modifiers);
    out_.shipping_capacity = flow_number("shipping_capacity", out_.shipping_capacity_modifiers);
    out_.noise = number_or_0("noise", share());
    out_.ordered_to_date = number_or_0("ordered_to_date", volume(out_.unit));
    out_.shipped_to_date = number_or_0("shipped_to_date", volume(out_.unit));
    out_.shipment_lag = number_or_0("shipment_lag", duration());
    out_.seasonality = months("seasonality");
    out_.shipping_seasonality = months("shipping_seasonality");
    if (const Entry* commitments = section_.find("commitments")) {
      for_each_entry(context_, *commitments, "a map of named commitments", [this](const Entry& one) {
        context_.check_name(one.key, one.key_at, "a commitment");
        out_.commitments.push_back(read_commitment(one));
      });
    }
    section_.finish();
    check_book();
    return std::move(out_);
  }

 private:
  void read_unit() {
    const Entry* unit = section_.need("unit", "for instance `unit: Mt`");
    if (unit == nullptr) return;
    if (!unit->value.is_scalar() || unit->value.text.empty() ||
        unit->value.text.find_first_of("/()") != std::string::npos) {
      context_.error(kWrongKind, unit->value.at,
                     fmt::format("`unit` is a unit of volume, not {}", describe(unit->value)), "",
                     {"write `unit: Mt`, without / and parentheses; flows are then given in Mt/week"});
      return;
    }
    out_.unit = unit->value.text;
  }

  NumberSpec number_or_0(const char* key, const Quantity& quantity) {
    return read_number_or(0, context_, section_.find(key), section_, key, quantity, source_);
  }
  NumberSpec no_flow(const char* key) const { return default_number(0, section_.address(key), section_.at()); }
  std::optional<NumberSpec> flow_number(const char* key, std::vector<ModifierSpec>& modifiers) {
    const Entry* entry = section_.find(key);
    if (entry == nullptr) return std::nullopt;
    return read_modified_number(context_, *entry, section_.address(key), flow(out_.unit), ModifierRules::speed(),
                                source_, modifiers);
  }

  std::optional<std::array<NumberSpec, 12>> months(const char* key) {
    const Entry* entry = section_.find(key);
    if (entry == nullptr) return std::nullopt;
    Section section(context_, entry->value, section_.address(key), fmt::format("`{}`", key), entry->key_at);
    if (!section.is_map()) return std::nullopt;
    const std::string source = section.source(source_);
    section.text("note");
    std::array<NumberSpec, 12> out;
    double all_zero = 1;  // the probability that every month is 0
    std::string missing;
    std::size_t known = 0;
    for (std::size_t i = 0; i < 12; ++i) {
      const Entry* month = section.find(kMonths[i]);
      if (section.has(kMonths[i])) ++known;
      if (!section.has(kMonths[i])) missing += (missing.empty() ? "" : ", ") + std::string{kMonths[i]};
      if (month == nullptr) continue;
      out[i] = read_number(context_, *month, section.address(kMonths[i]), times_number(), source);
      all_zero *= 1 - mass_above(out[i].value, 0);
    }
    section.finish();
    const std::size_t others = (section.has("source") ? 1 : 0) + (section.has("note") ? 1 : 0);
    if (entry->value.entries.size() > known + others) return out;  // a month may stand there misspelt
    if (!missing.empty()) {
      context_.error(kMissingKey, entry->key_at, fmt::format("`{}` does not give every month", key),
                     "missing: " + missing);
    } else if (all_zero > kRarely) {
      context_.error(kOutOfDomain, entry->key_at,
                     fmt::format("`{}` {} 0 in every month", key, all_zero < 1 ? "can be" : "is"),
                     "it is scaled to a mean of 1");
    }
    return out;
  }

  CommitmentSpec read_commitment(const Entry& entry) {
    const std::string path = section_.address("commitments." + entry.key);
    Section section(context_, entry.value, path, fmt::format("commitment '{}.{}'", entry_.key, entry.key),
                    entry.key_at);
    CommitmentSpec out;
    out.name = {entry.key, entry.key_at};
    if (!section.is_map()) return out;
    const std::string source = section.source(source_);
    out.about = section.text("about");
    const Entry* quantity = section.need("quantity", "how much was promised");
    if (quantity != nullptr) {
      out.quantity = read_number(context_, *quantity, section.address("quantity"), positive_volume(out_.unit), source);
    }
    read_window(section, source, out);
    if (const Entry* counts = section.find("counts")) {
      const bool known =
          counts->value.is_scalar() && (counts->value.text == "ordered" || counts->value.text == "shipped");
      if (!known) {
        context_.error(kNotOneOf, counts->value.at,
                       fmt::format("`counts` is 'ordered' or 'shipped', not {}", describe(counts->value)));
      }
      out.counts_shipped = known && counts->value.text == "shipped";
    }
    out.aim = read_number_or(1, context_, section.find("aim"), section, "aim", share(), source);
    if (const Entry* haste = section.find("haste")) {
      out.haste = read_number(context_, *haste, section.address("haste"), positive_number(), source);
    }
    section.finish();
    return out;
  }

  void read_window(Section& section, const std::string& source, CommitmentSpec& out) {
    const Entry* from = section.need("from", "the first day that counts");
    const Entry* to = section.need("to", "the last day that counts");
    std::optional<Date> first;
    std::optional<Date> last;
    if (from != nullptr) first = context_.date(*from, source);
    if (to != nullptr) last = context_.date(*to, source);
    if (!first || !last) return;
    out.from_day = context_.begin_of(*first);
    out.to_day = context_.end_of(*last);
    if (*last < *first) {
      context_.error(kReversed, to->value.at, fmt::format("{} ends before it begins", section.what()),
                     fmt::format("`to` is earlier than `from`, {}", format_iso_date(*first)));
    } else if (context_.start && context_.end && (*last < *context_.start || *context_.end < *first)) {
      const bool before = *last < *context_.start;
      context_.warning(
          kWarnOutsideHorizon, section.at(), fmt::format("{} lies wholly outside the horizon", section.what()),
          before ? "it ended before `start`" : "it begins after `end`", {"nothing that is simulated counts toward it"});
    }
  }

  void check_book() {
    const NumberSpec& ordered = out_.ordered_to_date;
    const NumberSpec& shipped = out_.shipped_to_date;
    if (!ordered.is_fixed() || !shipped.is_fixed() || shipped.fixed() <= ordered.fixed()) return;
    if (!shipped.given) return;
    context_.error(kShippedUnordered, shipped.at,
                   fmt::format("flow '{}' has shipped more than was ordered", entry_.key),
                   "`shipped_to_date` is above `ordered_to_date`",
                   {"what is ordered and not yet shipped is the opening book; it cannot be negative"});
  }

  Context& context_;
  const Entry& entry_;
  Section section_;
  std::string source_;
  FlowSpec out_;
};

}  // namespace

void read_trade(Context& context, const Entry& section, Scenario& out) {
  for_each_entry(context, section, "a map of named flows", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "a flow");
    out.flows.push_back(FlowReader(context, entry).read());
  });
}

}  // namespace truce::scenario

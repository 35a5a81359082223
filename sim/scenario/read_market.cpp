// Markets (1-model.md, 1.7).
#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/read_modifiers.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

constexpr long long kFewestDegrees = 3, kMostDegrees = 1000;

class MarketReader {
 public:
  MarketReader(Context& context, const Entry& entry)
      : context_(context),
        entry_(entry),
        section_(context, entry.value, "markets." + entry.key, fmt::format("market '{}'", entry.key), entry.key_at) {}

  MarketSpec read() {
    out_.name = {entry_.key, entry_.key_at};
    if (!section_.is_map()) return std::move(out_);
    source_ = section_.source({});
    out_.about = section_.text("about");
    read_process();
    read_levels();
    out_.volatility = default_number(0, section_.address("volatility"), entry_.key_at);
    if (const Entry* entry = section_.need("volatility", "for instance `volatility: 15% per year`")) {
      out_.volatility = modified(*entry, volatility(), out_.volatility_modifiers);
    }
    read_drift();
    read_tails();
    read_beta();
    section_.finish();
    return std::move(out_);
  }

 private:
  void read_process() {
    const Entry* process = section_.find("process");
    if (process == nullptr) return;
    const bool scalar = process->value.is_scalar();
    if (scalar && process->value.text == "mean_reverting") {
      out_.mean_reverting = true;
    } else if (!scalar || process->value.text != "geometric") {
      context_.error(kNotOneOf, process->value.at,
                     fmt::format("`process` is 'geometric' or 'mean_reverting', not {}", describe(process->value)));
      process_known_ = false;
    }
  }

  // The unit of a level as written: of a scalar, or of the first scalar inside a number's map.
  static std::string unit_of(const Node& node) {
    if (node.is_scalar()) return unit_of_text(std::string_view{node.text}.substr(0, node.text.find('(')));
    for (const Entry& entry : node.entries) {
      if (entry.key == "source" || entry.key == "note" || entry.key == "range" || entry.key == "modifiers") continue;
      if (entry.key == "sigma" || entry.key == "shape" || entry.key == "weight") continue;
      if (entry.value.is_scalar() && node.find("value") == nullptr && split_number(entry.key).number) {
        return unit_of_text(entry.key);  // choice, table
      }
      const std::string unit = unit_of(entry.value);
      if (!unit.empty()) return unit;
    }
    for (const Node& item : node.items) {
      const std::string unit = unit_of(item);
      if (!unit.empty()) return unit;
    }
    return {};
  }
  static std::string unit_of_text(std::string_view text) {
    const SplitNumber split = split_number(text);
    return split.number ? std::string{split.rest} : std::string{};
  }

  NumberSpec number(const Entry* entry, const char* key, const Quantity& quantity, double otherwise) {
    return read_number_or(otherwise, context_, entry, section_, key, quantity, source_);
  }
  NumberSpec modified(const Entry& entry, const Quantity& quantity, std::vector<ModifierSpec>& modifiers) {
    return read_modified_number(context_, entry, section_.address(entry.key), quantity, ModifierRules::speed(), source_,
                                modifiers);
  }

  void read_levels() {
    const Entry* initial = section_.need("initial", "today's level with its unit, such as 11.2 USD/bu");
    out_.initial = number(initial, "initial", price_level(), 1);
    if (initial != nullptr) out_.unit = unit_of(initial->value);
    if (!out_.mean_reverting) {
      for (const char* key : {"mean", "half_life"}) {
        const Entry* entry = section_.find(key);
        if (entry != nullptr && process_known_)
          refuse(*entry, "a geometric market", "has no mean to return to",
                 "for a volatility index say `process: mean_reverting`");
      }
      return;
    }
    const Entry* mean = section_.need("mean", "the level to which a mean_reverting market returns");
    out_.mean = number(mean, "mean", price_level(), 1);
    out_.half_life =
        number(section_.need("half_life", "for instance `half_life: 4 weeks`"), "half_life", positive_duration(), 1);
    if (mean == nullptr || initial == nullptr) return;
    const std::string unit = unit_of(mean->value);
    if (!unit.empty() && !out_.unit.empty() && unit != out_.unit) {
      context_.error(kWrongUnit, mean->value.at,
                     fmt::format("the mean is in '{}', but `initial` is in '{}'", unit, out_.unit));
    }
  }

  void refuse(const Entry& entry, const char* what, const char* label, const char* hint) {
    context_.error(kNotWithThis, entry.key_at, fmt::format("`{}` does not go with {}", entry.key, what), label, {hint});
  }

  void read_drift() {
    out_.drift = default_number(0, section_.address("drift"), entry_.key_at);
    const Entry* entry = section_.find("drift");
    if (entry == nullptr) return;
    if (out_.mean_reverting) {
      return refuse(*entry, "a mean_reverting market", "it returns to its mean instead",
                    "leave `drift` out, or move `mean`");
    }
    out_.drift = modified(*entry, drift(), out_.drift_modifiers);
  }

  void read_tails() {
    const Entry* tails = section_.find("tails");
    if (tails == nullptr) return;
    const Entry* value = tails->value.is_map() ? tails->value.find("value") : nullptr;
    const Node& node = value != nullptr ? value->value : tails->value;
    if (node.is_map()) {  // a distribution, or no value at all
      number(tails, "tails", degrees(), 0);
      return;
    }
    if (node.is_scalar() && node.text == "normal") {
      bare_value(context_, *tails, source_);
      return;
    }
    const auto whole = node.is_scalar() ? parse_whole(node.text) : std::nullopt;
    if (!whole) {
      context_.error(kNotWhole, node.at, fmt::format("`tails` is a whole number, not {}", describe(node)),
                     "the degrees of freedom of Student's t", {"write `tails: 5`; leave it out for normal tails"});
    } else if (*whole < kFewestDegrees || *whole > kMostDegrees) {
      context_.error(kOutOfDomain, node.at, fmt::format("`tails: {}` is out of bounds", *whole), degrees().domain.words,
                     {"below 3 the variance is not finite; leave it out for normal tails"});
    } else {
      out_.tails = number(tails, "tails", degrees(), 0);
    }
  }

  static Quantity degrees() {
    Quantity q = plain_number();
    q.domain.low = kFewestDegrees;
    q.domain.high = kMostDegrees;
    q.domain.words = "the degrees of freedom lie between 3 and 1000";
    return q.fixed("markets with the same degrees of freedom share their extremes, so these hold on every path");
  }

  void read_beta() {
    const Entry* beta = section_.find("beta");
    if (beta == nullptr) return;
    for_each_entry(context_, *beta, "a map {FACTOR: loading}", [this](const Entry& one) {
      BetaSpec spec;
      spec.factor = {one.key, one.key_at};
      context_.knows(kUnknownFactor, "factor", "factors", spec.factor, context_.names.factors);
      spec.loading = read_number(context_, one, section_.address("beta." + one.key), loading(), source_);
      out_.betas.push_back(spec);
    });
  }

  Context& context_;
  const Entry& entry_;
  Section section_;
  std::string source_;
  MarketSpec out_;
  bool process_known_ = true;
};

}  // namespace

void read_markets(Context& context, const Entry& section, Scenario& out) {
  for_each_entry(context, section, "a map of named markets", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "a market");
    // Words that stand beside markets in `shock`.
    context.reserve(entry.key, entry.key_at, "a market", {"row", "source", "times"});
    out.markets.push_back(MarketReader(context, entry).read());
  });
}

}  // namespace truce::scenario

// Supply chains and their sectors (1-model.md, 1.6).
#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/key_path.hpp"
#include "sim/scenario/read_modifiers.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

class ChainReader {
 public:
  ChainReader(Context& context, const Entry& entry)
      : context_(context),
        entry_(entry),
        section_(context, entry.value, "supply." + entry.key, fmt::format("chain '{}'", entry.key), entry.key_at) {}

  ChainSpec read() {
    out_.name = {entry_.key, entry_.key_at};
    if (!section_.is_map()) return std::move(out_);
    source_ = section_.source({});
    out_.about = section_.text("about");
    if (const Entry* level = section_.need("level", "a share of normal, or {by: REGIME, STATE: share, ...}"))
      read_level(*level);
    out_.ramp = read_number_or(0, context_, section_.find("ramp"), section_, "ramp", duration(), source_);
    out_.noise = read_number_or(0, context_, section_.find("noise"), section_, "noise", share(), source_);
    if (const Entry* sectors = section_.need("sectors", "who needs what this chain supplies")) {
      for_each_entry(context_, *sectors, "a map of named sectors", [this](const Entry& one) {
        context_.check_name(one.key, one.key_at, "a sector");
        out_.sectors.push_back(read_sector(one));
      });
    }
    section_.finish();
    return std::move(out_);
  }

 private:
  void read_level(const Entry& level) {
    const std::string path = section_.address("level");
    if (level.value.is_map() && level.value.find("by") != nullptr) {
      read_level_by_regime(level, path);
    } else if (level.value.is_map() && !is_value(level.value, {"supply", entry_.key, "level"})) {
      context_.error(kMissingKey, level.key_at, "`level` has no value", "`by: REGIME` or a share is needed here",
                     {"write `level: 92%`, or `level: {by: REGIME, STATE: 92%, ...}` with every state"});
    } else {
      out_.level =
          read_modified_number(context_, level, path, share(), ModifierRules::speed(), source_, out_.level_modifiers);
    }
  }

  void read_level_by_regime(const Entry& level, const std::string& path) {
    Section section(context_, level.value, path, fmt::format("the level of chain '{}'", entry_.key), level.key_at);
    const Entry* by = section.find("by");
    const std::string source = section.source(source_);
    section.text("note");
    read_modifiers(context_, section.find("modifiers"), section.address("modifiers"), ModifierRules::speed(), source,
                   out_.level_modifiers);
    const std::optional<Name> regime = by != nullptr ? regime_of(*by) : std::nullopt;
    out_.by = regime;
    const std::vector<std::string> states = regime ? context_.names.states[regime->text] : std::vector<std::string>{};
    std::string missing;
    for (const std::string& state : states) {
      if (!section.has(state.c_str())) {
        missing += (missing.empty() ? "" : ", ") + state;
        continue;
      }
      const Entry* one = section.find(state.c_str());
      if (one != nullptr)
        out_.level_by_state.push_back(read_number(context_, *one, section.address(state), share(), source));
    }
    bool any_unknown = false;
    for (const Entry& entry : level.value.entries) {
      const std::string& key = entry.key;
      if (key == "by" || key == "source" || key == "note" || key == "modifiers" || contains(states, key)) continue;
      section.allow(key);
      any_unknown = true;
      if (regime) context_.knows_state(regime->text, {key, entry.key_at});
      // Under an unknown regime or state the share is looked at all the same.
      if (report_unless_value(context_, entry) && entry.value.is_scalar())
        read_number(context_, entry, section.address(key), share(), source);
    }
    // A state that is missing under its own name probably stands there misspelt.
    if (!missing.empty() && !any_unknown) {
      context_.error(
          kStateWithoutLevel, level.key_at,
          fmt::format("the level of chain '{}' does not cover every state of '{}'", entry_.key, regime->text),
          "missing: " + missing);
    }
    section.finish();
  }

  // The regime that `by` names; nothing after an error.
  std::optional<Name> regime_of(const Entry& by) {
    if (!by.value.is_scalar()) {
      context_.error(kWrongKind, by.value.at, fmt::format("`by` names a regime, not {}", describe(by.value)));
      return std::nullopt;
    }
    const Name regime{by.value.text, by.value.at};
    if (!context_.knows(kUnknownRegime, "regime", "regimes", regime, context_.names.regimes)) return std::nullopt;
    return regime;
  }

  SectorSpec read_sector(const Entry& entry) {
    const std::string path = section_.address("sectors." + entry.key);
    Section section(context_, entry.value, path, fmt::format("sector '{}.{}'", entry_.key, entry.key), entry.key_at);
    SectorSpec out;
    out.name = {entry.key, entry.key_at};
    if (!section.is_map()) return out;
    const std::string source = section.source(source_);
    out.about = section.text("about");
    const auto number = [&](const Entry* given, const char* key, const Quantity& quantity, double otherwise) {
      return read_number_or(otherwise, context_, given, section, key, quantity, source);
    };
    out.need = number(section.find("need"), "need", share(), 1);
    out.cover = number(
        section.need("cover", "how long the firms' stocks last, such as 7 weeks, fixed or a distribution over firms"),
        "cover", cover(), 0);
    out.exposure = number(section.need("exposure", "the share of output that stops in a firm without stock"),
                          "exposure", share_of_whole(), 0);
    out.disrupted_above = number(section.find("disrupted_above"), "disrupted_above", share_of_whole(), 0.05);
    if (const Entry* substitution = section.find("substitution")) {
      Section inner(context_, substitution->value, section.address("substitution"), "`substitution`",
                    substitution->key_at);
      if (inner.is_map()) {
        const std::string inner_source = inner.source(source);
        SubstitutionSpec spec;
        if (const Entry* half_life = inner.need("half_life")) {
          spec.half_life =
              read_number(context_, *half_life, inner.address("half_life"), positive_duration(), inner_source);
        }
        if (const Entry* max = inner.need("max")) {
          spec.max = read_number(context_, *max, inner.address("max"), share_of_whole(), inner_source);
        }
        inner.finish();
        out.substitution = spec;
      }
    }
    section.finish();
    return out;
  }

  Context& context_;
  const Entry& entry_;
  Section section_;
  std::string source_;
  ChainSpec out_;
};

}  // namespace

void read_supply(Context& context, const Entry& section, Scenario& out) {
  for_each_entry(context, section, "a map of named supply chains", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "a supply chain");
    out.chains.push_back(ChainReader(context, entry).read());
  });
}

}  // namespace truce::scenario

// Factors (1-model.md, 1.2).
#include <fmt/format.h>

#include "sim/scenario/read_modifiers.hpp"
#include "sim/scenario/read_nouns.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

constexpr const char* kFixedFactor = "the numbers of a factor are fixed; put the uncertainty into `range`";

FactorSpec read_factor(Context& context, const Entry& entry) {
  Section section(context, entry.value, "factors." + entry.key, fmt::format("factor '{}'", entry.key), entry.key_at);
  FactorSpec out;
  out.name = {entry.key, entry.key_at};
  const std::string source = section.source({});
  out.about = section.text("about");
  const auto number = [&](const Entry* given, const char* key, const Quantity& quantity, double otherwise) {
    return read_number_or(otherwise, context, given, section, key, quantity.fixed(kFixedFactor), source);
  };
  out.mean = default_number(0, section.address("mean"), entry.key_at);
  if (const Entry* mean = section.find("mean")) {
    out.mean = read_modified_number(context, *mean, section.address("mean"), plain_number().fixed(kFixedFactor),
                                    ModifierRules::factor_mean(), source, out.mean_modifiers);
  }
  out.half_life =
      number(section.need("half_life", "for instance `half_life: 26 weeks`"), "half_life", positive_duration(), 1);
  out.sd = number(section.need("sd", "the stationary standard deviation, in the factor's own unit"), "sd",
                  non_negative_number(), 0);
  out.initial = number(section.find("initial"), "initial", plain_number(), out.mean.fixed());
  section.finish();
  return out;
}

}  // namespace

void read_factors(Context& context, const Entry& section, Scenario& out) {
  for_each_entry(context, section, "a map of named factors", [&](const Entry& entry) {
    context.check_name(entry.key, entry.key_at, "a factor");
    out.factors.push_back(read_factor(context, entry));
  });
}

}  // namespace truce::scenario

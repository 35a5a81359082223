#pragma once
// What the readers of a distribution's forms share.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/section.hpp"

namespace truce::scenario {

// `form` is the entry whose key names the distribution, `unit` the unit of its first number, as written.
class FormReader {
 public:
  FormReader(Context& context, const Entry& form, const Quantity& quantity, std::string& unit)
      : context_(context), form_(form), quantity_(quantity), unit_(unit) {
    // A parameter's own bounds are those of its form; the support is checked as a whole afterwards.
    quantity_.domain = {};
  }

 protected:
  bool keep_unit(const std::string& unit, SourceRange at) {
    if (unit_.empty()) unit_ = unit;
    if (quantity_.measure != Quantity::Measure::kLevel || unit.empty() || unit == unit_) return true;
    context_.error(kWrongUnit, at, fmt::format("'{}' and '{}' stand in one distribution", unit_, unit),
                   "another unit than before");
    return false;
  }

  std::optional<DistributionSpec> fail(SourceRange at, std::string label, std::vector<std::string> hints = {}) {
    context_.error(kBadDistribution, at, fmt::format("this is no {} distribution", form_.key), std::move(label),
                   std::move(hints));
    return std::nullopt;
  }

  Context& context_;
  const Entry& form_;
  Quantity quantity_;
  std::string& unit_;
};

// `choice`, `table` and `mixture`: those that list values or parts. Nothing after an error.
std::optional<DistributionSpec> read_listed_form(Context& context, const Entry& form, const Quantity& quantity,
                                                 std::string& unit);

}  // namespace truce::scenario

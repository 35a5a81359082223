// Distributions that list their values or parts.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/distribution_names.hpp"
#include "sim/scenario/form_reader.hpp"
#include "sim/scenario/read_distribution.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

using Kind = DistributionSpec::Kind;

constexpr double kSumTolerance = 1e-6;  // of probabilities written with a few digits

class ListedFormReader : FormReader {
 public:
  using FormReader::FormReader;

  std::optional<DistributionSpec> read() {
    return form_.key == "mixture" ? read_mixture() : read_points(form_.key == "table");
  }

 private:
  // `choice {value: p}` and `table {value: cumulative p}`.
  std::optional<DistributionSpec> read_points(bool is_table) {
    if (!report_unless_map(context_, form_,
                           is_table ? "a map of value: cumulative probability" : "a map of value: probability")) {
      return std::nullopt;
    }
    DistributionSpec out;
    out.kind = is_table ? Kind::kTable : Kind::kChoice;
    bool good = true;
    std::vector<SourceRange> places;
    for (const Entry& entry : form_.value.entries) {
      Node key;
      key.kind = Node::Kind::kScalar;
      key.at = entry.key_at;
      key.text = entry.key;
      const std::optional<ParsedNumber> value = read_scalar(context_, key, quantity_, form_.key);
      std::optional<ParsedNumber> p;
      if (report_unless_value(context_, entry)) p = read_scalar(context_, entry.value, probability(), entry.key);
      if (!value || !p || !keep_unit(value->unit, entry.key_at)) {
        good = false;
        continue;
      }
      out.points.emplace_back(value->value, p->value);
      places.push_back(entry.key_at);
    }
    if (!good) return std::nullopt;
    if (out.points.empty()) return fail(form_.key_at, "it has no values");
    return is_table ? finish_table(std::move(out), places) : finish_choice(std::move(out), places);
  }

  std::optional<DistributionSpec> finish_table(DistributionSpec out, const std::vector<SourceRange>& places) {
    for (std::size_t i = 1; i < out.points.size(); ++i) {
      if (out.points[i].first <= out.points[i - 1].first) return fail(places[i], "the values of a table must rise");
      if (out.points[i].second < out.points[i - 1].second) {
        return fail(places[i], "its probability is below the one before", {"a table says cumulative probabilities"});
      }
    }
    if (std::abs(out.points.back().second - 1) > kSumTolerance) {
      return fail(places.back(), "the last probability of a table is 100%");
    }
    out.points.back().second = 1;
    return out;
  }

  std::optional<DistributionSpec> finish_choice(DistributionSpec out, const std::vector<SourceRange>& places) {
    double sum = 0;
    for (const auto& point : out.points) sum += point.second;
    if (std::abs(sum - 1) > kSumTolerance) {
      return fail(form_.key_at, fmt::format("its probabilities sum to {:.6g}%, not 100%", 100 * sum));
    }
    for (std::size_t i = 0; i < out.points.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (out.points[i].first == out.points[j].first) return fail(places[i], "this value is given twice");
    std::sort(out.points.begin(), out.points.end());
    for (auto& point : out.points) point.second /= sum;
    return out;
  }

  std::optional<DistributionSpec> read_mixture() {
    if (!form_.value.is_list() || form_.value.items.empty()) {
      return fail(form_.value.at, "it is a list of parts",
                  {"mixture: [{weight: 30%, fixed: 10 days}, {weight: 70%, uniform: {...}}]"});
    }
    DistributionSpec out;
    out.kind = Kind::kMixture;
    double sum = 0;
    bool good = true;
    for (const Node& item : form_.value.items) {
      Section section(context_, item, {}, "a part of the mixture", item.at);
      if (!section.is_map()) {
        good = false;
        continue;
      }
      const Entry* weight = section.need("weight");
      std::optional<ParsedNumber> w;
      if (weight != nullptr) w = read_scalar(context_, weight->value, probability(), "weight");
      std::optional<DistributionSpec> part = read_part(section, item);
      section.finish();
      if (!w || !part) {
        good = false;
        continue;
      }
      sum += w->value;
      out.parts.push_back({w->value, std::move(*part)});
    }
    if (!good) return std::nullopt;
    if (std::abs(sum - 1) > kSumTolerance) {
      return fail(form_.key_at, fmt::format("its weights sum to {:.6g}%, not 100%", 100 * sum));
    }
    for (auto& part : out.parts) part.weight /= sum;
    return out;
  }

  std::optional<DistributionSpec> read_part(Section& section, const Node& item) {
    const Entry* form = nullptr;
    for (const Entry& entry : item.entries) {
      if (!names_distribution(entry.key)) continue;
      section.allow(entry.key);
      if (form != nullptr) return fail(entry.key_at, "a part has one distribution, this is the second");
      form = &entry;
    }
    if (form == nullptr)
      return fail(item.at, "a part has a `weight` and a distribution", {"a single value is written `fixed: 10 days`"});
    return read_distribution(context_, *form, quantity_, unit_);
  }
};

}  // namespace

std::optional<DistributionSpec> read_listed_form(Context& context, const Entry& form, const Quantity& quantity,
                                                 std::string& unit) {
  return ListedFormReader(context, form, quantity, unit).read();
}

}  // namespace truce::scenario

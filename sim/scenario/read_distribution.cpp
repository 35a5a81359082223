#include "sim/scenario/read_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/distribution_names.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

using Kind = DistributionSpec::Kind;

// Standard normal quantiles of 90 % and 95 %.
constexpr double kZ90 = 1.2815515655446004;
constexpr double kZ95 = 1.6448536269514722;
constexpr double kSumTolerance = 1e-6;  // of probabilities written with a few digits

class DistributionReader {
 public:
  DistributionReader(Context& context, const Entry& form, const Quantity& quantity, std::string& unit)
      : context_(context), form_(form), quantity_(quantity), unit_(unit) {
    // A parameter's own bounds are those of its form; the support is checked as a whole afterwards.
    quantity_.domain = {};
  }

  std::optional<DistributionSpec> read() {
    if (!report_unless_value(context_, form_)) return std::nullopt;
    const std::string& kind = form_.key;
    if (kind == "fixed") return read_single();
    if (kind == "choice" || kind == "table") return read_points(kind == "table");
    if (kind == "mixture") return read_mixture();
    Section section(context_, form_.value, {}, fmt::format("`{}`", kind), form_.key_at);
    if (!section.is_map()) return std::nullopt;
    std::optional<DistributionSpec> out;
    if (kind == "normal") out = read_normal(section);
    if (kind == "lognormal") out = read_lognormal(section);
    if (kind == "uniform") out = read_uniform(section);
    if (kind == "triangular") out = read_triangular(section);
    if (kind == "beta") out = read_beta(section);
    if (kind == "gamma") out = read_gamma(section);
    if (kind == "weibull") out = read_weibull(section);
    if (kind == "exponential") out = read_exponential(section);
    section.finish();
    return out;
  }

 private:
  struct Value {
    double value = 0;
    SourceRange at;
  };

  std::optional<Value> parameter(Section& section, const char* key) {
    const Entry* entry = section.need(key);
    return entry == nullptr ? std::nullopt : parameter(*entry);
  }
  std::optional<Value> parameter(const Entry& entry) {
    const std::optional<ParsedNumber> parsed = read_scalar(context_, entry.value, quantity_, entry.key);
    if (!parsed) return std::nullopt;
    if (!keep_unit(parsed->unit, entry.value.at)) return std::nullopt;
    return Value{parsed->value, entry.value.at};
  }
  std::optional<Value> plain(Section& section, const char* key) {
    const Entry* entry = section.need(key);
    if (entry == nullptr) return std::nullopt;
    const std::optional<ParsedNumber> parsed = read_scalar(context_, entry->value, plain_number(), key);
    if (!parsed) return std::nullopt;
    return Value{parsed->value, entry->value.at};
  }
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
  static DistributionSpec make(Kind kind, double a, double b = 0, double c = 0) {
    DistributionSpec out;
    out.kind = kind;
    out.a = a;
    out.b = b;
    out.c = c;
    return out;
  }

  std::optional<DistributionSpec> read_single() {
    const std::optional<Value> value = parameter(form_);
    if (!value) return std::nullopt;
    return make(Kind::kFixed, value->value);
  }

  std::optional<DistributionSpec> read_normal(Section& section) {
    const auto mean = parameter(section, "mean");
    const auto sd = parameter(section, "sd");
    if (!mean || !sd) return std::nullopt;
    if (sd->value < 0) return fail(sd->at, "a standard deviation cannot be negative");
    return make(Kind::kNormal, mean->value, sd->value);
  }

  std::optional<DistributionSpec> read_lognormal(Section& section) {
    const char* const kHint = "write {median, p90}, {median, p95}, {median, sigma} or {mean, sd}";
    std::vector<const Entry*> spreads;
    for (const char* key : {"p90", "p95", "sigma"})
      if (const Entry* entry = section.find(key)) spreads.push_back(entry);
    const Entry* mean = section.find("mean");
    const Entry* sd = section.find("sd");
    if (mean != nullptr || sd != nullptr) {
      const Entry* median = section.find("median");
      if (median != nullptr || !spreads.empty()) {
        const Entry* odd = median != nullptr ? median : spreads[0];
        return fail(odd->key_at, fmt::format("`{}` beside `{}`", odd->key, mean != nullptr ? "mean" : "sd"), {kHint});
      }
      const auto m = parameter(section, "mean");
      const auto s = parameter(section, "sd");
      if (!m || !s) return std::nullopt;
      if (m->value <= 0) return fail(m->at, "its mean must be above 0");
      if (s->value < 0) return fail(s->at, "a standard deviation cannot be negative");
      const double variance = std::log1p((s->value / m->value) * (s->value / m->value));
      return make(Kind::kLognormal, std::log(m->value) - variance / 2, std::sqrt(variance));
    }
    const auto median = parameter(section, "median");
    if (!median) return std::nullopt;
    if (median->value <= 0) return fail(median->at, "its median must be above 0");
    if (spreads.size() != 1) {
      return fail(spreads.empty() ? form_.key_at : spreads[1]->key_at,
                  spreads.empty() ? "its spread is missing" : "its spread is said twice", {kHint});
    }
    const Entry& spread = *spreads[0];
    if (spread.key == "sigma") {
      const auto sigma = plain(section, "sigma");
      if (!sigma) return std::nullopt;
      if (sigma->value < 0) return fail(sigma->at, "sigma cannot be negative");
      return make(Kind::kLognormal, std::log(median->value), sigma->value);
    }
    const auto high = parameter(spread);
    if (!high) return std::nullopt;
    if (high->value <= median->value) return fail(high->at, fmt::format("{} must be above the median", spread.key));
    const double z = spread.key == "p90" ? kZ90 : kZ95;
    return make(Kind::kLognormal, std::log(median->value), std::log(high->value / median->value) / z);
  }

  std::optional<DistributionSpec> read_uniform(Section& section) {
    const auto low = parameter(section, "min");
    const auto high = parameter(section, "max");
    if (!low || !high) return std::nullopt;
    if (high->value < low->value) return fail(high->at, "max is below min");
    return make(Kind::kUniform, low->value, high->value);
  }

  std::optional<DistributionSpec> read_triangular(Section& section) {
    const auto low = parameter(section, "min");
    const auto mode = parameter(section, "mode");
    const auto high = parameter(section, "max");
    if (!low || !mode || !high) return std::nullopt;
    if (mode->value < low->value) return fail(mode->at, "the mode is below min");
    if (mode->value > high->value) return fail(mode->at, "the mode is above max");
    return make(Kind::kTriangular, low->value, mode->value, high->value);
  }

  // Shapes of a beta with this mean m and sd s: a + b = m (1 - m) / s^2 - 1.
  std::optional<DistributionSpec> read_beta(Section& section) {
    const auto mean = parameter(section, "mean");
    const auto sd = parameter(section, "sd");
    if (!mean || !sd) return std::nullopt;
    const bool in_fractions =
        quantity_.measure == Quantity::Measure::kShare || quantity_.measure == Quantity::Measure::kPlain;
    if (!in_fractions) {
      return fail(
          form_.key_at, "a beta distribution lies between 0 and 1: it is for shares and plain numbers",
          {"between two bounds with a unit stand uniform, triangular and table; from 0 up gamma and lognormal"});
    }
    if (mean->value <= 0 || mean->value >= 1) return fail(mean->at, "its mean lies between 0% and 100%");
    if (sd->value < 0) return fail(sd->at, "a standard deviation cannot be negative");
    if (sd->value == 0) return make(Kind::kFixed, mean->value);
    const double total = mean->value * (1 - mean->value) / (sd->value * sd->value) - 1;
    if (total <= 0) {
      return fail(sd->at, "too wide for this mean",
                  {fmt::format("between 0 and 1 the sd must be below sqrt(mean (1 - mean)) = {:.4g}",
                               std::sqrt(mean->value * (1 - mean->value)))});
    }
    return make(Kind::kBeta, mean->value * total, (1 - mean->value) * total);
  }

  std::optional<DistributionSpec> read_gamma(Section& section) {
    const auto mean = parameter(section, "mean");
    const auto sd = parameter(section, "sd");
    if (!mean || !sd) return std::nullopt;
    if (mean->value <= 0) return fail(mean->at, "its mean must be above 0");
    if (sd->value < 0) return fail(sd->at, "a standard deviation cannot be negative");
    if (sd->value == 0) return make(Kind::kFixed, mean->value);
    const double ratio = mean->value / sd->value;
    return make(Kind::kGamma, ratio * ratio, sd->value * sd->value / mean->value);
  }

  std::optional<DistributionSpec> read_weibull(Section& section) {
    const auto shape = plain(section, "shape");
    const auto scale = parameter(section, "scale");
    if (!shape || !scale) return std::nullopt;
    if (shape->value <= 0) return fail(shape->at, "its shape must be above 0");
    if (scale->value <= 0) return fail(scale->at, "its scale must be above 0");
    return make(Kind::kWeibull, shape->value, scale->value);
  }

  std::optional<DistributionSpec> read_exponential(Section& section) {
    const auto mean = parameter(section, "mean");
    if (!mean) return std::nullopt;
    if (mean->value <= 0) return fail(mean->at, "its mean must be above 0");
    return make(Kind::kExponential, mean->value);
  }

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
    return DistributionReader(context_, *form, quantity_, unit_).read();
  }

  Context& context_;
  const Entry& form_;
  Quantity quantity_;
  std::string& unit_;
};

}  // namespace

std::optional<DistributionSpec> read_distribution(Context& context, const Entry& form, const Quantity& quantity,
                                                  std::string& unit) {
  return DistributionReader(context, form, quantity, unit).read();
}

bool is_short_normal(std::string_view text) {
  text = trimmed(text);
  return text.size() > 3 && text.back() == ')' && text.find('(') != std::string_view::npos;
}

std::optional<DistributionSpec> read_short_normal(Context& context, const Node& node, const Quantity& quantity,
                                                  std::string& unit) {
  const std::string_view text = trimmed(node.text);
  const std::size_t open = text.find('(');
  Quantity parts = quantity;
  parts.domain = {};
  TextError error;
  const std::optional<ParsedNumber> mean = parse_quantity(text.substr(0, open), parts, error);
  std::optional<ParsedNumber> sd;
  if (mean) sd = parse_quantity(text.substr(open + 1, text.size() - open - 2), parts, error);
  if (!mean || !sd) {
    error.hints.emplace_back("a normal distribution is written 'mean (sd)', as in -6% (3%)");
    context.error(error.code, node.at, error.message, error.label, error.hints);
    return std::nullopt;
  }
  if (sd->value < 0) {
    context.error(kBadDistribution, node.at, "this is no normal distribution",
                  "a standard deviation cannot be negative");
    return std::nullopt;
  }
  unit = mean->unit;
  DistributionSpec out;
  out.kind = Kind::kNormal;
  out.a = mean->value;
  out.b = sd->value;
  return out;
}

}  // namespace truce::scenario

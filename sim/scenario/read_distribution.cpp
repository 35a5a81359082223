#include "sim/scenario/read_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/codes.hpp"
#include "sim/scenario/form_reader.hpp"
#include "sim/scenario/read_number.hpp"

namespace truce::scenario {

namespace {

using Kind = DistributionSpec::Kind;

// Standard normal quantiles of 90 % and 95 %.
constexpr double kZ90 = 1.2815515655446004;
constexpr double kZ95 = 1.6448536269514722;

class DistributionReader : FormReader {
 public:
  using FormReader::FormReader;

  std::optional<DistributionSpec> read() {
    if (!report_unless_value(context_, form_)) return std::nullopt;
    const std::string& kind = form_.key;
    if (kind == "fixed") return read_single();
    if (kind == "choice" || kind == "table" || kind == "mixture")
      return read_listed_form(context_, form_, quantity_, unit_);
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

#include "sim/results/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace truce::results {

namespace {

// No run has enough paths for chance to be this small: differences of sums leave it.
constexpr double kLeastRelativeError = 1e-8;
constexpr double kLeastError = 1e-12;

// A comma after every third digit before the point.
std::string with_commas(std::string digits) {
  const std::size_t first = digits.find_first_of("0123456789");
  std::size_t end = digits.find_first_not_of("0123456789", first);
  if (end == std::string::npos) end = digits.size();
  for (std::size_t at = end; at > first + 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// `value` to `decimals` places; below 0: to tens, hundreds, ...
std::string to_places(double value, int decimals) {
  if (decimals < 0) {
    const double unit = std::pow(10.0, -decimals);
    value = std::round(value / unit) * unit;
  }
  std::string text = fmt::format("{:.{}f}", value, std::max(0, decimals));
  if (text.find_first_of("123456789") == std::string::npos && text[0] == '-') text.erase(0, 1);  // no "-0.0"
  return with_commas(std::move(text));
}

// The decimals that an error is told with: those of its first digit, after rounding (0.097 is told as 0.1).
int places_of_error(double error) {
  int exponent = static_cast<int>(std::floor(std::log10(error)));
  if (error / std::pow(10.0, exponent) >= 9.5) ++exponent;
  return std::clamp(-exponent, -15, 15);
}

std::string four_digits(double value) {
  if (value == 0) return "0";
  const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
  std::string text = to_places(value, std::clamp(3 - exponent, 0, 15));
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

}  // namespace

std::string format_estimate(double value, double standard_error) {
  if (!std::isfinite(value)) return "-";
  if (!std::isfinite(standard_error)) return four_digits(value) + " ± ?";
  // An error far below what the value can resolve is rounding, not chance.
  if (standard_error <= kLeastRelativeError * std::abs(value) || standard_error < kLeastError)
    return four_digits(std::abs(value) < kLeastError ? 0 : value) + " ± 0";
  const int places = places_of_error(standard_error);
  return to_places(value, places) + " ± " + to_places(standard_error, places);
}

std::string format_estimate(const QuantileEstimate& quantile) {
  return format_estimate(quantile.value, quantile.standard_error());
}

std::string format_percent(double value, double standard_error) {
  const std::string text = format_estimate(100 * value, 100 * standard_error);
  return text == "-" ? text : text + " %";
}

std::string format_percent(const QuantileEstimate& quantile) {
  return format_percent(quantile.value, quantile.standard_error());
}

std::string format_share(const Estimate& estimate) {
  if (!std::isfinite(estimate.value)) return "-";
  if (estimate.value > 0 && estimate.value < 1) return format_percent(estimate.value, estimate.standard_error);
  // The bound to one digit, rounded away from the estimate.
  const double bound = 100 * rule_of_three(estimate.count);
  const int places = std::max(0, -static_cast<int>(std::floor(std::log10(bound))));
  const double unit = std::pow(10.0, -places);
  const double rounded = std::min(100.0, std::ceil(bound / unit - 1e-6) * unit);
  if (estimate.value <= 0) return fmt::format("< {} %", to_places(rounded, places));
  return fmt::format("> {} %", to_places(100 - rounded, places));
}

std::string format_count(std::int64_t count) { return with_commas(fmt::format("{}", count)); }

std::string format_plain(double value) {
  std::string text = fmt::format("{:.6g}", value);
  return text.find('e') == std::string::npos && std::isfinite(value) ? with_commas(std::move(text)) : text;
}

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace truce::results

#include "sim/study/design.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/random/philox.hpp"
#include "sim/random/sobol.hpp"

namespace truce::study {

namespace {

using scenario::StudySpec;
using scenario::VarySpec;

double on_stretch(const VarySpec& vary, double share) {
  if (vary.logarithmic) return std::exp(std::log(vary.from) + share * (std::log(vary.to) - std::log(vary.from)));
  return vary.from + share * (vary.to - vary.from);
}

std::vector<std::string> steps_of(const VarySpec& vary) {
  if (!vary.values.empty()) return vary.values;
  std::vector<std::string> values;
  for (int step = 0; step < vary.steps; ++step)
    values.push_back(scenario::value_text(on_stretch(vary, static_cast<double>(step) / (vary.steps - 1)), vary.unit));
  return values;
}

std::vector<std::vector<std::string>> grid(const StudySpec& study) {
  std::vector<std::vector<std::string>> points = {{}};
  for (const VarySpec& vary : study.vary) {
    std::vector<std::vector<std::string>> longer;
    for (const auto& point : points)
      for (const std::string& value : steps_of(vary)) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
    points = std::move(longer);
  }
  return points;
}

// The values of a point that are shares of one event, made smaller where they exceed what there is to share.
void keep_shares(const StudySpec& study, std::vector<std::string>& point) {
  constexpr double kRoundedAway = 1e-5;  // values are written with six digits
  std::map<std::string, double> sums;
  const auto number = [&](std::size_t v) { return std::stod(point[v]); };
  for (std::size_t v = 0; v < point.size(); ++v)
    if (!study.vary[v].share_of.empty()) sums[study.vary[v].share_of] += number(v) / study.vary[v].most;
  for (std::size_t v = 0; v < point.size(); ++v) {
    const VarySpec& vary = study.vary[v];
    const double sum = vary.share_of.empty() ? 0 : sums[vary.share_of];
    if (sum > 1) point[v] = scenario::value_text(number(v) / sum * (1 - kRoundedAway), vary.unit);
  }
}

}  // namespace

std::string value_at(const VarySpec& vary, double position) {
  if (vary.values.empty()) return scenario::value_text(on_stretch(vary, position), vary.unit);
  const auto n = vary.values.size();
  return vary.values[std::min(n - 1, static_cast<std::size_t>(position * static_cast<double>(n)))];
}

std::vector<std::vector<double>> latin_hypercube(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
  static const random::StreamId order_stream("design/order"), place_stream("design/place");
  std::vector<std::vector<double>> out(points, std::vector<double>(dimensions));
  std::vector<std::size_t> piece(points);
  for (std::size_t d = 0; d < dimensions; ++d) {
    random::PhiloxEngine engine(seed, static_cast<std::uint32_t>(d), order_stream);
    std::iota(piece.begin(), piece.end(), std::size_t{0});
    for (std::size_t i = points; i > 1; --i) {
      const std::uint64_t high = engine();
      const std::uint64_t bits = high << 32 | engine();
      std::swap(piece[i - 1], piece[static_cast<std::size_t>(bits % i)]);
    }
    for (std::size_t p = 0; p < points; ++p) {
      const double inside =
          random::uniform_at(seed, static_cast<std::uint32_t>(d), place_stream, static_cast<std::uint32_t>(p));
      out[p][d] = (static_cast<double>(piece[p]) + inside) / static_cast<double>(points);
    }
  }
  return out;
}

std::vector<std::vector<std::string>> points_of(const StudySpec& study) {
  if (study.method == StudySpec::Method::kList) return study.rows;
  if (study.method == StudySpec::Method::kGrid) return grid(study);
  const auto points = static_cast<std::size_t>(study.points);
  const auto dimensions = static_cast<std::size_t>(
      std::count_if(study.vary.begin(), study.vary.end(), [](const VarySpec& vary) { return !vary.with_previous; }));
  const auto positions = study.method == StudySpec::Method::kSobol
                             ? random::scrambled_sobol(points, dimensions, study.design_seed)
                             : latin_hypercube(points, dimensions, study.design_seed);
  std::vector<std::vector<std::string>> out;
  for (const auto& position : positions) {
    out.emplace_back();
    std::size_t next = 0;
    for (const VarySpec& vary : study.vary) {
      if (!vary.with_previous) ++next;
      out.back().push_back(value_at(vary, position[next - 1]));
    }
    keep_shares(study, out.back());
  }
  return out;
}

}  // namespace truce::study

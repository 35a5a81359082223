// Modifiers that look at other events: `since`, with and without `within`, and `before` (1-model.md, 1.4).
#include <cmath>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

constexpr int kDays = 240;
constexpr double per_day(double per_year) { return per_year / kDaysPerYear; }

// With dates alone every window is known, and the integrated hazard is the same on every path.
TEST_CASE("windows around dated events are exact on every path, at any step") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  first_spark: {date: @10, trigger: {strike: {always: true}}}
  second_spark: {date: @20, trigger: {strike: {always: true}}}
  third_spark: {date: @100, trigger: {strike: {always: true}}}
  strike: {outcomes: {hard: {probability: 100%}}}
  soft: {date: @50, outcomes: {failed: {probability: 0%}, held: {probability: 100%}}}
  summit: {date: @120}
  mover: {date: @90, schedule: {moved: @200}}
  moved: {date: @130}
  lately: {rate: 2 per year, modifiers: {m: {since: strike, within: 15 days, times: 3}}}
  ever: {rate: 2 per year, modifiers: {m: {since: strike, times: 3}}}
  outcome: {rate: 2 per year, modifiers: {m: {since: strike.hard, within: 15 days, times: 3}}}
  not_drawn: {rate: 2 per year, modifiers: {m: {since: soft.failed, times: 3}}}
  drawn: {rate: 2 per year, modifiers: {m: {since: soft.held, times: 3}}}
  ahead: {rate: 2 per year, modifiers: {m: {before: summit, within: 40 days, times: 3}}}
  ahead_from_start: {rate: 2 per year, modifiers: {m: {before: summit, within: 400 days, times: 3}}}
  ahead_of_moved: {rate: 2 per year, modifiers: {m: {before: moved, within: 40 days, times: 3}}}
  both: {rate: 2 per year, modifiers: {m: {since: strike, within: 15 days, between: [@18, @109], times: 3}}}
)"));
  const std::vector<std::pair<std::string, double>> extra_days = {
      {"lately", 25 + 15},  // day 10 to 35: the later firing prolongs the window; day 100 to 115
      {"ever", 230},
      {"outcome", 25 + 15},
      {"not_drawn", 0},
      {"drawn", 190},
      {"ahead", 40},  // day 80 to 120
      {"ahead_from_start", 120},
      {"ahead_of_moved", 40},  // not yet at day 90, when it moves; then day 160 to 200
      {"both", 17 + 10},       // day 18 to 35, day 100 to 110
  };
  const Collected run = collect(model, 300);
  for (const auto& [name, days] : extra_days) {
    INFO(name << ", step " << step);
    for (const double lambda : run.column(&engine::BlockResult::event_integrated_hazard, event_index(model, name)))
      REQUIRE(lambda == Approx(per_day(2) * (kDays + 2 * days)).epsilon(1e-11));
  }
  // Firings that stack (9 times from day 20 to 25), or a window that the first firing closes, would give other sums.
  const double lately = per_day(2) * (kDays + 2 * 40);
  CHECK_FALSE(per_day(2) * (kDays + 2 * 40 + 6 * 5) == Approx(lately).epsilon(1e-11));
  CHECK_FALSE(per_day(2) * (kDays + 2 * 30) == Approx(lately).epsilon(1e-11));
}

// A is a Poisson process; B's rate is m times higher while A's latest firing is younger than w.
// E[Lambda_B] = b integral of (1 + (m - 1) P(A in (s - w, s])); P = 1 - exp(-a min(s, w)).
// Var = b^2 (m - 1)^2 times the double integral of the covariance of the two indicators.
struct Since {
  double a, b, m, w, horizon;
  double busy(double s) const { return -std::expm1(-a * std::min(s, w)); }
  double mean() const {
    const double inside = w + std::expm1(-a * w) / a + (horizon - w) * busy(w);
    return b * (horizon + (m - 1) * inside);
  }
  double variance_of_lambda() const {
    // cov(s, t) = P(no A in either window) - P(none in one) P(none in the other)
    const auto free = [&](double s) { return std::exp(-a * std::min(s, w)); };
    constexpr int kCells = 1500;
    const double cell = horizon / kCells;
    double sum = 0;
    for (int i = 0; i < kCells; ++i)
      for (int j = 0; j < kCells; ++j) {
        const double s = (std::min(i, j) + 0.5) * cell, t = (std::max(i, j) + 0.5) * cell;
        const double together = std::min(s, w) + std::min(t, w) - std::max(0.0, s - std::max(0.0, t - w));
        sum += std::exp(-a * together) - free(s) * free(t);
      }
    return b * b * (m - 1) * (m - 1) * sum * cell * cell;
  }
  double variance_of_count() const { return mean() + variance_of_lambda(); }
};

TEST_CASE("a window since random firings, with overlaps, has the mean of its closed form", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  a:
    rate: 8 per year
    outcomes: {big: {probability: 40%}, small: {probability: rest}}
  b: {rate: 3 per year, modifiers: {m: {since: a, within: 30 days, times: 4}}}
  c: {rate: 3 per year, modifiers: {m: {since: a.big, within: 30 days, times: 4}}}
  d: {rate: 3 per year, modifiers: {m: {since: a.big, times: 4}}}
)"));
  const double a = per_day(8), base = per_day(3), w = 30;
  const Since all{a, base, 4, w, kDays}, big{0.4 * a, base, 4, w, kDays}, ever{0.4 * a, base, 4, kDays, kDays};
  // Mistakes. Stacked: E[m^K] for K firings in the window, exp(a w (m - 1)). Not prolonged: the window opens at a
  // firing outside a window, stays open w, and is deaf meanwhile: in the long run a share a w / (1 + a w) of the time.
  const double stacked = base * (std::expm1(a * w * 3) / (a * 3) + (kDays - w) * std::exp(a * w * 3));
  const double deaf = base * (kDays + 3 * kDays * a * w / (1 + a * w));
  check_laws(model, {{"b: hazard",
                      hazard_of(model, "b"),
                      average(all.mean(), all.variance_of_lambda()),
                      {{"firings stack", average(stacked, all.variance_of_lambda())},
                       {"a firing inside the window does not prolong it", average(deaf, all.variance_of_lambda())}}},
                     {"b: firings",
                      count_of(model, "b"),
                      average(all.mean(), all.variance_of_count()),
                      {{"no window", average(base * kDays, base * kDays)}}},
                     {"c: firings",
                      count_of(model, "c"),
                      average(big.mean(), big.variance_of_count()),
                      {{"any outcome will do", average(all.mean(), all.variance_of_count())}}},
                     {"c: hazard", hazard_of(model, "c"), average(big.mean(), big.variance_of_lambda()), {}},
                     {"d: firings",
                      count_of(model, "d"),
                      average(ever.mean(), ever.variance_of_count()),
                      {{"within 30 days", average(big.mean(), big.variance_of_count())}}},
                     {"d: hazard", hazard_of(model, "d"), average(ever.mean(), ever.variance_of_lambda()), {}}});
}

TEST_CASE("a clock that survives a window since one random firing follows its closed form", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  a: {rate: 4 per year, repeat: false}
  b: {rate: 2 per year, repeat: false, modifiers: {m: {since: a, within: 30 days, times: 5}}}
)"));
  const double a = per_day(4), b = per_day(2);
  const auto survives = [&](double t, double w, double m) {
    double sum = std::exp(-(a + b) * t);
    constexpr int kCells = 40000;
    for (int i = 0; i < kCells; ++i) {
      const double s = (i + 0.5) / kCells * t;
      const double inside = std::min(w, t - s);
      sum += a * std::exp(-a * s) * std::exp(-b * (t + (m - 1) * inside)) * t / kCells;
    }
    return sum;
  };
  std::vector<Tested> laws;
  for (const double t : {40.0, 100.0, 240.0})
    laws.push_back({"b by " + std::to_string(t),
                    fired_by(model, "b", t),
                    chance(1 - survives(t, 30, 5)),
                    {{"for ever", chance(1 - survives(t, 1000, 5))},
                     {"a window of 27 days", chance(1 - survives(t, 27, 5))},
                     {"no window", chance(-std::expm1(-b * t))}}});
  laws[0].mistakes.erase(laws[0].mistakes.begin() + 1);  // after 40 days few windows have closed
  laws[0].mistakes.erase(laws[0].mistakes.begin());
  check_laws(model, laws);
}

TEST_CASE("a window before a date that is uncertain, or put off", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, kDays, R"(
regimes: {phase: [first, second]}
events:
  fixed: {date: @120}
  uncertain: {date: @100, shift: {uniform: {min: 0 days, max: 100 days}}}
  crisis: {rate: 5 per year, repeat: false, schedule: {put_off: @210}}
  put_off: {date: @100}
  a: {rate: 2 per year, repeat: false, modifiers: {m: {before: fixed, within: 40 days, times: 4}}}
  b: {rate: 2 per year, repeat: false, modifiers: {m: {before: uncertain, within: 40 days, times: 4}}}
  c: {rate: 2 per year, repeat: false, modifiers: {m: {before: put_off, within: 40 days, times: 4}}}
)"));
  const double rate = per_day(2), crisis = per_day(5);
  const auto fires = [&](double days, double extra) { return -std::expm1(-rate * (days + 3 * extra)); };
  // b by 130: the mean over the date D of 1 - exp(-rate (130 + 3 x days of (D - 40, D) before 130)).
  // c by the end: a crisis on day s < 60 leaves only (170, 210); 60 < s < 100 gives both parts; later ones, or none,
  // (60, 100) and, when the date is set again, (170, 210) from s on. The law of c: an average over s.
  double b = 0, c = std::exp(-crisis * kDays) * fires(kDays, 40);
  constexpr int kCells = 40000;
  for (int i = 0; i < kCells; ++i) {
    const double middle = (i + 0.5) / kCells;
    const double d = 100 + 100 * middle;
    b += fires(130, std::max(0.0, std::min(d, 130.0) - (d - 40))) / kCells;
    const double s = kDays * middle;
    const double before_100 = s < 60 ? 0 : s < 100 ? s - 60 : 40;
    const double before_210 = s < 170 ? 40 : s < 210 ? 210 - s : 0;
    c += crisis * std::exp(-crisis * s) * fires(kDays, before_100 + before_210) * kDays / kCells;
  }
  check_laws(model,
             {{"a by 100", fired_by(model, "a", 100), chance(fires(100, 20)), {{"no window", chance(fires(100, 0))}}},
              {"a by the end",
               fired_by(model, "a", kDays),
               chance(fires(kDays, 40)),
               {{"the window stays open after the date", chance(fires(kDays, 160))}}},
              {"b by 130",
               fired_by(model, "b", 130),
               chance(b),
               {{"the window is before the date as written", chance(fires(130, 40))}}},
              {"c by the end",
               fired_by(model, "c", kDays),
               chance(c),
               {{"the window stays where it was", chance(fires(kDays, 40))}}}});
}

}  // namespace
}  // namespace truce::test

// Supply with noise off, against numbers worked out by hand; and the noise against its moments (1-model.md, 1.6).
#include <cmath>

#include <boost/math/distributions/lognormal.hpp>

#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

template <class T>
double only(const Collected& run, engine::Rows<T> engine::BlockResult::*member, std::size_t row) {
  const auto values = run.column(member, row);
  for (const double value : values) REQUIRE((value == values[0] || (std::isnan(value) && std::isnan(values[0]))));
  return values[0];
}
template <class T>
double only(const Collected& run, engine::Series<T> engine::BlockResult::*member, std::size_t series, std::size_t k) {
  const auto values = run.column(member, series, k);
  for (const double value : values) REQUIRE(value == values[0]);
  return values[0];
}

TEST_CASE("a fixed cover runs down, stops the plants, and heals") {
  const model::Model model = model_of(scenario_text("1 week", 168, R"(
regimes: {licences: [normal, slow]}
events:
  tighten: {date: @14, set: {licences: slow}}
  loosen: {date: @84, set: {licences: normal}}
  tighten_again: {date: @112, set: {licences: slow}}
  loosen_again: {date: @126, set: {licences: normal}}
supply:
  magnets:
    level: {by: licences, normal: 100%, slow: 40%}
    sectors:
      cars: {need: 90%, cover: 2.8 weeks, exposure: 50%}
      robots: {need: 90%, cover: 20 weeks, exposure: 80%}
)"));
  const Collected run = collect(model, 256);
  const std::size_t cars = sector_index(model, "magnets.cars"), robots = sector_index(model, "magnets.robots");
  // Weeks 3 to 12 lack 0.9 - 0.4 = 0.5 weeks each: D = 0.5, 1, 1.5, 2, 2.5, then 3.0, held at the 2.8 that firms have.
  // In that week (day 49 to 56) they run dry after 0.3: they lose 0.5 x (G(3.0) - G(2.5)) = 0.5 x 0.2 = 0.1 weeks of
  // output; in the four weeks after, 0.5 x 0.5 = 0.25. Then 0.1 a week is built up again: D = 2.8 - 0.4 = 2.4 after
  // four weeks (day 84 to 112). Again short from day 112: D = 2.9, held at 2.8, a loss of 0.5 x 0.1 = 0.05; then 3.3,
  // held, and a loss of 0.25.
  const double drawdown[] = {0,   0,   0.5, 1.0, 1.5, 2.0, 2.5, 2.8, 2.8, 2.8, 2.8, 2.8,
                             2.7, 2.6, 2.5, 2.4, 2.8, 2.8, 2.7, 2.6, 2.5, 2.4, 2.3, 2.2};
  for (std::size_t k = 0; k < 24; ++k) {
    INFO("week " << k);
    const bool slow = (k >= 2 && k < 12) || k == 16 || k == 17;
    CHECK(only(run, &engine::BlockResult::drawdown, cars, k + 1) == Approx(drawdown[k]).epsilon(1e-6).margin(1e-9));
    CHECK(only(run, &engine::BlockResult::level, 0, k + 1) == Approx(slow ? 0.4 : 1.0));
  }
  CHECK(only(run, &engine::BlockResult::loss, cars) == Approx(0.1 + 4 * 0.25 + 0.05 + 0.25));
  CHECK(only(run, &engine::BlockResult::peak_loss_rate, cars) == Approx(0.25));
  CHECK(only(run, &engine::BlockResult::first_disruption, cars) == 56);
  CHECK(only(run, &engine::BlockResult::longest_disruption, cars) == 35);
  CHECK(only(run, &engine::BlockResult::disrupted_days, cars) == 35 + 14);
  CHECK(only(run, &engine::BlockResult::loss_cum, cars, 8) == Approx(0.1).epsilon(1e-6));
  CHECK(only(run, &engine::BlockResult::dry_share, cars, 7) == 0);
  CHECK(only(run, &engine::BlockResult::dry_share, cars, 8) == 1);
  // The robots' cover lasts: 10 x 0.5, 4 x 0.1 back, 2 x 0.5, 6 x 0.1 back.
  CHECK(only(run, &engine::BlockResult::drawdown, robots, 24) == Approx(5 - 0.4 + 1 - 0.6).epsilon(1e-6));
  CHECK(only(run, &engine::BlockResult::loss, robots) == 0);
  CHECK(only(run, &engine::BlockResult::disrupted_days, robots) == 0);
  CHECK(std::isnan(only(run, &engine::BlockResult::first_disruption, robots)));
}

TEST_CASE("a cover that differs between firms loses the integral of the share of dry firms") {
  const std::string step = GENERATE("1 week", "14 days");
  const model::Model model = model_of(scenario_text(step, 112, R"(
regimes: {licences: [slow, normal]}
events: {loosen: {date: @84, set: {licences: normal}}}
supply:
  magnets:
    level: {by: licences, slow: 40%, normal: 100%}
    sectors:
      spread: {need: 90%, cover: {lognormal: {median: 4 weeks, sigma: 0.6}}, exposure: 50%}
      listed: {need: 90%, cover: {table: {1 week: 10%, 3 weeks: 40%, 5 weeks: 100%}}, exposure: 50%, disrupted_above: 30%}
)"));
  const Collected run = collect(model, 256);
  const double mu = std::log(4.0), sigma = 0.6;
  const boost::math::lognormal cover(mu, sigma);
  const boost::math::normal gauss;
  const auto integral = [&](double x) {
    return x <= 0 ? 0
                  : x * boost::math::cdf(cover, x) - std::exp(mu + 0.5 * sigma * sigma) *
                                                         boost::math::cdf(gauss, (std::log(x) - mu) / sigma - sigma);
  };
  // The table's integral: 0 to 1, then 0.1 y + 0.075 y^2 (y = x - 1), then 0.5 + 0.4 y + 0.15 y^2 (y = x - 3), then 1.9
  // + y.
  const auto of_table = [](double x) {
    const double y1 = x - 1, y3 = x - 3, y5 = x - 5;
    return x < 1 ? 0 : x < 3 ? 0.1 * y1 + 0.075 * y1 * y1 : x < 5 ? 0.5 + 0.4 * y3 + 0.15 * y3 * y3 : 1.9 + y5;
  };
  const std::size_t spread = sector_index(model, "magnets.spread"), listed = sector_index(model, "magnets.listed");
  const double h = model.times[1] / 7;
  const double last_listed = 5 - (5 - 3) * 0.001 / 0.6;  // the 99.9 % point of the table
  double d_listed = 0, loss_listed = 0, days_listed = 0, days_spread = 0, first_listed = NAN;
  for (int k = 1; k <= model.steps(); ++k) {
    const double end = model.times[static_cast<std::size_t>(k)];
    const double d = end <= 84 ? 0.5 * end / 7 : 6 - 0.1 * (end - 84) / 7;
    INFO("day " << end << ", step " << step);
    CHECK(only(run, &engine::BlockResult::drawdown, spread, static_cast<std::size_t>(k)) == Approx(d).epsilon(1e-6));
    CHECK(only(run, &engine::BlockResult::dry_share, spread, static_cast<std::size_t>(k)) ==
          Approx(boost::math::cdf(cover, d)).epsilon(1e-6));
    CHECK(only(run, &engine::BlockResult::loss_cum, spread, static_cast<std::size_t>(k)) ==
          Approx(0.5 * integral(std::min(end, 84.0) / 14)).epsilon(1e-6).margin(1e-9));
    if (end <= 84) {
      loss_listed += 0.5 * (of_table(d_listed + 0.5 * h) - of_table(d_listed));
      d_listed = std::min(d_listed + 0.5 * h, last_listed);
      if (d_listed > 1 + 2 * 0.2 / 0.3) {  // F above 30 %: 0.1 + 0.15 (x - 1) > 0.3
        days_listed += 7 * h;
        if (std::isnan(first_listed)) first_listed = end;
      }
      if (boost::math::cdf(cover, d) > 0.05) days_spread += 7 * h;
    }
    CHECK(only(run, &engine::BlockResult::loss_cum, listed, static_cast<std::size_t>(k)) ==
          Approx(loss_listed).epsilon(1e-6).margin(1e-9));
  }
  CHECK(only(run, &engine::BlockResult::disrupted_days, listed) == Approx(days_listed));
  CHECK(only(run, &engine::BlockResult::disrupted_days, spread) == Approx(days_spread));
  CHECK(only(run, &engine::BlockResult::first_disruption, listed) == Approx(first_listed));
  CHECK(only(run, &engine::BlockResult::longest_disruption, listed) == Approx(days_listed));
}

TEST_CASE("a drawdown stops at the 99.9 % point of the cover") {
  const model::Model model = model_of(scenario_text("30 days", 720, R"(
supply:
  magnets:
    level: 10%
    sectors:
      spread: {cover: {lognormal: {median: 4 weeks, sigma: 0.6}}, exposure: 100%}
)"));
  const Collected run = collect(model, 256);
  const double last = boost::math::quantile(boost::math::lognormal(std::log(4.0), 0.6), 0.999);
  CHECK(only(run, &engine::BlockResult::drawdown, 0, 24) == Approx(last).epsilon(1e-6));
}

TEST_CASE("a level ramps toward its goal, and the goal is the average over the step") {
  const std::string step = GENERATE("1 day", "1 week", "30 days");
  const model::Model model = model_of(scenario_text(step, 120, R"(
regimes: {licences: [normal, slow]}
events:
  tighten: {date: @10, set: {licences: slow}}
  loosen: {date: @75, set: {licences: normal}}
supply:
  ramped: {level: {by: licences, normal: 100%, slow: 30%}, ramp: 2 weeks, sectors: {a: {cover: 5 weeks, exposure: 10%}}}
  modified: {level: {value: 80%, modifiers: {w: {between: [@20, @44], times: 50%}}}, sectors: {b: {cover: 5 weeks, exposure: 10%}}}
)"));
  const Collected run = collect(model, 256);
  double level = 1;
  for (int k = 0; k < model.steps(); ++k) {
    const double from = model.times[static_cast<std::size_t>(k)], to = model.times[static_cast<std::size_t>(k) + 1];
    const auto share = [&](double begin, double end) {
      return std::max(0.0, std::min(to, end) - std::max(from, begin)) / (to - from);
    };
    const double goal = 1 - 0.7 * share(10, 75);
    level = goal + (level - goal) * std::exp2(-(to - from) / 14);
    INFO("day " << to << ", step " << step);
    CHECK(only(run, &engine::BlockResult::level, chain_index(model, "ramped"), static_cast<std::size_t>(k) + 1) ==
          Approx(level).epsilon(1e-6));
    CHECK(only(run, &engine::BlockResult::level, chain_index(model, "modified"), static_cast<std::size_t>(k) + 1) ==
          Approx(0.8 * (1 - 0.5 * share(20, 45))).epsilon(1e-6));
  }
}

TEST_CASE("substitution lowers the need while there is a gap, and not otherwise") {
  const model::Model model = model_of(scenario_text("1 week", 35, R"(
regimes: {licences: [normal, slow]}
events: {tighten: {date: @14, set: {licences: slow}}}
supply:
  magnets:
    level: {by: licences, normal: 100%, slow: 50%}
    sectors: {cars: {cover: 1 week, exposure: 100%, substitution: {half_life: 1 week, max: 40%}}}
)"));
  const Collected run = collect(model, 256);
  // No gap in weeks 0 and 1 (need 1 = level 1). Week 2: gap 1 - 0.5 = 0.5, substituted then 0.4 (1 - 1/2) = 0.2. Week
  // 3: gap 0.8 - 0.5 = 0.3, substituted 0.3. Week 4: gap 0.7 - 0.5 = 0.2. D = 0.5, 0.8, 1.0; the firms hold one week.
  const double drawdown[] = {0, 0, 0.5, 0.8, 1.0};
  for (std::size_t k = 0; k < 5; ++k)
    CHECK(only(run, &engine::BlockResult::drawdown, 0, k + 1) == Approx(drawdown[k]).epsilon(1e-6).margin(1e-9));
}

TEST_CASE("numbers of a sector may be drawn, once per path each from its own stream") {
  const model::Model model = model_of(scenario_text("1 week", 28, R"(
supply:
  magnets:
    level: 50%
    sectors:
      cars: {need: {uniform: {min: 60%, max: 100%}}, cover: 0 weeks, exposure: {choice: {10%: 50%, 40%: 50%}}}
)"));
  const auto loss = collect(model, 1000).column(&engine::BlockResult::loss, 0);
  const auto uniform = [](std::size_t path, const char* name) {
    return random::uniform_at(1, static_cast<std::uint32_t>(path), random::StreamId(name), 0);
  };
  for (std::size_t path = 0; path < loss.size(); ++path) {
    const double need = 0.6 + 0.4 * uniform(path, "parameter/supply.magnets.sectors.cars.need");
    const double exposure = uniform(path, "parameter/supply.magnets.sectors.cars.exposure") <= 0.5 ? 0.1 : 0.4;
    REQUIRE(loss[path] == Approx(4 * exposure * (need - 0.5)).epsilon(1e-9));
  }
}

TEST_CASE("the share of dry firms from which a sector is disrupted may be drawn") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
supply:
  magnets:
    level: 50%
    sectors: {cars: {cover: {uniform: {min: 0 weeks, max: 10 weeks}}, exposure: 20%, disrupted_above: {uniform: {min: 1%, max: 60%}}}}
)"));
  const auto days = collect(model, 1000).column(&engine::BlockResult::disrupted_days, 0);
  for (std::size_t path = 0; path < days.size(); ++path) {
    const double above = 0.01 + 0.59 * random::uniform_at(1, static_cast<std::uint32_t>(path),
                                                          random::StreamId("parameter/supply.magnets.sectors.cars."
                                                                           "disrupted_above"),
                                                          0);
    // 5 % more of the firms run dry each week, up to 50 % at the end of the tenth.
    double expected = 0;
    for (int week = 1; week <= 10; ++week)
      if (0.05 * week > above) expected += 7;
    REQUIRE(days[path] == Approx(expected));
  }
}

TEST_CASE("an event sees a disrupted sector at the start of the next step") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
regimes: {licences: [normal, slow]}
events:
  tighten: {date: @14, set: {licences: slow}}
  loosen: {date: @42, set: {licences: normal}}
  alarm: {when: {sector: {magnets.cars: disrupted}}}
  relief: {when: {not: {sector: {magnets.cars: disrupted}}}}
supply:
  magnets:
    level: {by: licences, normal: 100%, slow: 40%}
    sectors: {cars: {need: 90%, cover: 0.7 weeks, exposure: 50%}}
)"));
  const Collected run = collect(model, 256);
  // D = 0.5, then 0.7 in the week from day 21 to 28: disrupted from its end; not any more in the week from day 42
  // to 49.
  const auto first = [&](const std::string& name) {
    return run.column(&engine::BlockResult::event_first_time, event_index(model, name))[3];
  };
  CHECK(first("alarm") == Approx(28));
  CHECK(first("relief") == Approx(49));
}

TEST_CASE("the noise of a chain is lognormal with mean 1", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const int days = step == "1 week" ? 7 : 30;
  const model::Model model = model_of(scenario_text(step, days, R"(
supply:
  magnets: {level: 80%, noise: 40%, sectors: {cars: {cover: 5 weeks, exposure: 10%}}}
)"));
  const double squared = 0.16 * 7 / days, mean = 0.8, variance = mean * mean * squared;
  const double w = 1 + squared, fourth = variance * variance * (w * w * w * w + 2 * w * w * w + 3 * w * w - 3);
  const Measure level = [](const engine::BlockResult& block, std::size_t lane) {
    return static_cast<double>(block.level.at(0, 1)[lane]);
  };
  const Measure about = [](const engine::BlockResult& block, std::size_t lane) {
    return std::pow(static_cast<double>(block.level.at(0, 1)[lane]) - 0.8, 2);
  };
  std::vector<Mistake> mistakes;
  if (days > 7)
    mistakes.push_back({"not divided by the step's weeks", average(0.64 * 0.16, fourth - variance * variance)});
  check_laws(model, {{"mean",
                      level,
                      average(mean, variance),
                      {{"mean of the exponential kept", average(mean * std::sqrt(w), variance)}}},
                     {"variance", about, average(variance, fourth - variance * variance), mistakes}});
}

}  // namespace
}  // namespace truce::test

// Trade with noise off, against numbers worked out by hand; and the noise against its moments (1-model.md, 1.5).
#include <cmath>

#include <boost/math/distributions/normal.hpp>

#include "sim/base/units.hpp"
#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

// All paths are alike without noise: the first stands for all, and all must agree with it.
template <class T>
double only(const Collected& run, engine::Rows<T> engine::BlockResult::*member, std::size_t row) {
  const auto values = run.column(member, row);
  for (const double value : values) REQUIRE(value == values[0]);
  return values[0];
}
template <class T>
double only(const Collected& run, engine::Series<T> engine::BlockResult::*member, std::size_t series, std::size_t k) {
  const auto values = run.column(member, series, k);
  for (const double value : values) REQUIRE(value == values[0]);
  return values[0];
}

// The orders of each step, per week.
void check_orders(const model::Model& model, const Collected& run, const std::string& flow,
                  const std::vector<double>& expected) {
  for (std::size_t k = 0; k < expected.size(); ++k) {
    INFO(flow << ", step " << k);
    CHECK(only(run, &engine::BlockResult::flow_rate, flow_index(model, flow), k + 1) ==
          Approx(expected[k]).epsilon(2e-7));
  }
}

TEST_CASE("orders without haste: as fast as pace allows, never more than the largest room") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
trade:
  grain:
    unit: Mt
    baseline: 0.2 Mt/week
    pace: 1 Mt/week
    commitments: {c: {quantity: 3 Mt, from: @0, to: @55}}
)"));
  const Collected run = collect(model, 256);
  // Room 3, 1.8, 0.6, 0: top-up 1, 1, 0.6 (the room), 0; then the baseline alone.
  check_orders(model, run, "grain", {1.2, 1.2, 0.8, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2});
  CHECK(only(run, &engine::BlockResult::ordered, 0) == Approx(3.2 + 5 * 0.2));  // eight weeks
  CHECK(only(run, &engine::BlockResult::shipped, 0) == Approx(3.2 + 5 * 0.2));  // no lag: at once
  CHECK(only(run, &engine::BlockResult::flow_ordered_total, 0) == Approx(3.2 + 7 * 0.2));
  CHECK(only(run, &engine::BlockResult::flow_rate, 0, 0) == 0);
}

TEST_CASE("orders with haste: the room over the time left, times haste") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
trade:
  grain:
    unit: Mt
    baseline: 0.25 Mt/week
    pace: 1 Mt/week
    commitments: {c: {quantity: 4 Mt, from: @0, to: @55, haste: 2}}
)"));
  const Collected run = collect(model, 256);
  // wanted = 2 room / weeks left: 2 x 4/8 = 1, 2 x 3/7 = 6/7, 2 x (15/7)/6 = 5/7, 2 x (10/7)/5 = 4/7, 2 x (6/7)/4 =
  // 3/7, 2 x (3/7)/3 = 2/7; then room 1/7, wanted 2 x (1/7)/2 = 1/7 below the baseline; from there the baseline alone.
  check_orders(model, run, "grain", {1, 6.0 / 7, 5.0 / 7, 4.0 / 7, 3.0 / 7, 2.0 / 7, 0.25, 0.25, 0.25, 0.25});
  CHECK(only(run, &engine::BlockResult::ordered, 0) == Approx(4 - 1.0 / 7 + 0.5));
}

constexpr const char* kOverlapping = R"(
trade:
  grain:
    unit: Mt
    baseline: 0.1 Mt/week
    pace: 0.6 Mt/week
    capacity: 0.65 Mt/week
    shipping_capacity: 0.7 Mt/week
    shipment_lag: 2 weeks
    ordered_to_date: 2 Mt
    shipped_to_date: 0.5 Mt
    commitments:
      a: {quantity: 5 Mt, aim: 80%, from: @-30, to: @27, haste: 2}
      b: {quantity: 6 Mt, from: @-30, to: @69, haste: 1, counts: shipped}
      c: {quantity: 2 Mt, from: @14, to: @48, haste: 1.5}
)";

TEST_CASE("overlapping commitments, an opening book, a lag and two capacities") {
  const model::Model model = model_of(scenario_text("1 week", 70, kOverlapping));
  const Collected run = collect(model, 256);
  // A aims at 4 and has 2 ordered; b has 0.5 shipped and 1.5 in the book; c opens on day 14 with nothing.
  // week 0: a wants 2 x 2/4 = 1, b 1 x (6 - 2)/10 = 0.4; top-up min(0.6, 0.9) = 0.6; 0.7 is cut to 0.65
  // week 1: a 2 x 1.35/3 = 0.9; cut to 0.65            (b: 6 - 1.2 - 1.45 = 3.35 over 9 weeks)
  // week 2: a 2 x 0.7/2 = 0.7, c 1.5 x 2/5 = 0.6; top-up 0.6; cut to 0.65
  // week 3: a 2 x 0.05/1 = 0.1, c 1.5 x 1.35/4 = 0.50625
  // week 4: a is closed; c 1.5 x 0.84375/3 = 0.421875
  // week 5: c 1.5 x 0.421875/2 = 0.31640625
  // week 6: c 1.5 x 0.10546875/1 = 0.158203; b 6 - 5.19453125 over 4 weeks = 0.2013671875: everything that b lacks is
  // what
  //         is not yet ordered, for position + book is all that was ordered: 0.8054687500 / 4
  // then b's rest in equal parts: 0.2013671875 a week.
  check_orders(
      model, run, "grain",
      {0.65, 0.65, 0.65, 0.50625, 0.421875, 0.31640625, 0.2013671875, 0.2013671875, 0.2013671875, 0.2013671875});
  CHECK(only(run, &engine::BlockResult::ordered, commitment_index(model, "grain.a")) == Approx(2 + 3 * 0.65 + 0.50625));
  CHECK(only(run, &engine::BlockResult::ordered, commitment_index(model, "grain.c")) ==
        Approx(0.65 + 0.50625 + 0.421875 + 0.31640625 + 0.2013671875));
  CHECK(only(run, &engine::BlockResult::ordered_cum, 0, 10) == Approx(6).epsilon(1e-6));
  CHECK(only(run, &engine::BlockResult::ordered_cum, 0, 0) == 2);
  CHECK(only(run, &engine::BlockResult::flow_ordered_total, 0) == Approx(4));
  // Shipments: (book + ordered)(1 - e^(-1/2)) = 0.393469 of it, at most 0.7. Books at the starts of weeks 0 to
  // 3: 1.5, 1.45, 1.4, 1.35; with the orders 2.15, 2.1, 2.05, 2 - of which 0.39 is more than 0.7 each week. From week 4
  // the lag decides.
  const double share = -std::expm1(-0.5);
  double book = 1.35 + 0.50625 - 0.7, shipped = 0.5 + 4 * 0.7;
  CHECK(only(run, &engine::BlockResult::shipped_cum, 0, 4) == Approx(shipped).epsilon(1e-6));
  std::size_t k = 5;
  for (const double order : {0.421875, 0.31640625, 0.2013671875, 0.2013671875, 0.2013671875, 0.2013671875}) {
    const double out = (book + order) * share;
    book += order - out;
    shipped += out;
    CHECK(only(run, &engine::BlockResult::shipped_cum, 0, k++) == Approx(shipped).epsilon(1e-6));
  }
  CHECK(shipped == Approx(5.627060176499118));  // worked out apart
  CHECK(only(run, &engine::BlockResult::shipped, commitment_index(model, "grain.b")) == Approx(5.627060176499118));
  CHECK(only(run, &engine::BlockResult::shipped, commitment_index(model, "grain.a")) == Approx(0.5 + 4 * 0.7));
  CHECK(only(run, &engine::BlockResult::flow_shipped_total, 0) == Approx(5.127060176499118));
}

TEST_CASE("a window's edge inside a step splits its volume, and opens the commitment at the next step") {
  const model::Model model = model_of(scenario_text("30 days", 90, R"(
trade:
  grain:
    unit: Mt
    baseline: 0.7 Mt/week
    pace: 0.35 Mt/week
    shipment_lag: 10 days
    commitments: {c: {quantity: 100 Mt, from: @10, to: @39}, d: {quantity: 100 Mt, from: @60, to: @79}}
)"));
  const Collected run = collect(model, 256);
  // Not open at day 0; c is open at day 30 (day 10 to 40), d at day 60.
  check_orders(model, run, "grain", {0.7, 1.05, 1.05});
  // Volumes of the steps: 0.7 x 30/7 = 3, 1.05 x 30/7 = 4.5, 4.5. c has day 10 to 40: 20/30 of 3 and 10/30 of 4.5.
  CHECK(only(run, &engine::BlockResult::ordered, 0) == Approx(2 + 1.5));
  CHECK(only(run, &engine::BlockResult::ordered, 1) == Approx(4.5 * 20 / 30));
  // Shipments: 1 - e^-3 of the book in each step, split likewise.
  const double share = -std::expm1(-3.0);
  const double first = 3 * share, second = (3 - first + 4.5) * share, third = (3 - first + 4.5 - second + 4.5) * share;
  CHECK(only(run, &engine::BlockResult::shipped, 0) == Approx(first * 20 / 30 + second * 10 / 30));
  CHECK(only(run, &engine::BlockResult::shipped, 1) == Approx(third * 20 / 30));
}

TEST_CASE("seasons are normalised to mean 1 and read at the middle of the step") {
  const model::Model model = model_of(scenario_text("1 week", 70, R"(
trade:
  grain:
    unit: Mt
    baseline: 1.3 Mt/week
    seasonality: {jan: 2, feb: 1, mar: 1, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 1, dec: 1}
    shipment_lag: 2 weeks
    shipping_seasonality: {jan: 1, feb: 3, mar: 0, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 0, dec: 1}
)"));
  const Collected run = collect(model, 256);
  // Sum 13: January 24/13, the rest 12/13. Weeks 0 to 3 have their middle in January (the 4th: day 24.5), week 4
  // (day 31.5) to 7 (day 52.5) in February, week 8 (day 59.5) in March.
  check_orders(model, run, "grain", {2.4, 2.4, 2.4, 2.4, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2});
  double book = 0, shipped = 0;
  const double order[] = {2.4, 2.4, 2.4, 2.4, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2};
  const double season[] = {1, 1, 1, 1, 3, 3, 3, 3, 0, 0};  // sum 12: as written
  for (std::size_t k = 0; k < 10; ++k) {
    const double out = (book + order[k]) * -std::expm1(-0.5 * season[k]);
    book += order[k] - out;
    shipped += out;
    CHECK(only(run, &engine::BlockResult::shipped_cum, 0, k + 1) == Approx(shipped).epsilon(1e-6));
  }
}

TEST_CASE("months that are drawn are scaled to mean 1 on each path") {
  const model::Model model = model_of(scenario_text("1 week", 28, R"(
trade:
  grain:
    unit: Mt
    baseline: 1 Mt/week
    seasonality: {jan: {uniform: {min: 0.5, max: 2}}, feb: {choice: {1: 50%, 3: 50%}}, mar: 1, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 1, dec: 1}
    shipment_lag: 2 weeks
    shipping_seasonality: {jan: {choice: {0: 50%, 2: 50%}}, feb: 1, mar: 1, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 1, dec: 1}
)"));
  const Collected run = collect(model, 1000);
  const auto ordered = run.column(&engine::BlockResult::flow_ordered_total, 0);
  const auto shipped = run.column(&engine::BlockResult::flow_shipped_total, 0);
  const auto uniform = [](std::size_t path, const std::string& month) {
    return random::uniform_at(1, static_cast<std::uint32_t>(path), random::StreamId("parameter/trade.grain." + month),
                              0);
  };
  for (std::size_t path = 0; path < ordered.size(); ++path) {
    const double january = 0.5 + 1.5 * uniform(path, "seasonality.jan");
    const double february = uniform(path, "seasonality.feb") <= 0.5 ? 1 : 3;
    const double week = january / ((january + february + 10) / 12);  // all four have their middle in January
    REQUIRE(ordered[path] == Approx(4 * week).epsilon(1e-9));
    const double shipping = uniform(path, "shipping_seasonality.jan") <= 0.5 ? 0 : 2 / (13.0 / 12);
    double book = 0;
    for (int k = 0; k < 4; ++k) book = (book + week) * std::exp(-0.5 * shipping);
    REQUIRE(shipped[path] == Approx(4 * week - book).epsilon(1e-9).margin(1e-9));
  }
}

TEST_CASE("modifiers of trade enter as averages over the step") {
  const model::Model model = model_of(scenario_text("1 week", 42, R"(
regimes: {buying: [on, off]}
events: {stop: {date: @23, set: {buying: off}}}
trade:
  grain:
    unit: Mt
    baseline: {value: 0.1 Mt/week, modifiers: {w: {between: [@35, @41], times: 2}}}
    pace: {value: 1 Mt/week, modifiers: {gap: {between: [@10, @16], times: 0}, off: {while: {buying: off}, times: 0.3}}}
    commitments: {c: {quantity: 100 Mt, from: @0, to: @41}}
)"));
  const Collected run = collect(model, 256);
  // The window takes 4 of the days 7 to 14 and 3 of 14 to 21: pace 3/7 and 4/7. From day 23 the pace is 0.3: week 3 has
  // 2/7 + 0.3 x 5/7 = 0.5. In the last week the baseline is 0.1 x 2 = 0.2.
  check_orders(model, run, "grain", {1.1, 0.1 + 3.0 / 7, 0.1 + 4.0 / 7, 0.6, 0.4, 0.5});
}

TEST_CASE("a commitment behind its pace is seen at the start of a step") {
  const model::Model model = model_of(scenario_text("1 week", 84, R"(
trade:
  grain:
    unit: Mt
    baseline: 0.6 Mt/week
    shipment_lag: 100 days
    commitments:
      behind: {quantity: 10 Mt, from: @0, to: @69}
      on_pace: {quantity: 6 Mt, from: @0, to: @69, counts: shipped}
      short: {quantity: 3 Mt, from: @14, to: @34}
events:
  at_all: {when: {commitment: {grain.behind: {below: 70%}}}}
  not_yet: {when: {commitment: {grain.behind: {below: 50%}}}}
  on_pace: {when: {commitment: {grain.on_pace: {below: 100%}}}}
  after: {when: {commitment: {grain.short: {below: 60.5%}}}}
  as_well: {when: {commitment: {grain.short: {below: 59.5%}}}}
)"));
  const Collected run = collect(model, 256);
  // 0.6 k ordered against a pro-rata 1 k: 60 %. Found at the first step after the window opened. What counts is
  // ordered, even where a commitment counts shipments: 0.6 k of 0.6 k, which no rounding makes less. `short`: 1.8 of 3
  // in its three weeks, 60 % at the end and on the way.
  const auto first = [&](const std::string& name) {
    return run.column(&engine::BlockResult::event_first_time, event_index(model, name))[7];
  };
  CHECK(first("at_all") == Approx(7));
  CHECK(std::isnan(first("not_yet")));
  CHECK(std::isnan(first("on_pace")));
  CHECK(first("after") == Approx(21));
  CHECK(std::isnan(first("as_well")));
}

TEST_CASE("aims of one flow are one mind, and drawn numbers are one draw per path") {
  const model::Model model = model_of(scenario_text("1 week", 28, R"(
trade:
  grain:
    unit: Mt
    pace: {choice: {1 Mt/week: 50%, 2 Mt/week: 50%}}
    commitments:
      early: {quantity: 1 Mt, from: @0, to: @13, aim: {choice: {100%: 50%, 20%: 50%}}}
      late: {quantity: 1 Mt, from: @14, to: @27, aim: {choice: {80%: 50%, 40%: 50%}}}
  iron:
    unit: Mt
    pace: 5 Mt/week
    commitments: {other: {quantity: 1 Mt, from: @0, to: @13, aim: {choice: {100%: 50%, 20%: 50%}}}}
)"));
  const Collected run = collect(model, 20000);
  const auto early = run.column(&engine::BlockResult::ordered, commitment_index(model, "grain.early"));
  const auto late = run.column(&engine::BlockResult::ordered, commitment_index(model, "grain.late"));
  const auto other = run.column(&engine::BlockResult::ordered, commitment_index(model, "iron.other"));
  double high = 0, same = 0;
  for (std::size_t i = 0; i < early.size(); ++i) {
    REQUIRE((early[i] == Approx(1) || early[i] == Approx(0.2)));
    REQUIRE(late[i] == Approx(early[i] > 0.5 ? 0.8 : 0.4));
    high += early[i] > 0.5;
    same += (early[i] > 0.5) == (other[i] > 0.5);
  }
  check_law("the higher aim", high / 20000, chance(0.5, 20000));
  check_law("another flow has its own mind", same / 20000, chance(0.5, 20000),
            {{"one mind for all", chance(1, 20000)}});
}

TEST_CASE("noise is lognormal with mean 1, its variance that of a week's volume over the step's weeks", "[slow]") {
  const std::string step = GENERATE("1 week", "30 days");
  const int days = step == "1 week" ? 7 : 30;
  const model::Model model = model_of(scenario_text(step, days, R"(
trade:
  grain: {unit: Mt, baseline: 2 Mt/week, noise: 85%}
  iron: {unit: Mt, baseline: 2 Mt/week, noise: 85%, capacity: 3 Mt/week}
)"));
  const double weeks = days / 7.0, squared = 0.85 * 0.85 / weeks, sigma = std::sqrt(std::log1p(squared));
  const double mean = 2 * weeks, variance = mean * mean * squared;
  // Fourth central moment of a lognormal, w = 1 + v^2: variance^2 (w^4 + 2 w^3 + 3 w^2 - 3).
  const double w = 1 + squared, fourth = variance * variance * (w * w * w * w + 2 * w * w * w + 3 * w * w - 3);
  const auto total = [](std::size_t flow) {
    return Measure(
        [flow](const engine::BlockResult& block, std::size_t lane) { return block.flow_ordered_total[flow][lane]; });
  };
  const Measure about = [mean](const engine::BlockResult& block, std::size_t lane) {
    return std::pow(block.flow_ordered_total[0][lane] - mean, 2);
  };
  const boost::math::normal gauss;
  const auto below = [&](double ratio, double s) { return boost::math::cdf(gauss, std::log(ratio) / s + 0.5 * s); };
  const double unscaled = std::sqrt(std::log1p(0.85 * 0.85));
  std::vector<Mistake> of_half = {{"sigma is v itself", chance(1 - below(0.5, 0.85 / std::sqrt(weeks)))}};
  if (days > 7) of_half.push_back({"not divided by the step's weeks", chance(1 - below(0.5, unscaled))});
  check_laws(model, {{"mean",
                      total(0),
                      average(mean, variance),
                      {{"mean of the exponential kept", average(mean * std::exp(0.5 * sigma * sigma), variance)}}},
                     {"variance", about, average(variance, fourth - variance * variance), {}},
                     {"above half", is_above(total(0), 0.5 * mean), chance(1 - below(0.5, sigma)), of_half},
                     {"above double", is_above(total(0), 2 * mean), chance(1 - below(2, sigma)), {}},
                     {"at capacity",
                      is_above(total(1), 3 * weeks * (1 - 1e-9)),
                      chance(1 - below(1.5, sigma)),
                      {{"capacity cuts nothing", chance(0)}}},
                     {"never above it", is_above(total(1), 3 * weeks * (1 + 1e-9)), {0, 1e-12}, {}}});
}

}  // namespace
}  // namespace truce::test

// A path is a function of the scenario's content, the seed and its number: not of threads, of how many paths run, of
// the order of declaration, or of what else the scenario contains (1-model.md, 1.10; 4-architecture.md).
#include <atomic>
#include <cstring>

#include "tests/engine/laws.hpp"
#include "tests/support/catch.hpp"

namespace truce::test {
namespace {

// Every noun, every timing; `others` are events that nothing else looks at, `events` the rest, in any order.
std::string everything(const std::vector<std::string>& events) {
  std::string text = R"(
factors:
  tension: {half_life: 60 days, sd: 1}
regimes: {phase: [calm, tense, broken], trade: [open, shut]}
truce: {holds_while: {phase: [calm, tense]}}
trade:
  grain:
    unit: Mt
    baseline: 0.1 Mt/week
    pace: {value: {lognormal: {median: 0.8 Mt/week, sigma: 0.4}}, modifiers: {shut: {while: {trade: shut}, times: 0.3}}}
    noise: 60%
    shipment_lag: 4 weeks
    commitments: {c: {quantity: 12 Mt, from: @0, to: @149, haste: 2, aim: {choice: {100%: 60%, 50%: 40%}}}}
supply:
  magnets:
    level: {by: phase, calm: 100%, tense: 60%, broken: 10%}
    ramp: 2 weeks
    noise: 20%
    sectors: {cars: {cover: {lognormal: {median: 5 weeks, sigma: 0.6}}, exposure: 30%, substitution: {half_life: 40 weeks, max: 30%}}}
markets:
  index: {initial: 100 points, volatility: {value: 20% per year, modifiers: {t: {while: {phase: tense}, times: 2}}}, tails: 5, beta: {tension: -2%}}
  vix: {process: mean_reverting, initial: 20 points, mean: 18 points, half_life: 4 weeks, volatility: 90% per year, tails: 5}
correlation:
  - {of: [index, vix], is: -0.7}
horizons: [@99, @199]
outcomes:
  holds: {regime: {phase: [calm, tense]}, throughout: @150}
  crash: {market: index, drawdown: {at: @199, at_least: 20%}}
events:
)";
  for (const std::string& event : events) text += event;
  return text;
}

const std::vector<std::string> kEvents = {
    "  worsen: {while: {phase: calm}, rate: 5 per year, modifiers: {m: {factor: tension, ratio: 1.4}}, set: {phase: "
    "tense}, "
    "shock: {index: -3% (2%), vix: 20% (10%)}, trigger: {leak: {probability: 60%, delay: {uniform: {min: 0 days, max: "
    "30 days}}}}}\n",
    "  ease: {while: {phase: tense}, delay: {lognormal: {median: 30 days, sigma: 0.8}}, outcomes: {good: {probability: "
    "60%, set: "
    "{phase: calm}}, bad: {probability: rest, set: {phase: broken}}}}\n",
    "  mend: {while: {phase: broken}, probability: 80% per year, set: {phase: calm}, repeat: true}\n",
    "  leak: {jump: {tension: 0.5 (0.2)}}\n",
    "  summit: {date: @80, shift: {uniform: {min: 0 days, max: 30 days}}, outcomes: {held: {probability: 60%, jump: "
    "{tension: -0.7}}, "
    "late: {probability: rest, schedule: {summit: 30 days}}}}\n",
    "  shutting: {when: {phase: broken}, set: {trade: shut}}\n",
    "  hurry: {rate: 2 per year, modifiers: {m: {since: leak, within: 20 days, times: 3}, b: {before: summit, within: "
    "20 days, times: "
    "0.5}, c: {while: {commitment: {grain.c: {below: 80%}}}, times: 1.5}}}\n",
};

template <class T>
bool equal_bits(const engine::Rows<T>& a, const engine::Rows<T>& b) {
  return a.rows() == b.rows() && (a.rows() == 0 || std::memcmp(a[0], b[0], a.rows() * engine::kLanes * sizeof(T)) == 0);
}
template <class T>
bool equal_bits(const engine::Series<T>& a, const engine::Series<T>& b, std::size_t series) {
  if (a.times() != b.times()) return false;
  for (std::size_t s = 0; s < series; ++s)
    for (std::size_t k = 0; k < a.times(); ++k)
      if (std::memcmp(a.at(s, k), b.at(s, k), engine::kLanes * sizeof(T)) != 0) return false;
  return true;
}

bool equal_bits(const model::Model& m, const engine::BlockResult& a, const engine::BlockResult& b) {
  return a.first_path == b.first_path && equal_bits(a.event_count, b.event_count) &&
         equal_bits(a.event_own_count, b.event_own_count) && equal_bits(a.event_first_time, b.event_first_time) &&
         equal_bits(a.event_integrated_hazard, b.event_integrated_hazard) &&
         equal_bits(a.triggers_due, b.triggers_due) && equal_bits(a.triggers_voided, b.triggers_voided) &&
         equal_bits(a.event_outcome, b.event_outcome) && equal_bits(a.regime_final, b.regime_final) &&
         equal_bits(a.regime_days, b.regime_days) && equal_bits(a.truce_end_time, b.truce_end_time) &&
         equal_bits(a.truce_end_cause, b.truce_end_cause) && equal_bits(a.truce_end_root, b.truce_end_root) &&
         equal_bits(a.holds_by_horizon, b.holds_by_horizon) && equal_bits(a.ordered, b.ordered) &&
         equal_bits(a.shipped, b.shipped) && equal_bits(a.flow_ordered_total, b.flow_ordered_total) &&
         equal_bits(a.flow_shipped_total, b.flow_shipped_total) && equal_bits(a.disrupted_days, b.disrupted_days) &&
         equal_bits(a.first_disruption, b.first_disruption) && equal_bits(a.longest_disruption, b.longest_disruption) &&
         equal_bits(a.loss, b.loss) && equal_bits(a.peak_loss_rate, b.peak_loss_rate) &&
         equal_bits(a.market_return, b.market_return) && equal_bits(a.market_drawdown, b.market_drawdown) &&
         equal_bits(a.outcome_value, b.outcome_value) && equal_bits(a.factor, b.factor, m.factors.size()) &&
         equal_bits(a.ordered_cum, b.ordered_cum, m.flows.size()) &&
         equal_bits(a.shipped_cum, b.shipped_cum, m.flows.size()) &&
         equal_bits(a.flow_rate, b.flow_rate, m.flows.size()) && equal_bits(a.level, b.level, m.chains.size()) &&
         equal_bits(a.drawdown, b.drawdown, m.sectors.size()) && equal_bits(a.loss_cum, b.loss_cum, m.sectors.size()) &&
         equal_bits(a.dry_share, b.dry_share, m.sectors.size()) && equal_bits(a.market, b.market, m.markets.size()) &&
         equal_bits(a.regime, b.regime, m.regimes.size()) && equal_bits(a.holds, b.holds, m.has_truce ? 1 : 0);
}

TEST_CASE("threads change no bit", "[threads]") {
  const model::Model model = model_of(scenario_text("1 week", 200, everything(kEvents)));
  const Collected one = collect(model, 3000, 1);
  REQUIRE(one.blocks.size() == 12);
  for (const int threads : {2, 5}) {
    const Collected many = collect(model, 3000, threads);
    REQUIRE(many.blocks.size() == one.blocks.size());
    for (std::size_t b = 0; b < one.blocks.size(); ++b) REQUIRE(equal_bits(model, one.blocks[b], many.blocks[b]));
  }
  // The comparison sees one bit.
  engine::BlockResult changed = one.blocks[3];
  changed.loss[0][17] = std::nextafter(changed.loss[0][17], 1e9);
  CHECK_FALSE(equal_bits(model, one.blocks[3], changed));
}

TEST_CASE("the first paths of a longer run are the shorter run, and a block is a pure function") {
  const model::Model model = model_of(scenario_text("1 week", 200, everything(kEvents)));
  const Collected few = collect(model, 1000), many = collect(model, 2000);
  for (std::size_t b = 0; b < few.blocks.size(); ++b) REQUIRE(equal_bits(model, few.blocks[b], many.blocks[b]));
  const std::atomic<bool> stop{false};
  engine::BlockResult used = many.blocks[6];  // what a result held before does not matter
  engine::run_block(model, 2, used, stop);
  CHECK(equal_bits(model, used, few.blocks[2]));
}

TEST_CASE("another seed gives other paths") {
  const model::Model one = model_of(scenario_text("1 week", 200, everything(kEvents)), 1);
  const model::Model two = model_of(scenario_text("1 week", 200, everything(kEvents)), 2);
  CHECK_FALSE(equal_bits(one, collect(one, 256).blocks[0], collect(two, 256).blocks[0]));
}

// What is compared between scenarios that differ in what a path must not notice: by name, all numbers of a path.
void check_same_paths(const model::Model& a, const model::Model& b, std::int64_t paths) {
  const Collected run_a = collect(a, paths), run_b = collect(b, paths);
  const auto same = [](const std::vector<double>& x, const std::vector<double>& y) {
    // The same numbers are drawn; a firing of an event that only one scenario has cuts a step in two, and sums round.
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!(std::fabs(x[i] - y[i]) <= 1e-9 * std::max(1.0, std::fabs(x[i])) || (std::isnan(x[i]) && std::isnan(y[i]))))
        return false;
    return true;
  };
  for (const auto& event : a.events) {
    INFO(event.name);
    const std::size_t i = event_index(a, event.name), j = event_index(b, event.name);
    CHECK(same(run_a.column(&engine::BlockResult::event_count, i), run_b.column(&engine::BlockResult::event_count, j)));
    CHECK(same(run_a.column(&engine::BlockResult::event_first_time, i),
               run_b.column(&engine::BlockResult::event_first_time, j)));
    CHECK(same(run_a.column(&engine::BlockResult::event_integrated_hazard, i),
               run_b.column(&engine::BlockResult::event_integrated_hazard, j)));
  }
  const auto last = static_cast<std::size_t>(a.steps());
  const auto compare = [&](const auto& names, auto index_of, auto member) {
    for (const auto& named : names) {
      INFO(named.name);
      for (const std::size_t k : {last / 2, last})
        CHECK(same(run_a.column(member, index_of(a, named.name), k), run_b.column(member, index_of(b, named.name), k)));
    }
  };
  compare(a.factors, factor_index, &engine::BlockResult::factor);
  compare(a.regimes, regime_index, &engine::BlockResult::regime);
  compare(a.flows, flow_index, &engine::BlockResult::ordered_cum);
  compare(a.sectors, sector_index, &engine::BlockResult::loss_cum);
  compare(a.markets, market_index, &engine::BlockResult::market);
}

TEST_CASE("the order of declaration changes no path") {
  std::vector<std::string> turned(kEvents.rbegin(), kEvents.rend());
  check_same_paths(model_of(scenario_text("1 week", 200, everything(kEvents))),
                   model_of(scenario_text("1 week", 200, everything(turned))), 1000);
}

TEST_CASE("what is added beside changes no path") {
  std::vector<std::string> more = kEvents;
  more.insert(more.begin() + 2,
              "  beside: {rate: 20 per year, set: {elsewhere: there}, jump: {mood: 0.3}, outcomes: {a: {probability: "
              "50%}, b: {probability: rest}}}\n");
  std::string text = everything(more);
  text.replace(text.find("regimes: {"), 10, "regimes: {elsewhere: [here, there], ");
  text.replace(text.find("  tension: {half"), 0, "  mood: {half_life: 30 days, sd: 2}\n");
  text.replace(text.find("trade:\n  grain"), 7, "trade:\n  iron: {unit: Mt, baseline: 1 Mt/week, noise: 50%}\n");
  // A market declared after the others: those before it keep their shocks, which are correlated in order.
  text.replace(text.find("correlation:"), 0, "  gold: {initial: 10 points, volatility: 10% per year, tails: 5}\n");
  check_same_paths(model_of(scenario_text("1 week", 200, everything(kEvents))),
                   model_of(scenario_text("1 week", 200, text)), 1000);
}

TEST_CASE("a higher hazard fires earlier on the same path") {
  const auto text = [](const char* rate) {
    return scenario_text(
        "1 week", 200,
        "regimes: {phase: [a, b]}\nevents: {e: {rate: " + std::string(rate) + " per year, repeat: false}}\n");
  };
  const auto slow = collect(model_of(text("1")), 2000).column(&engine::BlockResult::event_first_time, 0);
  const auto fast = collect(model_of(text("2")), 2000).column(&engine::BlockResult::event_first_time, 0);
  std::size_t earlier = 0;
  for (std::size_t i = 0; i < slow.size(); ++i)
    if (!std::isnan(slow[i])) {
      REQUIRE(fast[i] == Approx(0.5 * slow[i]).epsilon(1e-9));
      ++earlier;
    }
  CHECK(earlier > 500);
}

}  // namespace
}  // namespace truce::test

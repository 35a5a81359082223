#include "tests/support/random_scenario.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

#include "tests/support/random_scenario_writer.hpp"

namespace truce::test {

RandomScenario random_scenario(std::uint64_t seed, std::span<const std::uint8_t> choices) {
  ScenarioWriter writer(seed, Choices(seed, choices));
  RandomScenario result;
  result.yaml = writer.write();
  result.features = writer.features();
  return result;
}

std::string flow_list(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return "[" + text + "]";
}

std::string flow_map(const std::vector<std::pair<std::string, std::string>>& keys) {
  std::string text;
  for (const auto& [key, value] : keys) text += (text.empty() ? "" : ", ") + key + ": " + value;
  return "{" + text + "}";
}

ScenarioWriter::ScenarioWriter(std::uint64_t seed, Choices choices)
    : seed_(seed), choices_(choices), draws_(static_cast<int>(seed % 12)), covers_(static_cast<int>(seed * 5 % 11)) {
  decide_world();
}

int ScenarioWriter::integer(int least, int most) {
  return boost::random::uniform_int_distribution<int>(least, most)(choices_);
}

double ScenarioWriter::real(double least, double most) {
  return boost::random::uniform_real_distribution<double>(least, most)(choices_);
}

int ScenarioWriter::day_between(int first, int last) {
  const int key = any_of(key_days_);
  return chance(0.5) && first <= key && key <= last ? key : integer(first, last);
}

int ScenarioWriter::days_within() {
  const int between_keys = std::abs(any_of(key_days_) - any_of(key_days_));
  return between_keys > 0 && chance(0.4) ? between_keys : integer(3, 60);
}

std::string ScenarioWriter::date(int day) const { return format_iso_date({start_.days + day}); }

void ScenarioWriter::decide_world() {
  start_ = {to_date({2025, 1, 1}).days + integer(0, 700)};

  const char* const factors[] = {"tension", "mood"};
  for (int i = 0, n = integer(0, 9) == 0 ? 0 : integer(1, 2); i < n; ++i) factors_.push_back(factors[i]);

  const Regime regimes[] = {{"tariffs", {"calm", "stress", "snapback"}},
                            {"chips", {"open", "tight"}},
                            {"talks", {"idle", "busy", "stuck", "done"}}};
  for (int i = 0, n = integer(1, 3); i < n; ++i) regimes_.push_back(regimes[i]);

  const char* const flows[] = {"soybeans", "aircraft"};
  const char* const commitments[] = {"first", "second", "third"};
  for (int i = 0, n = integer(0, 3) == 0 ? 0 : integer(1, 2); i < n; ++i) {
    flows_.push_back({flows[i], {}});
    for (int c = 0, m = integer(0, 9) == 0 ? 0 : integer(1, 3); c < m; ++c)
      flows_.back().commitments.push_back(commitments[c]);
  }
  const char* const chains[] = {"magnets", "gallium"};
  const char* const sectors[] = {"cars", "robots"};
  for (int i = 0, n = integer(0, 5) == 0 ? 0 : integer(1, 2); i < n; ++i) {
    chains_.push_back({chains[i], chance(0.7) ? integer(0, static_cast<int>(regimes_.size()) - 1) : -1, {}});
    for (int s = 0, m = integer(1, 2); s < m; ++s) chains_.back().sectors.push_back(sectors[s]);
  }
  const char* const markets[] = {"equities", "volatility_index", "renminbi"};
  for (int i = 0, n = integer(0, 6) == 0 ? 0 : integer(1, 3); i < n; ++i) markets_.push_back(markets[i]);
  if (!markets_.empty()) shock_rows_ = {"mild", "severe"};

  // The first event fires by itself; then every kind may come, in an order of its own.
  std::vector<Kind> kinds = {Kind::kRate, Kind::kPerYear,     Kind::kTable, Kind::kBy,   Kind::kDelay,    Kind::kDelay,
                             Kind::kDate, Kind::kShiftedDate, Kind::kWhen,  Kind::kWhen, Kind::kTriggered};
  for (std::size_t i = kinds.size() - 1; i > 0; --i)
    std::swap(kinds[i], kinds[static_cast<std::size_t>(integer(0, static_cast<int>(i)))]);
  kinds.resize(static_cast<std::size_t>(integer(5, 9)));
  kinds.insert(kinds.begin(), Kind::kRate);
  const char* const names[] = {"pulse",  "threat", "visit", "licence", "ruling",
                               "summit", "leak",   "audit", "vote",    "tender"};
  const char* const outcomes[] = {"good", "bad", "mixed"};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    events_.push_back({names[i], kinds[i], {}, false});
    if (chance(0.55))
      for (int o = 0, n = integer(1, 3); o < n; ++o) events_.back().outcomes.push_back(outcomes[o]);
  }
}

std::string ScenarioWriter::head() {
  const int form = static_cast<int>(seed_ % 3);
  const char* const steps[] = {"1 day", "1 week", "10 days"};
  days_ = form == 0 ? integer(100, 160) : integer(25, 45) * 10 + 3;
  key_days_ = {form == 2 ? 60 : 63, integer(20, 60), integer(60, 100)};  // the first is the edge of a step
  uses(fmt::format("step.{}", steps[form]));
  if (form != 0 && days_ % (form == 1 ? 7 : 10) != 0) uses("step.last_shorter");
  return fmt::format(
      "schema: 1\ntitle: Random scenario {}\nstart: {}\nend: {}\nstep: {}\nrun: {{paths: 256, seed: {}}}\n", seed_,
      date(0), date(days_ - 1), steps[form], seed_ + 17);
}

std::string ScenarioWriter::regimes() {
  std::string text = "regimes:\n";
  for (const Regime& regime : regimes_) {
    if (chance(0.3)) {
      uses("regime.initial");
      text += fmt::format("  {}: {{states: {}, initial: {}}}\n", regime.name, flow_list(regime.states),
                          any_of(regime.states));
    } else {
      text += fmt::format("  {}: {}\n", regime.name, flow_list(regime.states));
    }
  }
  if (chance(0.7)) {
    uses("truce");
    text += fmt::format("truce: {{holds_while: {}}}\n", condition(Reads::kRegimes));
  }
  return text;
}

std::string ScenarioWriter::write() {
  std::string text = head();
  text += factors() + regimes() + events() + shocks() + trade() + supply() + markets() + correlation();
  if (chance(0.8)) {
    uses("horizons");
    text += fmt::format("horizons: [{}, {}]\n", end_between(5, days_ / 2), end_between(days_ / 2 + 1, days_ - 1));
  }
  return text + outcomes();
}

}  // namespace truce::test

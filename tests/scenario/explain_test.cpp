// The model in sentences, and the assumption register.
#include "sim/scenario/explain.hpp"

#include <algorithm>
#include <sstream>

#include "sim/scenario/assumptions.hpp"
#include "sim/scenario/words.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;

namespace {

const std::string kScenario = head() + R"(title: Two sides
factors: {tension: {half_life: 26 weeks, sd: 1}}
regimes: {tariffs: [calm, stress, threat], licences: [open, shut]}
truce: {holds_while: {tariffs: [calm, stress]}}
events:
  stress:
    about: A public quarrel
    while: {tariffs: calm}
    rate: {value: 2.4 per year, range: [1.2, 4], source: spells, note: six since 2018}
    modifiers:
      listing: {since: listing, within: 30 days, times: {value: 1.8, note: breach claims}}
      visit: {before: visit, within: 10 weeks, times: 0.6}
      mood: {factor: tension, ratio: 1.3}
    set: {tariffs: stress}
    trigger: {threat: {probability: 35%, delay: {uniform: {min: 10 days, max: 40 days}}}}
  stress_ends: {while: {tariffs: stress}, delay: {lognormal: {median: 30 days, sigma: 0.8}}, set: {tariffs: previous}}
  threat: {while: {not: {tariffs: threat}}, set: {tariffs: threat}, shock: {soybeans: -1.5% (1.2%)}}
  listing: {probability: 22% per year}
  visit:
    date: 2026-04-15
    outcomes:
      held: {probability: 60%, modifiers: {row: {while: {any: [{tariffs: stress}, {licences: shut, tariffs: threat}]}, plus: -25%}}, jump: {tension: -0.7}}
      postponed: {probability: rest, schedule: {visit: 1 day}}
trade:
  soybeans:
    unit: Mt
    pace: {value: 0.9 Mt/week, range: [0.5, 1.4]}
    commitments: {year: {quantity: 25 Mt, from: 2026-01-01, to: 2026-12-31}}
markets: {soybeans: {initial: 11.23 USD/bu, volatility: {value: 15% per year, range: [12%, 19%], source: judgement}}}
sources: {spells: {title: Own table | of spells, date: 2025-11-24}}
)";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an event says when it comes, what raises and lowers it, and what follows", "[scenario][explain]") {
  const std::string text = explain(read_good(kScenario)).text();
  CAPTURE(text);
  CHECK(contains(text, "Two sides\n  Scenario `test`: 2025-11-24 to 2026-12-31, in steps of 1 week.\n"));
  CHECK(contains(text, "The truce holds while tariffs is `calm` or `stress`.\n"));
  CHECK(contains(text, R"(`stress`: A public quarrel
  About 2.4 per year while tariffs is `calm`, before what raises and lowers it (six since 2018).
  - Raised:
    - 1.8 times as likely within 30 days after `listing` (breach claims)
    - 1.3 times as likely for each unit that tension is above 0
  - Lowered: 0.6 times as likely in the 10 weeks before `visit`.
  - Then tariffs becomes `stress`.
  - Starts `threat` with probability 35 % after 10 to 40 days.
)"));
  CHECK(contains(text, R"(`stress_ends`
  Once tariffs is `stress`, it takes about 30 days (11 to 84 in four cases of five); if that ends
  before, nothing happens.
  - Then tariffs goes back to what it was.
)"));
  CHECK(contains(text, R"(`threat`
  Only when started by `stress` (35 %), if then tariffs is not `threat`.
  - Then tariffs becomes `threat`.
  - Markets on the day: soybeans -1.5 % (1.2 %).
)"));
  CHECK(contains(text, R"(`visit`
  On 2026-04-15.
  - `held`: 60 %.
    - Lowered: 25 points less while either tariffs is `stress` or (licences is `shut` and tariffs is
      `threat`).
    - Then tension falls by 0.7.
  - `postponed`: what is left.
    - Then `visit` is put 1 day later.
)"));
  CHECK(contains(text, "EVENTS: TARIFFS\n"));
  CHECK(contains(text, "EVENTS THAT MOVE NO REGIME\n\n`listing`\n  With probability 22 % per year; once only.\n"));
}

TEST_CASE("the register has every number that is given, once, with range, source and reason", "[scenario][explain]") {
  const Scenario scenario = read_good(kScenario);
  std::vector<std::string> paths;
  for (const Assumption& assumption : assumptions_of(scenario)) paths.push_back(assumption.number->path);
  CHECK(paths == std::vector<std::string>{
                     "factors.tension.half_life",
                     "factors.tension.sd",
                     "events.stress.rate",
                     "events.stress.modifiers.listing.times",
                     "events.stress.modifiers.visit.times",
                     "events.stress.modifiers.mood.ratio",
                     "events.stress.trigger.threat.probability",
                     "events.stress.trigger.threat.delay",
                     "events.stress_ends.delay",
                     "events.threat.shock.soybeans",
                     "events.listing.probability",
                     "events.visit.outcomes.held.probability",
                     "events.visit.outcomes.held.modifiers.row.plus",
                     "events.visit.outcomes.held.jump.tension",
                     "events.visit.outcomes.postponed.schedule.visit",
                     "trade.soybeans.pace",
                     "trade.soybeans.commitments.year.quantity",
                     "markets.soybeans.initial",
                     "markets.soybeans.volatility",
                 });
  const std::string text = explain(scenario).text();
  CAPTURE(text);
  CHECK(contains(text,
                 "  rate                        2.4 per year   1.2 to 4 per year  spells\n"
                 "      six since 2018\n"));
  CHECK(contains(text, "0.9 Mt per week  0.5 to 1.4 Mt per week"));
  CHECK(contains(text, "15 % per year  12 to 19 % per year  judgement"));
}

TEST_CASE("the register has one table for each owner, the rows of shocks behind the events", "[scenario][explain]") {
  const ReadResult base = read_scenario(std::string(TRUCE_SOURCE_DIR) + "/scenarios/base.yaml");
  REQUIRE(base.scenario);
  std::vector<std::string> owners;
  for (const Assumption& assumption : assumptions_of(*base.scenario)) {
    if (owners.empty() || owners.back() != assumption.owner) owners.push_back(assumption.owner);
  }
  std::vector<std::string> once = owners;
  std::sort(once.begin(), once.end());
  CHECK(std::adjacent_find(once.begin(), once.end()) == once.end());
}

TEST_CASE("as Markdown the register is a table", "[scenario][explain]") {
  const std::string text = explain(read_good(kScenario)).markdown();
  CAPTURE(text);
  CHECK(text.starts_with("# Two sides\n\n"));
  CHECK(contains(text, "\n## Events: tariffs\n\n### `stress`: A public quarrel\n\nAbout 2.4 per year"));
  CHECK(contains(text, "\n- Raised:\n  - 1.8 times as likely within 30 days after `listing` (breach claims)\n"));
  CHECK(contains(text,
                 "\n### events.stress\n\n| number | value | 80 % interval | source | reason |\n"
                 "| --- | --- | --- | --- | --- |\n"
                 "| rate | 2.4 per year | 1.2 to 4 per year | spells | six since 2018 |\n"));
  CHECK_FALSE(contains(text, "\n\n\n"));
}

TEST_CASE("correlations stand in the register, by their names", "[scenario][explain]") {
  const Scenario s = read_good(
      head() +
      "markets: {a: {initial: 1 USD, volatility: 1% per year}, b: {initial: 1 USD, volatility: 1% per year}}\n"
      "correlation: [{of: [a, b], is: {value: 0.2, range: [0, 0.4], note: thin}, source: judgement}]\n");
  CHECK(contains(explain(s).markdown(),
                 "\n### correlation\n\n| number | value | 80 % interval | source | reason |\n"
                 "| --- | --- | --- | --- | --- |\n"
                 "| markets.a with markets.b | 0.2 | 0 to 0.4 | judgement | thin |\n"));
}

namespace {

// Every number that a scenario can give, between tildes with its range.
const std::string kAnnotated = head() + R"(factors:
  mood:
    mean: ~0 -1 1~
    half_life: ~26 weeks 10 40~
    sd: ~1 0.5 2~
    initial: ~0.2 0 1~
regimes: {a: [b, c]}
shocks: {markets: [vix], row: [~5% 1% 9%~]}
events:
  perYear: {probability: ~22% per year 10% per year 30% per year~, set: {a: c}}
  byDate: {probability: ~30% by 2026-06-30 10% 40%~}
  table: {probability: {2026-03-31: ~10% 5% 20%~, 2026-06-30: ~40% 30% 60%~}}
  dated:
    date: 2026-05-01
    shift: ~3 days -2 9~
    outcomes:
      x: {probability: ~40% 30% 60%~, modifiers: {m: {while: {a: c}, plus: ~5% 1% 9%~, odds: ~2 1 3~}}, jump: {mood: ~1 0 2~}}
      y: {probability: rest, schedule: {dated: ~60 days 30 90~}}
  rated:
    rate: ~2 per year 1 3~
    modifiers: {since: {since: dated, within: ~12 weeks 8 16~, times: ~0.7 0.5 0.9~}, tense: {factor: mood, ratio: ~1.3 1 2~}}
    shock: {row: row, times: ~25% 10% 40%~}
    trigger: {late: {probability: ~45% 30% 60%~, delay: ~5 days 2 9~}}
  late: {while: {a: c}, delay: ~30 days 20 40~, shock: {vix: ~6% 2% 9%~}}
trade:
  soy:
    unit: Mt
    baseline: ~0.1 Mt/week 0 0.2~
    pace: ~0.9 Mt/week 0.5 1.2~
    capacity: ~2 Mt/week 1 3~
    shipping_capacity: ~2 Mt/week 1 3~
    noise: ~80% 60% 110%~
    ordered_to_date: ~2 Mt 1 3~
    shipped_to_date: ~1 Mt 0.5 2~
    shipment_lag: ~7 weeks 5 9~
    seasonality: {jan: ~1 0.5 2~, feb: 1, mar: 1, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 1, dec: 1}
    shipping_seasonality: {jan: 1, feb: 1, mar: 1, apr: 1, may: 1, jun: 1, jul: 1, aug: 1, sep: 1, oct: 1, nov: 1, dec: ~2 1 3~}
    commitments:
      year: {quantity: ~25 Mt 20 30~, from: 2026-01-01, to: 2026-12-31, aim: ~90% 50% 100%~, haste: ~2 1 3~}
supply:
  magnets:
    level: {by: a, b: ~92% 80% 99%~, c: ~5% 1% 9%~}
    ramp: ~2 weeks 1 3~
    noise: ~10% 5% 20%~
    sectors:
      cars: {need: ~90% 80% 97%~, cover: ~7 weeks 5 9~, exposure: ~35% 20% 50%~, disrupted_above: ~5% 2% 9%~, substitution: {half_life: ~80 weeks 40 120~, max: ~40% 20% 60%~}}
  chips: {level: ~92% 80% 99%~, sectors: {phones: {cover: 3 weeks, exposure: 20%}}}
markets:
  soy:
    initial: ~11 USD/bu 10 12~
    volatility: ~15% per year 12% per year 19% per year~
    drift: ~3% per year 0% per year 5% per year~
    beta: {mood: ~1% 0% 2%~}
    tails: ~5 4 8~
  vix: {process: mean_reverting, initial: 20 points, mean: ~18 points 16 20~, half_life: ~4 weeks 2 8~, volatility: 90% per year}
correlation: [{of: [markets.soy, vix], is: ~0.2 0 0.4~}]
)";

// "~5 4 8~" -> {value: 5, range: [4, 8], source: judgement, note: why}. "per year" belongs to the word before it.
std::string annotated(const std::string& text, int* count) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = text.find('~'); open != std::string::npos; open = text.find('~', at)) {
    out += text.substr(at, open - at);
    const std::size_t close = text.find('~', open + 1);
    std::vector<std::string> words;
    std::istringstream inside(text.substr(open + 1, close - open - 1));
    for (std::string word; inside >> word;) {
      if (words.size() > 1 && (word == "per" || word == "year"))
        words.back() += " " + word;
      else
        words.push_back(word);
    }
    std::string value = words[0];
    for (std::size_t w = 1; w + 2 < words.size(); ++w) value += " " + words[w];
    out += "{value: " + value + ", range: [" + words[words.size() - 2] + ", " + words.back() +
           "], source: judgement, note: why}";
    ++*count;
    at = close + 1;
  }
  return out + text.substr(at);
}

}  // namespace

TEST_CASE("every number may carry its provenance, and stands in the register with it", "[scenario][explain]") {
  int written = 0;
  const std::string text = annotated(kAnnotated, &written);
  CAPTURE(text);
  const Scenario scenario = read_good(text);
  CHECK(written == 56);
  int found = 0;
  for (const Assumption& assumption : assumptions_of(scenario)) {
    if (assumption.number->note != "why") continue;
    CAPTURE(assumption.number->path);
    ++found;
    CHECK(assumption.number->range);
    CHECK(assumption.number->source == "judgement");
  }
  CHECK(found == written);
  const std::string page = explain(scenario).markdown();
  CAPTURE(page);
  CHECK(contains(page, "| tails | 5 | 4 to 8 | judgement | why |\n"));
  CHECK(contains(page, "| modifiers.since.within | 12 weeks | 8 to 16 weeks | judgement | why |\n"));
  CHECK(contains(page, "| shock.times | 25 % | 10 to 40 % | judgement | why |\n"));
}

TEST_CASE("how long a modifier looks back stands in the register where it says why, and nobody asks",
          "[scenario][explain]") {
  const auto paths = [](const std::string& within) {
    const Scenario s = read_good(head() +
                                 "events: {d: {date: 2026-05-01}, e: {source: judgement, rate: {value: 1 per year, "
                                 "range: [0.5, 2]}, modifiers: {m: {since: d, within: " +
                                 within + ", times: {value: 2, range: [1, 3]}}}}}\nregimes: {a: [b]}\n");
    std::string out;
    for (const Assumption& one : assumptions_of(s)) out += one.number->path + (one.is_optional ? "?" : "") + " ";
    return out;
  };
  CHECK(paths("12 weeks") == "events.e.rate events.e.modifiers.m.times ");
  CHECK(paths("{value: 12 weeks}") == "events.e.rate events.e.modifiers.m.times ");
  CHECK(paths("{value: 12 weeks, note: a season}") ==
        "events.e.rate events.e.modifiers.m.within? events.e.modifiers.m.times ");
}

TEST_CASE("modifiers inside a number stand in the register with its source", "[scenario][explain]") {
  const Scenario s = read_good(head() +
                               "regimes: {r: [a, b]}\nevents: {e: {set: {r: b}, rate: {value: 1 per year, source: "
                               "judgement, modifiers: {m: {while: {r: b}, times: 2}}}}}\n");
  CHECK(contains(explain(s).markdown(), "\n| rate.modifiers.m.times | 2 | - | judgement | |\n"));
}

TEST_CASE("no line of the shipped scenario's text is wider than 100 columns, no prose of its Markdown than 120",
          "[scenario][explain]") {
  const ReadResult base = read_scenario(std::string(TRUCE_SOURCE_DIR) + "/scenarios/base.yaml");
  REQUIRE(base.scenario);
  const auto for_each_line = [](const std::string& text, auto then) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      then(text.substr(at, end - at));
      at = end + 1;
    }
  };
  for_each_line(explain(*base.scenario).text(), [](const std::string& line) {
    CAPTURE(line);
    CHECK(columns_of(line) <= 100);
  });
  for_each_line(explain(*base.scenario).markdown(), [](const std::string& line) {
    CAPTURE(line);
    if (!line.starts_with('|') && !line.starts_with('#')) CHECK(columns_of(line) <= 120);
  });
}

TEST_CASE("no line of Markdown begins by chance like a list, a heading or a quotation", "[scenario][explain]") {
  for (const char* mark : {"-", "+", "*", "#", "##", ">", "1.", "24)", "=="}) {
    CAPTURE(mark);
    const std::string before(116, 'x');
    Document document;
    document.paragraph(before + " " + mark + " word and more");
    document.item(0, before + " " + mark + " word and more");
    CHECK(document.markdown() ==
          before + " " + mark + "\nword and more\n\n- " + before + " " + mark + "\n  word and more\n");
  }
  for (const char* word : {"-3", "24", "v1.", "a)", "--x"}) {
    CAPTURE(word);
    Document document;
    document.paragraph(std::string(119, 'x') + " " + word + " and");
    CHECK(document.markdown() == std::string(119, 'x') + "\n" + word + " and\n");
  }
}

TEST_CASE("values in words", "[scenario][explain]") {
  CHECK(duration_words(1) == "1 day");
  CHECK(duration_words(70) == "10 weeks");
  CHECK(duration_words(365.25) == "1 year");
  CHECK(duration_words(45) == "45 days");
  CHECK(percent(0.07) == "7 %");
  CHECK(exact(1e6) == "1000000");
  CHECK(rounded(83.64) == "84");
  CHECK(rounded(0.4567) == "0.46");
  CHECK(rounded(-1234) == "-1200");
  DistributionSpec uniform;
  uniform.kind = DistributionSpec::Kind::kUniform;
  uniform.a = -2;
  uniform.b = 8;
  CHECK(quantile(uniform, 0.25) == Approx(0.5));
}

TEST_CASE("what is asked, in words", "[scenario][explain]") {
  const std::string text = explain(read_good(kScenario + R"(outcomes:
  whole: {regime: {tariffs: [calm, stress]}, throughout: 2026-11-10, about: first of all}
  then: {regime: {tariffs: calm}, at: 2026-11-11}
  ever: {regime: {tariffs: threat}, by: 2026-06-30}
  held: {event: visit.held}
  both: {all: [held, {any: [{event: stress, by: 2026-03-01}, {not: {event: threat}}]}]}
  bought: {flow: soybeans, ordered: {by: 2026-02-28, at_least: 12 Mt, below: 20 Mt}}
  share: {commitment: soybeans.year, shipped: {above: 90%}}
  volume: {commitment: soybeans.year, ordered: {at_most: 20 Mt}}
  fall: {market: soybeans, return: {at: 2026-06-30, below: -15%}, given: {event: threat, by: 2026-06-30}}
  deepest: {market: soybeans, drawdown: {}}
)"))
                               .text();
  CAPTURE(text);
  CHECK(contains(text, R"(WHAT IS ASKED
  - `whole`: tariffs is `calm` or `stress` all the time until 2026-11-10 (first of all).
  - `then`: tariffs is `calm` on 2026-11-11.
  - `ever`: tariffs is `threat` at some time by 2026-06-30.
  - `held`: `visit.held` happens.
  - `both`: `held` and (`stress` happens by 2026-03-01 or it is not so that `threat` happens).
  - `bought`: what is ordered of `soybeans` by 2026-02-28 is at least 12 Mt and below 20 Mt.
  - `share`: what is shipped toward `soybeans.year` is above 90 % of it.
  - `volume`: what is ordered toward `soybeans.year` is at most 20 Mt.
  - `fall`: the return of `soybeans` by 2026-06-30 is below -15 %, over the paths on which `threat`
    happens by 2026-06-30.
  - `deepest`: the deepest fall of `soybeans`.
)"));
}

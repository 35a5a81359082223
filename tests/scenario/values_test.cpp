// Numbers with their units, dates, provenance (2-scenario-language.md, 2.1).
#include "sim/scenario/quantity.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;

namespace {

double value_of(const std::string& text, const Quantity& quantity) {
  TextError error;
  const std::optional<ParsedNumber> parsed = parse_quantity(text, quantity, error);
  INFO(text << ": " << error.message);
  REQUIRE(parsed.has_value());
  return parsed->value;
}

std::string code_of(const std::string& text, const Quantity& quantity) {
  TextError error;
  return parse_quantity(text, quantity, error) ? "" : error.code;
}

std::string event(const std::string& body) { return head() + "regimes: {r: [a]}\nevents: {e: {" + body + "}}\n"; }

}  // namespace

TEST_CASE("durations in days", "[scenario][values]") {
  CHECK(value_of("45 days", duration()) == 45);
  CHECK(value_of("1 day", duration()) == 1);
  CHECK(value_of("26 weeks", duration()) == 182);
  CHECK(value_of("1 week", duration()) == 7);
  CHECK(value_of("3 months", duration()) == Approx(3 * 365.25 / 12).epsilon(1e-15));
  CHECK(value_of("1 month", duration()) == 30.4375);
  CHECK(value_of("1 year", duration()) == 365.25);
  CHECK(value_of("0.5 years", duration()) == 182.625);
  CHECK(value_of("0", duration()) == 0);
  CHECK(value_of("  7   days ", duration()) == 7);
  CHECK(value_of("-3 days", any_duration()) == -3);
  for (const char* wrong : {"45", "3 fortnights", "3 d", "3 Days", "days", "3 days 2 hours", "3 per year"}) {
    CAPTURE(wrong);
    CHECK(code_of(wrong, duration()) != "");
  }
}

TEST_CASE("covers in weeks", "[scenario][values]") {
  CHECK(value_of("7 weeks", cover()) == 7);
  CHECK(value_of("21 days", cover()) == 3);
  CHECK(value_of("1 year", cover()) == Approx(365.25 / 7).epsilon(1e-15));
}

TEST_CASE("rates per year", "[scenario][values]") {
  CHECK(value_of("0.25 per year", rate()) == 0.25);
  CHECK(value_of("2 per month", rate()) == Approx(24).epsilon(1e-15));
  CHECK(value_of("1 per week", rate()) == Approx(365.25 / 7).epsilon(1e-15));
  CHECK(value_of("1 per day", rate()) == 365.25);
  CHECK(code_of("0.25", rate()) == "E302");
  CHECK(code_of("25% per year", rate()) == "E303");
  CHECK(code_of("0.25/year", rate()) == "E303");
  CHECK(code_of("2 per months", rate()) == "E303");
}

TEST_CASE("shares and changes as fractions", "[scenario][values]") {
  CHECK(value_of("22%", probability()) == 0.22);
  CHECK(value_of("0.22", probability()) == 0.22);
  CHECK(value_of("22 %", probability()) == 0.22);
  CHECK(value_of("-6%", simple_return()) == -0.06);
  CHECK(value_of("+6%", simple_return()) == 0.06);
  CHECK(value_of("105%", share()) == 1.05);
  CHECK(code_of("22 percent", probability()) == "E303");
  CHECK(code_of("%", probability()) == "E301");
}

TEST_CASE("volatility and drift per year", "[scenario][values]") {
  CHECK(value_of("15% per year", volatility()) == 0.15);
  CHECK(value_of("0.15 per year", volatility()) == 0.15);
  CHECK(value_of("-2% per year", drift()) == -0.02);
  CHECK(code_of("15%", volatility()) == "E303");
  CHECK(code_of("0.15", volatility()) == "E302");
}

TEST_CASE("volumes and flows in the flow's unit", "[scenario][values]") {
  CHECK(value_of("25 Mt", volume("Mt")) == 25);
  CHECK(value_of("500 kt", volume("Mt")) == Approx(0.5).epsilon(1e-15));
  CHECK(value_of("2 Mt", volume("t")) == 2e6);
  CHECK(value_of("3 kt", volume("t")) == 3000);
  CHECK(value_of("0.2 Mt/week", flow("Mt")) == 0.2);
  CHECK(value_of("0.1 Mt/day", flow("Mt")) == Approx(0.7).epsilon(1e-15));
  CHECK(value_of("52 Mt/year", flow("Mt")) == Approx(52 * 7 / 365.25).epsilon(1e-15));
  CHECK(value_of("1 Mt/month", flow("Mt")) == Approx(7 / 30.4375).epsilon(1e-15));
  CHECK(value_of("700 kt/week", flow("Mt")) == Approx(0.7).epsilon(1e-15));
  CHECK(value_of("3 wafers/week", flow("wafers")) == 3);
  CHECK(code_of("3 wafers", volume("Mt")) == "E303");
  CHECK(code_of("3 Mt", volume("wafers")) == "E303");
  CHECK(code_of("3 Mt/fortnight", flow("Mt")) == "E303");
  CHECK(code_of("3", flow("Mt")) == "E302");
}

TEST_CASE("levels keep any unit, and need one", "[scenario][values]") {
  TextError error;
  const auto level = parse_quantity("11.2 USD/bu", price_level(), error);
  REQUIRE(level);
  CHECK(level->value == 11.2);
  CHECK(level->unit == "USD/bu");
  CHECK(value_of("100 points", price_level()) == 100);
  CHECK(code_of("100", price_level()) == "E302");
  CHECK(code_of("100 (3) points", price_level()) == "E303");
}

TEST_CASE("a unit that is not known takes any unit", "[scenario][values]") {
  CHECK(value_of("3 wafers", volume("")) == 3);
  CHECK(value_of("3 wafers/day", flow("")) == 21);
  CHECK(value_of("0", volume("")) == 0);
  CHECK(code_of("3", volume("")) == "E302");
  CHECK(code_of("3 wafers", flow("")) == "E303");
}

TEST_CASE("only decimal numbers are numbers", "[scenario][values]") {
  CHECK(value_of("1e6", plain_number()) == 1e6);
  CHECK(value_of("-0.5", plain_number()) == -0.5);
  CHECK(value_of(".5", plain_number()) == 0.5);
  CHECK(value_of("0", plain_number()) == 0);
  CHECK(value_of("0.0", plain_number()) == 0);
  for (const char* wrong :
       {"010",   "-010", "0x10", "0o17", "inf", "nan", ".inf",  ".nan",  "-inf", "1_000",    "1,5", "1 000",
        "1e999", "--1",  "+-1",  "",     " ",   "one", "1.2.3", "1'000", "e5",   "infinity", "0b1"}) {
    CAPTURE(wrong);
    CHECK(code_of(wrong, plain_number()) != "");
  }
  CHECK(parse_whole("100000") == 100000);
  for (const char* wrong : {"010", "1e5", "1.0", "-", "", "1 ", "99999999999999999999"}) {
    CAPTURE(wrong);
    if (std::string{wrong} != "1 ") CHECK_FALSE(parse_whole(wrong).has_value());
  }
}

TEST_CASE("a number may carry its provenance", "[scenario][values]") {
  const Scenario s =
      read_good(event("rate: {value: 0.25 per year, range: [0.12, 0.50], source: spells, note: five of eight}") +
                "sources: {spells: {title: T, date: 2025-11-24, url: u, note: n}}\n");
  const NumberSpec& rate = s.events.at(0).number;
  CHECK(rate.path == "events.e.rate");
  CHECK(rate.given);
  CHECK(rate.fixed() == 0.25);
  REQUIRE(rate.range);
  CHECK(rate.range->first == 0.12);
  CHECK(rate.range->second == 0.50);
  CHECK(rate.source == "spells");
  CHECK(rate.note == "five of eight");
  CHECK(rate.written == "0.25 per year");
  CHECK(rate.at.line == 4);
  REQUIRE(s.sources.size() == 1);
  CHECK(s.sources[0].title == "T");
  CHECK(s.sources[0].date == "2025-11-24");
  CHECK(s.sources[0].url == "u");
  CHECK(s.sources[0].note == "n");
}

TEST_CASE("a range may leave out the unit, but not the percent sign", "[scenario][values]") {
  const auto range_of = [](const std::string& number) {
    const Scenario s = read_good(event(number));
    REQUIRE(s.events.at(0).number.range);
    return *s.events.at(0).number.range;
  };
  CHECK(range_of("rate: {value: 2 per month, range: [1, 3]}").first == Approx(12));
  CHECK(range_of("rate: {value: 2 per month, range: [12 per year, 36 per year]}").second == Approx(36));
  CHECK(range_of("delay: {value: 4 weeks, range: [2, 8]}").second == 56);
  CHECK(range_of("probability: {value: 20% per year, range: [10%, 30%]}").first == 0.1);
  CHECK(range_of("probability: {value: 20% per year, range: [10% per year, 30% per year]}").second == 0.3);
  CHECK(range_of("delay: {lognormal: {median: 4 weeks, sigma: 0.5}, range: [2, 8]}").second == 56);
  CHECK(codes_of(event("rate: {value: 2 per year, range: [3, 1]}")) == Codes{"E311"});
  CHECK(codes_of(event("rate: {value: 2 per year, range: [3, 4]}")) == Codes{"W603"});
  CHECK(codes_of(event("rate: {value: 2 per year, range: [1, 2, 3]}")) == Codes{"E311"});
  // A value that failed does not fail again in its range.
  CHECK(codes_of(event("rate: {value: 2 per yr, range: [1, 3]}")) == Codes{"E303"});
}

TEST_CASE("a section's source stands for its numbers", "[scenario][values]") {
  const Scenario s =
      read_good(head() +
                "events:\n  e:\n    source: judgement\n    rate: 1 per year\n"
                "    modifiers: {m: {since: e, times: {value: 2, source: a}}, n: {source: a, since: e, times: 3}}\n"
                "    outcomes: {x: {probability: 40%}, y: {probability: rest}}\n"
                "    trigger: {e: {probability: 10%}}\n"
                "regimes: {r: [a]}\nsources: {a: {title: A}}\n");
  const EventSpec& e = s.events.at(0);
  CHECK(e.source == "judgement");
  CHECK(e.number.source == "judgement");
  CHECK(e.modifiers.at(0).times->source == "a");
  CHECK(e.modifiers.at(1).times->source == "a");
  CHECK(e.outcomes.at(0).probability.source == "judgement");
  CHECK(e.effects.trigger.at(0).probability.source == "judgement");
  CHECK(codes_of(event("rate: {value: 1 per year, source: nobody}")) == Codes{"E213"});
}

TEST_CASE("a failed value gives one error and no more", "[scenario][values]") {
  CHECK(codes_of(event("rate: fast, outcomes: {x: {probability: many}, y: {probability: 40%}}")) ==
        Codes{"E301", "E301"});
  CHECK(codes_of("start: 2025-99-01\nend: 2026-12-31\nregimes: {r: [a]}\nhorizons: [2026-01-31]\n") == Codes{"E305"});
}

TEST_CASE("the limits of the language", "[scenario][values]") {
  std::string many = head() + "regimes: {r: [a, b]}\nevents:\n";
  for (int i = 0; i < 1001; ++i) many += "  e" + std::to_string(i) + ": {rate: 1 per year}\n";
  CHECK(codes_of(many) == Codes{"E408"});
  std::string most = head() + "regimes: {r: [a, b]}\nevents:\n";
  for (int i = 0; i < 1000; ++i) most += "  e" + std::to_string(i) + ": {rate: 1 per year}\n";
  CHECK(read_good(most).events.size() == 1000);
  CHECK(read_good(head() + "regimes: {r: [a]}\nrun: {paths: 4000000000, seed: 18446744073709551615, sample_paths: 0}\n")
            .run.seed == 18446744073709551615ULL);
  CHECK(codes_of(head() + "regimes: {r: [a]}\nrun: {paths: 4000000001}\n") == Codes{"E304"});
}

// Warnings about scenarios that read well: each with its exact text, and silence where something can happen.
#include "sim/scenario/strict.hpp"
#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;

namespace {

const std::string kRegimes = head() + "regimes: {licences: [open, slow, shut]}\n";

Codes strict_codes(const std::string& text, std::string* said = nullptr) {
  ReadResult result = read_scenario_text(text, "test.yaml", {});
  REQUIRE(result.scenario);
  Diagnostics strict;
  demand_provenance(*result.scenario, strict);
  if (said != nullptr) *said = strict.render(result.sources);
  Codes codes;
  for (const Diagnostic& one : strict.all()) codes.push_back(one.code);
  return codes;
}

}  // namespace

TEST_CASE("an event whose while waits for a state that nothing sets", "[scenario][suspicions]") {
  CHECK(rendered(kRegimes + R"(events:
  slow: {rate: 1 per year, set: {licences: slow}}
  lift: {while: {licences: shut}, delay: 10 days, set: {licences: open}}
)") == R"(test.yaml:3:34: warning[W607]: state 'shut' of regime 'licences' can never be reached
  |
3 | regimes: {licences: [open, slow, shut]}
  |                                  ^^^^ no event that can happen sets it

test.yaml:6:17: warning[W606]: event 'lift' can never happen
  |
6 |   lift: {while: {licences: shut}, delay: 10 days, set: {licences: open}}
  |                 ^ its `while` can never hold
)");
}

TEST_CASE("events without a chance", "[scenario][suspicions]") {
  const auto why = [](const std::string& events) {
    return rendered(head() + "regimes: {licences: [open]}\nevents:\n" + events);
  };
  const auto says = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  CHECK(says(why("  late: {date: 2027-03-01}\n"), "^^^^ its date, 2027-03-01, lies after `end`"));
  CHECK(says(why("  never: {rate: 0 per year}\n"), "nothing happens at this rate"));
  CHECK(says(why("  never: {probability: 0% by 2026-03-01}\n"), "nothing happens at this rate"));
  CHECK(says(why("  a: {rate: 0 per year, trigger: {b: {always: true}}}\n  b: {}\n"),
             "warning[W606]: event 'b' can never happen"));
  CHECK(says(why("  a: {rate: 1 per year, trigger: {b: {probability: 0%}}}\n  b: {}\n"),
             "nothing that can happen starts it"));
  CHECK(why("  a: {rate: 1 per year, trigger: {b: {probability: 1%}}}\n  b: {}\n").empty());
  CHECK(why("  a: {rate: 1 per year, schedule: {late: 10 days}}\n  late: {date: 2027-03-01}\n").empty());
  CHECK(why("  a: {rate: 1 per year, while: {not: {licences: open}}}\n") != "");
}

TEST_CASE("chains of events, outcomes and `previous` reach what they reach", "[scenario][suspicions]") {
  CHECK(rendered(kRegimes + R"(events:
  talks: {date: 2026-02-01, outcomes: {bad: {probability: 40%, trigger: {slow: {always: true}}}, good: {probability: rest}}}
  slow: {while: {any: [{licences: shut}, {licences: open}]}, set: {licences: slow}, trigger: {shut: {probability: 5%}}}
  shut: {while: {licences: slow}, set: {licences: shut}}
  back: {when: {licences: shut}, set: {licences: previous}}
)")
            .empty());
}

TEST_CASE("a modifier that pushes a probability far says by how much", "[scenario][suspicions]") {
  const auto visit = [](const std::string& effect) {
    return head() + R"(regimes: {mood: [calm, tense]}
events:
  visit:
    date: 2026-04-15
    outcomes:
      held: {probability: 60%, modifiers: {row: {while: {mood: tense}, )" +
           effect + R"(}}}
      off: {probability: rest, set: {mood: tense}}
)";
  };
  CHECK(
      rendered(visit("plus: 55%")) ==
      R"(test.yaml:8:78: warning[W608]: modifier 'row' pushes the probability of 'visit.held' far from what is written: by 55 points, from 60 % to 115 %
  |
8 |       held: {probability: 60%, modifiers: {row: {while: {mood: tense}, plus: 55%}}}
  |                                                                              ^^^ cut at 100 %
  = a reader takes the written probability for the one that counts
)");
  CHECK(codes_of(visit("plus: 40%")).empty());
  CHECK(codes_of(visit("plus: -50%")) == Codes{"W608"});
  CHECK(codes_of(visit("plus: -49%")).empty());
  CHECK(codes_of(visit("plus: -60%")).empty());  // never
  CHECK(codes_of(visit("odds: 0.05")) == Codes{"W608"});
  CHECK(codes_of(visit("odds: 20")).empty());
  CHECK(rendered(head() + "regimes: {a: [b]}\nevents:\n  e: {rate: 1 per year, trigger: {f: {probability: 10%, "
                          "modifiers: {m: {plus: 60%}}}}}\n  f: {}\n")
            .find("the probability of 'f' after 'e' far from what is written: by 60 points, from 10 % to 70 %") !=
        std::string::npos);
}

TEST_CASE("a market that the correlations forget, and a window that has passed", "[scenario][suspicions]") {
  const std::string markets = head() +
                              "markets:\n  defaults: {initial: 1 USD, volatility: 20% per year}\n"
                              "  a: {}\n  b: {}\n  c: {}\n";
  CHECK(codes_of(markets).empty());
  CHECK(codes_of(markets + "correlation: [{of: [a, b], is: 0.5}]\n") == Codes{"W609"});
  CHECK(codes_of(markets + "correlation: [{of: [a, b], is: 0.5}, {of: [b, c], is: 0}]\n").empty());
  CHECK(codes_of(head() + "regimes: {a: [b, c]}\nevents:\n  e: {rate: 1 per year, set: {a: c}, modifiers: {early: "
                          "{between: [2025-01-01, 2025-02-01], times: 2}}}\n") == Codes{"W601"});
}

TEST_CASE("strict asks for a source and a range, all at once", "[scenario][strict]") {
  std::string said;
  CHECK(strict_codes(head() + R"(regimes: {a: [b, c]}
events:
  e: {rate: 1 per year, set: {a: c}}
  f: {rate: {value: 1 per year, range: [0.5, 2]}, set: {a: b}}
  g: {delay: {lognormal: {median: 30 days, sigma: 0.8}}}
)",
                     &said) == Codes{"E517", "E517", "E517"});
  CHECK(said == R"(test.yaml:5:13: error[E517]: the assumption events.e.rate has no source and no range
  |
5 |   e: {rate: 1 per year, set: {a: c}}
  |             ^^^^^^^^^^ no source and no range
  = write {value: ..., range: [p10, p90], source: NAME}, or `source: judgement` where none gives the number

test.yaml:6:13: error[E517]: the assumption events.f.rate has no source
  |
6 |   f: {rate: {value: 1 per year, range: [0.5, 2]}, set: {a: b}}
  |             ^ no source

test.yaml:7:14: error[E517]: the assumption events.g.delay has no source
  |
7 |   g: {delay: {lognormal: {median: 30 days, sigma: 0.8}}}
  |              ^ no source
)");
  CHECK(strict_codes(head() + R"(regimes: {a: [b, c]}
events:
  defaults: {source: judgement}
  e: {rate: {value: 1 per year, range: [0.5, 2]}, set: {a: c}}
  g: {delay: {lognormal: {median: 30 days, sigma: 0.8}}}
markets: {m: {initial: 5 USD, volatility: {value: 20% per year, range: [15%, 25%], source: judgement}}}
)")
            .empty());
}

TEST_CASE("strict asks for the source of correlations, and for the range of one alone", "[scenario][strict]") {
  const std::string markets = head() + R"(markets:
  defaults: {initial: 5 USD, volatility: {value: 20% per year, range: [15%, 25%], source: judgement}}
  a: {}
  b: {}
  c: {}
  d: {}
)";
  std::string said;
  CHECK(strict_codes(markets + R"(correlation:
  - {of: [a, b], is: 0.5}
  - {of: [b, c, d], is: [[1], [0.2, 1], [0.3, 0.4, 1]]}
)",
                     &said) == Codes{"E517", "E517"});
  CHECK(said.find("test.yaml:10:22: error[E517]: the correlation of markets.a with markets.b has no source and no range"
                  "\n") != std::string::npos);
  CHECK(said.find("test.yaml:11:32: error[E517]: the correlation of markets.b with markets.c has no source\n") !=
        std::string::npos);
  CHECK(strict_codes(markets + R"(correlation:
  - {of: [a, b], is: {value: 0.5, range: [0.3, 0.6]}, source: judgement}
  - {of: [b, c, d], is: [[1], [0.2, 1], [0.3, 0.4, 1]], source: judgement}
)")
            .empty());
}

TEST_CASE("strict takes a number's source for its modifiers' too", "[scenario][strict]") {
  const auto codes = [](const std::string& source) {
    return strict_codes(
        head() + "regimes: {a: [b, c]}\nevents:\n  e: {set: {a: c}, rate: {value: 1 per year, range: " + "[0.5, 2]" +
        source + ", modifiers: {m: {while: {a: c}, times: {value: 2, range: [1, 3]}}}}}\n");
  };
  CHECK(codes(", source: judgement").empty());
  CHECK(codes("") == Codes{"E517", "E517"});
}

TEST_CASE("conditions that contradict themselves", "[scenario][suspicions]") {
  const std::string events = kRegimes + "factors: {tension: {half_life: 26 weeks, sd: 1}}\nevents:\n" +
                             "  slow: {rate: 1 per year, set: {licences: slow}}\n" +
                             "  shut: {rate: 1 per year, set: {licences: shut}}\n";
  const auto codes = [&](const std::string& condition) {
    return codes_of(events + "  e: {while: " + condition + ", rate: 1 per year}\n");
  };
  CHECK(codes("{licences: slow, not: {licences: slow}}") == Codes{"W611"});
  CHECK(codes("{licences: slow, any: [{licences: open}, {licences: shut}]}") == Codes{"W611"});
  CHECK(codes("{factor: {tension: {above: 2, below: 1}}}") == Codes{"W611"});
  CHECK(codes("{licences: [slow, shut], not: {licences: slow}}").empty());
  CHECK(codes("{licences: slow, any: [{licences: [open, slow]}, {factor: {tension: {above: 1}}}]}").empty());
  CHECK(codes("{factor: {tension: {above: 1, below: 2}}}").empty());
  const auto modified = [&](const std::string& within) {
    return codes_of(events + "  e: {rate: 1 per year, modifiers: {m: {since: slow, within: " + within +
                    ", times: 2}}}\n");
  };
  CHECK(modified("3 years") == Codes{"W611"});
  CHECK(modified("3 weeks").empty());
}

TEST_CASE("a truce that does not begin or cannot end", "[scenario][suspicions]") {
  const auto codes = [](const std::string& truce) {
    return codes_of(kRegimes + "events:\n  slow: {rate: 1 per year, set: {licences: slow}}\n" +
                    "  shut: {rate: 1 per year, set: {licences: shut}}\ntruce: {holds_while: " + truce + "}\n");
  };
  CHECK(codes("{licences: slow}") == Codes{"W612"});
  CHECK(codes("{licences: [open, slow, shut]}") == Codes{"W612"});
  CHECK(codes("{not: {licences: [slow, shut]}}").empty());
  CHECK(codes("{licences: [open, slow]}").empty());
}

TEST_CASE("draws that are cut are mentioned where they are many", "[scenario][suspicions]") {
  const auto codes = [](const std::string& delay) {
    return codes_of(kRegimes + "events:\n  slow: {rate: 1 per year, set: {licences: slow}}\n" +
                    "  shut: {while: {licences: slow}, delay: " + delay + ", set: {licences: shut}}\n");
  };
  CHECK(codes("10 days (8 days)") == Codes{"W605"});
  CHECK(codes("10 days (4 days)").empty());
}

TEST_CASE("the mean of a return under t tails does not exist", "[scenario][suspicions]") {
  const auto codes = [](const std::string& tails, const std::string& quantity) {
    return codes_of("start: 2026-01-01\nend: 2026-12-31\nmarkets: {m: {initial: 10 USD, volatility: 20% per year" +
                    tails + "}}\noutcomes: {q: {market: m, " + quantity + "}}\n");
  };
  CHECK(codes(", tails: 5", "return: {}") == Codes{"W613"});
  CHECK(codes(", tails: 5", "return: {below: -20%}").empty());
  CHECK(codes(", tails: 5", "drawdown: {}").empty());
  CHECK(codes("", "return: {}").empty());
}

TEST_CASE("strict asks how sure the tails are, and not for how long a modifier acts", "[scenario][strict]") {
  const auto codes = [](const std::string& tails, const std::string& within) {
    return strict_codes(
        head() +
        "markets: {m: {initial: 5 USD, volatility: {value: 20% per year, range: [15%, 25%], source: "
        "judgement}, tails: " +
        tails + "}}\nevents: {d: {date: 2026-05-01}, e: {source: judgement, rate: {value: 1 per year, " +
        "range: [0.5, 2]}, modifiers: {m: {since: d, within: " + within + ", times: {value: 2, range: [1, 3]}}}}}\n");
  };
  CHECK(codes("5", "12 weeks") == Codes{"E517"});
  CHECK(codes("{value: 5, range: [4, 8], source: judgement}", "{value: 12 weeks, note: a season}").empty());
  CHECK(codes("normal", "12 weeks").empty());
  CHECK(codes("{value: normal, source: judgement}", "12 weeks").empty());
}

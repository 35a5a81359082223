// `extends`, `--set` and `defaults` (2-scenario-language.md, 2.4).
#include <filesystem>
#include <fstream>

#include "tests/scenario/reading.hpp"

using namespace truce;
using namespace truce::scenario;
using namespace truce::test;
namespace fs = std::filesystem;

namespace {

// A folder of scenario files that vanishes with the test.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("truce_merge_" + std::to_string(++counter()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& text) const {
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file.string();
  }

 private:
  static int& counter() {
    static int n = 0;
    return n;
  }
  fs::path path_;
};

Scenario good(const ReadResult& result) {
  INFO(result.diagnostics.render(result.sources));
  REQUIRE(result.scenario.has_value());
  return *result.scenario;
}

std::string base() {
  return "scenario: the_base\ntitle: The base\nnotes: kept\n" + head() +
         "regimes:\n  r: [a, b]\n  q: [c, d]\n"
         "events:\n"
         "  e: {while: {r: a}, rate: {value: 2 per year, range: [1, 3], source: s}, set: {r: b}}\n"
         "  f: {date: 2026-04-15, shift: 3 days (1 day), set: {q: d}}\n"
         "  g: {probability: {2025-12-31: 20%, 2026-03-31: 50%}}\n"
         "trade:\n  t: {unit: Mt, pace: {lognormal: {median: 1 Mt/week, sigma: 0.4}, source: s}, capacity: 2 Mt/week}\n"
         "supply:\n  m: {level: {by: q, c: 90%, d: 50%}, sectors: {x: {cover: 7 weeks, exposure: 30%}}}\n"
         "markets:\n  defaults: {tails: 5}\n  v: {initial: 10 USD, volatility: 20% per year}\n"
         "horizons: [2026-01-31, 2026-06-30]\n"
         "outcomes:\n  o: {regime: {r: a}, throughout: 2026-06-30}\n"
         "sources: {s: {title: S}}\n";
}

}  // namespace

TEST_CASE("maps merge key by key, values are replaced whole", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base());
  const std::string file = folder.write("sub/child.yaml",
                                        "extends: ../base.yaml\n"
                                        "regimes: {p: [x, y]}\n"
                                        "events:\n  e: {rate: 3 per year, set: {q: d}}\n"
                                        "horizons: [2026-12-31]\n"
                                        "markets: {w: {initial: 5 USD, volatility: 1% per year, tails: 7}}\n");
  const Scenario s = good(read_scenario(file));
  CHECK(s.name == "child");
  CHECK(s.title.empty());
  CHECK(s.notes == "kept");
  REQUIRE(s.regimes.size() == 3);
  CHECK(s.regimes[2].name.text == "p");
  const EventSpec& e = s.events.at(0);
  CHECK(e.number.fixed() == 3);
  CHECK_FALSE(e.number.range.has_value());  // the whole map was replaced
  CHECK(e.number.source.empty());
  CHECK(e.while_.has_value());
  REQUIRE(e.effects.set.size() == 2);
  REQUIRE(s.horizons.size() == 1);
  CHECK(s.horizons[0].date == to_date({2026, 12, 31}));
  CHECK(s.markets.at(0).degrees_of_freedom() == 5);
  CHECK(s.markets.at(1).degrees_of_freedom() == 7);
}

TEST_CASE("another timing replaces the old one", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base());
  const auto child = [&](const std::string& events) {
    return good(read_scenario(folder.write("child.yaml", "extends: base.yaml\nevents: {" + events + "}\n")));
  };
  const Scenario delay = child("e: {delay: 30 days}");
  CHECK(delay.events[0].timing == Timing::kDelay);
  CHECK_FALSE(delay.events[0].repeat);
  CHECK(delay.events[0].while_.has_value());
  const Scenario rate = child("f: {rate: 1 per year}");
  CHECK(rate.events[1].timing == Timing::kRate);
  CHECK_FALSE(rate.events[1].shift.has_value());
  const Scenario date = child("f: {date: 2026-05-01}");
  CHECK(date.events[1].shift.has_value());
  const Scenario when = child("g: {when: {r: b}}");
  CHECK(when.events[2].timing == Timing::kWhen);
  CHECK(when.events[2].table.empty());
  const Scenario table = child("g: {probability: {2026-01-31: 30%}}");
  CHECK(table.events[2].table.size() == 3);
}

TEST_CASE("null removes what was there, and only that", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base());
  const Scenario s = good(read_scenario(folder.write(
      "child.yaml",
      "extends: base.yaml\nevents: {g: null, f: {shift: null}}\noutcomes: ~\nmarkets: {v: {tails: null}}\n")));
  CHECK(s.events.size() == 2);
  CHECK_FALSE(s.events[1].shift.has_value());
  CHECK(s.outcomes.empty());
  CHECK(s.markets.at(0).degrees_of_freedom() == 0);  // null also keeps `defaults` away
  const ReadResult wrong = read_scenario(folder.write("wrong.yaml", "extends: base.yaml\nevents: {h: null}\n"));
  REQUIRE(wrong.diagnostics.all().size() == 1);
  CHECK(wrong.diagnostics.all()[0].code == "E405");
  // Removed by one file, said again by the next.
  folder.write("middle.yaml", "extends: base.yaml\nevents: {g: null}\n");
  const Scenario again =
      good(read_scenario(folder.write("top.yaml", "extends: middle.yaml\nevents: {g: {rate: 1 per year}}\n")));
  CHECK(again.events.size() == 3);
  CHECK(again.events[2].timing == Timing::kRate);
}

TEST_CASE("distributions are values, also where a name looks like one", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base());
  const Scenario s = good(read_scenario(folder.write(
      "child.yaml", "extends: base.yaml\ntrade: {t: {pace: {normal: {mean: 1 Mt/week, sd: 0.1 Mt/week}}}}\n")));
  CHECK(s.flows.at(0).pace.value.kind == DistributionSpec::Kind::kNormal);
  CHECK(s.flows.at(0).pace.source.empty());
  CHECK(s.flows.at(0).capacity->fixed() == 2);
  // A regime may be called `normal`, a market `table`.
  folder.write("odd.yaml",
               head() + "regimes: {normal: [a, b]}\nmarkets: {table: {initial: 1 USD, volatility: 1% per year}}\n");
  const Scenario odd = good(read_scenario(folder.write(
      "odder.yaml",
      "extends: odd.yaml\nregimes: {fixed: [c]}\nmarkets: {value: {initial: 2 USD, volatility: 1% per year}}\n")));
  CHECK(odd.regimes.size() == 2);
  CHECK(odd.markets.size() == 2);
}

TEST_CASE("a state, a regime or a market called like a distribution", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", head() +
                                "regimes: {flow: [normal, beta, shut], uniform: [calm, stress], q: [c, d]}\n"
                                "events:\n  e: {while: {uniform: calm, q: c}, rate: 1 per year, set: {flow: shut}}\n"
                                "  f: {while: {not: {uniform: calm, q: c}}, rate: 1 per year, set: {uniform: stress}}\n"
                                "  g: {while: {flow: shut}, rate: 1 per year, set: {flow: beta, q: d}}\n"
                                "supply:\n  m:\n    level: {by: flow, normal: 100%, beta: 60%, shut: 5%}\n"
                                "    sectors: {x: {cover: 7 weeks, exposure: 30%}}\n");
  const Scenario s = good(read_scenario(folder.write("child.yaml",
                                                     "extends: base.yaml\n"
                                                     "events:\n  e: {while: {uniform: stress}}\n"
                                                     "  f: {while: {not: {uniform: stress}}}\n"
                                                     "supply: {m: {level: {normal: 90%}}}\n")));
  REQUIRE(s.chains.at(0).level_by_state.size() == 3);
  CHECK(s.chains[0].level_by_state[0].fixed() == 0.9);
  CHECK(s.chains[0].level_by_state[2].fixed() == 0.05);
  CHECK(s.events.at(0).while_->entries.size() == 2);
  CHECK(s.events.at(1).while_->entries.at(0).children.at(0).entries.size() == 2);
  // Without `by` the same words are a distribution, and replace the levels.
  const Scenario spread = good(read_scenario(
      folder.write("spread.yaml", "extends: base.yaml\nsupply: {m: {level: {uniform: {min: 50%, max: 60%}}}}\n")));
  CHECK(spread.chains.at(0).level.value.kind == DistributionSpec::Kind::kUniform);
}

TEST_CASE("another regime of a level, another form of an outcome", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base());
  const Scenario s = good(read_scenario(folder.write("child.yaml",
                                                     "extends: base.yaml\n"
                                                     "supply: {m: {level: {by: r, a: 100%, b: 20%}}}\n"
                                                     "outcomes: {o: {event: e, by: 2026-03-31}}\n")));
  CHECK(s.chains.at(0).by->text == "r");
  CHECK(s.chains.at(0).level_by_state.at(1).fixed() == 0.2);
  CHECK(s.outcomes.at(0).outcome.kind == OutcomeSpec::Kind::kEvent);
}

TEST_CASE("chains of files, loops, and errors at the place that wrote them", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base());
  folder.write("one.yaml", "extends: base.yaml\nevents: {e: {rate: 3 per yr}}\n");
  const ReadResult result = read_scenario(folder.write("two.yaml", "extends: one.yaml\ntitle: Two\n"));
  REQUIRE(result.diagnostics.all().size() == 1);
  CHECK(result.sources.name(result.diagnostics.all()[0].primary.at.file).ends_with("one.yaml"));
  CHECK(result.diagnostics.all()[0].primary.at.line == 2);
  folder.write("a.yaml", "extends: b.yaml\n");
  const ReadResult loop = read_scenario(folder.write("b.yaml", "extends: a.yaml\n"));
  REQUIRE(loop.diagnostics.all().size() == 1);
  CHECK(loop.diagnostics.all()[0].code == "E109");
  CHECK(read_scenario(folder.write("self.yaml", "extends: self.yaml\n")).diagnostics.all().at(0).code == "E109");
  for (int i = 0; i < 20; ++i) {
    folder.write("c" + std::to_string(i) + ".yaml", "extends: c" + std::to_string(i + 1) + ".yaml\n");
  }
  CHECK(read_scenario(folder.write("c.yaml", "extends: c0.yaml\n")).diagnostics.all().at(0).code == "E109");
}

TEST_CASE("--set puts one value", "[scenario][merge]") {
  const auto with = [](const std::vector<std::string>& settings) { return read_good(base(), settings); };
  const Scenario value = with({"events.e.rate.value=2.5 per year"});
  CHECK(value.events[0].number.fixed() == 2.5);
  REQUIRE(value.events[0].number.range);
  CHECK(value.events[0].number.source == "s");
  const Scenario whole = with({"events.e.rate=2.5 per year"});
  CHECK(whole.events[0].number.fixed() == 2.5);
  CHECK_FALSE(whole.events[0].number.range.has_value());
  CHECK(with({"trade.t.capacity.value=3 Mt/week"}).flows[0].capacity->fixed() == 3);
  const Scenario pace = with({"trade.t.pace.value=1.5 Mt/week"});
  CHECK(pace.flows[0].pace.fixed() == 1.5);
  CHECK(pace.flows[0].pace.source == "s");
  CHECK(std::abs(with({"trade.t.pace.lognormal.sigma=0.7"}).flows[0].pace.value.b - 0.7) < 1e-15);
  CHECK(with({"trade.t.pace.uniform={min: 1 Mt/week, max: 2 Mt/week}"}).flows[0].pace.value.kind ==
        DistributionSpec::Kind::kUniform);
  CHECK(with({"trade.t.capacity.range=[1, 4]"}).flows[0].capacity->range->second == 4);
  CHECK(with({"events.e.delay=30 days"}).events[0].timing == Timing::kDelay);
  CHECK(with({"events.g=null"}).events.size() == 2);
  CHECK(with({"markets.defaults.tails=7"}).markets[0].degrees_of_freedom() == 7);
  CHECK(with({"horizons.1=2026-09-30"}).horizons[1].date == to_date({2026, 9, 30}));
  CHECK(with({"events.g.probability.2025-12-31=30%"}).events[2].table[0].probability.fixed() == 0.3);
  CHECK(with({"run.paths=500", "run.seed=9"}).run.paths == 500);
  CHECK(with({"step=1 day", "step=2 weeks"}).step_days == 14);
  CHECK(with({"title=\"A: b\""}).title == "A: b");
  CHECK(with({"events.new={rate: 1 per year}"}).events.size() == 4);
}

TEST_CASE("--set points at the setting", "[scenario][merge]") {
  const ReadResult result = read_scenario_text(base(), "test.yaml", {"run.seed=1", "events.e.while.r=z"});
  REQUIRE(result.diagnostics.all().size() == 1);
  const Diagnostic& diagnostic = result.diagnostics.all()[0];
  CHECK(diagnostic.code == "E204");
  CHECK(result.sources.name(diagnostic.primary.at.file) == "--set events.e.while.r=z");
  CHECK(diagnostic.primary.at.column == 18);
  for (const char* wrong :
       {"", "=", "=3", "events.e.rate", "events..rate=3", ".=3", "start.x=3", "horizons.x=2026-01-01",
        "horizons.9=2026-01-01", "extends=other.yaml", "title=", "title=[", "title=&a b"}) {
    CAPTURE(wrong);
    const Codes codes = codes_of(base(), {wrong});
    REQUIRE(codes.size() >= 1);
    CHECK((codes[0] == "E110" || codes[0] == "E104" || codes[0] == "E106"));
  }
}

TEST_CASE("defaults lie under every entry", "[scenario][merge]") {
  const Scenario s =
      read_good(head() +
                "regimes: {r: [a, b]}\n"
                "events:\n  defaults: {while: {r: a}, rate: 1 per year, source: judgement}\n"
                "  e: {set: {r: b}}\n  f: {delay: 3 days, while: {r: b}}\n"
                "supply:\n  m:\n    level: 90%\n    sectors:\n      defaults: {need: 80%, exposure: 30%}\n"
                "      x: {cover: 7 weeks}\n      y: {cover: 3 weeks, need: 50%}\n"
                "markets:\n  defaults: {tails: 5, volatility: {value: 10% per year, source: judgement}}\n"
                "  v: {initial: 1 USD}\n  w: {initial: 1 USD, volatility: 20% per year, tails: 3}\n");
  CHECK(s.events[0].number.fixed() == 1);
  CHECK(s.events[0].source == "judgement");
  CHECK(s.events[1].timing == Timing::kDelay);
  CHECK(s.events[1].while_->entries.at(0).states.at(0).text == "b");
  CHECK(s.chains[0].sectors[0].need.fixed() == 0.8);
  CHECK(s.chains[0].sectors[1].need.fixed() == 0.5);
  CHECK(s.markets[0].volatility.source == "judgement");
  CHECK(s.markets[1].volatility.fixed() == 0.2);
  CHECK(s.markets[1].volatility.source.empty());
  CHECK(s.markets[1].degrees_of_freedom() == 3);
}

TEST_CASE("defaults of a number's modifiers lie beside its value", "[scenario][merge]") {
  const Scenario s =
      read_good(head() +
                "regimes: {r: [a, b]}\n"
                "events: {e: {rate: 1 per year, set: {r: b}}}\n"
                "markets:\n"
                "  defaults:\n"
                "    initial: 1 USD\n"
                "    volatility: {source: judgement, modifiers: {strain: {while: {r: b}, times: 1.5}}}\n"
                "    drift: {value: 1% per year, modifiers: {strain: {while: {r: b}, times: 3}}}\n"
                "  bare: {volatility: 20% per year}\n"
                "  map: {volatility: {value: 30% per year, source: judgement, range: [20%, 40%]}}\n"
                "  drawn: {volatility: {uniform: {min: 10% per year, max: 30% per year}}}\n"
                "  more: {volatility: {value: 20% per year, modifiers: {calm: {while: {r: a}, times: 0.5}}}}\n"
                "  own: {volatility: {value: 20% per year, modifiers: {strain: {times: 2}}}}\n"
                "  none: {volatility: {value: 20% per year, modifiers: null}}\n"
                "  still: {volatility: 20% per year, drift: 2% per year}\n");
  const auto market = [&](const char* name) -> const MarketSpec& {
    for (const MarketSpec& one : s.markets)
      if (one.name.text == name) return one;
    FAIL("no market " << name);
    return s.markets.front();
  };
  CHECK(market("bare").volatility.fixed() == 0.2);
  CHECK(market("bare").volatility.source == "judgement");
  REQUIRE(market("bare").volatility_modifiers.size() == 1);
  CHECK(market("bare").volatility_modifiers[0].times->fixed() == 1.5);
  CHECK(market("bare").drift.fixed() == 0.01);
  CHECK(market("bare").drift_modifiers.at(0).times->fixed() == 3);
  CHECK(market("map").volatility.range->first == 0.2);
  CHECK(market("map").volatility_modifiers.size() == 1);
  CHECK(market("drawn").volatility.value.kind == DistributionSpec::Kind::kUniform);
  CHECK(market("drawn").volatility_modifiers.size() == 1);
  REQUIRE(market("more").volatility_modifiers.size() == 2);
  CHECK(market("more").volatility_modifiers[0].name.text == "calm");
  CHECK(market("more").volatility_modifiers[1].name.text == "strain");
  REQUIRE(market("own").volatility_modifiers.size() == 1);  // its keys merge: the default's condition, its own size
  CHECK(market("own").volatility_modifiers[0].times->fixed() == 2);
  CHECK(market("own").volatility_modifiers[0].while_.has_value());
  CHECK(market("none").volatility_modifiers.empty());
  CHECK(market("still").drift.fixed() == 0.02);
  CHECK(market("still").drift_modifiers.empty());  // a default with a value is replaced whole
}

TEST_CASE("defaults of maps lie under maps, and a value stands alone above them", "[scenario][merge]") {
  const Scenario s = read_good(head() +
                               "markets:\n  defaults: {initial: 1 USD, volatility: 20% per year}\n  v: {}\n  w: {}\n"
                               "shocks: {markets: [v], news: [-1%]}\n"
                               "events:\n"
                               "  defaults: {rate: 1 per year, shock: {v: -2%, times: 50%}}\n"
                               "  row: {shock: news}\n  own: {shock: {w: -3%}}\n");
  CHECK(s.events[0].effects.shock->times.fixed() == 1);
  CHECK(s.events[0].effects.shock->markets.at(0).simple_return.fixed() == -0.01);
  REQUIRE(s.events[1].effects.shock->markets.size() == 2);
  CHECK(s.events[1].effects.shock->times.fixed() == 0.5);
  // A number where the default has a map of names is wrong by itself, not by what the default says.
  CHECK(codes_of(head() + "factors: {x: {half_life: 1 week, sd: 1}}\n"
                          "markets:\n  defaults: {beta: {x: 1%}}\n"
                          "  v: {initial: 1 USD, volatility: 20% per year, beta: 3}\n") == Codes{"E404"});
}

TEST_CASE("null clears lists, and a map that nulls have emptied is gone", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base() +
                                "run: {seed: 3}\n"
                                "factors: {x: {half_life: 1 week, sd: 1}}\n"
                                "correlation: [{of: [x, v], is: 0.5}]\n");
  folder.write("middle.yaml",
               "extends: base.yaml\nevents: {e: {modifiers: {m: {times: 2}}}}\nmarkets: {v: {beta: {x: 1%}}}\n");
  const auto child = [&](const std::string& text) {
    return read_scenario(folder.write("child.yaml", "extends: middle.yaml\n" + text));
  };
  const Scenario s =
      good(child("horizons: null\ncorrelation: null\nrun: {seed: null}\noutcomes: {o: null}\n"
                 "markets: {v: {beta: {x: null}}}\n"
                 "events: {e: {set: {r: null}, modifiers: {m: null}}, f: {set: null}}\n"));
  CHECK(s.horizons.empty());
  CHECK(s.correlations.empty());
  CHECK(s.run.seed == 1);
  CHECK(s.outcomes.empty());
  CHECK(s.markets.at(0).betas.empty());
  CHECK(s.events.at(0).modifiers.empty());
  CHECK(s.events.at(0).effects.set.empty());
  CHECK(s.events.at(1).effects.set.empty());
  CHECK(good(child("markets: {v: null}\ncorrelation: null\n")).markets.empty());  // its defaults go along
  const auto codes = [&](const std::string& text) {
    Codes out;
    const ReadResult result = child(text);
    for (const Diagnostic& one : result.diagnostics.all()) out.push_back(one.code);
    return out;
  };
  // What needs an entry still needs it, and a condition or table does not come to say less by nulls.
  CHECK(codes("supply: {m: {sectors: {x: null}}}\n") == Codes{"E402"});
  CHECK(codes("events: {e: {while: {r: null}}}\n") == Codes{"E409"});
  CHECK(codes("events: {g: {probability: {2025-12-31: null, 2026-03-31: null}}}\n") == Codes{"E409"});
  CHECK(codes("events: {e: {set: {}}}\n") == Codes{"E409"});
  CHECK(codes("outcomes: {o: {regime: {}}}\n") == Codes{"E409"});
}

TEST_CASE("a noun is no value, whatever its keys are called", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", base());
  const auto child = [&](const std::string& text) {
    return read_scenario(folder.write("child.yaml", "extends: base.yaml\n" + text)).diagnostics.all();
  };
  // Were `v` taken for a value, it would be replaced whole, and what it lost be missed.
  for (const char* text : {"markets: {v: {value: 3}}\n", "supply: {m: {sectors: {x: {fixed: 3}}}}\n",
                           "trade: {t: {normal: 3}}\n", "events: {e: {value: 3}}\n"}) {
    CAPTURE(text);
    const auto diagnostics = child(text);
    REQUIRE(diagnostics.size() == 1);
    CHECK(diagnostics[0].code == "E401");
  }
}

TEST_CASE("a new name that is nearly an old one is pointed out", "[scenario][merge]") {
  const Folder folder;
  folder.write("base.yaml", head() +
                                "regimes: {tariffs: [calm, stress]}\nevents:\n"
                                "  stress: {rate: 2 per year, set: {tariffs: stress}}\n"
                                "  ease: {rate: 2 per year, set: {tariffs: calm}}\n");
  const auto said = [&](const std::string& events, const std::vector<std::string>& settings = {}) {
    const std::string text = "extends: base.yaml\nevents:\n  ease: {rate: 1 per year}\n" + events;
    const ReadResult result = read_scenario(folder.write("child.yaml", text), settings);
    CHECK(result.scenario.has_value());
    return result.diagnostics.all();
  };
  const auto near = said("  stres: {rate: 3 per year}\n");
  REQUIRE(near.size() == 1);
  CHECK(near[0].code == "W610");
  CHECK(near[0].message == "'stres' is new in `events`, and nearly 'stress'");
  CHECK(said("", {"events.stres.rate=3 per year"}).size() == 1);
  // Of another kind, one of a series, longer by a word, or beside what it resembles: meant.
  CHECK(said("  quarrel: {rate: 3 per year}\n  stress_2: {rate: 3 per year}\n").empty());
  CHECK(said("  stress_of_2027: {rate: 3 per year}\n  eased: {rate: 3 per year}\n").empty());
  CHECK(said("  stress: {rate: 1 per year}\n  strass: {rate: 3 per year}\n").empty());
}

"""The schema and the program, held together: the schema takes every file that the program takes, and refuses every bad
file that a schema can refuse. SIMULATE and RANDOM_SCENARIOS name the programs, else
those of build/release are taken; CHANGES is the number of changed files."""
import copy
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from scenario_yaml import EditorLoader, ProgramLoader, load, paths

ROOT = Path(__file__).resolve().parents[2]
SIMULATE = os.environ.get("SIMULATE", str(ROOT / "build/release/simulate"))
RANDOM_SCENARIOS = os.environ.get("RANDOM_SCENARIOS", str(ROOT / "build/release/tests/random_scenarios"))
SCHEMA_FILE = ROOT / "scenarios/schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
STUDY_SCHEMA = json.loads((ROOT / "scenarios/studies/schema.json").read_text(encoding="utf-8"))
STUDY_VALIDATOR = jsonschema.Draft7Validator(STUDY_SCHEMA)
STUDIES = sorted((ROOT / "scenarios/studies").glob("*.yaml"))
SCENARIOS = sorted(set((ROOT / "scenarios").rglob("*.yaml")) - set(STUDIES))
OTHER_GOOD_FILES = [ROOT / "bench/w1.yaml", ROOT / "tests/bad_scenarios/bases/good.yaml"]
BAD_FILES = sorted((ROOT / "tests/bad_scenarios").glob("*.yaml"))
RANDOM_COUNT = 150
CHANGES = int(os.environ.get("CHANGES", "400"))

# Bad files that no schema can refuse, and why.
BEYOND_A_SCHEMA = {
    "a name that nothing has, or the wrong thing": """
        extends_error_in_base level_state_missing level_states modifier_before_rate_event schedule_no_date
        unknown_commitment unknown_event unknown_event_outcome unknown_factor unknown_flow unknown_market unknown_noise
        unknown_outcome outcome_unknown_names unknown_regime unknown_sector unknown_shock_row unknown_source
        unknown_state
        ambiguous_commitment ambiguous_noise event_never_fires outcome_given_quantity outcome_loop trigger_loop""",
    "the order of dates or numbers": """
        commitment_reversed end_before_start horizon_outside outcome_after_end probability_before_start
        probability_table_falls range_reversed shipped_more_than_ordered window_reversed distribution_table
        distribution_triangular distribution_uniform too_many_steps""",
    "a sum over entries, or two entries that are alike": """
        distribution_choice distribution_mixture outcomes_exceed outcomes_sum outcomes_two_rests correlation_twice
        modifier_twice""",
    "where a distribution has its mass": "distribution_illegal_mass",
    "the unit or the length of something elsewhere": """
        unit_market_mean unit_wrong_flow outcome_mixed_units shock_row_length""",
    "another file": "extends_list_replaced extends_loop extends_missing_file extends_new_name extends_value_removed",
    "what stands on the command line": """
        set_empty_value set_into_value set_list_entry set_unknown_key set_without_equals set_wrong_unit
        set_yaml_error""",
    "the size of a number with a unit": "number_too_large",
    "YAML that loaders accept and the program does not": """
        control_character_escaped yaml_anchor yaml_duplicate_key yaml_tag""",
}
# ... and those that a YAML loader refuses before any schema sees them.
NOT_YAML = """control_character not_utf8 yaml_alias yaml_bracket_over_lines yaml_colon_in_text yaml_list_as_key
    yaml_quote_over_lines yaml_tab_indentation yaml_two_documents yaml_unclosed_bracket yaml_unclosed_quote
    yaml_wrong_indentation""".split()


def complaints(text):
    """What the schema says, with scalars as the program and as an editor takes them."""
    found = []
    for loader in (ProgramLoader, EditorLoader):
        for error in VALIDATOR.iter_errors(load(text, loader)):
            place = ".".join(str(part) for part in error.absolute_path)
            found.append(f"{loader.__name__}: {place}: {error.message[:300]}")
    return found


def is_refused(text):
    return not VALIDATOR.is_valid(load(text))


def program_takes(path):
    return subprocess.run([SIMULATE, "show", str(path)], capture_output=True).returncode == 0


def test_it_is_a_schema_of_draft_7():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_it_is_what_tools_schema_writes():
    sys.path.insert(0, str(ROOT / "tools/schema"))
    import write

    assert SCHEMA_FILE.read_text(encoding="utf-8") == write.text(), "run tools/schema/write.py"
    assert write.STUDY_FILE.read_text(encoding="utf-8") == write.study_text(), "run tools/schema/write.py"


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_studies_are_accepted(path):
    jsonschema.Draft7Validator.check_schema(STUDY_SCHEMA)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=schema.json"
    for loader in (ProgramLoader, EditorLoader):
        assert [error.message for error in STUDY_VALIDATOR.iter_errors(load(text, loader))] == []


@pytest.mark.parametrize("change", [
    {"scenario": None}, {"design": {}}, {"design": {"method": "random"}}, {"design": {"method": "sobol"}},
    {"design": {"method": "grid", "points": 5}}, {"vary": "all"}, {"vary": {"a.b": {"values": []}}},
    {"vary": {"a.b": {"from": "1 per year"}}}, {"vary": {"a.b": {"values": [1], "steps": 3}}}, {"paths": 0},
    {"colour": "red"}, {"design": {"list": []}},
], ids=str)
def test_wrong_studies_are_refused(change, tmp_path):
    study = {"scenario": str(ROOT / "tests/bad_scenarios/bases/good.yaml"), "design": {"method": "sobol", "points": 2},
             "vary": {"step": {"values": ["1 week", "2 weeks"]}}, "paths": 1}
    assert STUDY_VALIDATOR.is_valid(study)
    study = {key: value for key, value in {**study, **change}.items() if value is not None}
    assert not STUDY_VALIDATOR.is_valid(study)
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    done = subprocess.run([SIMULATE, "sweep", "study.yaml"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2 and "error[E" in done.stderr, done.stderr


def test_every_key_has_a_description():
    bare = [f"{name}.{key}" for name, noun in SCHEMA["definitions"].items() if noun.get("description")
            for key, schema in noun.get("properties", {}).items()
            if not name.startswith("complete") and schema is not False
            and not {"description", "$ref"} & set(schema)]
    assert [text for text in bare if "form_" not in text] == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_names_the_schema(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={os.path.relpath(SCHEMA_FILE, path.parent)}"


@pytest.mark.parametrize("path", [*SCENARIOS, *OTHER_GOOD_FILES], ids=lambda path: path.stem)
def test_good_files_are_accepted(path):
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_resolved_scenarios_are_accepted(path):
    shown = subprocess.run([SIMULATE, "show", str(path)], capture_output=True, text=True, check=True).stdout
    assert complaints(shown) == []


@pytest.fixture(scope="session")
def random_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("random")
    subprocess.run([RANDOM_SCENARIOS, str(folder), str(RANDOM_COUNT)], check=True)
    files = sorted(folder.glob("*.yaml"))
    assert len(files) == RANDOM_COUNT
    return files


def test_random_scenarios_are_accepted(random_files):
    assert {path.name: found for path in random_files if (found := complaints(path.read_text(encoding="utf-8")))} == {}


def lists_of(words):
    return [name for text in words for name in text.split()]


def test_what_no_schema_can_refuse_is_named_once():
    named = lists_of(BEYOND_A_SCHEMA.values()) + NOT_YAML
    assert sorted(named) == sorted(set(named))
    assert set(named) <= {path.stem for path in BAD_FILES}


@pytest.mark.parametrize("path", BAD_FILES, ids=lambda path: path.stem)
def test_bad_files_are_refused(path):
    if path.stem in NOT_YAML:
        with pytest.raises((yaml.YAMLError, UnicodeDecodeError)):
            load(path.read_bytes().decode("utf-8"))
    elif path.stem in lists_of(BEYOND_A_SCHEMA.values()):
        assert not is_refused(path.read_text(encoding="utf-8")), "the schema refuses this one: take it off the list"
    else:
        assert is_refused(path.read_text(encoding="utf-8"))


# --- one mistake at a time -------------------------------------------------------------------------------------------

WHOLE = """
start: 2025-11-24
end: 2026-12-31
run: {paths: 100}
factors: {mood: {half_life: 26 weeks, sd: 1}}
regimes: {tariffs: [calm, stress]}
events:
  stress: {while: {tariffs: calm}, rate: 1 per year, modifiers: {late: {between: [2026-06-01, 2026-12-31], times: 2}},
           set: {tariffs: stress}, jump: {mood: 1}, trigger: {answer: {probability: 40%}}, schedule: {visit: 60 days}}
  answer: {set: {tariffs: calm}, shock: news}
  ruling: {probability: {2026-03-31: 40%}}
  visit: {date: 2026-04-15, outcomes: {held: {probability: 60%}, off: {probability: rest}}}
shocks: {markets: [spx], news: [-1% (1%)]}
trade: {soybeans: {unit: Mt, pace: 1 Mt/week, commitments: {c: {quantity: 1 Mt, from: 2025-12-01, to: 2026-12-31}}}}
supply: {magnets: {level: 90%, sectors: {cars: {cover: 7 weeks, exposure: 35%}}}}
markets:
  defaults: {tails: 5}
  spx: {initial: 6600 points, volatility: 16% per year, beta: {mood: -1%}}
  vix: {process: mean_reverting, initial: 20 points, mean: 18 points, half_life: 4 weeks, volatility: 90% per year}
correlation: [{of: [spx, vix, mood], is: [[1], [-0.7, 1], [{value: -0.1, range: [-0.2, 0]}, 0.1, 1]]}]
horizons: [2026-06-30]
outcomes: {met: {commitment: c, ordered: {at_least: 100%}}}
sources: {table: {title: A table}}
"""
EMPTY = """run={} factors={} regimes={} events={} events.defaults={} events.stress.modifiers={} events.stress.set={}
    events.stress.jump={} events.stress.trigger={} events.stress.schedule={} events.visit.outcomes={} trade={}
    trade.soybeans.commitments={} supply={} supply.magnets.sectors={} markets={} markets.defaults={} markets.spx.beta={}
    correlation=[] horizons=[] outcomes={} sources={} sources.table={}""".split()
SAYS_NOTHING = """events.ruling.probability={source:judgement} shocks={markets:[spx]} events={defaults:{source:judgement}}
    markets={defaults:{tails:5}} supply.magnets.sectors={defaults:{need:90%}}""".split()
OTHER_MISTAKES = """markets.spx.initial=6600 markets.spx.initial={value:6600} markets.vix.mean=18
    markets.vix.initial=20(2)points trade.soybeans.unit=bu(US) trade.soybeans.pace=1(2)Mt/week
    supply.magnets.sectors.cars.cover={beta:{mean:7weeks,sd:2weeks}} markets.defaults.value=3
    correlation.0.is.1.0={uniform:{min:0,max:0.2}} correlation.0.is.1.0={value:1.2}""".split()


def put(scenario, change):
    """The scenario with VALUE at the dotted place of KEY=VALUE; the value is YAML without its spaces."""
    place, value = change.split("=")
    *above, last = (int(step) if step.isdigit() else step for step in place.split("."))
    holder = scenario
    for step in above:
        holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
    holder[last] = load(value.replace(":", ": ").replace("weeks", " weeks").replace("(", " (").replace(")", ") "))
    return scenario


def test_the_whole_scenario_is_accepted(tmp_path):
    (tmp_path / "whole.yaml").write_text(WHOLE, encoding="utf-8")
    assert complaints(WHOLE) == [] and program_takes(tmp_path / "whole.yaml")


@pytest.mark.parametrize("change", [*EMPTY, *SAYS_NOTHING, *OTHER_MISTAKES])
def test_one_mistake_is_refused_by_both(tmp_path, change):
    scenario = put(load(WHOLE), change)
    (tmp_path / "wrong.yaml").write_text(json.dumps(scenario), encoding="utf-8")
    assert not VALIDATOR.is_valid(scenario)
    assert not program_takes(tmp_path / "wrong.yaml")


@pytest.mark.parametrize("change", EMPTY)
def test_an_empty_map_or_list_is_no_variant(tmp_path, change):
    (tmp_path / "whole.yaml").write_text(WHOLE, encoding="utf-8")
    variant = put({"extends": "whole.yaml"}, change)
    (tmp_path / "variant.yaml").write_text(json.dumps(variant), encoding="utf-8")
    assert not VALIDATOR.is_valid(variant)
    assert not program_takes(tmp_path / "variant.yaml")


# --- changed files ---------------------------------------------------------------------------------------------------

SCALARS = ["0", "1", "-1", "0.5", "120%", "22%", "-6%", "-6% (3%)", "3", "3 days", "1 week", "-2 days", "0.2 Mt/week",
           "5 Mt", "11 USD/bu", "2 per year", "15% per year", "30% by 2026-11-10", "2026-04-15", "true", "calm", "rest",
           "normal", "1e-3", "1.", "+.5", "a.b", "x y", ""]
MAPS = [{"value": "1"}, {"value": "2 weeks", "note": "x"}, {"fixed": "3 days"}, {"normal": {"mean": "1", "sd": "0"}},
        {"uniform": {"min": "1 day", "max": "2 days"}}, {"choice": {"1 Mt": "40%", "2 Mt": "60%"}},
        {"lognormal": {"mean": "2", "sd": "1"}}, {"value": {"value": "20%"}}, {"value": "20%", "range": ["10%", "30%"]},
        {"mixture": [{"weight": "50%", "fixed": "1"}, {"weight": "50%", "uniform": {"min": "0", "max": "2"}}]},
        {}, {"above": "1"}, {"at_least": "1"}, {"modifiers": {"m": {"times": "2"}}}, {"by": "2026-04-15"}]


def changed(chance, scenario):
    """The scenario with one or two small changes: an entry less, a value of another place or of these lists."""
    out = copy.deepcopy(scenario)
    for _ in range(chance.randint(1, 2)):
        places = [path for path, _ in paths(out) if len(path) > 1]
        *above, last = chance.choice(places)
        holder = out
        for step in above:
            holder = holder[step]
        kind = chance.random()
        if kind < 0.25:
            del holder[last]
        elif kind < 0.45:
            holder[last] = copy.deepcopy(chance.choice([value for _, value in paths(scenario)]))
        elif kind < 0.8:
            holder[last] = chance.choice(SCALARS)
        elif kind < 0.95:
            holder[last] = copy.deepcopy(chance.choice(MAPS))
        else:
            holder[last] = {"value": holder[last], "note": "changed"}
    return out


def test_changed_files_that_the_program_takes_are_accepted(random_files, tmp_path):
    """Random small changes, most of them mistakes: where the program takes the file, so must the schema."""
    chance = random.Random(20251124)
    sources = [load(path.read_text(encoding="utf-8")) for path in random_files[:40]]
    refused = 0
    wrong = []
    for number in range(CHANGES):
        scenario = changed(chance, chance.choice(sources))
        text = json.dumps(scenario)  # JSON is YAML; every scalar is quoted
        if VALIDATOR.is_valid(scenario):
            continue
        refused += 1
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        if program_takes(path):
            wrong.append([complaints(text)[:2], path.name])
    assert wrong == []
    assert refused > CHANGES / 4, "the changes are too tame"

"""docs/scenario-language.md against the schema and the program: every key is in it, every example runs.

    ```yaml               the first scenario
    ```yaml part          what follows `extends: first.yaml`; must be accepted and run
    ```yaml wrong E203    the same, but must end with this error
    ```yaml study         a study of first.yaml; `study E402` must end with this error
    <!-- keys: NOUN -->   above the table of the noun's keys, in backticks in its first column (of distributions in all)
"""
import re
import subprocess
import sys

import pytest
from scenario_yaml import load
from test_schema import ROOT, SCHEMA, SIMULATE, STUDY_SCHEMA, STUDY_VALIDATOR, VALIDATOR

sys.path.insert(0, str(ROOT / "tests/checks"))
from readme import blocks_of  # noqa: E402

TEXT = (ROOT / "docs/scenario-language.md").read_text(encoding="utf-8")
BLOCKS = [block for block in blocks_of(TEXT) if block.language == "yaml"]
FORMS = [name for name in SCHEMA["definitions"] if name.startswith("form_")]
VARY = STUDY_SCHEMA["properties"]["vary"]["anyOf"][1]["additionalProperties"]
OF_STUDIES = {  # nouns of a study: their keys
    "study": set(STUDY_SCHEMA["properties"]),
    "design": set(STUDY_SCHEMA["properties"]["design"]["properties"]),
    "vary": {key for form in VARY["anyOf"] for key in form.get("properties", {})},
}
NOUNS = {  # in the reference: in the schema
    "scenario": [],
    "distribution": FORMS,
    "modifier": ["speed_modifier", "chance_modifier", "mean_modifier"],
    "condition": ["condition", "regime_condition"],
    "flow": ["flow_of_goods"],
    "level": ["level_by_regime"],
    "correlation": ["correlation_entry"],
    "outcome": ["outcome", "part_of_outcome"],
    "comparison": ["amount", "time_lost", "market_return", "market_drawdown"],
    "number": ["number", "fixed_number", "date"],
    **{name: [name] for name in ("run", "regime", "factor", "truce", "event", "outcome_of_event", "shock", "trigger",
                                 "commitment", "seasonality", "chain", "sector", "substitution", "market", "shocks",
                                 "source")},
}
ELSEWHERE = {  # keys that stand inside another row
    "condition": {"below", "drawdown_above", "above"},
    "outcome": {"by", "at", "throughout", "ordered", "shipped", "disrupted_days", "loss", "return", "drawdown"},
}


def keys_in_schema(noun):
    if noun == "scenario":
        return set(SCHEMA["properties"])
    keys = set()
    for name in NOUNS[noun]:
        definition = SCHEMA["definitions"][name]
        keys |= set(definition.get("properties", {}))
        if name == "form_mixture":
            keys.add("weight")
    return keys


def keys_in_reference(noun):
    found = re.findall(rf"<!-- keys: {noun} -->\n\n((?:\|.*\n)+)", TEXT)
    assert len(found) == 1, f"{len(found)} tables of {noun}"
    rows = [line.split(" | ") for line in found[0].splitlines()[2:]]
    cells = [row[1 if noun == "distribution" else 0] for row in rows]
    if noun == "condition":
        cells = [cell.split(":")[0] for cell in cells]
    if noun == "outcome":
        cells = [row[0] + row[2] for row in rows]
    return {key for cell in cells for key in re.findall(r"`([a-z_0-9]+)`", cell)}


@pytest.mark.parametrize("noun", NOUNS)
def test_every_key_is_in_the_reference(noun):
    assert keys_in_reference(noun) == keys_in_schema(noun)


@pytest.mark.parametrize("noun", OF_STUDIES)
def test_every_key_of_a_study_is_in_the_reference(noun):
    assert keys_in_reference(noun) == OF_STUDIES[noun]


def test_every_noun_of_the_schema_is_in_the_reference():
    helpers = r"complete.*|.*_(alone|parameters|text)|probability_(table|of_event)|supply_level|.*(with_modifiers|defaults)"
    covered = {name for names in NOUNS.values() for name in names}
    beyond = {name for name, definition in SCHEMA["definitions"].items()
              if definition.get("description") and definition.get("properties") and name not in covered
              and not re.fullmatch(helpers, name) and set(definition["properties"]) != {"defaults"}}
    assert beyond == set()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    assert BLOCKS[0].use == ""
    out = tmp_path_factory.mktemp("reference")
    (out / "first.yaml").write_text(BLOCKS[0].text, encoding="utf-8")
    return out


def simulate(folder, *arguments):
    return subprocess.run([SIMULATE, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_reference_has_right_and_wrong_examples():
    uses = [block.use.split(" ")[0] for block in BLOCKS]
    assert set(uses) == {"", "part", "wrong", "study"} and uses.count("") == 1
    assert uses.count("part") >= 15 and uses.count("wrong") >= 15


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line_{block.first_line}")
def test_every_example_does_what_it_says(folder, block):
    name = f"example_{block.first_line}.yaml"
    if block.use.startswith("study"):
        (folder / name).write_text(block.text, encoding="utf-8")
        swept = simulate(folder, "sweep", name, "--out", f"{name}.nc")
        code = block.use.removeprefix("study").strip()
        assert set(re.findall(r"error\[(E\d+)\]", swept.stderr)) == ({code} if code else set()), swept.stderr
        assert swept.returncode == (2 if code else 0)
        assert STUDY_VALIDATOR.is_valid(load(block.text))
        return
    text = block.text if block.use == "" else f"extends: first.yaml\n{block.text}"
    (folder / name).write_text(text, encoding="utf-8")
    shown = simulate(folder, "show", name)
    if block.use.startswith("wrong "):
        code = block.use.split(" ")[1]
        assert shown.returncode == 2
        assert set(re.findall(r"error\[(E\d+)\]", shown.stderr)) == {code}, shown.stderr
        return
    # A part that shows a regime need not move it.
    warned = set(re.findall(r"warning\[(W\d+)\]", shown.stderr)) - ({"W607"} if block.use == "part" else set())
    assert shown.returncode == 0 and not warned, shown.stderr
    assert VALIDATOR.is_valid(load(text)) and VALIDATOR.is_valid(load(shown.stdout))
    done = simulate(folder, name, "--paths", "64", "--out", f"{name}.nc")
    assert done.returncode == 0, done.stderr


def test_every_link_within_the_page_leads_somewhere():
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.*)$", TEXT, re.M)}
    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= anchors

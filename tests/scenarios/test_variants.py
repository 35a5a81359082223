"""Every variant moves what its title says, in the direction it says: by FAR standard errors at least."""
import math
import re
import subprocess

import pytest
import yaml
from conftest import SCENARIOS

FAR = 8
PATHS = 20_000
UP, DOWN = 1, -1

MOVES = {  # variant: (outcome, direction)
    "hardline": [("visit_in_2026", DOWN), ("tariffs_by_2026_11_10", UP), ("unbroken_to_expiry", DOWN),
                 ("alive_after_expiry", DOWN), ("suspended_by_expiry", UP), ("ordered_by_2026_01_31", DOWN)],
    "grand-bargain": [("visit_in_april", UP), ("licences_by_december", UP), ("pledge_2026_met", UP),
                      ("bargain_kept", UP), ("alive_after_expiry", UP), ("tariffs_by_2026_11_10", DOWN)],
    "taiwan": [("taiwan_crisis", UP), ("tariffs_by_2026_11_10", UP), ("suspended_by_expiry", UP),
               ("plants_stop_2026", UP), ("chips_fall_30", UP), ("alive_after_expiry", DOWN)],
    "slow-walk": [("ordered_by_2025_12_31", DOWN), ("twelve_by_february", DOWN), ("shipped_2026_share", DOWN),
                  ("pledge_2026_met", DOWN), ("bargain_kept", DOWN)],
    "licence-limbo": [("licences_by_december", DOWN), ("plants_stop_2026", UP), ("robots_stop_2026", UP),
                      ("car_weeks_lost_2026", UP)],
    "court-voids-tariffs": [("court_voids_by_june", UP)],
}
CERTAIN = {  # what a variant sets is so on every path
    "taiwan": ("taiwan_crisis", 1),
    "grand-bargain": ("visit_in_april", 1),
    "licence-limbo": ("licences_by_december", 0),
    "court-voids-tariffs": ("court_voids_by_june", 1),
}


def standard_errors_apart(low, high):
    """As if the two runs were independent; their common seed makes the true error smaller."""
    return (high["value"] - low["value"]) / math.hypot(low["standard_error"], high["standard_error"])


def test_every_variant_is_held():
    found = {path.stem for path in SCENARIOS.glob("*.yaml")} - {"base"}
    assert found == set(MOVES)


@pytest.mark.parametrize("variant, outcome, direction", [(v, *move) for v in MOVES for move in MOVES[v]])
def test_variant_moves(run, variant, outcome, direction):
    base = run("base.yaml", PATHS)["outcomes"][outcome]
    other = run(f"{variant}.yaml", PATHS)["outcomes"][outcome]
    assert direction * standard_errors_apart(base, other) >= FAR


@pytest.mark.parametrize("variant", CERTAIN)
def test_variant_is_certain_of_its_premise(run, variant):
    outcome, value = CERTAIN[variant]
    assert run(f"{variant}.yaml", PATHS)["outcomes"][outcome]["value"] == value


def test_without_the_emergency_law_fewer_tariffs_take_effect(run):
    # Small, as the base expects the court to do so with 76 %: so with more paths, and Z = 5.
    base = run("base.yaml", 100_000)["outcomes"]["tariffs_by_2026_11_10"]
    voided = run("court-voids-tariffs.yaml", 100_000)["outcomes"]["tariffs_by_2026_11_10"]
    assert standard_errors_apart(voided, base) >= 5


@pytest.mark.parametrize("variant", MOVES)
def test_variant_is_short_and_says_only_what_differs(variant):
    text = (SCENARIOS / f"{variant}.yaml").read_text()
    assert len(text.splitlines()) < 40
    assert re.search(r"^extends: base\.yaml$", text, re.MULTILINE)
    assert re.search(r"^title: .", text, re.MULTILINE)


@pytest.mark.parametrize("variant", MOVES)
def test_a_variant_reports_at_the_horizons_of_the_base(program, variant):
    # Otherwise the table of several scenarios has rows that all but one leave empty.
    assert set(shown(program, "base")["horizons"]) <= set(shown(program, variant)["horizons"])


def test_the_table_of_all_scenarios_is_full(program, tmp_path):
    files = [str(SCENARIOS / f"{name}.yaml") for name in ("base", *MOVES)]
    done = subprocess.run([program, *files, "--quiet", "--paths", "256", "--keep-paths", "none", "--out", str(tmp_path)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    empty = {line.split("  -")[0].strip() for line in done.stdout.split("COMPARISON", 1)[1].splitlines()
             if re.search(r"  -( |$)", line)}
    assert empty == {"to 2026-08-31", "to 2027-06-30"}  # what taiwan.yaml adds


OTHERWISE = {  # where a variant's modifiers are not the base's: (place, what its notes say about it)
    "grand-bargain": [("events.beijing_visit.outcomes.held", "what would move the visit no longer does"),
                      ("events.beijing_visit.outcomes.postponed", "what would move the visit no longer does")],
    "licence-limbo": [("events.general_licences", "General licences never come")],
    "taiwan": [("events.taiwan_severe", "begins on a given day")],
}


def modifiers(node, place=()):
    """All maps of modifiers by the place of their number, without sources and notes."""
    if not isinstance(node, dict):
        return {}
    found = {".".join(place): numbers(node["modifiers"])} if "modifiers" in node else {}
    for key, child in node.items():
        if key != "modifiers":
            found.update(modifiers(child, (*place, key)))
    return found


def numbers(node):
    if isinstance(node, dict):
        return {key: numbers(child) for key, child in node.items() if key not in ("source", "note")}
    return [numbers(child) for child in node] if isinstance(node, list) else node


def shown(program, variant):
    done = subprocess.run([program, "show", str(SCENARIOS / f"{variant}.yaml")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return yaml.load(done.stdout, Loader=yaml.BaseLoader)


@pytest.mark.parametrize("variant", MOVES)
def test_a_variant_that_replaces_a_number_keeps_its_modifiers(program, variant):
    base, other = (modifiers(shown(program, name)) for name in ("base", variant))
    assert "trade.soybeans.pace" in base and len(base) > 20
    named = dict(OTHERWISE.get(variant, []))
    differ = {place for place in {*base, *other} if base.get(place) != other.get(place)}
    assert differ == set(named)
    text = " ".join((SCENARIOS / f"{variant}.yaml").read_text().split())
    assert [words for words in named.values() if words not in text] == []


def test_a_modifier_that_was_lost_or_changed_is_seen(program):
    base = shown(program, "base")
    before, pace = modifiers(base), base["trade"]["soybeans"]["pace"]["modifiers"]
    pace["quarrel"]["while"]["tariffs"].append("mild_snapback")
    assert modifiers(base)["trade.soybeans.pace"] != before["trade.soybeans.pace"]
    del pace["quarrel"]
    assert set(before["trade.soybeans.pace"]) - set(modifiers(base)["trade.soybeans.pace"]) == {"quarrel"}

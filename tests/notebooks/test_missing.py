"""A result need not be like the base scenario's: what it lacks is said in a sentence, and the rest is drawn."""
import ast
import inspect
import json
import subprocess

import pandas as pd
import pictures
import pytest
import truce
from conftest import ROOT
from matplotlib.figure import Figure
from test_pictures import illegible

WHOLE = """
start: 2025-11-24
end: 2026-12-31
run: {paths: 512, seed: 5}
regimes: {tariffs: [calm, stress, snapback]}
truce: {holds_while: {tariffs: [calm, stress]}}
events:
  quarrel: {while: {tariffs: calm}, rate: {value: 2 per year, range: [1, 3]}, set: {tariffs: stress}}
  rise: {while: {tariffs: stress}, delay: 60 days, set: {tariffs: snapback}}
trade:
  soybeans:
    unit: Mt
    pace: 0.9 Mt/week
    noise: 50%
    commitments: {first: {quantity: 12 Mt, from: 2025-11-01, to: 2026-02-28}}
supply:
  magnets: {level: 80%, sectors: {cars: {cover: 7 weeks, exposure: 35%}}}
markets: {sp500: {initial: 6705 points, volatility: 13% per year}}
horizons: [2026-06-30, 2026-11-10]
outcomes: {holds: {regime: {tariffs: calm}, throughout: 2026-11-10}}
"""
SMALLER = {  # what is left out of it, or all that there is
    "whole": "extends: whole.yaml",
    "no truce": "extends: whole.yaml\ntruce: null",
    "no horizons": "extends: whole.yaml\nhorizons: null",
    "no events": "extends: whole.yaml\nevents: null",
    "no rates": "extends: whole.yaml\nevents: {quarrel: {date: 2026-03-01}}",
    "no ranges": "extends: whole.yaml\nevents: {quarrel: {rate: 2 per year}}",
    "no outcomes": "extends: whole.yaml\noutcomes: null",
    "no statements": "extends: whole.yaml\n"
                     "outcomes: {holds: null, bought: {flow: soybeans, ordered: {by: 2026-06-30}}}",
    "no pledges": "extends: whole.yaml\ntrade: {soybeans: {commitments: null}}",
    "no trajectories": "extends: whole.yaml\nrun: {sample_paths: 0}",
    "markets only": "start: 2025-11-24\nend: 2026-12-31\n"
                    "markets: {sp500: {initial: 6705 points, volatility: 13% per year}}",
    "regimes only": "start: 2025-11-24\nend: 2026-12-31\nregimes: {tariffs: [calm, stress]}",
}
LACKS = {  # what the pictures that cannot be drawn say; "whole" has all of them
    "no truce": "no truce: its scenario says no `truce:`",
    "no events": "no events: its scenario says no `events:`",
    "no outcomes": "no outcomes: its scenario says no `outcomes:`",
    "no pledges": "no pledges: its scenario says no `commitments:`",
    "no rates": "no event",
    "no ranges": "no rate with a range",
    "no statements": "no outcomes that are statements",
}
PICTURES = {  # how each is asked of any result
    "truce_life": [], "event_timeline": [], "purchases": [], "sector_heat": [], "stock_fans": [], "loss_exceedance": [],
    "market_fans": [], "purchases_and_life": [], "given_event": [], "tornado": [], "tornado_of_ranges": [],
    "what_if": [{"quarrel": 1.5}], "explore": [], "comparison": [],
}
OTHER = {"html", "statements", "sweep_heatmap", "sweep_effects"}  # no pictures of a result
CANNOT = {  # scenario: the pictures that it cannot give
    "whole": set(),
    "no truce": {"truce_life", "purchases_and_life", "what_if", "comparison"},
    "no horizons": set(),
    "no events": {"event_timeline", "given_event", "tornado", "tornado_of_ranges", "what_if", "explore"},
    "no rates": {"event_timeline", "tornado", "tornado_of_ranges", "what_if", "explore"},
    "no ranges": {"tornado_of_ranges"},
    "no outcomes": {"given_event", "tornado", "tornado_of_ranges", "what_if", "comparison"},
    "no statements": {"given_event", "what_if", "comparison"},
    "no pledges": {"purchases"},
    "no trajectories": set(),
    "markets only": set(PICTURES) - {"market_fans"},
    "regimes only": set(PICTURES),
}


@pytest.fixture(scope="module")
def files(program, tmp_path_factory):
    """The result file of each of SMALLER, by name, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("smaller")
    (folder / "whole.yaml").write_text(WHOLE)
    found = {}
    for name, text in SMALLER.items():
        scenario = folder / f"{name.replace(' ', '-')}.yaml"
        if name != "whole":
            scenario.write_text(text + "\n")
        found[name] = folder / scenario.stem / "result.nc"
        found[name].parent.mkdir()
        done = subprocess.run([program, str(scenario), "--quiet", "--paths", "512", "--out", str(found[name])],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return found


@pytest.fixture(scope="module")
def results(files):
    return {name: truce.load(file) for name, file in files.items()}


def public(module):
    return {name for name, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == module.__name__ and not name.startswith("_")}


def test_every_picture_is_asked_for():
    assert public(pictures) == set(PICTURES) | OTHER


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("name", SMALLER)
def test_a_picture_is_drawn_or_says_what_the_result_lacks(results, name, picture, capsys):
    result, told = results[name], None
    both = [result] if picture == "comparison" else []
    try:
        drawn = getattr(pictures, picture)(result, *both, *PICTURES[picture])
    except truce.Missing as missing:
        told = str(missing)
    if picture == "explore" and told is None:  # draws by itself, or prints why not
        told = next((line for line in capsys.readouterr().out.splitlines() if "Figure" not in line), None)
        assert told is None or name in ("no truce", "no outcomes", "no statements")
    elif told is None:
        assert isinstance(drawn, Figure) and illegible(drawn) == ([], [])
    assert (told is not None) == (picture in CANNOT[name]) or picture == "explore"
    if told is not None:
        assert "result" in told and LACKS.get(name, "") in told
        assert name != "no rates" or picture == "event_timeline" or told == truce.NO_RATES


TABLES = {  # the functions of truce.py that take a result, and what else they ask for
    "survival": [], "survival_of_paths": [], "causes": [], "life": [], "survival_at": ["2026-06-30"], "event_times": [],
    "happened": ["quarrel"], "outcome_values": ["holds"], "outcomes": [], "given": [[True] * 512],
    "outcomes_as_text": [], "briefing": [], "fan": ["market"], "commitment": ["soybeans.first"], "commitments": [],
    "chance_of_volume": ["soybeans.first"], "chance_ordered": ["soybeans", 12], "disruption": [], "dry_share": [],
    "losses": [], "exceedance": ["magnets.cars"],
    "joint": ["soybeans"], "events_with_rates": [], "weights": [{"quarrel": 1.5}], "largest_factor": ["quarrel"],
    "what_if": [{"quarrel": 1.5}], "tornado": ["holds"], "rate_ranges": [], "tornado_of_ranges": ["holds"],
    "start": [], "days": [], "kept": [], "horizons": [], "scenario": [], "is_probability": ["holds"],
}


@pytest.mark.parametrize("name", SMALLER)
def test_a_table_is_given_or_says_what_the_result_lacks(results, name):
    missing = {}
    for function, arguments in TABLES.items():
        if name == "no statements" and arguments == ["holds"]:
            arguments = ["bought"]
        try:
            getattr(truce, function)(results[name], *arguments)
        except truce.Missing as told:
            missing[function] = str(told)
    assert ("survival" in missing) == (name in ("no truce", "markets only", "regimes only"))
    assert all("this result has no " in told for told in missing.values())
    if name in ("whole", "no horizons", "no statements"):
        assert missing == {}


def test_a_briefing_leaves_out_what_is_not_there(results):
    assert "31 Dec 2026" in truce.briefing(results["no horizons"]).splitlines()[2]
    assert "10 Nov 2026" in truce.briefing(results["whole"]).splitlines()[2]
    assert "What begins" in truce.briefing(results["whole"])
    assert "What begins" not in truce.briefing(results["no events"])
    assert len(truce.briefing(results["markets only"]).splitlines()) == 1


def test_a_file_without_single_paths_says_how_to_get_them(program, tmp_path):
    (tmp_path / "whole.yaml").write_text(WHOLE)
    subprocess.run([program, str(tmp_path / "whole.yaml"), "--quiet", "--keep-paths", "none", "--out",
                    str(tmp_path / "x.nc")], check=True, capture_output=True)
    result = truce.load(tmp_path / "x.nc")
    with pytest.raises(truce.Missing, match="run again without --keep-paths none"):
        pictures.event_timeline(result)
    assert isinstance(pictures.truce_life(result), Figure)


def test_results_without_anything_in_common_are_not_compared(results):
    with pytest.raises(truce.Missing, match="no outcome in common"):
        truce.compare(results["whole"], results["no statements"])
    with pytest.raises(truce.Missing, match="no outcome in common"):
        pictures.comparison(results["whole"], results["no statements"])
    late = results["whole"].assign_coords(time=results["whole"]["time"] + pd.Timedelta(days=3))
    with pytest.raises(truce.Missing, match="no date in common"):
        truce.compare_survival(results["whole"], late)


def test_units_other_than_those_of_the_base_are_converted(program, tmp_path):
    (tmp_path / "whole.yaml").write_text(WHOLE)
    (tmp_path / "units.yaml").write_text("""
extends: whole.yaml
events: {quarrel: {rate: {value: 0.5 per month, range: [0.2, 1]}}}
trade: {soybeans: {commitments: {first: {quantity: 12000 kt}}}}
supply: {magnets: {sectors: {cars: {cover: 49 days}}}}
""")
    subprocess.run([program, str(tmp_path / "units.yaml"), "--quiet", "--out", str(tmp_path / "x.nc")], check=True,
                   capture_output=True)
    result = truce.load(tmp_path / "x.nc")
    assert truce.commitment(result, "soybeans.first")["quantity"] == pytest.approx(12)
    assert truce.stock_cover(result, "magnets.cars", 0.05) == pytest.approx(7)
    assert truce.rate_ranges(result).loc["quarrel", ["value", "low", "high"]].tolist() == pytest.approx([6, 2.4, 12])


def test_an_attempt_hides_no_other_mistake(results, capsys):
    assert truce.attempt(truce.survival, results["no truce"]) is None
    assert capsys.readouterr().out == "Survival is left out: this result has no truce: its scenario says no `truce:`.\n"
    with pytest.raises(KeyError, match="no event 'typo'"):
        truce.attempt(truce.happened, results["whole"], "typo")


def test_running_again_at_another_rate_is_the_scenario_at_that_rate(results, program, files, monkeypatch):
    monkeypatch.setenv("SIMULATE", program)
    again = truce.run_again(results["whole"], {"quarrel": 1.5})
    told = truce.run(files["whole"].parent.parent / "whole.yaml", "--set", "events.quarrel.rate.value=3 per year")
    assert truce.outcomes(again).equals(truce.outcomes(told))
    assert not truce.outcomes(again).equals(truce.outcomes(results["whole"]))


def run_cells(path, capsys):
    """Runs the code of a notebook in this process; returns the values at the ends of its cells and what was printed."""
    names, values = {}, []
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] != "code":
            continue
        body = ast.parse("".join(line for line in cell["source"] if not line.startswith("%"))).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), path.name, "exec"), names)
        if last is not None:
            values.append(eval(compile(ast.Expression(last.value), path.name, "eval"), names))
    return values, capsys.readouterr().out


@pytest.mark.parametrize("notebook", ["01-base-scenario", "02-what-if", "03-compare"])
@pytest.mark.parametrize("name", SMALLER)
def test_a_notebook_shows_what_the_result_has(files, program, name, notebook, monkeypatch, capsys):
    monkeypatch.setenv("RESULTS", str(files[name].parent))
    monkeypatch.setenv("SIMULATE", program)
    values, printed = run_cells(ROOT / "notebooks" / f"{notebook}.ipynb", capsys)
    drawn = [value for value in values if isinstance(value, Figure)]
    if notebook == "01-base-scenario":
        assert len(drawn) == 11 - len(CANNOT[name] & (set(PICTURES) - {"what_if", "explore", "comparison"}))
    if name == "whole" and notebook != "03-compare":
        assert "left out" not in printed
    if name == "markets only":
        assert "is left out: this result has no " in printed

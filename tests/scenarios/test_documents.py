"""docs/ says what the program says today, and every scenario passes the strict check."""
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT, SCENARIOS

sys.path.insert(0, str(ROOT / "tools"))
import backtest_table  # noqa: E402

FILES = sorted(str(path.relative_to(ROOT)) for path in SCENARIOS.rglob("*.yaml") if path.parent.name != "studies")


def test_back_test_table_is_current(program):
    done = subprocess.run([sys.executable, str(ROOT / "tools/backtest_table.py"), "--simulate", program],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("scenario, outcome, days", [("buenos-aires-2018", "announced_by_day_155", 155),
                                                     ("osaka-2019", "announced_by_day_33", 33)])
def test_the_table_and_the_scenario_mean_the_same_announcement(program, tmp_path, monkeypatch, scenario, outcome, days):
    monkeypatch.setattr(backtest_table, "PATHS", 2000)
    result = backtest_table.simulate(program, scenario, tmp_path)
    told = result.outcome_value.sel(outcome=outcome).values
    assert (told == (backtest_table.announcement(result) < days + 1)).all()
    assert 0 < told.mean() < 1


def test_a_figure_beside_a_bound_that_reads_the_same_has_a_digit_more():
    values = np.linspace(64.4, 300, 11)
    values[1] = 64.4  # the tenth percentile
    told = backtest_table.row("s", "f", "days", 0, 64, values)
    assert "| 64.0 |" in told and "| 64.4 to " in told and "| no |" in told
    assert "| 64 |" in backtest_table.row("s", "f", "days", 0, 64, values - 10)
    assert "| 64 |" in backtest_table.row("s", "f", "days", 0, 64, np.append(np.full(3, 64.0), values))


def test_assumptions_are_current(program):
    document = ROOT / "docs/assumptions.md"
    done = subprocess.run([program, "explain", "--markdown", "scenarios/base.yaml"], capture_output=True, text=True,
                          cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert document.is_file(), "to mend: simulate explain --markdown scenarios/base.yaml > docs/assumptions.md"
    assert document.read_text() == done.stdout


@pytest.mark.parametrize("file", FILES)
def test_strict_check_passes(program, file):
    done = subprocess.run([program, "check", "--strict", file], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_reference_says_what_a_shorter_step_does_to_orders(run):
    text = " ".join((ROOT / "docs/scenario-language.md").read_text().split())
    found = re.search(r"the median ordered by 31 January 2026 is ([\d.]+) Mt at steps of a week and ([\d.]+) Mt at steps"
                      r" of a day", text)
    for told, step in zip(found.groups(), ("1 week", "1 day")):
        median = run("base.yaml", 10_000, f"step={step}")["outcomes"]["ordered_by_2026_01_31"]["quantiles"]["0.50"]
        assert abs(median["value"] - float(told)) < 0.05 + 5 * median["standard_error"]
    assert float(found[1]) - float(found[2]) > 1


@pytest.mark.parametrize("to, share", [("2026-01-29", 1 - 3 / 7 * 4 / 67), ("2026-02-01", 1)])
def test_the_reference_says_what_a_deadline_inside_a_step_costs(program, tmp_path, to, share):
    scenario = tmp_path / "edge.yaml"
    scenario.write_text(f"""
start: 2025-11-24
end: 2026-03-31
trade:
  soybeans:
    unit: Mt
    pace: 5 Mt/week
    commitments: {{pledge: {{quantity: 12 Mt, from: 2025-11-24, to: {to}, haste: 1}}}}
outcomes: {{share: {{commitment: soybeans.pledge, ordered: {{}}}}}}
""")
    done = subprocess.run([program, str(scenario), "--paths", "8", "--json", "--quiet", "--out", str(tmp_path / "x.nc")],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcomes"]["share"]["value"] == pytest.approx(share)
    assert "(0.3 Mt of 12 Mt" in (ROOT / "docs/scenario-language.md").read_text()

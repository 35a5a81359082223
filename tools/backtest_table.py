#!/usr/bin/python3
"""Writes docs/backtests.md: where in each back-test's distribution the realised figure fell.

usage: backtest_table.py [--simulate PROGRAM] [--update]
Without --update the table is compared with the document; exit code 1 where they differ.
"""
import argparse
import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import xarray as xr

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs/backtests.md"
PATHS = 20_000

ABOUT = """# Back-tests

Each scenario in `scenarios/backtests/` knows what was known on its first day and no more; its ranges were chosen from
that, and none was widened to catch an outcome. The table says where in the simulated distribution the realised figure
fell: the PIT value is the share of paths below it (half of those equal to it), the interval runs from the tenth to the
ninetieth percentile of {paths:,} paths. A PIT value near 0 or 1 is a bad forecast, and so is an interval that says
nothing. Spells count the days to the event, and "{never}" stands for paths on which it does not happen within the
scenario.

"""
FINDINGS = """
What it says. The breaks of 2019 came early but within what had to be expected; spells are wide, as one or two truces
are all that was known. Tonnage is forecast too low: after Buenos Aires and in 2020 China bought more than a pledge
without a record let one expect. Too little of it falls into October to January: a season that speeds up loading alone
is flatter than the harvest, so that the months of a year are less sure here than the year.
"""
NEVER = "never"


def outcome(name, times=1.0):
    return lambda result: times * result.outcome_value.sel(outcome=name).values.astype(float)


def announcement(result):
    """Days to a dated announcement, or to a rise without one."""
    announced = result.event_first_time.sel(event="announcement").values
    return np.fmin(announced, result.truce_end_time.values)


def broken(result):
    return result.truce_end_time.values


def first(event):
    return lambda result: result.event_first_time.sel(event=event).values


def season_share(result):
    """October to January of 2020 and 2021; January 2020 (2.0 Mt) was over when the scenario begins."""
    seasons = outcome("season_2020_over_10", 10)(result) + outcome("season_2021_over_10", 10)(result)
    return 100 * (seasons + 2.0) / outcome("shipped_two_years")(result)


ROWS = [  # scenario, figure, unit, digits, realised, values of the paths
    ("buenos-aires-2018", "days to the announcement of a rise", "days", 0, 155, announcement),
    ("buenos-aires-2018", "days to a rise in force", "days", 0, 160, broken),
    ("buenos-aires-2018", "soybeans shipped by 28 June 2019, of 14 Mt", "Mt", 1, 8.0, outcome("shipped_by_june")),
    ("osaka-2019", "days to the announcement of a rise", "days", 0, 33, announcement),
    ("osaka-2019", "days to the halt of purchases", "days", 0, 37, first("halt")),
    ("osaka-2019", "days to a rise in force", "days", 0, 64, broken),
    ("osaka-2019", "soybeans shipped July to September 2019", "Mt", 1, 5.6, outcome("shipped_to_september")),
    ("phase-one-2020", "days to a rise in force", "days", 0, np.nan, broken),
    ("phase-one-2020", "soybeans shipped in 2020", "Mt", 1, 34.2, outcome("shipped_2020")),
    ("phase-one-2020", "soybeans shipped in 2020 and 2021", "Mt", 1, 61.5, outcome("shipped_two_years")),
    ("phase-one-2020", "of it in October to January", "%", 0, 79, season_share),
    ("magnets-2025", "weeks of car output lost, April to June 2025", "weeks", 2, "under 0.26", outcome("weeks_lost_to_june")),
]


def simulate(program, scenario, folder):
    file = Path(folder) / f"{scenario}.nc"
    subprocess.run([program, str(ROOT / "scenarios/backtests" / f"{scenario}.yaml"), "--paths", str(PATHS), "--keep-paths",
                    str(PATHS), "--quiet", "--out", str(file)], check=True, stdout=subprocess.DEVNULL)
    return xr.load_dataset(file, decode_times=False)


def words(value, digits):
    return NEVER if np.isinf(value) else f"{value:.{digits}f}"


def pit(values, realised):
    return np.mean(values < realised) + 0.5 * np.mean(values == realised)


def row(scenario, figure, unit, digits, realised, values):
    values = np.where(np.isnan(values), np.inf, values)  # NaN: never within the scenario
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9], method="inverted_cdf")
    if not isinstance(realised, str):
        realised = np.inf if np.isnan(realised) else realised
        # One digit more where the realised figure is beside a bound that reads the same.
        digits += any(end != realised and words(end, digits) == words(realised, digits) for end in (low, high))
    span = words(low, digits) if low == high else f"{words(low, digits)} to {words(high, digits)}"
    if isinstance(realised, str):
        told, place, inside = realised, "no chance in it", "-"
    else:
        told, place = words(realised, digits), f"{pit(values, realised):.2f}"
        inside = "yes" if low <= realised <= high else "no"
    width = NEVER if np.isinf(high) else f"{high - low:.{digits}f}"
    return f"| {scenario} | {figure} | {unit} | {told} | {words(middle, digits)} | {span} | {width} | {inside} | {place} |"


def document(program):
    lines = ["| scenario | figure | unit | realised | median | 80 % interval | width | inside | PIT |",
             "| --- | --- | --- | ---: | ---: | --- | ---: | --- | ---: |"]
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for scenario, figure, unit, digits, realised, values in ROWS:
            if scenario not in results:
                results[scenario] = simulate(program, scenario, folder)
            lines.append(row(scenario, figure, unit, digits, realised, values(results[scenario])))
    lines += ["| busan-2025 (`scenarios/base.yaml`) | nothing has come due yet | - | - | - | - | - | - | - |", ""]
    return ABOUT.format(paths=PATHS, never=NEVER) + "\n".join(lines) + FINDINGS


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--simulate", default=str(ROOT / "build/release/simulate"))
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    fresh = document(options.simulate)
    if options.update:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(fresh)
        return 0
    old = DOCUMENT.read_text() if DOCUMENT.is_file() else ""
    if old == fresh:
        return 0
    sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), fresh.splitlines(True), "docs/backtests.md", "now"))
    print("to mend: tools/backtest_table.py --update")
    return 1


if __name__ == "__main__":
    sys.exit(main())

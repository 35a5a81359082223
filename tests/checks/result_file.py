#!/usr/bin/python3
"""Opens a result file as a reader would, and says everything that is missing, misnamed or cannot be true.

usage: result_file.py FILE.nc [--complete]
--complete: every variable must be there (a scenario that uses all six nouns); otherwise those of nouns that it lacks
may be missing. Prints one line for each problem; exit code 1 where there is one.
"""
import argparse
import sys

import numpy as np
import xarray as xr

COORDINATES = ("path time event outcome_of_event regime regime_state factor commitment flow sector chain market "
               "horizon quantile outcome sample").split()
ATTRIBUTES = ("title scenario scenario_yaml scenario_sha256 seed paths paths_kept version build vectors threads wall_seconds "
              "paths_per_second created complete").split()
QUANTILES = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99]

# Name: dimensions, and the unit where there is only one that it can have.
VARIABLES = {
    "event_count": ("path event", "1"),
    "event_own_count": ("path event", "1"),
    "event_first_time": ("path event", "d"),
    "event_integrated_hazard": ("path event", "1"),
    "event_outcome": ("path event", None),
    "triggers_voided": ("event", "1"),
    "regime_final": ("path regime", None),
    "regime_days": ("path regime_state", "d"),
    "truce_end_time": ("path", "d"),
    "truce_end_cause": ("path", None),
    "truce_end_root": ("path", None),
    "ordered": ("path commitment", None),
    "shipped": ("path commitment", None),
    "flow_ordered_total": ("path flow", None),
    "flow_shipped_total": ("path flow", None),
    "disrupted_days": ("path sector", "d"),
    "first_disruption": ("path sector", "d"),
    "longest_disruption": ("path sector", "d"),
    "loss": ("path sector", None),
    "peak_loss_rate": ("path sector", None),
    "market_return": ("path market horizon", "1"),
    "market_drawdown": ("path market horizon", "1"),
    "outcome_value": ("path outcome", None),
    "truce_survival": ("time", "1"),
    "truce_holding": ("time", "1"),
    "truce_incidence": ("time event", "1"),
    "truce_incidence_root": ("time event", "1"),
    "regime_probability": ("time regime_state", "1"),
    "event_probability": ("time event", "1"),
    "factor_mean": ("time factor", None),
    "factor_quantile": ("time factor quantile", None),
    "ordered_mean": ("time flow", None),
    "ordered_quantile": ("time flow quantile", None),
    "shipped_mean": ("time flow", None),
    "shipped_quantile": ("time flow quantile", None),
    "flow_rate_mean": ("time flow", None),
    "flow_rate_quantile": ("time flow quantile", None),
    "disruption_probability": ("time sector", "1"),
    "loss_mean": ("time sector", None),
    "dry_share_mean": ("time sector", "1"),
    "drawdown_quantile": ("time sector quantile", None),
    "level_quantile": ("time chain quantile", "1"),
    "market_quantile": ("time market quantile", None),
    "outcome_mean": ("outcome", None),
    "sample_factor": ("sample time factor", None),
    "sample_regime": ("sample time regime", None),
    "sample_ordered": ("sample time flow", None),
    "sample_drawdown": ("sample time sector", None),
    "sample_market": ("sample time market", None),
}
PROBABILITIES = ("truce_survival truce_holding truce_incidence truce_incidence_root regime_probability "
                 "event_probability disruption_probability dry_share_mean triggers_voided").split()
RISING = ("event_probability disruption_probability truce_incidence truce_incidence_root ordered_mean shipped_mean "
          "loss_mean").split()
FLAGS = "event_outcome regime_final truce_end_cause truce_end_root".split()
ROUNDING = 2e-5  # shares are stored as float32


def standard_errors():
    """Name of the standard error -> name of the estimate."""
    table = {}
    for name in VARIABLES:
        if name.endswith("_mean"):
            table[name[: -len("_mean")] + "_se"] = name
        elif name.endswith(("_probability", "_survival", "_holding", "_incidence")):
            table[name + "_se"] = name
    return table


class Check:
    def __init__(self, dataset, complete):
        self.data = dataset
        self.complete = complete
        self.problems = []

    def expect(self, condition, text):
        if not (np.all(condition) if isinstance(condition, np.ndarray) else condition):
            self.problems.append(text)

    def has(self, *names):
        return all(name in self.data for name in names)

    def values(self, name):
        return self.data[name].values.astype(float)

    def dimensions_exist(self, name):
        """Whether the scenario has what the variable is about; the truce has no dimension of its own."""
        dimensions = VARIABLES[name][0].split()
        if name.startswith("truce_") and "truce_survival" not in self.data and not self.complete:
            return False
        return self.complete or all(self.data.sizes.get(dimension, 0) > 0 for dimension in dimensions)

    # --- names ---------------------------------------------------------------------------------------------------

    def names(self):
        for name in ATTRIBUTES:
            self.expect(name in self.data.attrs, f"global attribute {name} is missing")
        self.expect(self.data.attrs.get("complete", 1) == 1, "the attribute complete is not 1")
        for name in COORDINATES:
            if self.complete or self.data.sizes.get(name, 0) > 0:
                self.expect(name in self.data.coords, f"coordinate {name} is missing")
        for name, (dimensions, unit) in VARIABLES.items():
            if self.dimensions_exist(name):
                self.variable(name, tuple(dimensions.split()), unit)
        for error, estimate in standard_errors().items():
            if estimate in self.data:
                self.variable(error, self.data[estimate].dims, self.data[estimate].attrs.get("units"))
        for name in self.data.variables:
            about = self.data[name]
            self.expect(about.attrs.get("long_name"), f"{name} has no long_name")
            if about.dtype.kind in "fiu":
                self.expect(about.attrs.get("units"), f"{name} has no units")
        for name in FLAGS:
            if name in self.data:
                for attribute in ("flag_values", "flag_meanings"):
                    self.expect(attribute in self.data[name].attrs, f"{name} has no {attribute}")
                flags = np.atleast_1d(self.data[name].attrs.get("flag_values", []))
                meanings = str(self.data[name].attrs.get("flag_meanings", "")).split()
                self.expect(len(flags) == len(meanings), f"{name} has {len(flags)} flags and {len(meanings)} meanings")

    def variable(self, name, dimensions, unit):
        if name not in self.data:
            self.problems.append(f"{name} is missing")
            return
        self.expect(self.data[name].dims == dimensions, f"{name} has dimensions {self.data[name].dims}, not {dimensions}")
        found = self.data[name].attrs.get("units")
        self.expect(unit is None or found == unit, f"{name} has units {found!r}, not {unit!r}")

    # --- values --------------------------------------------------------------------------------------------------

    def times(self):
        time = self.values("time")
        self.expect(time[0] == 0 and np.all(np.diff(time) > 0), "time does not rise from 0")
        self.expect(self.data["time"].attrs.get("units", "").startswith("days since "), "time is not in days since start")
        if "quantile" in self.data:
            self.expect(np.allclose(self.values("quantile"), QUANTILES), f"quantile is not {QUANTILES}")

    def ranges(self):
        for name in PROBABILITIES:
            if name in self.data:
                values = self.values(name)
                values = values[~np.isnan(values)] if name == "triggers_voided" else values
                self.expect((values >= 0) & (values <= 1 + ROUNDING), f"{name} is outside [0, 1]")
        for name in RISING:
            if name in self.data:
                values = self.values(name)
                self.expect(np.diff(values, axis=0) >= -ROUNDING * np.maximum(1, np.abs(values[1:])), f"{name} falls")
        for name, about in self.data.variables.items():
            if name.endswith("_quantile"):
                steps = np.diff(about.values.astype(float), axis=about.dims.index("quantile"))
                self.expect((steps >= 0) | np.isnan(steps), f"{name} is not ordered by quantile")
        paths = float(self.data.attrs.get("paths", np.nan))
        for error, estimate in standard_errors().items():
            if self.has(error, estimate):
                values = self.values(error)
                self.expect((values >= 0) | np.isnan(values), f"{error} is negative")
                if estimate.endswith(("_probability", "_survival", "_holding", "_incidence")):
                    share = self.values(estimate).clip(0, 1)
                    known = np.sqrt(share * (1 - share) / paths)
                    self.expect(np.abs(values - known) <= 1e-6 + 0.1 * known, f"{error} is not that of a share")

    def truce(self):
        if not self.has("truce_survival"):
            return
        survival = self.values("truce_survival")
        self.expect(np.diff(survival) <= ROUNDING, "truce_survival rises")
        self.expect(self.values("truce_holding") >= survival - ROUNDING, "truce_holding is below truce_survival")
        broken = 1 - survival if survival[0] > 0 else 0 * survival
        for name in ("truce_incidence", "truce_incidence_root"):
            if name in self.data:
                self.expect(np.abs(self.values(name).sum(axis=1) - broken) < ROUNDING,
                            f"{name} does not sum to 1 - truce_survival")
        if self.has("truce_end_time", "truce_end_cause") and survival[0] > 0:
            self.expect(np.isnan(self.values("truce_end_time")) == (self.values("truce_end_cause") == -1),
                        "truce_end_time and truce_end_cause disagree on whether the truce held")

    def regimes(self):
        if not self.has("regime", "regime_state"):
            return
        owners = np.array([str(state).split(".")[0] for state in self.data["regime_state"].values])
        horizon = self.values("time")[-1]
        for row, regime in enumerate(map(str, self.data["regime"].values)):
            states = np.flatnonzero(owners == regime)
            if self.has("regime_probability"):
                total = self.values("regime_probability")[:, states].sum(axis=1)
                self.expect(np.abs(total - 1) < ROUNDING, f"regime_probability of {regime} does not sum to 1")
            if self.has("regime_days"):
                total = self.values("regime_days")[:, states].sum(axis=1)
                self.expect(np.abs(total - horizon) < 1e-3 * horizon, f"regime_days of {regime} do not sum to the horizon")
            if self.has("regime_final"):
                self.expect(np.isin(self.values("regime_final")[:, row], states),
                            f"regime_final of {regime} is a state of another regime")

    def events(self):
        if not self.has("event_count", "event_own_count", "event_first_time"):
            return
        count, own, first = (self.values(n) for n in ("event_count", "event_own_count", "event_first_time"))
        self.expect(count >= own, "event_own_count is above event_count")
        self.expect(np.isnan(first) == (count == 0), "event_first_time and event_count disagree on whether it fired")
        fired = first[~np.isnan(first)]
        self.expect((fired >= 0) & (fired <= self.values("time")[-1] * (1 + 1e-6)), "event_first_time is outside the run")
        self.expect(self.values("event_integrated_hazard") >= 0, "event_integrated_hazard is negative")
        outcomes = self.values("event_outcome")
        names = [str(name) for name in self.data["outcome_of_event"].values] if "outcome_of_event" in self.data else []
        self.expect((outcomes >= -1) & (outcomes < len(names)), "event_outcome is outside outcome_of_event")
        for column, event in enumerate(map(str, self.data["event"].values)):
            own_names = [row for row, name in enumerate(names) if name.rsplit(".", 1)[0] == event]
            self.expect(np.isin(outcomes[:, column], [-1, *own_names]), f"event_outcome of {event} is another event's")

    def flows_and_markets(self):
        if self.has("ordered_mean", "shipped_mean"):
            ordered, shipped = self.values("ordered_mean"), self.values("shipped_mean")
            self.expect(shipped <= ordered * (1 + ROUNDING) + ROUNDING, "more is shipped than ordered")
        if self.has("market_return", "market_drawdown"):
            self.expect(self.values("market_return") > -1, "market_return is not above -1")
            drawdown = self.values("market_drawdown")
            self.expect((drawdown >= 0) & (drawdown <= 1), "market_drawdown is outside [0, 1]")

    def paths(self):
        """What is kept of each path gives the estimates again, where all paths are kept."""
        attributes = self.data.attrs
        if "path" in self.data.sizes:
            self.expect(int(attributes.get("paths_kept", -1)) == self.data.sizes["path"], "paths_kept is not the size of path")
        if int(attributes.get("paths_kept", 0)) != int(attributes.get("paths", -1)):
            return
        if self.has("outcome_value", "outcome_mean"):
            value, mean = self.values("outcome_value"), self.values("outcome_mean")
            for column, outcome in enumerate(map(str, self.data["outcome"].values)):
                counted = value[:, column][~np.isnan(value[:, column])]
                again = counted.mean() if counted.size else np.nan
                self.expect(np.isclose(again, mean[column], rtol=1e-4, atol=1e-6, equal_nan=True),
                            f"outcome_mean of {outcome} is {mean[column]:.6g}, its paths give {again:.6g}")
        if self.has("event_count", "event_probability"):
            again = (self.values("event_count") > 0).mean(axis=0)
            self.expect(np.abs(again - self.values("event_probability")[-1]) < ROUNDING,
                        "event_probability at the end is not the share of paths with a firing")
        if self.has("truce_end_time", "truce_survival"):
            again = np.isnan(self.values("truce_end_time")).mean()
            self.expect(abs(again - self.values("truce_survival")[-1]) < ROUNDING,
                        "truce_survival at the end is not the share of paths whose truce held")

    def run(self):
        self.names()
        if "time" not in self.data:
            self.problems.append("time is missing")
            return self.problems
        for part in (self.times, self.ranges, self.truce, self.regimes, self.events, self.flows_and_markets, self.paths):
            try:
                part()
            except (KeyError, ValueError, IndexError, TypeError) as error:
                self.problems.append(f"{part.__name__} cannot be checked: {error!r}")
        return self.problems


def problems_of(path, complete=False):
    with xr.open_dataset(path) as decoded:  # the reader's way, with dates; it must not fail
        decoded["time"].dt.year.values
    with xr.open_dataset(path, decode_times=False) as dataset:
        return Check(dataset.load(), complete).run()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--complete", action="store_true")
    arguments = parser.parse_args()
    found = problems_of(arguments.file, arguments.complete)
    for text in found:
        print(f"{arguments.file}: {text}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

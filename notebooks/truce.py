"""Numbers from result files: what the notebooks print and what the pictures (pictures.py) draw.

A result is what `xarray.open_dataset("results/base.nc")` gives; `load` does that and remembers the file's name. Words
are those of the file: a path is one simulated history; "kept" paths are those whose outcomes stand in the file one by
one (20,000 by default, `paths_kept`), the estimates over time come from all paths (`paths`). Every function returns a
pandas table, a series or a number; probabilities and shares are fractions in [0, 1], times are days from the start
unless a date is named, volumes are in the flow's unit (Mt), losses in weeks of a sector's output. A column NAME_se is
the standard error of NAME. Nothing here changes its arguments.
"""
import math
import os
import subprocess
import tempfile
from functools import lru_cache, wraps
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import xarray as xr
import yaml

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results"
DAY = np.timedelta64(1, "D")
NO_RATES = "this result has no event with a rate: none of its scenario's `events:` says `rate:` or `probability:`"
LEAST_EFFECTIVE_SHARE = 0.05  # below it, re-weighting leans on a handful of paths


# --- what a result holds ---------------------------------------------------------------------------------------------

class Missing(ValueError):
    """A result does not hold what is asked of it: the message says what, and what its scenario would have to say."""


HOLDS = {  # noun: (variables or coordinates one of which is there, or the file lacks it; what to say then)
    "truce": (("truce_survival", "truce_end_time"), "no truce: its scenario says no `truce:`"),
    "event": (("event",), "no events: its scenario says no `events:`"),
    "outcome": (("outcome", "outcome_mean"), "no outcomes: its scenario says no `outcomes:`"),
    "flow": (("flow",), "no trade: its scenario says no `trade:`"),
    "commitment": (("commitment",), "no pledges: its scenario says no `commitments:` under `trade:`"),
    "sector": (("sector",), "no sectors: its scenario says no `supply:`"),
    "market": (("market",), "no markets: its scenario says no `markets:`"),
    "path": (("path",), "no paths one by one: run again without --keep-paths none"),
    "sample": (("sample",), "no trajectories of single paths: its scenario says `sample_paths: 0`"),
}


def lacks(ds, *nouns):
    """What a result lacks, as a sentence ("this result has no truce: ..."), or "" where it has all of HOLDS' nouns."""
    for noun in nouns:
        variables, told = HOLDS[noun]
        if not any(name in ds.variables and ds[name].size for name in variables):
            return f"this result has {told}"
    return ""


def needs(*nouns):
    """Decorator: the function raises Missing, with a sentence, where a result among its arguments lacks a noun."""
    def decorate(function):
        @wraps(function)
        def checked(*arguments, **options):
            for ds in (*arguments, *options.values()):
                if isinstance(ds, xr.Dataset) and (told := lacks(ds, *nouns)):
                    raise Missing(told)
            return function(*arguments, **options)
        return checked
    return decorate


def attempt(function, *arguments, **options):
    """function(...), or None where a result lacks what it needs; what that is is then printed in one sentence."""
    try:
        return function(*arguments, **options)
    except Missing as told:
        print(f"{readable(function.__name__)} is left out: {told}.")
        return None


def among(ds, noun, names):
    """Those of the names that a result has ("event", "outcome"), in their order; None where it has none of them."""
    there = set(ds[noun].values) if noun in ds.coords else ()
    return [name for name in names if name in there] or None


def horizons(ds):
    """The scenario's horizon dates, as pandas Timestamps; none where it has no `horizons:`."""
    return [pd.Timestamp(date) for date in ds["horizon"].values] if "horizon" in ds.coords else []


# --- files -----------------------------------------------------------------------------------------------------------

def load(name=None):
    """Opens a result file and reads it into memory.

    name: a path ("results/base.nc"), or a result's bare name ("base"), or None for the newest result in the results
    folder (the variable RESULTS of the environment, otherwise results/ beside notebooks/); sweeps are passed over.
    Returns an xarray Dataset, with the file's name in attrs["source"]. Raises FileNotFoundError with what to run.
    """
    folder = Path(os.environ.get("RESULTS", RESULTS))
    if name is None:
        files = sorted(folder.rglob("*.nc"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files:
            dataset = _open(file)
            if "path" in dataset.dims:
                return dataset
        raise FileNotFoundError(f"no result in {folder}; run ./simulate scenarios/base.yaml first")
    file = Path(name) if str(name).endswith(".nc") else folder / f"{name}.nc"
    if not file.is_file():
        raise FileNotFoundError(f"there is no {file}; run ./simulate scenarios/{file.stem}.yaml --out {file} first")
    return _open(file)


def _open(file):
    with xr.open_dataset(file) as opened:
        dataset = opened.load()
    if dataset.attrs.get("complete", 1) != 1 and "path" in dataset.dims:
        raise ValueError(f"{file} is not complete: the run that wrote it did not finish")
    return dataset.assign_attrs(source=Path(file).name)


def run(scenario_file, *arguments, out=None, command=()):
    """Runs the program on a scenario and loads what it wrote.

    scenario_file: relative to the checkout ("scenarios/hardline.yaml"); arguments: further arguments of the program
    ("--paths", 20000); out: the result file to write, or None to keep no file; command: what stands before the file.
    The program is SIMULATE of the environment, otherwise ./simulate. Returns the Dataset. Raises RuntimeError with the
    program's text where it fails.
    """
    program = os.environ.get("SIMULATE", str(ROOT / "simulate"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(out or Path(folder) / f"{Path(scenario_file).stem}.nc").resolve()
        file.parent.mkdir(parents=True, exist_ok=True)
        command = [program, *command, str(scenario_file), "--quiet", "--out", str(file), *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or f"{' '.join(command)} failed with {done.returncode}")
        return load(file)


def run_again(ds, factors, *arguments):
    """Runs the scenario of a result again with other rates, and loads what comes of it; no file is kept.

    factors: {event: c}, its rate, modifiers and all, times c, as in `weights`; arguments: as in `run`.
    """
    always = f"between: [{start(ds).date()}, {pd.Timestamp(ds['time'].values[-1] - DAY).date()}]"
    settings = [text for event, factor in factors.items()
                for text in ("--set", f"events.{event}.modifiers.run_again={{{always}, times: {factor:g}}}")]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "again.yaml"
        file.write_text(ds.attrs["scenario_yaml"])
        return run(file, *settings, *arguments)


def run_sweep(study, *arguments, out=None):
    """Runs the program on a study and loads what it wrote, as `run` does: a Dataset with a dimension `point`.

    study: a file ("scenarios/studies/hazard-and-compliance.yaml"), or what would stand in it as a dictionary, the
    scenario's file seen from the checkout: {"scenario": "scenarios/base.yaml", "design": {...}, "vary": {...}}.
    """
    if not isinstance(study, dict):
        return run(study, *arguments, out=out, command=["sweep"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{study.get('sweep', 'study')}.yaml"
        file.write_text(yaml.safe_dump({**study, "scenario": str((ROOT / study["scenario"]).resolve())}))
        return run(file, *arguments, out=out, command=["sweep"])


@lru_cache(maxsize=16)
def _parsed(text):
    return yaml.load(text, Loader=yaml.BaseLoader) or {}


def scenario(ds):
    """The resolved scenario that the file was made from, as nested dictionaries of strings ({} where it has none)."""
    return _parsed(ds.attrs.get("scenario_yaml", ""))


def _value(node):
    """What an assumption says: the node itself, or what stands under `value`."""
    return node["value"] if isinstance(node, dict) and "value" in node else node


UNITS = [  # in each group, what one of a unit is
    {"t": 1, "kt": 1e3, "Mt": 1e6},
    {"day": 1, "week": 7, "month": 365.25 / 12, "year": 365.25},
    {"per day": 365.25, "per week": 365.25 / 7, "per month": 12, "per year": 1},
]


def _number(text, unit=None):
    """The number at the front of a quantity: 12.0 of "12 Mt", 0.76 of "76%"; unit: the unit it is wanted in, such as
    "week" for "45 days", where the scenario may have written another of its kind."""
    word, _, own = str(text).partition(" ")
    value = float(word[:-1]) / 100 if word.endswith("%") else float(word)
    own = own if own in ("t", "kt", "Mt") else own.removesuffix("s")
    for group in UNITS:
        if unit in group and own in group:
            return value if own == unit else value * group[own] / group[unit]
    return value


# How the names of the shipped scenarios read; other names are shown as their own words.
WORDS = {
    "stress": "Serious public quarrel",
    "stress_ends": "Quarrel repaired",
    "threat": "Moment of threat",
    "threat_decided": "Announced tariff comes due",
    "sudden_snapback": "Sudden tariff rise",
    "snapback": "Tariffs return",
    "restoration": "Agreement restored",
    "restoration_from_severe": "Severe tariffs withdrawn",
    "expiry_decision": "Decision on extension",
    "expiry": "Suspensions run out",
    "new_term": "New term begins",
    "ruling": "Supreme Court rules",
    "replacement": "Tariffs on another legal basis",
    "fentanyl_lapse": "Fentanyl tariff back",
    "fentanyl_restored": "Fentanyl tariff off again",
    "general_licences": "General rare-earth licences",
    "slow_down": "Rare-earth licences slow down",
    "slow_down_ends": "Licences flow again",
    "suspension": "Rare earths suspended",
    "suspension_lifted": "Suspension lifted",
    "slow_walk": "Buyers slow down",
    "slow_walk_ends": "Buyers back on pace",
    "halt": "Soybean purchases halted",
    "purchases_resume": "Purchases resume",
    "chips_allowed": "H200 chips allowed",
    "chips_denied": "Chip rules tightened",
    "china_answers": "Beijing answers on chips",
    "blackwell_allowed": "Blackwell chips allowed",
    "entity_shock": "Large entity listing",
    "leader_call": "Leaders' call",
    "nexperia_relapse": "Nexperia row returns",
    "beijing_visit": "Visit to Beijing decided",
    "taiwan_drill": "Drill round Taiwan",
    "state_visit": "Return visit decided",
    "taiwan_severe": "Taiwan crisis",
    "taiwan_eases": "Taiwan crisis eases",
    "russia_secondary": "Russia-related sanctions",
    "ukraine_deal": "Ceasefire in Ukraine",
    "unbroken_to_expiry": "Truce unbroken until its expiry",
    "alive_after_expiry": "Truce alive after its expiry",
    "alive_at_the_end": "Truce alive at the end",
    "plants_stop_2026": "Car plants stop in 2026",
    "robots_stop_2026": "Robot makers stop in 2026",
    "bargain_kept": "The whole bargain kept",
    "all_three_by_expiry": "Tariffs, minerals, purchases fail",
    "any_us_rise_by_expiry": "Any US tariff rise by expiry",
    "stocks_fall_if_tariffs": "Fall of shares if tariffs return",
    "pledge_2026_met": "Pledge of 2026 met",
    "twelve_by_february": "Twelve Mt by February",
    "twelve_by_january": "Twelve Mt by January",
    "visit_in_2026": "Visit to Beijing in 2026",
    "suspended_by_expiry": "Rare earths suspended by expiry",
    "chips_fall_30": "Chip shares fall by 30 %",
    "taiwan_crisis": "Crisis over Taiwan",
    "extended_in_2026": "Truce extended in 2026",
    "car_weeks_lost_2026": "Car output lost in 2026",
    "shipped_2026_share": "Share of the 2026 pledge shipped",
    "soybeans_below_9_55": "Soybeans below 9.55 USD",
}


def about(ds, noun, name):
    """A short name for people.

    noun: "market", "sector", "event", "outcome" or "commitment"; name: as in the file. A market is called what the
    scenario says about it, a sector "Automotive (rare earths)". Returns text without a full stop.
    """
    if noun == "market":
        told = scenario(ds).get("markets", {}).get(name, {})
        if isinstance(told, dict) and told.get("about"):
            return told["about"].split(",")[0].split(" (")[0]
    if noun == "sector" and "." in name:
        chain, sector = name.split(".", 1)
        return f"{readable(sector)} ({readable(chain).lower()})"
    return WORDS.get(name, readable(name)) if noun in ("event", "outcome") else readable(name)


def parameter_words(place):
    """A place in the scenario as words: "events.stress.rate.value" becomes "Serious public quarrel, rate"."""
    parts = [part for part in str(place).split(".") if part not in ("value", "outcomes", "modifiers", "sectors")]
    if len(parts) > 1 and parts[0] in ("events", "trade", "supply", "markets", "factors"):
        parts = parts[1:]
    words = [WORDS.get(parts[0], readable(parts[0])), *(" ".join(part.split("_")) for part in parts[1:])]
    return ", ".join(words)


MONTHS = "January February March April May June July August September October November December".split()
PROPER = {word.lower(): word for word in (*MONTHS, "Beijing", "China", "Taiwan", "Ukraine")}


def readable(name):
    """A name of the file as words: "tariffs_by_2026_11_10" becomes "Tariffs by 10 Nov 2026"."""
    words, found = str(name).replace(".", ": ").split("_"), []
    while words:
        if len(words) >= 3 and [len(word) for word in words[:3]] == [4, 2, 2] and "".join(words[:3]).isdigit():
            found.append(human_date("-".join(words[:3])))
            words = words[3:]
        else:
            word = words.pop(0)
            found.append(PROPER.get(word, word))
    text = " ".join(found)
    return text[:1].upper() + text[1:]


def human_date(date):
    """A date as "10 Nov 2026", whatever the locale; "never" for a missing one."""
    if pd.isna(date):
        return "never"
    date = pd.Timestamp(date)
    return f"{date.day} {MONTHS[date.month - 1][:3]} {date.year}"


def with_error(value, error, percent=False):
    """A figure and its standard error, in digits no finer than the error: "82.7 ± 0.1 %".

    value, error: numbers; percent: whether both are fractions to be shown in per cent. Returns text.
    """
    scale, unit = (100, " %") if percent else (1, "")
    if not (math.isfinite(value) and math.isfinite(error)):
        return f"{value * scale:.3g}{unit}"
    value, error = value * scale, error * scale
    if error == 0:
        return f"{value:g}{unit}"
    digits = max(0, -math.floor(math.log10(float(f"{error:.0e}"))))
    return f"{value:,.{digits}f} ± {error:.{digits}f}{unit}"


# --- estimates from kept paths ---------------------------------------------------------------------------------------

def start(ds):
    """The first day of the scenario, a pandas Timestamp."""
    return pd.Timestamp(ds["time"].values[0])


def days(ds):
    """The times of the file in days from the start: an array of shape (time,)."""
    return (ds["time"].values - ds["time"].values[0]) / DAY


@needs("path")
def kept(ds):
    """The number of paths whose outcomes stand in the file; raises Missing where there are none."""
    return ds.sizes["path"]


def mean_with_error(values, weights=None):
    """Mean of the values that are not NaN, and its standard error.

    values: shape (path,), NaN where the quantity is not defined; weights: shape (path,), 0 or more, or None for equal
    ones. The weighted mean is sum w f / sum w, its error that of the ratio (delta method). Returns (mean, error), NaN
    where nothing is defined.
    """
    values = np.asarray(values, float)
    defined = np.isfinite(values)
    weights = defined.astype(float) if weights is None else np.where(defined, np.asarray(weights, float), 0.0)
    total = weights.sum()
    if total == 0:
        return math.nan, math.nan
    centred = np.where(defined, values, 0.0)
    mean = (weights * centred).sum() / total
    return float(mean), float(np.sqrt(((weights * np.where(defined, centred - mean, 0.0)) ** 2).sum()) / total)


def quantile_with_error(values, level):
    """Quantile of the values that are not NaN, with an error from order statistics.

    values: shape (path,); level: in (0, 1). The error is half the distance between the order statistics one binomial
    standard deviation below and above. Returns (quantile, error).
    """
    ordered = np.sort(np.asarray(values, float)[np.isfinite(values)])
    count = ordered.size
    if count == 0:
        return math.nan, math.nan
    spread = math.sqrt(count * level * (1 - level))
    low = ordered[max(0, math.floor(count * level - spread))]
    high = ordered[min(count - 1, math.ceil(count * level + spread) - 1)]
    return float(np.quantile(ordered, level)), float(abs(high - low) / 2)


def share_interval(count, total, confidence=0.95):
    """Wilson's interval of a share: count of total. Arrays or numbers; returns (low, high)."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = np.asarray(count, float) / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * np.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return np.clip(middle - half, 0, share), np.clip(middle + half, share, 1)


# --- the truce -------------------------------------------------------------------------------------------------------

@needs("truce")
def survival(ds):
    """The truce over time, from all paths.

    Returns a table by date: survival (never broken by then), holding (holds on the day, repaired breaks included), and
    their standard errors survival_se, holding_se.
    """
    columns = ["truce_survival", "truce_survival_se", "truce_holding", "truce_holding_se"]
    table = ds[columns].to_dataframe()
    return table.rename(columns=lambda name: name.removeprefix("truce_"))


@needs("truce", "path")
def survival_of_paths(ds, mask=None, weights=None):
    """The truce over time, from the kept paths that are asked for.

    mask: shape (path,), which paths to take, or None for all; weights: shape (path,), or None for equal ones.
    Returns a table by date: survival, survival_se.
    """
    ends = ds["truce_end_time"].values.astype(float)
    ends = np.where(np.isnan(ends), np.inf, ends)
    weights = np.ones(kept(ds)) if weights is None else np.asarray(weights, float)
    if mask is not None:
        weights = weights * np.asarray(mask, bool)
    rows = [mean_with_error(np.where(weights > 0, ends > time, np.nan), weights) for time in days(ds)]
    return pd.DataFrame(rows,
                        index=pd.DatetimeIndex(ds["time"].values, name="time"),
                        columns=["survival", "survival_se"])


@needs("truce")
def causes(ds, root=False, least=0.005):
    """What first breaks the truce, over time, from all paths (competing risks).

    root: False names the event that broke it, True the event that began the chain of triggers behind the break;
    least: causes that stay below this share at the end are summed into "other". Returns a table by date whose columns
    are "held" and the causes, the largest first; each row sums to 1.
    """
    held = ds["truce_survival"].to_pandas().rename("held")
    if "truce_incidence" not in ds:  # nothing can break it
        return held.to_frame()
    incidence = ds["truce_incidence_root" if root else "truce_incidence"].transpose("time", "event").to_pandas()
    last = incidence.iloc[-1].sort_values(ascending=False)
    named = last.index[last >= least]
    table = pd.concat([held, incidence[named]], axis=1)
    rest = incidence.drop(columns=named).sum(axis=1)
    if rest.iloc[-1] > 0:
        table["other"] = rest
    return table


@needs("truce", "path")
def life(ds):
    """How long the truce lives, from the kept paths.

    Returns a series: median (days, NaN where more than half are never broken) and median_se, mean (days until the first
    break, the horizon where there is none) and mean_se, horizon (days), breaks_per_year and breaks_per_year_se (first
    breaks over years lived).
    """
    horizon = float(days(ds)[-1])
    ends = ds["truce_end_time"].values.astype(float)
    lived = np.where(np.isnan(ends), horizon, ends)
    mean, mean_se = mean_with_error(lived)
    median, median_se = quantile_with_error(lived, 0.5)
    if median >= horizon:
        median = median_se = math.nan
    broken = np.isfinite(ends).astype(float)
    rate = broken.mean() / mean
    rate_se = np.std(broken - rate * lived) / math.sqrt(lived.size) / mean
    return pd.Series({"median": median, "median_se": median_se, "mean": mean, "mean_se": mean_se, "horizon": horizon,
                      "breaks_per_year": 365.25 * rate, "breaks_per_year_se": 365.25 * rate_se})


@needs("truce", "path")
def survival_at(ds, date):
    """The chance that the truce has not been broken by the end of a date, exact to the day, from the kept paths.

    date: anything pandas reads, the day itself included. Returns (chance, error).
    """
    ends = np.nan_to_num(ds["truce_end_time"].values.astype(float), nan=np.inf)
    after = (pd.Timestamp(date) + pd.Timedelta(days=1) - start(ds)) / pd.Timedelta(days=1)
    return mean_with_error(ends >= after)


# --- events ----------------------------------------------------------------------------------------------------------

@needs("event", "path")
def event_times(ds, events=None):
    """When each event first happens, on the kept paths on which it does.

    events: names, or None for all. Returns a table by event: probability (of happening within the horizon), its error
    probability_se, and the dates p10, p25, p50, p75, p90 of the first firing (missing where it never fires).
    """
    first = ds["event_first_time"].transpose("path", "event")
    rows = {}
    for event in ds["event"].values if events is None else events:
        times = first.sel(event=event).values.astype(float)
        happened = times[np.isfinite(times)]
        share, error = mean_with_error(np.isfinite(times))
        row = {"probability": share, "probability_se": error}
        for level in (10, 25, 50, 75, 90):
            after = np.quantile(happened, level / 100) if happened.size else np.nan
            row[f"p{level}"] = start(ds) + pd.Timedelta(days=after) if happened.size else pd.NaT
        rows[event] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("event")


@needs("event", "path")
def happened(ds, event, before=None):
    """On which kept paths an event first happened before a date.

    event: a name of the file; before: a date (that day itself is outside), or None for the whole horizon.
    Returns a boolean array of shape (path,). Raises KeyError with the names there are.
    """
    _known(ds, event)
    times = ds["event_first_time"].sel(event=event).values.astype(float)
    limit = np.inf if before is None else (np.datetime64(before) - ds["time"].values[0]) / DAY
    return np.nan_to_num(times, nan=np.inf) < limit


def _known(ds, event):
    names = list(ds["event"].values)
    if event not in names:
        raise KeyError(f"there is no event {event!r}; there are {', '.join(names)}")


# --- outcomes --------------------------------------------------------------------------------------------------------

@needs("outcome", "path")
def outcome_values(ds, outcome):
    """A named outcome on every kept path: shape (path,), 0 or 1 for a statement, NaN where it is not defined."""
    if outcome not in ds["outcome"].values:
        raise KeyError(f"there is no outcome {outcome!r}; there are {', '.join(ds['outcome'].values)}")
    return ds["outcome_value"].sel(outcome=outcome).values.astype(float)


def unit_of(ds, noun, name):
    """The unit of a market or an outcome: "Mt", "points", "1" for a probability or a share."""
    variable = {"market": "market_quantile", "outcome": "outcome_mean"}[noun]
    listed = ds[variable].attrs.get(f"units_by_{noun}")
    if listed is None:
        return ds[variable].attrs.get("units", "1")
    return dict(entry.split(": ", 1) for entry in listed.split("; ")).get(name, "1")


def price_unit(ds, market):
    """The unit of a market's price with what the scenario adds to its name: "USD per kg" of "Dysprosium, per kg"."""
    told = scenario(ds).get("markets", {}).get(market, {})
    added = told.get("about", "").split(", per ", 1)[1:] if isinstance(told, dict) else []
    return " per ".join([unit_of(ds, "market", market), *added])


def is_probability(ds, outcome):
    """Whether an outcome is a statement (0 or 1 on every path) rather than a quantity."""
    values = outcome_values(ds, outcome)
    return unit_of(ds, "outcome", outcome) == "1" and bool(np.isin(values[np.isfinite(values)], (0, 1)).all())


@needs("outcome")
def outcomes(ds):
    """The named outcomes, from all paths: a table by outcome with mean, mean_se and unit."""
    table = ds[["outcome_mean", "outcome_se"]].to_dataframe().rename(columns={"outcome_mean": "mean",
                                                                             "outcome_se": "mean_se"})
    return table.assign(unit=[unit_of(ds, "outcome", name) for name in table.index])


@needs("outcome", "path")
def given(ds, mask, names=None):
    """The named outcomes over some of the kept paths, beside those over all of them.

    mask: shape (path,), the paths that meet the condition, as `happened` gives it; names: outcomes, or None for all.
    Returns a table by outcome: everywhere, everywhere_se, given, given_se, paths (that meet the condition and on which
    the outcome is defined). Raises Missing where no path meets the condition.
    """
    mask = np.asarray(mask, bool)
    if not mask.any():
        raise Missing("no kept path meets the condition: keep more of them (--keep-paths all), or ask for less")
    rows = {}
    for name in ds["outcome"].values if names is None else names:
        values = outcome_values(ds, name)
        inside = np.where(mask, values, np.nan)
        rows[name] = (*mean_with_error(values), *mean_with_error(inside), int(np.isfinite(inside).sum()))
    columns = ["everywhere", "everywhere_se", "given", "given_se", "paths"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("outcome")


def outcomes_as_text(ds, names=None):
    """The named outcomes for people: a table by description, one column of text, "82.7 ± 0.1 %" or "9.87 ± 0.02 Mt".

    names: outcomes, or None for all. Figures and errors are those of `outcomes`, from all paths.
    """
    table = outcomes(ds)
    rows = {}
    for name in table.index if names is None else names:
        row = table.loc[name]
        share = row["unit"] == "1"
        rows[about(ds, "outcome", name)] = with_error(row["mean"], row["mean_se"], percent=share) + (
            "" if share else f" {row['unit']}")
    return pd.Series(rows, name="estimate").rename_axis("outcome").to_frame()


def briefing(ds):
    """The run in a few sentences (Markdown): how long the truce lives, what breaks it, pledges, sectors.

    Every figure with its standard error. Parts that the scenario lacks are left out. Returns text.
    """
    lines = [f"**{ds.attrs['title']}**: {human_date(start(ds))} to {human_date(ds['time'].values[-1] - DAY)}, "
             f"{int(ds.attrs['paths']):,} paths, seed {ds.attrs['seed']}."]
    if "truce_survival" in ds:
        lived = life(ds)
        dates = "; ".join(f"{with_error(*survival_at(ds, date), percent=True)} by {human_date(date)}"
                          for date in horizons(ds) or [ds["time"].values[-1] - DAY])
        lines.append(f"The truce has never been broken: {dates}.")
        half = "More than half of the paths never see a break" if math.isnan(lived["median"]) else (
            f"Half of the paths have seen a first break by {human_date(start(ds) + pd.Timedelta(days=lived['median']))}"
        )
        lines.append(
            f"{half}; {with_error(lived['breaks_per_year'], lived['breaks_per_year_se'])} first breaks a year.")
        last = causes(ds, root=True).iloc[-1].drop(["held", "other"], errors="ignore")
        errors = ds["truce_incidence_root_se"].isel(time=-1).to_pandas() if len(last) else {}
        told = [f"{about(ds, 'event', name)} {with_error(share, float(errors[name]), percent=True)}"
                for name, share in last.items()]
        if told:
            lines.append(f"What begins the first break: {', '.join(told)}.")
    if ds.sizes.get("commitment", 0):
        told = [f"{row['quantity']:g} {row['unit']} {row['counts']} by {human_date(row['last'])} "
                f"{with_error(row['met'], row['met_se'], percent=True)}" for _, row in commitments(ds).iterrows()]
        lines.append(f"Pledges are met: {'; '.join(told)}.")
    if ds.sizes.get("sector", 0):
        table = losses(ds)
        worst = table["mean"].idxmax()
        row = table.loc[worst]
        lines.append(f"The sector that loses most is {about(ds, 'sector', worst).lower()}: "
                     f"{with_error(row['mean'], row['mean_se'])} weeks of output on average, more than "
                     f"{with_error(row['var95'], row['var95_se'])} on one path in twenty.")
    return "\n".join([lines[0], "", *(f"- {line}" for line in lines[1:])])


# --- fans ------------------------------------------------------------------------------------------------------------

FANS = {"market": "market", "ordered": "flow", "shipped": "flow", "flow_rate": "flow", "drawdown": "sector",
        "level": "chain", "factor": "factor"}


def fan(ds, series, of=None):
    """Quantiles of a series over time, from all paths.

    series: "market" (price level), "ordered" or "shipped" (volume to date), "flow_rate" (orders per week), "drawdown"
    (weeks of stock used), "level" (a chain's flow as a share of normal) or "factor"; of: which market, flow, sector,
    chain or factor, or None where there is only one. Returns a table by date, one column for each quantile (0.01 to
    0.99), in the unit of the file.
    """
    if series not in FANS:
        raise KeyError(f"there is no series {series!r}; there are {', '.join(FANS)}")
    dimension = FANS[series]
    names = list(ds[dimension].values) if dimension in ds.coords else []
    if of is None and len(names) == 1:
        of = names[0]
    if not names:
        raise Missing(lacks(ds, dimension) if dimension in HOLDS else f"this result has no {dimension}s")
    if of not in names:
        raise KeyError(f"{series} of which {dimension}? there are {', '.join(names) or 'none'}")
    return ds[f"{series}_quantile"].sel({dimension: of}).transpose("time", "quantile").to_pandas()


# --- commitments -----------------------------------------------------------------------------------------------------

@needs("commitment", "path")
def commitment(ds, name):
    """A pledge and what becomes of it, from the kept paths.

    name: as in the file, "soybeans.initial". Returns a series: flow, quantity and unit, first and last (dates of the
    window), counts ("ordered" or "shipped"), p05, median, p95 and mean of the volume that counts, their errors
    (NAME_se), and met, met_se: the chance that the quantity is reached.
    """
    flow, own = name.split(".", 1)
    told = scenario(ds)["trade"][flow]["commitments"][own]
    counts = told.get("counts", "ordered")
    quantity = _number(_value(told["quantity"]), ds[counts].attrs["units"])
    volume = ds[counts].sel(commitment=name).values.astype(float)
    found = {"flow": flow, "quantity": quantity, "unit": ds[counts].attrs["units"],
             "first": pd.Timestamp(told["from"]), "last": pd.Timestamp(told["to"]), "counts": counts}
    for column, level in (("p05", 0.05), ("median", 0.5), ("p95", 0.95)):
        found[column], found[f"{column}_se"] = quantile_with_error(volume, level)
    found["mean"], found["mean_se"] = mean_with_error(volume)
    found["met"], found["met_se"] = mean_with_error(volume >= quantity * (1 - 1e-7))  # the file holds float32
    return pd.Series(found, name=name)


@needs("commitment", "path")
def commitments(ds):
    """All pledges: a table by commitment with the entries of `commitment` as columns."""
    return pd.DataFrame([commitment(ds, name) for name in ds["commitment"].values]).rename_axis("commitment")


@needs("commitment", "path")
def chance_of_volume(ds, name, points=200):
    """The chance that a pledge's window brings at least so much, from the kept paths.

    name: as in the file; points: how many amounts, from 0 to the largest. Returns a table by volume (ordered or
    shipped, whichever the pledge counts): chance, and Wilson's 95 % interval low, high.
    """
    told = commitment(ds, name)
    volume = np.sort(ds[told["counts"]].sel(commitment=name).values.astype(float))
    amounts = np.linspace(0, volume[-1], points)
    reached = volume.size - np.searchsorted(volume, amounts * (1 - 1e-7), side="left")
    low, high = share_interval(reached, volume.size)
    return pd.DataFrame({"chance": reached / volume.size, "low": low, "high": high},
                        index=pd.Index(amounts, name="volume"))


@needs("flow", "commitment", "path", "sample")
def chance_ordered(ds, flow, quantity):
    """The chance that at least so much has been ordered by each date, from the sample trajectories.

    flow: its name; quantity: in the flow's unit, counted as the file counts (with what was ordered before the start).
    The trajectories are few (200 by default) and the kept paths many, so the former are weighted (post-stratified) by
    which pledges of this quantity they meet: at the end of such a window the chance is that of all kept paths.
    Returns a table by date: chance, chance_se, and the 95 % interval low, high, inside [0, 1].
    """
    reached = ds["sample_ordered"].sel(flow=flow).transpose("sample", "time").values >= quantity * (1 - 1e-7)
    kinds = np.zeros(kept(ds), int)  # which pledges of this quantity a path meets, as the bits of a number
    for name in ds["commitment"].values:
        pledge = commitment(ds, name)
        if (pledge["flow"], pledge["counts"], pledge["quantity"]) == (flow, "ordered", quantity):
            kinds = 2 * kinds + (ds["ordered"].sel(commitment=name).values >= quantity * (1 - 1e-7))
    sampled = kinds[np.searchsorted(ds["path"].values, ds["sample"].values)]
    if not set(kinds) <= set(sampled):  # a kind that no trajectory shows: leave them as they are
        kinds, sampled = np.zeros_like(kinds), np.zeros_like(sampled)
    chance, variance = np.zeros(reached.shape[1]), np.zeros(reached.shape[1])
    for kind in set(kinds):
        share, inside = (kinds == kind).mean(), reached[sampled == kind]
        chance += share * inside.mean(axis=0)
        variance += share**2 * inside.var(axis=0) / len(inside) + inside.mean(axis=0)**2 * share * (1 -
                                                                                                    share) / kept(ds)
    error = np.sqrt(variance)
    return pd.DataFrame({"chance": chance, "chance_se": error, "low": np.clip(chance - 1.96 * error, 0, chance),
                         "high": np.clip(chance + 1.96 * error, chance, 1)},
                        index=pd.DatetimeIndex(ds["time"].values, name="time"))


# --- sectors ---------------------------------------------------------------------------------------------------------

@needs("sector")
def disruption(ds):
    """The chance that a sector has been disrupted by each date, from all paths: a table, dates by sectors."""
    return ds["disruption_probability"].transpose("time", "sector").to_pandas()


@needs("sector")
def dry_share(ds):
    """The mean share of a sector's firms that are without stock, from all paths: a table, dates by sectors."""
    return ds["dry_share_mean"].transpose("time", "sector").to_pandas()


@needs("sector", "path")
def losses(ds):
    """What each sector loses over the horizon, in weeks of its output, from the kept paths.

    Returns a table by sector: disrupted and disrupted_se (chance of any disruption), mean and mean_se, var95 (the loss
    that one path in twenty exceeds) and var95_se, shortfall95 (mean of the worst twentieth).
    """
    rows = {}
    for sector in ds["sector"].values:
        loss = ds["loss"].sel(sector=sector).values.astype(float)
        disrupted = np.isfinite(ds["first_disruption"].sel(sector=sector).values)
        worst = np.sort(loss)[-max(1, round(0.05 * loss.size)):]
        rows[sector] = (*mean_with_error(disrupted), *mean_with_error(loss), *quantile_with_error(loss, 0.95),
                        worst.mean())
    columns = ["disrupted", "disrupted_se", "mean", "mean_se", "var95", "var95_se", "shortfall95"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("sector")


@needs("sector", "path")
def exceedance(ds, sector, points=200):
    """How often a sector's loss exceeds an amount, from the kept paths.

    points: how many amounts, from 0 to the largest loss. Returns a table by loss (weeks of output): probability (of
    losing more), and Wilson's 95 % interval low, high.
    """
    loss = np.sort(ds["loss"].sel(sector=sector).values.astype(float))
    amounts = np.linspace(0, loss[-1], points)
    above = loss.size - np.searchsorted(loss, amounts, side="right")
    low, high = share_interval(above, loss.size)
    return pd.DataFrame({"probability": above / loss.size, "low": low, "high": high},
                        index=pd.Index(amounts, name="loss"))


def stock_cover(ds, sector, share):
    """The cover, in weeks of need, that a share of a sector's firms does not exceed.

    share: in (0, 1). Read from the scenario; None where its cover is neither a number nor a lognormal.
    """
    chain, own = sector.split(".", 1)
    told = _value(scenario(ds)["supply"][chain]["sectors"][own]["cover"])
    if isinstance(told, str):
        return _number(told, "week")
    shape = told.get("lognormal", {})
    if "median" not in shape or not {"sigma", "p90"} & set(shape):
        return None
    median = _number(shape["median"], "week")
    normal = NormalDist()
    sigma = float(
        shape["sigma"]) if "sigma" in shape else math.log(_number(shape["p90"], "week") / median) / normal.inv_cdf(0.9)
    return median * math.exp(sigma * normal.inv_cdf(share))


# --- two things at once ----------------------------------------------------------------------------------------------

@needs("flow", "truce", "path")
def joint(ds, flow, life_bins=12, volume_bins=14):
    """How long the truce lives against how much is bought, from the kept paths.

    flow: its name; life_bins, volume_bins: how many intervals. Returns a table of shares that sum to 1: rows are
    intervals of volume ordered over the horizon (the flow's unit), columns intervals of the days until the first break,
    then "held" for the paths on which the truce was never broken.
    """
    volume = ds["flow_ordered_total"].sel(flow=flow).values.astype(float)
    ends = ds["truce_end_time"].values.astype(float)
    held = np.isnan(ends)
    rows = np.linspace(0, max(float(volume.max()), 1e-9) * (1 + 1e-9), volume_bins + 1)
    columns = np.linspace(0, days(ds)[-1], life_bins + 1)
    broken, _, _ = np.histogram2d(volume[~held], ends[~held], bins=(rows, columns))
    whole, _ = np.histogram(volume[held], bins=rows)
    table = pd.DataFrame(broken,
                         index=pd.IntervalIndex.from_breaks(rows),
                         columns=pd.IntervalIndex.from_breaks(columns))
    table.columns = table.columns.astype(object)
    table["held"] = whole
    return table / volume.size


# --- other rates without another run ---------------------------------------------------------------------------------

@needs("event", "path")
def events_with_rates(ds):
    """The events that have a rate or a probability per time, and so can be re-weighted: a list in the file's order."""
    hazard = ds["event_integrated_hazard"].transpose("path", "event").values
    return [event for event, column in zip(ds["event"].values, hazard.T) if (column > 0).any()]


def _own_clock(ds, event):
    """N and Lambda of an event on the kept paths: two arrays of shape (path,)."""
    if not events_with_rates(ds):
        raise Missing(NO_RATES)
    _known(ds, event)
    if event not in events_with_rates(ds):
        raise ValueError(
            f"{event} has no rate of its own (it is dated, delayed or triggered): change it in the scenario "
            f"and run again; these can be re-weighted: {', '.join(events_with_rates(ds))}")
    return (ds["event_own_count"].sel(event=event).values.astype(float),
            ds["event_integrated_hazard"].sel(event=event).values.astype(float))


@needs("path")
def weights(ds, factors):
    """Likelihood-ratio weights that turn the kept paths into those of other rates.

    factors: {event: c}, c >= 0: its rate, modifiers and all, times c. A path on which the event fired N times by its
    own clock and whose integrated hazard is Lambda weighs c^N exp(-(c - 1) Lambda), and the product over events.
    Returns an array of shape (path,) whose mean is near 1.
    """
    logs = np.zeros(kept(ds))
    for event, factor in factors.items():
        count, hazard = _own_clock(ds, event)
        if not (factor >= 0 and math.isfinite(factor)):
            raise ValueError(f"the factor of {event} is {factor}; it must be 0 or more")
        with np.errstate(divide="ignore", invalid="ignore"):
            logs += np.where(count > 0, count * np.log(float(factor)), 0.0) - (factor - 1) * hazard
    return np.exp(logs)


def effective_share(path_weights):
    """Effective sample size of weights, as a share of their number: (sum w)^2 / (n sum w^2), in (0, 1]."""
    path_weights = np.asarray(path_weights, float)
    square = (path_weights ** 2).sum()
    return float(path_weights.sum() ** 2 / (path_weights.size * square)) if square > 0 else 0.0


def largest_factor(ds, event, least=LEAST_EFFECTIVE_SHARE, most=10.0):
    """The largest factor of an event's rate, from 1 to `most`, that leaves an effective share of at least `least`."""
    if effective_share(weights(ds, {event: most})) >= least:
        return most
    low, high = 1.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if effective_share(weights(ds, {event: middle})) >= least else (low, middle)
    return low


@needs("outcome", "path")
def what_if(ds, factors, names=None, least=LEAST_EFFECTIVE_SHARE):
    """The named outcomes at other rates, by re-weighting the kept paths: no new run.

    factors: {event: c}, as in `weights`: {"stress": 1.5} for quarrels half as often again; names: outcomes, or None for
    all; least: the effective share of paths below which the answer is refused. Returns a table by outcome: as_run,
    as_run_se (from the same kept paths), what_if, what_if_se, difference, difference_se (the two are correlated);
    attrs["effective_share"], attrs["effective_paths"], attrs["factors"]. Raises Missing where the effective share is
    too small, with the largest factor that would do.
    """
    path_weights = weights(ds, factors)
    share = effective_share(path_weights)
    if share < least:
        alone = [f"{event} times {factor:g}" for event, factor in factors.items()]
        advice = ""
        if len(factors) == 1 and max(factors.values()) > 1:
            event = next(iter(factors))
            advice = f"; {event} can be raised up to {math.floor(10 * largest_factor(ds, event, least)) / 10:g} times"
        raise Missing(
            f"{', '.join(alone)}: the effective sample is {100 * share:.2g} % of the {path_weights.size:,} "
            f"kept paths, less than {100 * least:g} %{advice}. Change the rate in the scenario and run again "
            "(--set), or keep more paths and ask for less")
    rows = {}
    for name in ds["outcome"].values if names is None else names:
        values = outcome_values(ds, name)
        before, after = mean_with_error(values), mean_with_error(values, path_weights)
        shift = _influence(values, path_weights, after[0]) - _influence(values, None, before[0])
        rows[name] = (*before, *after, after[0] - before[0], np.sqrt((shift ** 2).mean() / shift.size))
    columns = ["as_run", "as_run_se", "what_if", "what_if_se", "difference", "difference_se"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("outcome")
    table.attrs.update(effective_share=share, effective_paths=share * path_weights.size, factors=dict(factors))
    return table


def _influence(values, path_weights, mean):
    """What each path contributes to a ratio estimate of mean `mean`: an array of shape (path,) that averages to 0."""
    defined = np.isfinite(values)
    path_weights = defined.astype(float) if path_weights is None else np.where(defined, path_weights, 0.0)
    return path_weights * np.where(defined, values - mean, 0.0) / path_weights.mean()


@needs("outcome", "event", "path")
def tornado(ds, outcome, change=0.10, events=None):
    """What a small change of each rate would do to an outcome, from one run.

    By the score identity d E[f] / d ln(rate) = E[f (N - Lambda)], with f taken about its mean, which leaves the value
    and makes the error smaller; to first order, so `change` should be small. outcome: its name; change: the relative
    change of the rate, 0.10 for ten per cent more; events: names, or None for all that have a rate.
    Returns a table by event, the largest effect first: effect (change of the outcome, in its unit) and effect_se.
    """
    values = outcome_values(ds, outcome)
    mean, _ = mean_with_error(values)
    influence = _influence(values, None, mean)
    if not events_with_rates(ds):
        raise Missing(NO_RATES)
    rows = {}
    for event in events_with_rates(ds) if events is None else events:
        count, hazard = _own_clock(ds, event)
        products = influence * (count - hazard)
        rows[event] = (change * products.mean(), abs(change) * products.std() / math.sqrt(products.size))
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["effect", "effect_se"]).rename_axis("event")
    return table.reindex(table["effect"].abs().sort_values(ascending=False).index)


@needs("event")
def rate_ranges(ds):
    """The 80 % ranges of the events' rates, as factors of the value: a table by event with value, low, high (per year)
    and low_factor, high_factor; only events under `rate` that state a range and whose value is a plain number."""
    rows = {}
    for event, told in scenario(ds).get("events", {}).items():
        rate = told.get("rate") if isinstance(told, dict) else None
        if isinstance(rate, dict) and "range" in rate and isinstance(rate.get("value"), str):
            unit = rate["value"].partition(" ")[2]
            value, low, high = (_number(text if " " in text else f"{text} {unit}", "per year")
                                for text in (rate["value"], *rate["range"]))
            if value > 0 and event in ds["event"].values:
                rows[event] = (value, low, high, low / value, high / value)
    columns = ["value", "low", "high", "low_factor", "high_factor"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("event")


@needs("outcome", "event", "path")
def tornado_of_ranges(ds, outcome, least=LEAST_EFFECTIVE_SHARE):
    """What each rate would do to an outcome at the ends of its stated 80 % range, by re-weighting.

    outcome: its name; least: the effective share below which an end is refused. Returns a table by event, the widest
    first: at_low, at_low_se, at_high, at_high_se (change of the outcome against the run, in its unit; NaN where
    refused), low_share, high_share (the effective shares), value, low, high (per year).
    """
    if not events_with_rates(ds):
        raise Missing(NO_RATES)
    ranges = rate_ranges(ds)
    rows = {}
    for event, told in ranges.iterrows():
        if event not in events_with_rates(ds):
            continue
        row = {name: told[name] for name in ("value", "low", "high")}
        for end in ("low", "high"):
            share = effective_share(weights(ds, {event: told[f"{end}_factor"]}))
            found = (math.nan, math.nan)
            if share >= least:
                found = what_if(ds, {event: told[f"{end}_factor"]}, [outcome],
                                least).iloc[0][["difference", "difference_se"]]
            row.update({f"at_{end}": found[0], f"at_{end}_se": found[1], f"{end}_share": share})
        rows[event] = row
    if not rows:
        raise Missing("this result has no rate with a range: its scenario says no `range:` under a `rate:`")
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("event")
    width = table[["at_low", "at_high"]].abs().max(axis=1).fillna(-1)
    return table.reindex(width.sort_values(ascending=False, kind="stable").index)


# --- two runs --------------------------------------------------------------------------------------------------------

def coupled(a, b):
    """Whether the kept paths of two results share their luck: the same seed and the same start."""
    return bool(a.attrs["seed"] == b.attrs["seed"] and start(a) == start(b) and a.sizes.get("path", 0) > 0
                and b.sizes.get("path", 0) > 0)


def _common_paths(a, b):
    """Two lists of positions: the kept paths that have the same number in both results."""
    _, first, second = np.intersect1d(a["path"].values, b["path"].values, return_indices=True)
    return first, second


def _difference(first, second, paired):
    """Mean of the second less that of the first, with the error: paired by path, or as of independent runs."""
    (before, before_se), (after, after_se) = mean_with_error(first), mean_with_error(second)
    apart = math.hypot(before_se, after_se)
    error = apart
    if paired:
        shift = _influence(second, None, after) - _influence(first, None, before)
        error = math.sqrt((shift ** 2).mean() / shift.size)
    return before, before_se, after, after_se, after - before, error, apart


DIFFERENCE = ["a", "a_se", "b", "b_se", "difference", "difference_se", "unpaired_se"]


@needs("outcome", "path")
def compare(a, b, names=None):
    """The outcomes that two results have in common, and how they differ.

    a, b: results; names: outcomes, or None for all common ones. Where the two share seed and start, path k of one and
    path k of the other had the same luck, and the difference is taken path by path over the kept paths that both have;
    otherwise the two are taken as independent. Returns a table by outcome: a, a_se, b, b_se, difference (b - a) and
    difference_se, and unpaired_se, the error that two independent runs would have; attrs["paired"] and attrs["paths"].
    """
    common = [name for name in a["outcome"].values if name in set(b["outcome"].values)]
    paired = coupled(a, b)
    one, two = _common_paths(a, b) if paired else (slice(None), slice(None))
    if not common:
        raise Missing("the two results have no outcome in common")
    rows = {name: _difference(outcome_values(a, name)[one], outcome_values(b, name)[two], paired)
            for name in (common if names is None else names)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=DIFFERENCE).rename_axis("outcome")
    table.attrs.update(paired=paired, paths=len(one) if paired else min(kept(a), kept(b)))
    return table


@needs("truce", "path")
def compare_survival(a, b):
    """The truce of two results over time, at the dates that both have: a table by date with the columns of `compare`
    (a and b are the chance that the truce has never been broken), from the kept paths; attrs["paired"]."""
    paired = coupled(a, b)
    one, two = _common_paths(a, b) if paired else (slice(None), slice(None))
    ends = [
        np.nan_to_num(ds["truce_end_time"].values.astype(float)[which], nan=np.inf)
        for ds, which in ((a, one), (b, two))
    ]
    dates = np.intersect1d(a["time"].values, b["time"].values)
    if not dates.size:
        raise Missing("the two results have no date in common")
    rows = []
    for date in dates:
        limits = [(date - ds["time"].values[0]) / DAY for ds in (a, b)]
        rows.append(_difference(*((end > limit).astype(float) for end, limit in zip(ends, limits)), paired))
    table = pd.DataFrame(rows, index=pd.DatetimeIndex(dates, name="time"), columns=DIFFERENCE)
    table.attrs["paired"] = paired
    return table


def assumptions_that_differ(a, b):
    """What the two scenarios say differently: a table by place ("events.stress.rate.value") with a and b, as text.

    Titles, notes, sources, ranges and the settings of the run are passed over; "-" where one says nothing.
    """
    told = [_leaves(scenario(ds)) for ds in (a, b)]
    places = list(dict.fromkeys([*told[0], *told[1]]))
    rows = {place: (told[0].get(place, "-"), told[1].get(place, "-")) for place in places
            if told[0].get(place) != told[1].get(place)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["a", "b"]).rename_axis("assumption")


def _leaves(node, place=()):
    """The values of a scenario by their place; `value` itself is left out of the place where it is the only word."""
    if place and place[0] in ("title", "notes", "scenario", "schema", "sources", "run") or \
            place and place[-1] in ("note", "range", "source", "about", "title"):
        return {}
    if isinstance(node, dict):
        return {name: value for key, child in node.items() for name, value in _leaves(child, (*place, key)).items()}
    if isinstance(node, list) and any(isinstance(child, (dict, list)) for child in node):
        return {name: value for number, child in enumerate(node)
                for name, value in _leaves(child, (*place, str(number))).items()}
    return {".".join(place): ", ".join(node) if isinstance(node, list) else str(node)}


# --- sweeps ----------------------------------------------------------------------------------------------------------

NOT_DONE = {0: "not done", 2: "failed"}  # the values of `done` other than 1


def sweep_figure(sweep, name):
    """An outcome or a figure ("truce_survival 2026-11-30", as `figure` lists them) at every point of a sweep.

    Returns (table by position of the point with value and se, NaN where the point is not done or failed; its unit).
    """
    for noun, mean, error in (("outcome", "outcome_mean", "outcome_se"), ("figure", "figure_value", "figure_se")):
        if noun in sweep.coords and name in sweep[noun].values:
            found = sweep[[mean, error]].sel({noun: name}).astype(float)
            table = pd.DataFrame({"value": found[mean].values, "se": found[error].values})
            table[sweep["done"].values != 1] = np.nan
            units = sweep.get(f"{noun}_unit")
            return table, str(units.sel({noun: name}).item()) if units is not None else "1"
    there = ", ".join(sweep["outcome"].values) if "outcome" in sweep.coords else "none"
    raise KeyError(f"the sweep has no outcome or figure {name!r}; its outcomes: {there}")


def _cut(sweep, x, y, at):
    """The parameters' values at the points that `at` leaves, as `sweep_table` takes them."""
    values = sweep["parameter_value"].transpose("point", "parameter").to_pandas().reset_index(drop=True)
    for name in (x, y, *(at or {})):
        if name not in values.columns:
            raise KeyError(f"the sweep has no parameter {name!r}; it has {', '.join(map(str, values.columns))}")
    chosen = np.ones(len(values), bool)
    for name, value in (at or {}).items():
        chosen &= np.isclose(values[name], value)
    points = values[chosen]
    if points.duplicated([x, y]).any():
        others = [str(name) for name in values.columns if name not in (x, y, *(at or {}))]
        raise ValueError(f"several points share one {x} and {y}: fix {', '.join(others) or 'the rest'} with `at`")
    return points


def sweep_table(sweep, outcome, x, y, at=None):
    """An outcome over two parameters of a sweep.

    sweep: the Dataset of a sweep file; outcome: an outcome or a figure; x, y: parameters; at: {parameter: value} that
    fixes the others, needed where the sweep has more than two. Returns a table, the values of y by those of x, NaN for
    points that are missing, not done or failed. Raises ValueError where several points fall on one place.
    """
    points, (found, _) = _cut(sweep, x, y, at), sweep_figure(sweep, outcome)
    return points.assign(found=found["value"].loc[points.index]).pivot(index=y, columns=x, values="found")


def sweep_states(sweep, x, y, at=None):
    """How far each point is that `sweep_table` shows: the same table of "done", "not done", "failed"; NaN: no point."""
    points = _cut(sweep, x, y, at)
    told = pd.Series(sweep["done"].values).map({1: "done", **NOT_DONE})
    return points.assign(found=told.loc[points.index]).pivot(index=y, columns=x, values="found")


def sweep_effects(sweep, outcome):
    """Which assumption of a sweep an outcome hangs on: for designs that vary all at once (latin_hypercube, sobol).

    The outcome is taken as linear in all parameters at once (least squares over the points that are done) where there
    are at least ten points more than coefficients; otherwise in one parameter at a time, where what the others do is
    noise. Words and parameters that stand still are passed over; those that move together (the rows of a table of
    probabilities) are one, under the name of the first. Returns a table by parameter, the largest share first: low,
    high (least and greatest value of the points), effect (change of the outcome from low to high, in its unit),
    effect_se, whole_se (with what the paths add, below), share (of the variance between the points, less what the error
    alone gives; may be just below 0), share_se, rank_correlation (Spearman's), correlation (Pearson's, of this parameter
    alone) and correlation_se, sqrt((1 - r^2) / (n - 2)), by which Student's t test of a correlation divides r (Fisher
    1925, section 34); these two stand in the text of `simulate sweep`. attrs: points, together (whether all at once),
    explained (what all shares add up to; the rest is curvature, interplay and chance), mean, spread (standard deviation
    between the points), paths_se. effect_se and share_se are those of the design. All points have the same
    paths, so chance in these tilts all points alike and shows in no residual: paths_se bounds the standard error that
    it adds to an effect, as for two points on paths of their own. Raises ValueError with fewer than ten points, or
    where the outcome does not move.
    """
    found, _ = sweep_figure(sweep, outcome)
    known = found["value"].notna().to_numpy()
    values = sweep["parameter_value"].transpose("point", "parameter").to_pandas().reset_index(drop=True)[known]
    values = values.loc[:, values.notna().all() & (values.nunique() > 1)]
    apart = np.triu(np.abs(np.corrcoef(values.to_numpy().T.reshape(values.shape[1], -1))) > 1 - 1e-9, 1).any(axis=0)
    values = values.loc[:, ~np.atleast_1d(apart)]
    y = found["value"].to_numpy()[known]
    count, parameters = values.shape
    if count < 10 or parameters == 0:
        raise ValueError(f"{count} points with {parameters} numbers that vary say too little; ten points are the least")
    if y.std() == 0:
        raise ValueError(f"{outcome} is the same at all {count} points")
    x = (values - values.mean()) / values.std(ddof=0)
    together = count >= parameters + 11
    if together:
        design = np.column_stack([np.ones(count), x])
        inverse = np.linalg.pinv(design.T @ design)
        slopes = (inverse @ design.T @ y)[1:]
        left = y - y.mean() - x.to_numpy() @ slopes
        errors = np.sqrt(np.diag(inverse)[1:] * (left ** 2).sum() / (count - parameters - 1))
    else:
        slopes = x.to_numpy().T @ (y - y.mean()) / count
        left = (y - y.mean())[:, None] - x.to_numpy() * slopes
        errors = np.sqrt((left ** 2).sum(axis=0) / (count - 2) / count)
    variance = y.var(ddof=1)
    paths_se = math.sqrt(2 * (found["se"].to_numpy()[known] ** 2).mean())
    widths = ((values.max() - values.min()) / values.std(ddof=0)).to_numpy()
    ranks = values.rank().corrwith(pd.Series(y, index=values.index).rank())
    alone = values.corrwith(pd.Series(y, index=values.index))
    table = pd.DataFrame({"low": values.min(), "high": values.max(), "effect": slopes * widths,
                          "effect_se": errors * widths, "whole_se": np.hypot(errors * widths, paths_se),
                          "share": (slopes ** 2 - errors ** 2) / variance,
                          "share_se": np.sqrt(4 * slopes ** 2 * errors ** 2 + 2 * errors ** 4) / variance,
                          "rank_correlation": ranks, "correlation": alone,
                          "correlation_se": np.sqrt((1 - alone ** 2) / (count - 2))}).rename_axis("parameter")
    explained = 1 - (left ** 2).sum() / (count - parameters - 1) / variance if together else table["share"].sum()
    table.attrs.update(points=count, together=together, explained=float(explained), mean=float(y.mean()),
                       spread=math.sqrt(variance), paths_se=paths_se)
    return table.sort_values("share", ascending=False, kind="stable")

"""The functions of notebooks/truce.py against the file's own columns, other runs of the program, and hand-made files.

Statistics keep to z = 5 with the known standard error; a planted mistake must be FAR standard errors away.
"""
import json
import math
import os

import numpy as np
import pandas as pd
import pytest
import truce
import xarray as xr
from conftest import PATHS

Z = 5
FAR = 8


def apart(first, first_se, second, second_se):
    """Standard errors between two independent estimates; 0 where both are exact and equal."""
    error = np.hypot(first_se, second_se)
    return np.where(error > 0,
                    np.abs(first - second) / np.where(error > 0, error, 1), np.where(first == second, 0, np.inf))


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Four paths of a truce over 100 days, small enough to do by hand: `quarrel` has a rate, `talks` is dated."""
    time = np.datetime64("2025-01-01", "ns") + np.arange(0, 101, 10) * np.timedelta64(1, "D")
    path, event = ["path"], ["path", "event"]
    return xr.Dataset(
        {
            "truce_end_time": (path, [20.0, 40.0, 80.0, np.nan]),
            "truce_end_cause": (path, [0, 0, 1, -1]),
            "event_first_time": (event, [[20, 5], [40, 5], [np.nan, 5], [np.nan, np.nan]]),
            "event_own_count": (event, [[1, 0], [2, 0], [0, 0], [0, 0]]),
            "event_integrated_hazard": (event, [[0.5, 0], [1.0, 0], [0.8, 0], [0.7, 0]]),
            "outcome_value": (["path", "outcome"], [[1, 3.0], [1, 5.0], [0, np.nan], [0, 1.0]], {"units": "mixed"}),
            "flow_ordered_total": (["path", "flow"], [[1.0], [2.0], [3.0], [4.0]]),
            "loss": (["path", "sector"], [[0.0], [1.0], [1.0], [4.0]]),
        }, {
            "path": [0, 1, 2, 3], "time": time, "event": ["quarrel", "talks"], "outcome": ["broken_soon", "bought"],
            "flow": ["beans"], "sector": ["chain.cars"]
        }, {
            "seed":
            1, "paths":
            4, "scenario_yaml":
            """
events:
  quarrel: {rate: {value: 2 per year, range: [1, 3]}}
  talks: {date: 2025-01-06}
trade:
  beans: {unit: Mt, commitments: {first: {quantity: {value: 12 Mt, range: [10, 14]}, from: 2025-01-01, to: 2025-02-28}}}
supply:
  chain: {sectors: {cars: {cover: {value: {lognormal: {median: 7 weeks, sigma: 0.6}}}}, ships: {cover: 3 weeks},
                    planes: {cover: {lognormal: {median: 7 weeks, p90: 14 weeks}}},
                    trams: {cover: {uniform: {min: 1 week, max: 2 weeks}}}}}
markets:
  vix: {about: "Volatility index, a market"}
"""
        })


# --- files and words -------------------------------------------------------------------------------------------------

def test_the_newest_result_is_loaded_and_sweeps_are_passed_over(small, tmp_path, monkeypatch):
    monkeypatch.setenv("RESULTS", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="./simulate scenarios/base.yaml"):
        truce.load()
    xr.Dataset({"done": ("point", [1])}).to_netcdf(tmp_path / "sweep.nc")
    small.to_netcdf(tmp_path / "older.nc")
    small.to_netcdf(tmp_path / "newer.nc")
    for age, name in enumerate(["sweep", "newer", "older"]):
        os.utime(tmp_path / f"{name}.nc", (1e9 - 100 * age, 1e9 - 100 * age))
    assert truce.load().attrs["source"] == "newer.nc"
    assert truce.load("older").attrs["source"] == "older.nc"
    assert truce.load(tmp_path / "older.nc").identical(truce.load("older"))
    with pytest.raises(FileNotFoundError, match="scenarios/hardline.yaml"):
        truce.load("hardline")


def test_a_run_is_loaded_or_says_why_not(program, tmp_path, monkeypatch):
    monkeypatch.setenv("SIMULATE", program)
    found = truce.run("scenarios/base.yaml", "--paths", 50, out=tmp_path / "new" / "base.nc")
    assert found.sizes["path"] == 50 and (tmp_path / "new" / "base.nc").is_file()
    unkept = truce.run("scenarios/base.yaml", "--paths", 50)
    assert (unkept["outcome_mean"] == found["outcome_mean"]).all()
    with pytest.raises(RuntimeError, match="scenarios/none.yaml"):
        truce.run("scenarios/none.yaml", out=tmp_path / "none.nc")


@pytest.mark.parametrize("value, error, percent, text", [(0.827154, 0.00119, True, "82.7 ± 0.1 %"),
                                                         (0.9919, 0.00028, True, "99.19 ± 0.03 %"),
                                                         (3.0603, 0.0094, False, "3.060 ± 0.009"),
                                                         (700.3, 1.4, False, "700 ± 1"),
                                                         (1234.5, 20, False, "1,234 ± 20"),
                                                         (0.5, 0.0096, True, "50 ± 1 %"), (1, 0, True, "100 %"),
                                                         (math.nan, math.nan, False, "nan")])
def test_no_digit_is_finer_than_the_error(value, error, percent, text):
    assert truce.with_error(value, error, percent) == text


def test_names_and_dates_are_for_people(small):
    assert truce.readable("tariffs_by_2026_11_10") == "Tariffs by 10 Nov 2026"
    assert truce.readable("chips_by_december") == "Chips by December"
    assert truce.readable("soybeans.year_2026") == "Soybeans: year 2026"
    assert truce.parameter_words("events.stress.rate.value") == "Serious public quarrel, rate"
    assert truce.parameter_words("markets.sp500.drift.value") == "Sp500, drift"
    assert truce.parameter_words("events.stress.modifiers.court.times") == "Serious public quarrel, court, times"
    assert truce.human_date("2026-03-01") == "1 Mar 2026"
    assert truce.human_date(pd.NaT) == "never"
    assert truce.about(small, "market", "vix") == "Volatility index"
    assert truce.about(small, "sector", "chain.motor_cars") == "Motor cars (chain)"


# --- estimators ------------------------------------------------------------------------------------------------------

def test_weighted_mean_by_hand():
    values, weights = np.array([1.0, 3.0, np.nan]), np.array([3.0, 1.0, 7.0])
    mean, error = truce.mean_with_error(values, weights)
    assert mean == 1.5
    assert error == pytest.approx(math.sqrt((3 * 0.5) ** 2 + (1 * 1.5) ** 2) / 4)
    assert truce.mean_with_error([0, 0, 1, 1]) == (0.5, 0.25)
    assert all(map(math.isnan, truce.mean_with_error([np.nan])))


def test_the_error_of_a_quantile_is_that_of_its_density():
    values = np.random.default_rng(1).normal(size=40_000)
    for level in (0.05, 0.5, 0.95):
        z = truce.NormalDist().inv_cdf(level)
        known = math.sqrt(level * (1 - level) / values.size) / truce.NormalDist().pdf(z)
        found, error = truce.quantile_with_error(values, level)
        assert abs(found - z) < Z * known
        assert error == pytest.approx(known, rel=0.15)


def test_wilson_interval_of_a_published_case():
    low, high = truce.share_interval(np.array([81, 0]), 263)  # Newcombe 1998, table I: 81 of 263, and none of them
    assert low == pytest.approx([0.2553, 0.0], abs=5e-5)
    assert high == pytest.approx([0.3662, 0.0144], abs=5e-5)


# --- the truce -------------------------------------------------------------------------------------------------------

def test_survival_is_the_files_and_the_kept_paths_agree_with_it(base):
    from_file, from_paths = truce.survival(base), truce.survival_of_paths(base)
    assert list(from_file.columns) == ["survival", "survival_se", "holding", "holding_se"]
    assert np.abs(from_file["survival"] - from_paths["survival"]).max() <= 2 / PATHS  # float32 times on an edge
    assert np.allclose(from_file["survival_se"], from_paths["survival_se"], atol=2e-5)
    later = base.assign(truce_end_time=base["truce_end_time"] + 7)
    assert np.abs(from_file["survival"] - truce.survival_of_paths(later)["survival"]).max() > 100 / PATHS


def test_survival_of_some_paths_and_of_weighted_ones_by_hand(small):
    table = truce.survival_of_paths(small, mask=[True, True, False, True])
    assert table["survival"].loc["2025-01-11":"2025-02-20"].tolist() == pytest.approx([1, 2 / 3, 2 / 3, 1 / 3, 1 / 3])
    table = truce.survival_of_paths(small, weights=[1, 1, 1, 5])
    assert table["survival"].iloc[-1] == pytest.approx(5 / 8)


def test_causes_sum_to_one_and_count_the_paths(base):
    table = truce.causes(base, least=0)
    assert np.allclose(table.sum(axis=1), 1, atol=1e-5)
    events = base["event"].values
    broken = pd.Series(base["truce_end_cause"].values).value_counts()
    for index, count in broken.drop(-1).items():
        assert table[events[index]].iloc[-1] == pytest.approx(count / PATHS, abs=1e-6)
    roots = truce.causes(base, root=True, least=0.05)
    assert roots.columns[0] == "held" and roots.columns[-1] == "other"
    assert np.allclose(roots.sum(axis=1), 1, atol=1e-5)
    assert (roots.iloc[-1].drop(["held", "other"]) >= 0.05).all()


def test_life_by_hand(small):
    found = truce.life(small)
    assert found["mean"] == (20 + 40 + 80 + 100) / 4 and found["horizon"] == 100
    assert found["median"] == 60
    assert found["breaks_per_year"] == pytest.approx(365.25 * 3 / 240)


def test_life_agrees_with_the_summary(base):
    told = json.loads(base.attrs["summary"])["truce"]
    found = truce.life(base)
    for here, there, slack in [("median", "median_life_days", 0.01), ("mean", "restricted_mean_life_days", 1e-3),
                               ("breaks_per_year", "hazard_per_year", 1e-3)]:
        assert found[here] == pytest.approx(told[there]["value"], rel=slack)
        assert found[f"{here}_se"] == pytest.approx(told[there]["standard_error"], rel=0.1)


def test_survival_at_a_date_is_that_of_the_summary(base):
    for told in json.loads(base.attrs["summary"])["truce"]["horizons"]:
        found, error = truce.survival_at(base, told["date"])
        assert found == pytest.approx(told["survival"]["value"], abs=2 / PATHS)
        assert error == pytest.approx(told["survival"]["standard_error"], rel=0.02)


# --- events, outcomes ------------------------------------------------------------------------------------------------

def test_events_happen_as_often_as_the_file_says_and_when_their_paths_do(base):
    table = truce.event_times(base)
    assert np.allclose(table["probability"], base["event_probability"].isel(time=-1).sel(event=table.index), atol=1e-6)
    assert table.loc["november_call", ["p10", "p90"]].tolist() == [pd.Timestamp("2025-11-24")] * 2
    first = base["event_first_time"].sel(event="stress").values
    before = (pd.Timestamp("2025-11-24") + pd.to_timedelta(first[np.isfinite(first)], "D") <= table.loc["stress",
                                                                                                        "p25"]).mean()
    assert before == pytest.approx(0.25, abs=1e-3)


def test_happened_by_hand(small):
    assert truce.happened(small, "quarrel").tolist() == [True, True, False, False]
    assert truce.happened(small, "quarrel",
                          before="2025-01-21").tolist() == [False] * 4  # day 20 is 21 January, outside
    assert truce.happened(small, "quarrel", before="2025-01-22").tolist() == [True, False, False, False]
    with pytest.raises(KeyError, match="quarrel, talks"):
        truce.happened(small, "peace")


def test_given_is_the_conditional_outcome_that_the_scenario_names(base):
    mask = truce.happened(base, "snapback", before="2026-07-01")
    table = truce.given(base, mask, ["plants_stop_2026"])
    named = truce.outcomes(base).loc["plants_stop_if_tariffs"]
    assert table["given"].item() == pytest.approx(named["mean"], abs=1e-6)
    assert table["given_se"].item() == pytest.approx(named["mean_se"], rel=0.02)
    assert table["everywhere"].item() == pytest.approx(truce.outcomes(base).loc["plants_stop_2026", "mean"], abs=1e-6)
    assert table["paths"].item() == mask.sum()
    with pytest.raises(ValueError, match="no kept path"):
        truce.given(base, np.zeros(PATHS, bool))


def test_outcomes_know_what_they_are(base):
    table = truce.outcomes(base)
    assert table.loc["ordered_by_2026_01_31", "unit"] == "Mt"
    assert truce.price_unit(base, "dysprosium") == "USD per kg" and truce.price_unit(base, "sp500") == "points"
    assert truce.is_probability(base, "bargain_kept")
    assert not truce.is_probability(base, "ordered_by_2026_01_31") and not truce.is_probability(
        base, "shipped_2026_share")


def test_outcomes_read_as_the_summary_does(base):
    told = json.loads(base.attrs["summary"])["outcomes"]
    text = truce.outcomes_as_text(base)["estimate"]
    kept = told["bargain_kept"]
    assert text["The whole bargain kept"] == f"{100 * kept['value']:.1f} ± {100 * kept['standard_error']:.1f} %"
    assert text["Ordered by 31 Jan 2026"].endswith(" Mt") and len(text) == len(told)


def test_the_briefing_has_the_figures_of_the_summary(base):
    text = truce.briefing(base)
    told = json.loads(base.attrs["summary"])
    for row in told["truce"]["horizons"]:
        figure = truce.with_error(row["survival"]["value"], row["survival"]["standard_error"], percent=True)
        assert f"{figure} by {truce.human_date(row['date'])}" in text
    met = truce.outcomes(base).loc["twelve_by_january"]
    assert f"12 Mt ordered by 31 Jan 2026 {truce.with_error(met['mean'], met['mean_se'], percent=True)}" in text
    assert f"{PATHS:,} paths, seed 20251124" in text and "robotics (rare earths)" in text
    bare = base.drop_dims(["sector", "commitment"]).drop_vars("truce_survival")
    assert truce.briefing(bare).count("\n- ") == 0


# --- fans, commitments, sectors --------------------------------------------------------------------------------------

@pytest.mark.parametrize("series, of, variable", [
    ("market", "sp500", "sample_market"), ("ordered", None, "sample_ordered"), ("factor", "tension", "sample_factor"),
    ("drawdown", "rare_earths.robotics", "sample_drawdown")])
def test_a_fan_has_the_quantiles_of_its_paths(sampled, series, of, variable):
    table = truce.fan(sampled, series, of)
    assert list(table.columns) == pytest.approx([0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99])
    dimension = truce.FANS[series]
    paths = sampled[variable].sel({dimension: of or sampled[dimension].values[0]}).transpose("sample", "time").values
    for step in (10, 60, 167):
        for level, value in table.iloc[step].items():
            slack = 1e-3 * max(1, abs(value))
            assert (paths[:, step] < value - slack).mean() <= level + 0.005
            assert (paths[:, step] <= value + slack).mean() >= level - 0.005


def test_a_fan_asks_which(base):
    with pytest.raises(KeyError, match="sp500"):
        truce.fan(base, "market")
    with pytest.raises(KeyError, match="drawdown"):
        truce.fan(base, "weather")


def test_pledges_are_met_as_often_as_the_outcomes_say(base):
    table = truce.commitments(base)
    outcomes = truce.outcomes(base)
    for pledge, outcome in [("soybeans.initial", "twelve_by_january"), ("soybeans.initial_late", "twelve_by_february"),
                            ("soybeans.year_2026", "pledge_2026_met")]:
        assert table.loc[pledge, "met"] == pytest.approx(outcomes.loc[outcome, "mean"], abs=2 / PATHS)
        assert table.loc[pledge, "met_se"] == pytest.approx(outcomes.loc[outcome, "mean_se"], rel=0.01)
    year = table.loc["soybeans.year_2026"]
    assert (year["quantity"], year["unit"], year["counts"]) == (25, "Mt", "shipped")
    assert (year["first"], year["last"]) == (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-12-31"))
    assert year["mean"] / 25 == pytest.approx(outcomes.loc["shipped_2026_share", "mean"], abs=1e-5)
    assert year["p05"] < year["median"] < year["p95"]
    assert (base["shipped"].sel(commitment="soybeans.year_2026") <= year["p05"]).mean() == pytest.approx(0.05, abs=1e-3)


def test_the_chance_over_time_passes_through_the_deadlines(sampled, base):
    for ds in (sampled, base):  # every path a trajectory, and 200 of 20,000
        chance = truce.chance_ordered(ds, "soybeans", 12)
        for outcome, before, after in [("twelve_by_january", "2026-01-26", "2026-02-02"),
                                       ("twelve_by_february", "2026-02-23", "2026-03-02")]:
            met = truce.outcome_values(ds, outcome).mean()
            assert chance.loc[before, "chance"] - 1e-9 <= met <= chance.loc[after, "chance"] + 1e-9
        assert chance["chance"].is_monotonic_increasing
        assert (chance["low"] <= chance["chance"]).all() and (chance["chance"] <= chance["high"]).all()


def test_the_chance_over_time_of_few_trajectories_is_that_of_many(sampled):
    many = truce.chance_ordered(sampled, "soybeans", 12)
    assert np.allclose(many["chance"], (sampled["sample_ordered"].isel(flow=0) >= 12 - 1e-5).mean("sample"))
    off = []
    for first in range(0, 2000, 200):
        few = truce.chance_ordered(sampled.isel(sample=slice(first, first + 200)), "soybeans", 12)
        off.append(few["chance"] - many["chance"])
        assert (off[-1].abs() <= Z * few["chance_se"] + 0.01).all()
    # At the deadlines they are sharper than two hundred trajectories alone could be.
    alone = np.sqrt(many["chance"] * (1 - many["chance"]) / 200)
    deadline = many.index.get_loc("2026-02-02")
    assert np.std(off, axis=0)[deadline] < 0.5 * alone.iloc[deadline]


def test_disruption_counts_the_paths(base):
    table = truce.disruption(base)
    for sector in table.columns:
        first = base["first_disruption"].sel(sector=sector).values
        by_then = [(first <= day + 1e-3).mean() for day in truce.days(base)]
        assert np.allclose(table[sector], by_then, atol=2 / PATHS)
    dry = truce.dry_share(base)
    assert (dry.iloc[0] == 0).all() and (dry.iloc[-1] > 0).all() and dry.shape == table.shape


def test_losses_agree_with_the_file_and_by_hand(base, small):
    table = truce.losses(base)
    assert np.allclose(table["mean"], base["loss_mean"].isel(time=-1).sel(sector=table.index), rtol=1e-4)
    assert np.allclose(table["mean_se"], base["loss_se"].isel(time=-1).sel(sector=table.index), rtol=1e-2)
    assert (table["shortfall95"] > table["var95"]).all()
    loss = base["loss"].sel(sector="rare_earths.robotics").values
    assert (loss > table.loc["rare_earths.robotics", "var95"]).mean() == pytest.approx(0.05, abs=1e-3)
    curve = truce.exceedance(small, "chain.cars", points=5)
    assert curve["probability"].tolist() == [0.75, 0.25, 0.25, 0.25, 0.0]
    assert (curve["low"] <= curve["probability"]).all() and (curve["probability"] <= curve["high"]).all()


def test_the_area_under_an_exceedance_curve_is_the_mean(base):
    curve = truce.exceedance(base, "rare_earths.robotics", points=4000)
    assert np.trapz(curve["probability"], curve.index) == pytest.approx(truce.losses(base).loc["rare_earths.robotics",
                                                                                               "mean"],
                                                                        rel=2e-3)


def test_cover_is_read_from_the_scenario(small):
    assert truce.stock_cover(small, "chain.cars", 0.5) == 7
    assert truce.stock_cover(small, "chain.cars", 0.05) == pytest.approx(7 * math.exp(-1.6448536 * 0.6))
    assert truce.stock_cover(small, "chain.ships", 0.05) == 3
    assert truce.stock_cover(small, "chain.planes", 0.9) == pytest.approx(14)
    assert truce.stock_cover(small, "chain.trams", 0.5) is None


def test_joint_shares_sum_to_one_and_keep_their_margins(base, small):
    table = truce.joint(base, "soybeans")
    assert table.to_numpy().sum() == pytest.approx(1)
    assert table["held"].sum() == pytest.approx(np.isnan(base["truce_end_time"].values).mean())
    by_hand = truce.joint(small, "beans", life_bins=2, volume_bins=2)
    assert by_hand.to_numpy().tolist() == [[0.5, 0, 0], [0, 0.25, 0.25]]


# --- re-weighting ----------------------------------------------------------------------------------------------------

def test_weights_by_hand(small):
    found = truce.weights(small, {"quarrel": 2.0})
    assert found == pytest.approx([2 * math.exp(-0.5), 4 * math.exp(-1), math.exp(-0.8), math.exp(-0.7)])
    assert truce.weights(small, {"quarrel": 0.0}) == pytest.approx([0, 0, math.exp(0.8), math.exp(0.7)])
    assert truce.effective_share([1, 1, 0, 0]) == 0.5
    with pytest.raises(ValueError, match="talks has no rate"):
        truce.weights(small, {"talks": 2})
    with pytest.raises(ValueError, match="must be 0 or more"):
        truce.weights(small, {"quarrel": -1})
    with pytest.raises(KeyError, match="quarrel, talks"):
        truce.weights(small, {"peace": 2})


def test_weights_are_those_of_a_poisson_process():
    mean, factor = 1.5, 1.6
    paths = 200_000
    count = np.random.default_rng(2).poisson(mean, paths)
    ds = xr.Dataset({"event_own_count": (["path", "event"], count[:, None]),
                     "event_integrated_hazard": (["path", "event"], np.full((paths, 1), mean))},
                    {"path": np.arange(paths), "event": ["quarrel"]})
    weights = truce.weights(ds, {"quarrel": factor})
    square = math.exp((factor - 1) ** 2 * mean)  # E[w^2]
    assert abs(weights.mean() - 1) < Z * math.sqrt((square - 1) / paths)
    assert truce.effective_share(weights) == pytest.approx(1 / square, rel=0.02)
    found, error = truce.mean_with_error(count, weights)
    assert abs(found - factor * mean) < Z * error
    assert abs(mean - found) > FAR * error


WHAT_IFS = [  # factors, settings that make the same scenario, an outcome that this must move
    ({"stress": 1.5}, ["events.stress.rate.value=2.7 per year"], "stress_by_2026_04_01"),
    ({"suspension": 0.25}, ["events.suspension.rate.value=0.03 per year"], "suspended_by_expiry"),
    ({"sudden_snapback": 2.5, "slow_walk": 0.5}, ["events.sudden_snapback.rate.value=0.1 per year",
                                                "events.slow_walk.rate.value=0.35 per year"], "tariffs_by_2026_11_10"),
]


@pytest.mark.parametrize("factors, settings, moved", WHAT_IFS, ids=[", ".join(factors) for factors, _, _ in WHAT_IFS])
def test_what_if_agrees_with_running_again(base, result, factors, settings, moved):
    arguments = [word for setting in settings for word in ("--set", setting)]
    again = result("base.yaml", "--paths", "20000", "--keep-paths", "none", "--seed", "7", *arguments)
    rerun = truce.outcomes(again)
    table = truce.what_if(base, factors)
    assert table.attrs["effective_share"] == truce.effective_share(truce.weights(base, factors)) >= 0.05
    assert (table.index == rerun.index).all()
    off = apart(table["what_if"], table["what_if_se"], rerun["mean"], rerun["mean_se"])
    assert off.max() < Z, table.index[off.argmax()]
    # Without the weights the same comparison fails, so it can see a wrong weight.
    row, other = table.loc[moved], rerun.loc[moved]
    assert apart(row["as_run"], row["as_run_se"], other["mean"], other["mean_se"]) > FAR
    assert np.allclose(table["difference"], table["what_if"] - table["as_run"])
    assert abs(row["difference"]) > FAR * row["difference_se"]


def test_the_error_of_a_what_if_is_honest(base):
    """Over batches of paths the estimates scatter as the error says."""
    batches = [truce.what_if(base.isel(path=slice(first, first + 500)), {"stress": 1.3}, ["unbroken_to_expiry"])
               for first in range(0, PATHS, 500)]
    for estimate in ("what_if", "difference"):
        scatter = np.std([batch[estimate].item() for batch in batches], ddof=1)
        told = np.sqrt(np.mean([batch[f"{estimate}_se"].item() ** 2 for batch in batches]))
        assert scatter == pytest.approx(told, rel=5 / math.sqrt(2 * len(batches)))


def test_a_what_if_on_few_effective_paths_is_refused(base):
    with pytest.raises(ValueError,
                       match=r"effective sample is .* % of the 20,000 kept paths.*stress can be raised up to"):
        truce.what_if(base, {"stress": 3.0})
    largest = truce.largest_factor(base, "stress")
    assert truce.effective_share(truce.weights(base, {"stress": largest})) == pytest.approx(0.05, abs=1e-6)
    assert truce.what_if(base, {"stress": largest * 0.999}).attrs["effective_share"] >= 0.05


@pytest.mark.parametrize("event, rate, outcome", [("stress", 1.8, "stress_by_2026_11_10"),
                                                  ("stress", 1.8, "unbroken_to_expiry"),
                                                  ("suspension", 0.12, "suspended_by_expiry")])
def test_tornado_agrees_with_finite_differences(base, result, event, rate, outcome):
    change = 0.25
    low, high = (result("base.yaml", "--paths", str(PATHS), "--seed", "11", "--set",
                        f"events.{event}.rate.value={rate * (1 + sign * change):.6g} per year") for sign in (-1, 1))
    central = truce.compare(low, high, [outcome]).iloc[0] / (2 * change)
    slope = truce.tornado(base, outcome, change=1.0, events=[event]).iloc[0]
    assert apart(slope["effect"], slope["effect_se"], central["difference"], central["difference_se"]) < Z
    assert abs(central["difference"]) > FAR * np.hypot(slope["effect_se"], central["difference_se"])
    tenth = truce.tornado(base, outcome, events=[event]).iloc[0]
    assert tenth.tolist() == pytest.approx([0.1 * slope["effect"], 0.1 * slope["effect_se"]])


def test_tornado_ranks_what_has_a_rate(base):
    table = truce.tornado(base, "unbroken_to_expiry")
    assert set(table.index) == set(truce.events_with_rates(base))
    assert "stress" in table.index and "snapback" not in table.index and "beijing_visit" not in table.index
    assert table["effect"].abs().is_monotonic_decreasing


def test_tornado_of_ranges_takes_both_ends_from_the_scenario(base):
    table = truce.tornado_of_ranges(base, "unbroken_to_expiry")
    assert table.loc["stress", ["value", "low", "high"]].tolist() == [1.8, 1.0, 3.0]
    low = truce.what_if(base, {"stress": 1.0 / 1.8}, ["unbroken_to_expiry"]).iloc[0]
    assert table.loc["stress", ["at_low", "at_low_se"]].tolist() == low[["difference", "difference_se"]].tolist()
    strict = truce.tornado_of_ranges(base, "unbroken_to_expiry", least=0.25)
    assert math.isnan(strict.loc["stress", "at_high"]) and strict.loc["stress", "high_share"] < 0.25
    assert math.isfinite(strict.loc["stress", "at_low"])


# --- two runs --------------------------------------------------------------------------------------------------------

def test_a_run_does_not_differ_from_itself(base):
    table = truce.compare(base, base)
    assert table.attrs["paired"] and (table["difference"] == 0).all() and (table["difference_se"] == 0).all()


def test_paired_differences_are_those_of_the_means_and_sharper(base, result):
    other = result("hardline.yaml", "--paths", "10000")
    table = truce.compare(base, other)
    assert table.attrs["paired"] and table.attrs["paths"] == 10_000
    first = base["outcome_value"].astype(float).sel(path=other["path"]).mean("path").sel(outcome=table.index)
    second = other["outcome_value"].astype(float).mean("path").sel(outcome=table.index)
    assert np.allclose(table["difference"], (second - first).values, atol=1e-5)
    assert table.loc["unbroken_to_expiry", "difference"] < 0
    assert table.loc["unbroken_to_expiry", "difference_se"] < 0.9 * table.loc["unbroken_to_expiry", "unpaired_se"]
    batches = [
        truce.compare(base.isel(path=slice(k, k + 250)), other.isel(path=slice(k, k + 250)), ["tariffs_by_2026_11_10"])
        for k in range(0, 10_000, 250)
    ]
    scatter = np.std([batch["difference"].item() for batch in batches], ddof=1)
    told = np.sqrt(np.mean([batch["difference_se"].item() ** 2 for batch in batches]))
    assert scatter == pytest.approx(told, rel=5 / math.sqrt(2 * len(batches)))


def test_other_seeds_are_not_paired(base, result):
    other = result("base.yaml", "--paths", "2000", "--seed", "3")
    table = truce.compare(base, other)
    assert not table.attrs["paired"]
    assert np.allclose(table["difference_se"], table["unpaired_se"])
    assert (apart(table["a"], table["a_se"], table["b"], table["b_se"]) < Z).all()


def test_survival_curves_are_compared_on_common_paths(base, result):
    other = result("hardline.yaml", "--paths", "10000")
    table = truce.compare_survival(base, other)
    assert np.abs(table["b"] - truce.survival(other)["survival"]).max() <= 2 / 10_000
    assert np.allclose(table["difference"], table["b"] - table["a"])
    assert (table["difference_se"] <= table["unpaired_se"] + 1e-12).iloc[5:].all()


def test_differing_assumptions_are_named(base, result):
    table = truce.assumptions_that_differ(base, result("hardline.yaml", "--paths", "10000"))
    assert table.loc["events.stress.rate.value"].tolist() == ["1.8 per year", "3.2 per year"]
    assert len(table) == 9 and not table.index.str.contains("note|range|title").any()


# --- sweeps ----------------------------------------------------------------------------------------------------------

@pytest.fixture
def sweep(tmp_path):
    """A sweep file as the format of results has it: 2 by 3 points over two rates, the last point not done."""
    values = [[x, y] for y in (0.1, 0.2, 0.3) for x in (1.0, 2.0)]
    sweep = xr.Dataset({"parameter_value": (["point", "parameter"], values),
                        "outcome_mean": (["point", "outcome"], [[x * y] for x, y in values]),
                        "outcome_se": (["point", "outcome"], [[0.01]] * 6),
                        "done": ("point", np.array([1, 1, 1, 1, 1, 0], "i1"))},
                       {"point": np.arange(6), "parameter": ["stress", "suspension"], "outcome": ["broken"]})
    sweep.to_netcdf(tmp_path / "sweep.nc")
    return truce.load(tmp_path / "sweep.nc")


def test_sweep_table_by_hand(sweep):
    table = truce.sweep_table(sweep, "broken", x="stress", y="suspension")
    assert table.index.tolist() == [0.1, 0.2, 0.3] and table.columns.tolist() == [1.0, 2.0]
    assert table.to_numpy()[:2] == pytest.approx(np.array([[0.1, 0.2], [0.2, 0.4]]))
    assert table.loc[0.3, 1.0] == pytest.approx(0.3) and math.isnan(table.loc[0.3, 2.0])
    with pytest.raises(KeyError, match="stress, suspension"):
        truce.sweep_table(sweep, "broken", x="stress", y="halt")


def test_a_sweep_over_more_must_be_cut(sweep):
    third = xr.concat([sweep["parameter_value"], xr.full_like(sweep["parameter_value"][:, :1], 5).assign_coords(
        parameter=["halt"])], "parameter")
    first = sweep.drop_dims("parameter").assign(parameter_value=third)
    second = first.copy(deep=True)
    second["parameter_value"][:, 2] = 6
    both = xr.concat([first, second.assign(outcome_mean=second["outcome_mean"] + 1)], "point")
    with pytest.raises(ValueError, match="fix halt"):
        truce.sweep_table(both, "broken", x="stress", y="suspension")
    assert truce.sweep_table(both, "broken", "stress", "suspension", at={"halt": 6}).iloc[0, 0] == pytest.approx(1.1)


def test_a_point_that_failed_has_no_figure(sweep):
    failed = sweep.assign(done=("point", [1, 1, 2, 1, 1, 0]))
    table = truce.sweep_table(failed, "broken", x="stress", y="suspension")
    assert math.isnan(table.loc[0.2, 1.0]) and table.notna().to_numpy().sum() == 4
    states = truce.sweep_states(failed, x="stress", y="suspension")
    assert states.loc[0.2, 1.0] == "failed" and states.loc[0.3, 2.0] == "not done" and states.loc[0.1, 1.0] == "done"
    with pytest.raises(KeyError, match="broken"):
        truce.sweep_figure(failed, "whole")


def design_of(points, seed=1, error=0.0):
    """A sweep of y = 0.3 + 0.2 a - 0.05 b (a in [0, 1], b in [2, 4]) with normal noise; c does nothing, w is a word and
    d stands still. The last point is not done."""
    generator = np.random.default_rng(seed)
    ranks = np.array([generator.permutation(points) for _ in range(3)]).T  # a Latin hypercube
    a, b, c = ((ranks + generator.uniform(size=ranks.shape)) / points).T
    values = np.column_stack([a, 2 + 2 * b, c, np.full(points, np.nan), np.full(points, 7.0)])
    y = 0.3 + 0.2 * a - 0.05 * values[:, 1] + error * generator.normal(size=points)
    return xr.Dataset({"parameter_value": (["point", "parameter"], values),
                       "parameter_unit": ("parameter", ["1", "per year", "1", "", "1"]),
                       "outcome_mean": (["point", "outcome"], y[:, None]),
                       "outcome_se": (["point", "outcome"], np.full((points, 1), 0.003)),
                       "done": ("point", [1] * (points - 1) + [0])},
                      {"point": np.arange(points), "parameter": list("abcwd"), "outcome": ["y"]})


def test_effects_of_a_plane_by_hand():
    plane = design_of(61)
    table = truce.sweep_effects(plane, "y")
    assert table.index.tolist() == ["a", "b", "c"] and table.attrs["points"] == 60 and table.attrs["together"]
    values = plane["parameter_value"].values[:60]
    assert table.loc["a", "effect"] == pytest.approx(0.2 * np.ptp(values[:, 0]))
    assert table.loc["b", "effect"] == pytest.approx(-0.05 * np.ptp(values[:, 1]))
    assert table["effect_se"].max() < 1e-12 and table.attrs["explained"] == pytest.approx(1)
    assert table.loc["b", ["low", "high"]].tolist() == [values[:, 1].min(), values[:, 1].max()]
    y = plane["outcome_mean"].values[:60, 0]
    assert table.loc["a", "share"] == pytest.approx(0.04 * values[:, 0].var() / y.var(ddof=1))
    assert table.loc["a", "rank_correlation"] == pytest.approx(pd.Series(values[:, 0]).corr(pd.Series(y), "spearman"))
    alone = pd.Series(values[:, 0]).corr(pd.Series(y))
    assert table.loc["a", "correlation"] == pytest.approx(alone)
    assert table.loc["a", "correlation_se"] == pytest.approx(math.sqrt((1 - alone ** 2) / 58))
    assert table.attrs["paths_se"] == pytest.approx(0.003 * math.sqrt(2))
    assert table["whole_se"].tolist() == pytest.approx([0.003 * math.sqrt(2)] * 3)
    values = plane["parameter_value"].copy()
    values[:, 2] = 0.5 + 0.1 * values[:, 1]  # c goes with b
    assert truce.sweep_effects(plane.assign(parameter_value=values), "y").index.tolist() == ["a", "b"]
    with pytest.raises(ValueError, match="ten points"):
        truce.sweep_effects(plane.isel(point=slice(0, 9)), "y")
    with pytest.raises(ValueError, match="same at all"):
        truce.sweep_effects(plane.assign(outcome_mean=plane["outcome_mean"] * 0), "y")


def test_few_points_are_taken_one_assumption_at_a_time():
    plane = design_of(12, error=0.02)
    table = truce.sweep_effects(plane, "y")
    x, y = plane["parameter_value"].values[:11, 0], plane["outcome_mean"].values[:11, 0]
    (slope, _), covariance = np.polyfit(x, y, 1, cov=True)
    assert not table.attrs["together"]
    assert table.loc["a", "effect"] == pytest.approx(slope * np.ptp(x))
    assert table.loc["a", "effect_se"] == pytest.approx(math.sqrt(covariance[0, 0]) * np.ptp(x))
    # The correlation and its error are the slope and its, in units of the standard deviations.
    unit = np.ptp(x) / x.std() * y.std()
    assert table.loc["a", "correlation"] == pytest.approx(table.loc["a", "effect"] / unit)
    assert table.loc["a", "correlation_se"] == pytest.approx(table.loc["a", "effect_se"] / unit)


def test_the_errors_of_effects_are_honest():
    """Over many designs the effects and shares scatter about the truth as their errors say."""
    found = [truce.sweep_effects(design_of(61, seed, error=0.05), "y") for seed in range(200)]
    widths = {"a": 0.2, "b": -0.1, "c": 0.0}
    for name, truth in widths.items():
        off = np.array([(table.loc[name, "effect"] / (table.loc[name, "high"] - table.loc[name, "low"]) *
                         (2 if name == "b" else 1) - truth) / table.loc[name, "effect_se"] for table in found])
        assert abs(off.mean()) < Z / math.sqrt(len(off))
        assert off.std() == pytest.approx(1, abs=Z / math.sqrt(2 * len(off)))
    shares = np.array([table.loc["c", "share"] for table in found])
    assert abs(shares.mean()) < Z * shares.std() / math.sqrt(len(shares))  # what does nothing has no share on average
    spread = 0.2 ** 2 / 12 + 0.1 ** 2 / 12 + 0.05 ** 2
    assert np.mean([table.loc["a", "share"] for table in found]) == pytest.approx(0.2 ** 2 / 12 / spread, rel=0.05)


def test_effects_of_a_sweep_agree_with_what_if(base, program, monkeypatch):
    monkeypatch.setenv("SIMULATE", program)
    study = {"scenario": "scenarios/base.yaml", "design": {"method": "latin_hypercube", "points": 24, "seed": 1},
             "paths": 2000, "vary": {"events.stress.rate": {"from": "1.2 per year", "to": "2.4 per year"},
                                     "events.suspension.rate": {"from": "0.08 per year", "to": "0.16 per year"}}}
    sweep = truce.run_sweep(study)
    assert (sweep["done"] == 1).all() and sweep.attrs["paths"] == 2000
    table = truce.sweep_effects(sweep, "stress_by_2026_04_01")
    assert table.index[0] == "events.stress.rate"
    effect = table.iloc[0]
    low, high = (truce.what_if(base, {"stress": rate / 1.8}, ["stress_by_2026_04_01"]).iloc[0]
                 for rate in (effect["low"], effect["high"]))
    moved, error = high["what_if"] - low["what_if"], math.hypot(high["what_if_se"], low["what_if_se"])
    assert apart(effect["effect"], math.hypot(effect["effect_se"], table.attrs["paths_se"]), moved, error) < Z
    assert effect["effect"] > FAR * math.hypot(table.attrs["paths_se"], effect["effect_se"])
    assert abs(table.loc["events.suspension.rate", "share"]) < 0.05
    figure = next(key for key in sweep["figure"].values if key.startswith("truce"))
    values, unit = truce.sweep_figure(sweep, figure)
    assert unit == "1" and values["value"].between(0, 1).all() and (values["se"] > 0).all()

"""The pictures: each function takes results, draws what truce.py computes, and returns one matplotlib Figure.

They need no notebook: `pictures.truce_life(truce.load("base")).savefig("truce.png", dpi=150)`. `html` turns a Figure
into an <img> element for a report. A picture says in its footer from which file and how many paths it is drawn. Where
the result lacks what a picture shows (a scenario need not have a truce, or markets), the function raises truce.Missing.
"""
import base64
import io
import math
import re
import textwrap

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

import style
import truce
from style import (DASHES, FAN, GREY, HEAT, INK, NAVY, OCHRE, PALE, RUST, SERIES, TEAL, date_axis, draw_fan, frame,
                   percent, percent_axis, source, step_end, styled)
from truce import needs

CAUSES = [RUST, OCHRE, TEAL, INK, GREY]


def html(figure, alt, dpi=130):
    """A Figure as one <img> element with the PNG inside; alt: what it shows, in words. Returns text."""
    image = io.BytesIO()
    figure.savefig(image, format="png", dpi=dpi)
    data = base64.b64encode(image.getvalue()).decode("ascii")
    return f'<img alt="{alt.replace(chr(34), chr(39))}" src="data:image/png;base64,{data}">'


# --- the truce and its events ----------------------------------------------------------------------------------------

@needs("truce")
@styled
def truce_life(ds, root=True):
    """How long the truce holds and what first breaks it: survival with the causes stacked above it (competing risks).

    root: True names the event that began the chain behind the break, False the event that broke it. Returns a Figure.
    """
    table, curve = truce.causes(ds, root), truce.survival(ds)
    few = 0 < ds.sizes.get("path", 0) < int(ds.attrs.get("paths", 0))
    figure, ax = frame(
        "How long the truce holds, and what first breaks it",
        source(ds) + (f"; dots from {truce.kept(ds):,} of them" if few else ""),
        "Chance that the truce has never been broken (pale), and above it what began the first break. Dashed: "
        "the truce holds on the day, repaired breaks included.",
        size=(8.0, 4.7))
    colours = dict(zip(table.columns, [PALE, *CAUSES * 9]))
    edges = table.cumsum(axis=1)
    for name in table.columns:
        ax.fill_between(table.index, edges[name] - table[name], edges[name], color=colours[name], linewidth=0.6,
                        edgecolor="white")
    ax.plot(curve.index, curve["survival"], color=NAVY, linewidth=2.2)
    for colour, width, dash in (("white", 3.2, "-"), (INK, 1.4, (0, (4, 2)))):
        ax.plot(curve.index, curve["holding"], color=colour, linewidth=width, linestyle=dash)
    ax.set_ylim(0, 1)
    percent_axis(ax.yaxis)
    ax.set_ylabel("share of paths")
    date_axis(ax, curve.index[0], curve.index[-1])
    _label_dates(ax, ds, curve.index)
    names = [{"held": "Never broken", "other": "Other causes"}.get(name) or truce.about(ds, "event", name)
             for name in table.columns]
    ends = [*(edges - table / 2).iloc[-1], curve["holding"].iloc[-1]]
    labels = [*(f"{name} {percent(share)}" for name, share in zip(names, table.iloc[-1])),
              f"Holds on the day {percent(ends[-1])}"]
    for end, label, height in zip(ends, labels, style.spread(ends, 0.06, 0.02, 0.98)):
        ax.text(1.03, height, label, transform=ax.transAxes, va="center")
        ax.plot([1.006, 1.024], [end, height], color=GREY, linewidth=0.8, transform=ax.transAxes, clip_on=False)
    return figure


def _label_dates(ax, ds, index):
    """Dots with the chance of an unbroken truce at the horizon dates, but for those whose label would touch."""
    if not ds.sizes.get("path", 0):
        return
    length, taken = (index[-1] - index[0]) / pd.Timedelta(days=1), []
    for date in truce.horizons(ds)[::-1]:
        place = (step_end(date) - index[0].to_datetime64()) / truce.DAY / length
        chance, _ = truce.survival_at(ds, date)
        near = any(abs(place - x) < 0.17 and abs(chance - y) < 0.12 for x, y in taken)
        if chance < 0.1 or not 0.16 < place < 0.96 or near:
            continue
        taken.append((place, chance))
        ax.plot([step_end(date)], [chance], "o", markersize=5, color="white", markeredgecolor=NAVY, zorder=4)
        ax.annotate(f"{percent(chance)}\n{truce.human_date(date)}", (step_end(date), chance), (-4, -5), color=NAVY,
                    textcoords="offset points", ha="right", va="top", fontsize=8)


@needs("event", "path")
@styled
def event_timeline(ds, events=None, least=0.05):
    """When each event first happens: intervals of the date over the paths on which it does, and how many those are.

    events: names, or None for all that happen on at least `least` of the paths and not always on the same day.
    Returns a Figure, taller for more events.
    """
    table = truce.event_times(ds, events).sort_values("p50")
    if events is None:
        table = table[(table["probability"] >= least) & (table["p90"] > table["p10"])]
    if table["p50"].isna().all():
        raise truce.Missing("no event of this result happens often enough, on days that differ, for a picture")
    last = pd.Timestamp(ds["time"].values[-1] - truce.DAY)
    figure, ax = frame(
        "When events tend to happen for the first time",
        source(ds, "kept"),
        "Over the paths on which the event happens: median (dot), middle half (bar), four fifths (line). Right: "
        f"chance that it happens by {style.month_name(last.month)} {last.year}.",
        size=(8.0, 1.25 + 0.235 * max(len(table), 4)))
    for row, (event, when) in enumerate(table.iloc[::-1].iterrows()):
        ax.plot([when["p10"], when["p90"]], [row, row], color=GREY, linewidth=1.2)
        ax.plot([when["p25"], when["p75"]], [row, row], color=TEAL, linewidth=6)
        ax.plot([when["p50"]], [row], "o", color="white", markeredgecolor=INK, markersize=5.5, zorder=3)
        ax.text(1.015, row, percent(when["probability"]), transform=ax.get_yaxis_transform(), va="center", fontsize=8.5)
    ax.set_yticks(range(len(table)), [truce.about(ds, "event", event) for event in table.index[::-1]], fontsize=8.5)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.7, len(table) - 0.3)
    ax.grid(axis="x", color=PALE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    date_axis(ax, ds["time"].values[0], last)
    return figure


# --- soybeans --------------------------------------------------------------------------------------------------------

@needs("flow", "commitment", "path")
@styled
def purchases(ds, flow=None):
    """What is ordered and shipped against every pledge of a flow, and the chances of meeting them.

    The chance over time is drawn for the first pledge that counts orders, as a result keeps no trajectories of
    shipments; for every pledge the chance of reaching so much within its window. flow: its name, or None where there is
    only one. Returns a Figure of six panels, ordered on the left, shipped on the right but for the fourth.
    """
    flow = flow or str(ds["flow"].values[0])
    pledges = [row for _, row in truce.commitments(ds).iterrows() if row["flow"] == flow]
    if not pledges:
        raise truce.Missing(f"this result has no pledges for {flow}")
    unit = pledges[0]["unit"]
    first = next((pledge for pledge in pledges if pledge["counts"] == "ordered"), None)
    figure, axes = frame(f"{truce.readable(flow)} ordered and shipped against the pledges", source(ds, "kept") +
                         f"; fans from all paths, the chance over time from {ds.sizes.get('sample', 0)} of them",
                         "Shades: nine in ten and half of all paths; line: median. Diamonds, below: the chance that a "
                         "pledge is met.", size=(8.0, 9.4), rows=3, columns=2)
    _ordered(axes[0, 0], ds, flow, first, unit)
    _chance(axes[1, 0], ds, flow, first)
    _shipped(axes[0, 1], ds, flow, pledges, unit)
    _against_pledges(axes[1, 1], ds, pledges)
    for ax, counts in zip(axes[2], ("ordered", "shipped")):
        _chances(ax, ds, [pledge for pledge in pledges if pledge["counts"] == counts], counts, unit)
    return figure


def _until(ds, first):
    """The last date of the panels about the first pledge: six weeks beyond it, or the end."""
    last = pd.Timestamp(ds["time"].values[-1])
    return last if first is None else min(last, first["last"] + pd.Timedelta(weeks=6))


def _ordered(ax, ds, flow, first, unit):
    table, until = truce.fan(ds, "ordered", flow), _until(ds, first)
    table = table[table.index <= until + pd.Timedelta(days=7)]
    draw_fan(ax, table)
    ax.set_title("Ordered to date")
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_ylabel(unit)
    date_axis(ax, table.index[0], until, most=6)
    ax.set_ylim(0, max(table.loc[:until, 0.95].max(), first["quantity"] if first is not None else 0) * 1.1)
    if first is not None:
        ax.plot([table.index[0], step_end(first["last"])], [first["quantity"]] * 2, color=RUST, linewidth=1.6)
        ax.plot([step_end(first["last"])], [first["quantity"]], "D", color=RUST, markersize=5)
        ax.annotate(f"pledge: {first['quantity']:g} {unit} by {truce.human_date(first['last'])}",
                    (table.index[0], first["quantity"]), (4, 5), textcoords="offset points", color=RUST, fontsize=8.5)


def _chance(ax, ds, flow, first):
    if first is None or truce.lacks(ds, "sample"):
        ax.set_visible(False)
        return
    until = _until(ds, first)
    chance = truce.chance_ordered(ds, flow, first["quantity"])
    chance = chance[chance.index <= until + pd.Timedelta(days=7)]
    ax.fill_between(chance.index, chance["low"], chance["high"], color=FAN[0.05, 0.95], linewidth=0)
    ax.plot(chance.index, chance["chance"], color=NAVY, linewidth=2)
    for _, pledge in truce.commitments(ds).iterrows():
        if pledge["flow"] == flow and pledge["counts"] == "ordered" and pledge["quantity"] == first["quantity"]:
            ax.plot([step_end(pledge["last"])], [pledge["met"]], "D", color=RUST, markersize=5, zorder=4)
            ax.annotate(f"{percent(pledge['met'])} by {truce.human_date(pledge['last'])}",
                        (step_end(pledge["last"]), pledge["met"]), (-7, 5), textcoords="offset points", ha="right",
                        fontsize=8.5, color=RUST)
    ax.set_title(f"Chance that {first['quantity']:g} {first['unit']} are ordered by then")
    ax.set_ylim(0, 1)
    percent_axis(ax.yaxis)
    date_axis(ax, chance.index[0], until, most=6)


def _shipped(ax, ds, flow, pledges, unit):
    table = truce.fan(ds, "shipped", flow)
    draw_fan(ax, table)
    shipped = [pledge for pledge in pledges if pledge["counts"] == "shipped"]
    if shipped:
        dates, line = [], []
        for pledge in shipped:  # the pledges one after the other, from what the median has shipped before the first
            level = line[-1] if line else float(
                np.interp(pledge["first"].value, table.index.astype("int64"), table[0.5]))
            dates += [pledge["first"], step_end(pledge["last"])]
            line += [level, level + pledge["quantity"]]
        ax.plot(dates, line, color=RUST, linewidth=1.6)
        ax.annotate("pledges at an even pace", (dates[-1], line[-1]), (-6, 0), textcoords="offset points", color=RUST,
                    fontsize=8.5, ha="right", va="center")
        ax.set_ylim(0, max(line[-1], table[0.95].max()) * 1.06)
    ax.set_title("Shipped to date")
    ax.set_ylabel(unit)
    date_axis(ax, table.index[0], table.index[-1], most=7)


def _chances(ax, ds, pledges, counts, unit):
    """How likely each pledge's window brings at least so much; diamonds where the pledge is met."""
    if not pledges:
        ax.set_visible(False)
        return
    end = 1.4 * max(pledge["quantity"] for pledge in pledges)
    for row, pledge in enumerate(pledges):
        colour, dash = [(NAVY, DASHES[0]), (OCHRE, DASHES[0]), (INK, DASHES[2]), (TEAL, DASHES[1])][row % 4]
        table = truce.chance_of_volume(ds, pledge.name, points=400)
        ax.fill_between(table.index, table["low"], table["high"], color=colour, alpha=0.18, linewidth=0)
        ax.plot([*table.index, table.index[-1]], [*table["chance"], 0], color=colour, linestyle=dash)
        ax.plot([pledge["quantity"]], [pledge["met"]], "D", color=RUST, markersize=5, zorder=4)
        height = 0.95 - 0.1 * row
        ax.plot([0.53, 0.6], [height, height], color=colour, linestyle=dash, transform=ax.transAxes)
        ax.text(0.62, height, f"{truce.readable(pledge.name.split('.', 1)[1])}: {percent(pledge['met'])}",
                transform=ax.transAxes, va="center", fontsize=8.5)
    for quantity in {pledge["quantity"] for pledge in pledges}:
        ax.axvline(quantity, ymax=0.92 - 0.1 * len(pledges), color=RUST, linewidth=1.6)
    ax.set_title(f"Chance that at least so much is {counts}")
    ax.set_xlabel(f"{unit} in the window of the pledge")
    ax.set_xlim(0, end)
    ax.set_ylim(0, 1.02)
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=end > 5))
    percent_axis(ax.yaxis)


def _against_pledges(ax, ds, pledges):
    for row, pledge in enumerate(pledges[::-1]):
        share = ds[pledge["counts"]].sel(commitment=pledge.name).values.astype(float) / pledge["quantity"]
        low, quarter, middle, three, high = np.quantile(share, (0.05, 0.25, 0.5, 0.75, 0.95))
        ax.barh(row, high - low, 0.5, low, color=FAN[0.05, 0.95])
        ax.barh(row, three - quarter, 0.5, quarter, color=FAN[0.25, 0.75])
        ax.plot([middle, middle], [row - 0.25, row + 0.25], color=NAVY, linewidth=2.2)
        ax.text(1.02, row, percent(pledge["met"]), transform=ax.get_yaxis_transform(), va="center", fontsize=9)
    names = [
        truce.readable(pledge.name.split(".", 1)[1]) + f"\n{pledge['quantity']:g} {pledge['unit']} {pledge['counts']}"
        for pledge in pledges[::-1]
    ]
    ax.set_yticks(range(len(pledges)), names, fontsize=8)
    ax.tick_params(axis="y", length=0)
    ax.axvline(1, color=RUST, linewidth=1.6)
    ax.set_xlim(left=0)
    ax.set_ylim(-0.6, len(pledges) - 0.4)
    percent_axis(ax.xaxis)
    ax.set_title("Share of each pledge fulfilled")
    ax.text(1.02, 1.0, "met", transform=ax.transAxes, fontsize=8.5, color=GREY, va="bottom")


# --- sectors ---------------------------------------------------------------------------------------------------------

@needs("sector")
@styled
def sector_heat(ds):
    """Which sectors are short, and when: the mean share of firms without stock, week by week. Returns a Figure."""
    dry, chance = truce.dry_share(ds), truce.disruption(ds)
    figure, ax = frame(
        "Which sectors run short, week by week",
        source(ds),
        "Mean share of a sector's firms that are without stock. Right: chance of a disruption at some time.",
        size=(8.0, 1.6 + 0.34 * dry.shape[1]))
    edges = dry.index.values
    image = ax.pcolormesh(edges, np.arange(dry.shape[1] + 1), dry.iloc[1:].T.iloc[::-1].to_numpy(), cmap=HEAT, vmin=0,
                          shading="flat", rasterized=True)
    ax.set_yticks(np.arange(dry.shape[1]) + 0.5, [truce.about(ds, "sector", name) for name in dry.columns[::-1]])
    for row, sector in enumerate(dry.columns[::-1]):
        ax.text(1.015, row + 0.5, percent(chance[sector].iloc[-1]), transform=ax.get_yaxis_transform(), va="center")
        if row:
            ax.axhline(row, color="white", linewidth=2)
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    date_axis(ax, edges[0], edges[-1])
    bar = figure.colorbar(image, ax=ax, pad=0.01, aspect=12, fraction=0.05)
    bar.outline.set_visible(False)
    percent_axis(bar.ax.yaxis)
    bar.ax.yaxis.set_major_locator(MaxNLocator(4))
    return figure


@needs("sector")
@styled
def stock_fans(ds, columns=3):
    """How stocks run down: a fan of the weeks of stock used for every sector, with the line at which firms run dry.

    columns: panels in a row. Returns a Figure.
    """
    sectors = list(ds["sector"].values)
    rows = math.ceil(len(sectors) / columns)
    figure, axes = frame(
        "How sectors use up their stocks",
        source(ds), "Weeks of need taken from stock. Shades: nine in ten and half of all paths; line: median; dashed: "
        "from here on the sector counts as disrupted.",
        size=(8.0, 1.0 + 1.95 * rows),
        rows=rows,
        columns=columns)
    axes = np.atleast_1d(axes).ravel()
    for ax, sector in zip(axes, sectors):
        table = truce.fan(ds, "drawdown", sector)
        draw_fan(ax, table)
        chain, own = sector.split(".", 1)
        told = truce.scenario(ds)["supply"][chain]["sectors"][own]
        share = truce._number(truce._value(told.get("disrupted_above", "5%")))
        dry = truce.stock_cover(ds, sector, share)
        if dry is not None:
            ax.axhline(dry, color=RUST, linewidth=1.3, linestyle=(0, (4, 2)))
            ax.annotate(f"{100 * share:g} % of firms dry", (table.index[-1], dry), (0, 3), textcoords="offset points",
                        ha="right", fontsize=7.5, color=RUST)
        ax.set_title(truce.about(ds, "sector", sector), fontsize=9)
        ax.set_ylim(0, max(table[0.95].max(), dry or 0) * 1.12)
        date_axis(ax, table.index[0], table.index[-1], most=5)
    for ax in axes[len(sectors):]:
        ax.set_visible(False)
    for row in range(rows):
        axes[row * columns].set_ylabel("weeks of need")
    return figure


@needs("sector", "path")
@styled
def loss_exceedance(ds):
    """How likely each sector is to lose more than an amount of output over the horizon. Returns a Figure."""
    table = truce.losses(ds)
    years = truce.days(ds)[-1] / 365.25
    figure, ax = frame(
        "How much output could be lost, by sector",
        source(ds, "kept"),
        f"Chance of losing more than so many weeks of the sector's output in {years:.1f} years; shade: 95 % "
        "interval.",
        size=(8.0, 4.4))
    floor = 10 / truce.kept(ds)
    labels = []
    ends = []
    for number, sector in enumerate(table.index):
        curve = truce.exceedance(ds, sector, points=600)
        curve = curve[(curve.index > 0.02) & (curve["probability"] >= floor)]
        if curve.empty:
            continue
        colour = SERIES[number % len(SERIES)]
        ax.fill_between(curve.index, curve["low"], curve["high"], color=colour, alpha=0.18, linewidth=0)
        ax.plot(curve.index, curve["probability"], color=colour, linestyle=DASHES[number % len(DASHES)])
        labels.append((truce.about(ds, "sector", sector), colour, DASHES[number % len(DASHES)]))
        ends.append(curve.index[-1])
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_ylim(floor, 1)
    ax.set_xlim(0.02, max(ends, default=1) * 1.15)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g} %"))
    ax.set_xlabel("weeks of output lost")
    ax.set_ylabel("chance of losing more")
    ax.grid(which="major", color=PALE, linewidth=0.7)
    # Names stand beside the curves in the order in which the curves come, each with a piece of its line.
    for height, number in zip(np.linspace(0.9, 0.9 - 0.1 * (len(labels) - 1), len(labels)), np.argsort(ends)[::-1]):
        name, colour, dash = labels[number]
        ax.plot([1.02, 1.075], [height, height], color=colour, linestyle=dash, transform=ax.transAxes, clip_on=False)
        ax.text(1.09, height, name, transform=ax.transAxes, va="center", fontsize=8.5)
    return figure


# --- markets ---------------------------------------------------------------------------------------------------------

@needs("market")
@styled
def market_fans(ds, markets=None, paths=3, columns=3):
    """Prices over time: a fan for every market, with a few sample paths in it.

    markets: names, or None for all; paths: how many trajectories; columns: panels in a row. Returns a Figure.
    """
    markets = list(ds["market"].values if markets is None else markets)
    columns = min(columns, len(markets))
    rows = math.ceil(len(markets) / columns)
    samples = ds["sample_market"].transpose("sample", "time", "market") if "sample_market" in ds else None
    paths = 0 if samples is None else min(paths, samples.sizes["sample"])
    figure, axes = frame("Where prices may go", source(ds), "Shades: nine in ten and half of all paths; line: median" +
                         (f"; thin lines: {paths} of the paths." if paths else "."),
                         size=(8.0, 1.0 + 1.75 * rows), rows=rows, columns=columns)
    axes = np.atleast_1d(axes).ravel()
    for ax, market in zip(axes, markets):
        table = truce.fan(ds, "market", market)
        draw_fan(ax, table)
        drawn = samples.sel(market=market).values[:paths] if paths else np.empty((0, len(table)))
        ax.plot(table.index, drawn.T, color=INK, linewidth=0.5, alpha=0.55)
        low, high, top = table[0.05].min(), table[0.95].max(), np.max(drawn, initial=0.0)
        low = np.min(drawn, initial=low)
        ax.set_ylim(low - 0.03 * (high - low), max(1.06 * high, 1.03 * top))  # every path that is drawn is shown whole
        ax.set_title(truce.about(ds, "market", market), fontsize=8)
        logarithmic = top > 2 * high  # the fan would be a strip below that path
        ax.set_ylabel(truce.price_unit(ds, market) + (", log" if logarithmic else ""), fontsize=8)
        if logarithmic:
            ax.set_yscale("log")
            ax.set_ylim(0.9 * low, 1.1 * top)
            ax.yaxis.set_minor_locator(NullLocator())
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)) if logarithmic else MaxNLocator(4))
        ax.yaxis.set_major_formatter(
            FuncFormatter(lambda value, _: f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"))
        date_axis(ax, table.index[0], table.index[-1], most=5)
    for ax in axes[len(markets):]:
        ax.set_visible(False)
    for ax in axes[:max(0, len(markets) - columns)]:
        ax.tick_params(labelbottom=False)
    return figure


# --- two things at once ----------------------------------------------------------------------------------------------

@needs("flow", "truce", "path")
@styled
def purchases_and_life(ds, flow=None):
    """How much is bought against how long the truce lives: shares of all paths in a heat map. Returns a Figure."""
    flow = flow or str(ds["flow"].values[0])
    table = truce.joint(ds, flow, life_bins=13, volume_bins=14)
    unit = ds["flow_ordered_total"].attrs["units"]
    figure, ax = frame(f"{truce.readable(flow)} bought, against the life of the truce", source(ds, "kept"),
                       f"Share of paths by first break and by all orders until "
                       f"{truce.human_date(ds['time'].values[-1] - truce.DAY)}; right: never broken; line: mean.",
                       size=(8.0, 4.6))
    broken, held = table.drop(columns="held"), table["held"]
    edges = np.array([interval.left for interval in broken.columns] + [broken.columns[-1].right])
    volume = np.append(table.index.left, table.index.right[-1])
    width = edges[1] - edges[0]
    beside = edges[-1] + np.array([0.5, 2.0]) * width
    top = table.to_numpy().max()
    ax.pcolormesh(edges, volume, broken.to_numpy(), cmap=HEAT, vmin=0, vmax=top, rasterized=True)
    image = ax.pcolormesh(beside, volume, held.to_numpy()[:, None], cmap=HEAT, vmin=0, vmax=top, rasterized=True)
    totals = ds["flow_ordered_total"].sel(flow=flow).values.astype(float)
    ends = ds["truce_end_time"].values.astype(float)
    means = [totals[(ends >= low) & (ends < high)].mean() if ((ends >= low) & (ends < high)).sum() > 20 else np.nan
             for low, high in zip(edges, edges[1:])]
    ax.plot((edges[1:] + edges[:-1]) / 2, means, color="white", linewidth=3.2)
    ax.plot((edges[1:] + edges[:-1]) / 2, means, color=INK, linewidth=1.0)
    if np.isnan(ends).any():
        ax.plot(beside, [totals[np.isnan(ends)].mean()] * 2, color="white", linewidth=3.2)
        ax.plot(beside, [totals[np.isnan(ends)].mean()] * 2, color=INK, linewidth=1.0)
    dates = [date for date in pd.date_range(truce.start(ds), ds["time"].values[-1], freq="MS") if date.month in (1, 7)]
    ticks = [(date - truce.start(ds)).days for date in dates]
    names = [style.month_name(date.month) + (f"\n{date.year}" if date.month == 1 else "") for date in dates]
    ax.set_xticks([*ticks, beside.mean()], [*names, f"never\n{percent(held.sum())}"])
    ax.set_xlim(edges[0], beside[-1])
    ax.set_xlabel("first break of the truce")
    ax.set_ylabel(f"ordered in all, {unit}")
    bar = figure.colorbar(image, ax=ax, pad=0.02, aspect=24, fraction=0.05)
    bar.outline.set_visible(False)
    percent_axis(bar.ax.yaxis)
    return figure


# --- outcomes: given, tornado, what if, compared ---------------------------------------------------------------------

def _dumbbells(ax, names, before, before_se, after, after_se):
    """Two estimates of each outcome on one line with 95 % intervals, before hollow, after full; both written beside."""
    for row, name in enumerate(names[::-1]):
        ax.plot([before[name], after[name]], [row, row], color=PALE, linewidth=4, solid_capstyle="round", zorder=1)
        for value, error, fill, edge in ((before[name], before_se[name], "white", INK), (after[name], after_se[name],
                                                                                         RUST, RUST)):
            ax.plot([value - 1.96 * error, value + 1.96 * error], [row, row], color=edge, linewidth=1.2, zorder=2)
            ax.plot([value], [row], "o", color=fill, markeredgecolor=edge, markersize=6.5, zorder=3)
        ax.text(1.02, row, f"{percent(before[name])}  →  {percent(after[name])}", transform=ax.get_yaxis_transform(),
                va="center", fontsize=8.5)
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.set_xlim(-0.02, 1.02)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=PALE, linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    percent_axis(ax.xaxis)


def statements(ds, names=None):
    """Which of the outcomes are probabilities: the names asked for, or the first ten of the file, in that order."""
    found = [str(name) for name in (ds["outcome"].values if names is None else names) if truce.is_probability(ds, name)]
    if not found:
        raise truce.Missing("this result has no outcomes that are statements: all of them are quantities")
    return found if names is not None else found[:10]


@needs("event", "outcome", "path")
@styled
def given_event(ds, event=None, before=None, names=None):
    """What else changes on the paths on which an event happens before a date.

    event: its name, or None for the one that happens on nearest to half of the paths; before: a date, that day outside,
    or None for the end; names: outcomes that are probabilities, or None for the first ten. Returns a Figure.
    """
    before = ds["time"].values[-1] if before is None else before
    if event is None:
        event = min(map(str, ds["event"].values), key=lambda name: abs(truce.happened(ds, name, before).mean() - 0.5))
    mask = truce.happened(ds, event, before)
    names = statements(ds, names)
    table = truce.given(ds, mask, names)
    figure, ax = frame(
        f"{truce.about(ds, 'event', event)} before {truce.human_date(before)}: what then",
        f"{source(ds, 'kept')}; {int(mask.sum()):,} of them meet the condition",
        f"Outcomes over all paths (hollow) and over the {percent(mask.mean())} of them on which it happens (full), "
        "with 95 % intervals.",
        size=(8.0, 1.35 + 0.29 * len(names)))
    _dumbbells(ax, names, table["everywhere"], table["everywhere_se"], table["given"], table["given_se"])
    ax.set_yticks(range(len(names)), [truce.about(ds, "outcome", name) for name in names[::-1]], fontsize=8.5)
    return figure


def _change_axis(ax, ds, outcome):
    """Labels the axis of a change of an outcome; returns what a unit of it is multiplied by for the labels."""
    if truce.is_probability(ds, outcome):
        ax.set_xlabel("change of the chance, in percentage points")
        return 100.0
    unit = truce.unit_of(ds, "outcome", outcome)
    ax.set_xlabel("change" + ("" if unit == "1" else f", {unit}"))
    return 1.0


@needs("event", "outcome", "path")
@styled
def tornado(ds, outcome=None, change=0.10, most=12):
    """Which rates an outcome hangs on: what a small change of each would do, with 95 % intervals, from one run.

    outcome: its name, or None for the first of the file; change: the relative change of the rate; most: how many
    events. Returns a Figure.
    """
    outcome = str(ds["outcome"].values[0]) if outcome is None else outcome
    table = truce.tornado(ds, outcome, change).head(most)
    mean, error = truce.mean_with_error(truce.outcome_values(ds, outcome))
    now = truce.with_error(mean, error, truce.is_probability(ds, outcome))
    figure, ax = frame(
        f"What moves “{truce.about(ds, 'outcome', outcome)}”",
        source(ds, "kept"),
        f"Change of the outcome (now {now}) if an event's rate rises by {100 * change:g} %, to first order. Line: "
        "95 % interval; pale: may be none.",
        size=(8.0, 1.6 + 0.27 * len(table)))
    scale = _change_axis(ax, ds, outcome)
    for row, (event, effect) in enumerate(table.iloc[::-1].iterrows()):
        value, half = scale * effect["effect"], scale * 1.96 * effect["effect_se"]
        sure = abs(value) > half
        ax.barh(row, value, 0.62, color=(RUST if value < 0 else NAVY) if sure else PALE)
        ax.plot([value - half, value + half], [row, row], color=INK, linewidth=1.1)
    ax.axvline(0, color=INK, linewidth=0.9)
    ax.set_yticks(range(len(table)), [truce.about(ds, "event", event) for event in table.index[::-1]], fontsize=8.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return figure


@needs("event", "outcome", "path")
@styled
def tornado_of_ranges(ds, outcome=None, most=10):
    """How uncertain rates move an outcome: each set to the ends of its stated 80 % range, by re-weighting.

    outcome: its name, or None for the first of the file; most: how many events. Ends that leave too few effective
    paths are not drawn, and named. Returns a Figure.
    """
    outcome = str(ds["outcome"].values[0]) if outcome is None else outcome
    table = truce.tornado_of_ranges(ds, outcome)
    refused = [f"{truce.about(ds, 'event', event)} at {row[end]:g} a year" for event, row in table.iterrows()
               for end in ("low", "high") if math.isnan(row[f"at_{end}"])]
    table = table.head(most)
    mean, error = truce.mean_with_error(truce.outcome_values(ds, outcome))
    now = truce.with_error(mean, error, truce.is_probability(ds, outcome))
    footer = source(ds, "kept") + ", re-weighted" + (
        f"; not shown, as fewer than 5 % of the paths would count: {', '.join(refused)}" if refused else "")
    figure, ax = frame(
        f"What the uncertain rates mean for “{truce.about(ds, 'outcome', outcome)}”",
        footer,
        f"Change of the outcome (now {now}) with the rate at the low end (upper bar) and at the high end (lower "
        "bar) of its 80 % range; line: 95 % interval.",
        size=(8.0, 1.7 + 0.31 * len(table)))
    scale = _change_axis(ax, ds, outcome)
    for row, (event, effect) in enumerate(table.iloc[::-1].iterrows()):
        for end, colour, shift in (("low", TEAL, 0.17), ("high", RUST, -0.17)):
            value, half = scale * effect[f"at_{end}"], scale * 1.96 * effect[f"at_{end}_se"]
            if math.isnan(value):
                continue
            ax.barh(row + shift, value, 0.32, color=colour)
            ax.plot([value - half, value + half], [row + shift] * 2, color=INK, linewidth=0.9)
        ax.text(1.02,
                row,
                f"{effect['low']:g} … {effect['value']:g} … {effect['high']:g}",
                transform=ax.get_yaxis_transform(),
                va="center",
                fontsize=8.5)
    ax.text(1.02, 1.0, "per year: low … value … high", transform=ax.transAxes, fontsize=8, color=GREY, va="bottom")
    ax.axvline(0, color=INK, linewidth=0.9)
    ax.set_yticks(range(len(table)), [truce.about(ds, "event", event) for event in table.index[::-1]], fontsize=8.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(-0.6, len(table) - 0.4)
    return figure


def _two_curves(ax, first, second, labels):
    """Two survival curves, the first solid, the second dashed, each with its name and its last value beside it."""
    ax.plot(first.index, first, color=INK, linewidth=1.8)
    ax.plot(second.index, second, color=RUST, linewidth=1.8, linestyle=DASHES[1])
    ax.set_ylim(0, 1)
    percent_axis(ax.yaxis)
    date_axis(ax, first.index[0], first.index[-1], most=5)
    ax.set_title("Truce never broken by then")
    curves = [(first, labels[0], INK), (second, labels[1], RUST)]
    if first.mean() < second.mean():
        curves.reverse()
    points = [int(place * len(first)) for place in (0.42, 0.56)]
    upper, lower = (curve.iloc[at] for (curve, _, _), at in zip(curves, points))
    lower = max(lower, 0.16)  # names stay inside the axes, and one above the other
    upper = min(max(upper, lower), 0.84)
    lower = min(lower, upper)
    for (curve, text, colour), at, height, offset, across, along in zip(curves, points, (upper, lower), (6, -6),
                                                                        ("left", "right"), ("bottom", "top")):
        ax.annotate(f"{text}\n{percent(curve.iloc[-1])} at the end", (curve.index[at], height),
                    (offset, offset),
                    textcoords="offset points",
                    color=colour,
                    fontsize=8.5,
                    ha=across,
                    va=along)


@needs("event", "outcome", "truce", "path")
@styled
def what_if(ds, factors, names=None):
    """The truce and the outcomes at other rates, by re-weighting the run that is there.

    factors: {event: c}, the rate times c; names: outcomes that are probabilities, or None for the first ten. Raises
    truce.Missing where the effective sample is below 5 %. Returns a Figure.
    """
    names = statements(ds, names)
    table = truce.what_if(ds, factors, names)
    told = ", ".join(f"{truce.about(ds, 'event', event)} × {factor:g}" for event, factor in factors.items())
    figure, axes = frame(
        f"What if: {told}",
        source(ds, "kept") +
        f"; re-weighted, worth {table.attrs['effective_paths']:,.0f} paths ({percent(table.attrs['effective_share'])})",
        "The event's rate times the factor. Solid, hollow: as run; dashed, full: at the "
        "other rate, with 95 % intervals.",
        size=(8.6, 1.6 + 0.31 * max(len(names), 8)),
        columns=2,
        gridspec_kw={"width_ratios": [1, 1]})
    left, right = axes[0]
    now = truce.survival_of_paths(ds)["survival"]
    then = truce.survival_of_paths(ds, weights=truce.weights(ds, factors))["survival"]
    _two_curves(left, now, then, ("as run", "at other rates"))
    _dumbbells(right, names, table["as_run"], table["as_run_se"], table["what_if"], table["what_if_se"])
    right.set_yticks(range(len(names)), [truce.about(ds, "outcome", name) for name in names[::-1]], fontsize=8)
    return figure


def explore(ds, event=None, factor=1.5, most=4.0):
    """Draws `what_if` for a menu of events and a slider, with ipywidgets 7 or later; without, for what is given, once.

    event, factor: where the menu and the slider stand at first, None for the first event with a rate; most: the
    slider's end. A refused question prints why.
    """
    from IPython.display import display

    def ask(event, factor):
        try:
            display(what_if(ds, {event: factor}))
        except ValueError as refusal:
            print(refusal)

    rates = truce.events_with_rates(ds)
    if not rates:
        raise truce.Missing(truce.NO_RATES)
    event = event or rates[0]
    try:
        import ipywidgets
    except ImportError:
        ipywidgets = None
    if ipywidgets is None or int(ipywidgets.__version__.split(".")[0]) < 7:
        ask(event, factor)
        return
    slider = ipywidgets.FloatSlider(value=factor, min=0, max=most, step=0.1, continuous_update=False)
    menu = ipywidgets.Dropdown(value=event, options=[(truce.about(ds, "event", name), name) for name in rates])
    ipywidgets.interact(ask, event=menu, factor=slider)


@needs("outcome", "truce", "path")
@styled
def comparison(a, b, names=None, labels=None):
    """Two runs side by side: the truce over time, and how far each outcome moves, with 95 % intervals.

    a, b: results; names: outcomes that are probabilities, or None for the first ten that both have; labels: two short
    names, or None for the scenarios' own. Returns a Figure.
    """
    common = set(a["outcome"].values) & set(b["outcome"].values)
    if not common:
        raise truce.Missing("the two results have no outcome in common")
    names = statements(a, [name for name in a["outcome"].values
                           if name in common])[:10] if names is None else statements(a, names)
    table = truce.compare(a, b, names)
    labels = labels or [str(ds.attrs.get("scenario", ds.attrs.get("source", "?"))) for ds in (a, b)]
    how = (f"paired over {table.attrs['paths']:,} common paths, seed {a.attrs['seed']}" if table.attrs["paired"]
           else f"independent runs, seeds {a.attrs['seed']} and {b.attrs['seed']}")
    figure, axes = frame(
        f"{truce.readable(labels[1])} against {truce.readable(labels[0]).lower()}",
        f"Source: {a.attrs.get('source')}, {b.attrs.get('source')}; {how}",
        f"{b.attrs.get('title', '')} (dashed) against {a.attrs.get('title', '')} (solid); bars with 95 % intervals.",
        size=(8.6, 1.6 + 0.31 * max(len(names), 8)),
        columns=2)
    left, right = axes[0]
    curve = truce.compare_survival(a, b)
    _two_curves(left, curve["a"], curve["b"], [truce.readable(label).lower() for label in labels])
    for row, (_, move) in enumerate(table.iloc[::-1].iterrows()):
        value, half = 100 * move["difference"], 196 * move["difference_se"]
        right.barh(row, value, 0.6, color=(RUST if value < 0 else NAVY) if abs(value) > half else PALE)
        right.plot([value - half, value + half], [row, row], color=INK, linewidth=1.1)
        right.text(1.02, row, f"{percent(move['a'])}  →  {percent(move['b'])}", transform=right.get_yaxis_transform(),
                   va="center", fontsize=8.5)
    right.axvline(0, color=INK, linewidth=0.9)
    right.set_yticks(range(len(names)), [truce.about(a, "outcome", name) for name in names[::-1]], fontsize=8)
    right.tick_params(axis="y", length=0)
    right.spines["left"].set_visible(False)
    right.set_xlabel("difference, percentage points")
    return figure


# --- sweeps ----------------------------------------------------------------------------------------------------------

def _sweep_source(sweep):
    """The footer of a picture of a sweep: file, study, how many points are done, paths of each, seed."""
    states = sweep["done"].values
    failed = int((states == 2).sum())
    return (f"Source: {sweep.attrs.get('source', 'sweep')} ({sweep.attrs.get('title', 'sweep')}), "
            f"{int((states == 1).sum())} of {sweep.sizes['point']} points done" +
            (f", {failed} failed" if failed else "") +
            f", {int(sweep.attrs.get('paths', 0)):,} paths each, seed {sweep.attrs.get('seed', '?')}")


def _parameter_label(sweep, name):
    """A parameter in words with its unit: "Serious public quarrel, rate (per year)"."""
    units = sweep.get("parameter_unit")
    unit = str(units.sel(parameter=name).item()) if units is not None else ""
    if not unit and "parameter_text" in sweep:  # written beside each of its values
        found = {re.sub(r"^[-+.\d]+ ?", "", str(text)) for text in sweep["parameter_text"].sel(parameter=name).values}
        unit = found.pop() if len(found) == 1 else ""
    return truce.parameter_words(name) + (f" ({unit})" if unit not in ("", "1") else "")


def _figure_words(sweep, name):
    """An outcome or a figure of a sweep in words."""
    known = "outcome" in sweep.coords and name in sweep["outcome"].values
    return truce.about(sweep, "outcome", name) if known else truce.readable(name)


def _amount(value, unit):
    """A value for a label: per cent where it is a share."""
    return percent(value) if unit == "1" else f"{value:.3g} {unit}"


@styled
def sweep_heatmap(sweep, outcome, x, y, at=None):
    """An outcome over two parameters of a sweep, as a heat map with the figures in it.

    sweep: the Dataset of a sweep file; outcome: an outcome or a figure; x, y: parameters; at: {parameter: value} that
    fixes others. Points that failed or are not done say so. Returns a Figure.
    """
    table = truce.sweep_table(sweep, outcome, x, y, at)
    states = truce.sweep_states(sweep, x, y, at).reindex_like(table)
    found, unit = truce.sweep_figure(sweep, outcome)
    fixed = "".join(f"; {truce.parameter_words(name)} = {value:g}" for name, value in (at or {}).items())
    values = table.to_numpy()
    if not np.isfinite(values).any():
        raise ValueError("no point of the sweep is done yet")
    largest = (100 if unit == "1" else 1) * np.nanmax(found["se"])
    figure, ax = frame(
        f"{_figure_words(sweep, outcome)}, over two assumptions",
        _sweep_source(sweep) + fixed,
        ("In per cent of the paths" if unit == "1" else f"In {unit}") +
        f"; standard error of a figure at most {largest:.1g}.",
        size=(min(9.0, max(6.4, 2.9 + 0.75 * table.shape[1])), 1.9 + 0.42 * table.shape[0]))
    image = ax.pcolormesh(np.arange(table.shape[1] + 1),
                          np.arange(table.shape[0] + 1),
                          np.ma.masked_invalid(values),
                          cmap=HEAT,
                          edgecolors="white",
                          linewidth=1.5)
    low, span = np.nanmin(values), np.nanmax(values) - np.nanmin(values) or 1.0
    for row, column in np.ndindex(*values.shape):
        value = values[row, column]
        done = math.isfinite(value)
        text = (percent(value) if unit == "1" else f"{value:.3g}") if done else states.iloc[row, column]
        colour = ("white" if (value - low) / span > 0.55 else INK) if done else GREY
        ax.text(column + 0.5, row + 0.5, "" if text is np.nan else text, ha="center", va="center", fontsize=8.5,
                color=colour)
    ax.set_xticks(np.arange(table.shape[1]) + 0.5, [f"{value:.4g}" for value in table.columns])
    ax.set_yticks(np.arange(table.shape[0]) + 0.5, [f"{value:.4g}" for value in table.index])
    ax.tick_params(length=0)
    ax.set_xlabel(_parameter_label(sweep, x))
    ax.set_ylabel("\n".join(textwrap.wrap(_parameter_label(sweep, y), 8 + 6 * table.shape[0])))
    image.set_clim(low, low + span)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return figure


@styled
def sweep_effects(sweep, outcome, most=12):
    """Which of many assumptions an outcome hangs on, from a sweep that varies all at once, with 95 % intervals.

    sweep: the Dataset of a latin_hypercube or sobol study; outcome: an outcome or a figure; most: how many assumptions.
    Left, the change of the outcome from the low to the high end of each; right, how much of the spread between the
    points is owed to it. Returns a Figure.
    """
    table = truce.sweep_effects(sweep, outcome)
    told, shown = table.attrs, table.head(most)
    unit = truce.sweep_figure(sweep, outcome)[1]
    scale, name = (100.0, "percentage points") if unit == "1" else (1.0, unit)
    rest = len(table) - len(shown)
    figure, axes = frame(
        f"Which assumption decides: “{_figure_words(sweep, outcome)}”",
        _sweep_source(sweep) + f"\nOf the spread, {percent(max(0.0, told['explained']))} goes in a straight line with "
        "single assumptions" + ("" if told["together"] else ", taken one at a time as there are few points") +
        ". The points share their paths; intervals allow for the most that chance in these may add, "
        f"a standard error of {scale * told['paths_se']:.1g} {name}",
        f"{len(table)} assumptions drawn from their ranges at once; over the points the outcome is "
        f"{_amount(told['mean'], unit)} on average, with a standard deviation of {scale * told['spread']:.2g} {name}. "
        "Lines: 95 % intervals; pale: may be none." + (f" {rest} weaker assumptions are not shown." if rest else ""),
        size=(8.6, 1.9 + 0.29 * len(shown)),
        columns=2,
        sharey=True,
        width_ratios=[3, 2])
    left, right = axes[0]
    for row, (_, effect) in enumerate(shown.iloc[::-1].iterrows()):
        tilt = 2 * abs(effect["share"] / effect["effect"]) * told["paths_se"]  # of the share, by that of the effect
        sure = abs(effect["effect"]) > 1.96 * effect["whole_se"]
        for ax, value, half in ((left, scale * effect["effect"], scale * 1.96 * effect["whole_se"]),
                                (right, effect["share"], 1.96 * math.hypot(effect["share_se"], tilt))):
            ax.barh(row, value, 0.62, color=(RUST if effect["effect"] < 0 else NAVY) if sure else PALE)
            ax.plot([value - half, value + half], [row, row], color=INK, linewidth=1.1)
    for ax in (left, right):
        ax.axvline(0, color=INK, linewidth=0.9)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    names = ["\n".join(textwrap.wrap(_parameter_label(sweep, parameter), 46)) for parameter in shown.index[::-1]]
    left.set_yticks(range(len(shown)), names, fontsize=8)
    left.set_xlabel(f"change from low to high end, {name}")
    right.set_xlabel("share of the spread")
    percent_axis(right.xaxis)
    right.set_xlim(min(0.0, right.get_xlim()[0]), max(0.05, right.get_xlim()[1]))
    return figure

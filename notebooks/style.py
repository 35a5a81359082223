"""One look for all pictures: colours, the frame with title and footer, axes for dates and per cent, direct labels.

The colours differ in lightness first and in hue second, so that they survive greyscale printing and colour blindness:
in order of lightness (CIE L*) INK 15, NAVY 27, RUST 42, TEAL 56, OCHRE 72, PALE 86.
"""
import functools
import textwrap

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from truce import MONTHS

INK, NAVY, RUST, TEAL, OCHRE, PALE = "#1f2733", "#1c4167", "#ab3f2a", "#4a9193", "#dda94b", "#d3d9de"
GREY = "#5d6873"  # for what is secondary: footers, subtitles, guides
SERIES = [NAVY, RUST, TEAL, OCHRE, INK]
DASHES = ["-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1))]
HEAT = LinearSegmentedColormap.from_list("heat", ["#f6f4ee", "#e6cf9a", "#cf8a4d", "#8f3b33", "#2b1a2f"])
FAN = {(0.05, 0.95): "#dfe6ec", (0.25, 0.75): "#b0c3d3"}  # interval of quantiles: shade; the median is NAVY

RC = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.grid": False,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "butt",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.unicode_minus": True,
}


def styled(function):
    """Makes a picture function draw in this style; the settings of the notebook around it stay as they are."""
    @functools.wraps(function)
    def draw(*arguments, **options):
        with matplotlib.rc_context(RC):
            return function(*arguments, **options)
    return draw


def source(ds, paths="all"):
    """The footer of a picture: file, scenario, how many paths it is drawn from ("all", "kept" or a number), seed."""
    total = int(ds.attrs.get("paths", 0))
    used = {"all": total, "kept": ds.sizes.get("path", 0)}.get(paths, paths)
    count = f"{used:,} paths" if used == total else f"{used:,} of {total:,} paths"
    title = ds.attrs.get("title", ds.attrs.get("scenario", ""))
    return f"Source: {ds.attrs.get('source', 'result file')} ({title}), {count}, seed {ds.attrs.get('seed', '?')}"


def frame(title, footer, subtitle="", size=(8.0, 4.6), rows=1, columns=1, **grid):
    """A figure with its title, subtitle and footer, and axes between them that touch neither.

    title, subtitle, footer: text, wrapped to the width; size: inches; rows, columns, grid: as for Figure.subplots.
    Returns (figure, axes); axes is one Axes, or an array of shape (rows, columns) where there are more.
    """
    figure = Figure(figsize=size, dpi=110, layout="constrained")
    width, height = size
    heading = textwrap.wrap(title, int(width * 9.0))
    below = textwrap.wrap(subtitle, int(width * 14.2))
    notes = [line for part in footer.split("\n") for line in textwrap.wrap(part, int(width * 16.6))]
    top = 0.12 + 0.24 * len(heading) + 0.17 * len(below) + (0.06 if below else 0)
    bottom = 0.10 + 0.15 * len(notes) + 0.06
    figure.get_layout_engine().set(rect=(0.012, bottom / height, 0.976, 1 - (top + bottom) / height),
                                   w_pad=0.06,
                                   h_pad=0.06)
    left = 0.12 / width
    figure.text(left, 1 - 0.12 / height, "\n".join(heading), fontsize=13, fontweight="bold", va="top", linespacing=1.15)
    figure.text(left, 1 - (0.16 + 0.24 * len(heading)) / height, "\n".join(below), fontsize=9, color=GREY, va="top")
    figure.text(left, 0.09 / height, "\n".join(notes), fontsize=7.5, color=GREY, va="bottom")
    axes = figure.subplots(rows, columns, squeeze=False, **grid)
    return figure, axes[0, 0] if rows * columns == 1 else axes


def month_name(month):
    """The month, 1 to 12, in three letters, whatever the locale."""
    return MONTHS[month - 1][:3]


def date_axis(ax, first, last, most=8):
    """Limits and ticks of a time axis, at the first of months: "Jan\\n2026", "Jul"; at most about `most` of them."""
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((step for step in (1, 2, 3, 6, 12) if months / step <= most), 24)
    ticks = [date for date in pd.date_range(first.replace(day=1), last, freq="MS")
             if (date.month - 1) % step == 0 and date >= first and (step < 24 or date.year % 2 == 0)]
    if not ticks:
        ticks = [first, last]
    years = set()
    labels = []
    for date in ticks:
        labels.append(month_name(date.month) + ("" if date.year in years else f"\n{date.year}"))
        years.add(date.year)
    ax.set_xticks([np.datetime64(date) for date in ticks], labels)
    ax.set_xlim(np.datetime64(first), np.datetime64(last))


def percent_axis(axis, digits=0):
    """Shows the fractions of an axis (ax.xaxis, ax.yaxis) in per cent."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.{digits}f} %"))


def percent(value):
    """A fraction for a label, no finer than a reader needs: "83 %", "1.6 %", "< 0.1 %"; 0 and 100 % are exact."""
    share = 100 * value
    if 0 < share < 0.1:
        return "< 0.1 %"
    if 99.5 <= share < 100:
        return "> 99 %"
    return f"{share:.1f} %" if 0 < share < 2 else f"{share:.0f} %"


def spread(positions, gap, low=-np.inf, high=np.inf):
    """Moves positions apart until neighbours are at least `gap` apart, as little as possible, inside [low, high].

    positions: numbers in any order. Returns an array in the same order.
    """
    order = np.argsort(positions, kind="stable")
    wanted = np.asarray(positions, float)[order]
    groups = []  # [mean of the wanted starts, size]: pool adjacent violators
    for index, value in enumerate(wanted):
        groups.append([value - index * gap, 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            mean, size = groups.pop()
            groups[-1] = [(groups[-1][0] * groups[-1][1] + mean * size) / (groups[-1][1] + size), groups[-1][1] + size]
    starts = np.repeat([mean for mean, _ in groups], [size for _, size in groups])
    starts = np.clip(starts, low, high - (len(wanted) - 1) * gap)
    placed = np.empty(len(wanted))
    placed[order] = starts + np.arange(len(wanted)) * gap
    return placed


def draw_fan(ax, table):
    """Draws the quantiles of `truce.fan`: shades for 5 to 95 % and 25 to 75 %, a line for the median."""
    for (low, high), shade in FAN.items():
        ax.fill_between(table.index, table[low], table[high], color=shade, linewidth=0)
    ax.plot(table.index, table[0.5], color=NAVY, linewidth=2)


def step_end(date):
    """The instant at which a date ends: midnight after it."""
    return np.datetime64(pd.Timestamp(date) + pd.Timedelta(days=1))

#!/usr/bin/python3
"""Draws the pictures of docs/gallery.md and writes the page.

usage: make_gallery.py [RESULT [OTHER [GRID EVERYTHING]]]
RESULT: the result of scenarios/base.yaml (results/base.nc); OTHER: that of scenarios/hardline.yaml on the same seed;
GRID, EVERYTHING: those of the two studies. What is not given is run for the purpose, the studies in full, which takes
some minutes. Every picture is kept below 120 kB, by fewer colours.
"""
import io
import sys
from pathlib import Path

from PIL import Image

import pictures
import truce

FOLDER = truce.ROOT / "docs" / "pictures"
PAGE = truce.ROOT / "docs" / "gallery.md"
LARGEST = 120_000  # bytes

STUDIES = ("scenarios/studies/hazard-and-compliance.yaml", "scenarios/studies/all-assumptions.yaml")
EVENTS = (
    "stress snapback restoration expiry_decision ruling fentanyl_lapse general_licences slow_down suspension slow_walk "
    "halt chips_allowed chips_denied entity_shock nexperia_relapse beijing_visit taiwan_drill taiwan_severe "
    "ukraine_deal").split()
OUTCOMES = ("unbroken_to_expiry alive_after_expiry tariffs_by_2026_11_10 suspended_by_expiry visit_in_2026 "
            "twelve_by_february pledge_2026_met plants_stop_2026 bargain_kept chips_fall_30").split()
GIVEN = ("alive_after_expiry alive_at_the_end twelve_by_february pledge_2026_met plants_stop_2026 robots_stop_2026 "
         "all_three_by_expiry suspended_by_expiry visit_in_2026 chips_fall_30").split()

GALLERY = [  # file, what it shows, the call that draws it, how to read it
    ("truce-life", "The truce over time, and what first breaks it", "truce_life(result)",
     "The solid line is the chance that the truce has never been broken. Above it stand the causes of the first "
     "break, one on the other, so that all adds up to 100 %. The dashed line counts repaired breaks as holding."),
    ("event-timeline", "When events first happen", "event_timeline(result, EVENTS)",
     "Only the paths on which an event happens speak about its date; the column on the right says how many those are."),
    ("purchases", "Soybeans against the pledges", "purchases(result)",
     "Orders are what the first pledge counts, shipments what the yearly ones count. The chance over time passes "
     "through the exact figures at the two deadlines. At the bottom, for every pledge, the chance that its window "
     "brings at least so much: where the curve is steep beside the red line, little is missing on many paths."),
    ("sector-heat", "Sector disruption by week", "sector_heat(result)",
     "Dark weeks are those in which many firms of a sector are without stock."),
    ("stock-fans", "How stocks run down", "stock_fans(result)",
     "Each fan shows how many weeks of need a sector has taken out of its stocks."),
    ("loss-exceedance", "How much output could be lost", "loss_exceedance(result)",
     "Read across for the loss at a given chance: the point at 1 % is lost or exceeded once in a hundred paths."),
    ("market-fans", "Prices", "market_fans(result)", "Fans of nine markets, with single paths in them."),
    ("purchases-and-life", "Soybeans bought against the life of the truce", "purchases_and_life(result)",
     "Two results of the same path, side by side: how long the truce held, and how much was bought in all."),
    ("given-event", "Given an early tariff rise", 'given_event(result, "snapback", "2026-06-01", GIVEN)',
     "All paths against those on which tariffs return before June 2026."),
    ("tornado", "What a small change of each rate would do", 'tornado(result, "unbroken_to_expiry")',
     "From one run: the slope in the logarithm of a rate is the mean of the outcome times (N - Lambda), where N counts "
     "the event's firings by its own clock and Lambda is its integrated hazard."),
    ("tornado-of-ranges", "What the stated ranges of the rates mean", 'tornado_of_ranges(result, "unbroken_to_expiry")',
     "The same run, re-weighted to the low and the high end of every rate's 80 % range."),
    ("what-if", "Other rates without another run", 'what_if(result, {"stress": 1.5}, OUTCOMES)',
     "Quarrels half as often again. The footer says how many paths the answer is worth; below 5 % it is refused."),
    ("comparison", "Two scenarios, path by path", "comparison(result, other, OUTCOMES)",
     "Two scenarios on one seed share their luck, so that their difference has a small error."),
    ("sweep-heatmap", "Two beliefs against each other",
     'sweep_heatmap(grid, "twelve_by_february", "events.stress.rate", "trade.soybeans.pace")',
     "A study over a grid: each row is a belief about the buyers, each column one about the quarrels."),
    ("sweep-effects", "Which assumption decides", 'sweep_effects(everything, "unbroken_to_expiry")',
     "A study that draws every assumption from its range at once: how far each moves the outcome, and how much of the "
     "spread is owed to it."),
]


def page():
    """The text of docs/gallery.md."""
    first = wrapped("What `notebooks/pictures.py` draws from a result file, here of `scenarios/base.yaml`. In Python, "
                    "in `notebooks/`:")
    last = wrapped("The tables behind the pictures are made by `notebooks/truce.py`. The page and its pictures are "
                   "written by `notebooks/make_gallery.py` after `./simulate scenarios/base.yaml`; the lists EVENTS, "
                   "OUTCOMES and GIVEN stand there. `grid` and `everything` are the studies of `scenarios/studies/`, "
                   "opened with `truce.load` or run with `truce.run_sweep`.")
    code = ["```python", "import pictures, truce", 'result = truce.load("base")',
            'pictures.truce_life(result).savefig("truce.png", dpi=150)', "```"]
    lines = ["# Gallery", "", *first, "", *code, "", *last]
    for file, about, call, text in GALLERY:
        lines += [
            "", f"## {about}", "", *wrapped(text), "", f"`pictures.{call}`", "", f"![{about}](pictures/{file}.png)"
        ]
    return "\n".join(lines) + "\n"


def wrapped(text, width=120):
    """Text as lines of at most `width` characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def small_png(figure):
    """A Figure as a PNG of at most LARGEST bytes: 256 colours, and a lower resolution where that is not enough."""
    for dpi in (130, 110, 90):
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png", dpi=dpi)
        few = Image.open(drawn).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        packed = io.BytesIO()
        few.save(packed, format="PNG", optimize=True)
        if packed.tell() <= LARGEST:
            break
    return packed.getvalue()


def main(arguments):
    """Draws every picture of GALLERY from the files named in `arguments` (see above), and writes the page."""
    result = truce.load(arguments[0] if arguments else truce.ROOT / "results" / "base.nc")
    other = truce.load(arguments[1]) if len(arguments) > 1 else truce.run(
        "scenarios/hardline.yaml", "--seed", result.attrs["seed"], "--paths", truce.kept(result))
    grid, everything = map(truce.load, arguments[2:4]) if len(arguments) > 3 else map(truce.run_sweep, STUDIES)
    FOLDER.mkdir(parents=True, exist_ok=True)
    names = {"result": result, "other": other, "grid": grid, "everything": everything, "EVENTS": EVENTS,
             "OUTCOMES": OUTCOMES, "GIVEN": GIVEN}
    for file, _, call, _ in GALLERY:
        function, rest = call.split("(", 1)
        figure = eval(f"draw({rest}",
                      {"draw": getattr(pictures, function), **names})  # the calls are those written above
        (FOLDER / f"{file}.png").write_bytes(small_png(figure))
        print(f"{file}.png: {(FOLDER / f'{file}.png').stat().st_size:,} bytes")
    PAGE.write_text(page())


if __name__ == "__main__":
    main(sys.argv[1:])

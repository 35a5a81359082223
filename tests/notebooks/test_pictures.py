"""The pictures show the numbers of truce.py, nothing in them overlaps or is cut off, and they survive greyscale."""
import base64
import io
import itertools
import re
import sys
import types

import numpy as np
import pictures
import pytest
import style
import truce
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from test_numbers import design_of, sweep  # noqa: F401  (a fixture)

import make_gallery

OUTCOME = "unbroken_to_expiry"


@pytest.fixture(scope="session")
def hardline(result):
    return result("hardline.yaml", "--paths", "10000")


@pytest.fixture(scope="session")
def studies(program):
    """The two studies on few paths, of the longer one a few points."""
    grid, everything = (yaml.safe_load((truce.ROOT / file).read_text()) for file in make_gallery.STUDIES)
    everything["design"]["points"] = 48
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SIMULATE", program)
        return [truce.run_sweep({**study, "scenario": "scenarios/base.yaml", "paths": paths})
                for study, paths in ((grid, 1000), (everything, 200))]


@pytest.fixture(scope="session")
def drawn(base, hardline, studies):
    """The pictures of the gallery, by file name."""
    names = {"result": base, "other": hardline, "grid": studies[0], "everything": studies[1],
             "EVENTS": make_gallery.EVENTS, "OUTCOMES": make_gallery.OUTCOMES, "GIVEN": make_gallery.GIVEN}
    return {
        file: eval(f"pictures.{call}", {"pictures": pictures, **names})
        for file, _, call, _ in make_gallery.GALLERY
    }


def visible_texts(figure):
    """What is written in a figure, with its boxes in pixels: [(text, Bbox)]; ticks outside the axes are not drawn."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    ticks, outside = set(), set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-9 * (high - low)
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                ticks.add(tick.label1)
                if not (low - slack <= tick.get_loc() <= high + slack and ax.get_visible()):
                    outside.add(tick.label1)
                outside.add(tick.label2)
    hidden = {text for ax in figure.axes if not ax.get_visible() for text in ax.findobj(Text)}
    found = [text for text in figure.findobj(Text)
             if text.get_text().strip() and text.get_visible() and text not in outside and text not in hidden]
    return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in found]


def illegible(figure):
    """Pairs of texts that overlap by more than a pixel or two, and texts that leave the figure."""
    texts = visible_texts(figure)
    width, height = figure.get_size_inches() * figure.dpi
    cut = [text for text, box in texts if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1]
    over = [(one, two) for (one, a), (two, b) in itertools.combinations(texts, 2)
            if min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2]
    return cut, over


@pytest.mark.parametrize("file", [file for file, _, _, _ in make_gallery.GALLERY])
def test_nothing_overlaps_or_is_cut_off(drawn, file):
    assert illegible(drawn[file]) == ([], [])


def test_overlaps_and_cuts_are_seen():
    figure = Figure(figsize=(3, 2))
    figure.text(0.5, 0.5, "first")
    figure.text(0.52, 0.51, "second")
    figure.text(0.95, 0.1, "outside")
    assert illegible(figure) == (["outside"], [("first", "second")])


@pytest.mark.parametrize("file", [file for file, _, _, _ in make_gallery.GALLERY])
def test_every_picture_says_where_it_is_from(drawn, file):
    footer = next(text for text, _ in visible_texts(drawn[file]) if text.startswith("Source: "))
    assert ".nc" in footer and "20251124" in footer and re.search(r"\d\s(common )?paths", footer)


def words(figure):
    return [text for text, _ in visible_texts(figure)]


def widths(ax):
    return [patch.get_width() for patch in ax.patches]


def test_truce_life_is_labelled_with_its_shares(drawn, base):
    last = truce.causes(base, root=True).iloc[-1]
    found = words(drawn["truce-life"])
    assert f"Never broken {style.percent(last['held'])}" in found
    assert f"Taiwan crisis {style.percent(last['taiwan_severe'])}" in found
    assert f"Holds on the day {style.percent(truce.survival(base)['holding'].iloc[-1])}" in found
    assert f"{style.percent(truce.survival_at(base, '2026-11-10')[0])}\n10 Nov 2026" in found
    tops = [area.get_paths()[0].vertices[:, 1].max() for area in drawn["truce-life"].axes[0].collections]
    assert max(tops) == pytest.approx(1, abs=1e-5)


def test_event_timeline_is_in_the_order_of_the_medians(drawn, base):
    table = truce.event_times(base, make_gallery.EVENTS).sort_values("p50")
    ax = drawn["event-timeline"].axes[0]
    assert [label.get_text()
            for label in ax.get_yticklabels()][::-1] == [truce.about(base, "event", e) for e in table.index]
    assert [text.get_text() for text in ax.texts][::-1] == [style.percent(p) for p in table["probability"]]
    left_out = pictures.event_timeline(base).axes[0].get_yticklabels()
    assert "November call" not in [label.get_text() for label in left_out]  # always on the first day


def test_purchases_show_every_pledge(drawn, base):
    ax = drawn["purchases"].axes[3]
    assert [text.get_text()
            for text in ax.texts[:-1]][::-1] == [style.percent(m) for m in truce.commitments(base)["met"]]
    ordered, shipped, chance = (drawn["purchases"].axes[k] for k in (0, 1, 2))
    assert ordered.lines[1].get_ydata().tolist() == [12, 12]
    climb = shipped.lines[1].get_ydata()
    assert climb[-1] - climb[0] == pytest.approx(75)
    assert f"{style.percent(truce.commitment(base, 'soybeans.initial')['met'])} by 31 Jan 2026" in [
        t.get_text() for t in chance.texts
    ]


def test_the_chance_of_meeting_is_drawn_for_every_pledge(drawn, base):
    for ax, counts in zip(drawn["purchases"].axes[4:6], ("ordered", "shipped")):
        pledges = [row for _, row in truce.commitments(base).iterrows() if row["counts"] == counts]
        assert len(pledges) == {"ordered": 2, "shipped": 3}[counts]
        curves = [line for line in ax.lines if len(line.get_xdata()) > 100]
        for line, pledge, label in zip(curves, pledges, ax.texts):
            table = truce.chance_of_volume(base, pledge.name, points=400)
            assert line.get_ydata()[:-1] == pytest.approx(table["chance"].to_numpy())
            met = np.interp(pledge["quantity"], line.get_xdata(), line.get_ydata())
            assert met == pytest.approx(pledge["met"], abs=0.01)
            assert label.get_text().endswith(style.percent(pledge["met"]))


def test_heat_map_holds_the_dry_shares(drawn, base):
    mesh = drawn["sector-heat"].axes[0].collections[0]
    cells = np.asarray(mesh.get_array()).reshape(5, -1)[::-1].T
    assert np.allclose(cells, truce.dry_share(base).iloc[1:].to_numpy())


def test_stock_fans_carry_the_line_of_disruption(drawn, base):
    for ax, sector in zip(drawn["stock-fans"].axes, base["sector"].values):
        assert ax.lines[0].get_ydata() == pytest.approx(truce.fan(base, "drawdown", sector)[0.5].to_numpy())
        assert ax.lines[1].get_ydata()[0] == pytest.approx(truce.stock_cover(base, sector, 0.05))


def test_exceedance_falls_through_the_value_at_risk(drawn, base):
    table = truce.losses(base)
    curves = [line for line in drawn["loss-exceedance"].axes[0].lines if len(line.get_xdata()) > 2]
    for line, sector in zip(curves, table.index):
        x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        assert np.interp(-0.05, -y, x) == pytest.approx(table.loc[sector, "var95"], rel=0.05)


def test_market_fans_show_medians_and_the_paths_asked_for(base):
    figure = pictures.market_fans(base, ["sp500", "vix"], paths=4)
    for ax, market in zip(figure.axes, ["sp500", "vix"]):
        assert len(ax.lines) == 1 + 4
        assert ax.lines[0].get_ydata() == pytest.approx(truce.fan(base, "market", market)[0.5].to_numpy())
        assert ax.lines[2].get_ydata() == pytest.approx(base["sample_market"].sel(market=market).values[1])
    assert figure.axes[0].get_title(loc="left") == "S&P 500" and figure.axes[0].get_ylabel() == "points"


def test_no_path_leaves_its_panel(drawn):
    scales = set()
    for ax in drawn["market-fans"].axes:
        low, high = ax.get_ylim()
        scales.add(ax.get_yscale())
        for line in ax.lines:
            assert low <= np.min(line.get_ydata()) and np.max(line.get_ydata()) <= high
    assert scales == {"linear", "log"}  # dysprosium shoots up


def test_joint_picture_holds_all_paths(drawn):
    cells = [mesh.get_array().sum() for mesh in drawn["purchases-and-life"].axes[0].collections]
    assert sum(cells) == pytest.approx(1)


def test_given_and_what_if_show_both_estimates(drawn, base):
    table = truce.given(base, truce.happened(base, "snapback", "2026-06-01"), make_gallery.GIVEN)
    found = [text.get_text() for text in drawn["given-event"].axes[0].texts][::-1]
    assert found == [f"{style.percent(a)}  →  {style.percent(b)}" for a, b in zip(table["everywhere"], table["given"])]
    table = truce.what_if(base, {"stress": 1.5}, make_gallery.OUTCOMES)
    left, right = drawn["what-if"].axes
    found = [text.get_text() for text in right.texts][::-1]
    assert found == [f"{style.percent(a)}  →  {style.percent(b)}" for a, b in zip(table["as_run"], table["what_if"])]
    weights = truce.weights(base, {"stress": 1.5})
    assert left.lines[1].get_ydata() == pytest.approx(
        truce.survival_of_paths(base, weights=weights)["survival"].to_numpy())
    assert any(f"{table.attrs['effective_paths']:,.0f} paths" in text for text in words(drawn["what-if"]))
    with pytest.raises(ValueError, match="effective sample"):
        pictures.what_if(base, {"stress": 3})


def test_tornado_bars_are_the_effects(drawn, base):
    table = truce.tornado(base, OUTCOME).head(12)
    assert widths(drawn["tornado"].axes[0])[::-1] == pytest.approx(list(100 * table["effect"]))
    ranges = truce.tornado_of_ranges(base, OUTCOME).head(10).iloc[::-1]
    told = [100 * row[end] for _, row in ranges.iterrows() for end in ("at_low", "at_high") if np.isfinite(row[end])]
    assert widths(drawn["tornado-of-ranges"].axes[0]) == pytest.approx(told)


def test_a_tornado_of_a_quantity_is_in_its_unit(base):
    figure = pictures.tornado(base, "ordered_by_2026_01_31", most=5)
    assert figure.axes[0].get_xlabel() == "change, Mt"
    table = truce.tornado(base, "ordered_by_2026_01_31").head(5)
    assert widths(figure.axes[0])[::-1] == pytest.approx(list(table["effect"]))


def test_comparison_bars_are_the_paired_differences(drawn, base, hardline):
    table = truce.compare(base, hardline, make_gallery.OUTCOMES)
    assert widths(drawn["comparison"].axes[1])[::-1] == pytest.approx(list(100 * table["difference"]))
    assert any("paired over 10,000 common paths" in text for text in words(drawn["comparison"]))


def test_sweep_heat_map_writes_its_figures(sweep):  # noqa: F811
    figure = pictures.sweep_heatmap(sweep, "broken", x="stress", y="suspension")
    found = [text.get_text() for text in figure.axes[0].texts]
    assert found == ["10 %", "20 %", "20 %", "40 %", "30 %", "not done"]
    assert illegible(figure) == ([], [])
    assert any("5 of 6 points" in text for text in words(figure))
    failed = pictures.sweep_heatmap(sweep.assign(done=("point", [1, 1, 2, 1, 1, 0])), "broken", "stress", "suspension")
    found = [text.get_text() for text in failed.axes[0].texts]
    assert found == ["10 %", "20 %", "failed", "40 %", "30 %", "not done"]
    with pytest.raises(ValueError, match="no point"):
        pictures.sweep_heatmap(sweep.assign(done=("point", [0] * 6)), "broken", "stress", "suspension")


def test_sweep_effects_are_drawn_with_their_shares():
    plane = design_of(61, error=0.01).assign_attrs(paths=1000, seed=4, source="plane.nc")
    table = truce.sweep_effects(plane, "y")
    figure = pictures.sweep_effects(plane, "y")
    left, right = figure.axes
    assert widths(left)[::-1] == pytest.approx(list(100 * table["effect"]))
    assert widths(right)[::-1] == pytest.approx(list(table["share"]))
    assert [label.get_text() for label in left.get_yticklabels()][::-1] == ["A", "B (per year)", "C"]
    assert any("60 of 61 points done, 1,000 paths each" in text for text in words(figure))
    assert illegible(figure) == ([], [])
    assert len(widths(pictures.sweep_effects(plane, "y", most=2).axes[0])) == 2


def test_explore_asks_with_sliders_where_it_can(base, monkeypatch, capsys):
    shown, calls = [], []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)  # not installed
    pictures.explore(base, "stress", 1.2)
    assert len(shown) == 1 and isinstance(shown[0], Figure)
    pictures.explore(base, "stress", 3)
    assert "effective sample" in capsys.readouterr().out
    widgets = types.SimpleNamespace(__version__="8.0.4",
                                    FloatSlider=lambda **about: about,
                                    Dropdown=lambda **about: about,
                                    interact=lambda ask, **widgets: calls.append((ask, widgets)))
    monkeypatch.setitem(sys.modules, "ipywidgets", widgets)
    pictures.explore(base, "suspension", 2)
    (ask, made), = calls
    assert made["factor"]["value"] == 2 and made["event"]["value"] == "suspension"
    assert {name for _, name in made["event"]["options"]} == set(truce.events_with_rates(base))
    ask("suspension", 2)
    assert len(shown) == 2


def test_a_picture_becomes_an_element_of_a_page(base):
    element = pictures.html(pictures.sector_heat(base), 'The "heat" map', dpi=50)
    data = re.fullmatch(r'<img alt="The \'heat\' map" src="data:image/png;base64,(.*)">', element).group(1)
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (400, 165)


# --- the look --------------------------------------------------------------------------------------------------------

def lightness(colour):
    """CIE L* of "#rrggbb" or of (r, g, b) in [0, 1]."""
    channels = [int(colour[k:k + 2], 16) / 255 for k in (1, 3, 5)] if isinstance(colour, str) else colour[:3]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 116 * (0.2126 * red + 0.7152 * green + 0.0722 * blue) ** (1 / 3) - 16


def test_colours_survive_greyscale():
    palette = [lightness(c) for c in (style.INK, style.NAVY, style.RUST, style.TEAL, style.OCHRE, style.PALE)]
    assert (np.diff(palette) >= 11).all()
    fan = [lightness(c) for c in (style.NAVY, style.FAN[0.25, 0.75], style.FAN[0.05, 0.95])]
    assert (np.diff(fan) >= 11).all()
    heat = [lightness(style.HEAT(x)) for x in np.linspace(0, 1, 50)]
    assert (np.diff(heat) < 0).all() and heat[0] - heat[-1] > 70
    assert len(set(map(str, style.DASHES))) == len(style.SERIES)


@pytest.mark.parametrize("value, text", [(0, "0 %"), (1, "100 %"), (0.0004, "< 0.1 %"), (0.0123, "1.2 %"),
                                         (0.827, "83 %"), (0.994, "99 %"), (0.9996, "> 99 %")])
def test_shares_are_written_no_finer_than_needed(value, text):
    assert style.percent(value) == text


def test_labels_are_spread_as_little_as_possible():
    assert style.spread([0.5, 0.1, 0.9], 0.2).tolist() == [0.5, 0.1, 0.9]
    assert style.spread([0.5, 0.5], 0.2) == pytest.approx([0.4, 0.6])
    assert style.spread([0.98, 1.0, 0.2], 0.1, 0, 1) == pytest.approx([0.9, 1.0, 0.2])
    placed = style.spread([0.02, 0.03, 0.04, 0.5], 0.1, 0.02, 0.98)
    assert np.diff(placed).min() >= 0.1 - 1e-9 and placed.min() >= 0.02 and placed[3] == 0.5


def test_dates_are_written_at_the_first_of_months():
    ax = Figure().subplots()
    style.date_axis(ax, "2025-11-24", "2029-01-31")
    assert [label.get_text() for label in ax.get_xticklabels()
            ] == ["Jan\n2026", "Jul", "Jan\n2027", "Jul", "Jan\n2028", "Jul", "Jan\n2029"]
    style.date_axis(ax, "2025-11-24", "2026-03-20")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Dec\n2025", "Jan\n2026", "Feb", "Mar"]


# --- the gallery -----------------------------------------------------------------------------------------------------

def test_gallery_is_current():
    assert make_gallery.PAGE.read_text() == make_gallery.page(), "to mend: notebooks/make_gallery.py"
    assert {file.stem for file in make_gallery.FOLDER.glob("*.png")} == {file for file, _, _, _ in make_gallery.GALLERY}
    for file in make_gallery.FOLDER.glob("*.png"):
        assert file.stat().st_size <= make_gallery.LARGEST
        assert Image.open(file).size[0] >= 700
    readme = (truce.ROOT / "README.md").read_text()
    assert "docs/gallery.md" in readme and "docs/pictures/truce-life.png" in readme


def test_pictures_are_packed_small(drawn):
    assert len(make_gallery.small_png(drawn["market-fans"])) <= make_gallery.LARGEST

"""The checks themselves: a planted violation must be found, and what is right must pass."""
import subprocess
from pathlib import Path

import headers_alone
import layers
import numpy as np
import pytest
import readme
import result_file
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]


def tree(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def complaints_about(tmp_path, name, include):
    return [text for _, _, text in layers.violations(tree(tmp_path, {name: f"#pragma once\n#include {include}\n"}))]


# --- layers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, include",
    [
        ("sim/base/dates.hpp", '"sim/scenario/scenario.hpp"'),
        ("sim/scenario/reader.cpp", '"sim/model/model.hpp"'),
        ("sim/random/philox.hpp", '"sim/scenario/number.hpp"'),
        ("sim/engine/block.hpp", '"sim/scenario/number.hpp"'),
        ("sim/engine/block.hpp", '"sim/results/estimate.hpp"'),
        ("sim/results/estimate.hpp", '"sim/scenario/scenario.hpp"'),
        ("sim/model/build.cpp", "<yaml-cpp/yaml.h>"),
        ("sim/base/dates.cpp", "<Eigen/Dense>"),
        ("sim/engine/run.cpp", "<boost/math/distributions/gamma.hpp>"),
        ("sim/random/draws.cpp", "<boost/multiprecision/cpp_int.hpp>"),
        ("sim/engine/run.cpp", "<netcdf.h>"),
        ("sim/results/summary.cpp", "<CLI/CLI.hpp>"),
        ("sim/scenario/reader.cpp", "<nlohmann/json.hpp>"),
        ("sim/app/main.cpp", "<tbb/parallel_for.h>"),
        ("sim/engine/run.cpp", '"block.hpp"'),
        ("sim/engine/run.cpp", '"../model/model.hpp"'),
        ("sim/engine/run.cpp", "<gsl/gsl_rng.h>"),
        ("sim/engine/run.cpp", '"truce/run.hpp"'),
        ("sim/helpers/util.hpp", "<vector>"),
        ("sim/util.hpp", "<vector>"),
        ("include/truce/run.hpp", '"sim/model/model.hpp"'),
        ("include/truce/run.hpp", "<fmt/format.h>"),
        ("include/truce/run.hpp", "<tbb/tbb.h>"),
        ("include/truce/run.hpp", "<unistd.h>"),
    ],
)
def test_layers_find_a_wrong_include(tmp_path, name, include):
    assert len(complaints_about(tmp_path, name, include)) == 1


@pytest.mark.parametrize(
    "name, include",
    [
        ("sim/base/dates.cpp", "<vector>"),
        ("sim/base/dates.cpp", "<fmt/format.h>"),
        ("sim/model/build.cpp", '"sim/scenario/scenario.hpp"'),
        ("sim/model/build.cpp", "<Eigen/Dense>"),
        ("sim/engine/run.cpp", "<oneapi/tbb.h>"),
        ("sim/results/writer.cpp", "<netcdf.h>"),
        ("sim/results/writer.cpp", "<sys/stat.h>"),
        ("sim/app/main.cpp", '"sim/study/sweep.hpp"'),
        ("include/truce/run.hpp", '"truce/model.hpp"'),
        ("include/truce/run.hpp", "<string>"),
    ],
)
def test_layers_let_right_includes_pass(tmp_path, name, include):
    assert complaints_about(tmp_path, name, include) == []


def test_layers_count_the_files_that_include_a_library(tmp_path):
    tree(tmp_path, {name: "#include <netcdf.h>\n" for name in ("sim/results/read.cpp", "sim/results/write.cpp")})
    assert [str(path) for path, _, _ in layers.violations(tmp_path)] == ["sim/results/write.cpp"]


def test_layers_name_the_line_and_fail(tmp_path):
    tree(tmp_path, {"sim/base/a.hpp": '\n\n#  include "sim/app/b.hpp"\n'})
    done = subprocess.run([ROOT / "tests/checks/layers.py", tmp_path], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith("sim/base/a.hpp:3: base may not include app")


def test_layers_do_not_pass_an_empty_tree(tmp_path):
    assert subprocess.run([ROOT / "tests/checks/layers.py", tmp_path], capture_output=True).returncode != 0


# --- headers -----------------------------------------------------------------------------------------------------------


def test_headers_that_lean_on_others_are_found(tmp_path):
    tree(tmp_path, {
        "sim/base/alone.hpp": "#pragma once\n#include <string>\ninline std::string name() { return {}; }\n",
        "sim/base/leaning.hpp": "#pragma once\ninline std::string name() { return {}; }\n",
        "include/truce/looking_in.hpp": '#pragma once\n#include "sim/base/alone.hpp"\n',
    })
    said = headers_alone.complaints(tmp_path)
    assert [text.split(" ")[0] for text in said] == ["include/truce/looking_in.hpp", "sim/base/leaning.hpp"]


# --- result file -------------------------------------------------------------------------------------------------------


def small_result():
    """Two events, one regime, a truce, an outcome: 4 paths, all kept."""
    first = np.array([[3.0, np.nan], [np.nan, np.nan], [5.0, 6.0], [np.nan, np.nan]])
    survival = np.array([1, 0.75, 0.5])
    incidence = np.array([[0, 0], [0.25, 0], [0.5, 0]])
    happened = np.array([[0, 0], [0.25, 0], [0.5, 0.25]])
    flags = dict(units="1", flag_values=np.array([0, 1]), flag_meanings="a b")
    data = {
        "event_count": (("path", "event"), (~np.isnan(first)).astype(int), "1"),
        "event_own_count": (("path", "event"), (~np.isnan(first)).astype(int), "1"),
        "event_first_time": (("path", "event"), first, "d"),
        "event_integrated_hazard": (("path", "event"), np.full((4, 2), 0.5), "1"),
        "event_outcome": (("path", "event"), np.full((4, 2), -1), flags),
        "triggers_voided": ("event", np.array([0.1, np.nan]), "1"),
        "regime_final": (("path", "regime"), np.array([[1], [0], [1], [0]]), flags),
        "regime_days": (("path", "regime_state"), np.array([[3.0, 11], [14, 0], [5, 9], [14, 0]]), "d"),
        "truce_end_time": ("path", first[:, 0], "d"),
        "truce_end_cause": ("path", np.array([0, -1, 0, -1]), flags),
        "truce_end_root": ("path", np.array([0, -1, 0, -1]), flags),
        "outcome_value": (("path", "outcome"), np.array([[1.0], [0], [np.nan], [1]]), "1"),
        "truce_survival": ("time", survival, "1"),
        "truce_holding": ("time", survival, "1"),
        "truce_incidence": (("time", "event"), incidence, "1"),
        "truce_incidence_root": (("time", "event"), incidence, "1"),
        "regime_probability": (("time", "regime_state"), np.array([[1, 0], [0.75, 0.25], [0.5, 0.5]]), "1"),
        "event_probability": (("time", "event"), happened, "1"),
        "outcome_mean": ("outcome", np.array([2 / 3]), "1"),
        "outcome_se": ("outcome", np.array([0.3]), "1"),
    }
    for name in ("truce_survival", "truce_holding", "truce_incidence", "regime_probability", "event_probability"):
        dims, values, unit = data[name]
        data[name + "_se"] = (dims, np.sqrt(values * (1 - values) / 4), unit)
    variables = {
        name: (dims, values, {"long_name": name, **(about if isinstance(about, dict) else {"units": about})})
        for name, (dims, values, about) in data.items()
    }
    coordinates = {
        "path": ("path", np.arange(4), {"long_name": "path", "units": "1"}),
        "time": ("time", np.array([0.0, 7, 14]), {"long_name": "time", "units": "days since 2025-11-24"}),
        "event": ("event", ["a", "b"], {"long_name": "event"}),
        "regime": ("regime", ["r"], {"long_name": "regime"}),
        "regime_state": ("regime_state", ["r.x", "r.y"], {"long_name": "state"}),
        "outcome": ("outcome", ["o"], {"long_name": "outcome"}),
    }
    attributes = dict.fromkeys(result_file.ATTRIBUTES, "x") | {"paths": 4, "paths_kept": 4, "complete": 1}
    return xr.Dataset(variables, coordinates, attributes)


def problems_of(dataset, tmp_path, complete=False):
    dataset.to_netcdf(tmp_path / "result.nc")
    return result_file.problems_of(tmp_path / "result.nc", complete)


def test_a_right_result_passes(tmp_path):
    assert problems_of(small_result(), tmp_path) == []


def test_a_result_that_lacks_nouns_is_not_complete(tmp_path):
    found = problems_of(small_result(), tmp_path, complete=True)
    assert "market_return is missing" in found and "coordinate flow is missing" in found


def set_value(name, index, value):
    def change(data):
        data[name].values[index] = value
        return data

    return change


@pytest.mark.parametrize(
    "change, word",
    [
        (lambda data: data.drop_vars("event_probability"), "event_probability is missing"),
        (lambda data: data.drop_vars("truce_holding_se"), "truce_holding_se is missing"),
        (lambda data: data.rename(event_count="events"), "event_count is missing"),
        (lambda data: data.transpose("event", ...), "has dimensions"),
        (lambda data: data.assign_attrs(complete=0), "the attribute complete is not 1"),
        (lambda data: data["event_first_time"].attrs.update(units="days") or data, "has units"),
        (lambda data: data["truce_survival"].attrs.pop("long_name") and data, "no long_name"),
        (lambda data: data["event_outcome"].attrs.pop("flag_values") is None or data, "flag_values"),
        (set_value("truce_survival", 2, 0.8), "truce_survival rises"),
        (set_value("truce_incidence", (2, 0), 0.4), "does not sum to 1 - truce_survival"),
        (set_value("regime_probability", (1, 0), 0.7), "does not sum to 1"),
        (set_value("regime_days", (0, 0), 4), "do not sum to the horizon"),
        (set_value("regime_final", (0, 0), 2), "a state of another regime"),
        (set_value("event_probability", (2, 1), 1.2), "outside [0, 1]"),
        (set_value("event_probability", (2, 0), 0.1), "event_probability falls"),
        (set_value("event_probability_se", (2, 0), 0.1), "is not that of a share"),
        (set_value("event_own_count", (0, 0), 2), "above event_count"),
        (set_value("event_first_time", (1, 0), 2.0), "disagree on whether it fired"),
        (set_value("event_outcome", (1, 0), 0), "outside outcome_of_event"),
        (set_value("truce_end_cause", 0, -1), "disagree on whether the truce held"),
        (set_value("outcome_mean", 0, 0.5), "its paths give"),
        (lambda data: data.assign_attrs(paths_kept=3), "paths_kept is not the size"),
    ],
)
def test_a_wrong_result_is_found(tmp_path, change, word):
    assert any(word in text for text in problems_of(change(small_result()), tmp_path))


def test_unordered_quantiles_are_found(tmp_path):
    data = small_result().assign_coords(quantile=("quantile", result_file.QUANTILES, {"long_name": "q", "units": "1"}))
    data = data.assign_coords(factor=("factor", ["f"], {"long_name": "factor"}))
    values = np.broadcast_to(np.linspace(-1, 1, 9), (3, 1, 9)).copy()
    values[1, 0, 3], values[1, 0, 4] = 0.5, 0.1
    about = {"long_name": "quantiles", "units": "1"}
    data["factor_quantile"] = (("time", "factor", "quantile"), values, about)
    assert "factor_quantile is not ordered by quantile" in problems_of(data, tmp_path)


# --- README ------------------------------------------------------------------------------------------------------------


def readme_of(*blocks):
    return readme.Readme("".join(f"```{head}\n{text}\n```\n\n" for head, text in blocks))


def test_readme_commands_are_run():
    assert readme_of(("sh run", "test -d scenarios"), ("sh", "false")).check() == []
    assert len(readme_of(("sh run", "test -f scenarios")).check()) == 1
    assert len(readme_of(("python run", "raise SystemExit(3)")).check()) == 1


def test_readme_output_is_compared_without_timings():
    shown = ("sh run", "echo 'base  10 paths in 0.31 s'; echo 'holds 41 %'")
    assert readme_of(shown, ("text output", "base  10 paths in 12.5 s\nholds 41 %")).check() == []
    assert len(readme_of(shown, ("text output", "base  10 paths in 12.5 s\nholds 43 %")).check()) == 1


def test_readme_output_is_written_anew():
    text = "a\n```sh run\necho new\n```\n```text output\nold\nold\n```\nb\n"
    page = readme.Readme(text, update=True)
    assert page.check() == []
    assert page.updated() == text.replace("old\nold", "new")


def test_readme_without_commands_or_with_an_open_block_fails():
    assert readme.Readme("Nothing to run.\n").check() != []
    with pytest.raises(ValueError):
        readme.Readme("```sh run\ntrue\n").check()


def test_few_paths_are_given_to_runs_alone():
    assert readme.with_few_paths("./simulate scenarios/base.yaml").endswith("--paths 500")
    assert "--paths" not in readme.with_few_paths("./simulate scenarios/base.yaml --precision 1%")
    assert readme.with_few_paths("./simulate check scenarios/base.yaml") == "./simulate check scenarios/base.yaml"

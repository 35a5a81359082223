"""The notebooks run on a small result, quickly, and stand in the repository without outputs."""
import json
import os
import resource
import subprocess
import sys

import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LEAST_PICTURES = {"01-base-scenario": 11, "02-what-if": 2, "03-compare": 1, "04-sweep": 4}
SECONDS = 30


@pytest.fixture(scope="module")
def results(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    done = subprocess.run(
        [program, "scenarios/base.yaml", "--quiet", "--paths", "2000", "--out",
         str(folder / "base.nc")],
        cwd=ROOT,
        capture_output=True,
        text=True)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_notebooks_are_there():
    assert {path.stem for path in NOTEBOOKS} == set(LEAST_PICTURES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_committed_without_outputs(path):
    for cell in json.loads(path.read_text())["cells"]:
        assert cell["cell_type"] == "markdown" or (cell["outputs"] == [] and cell["execution_count"] is None)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, results, program, tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute",
         str(path), "--output-dir",
         str(tmp_path)],
        capture_output=True,
        text=True,
        env={
            **os.environ, "RESULTS": str(results), "SIMULATE": program, "MPLBACKEND": "", "IPYTHONDIR": str(tmp_path),
            "JUPYTER_CONFIG_DIR": str(tmp_path)
        })
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr[-3000:]
    # Processor time: a machine that does other things at once does not make a notebook slow.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS
    outputs = [output for cell in json.loads((tmp_path / path.name).read_text())["cells"] if cell["cell_type"] == "code"
               for output in cell["outputs"]]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= LEAST_PICTURES[path.stem]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert [file.name for file in results.iterdir()] == ["base.nc"]  # a notebook leaves no result behind

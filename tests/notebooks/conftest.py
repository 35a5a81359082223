"""Runs the built program once for each result that the tests need (--simulate PROGRAM, or SIMULATE in the environment)
and lets the tests import the modules of notebooks/."""
import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "notebooks"))
os.environ.setdefault("MPLBACKEND", "Agg")

import truce  # noqa: E402

PATHS = 20_000


def pytest_addoption(parser):
    parser.addoption("--simulate", default=os.environ.get("SIMULATE", str(ROOT / "build/release/simulate")))


@pytest.fixture(scope="session")
def program(request):
    return str(Path(request.config.getoption("--simulate")).resolve())


@pytest.fixture(scope="session")
def result(program, tmp_path_factory):
    """result(FILE, ARGUMENT...): the Dataset of a run, made once; attrs["summary"] is what the program printed."""
    folder = tmp_path_factory.mktemp("results")

    @functools.lru_cache(maxsize=None)
    def simulate(file, *arguments):
        out = folder / f"{len(list(folder.iterdir()))}.nc"
        done = subprocess.run([program, str(ROOT / "scenarios" / file), "--quiet", "--json", "--out", str(out),
                               *arguments],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return truce.load(out).assign_attrs(summary=done.stdout)

    return simulate


@pytest.fixture(scope="session")
def base(result):
    return result("base.yaml", "--paths", str(PATHS))


@pytest.fixture(scope="session")
def sampled(result):
    """A run whose every path is also a full trajectory, so that fans have something to be held against."""
    return result("base.yaml", "--paths", "2000", "--set", "run.sample_paths=2000")

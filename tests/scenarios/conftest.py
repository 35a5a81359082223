"""Runs the built program on the scenarios: --simulate PROGRAM, or SIMULATE in the environment."""
import functools
import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"


def pytest_addoption(parser):
    parser.addoption("--simulate", default=os.environ.get("SIMULATE", str(ROOT / "build/release/simulate")))


@pytest.fixture(scope="session")
def program(request):
    return str(Path(request.config.getoption("--simulate")).resolve())


@pytest.fixture(scope="session")
def run(program, tmp_path_factory):
    """run(FILE, paths, "KEY=VALUE", ...): the summary as a dictionary; the seed is the scenario's own."""
    folder = tmp_path_factory.mktemp("results")

    @functools.lru_cache(maxsize=None)
    def simulate(file, paths, *settings):
        command = [program, str(SCENARIOS / file), "--paths", str(paths), "--keep-paths", "none", "--json", "--quiet",
                   "--out", str(folder / "result.nc")]
        for setting in settings:
            command += ["--set", setting]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return simulate

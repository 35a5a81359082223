"""docs/ says what the program says today, and every scenario passes the strict check."""
import subprocess
import sys

import pytest
from conftest import ROOT, SCENARIOS

FILES = sorted(str(path.relative_to(ROOT)) for path in SCENARIOS.rglob("*.yaml") if path.parent.name != "studies")


def test_back_test_table_is_current(program):
    done = subprocess.run([sys.executable, str(ROOT / "tools/backtest_table.py"), "--simulate", program],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_assumptions_are_current(program):
    document = ROOT / "docs/assumptions.md"
    done = subprocess.run([program, "explain", "--markdown", "scenarios/base.yaml"], capture_output=True, text=True,
                          cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert document.is_file(), "to mend: simulate explain --markdown scenarios/base.yaml > docs/assumptions.md"
    assert document.read_text() == done.stdout


@pytest.mark.parametrize("file", FILES)
def test_strict_check_passes(program, file):
    done = subprocess.run([program, "check", "--strict", file], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr

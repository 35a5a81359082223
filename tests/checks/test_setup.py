"""The shell functions behind `./simulate` and `./check` (tools/setup.sh)."""

import os
import subprocess
from pathlib import Path

SETUP = Path(__file__).parents[2] / "tools" / "setup.sh"


def test_build_jobs_prints_a_number_and_writes_no_file(tmp_path):
    done = subprocess.run(["bash", "-c", f". {SETUP} && build_jobs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert 1 <= int(done.stdout) <= os.cpu_count()
    assert list(tmp_path.iterdir()) == []

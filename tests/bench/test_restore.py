"""`handclasp bench restore` measures the real thing: shipped, lost, restored, proved, in one flat object."""

from __future__ import annotations

import json
import os
import subprocess
import sys

NEEDED = {"records_per_s", "complete", "rpo_s", "shipped_per_s", "copy_bytes_per_record", "cpu", "postgres", "commit"}


def test_a_small_run_comes_back_whole_and_says_how_much_a_loss_takes() -> None:
    command = [sys.executable, "-c", "from handclasp.bench import app; app()", "restore", "--json"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    small = ["--messages", "500", "--paced", "1"]
    done = subprocess.run([*command, *small], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result.keys() >= NEEDED
    assert result["complete"] is True, result["finding"]
    assert result["records"] >= 500
    assert 0 <= result["rpo_s"] <= result["ship_seconds"] + 2
    assert all(isinstance(value, str | int | float) for value in result.values())

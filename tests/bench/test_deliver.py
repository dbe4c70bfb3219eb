"""`handclasp bench deliver` opens real streams, cuts them, and counts what each should have heard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from handclasp.bench.deliver import _ms
from handclasp.bench.ears import _visitor

NEEDED = {
    "p50_ms", "p99_ms", "lost", "doubled", "deliveries", "storm_s", "storm_p99_ms", "rss_mb", "textbook_p99_ms",
    "textbook_lost", "p99_ratio", "cpu", "cores", "python", "postgres", "commit", "fsync", "load_before",
}  # fmt: skip


def test_a_small_run_loses_and_doubles_nothing_and_says_all_that_a_figure_depends_on() -> None:
    command = [sys.executable, "-c", "from handclasp.bench import app; app()", "deliver", "--json"]
    small = ["--streams", "24", "--agents", "4", "--rate", "20", "--seconds", "2", "--storms", "2"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*command, *small], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    assert result.keys() >= NEEDED
    assert all(isinstance(value, str | int | float) for value in result.values())
    assert (result["lost"], result["doubled"], result["storms"]) == (0, 0, 2)
    assert result["deliveries"] > 60
    assert result["p99_ms"] >= result["p50_ms"] > 0


def test_times_are_ranked_and_tokens_read() -> None:
    assert _ms([0.003, 0.001, 0.002], 0.5) == 2
    assert _ms([], 0.99) == 0
    assert _visitor("eyJ2aXNpdG9yIjoiN2YzYSJ9.x") == "7f3a"
    assert _visitor("00000000000000000000000000000001.") == ""

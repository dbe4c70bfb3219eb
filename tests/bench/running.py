"""Runs one benchmark by its own command, in a process of its own, and checks what every one of them promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from handclasp.bench.drawing import CHARTS

MACHINE = {
    "benchmark",
    "baseline",
    "at",
    "version",
    "commit",
    "cpu",
    "cores",
    "memory_mb",
    "python",
    "system",
    "load_before",
}
HOUSE = {"postgres", "fsync", "synchronous_commit", "full_page_writes", "flush_ms"}


def bench(name: str, *options: str) -> dict[str, Any]:
    """What `handclasp bench NAME --json` says: one flat object that names machine and baseline."""
    command = [sys.executable, "-c", "from handclasp.bench import app; app()", name, "--json", *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    result: dict[str, Any] = json.loads(line)
    assert all(isinstance(value, str | int | float) for value in result.values())
    assert result.keys() >= MACHINE
    assert result["benchmark"] == name
    assert result["baseline"]
    if "mode" not in result:
        compared = {key for chart in CHARTS[name] for _, key, ours in chart.rows if not ours}
        assert compared <= result.keys(), "its chart has bars for these"
    return result


def durable(result: dict[str, Any]) -> None:
    """Durability is what the product ships with."""
    assert result.keys() >= HOUSE
    assert result["fsync"] == result["synchronous_commit"] == result["full_page_writes"] == "on"

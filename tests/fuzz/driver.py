"""Runs targets one after another, each in a process of its own, and says what became of them."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tests.fuzz.targets import SHARES

ROOT: Final = Path(__file__).parents[2]
_COUNTED: Final = re.compile(r"stat::number_of_executed_units:\s*([0-9]+)")
_COVERED: Final = re.compile(r"cov: ([0-9]+)")
_GRACE: Final = 120.0
"""Seconds that starting, and a last slow input, may take beside the time for fuzzing."""


class Outcome(NamedTuple):
    """What became of a target: inputs tried, branches seen, seconds with its start, what was found ("" if nothing)."""

    name: str
    tried: int
    branches: int
    seconds: float
    found: str

    def words(self) -> str:
        """In one line."""
        said = f"{self.name}: {self.tried} inputs, {self.branches} branches, {self.seconds:.0f} s"
        return f"{said}\n{self.found}" if self.found else said


def fuzz(times: Mapping[str, float], seed: int) -> list[Outcome]:
    """Fuzz these targets for so many seconds each."""
    return [_fuzzed(name, max(1, round(seconds)), seed) for name, seconds in times.items()]


def _fuzzed(name: str, seconds: int, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="handclasp-fuzz-") as folder:
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.fuzz.child", name, str(seconds), str(seed), folder]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=seconds + _GRACE)
            code, told = done.returncode, (done.stdout + done.stderr).decode(errors="replace")
        except subprocess.TimeoutExpired as over:
            code, told = -1, ((over.stdout or b"") + (over.stderr or b"")).decode(errors="replace")
        tried, covered = _COUNTED.findall(told), _COVERED.findall(told)
        found = "" if code == 0 and tried else _finding(code, told, Path(folder))
        return Outcome(
            name,
            int(tried[-1]) if tried else 0,
            int(covered[-1]) if covered else 0,
            time.monotonic() - began,
            found,
        )


def _finding(code: int, told: str, folder: Path) -> str:
    """The end of what the process said, and the input in base64."""
    inputs = [path for path in folder.iterdir() if path.is_file()]
    lines = [line for line in told.splitlines() if not line.startswith(("#", "INFO:", "MS:", "stat::", "0x", "\\"))]
    told = "\n".join(lines[-40:])[-6000:]
    shown = "\n".join(f"{path.name}: {base64.b64encode(path.read_bytes()).decode()}" for path in inputs)
    return f"ended with {code}\n{told}\n{shown}"


def shares(seconds: float) -> dict[str, float]:
    """The time for each target."""
    return {name: seconds * share for name, share in SHARES.items()}

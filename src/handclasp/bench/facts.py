"""What a figure depends on: the machine, the versions, how the server is set, how long its disk takes to be sure."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from handclasp import __version__

Facts = dict[str, str | int | float]
_SYNCS = 40


def machine(folder: Path) -> Facts:
    """The machine and the commit; `folder` is where the database lies, for the time of one flush to its disk (ms)."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "commit": commit(),
        "cpu": cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": psutil.virtual_memory().total // 1024**2,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "flush_ms": flush_ms(folder),
    }


def server(connection: psycopg.Connection[tuple[str, ...]]) -> Facts:
    """What the server says of itself on the very kind of connection that commits batches."""
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers")
    row = connection.execute(f"select {', '.join(f'current_setting({name!r})' for name in names)}").fetchone()
    assert row is not None  # noqa: S101 - a select without from gives one row
    return dict(zip(("postgres", *names[1:]), row, strict=True))


def cpu() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def commit() -> str:
    """The commit that runs, `+` behind it when files differ from it; empty outside a checkout."""
    git = shutil.which("git")
    here = Path(__file__).parent
    if git is None:
        return ""
    head = subprocess.run(
        [git, "rev-parse", "--short=12", "HEAD"], cwd=here, capture_output=True, text=True, check=False
    )
    if head.returncode:
        return ""
    changed = subprocess.run(
        [git, "status", "--porcelain", "-uno", "."], cwd=here.parent, capture_output=True, text=True, check=False
    )
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def flush_ms(folder: Path) -> float:
    """Median milliseconds of writing 8 KiB and waiting until the disk has it (fdatasync)."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(_SYNCS):
            began = time.perf_counter()
            os.pwrite(file.fileno(), b"\1" * 8192, 0)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return round(statistics.median(times) * 1000, 3)

"""The programs that a benchmark runs beside itself, and what processes took.

A program of its own is asked once (`asked`) or order by order (`talking`); either way it speaks JSON on its standard
streams, and what it says on standard error is seen.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec
import psutil

from handclasp.bench.stand import NotReady, Stand, clean_environment

T = TypeVar("T")


def asked(stand: Stand, module: str, plan: object, into: type[T]) -> T:
    """Run `handclasp.bench.MODULE` in a house with a plan; returns what its last line says. Raises NotReady."""
    done = subprocess.run(
        [sys.executable, "-m", f"handclasp.bench.{module}"],
        cwd=stand.home,
        env=stand.environment,
        input=msgspec.json.encode(plan),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace")[-2000:]
        raise NotReady(f"`{module}` could not do its part in {stand.home}:\n{said}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=into)


class Talking(Generic[T]):
    """A program that reads one JSON order a line and answers each with one."""

    def __init__(self, process: subprocess.Popen[bytes], module: str, into: type[T]) -> None:
        self._process, self._module, self._into = process, module, into

    def order(self, order: object) -> T:
        """Give an order and wait for what came of it. Raises NotReady."""
        self.tell(order)
        return msgspec.json.decode(self.line(), type=self._into)

    def tell(self, what: object) -> None:
        """Say something that has no answer."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe
        with contextlib.suppress(BrokenPipeError):  # whoever waits for an answer learns that there is none
            self._process.stdin.write(msgspec.json.encode(what) + b"\n")
            self._process.stdin.flush()

    def line(self) -> bytes:
        """What it says next."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe
        line = self._process.stdout.readline()
        if not line:
            raise NotReady(f"`{self._module}` ended; what it said stands above")
        return line


@contextlib.contextmanager
def talking(module: str, plan: object, into: type[T]) -> Iterator[Talking[T]]:
    """Start `handclasp.bench.MODULE`, tell it its plan, and end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"handclasp.bench.{module}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=clean_environment(),
    )
    try:
        child = Talking(process, module, into)
        child.tell(plan)
        yield child
    finally:
        process.kill()
        process.wait()


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started, as far as they live."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def cpu(*pids: int) -> float:
    """CPU seconds that processes have taken so far, with what they started: also what has ended and was waited for."""
    spent = 0.0
    for process in {one for pid in pids for one in family(pid)}:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            spent += times.user + times.system + times.children_user + times.children_system
    return spent


def peak_mb(pid: int) -> float:
    """The most memory that a process, or one of those it started, has held at once, in MiB."""
    return max(_peak_mb(process.pid) for process in family(pid))


def _peak_mb(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/status") as status:  # noqa: PTH123 - not a file
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):  # not Linux: what it holds now
        return float(psutil.Process(pid).memory_info().rss) / 1024**2

"""A whole house of real processes that may be killed at any moment and is put together again.

Every process is started from here and signalled by the process id that we hold; nothing else on the machine is touched.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil

from handclasp.bench.stand import clean_environment, command, end, free_port, ready
from handclasp.store.embedded import Embedded

TENANT: Final = "demo"
KINDS: Final = ("postmaster", "backend", "web", "worker")
ONE_OF_SEVERAL: Final = "web worker"
"""One of the workers that share the port, which their own supervisor starts again."""
_SERVES_US: Final = "handclasp_"
_PATIENCE: Final = 60.0


class House:
    """PostgreSQL, `workers` on one port, and worker, in a temporary directory. Enter it in the main thread."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def __enter__(self) -> Self:
        self.home = Path(tempfile.mkdtemp(prefix="handclasp-crash-"))
        self.home.chmod(0o711)
        self.data_dir = self.home / "var"
        self.port = free_port()
        self._environment = clean_environment() | {
            "HANDCLASP_DATA_DIR": str(self.data_dir),
            "HANDCLASP_WEB_PORT": str(self.port),
            "HANDCLASP_WEB_WORKERS": str(self.workers),
            "HANDCLASP_LOG_LEVEL": "warning",
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            self._begin()
            self.api_key = self.run(
                "key", "add", "--tenant", TENANT, "--label", "crash", "--scope", "write", "--scope", "read"
            ).strip()
            self.vkeys = self.run("log", "vkey").split()
            self.mend()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes.values():
            end(process)
        self._end()
        shutil.rmtree(self.home, ignore_errors=True)

    def _begin(self) -> None:
        """Set the house up and start its database."""
        self.server = Embedded(self.data_dir)
        self.run("setup")
        self.server.start()

    def _end(self) -> None:
        self.server.stop(patience=20)
        shutil.rmtree((self.data_dir / "postgres").resolve(), ignore_errors=True)

    def run(self, *arguments: str) -> str:
        """One `handclasp` command to its end; what it printed. Raises AssertionError with its words when it fails."""
        done = subprocess.run(
            command(*arguments), cwd=self.home, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"handclasp {' '.join(arguments)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def kill(self, kind: str, choice: random.Random) -> bool:
        """SIGKILL one process of that kind; False when there was none to kill."""
        if kind == ONE_OF_SEVERAL:
            return self._kill_one(psutil.Process(self._processes["web"].pid).children(), choice)
        if kind in self._processes:
            process = self._processes[kind]
            lives = process.poll() is None
            process.kill()
            process.wait()
            return lives
        pid = self.server.pid
        if pid is None:
            return False
        with contextlib.suppress(psutil.NoSuchProcess):
            postmaster = psutil.Process(pid)
            if kind == "postmaster":
                postmaster.kill()
                postmaster.wait(_PATIENCE)
                return True
            backends = [child for child in postmaster.children() if _SERVES_US in " ".join(child.cmdline())]
            return self._kill_one(backends, choice)
        return False

    @staticmethod
    def _kill_one(some: list[psutil.Process], choice: random.Random) -> bool:
        if some:
            choice.choice(sorted(some, key=lambda child: child.pid)).kill()
        return bool(some)

    def mend(self) -> None:
        """Start again whatever does not run, and return when messages are taken."""
        until = time.monotonic() + _PATIENCE
        while True:
            self.server.start()
            self.start_missing()
            if ready(self.port):
                return
            assert time.monotonic() < until, f"not ready again:\n{self.said('web')}"
            time.sleep(0.05)

    def start_missing(self) -> None:
        """Start web and worker where they do not run."""
        for name in ("web", "worker"):
            if name not in self._processes or self._processes[name].poll() is not None:
                self._processes[name] = self._start(name)

    def said(self, name: str) -> str:
        """The end of what a process wrote to its log."""
        return (self.home / f"{name}.log").read_text(errors="replace")[-3000:]

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command(name), cwd=self.home, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

"""A house of its own for a benchmark: real processes, a real PostgreSQL, in a temporary directory that is removed.

It promises that nothing of the caller's configuration reaches it, that every process it started has ended when it is
left, and that durability is exactly what the product ships with.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from handclasp.records import HandclaspError
from handclasp.store.embedded import Embedded

TENANT: Final = "demo"
_READY_SECONDS: Final = 180


class NotReady(HandclaspError):
    """A process of the benchmark's house did not come up."""

    code = "bench-house-not-ready"


class Stand:
    """PostgreSQL and, unless `web` is false, `handclasp web`, started from the main thread.

    `settings` are HANDCLASP_… names without prefix. After entering: `port`, `api_key` (write and read), `web` (the
    process), `server`, `home`, `data_dir`, `environment` (of its processes), `processes` (web and PostgreSQL, by pid).
    """

    def __init__(self, settings: Mapping[str, str] | None = None, *, web: bool = True) -> None:
        self._settings = dict(settings or {})
        self._with_web = web
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Set up and start; raises NotReady."""
        try:
            self._enter()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _enter(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="handclasp-bench-"))
        self.home.chmod(0o711)
        self._stack.callback(_remove, self.home)
        self.data_dir = self.home / "var"
        self.port = free_port()
        self.environment = clean_environment() | {
            "HANDCLASP_DATA_DIR": str(self.data_dir),
            "HANDCLASP_WEB_PORT": str(self.port),
            "HANDCLASP_LOG_LEVEL": "warning",
            **{f"HANDCLASP_{name.upper()}": value for name, value in self._settings.items()},
        }
        self.run("setup")
        self.server = Embedded(self.data_dir)
        self._stack.enter_context(self.server)
        self.api_key = self.run(
            "key", "add", "--tenant", TENANT, "--label", "benchmark", "--scope", "write", "--scope", "read"
        ).strip()
        if self._with_web:
            self.start_web()

    def start_web(self) -> None:
        """Start the web process and wait until it takes messages; raises NotReady."""
        self.web = self._start("web")
        wait_ready(self.port, self.web)

    def start_worker(self) -> None:
        """Start the worker; what it does is seen in what it leaves behind."""
        self.worker = self._start("worker")

    @property
    def processes(self) -> tuple[int, int]:
        """The web process and the postmaster; both have children."""
        return self.web.pid, self.server.pid or 0

    def run(self, *arguments: str) -> str:
        """Run one `handclasp` command to its end; returns what it printed. Raises NotReady when it fails."""
        return ran(arguments, self.home, self.environment)

    def said(self, name: str) -> str:
        """The end of what a process has logged."""
        return (self.home / f"{name}.log").read_text(errors="replace")[-2000:]

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self.home / f"{name}.log").open("wb"))
        process = subprocess.Popen(
            command(name), cwd=self.home, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        self._stack.callback(end, process)
        return process


def ran(arguments: Sequence[str], home: Path, environment: Mapping[str, str]) -> str:
    """Run one `handclasp` command in a house; returns what it printed. Raises NotReady when it fails."""
    done = subprocess.run(
        command(*arguments), cwd=home, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"`handclasp {arguments[0]}` failed in {home}:\n{done.stderr[-2000:]}"
        raise NotReady(message)
    return done.stdout


def command(*arguments: str) -> list[str]:
    """The command line of a `handclasp` command under this very Python."""
    return [sys.executable, "-m", "handclasp", *arguments]


def clean_environment() -> dict[str, str]:
    """This environment without any of Handclasp's own variables; what is started in it runs this very code."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("HANDCLASP_")}
    # Relative places would be looked for in the processes' own directory, and another installation found instead.
    more = [str(Path(one).absolute()) for one in kept.get("PYTHONPATH", "").split(os.pathsep) if one]
    return kept | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *more])}


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_ready(port: int, process: subprocess.Popen[bytes], seconds: float = _READY_SECONDS) -> None:
    """Return when /readyz says yes; raises NotReady when the process ended or took too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        if ready(port):
            return
        time.sleep(0.05)
    state = "did not get ready in time" if process.poll() is None else f"ended with status {process.returncode}"
    message = f"the web process {state}"
    raise NotReady(message)


def ready(port: int) -> bool:
    """Whether the web process on that port takes messages now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end(process: subprocess.Popen[bytes], patience: float = 20) -> None:
    """End a process that we started: SIGTERM, and SIGKILL when it does not listen."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _remove(home: Path) -> None:
    shutil.rmtree((home / "var" / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)

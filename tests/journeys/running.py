"""A whole house as its users run it: `handclasp up` as a process, on a port and a data directory of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "踏雪寻梅 plum 4711"
PATIENCE = 120


class Running:
    """The running house: its address, and what it printed at its first start."""

    def __init__(self, data_dir: Path, port: int, host: str = "127.0.0.1", **environment: str) -> None:
        self.data_dir = data_dir
        self.address = f"http://{host}:{port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")},
            "HANDCLASP_DATA_DIR": str(data_dir),
            "HANDCLASP_WEB_PORT": str(port),
            "HANDCLASP_PUBLIC_URL": self.address,
            "COLUMNS": "200",
            "LC_ALL": "C.UTF-8",
            **environment,
        }
        self.printed = ""
        self._ready = threading.Event()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """`handclasp up`, until it says that it is running."""
        self._ready.clear()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "handclasp", "up"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.data_dir,
        )
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        if not self._ready.wait(PATIENCE) or self._process.poll() is not None:
            raise AssertionError(self.printed)

    def stop(self) -> int:
        """Ctrl-C; returns the exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE)

    def run(self, *arguments: str, expect: int = 0) -> str:
        """One `handclasp` command beside the running house; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "handclasp", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            cwd=self.data_dir,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout if expect == 0 else done.stdout + done.stderr

    def once(self, account: str) -> str:
        """The one-time password that the first start printed for an account."""
        found = re.search(rf"│ {account}\s+│ (\S+)\s+│", self.printed)
        assert found, self.printed
        return found[1]

    def api_key(self) -> str:
        """The demo tenant's API key, printed at the first start."""
        found = re.search(r"hc_[0-9a-f]+_\S+", self.printed)
        assert found, self.printed
        return found[0]

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.printed += line
            if "Ctrl-C stops it" in line:
                self._ready.set()
        self._ready.set()


@contextmanager
def running(data_dir: Path, host: str = "127.0.0.1", **environment: str) -> Iterator[Running]:
    """A house that runs until the end of the block; passkeys need a `host` with a name (localhost)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house = Running(data_dir, port, host, **environment)
    try:
        house.start()
        yield house
    finally:
        house.stop()

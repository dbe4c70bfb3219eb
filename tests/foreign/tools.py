"""Running the verifiers and the witness that nobody here wrote, each as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOREIGN = ROOT / ".venv" / "foreign"
TLOGCHECK = FOREIGN / "tlogcheck"
PYTHON_PACKAGES = FOREIGN / "python"


@dataclass(frozen=True)
class StaticLog:
    """A log as static files, and the Ed25519 vkey it is signed with."""

    directory: Path
    vkey: str
    origin: str
    size: int


class Refused(Exception):
    """A foreign verifier did not accept; the message is what it said."""


def check_with_go(directory: Path, vkey: str) -> dict[str, Any]:
    """Have Go's sumdb/tlog and sumdb/note read a log directory; returns its report, or raises Refused."""
    return _report([str(TLOGCHECK), str(directory), vkey])


def check_with_aics(directory: Path, vkey: str) -> dict[str, Any]:
    """Have aics-tlog read a log directory; returns its report, or raises Refused."""
    return _report([sys.executable, str(Path(__file__).parent / "aics_check.py"), str(directory), vkey])


def _report(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        raise Refused(done.stderr)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def environment() -> dict[str, str]:
    """Where the foreign packages are found."""
    return os.environ | {"PYTHONPATH": str(PYTHON_PACKAGES)}


class Witness:
    """A real aics-witness on a free loopback port, which trusts one log."""

    def __init__(self, directory: Path, origin: str, vkey: str, name: str = "witness.example/aics") -> None:
        self.config = directory / "witness.json"
        self._run("init", "--name", name, "--listen", "127.0.0.1:0")
        self._run("add-log", "--origin", origin, "--vkey", vkey)
        self.process = subprocess.Popen(
            [*self._command("serve")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment()
        )
        self.vkey, self.port = self._started()

    def _command(self, name: str) -> list[str]:
        return [sys.executable, "-m", "aics_witness", name, "--config", str(self.config)]

    def _run(self, name: str, *arguments: str) -> None:
        subprocess.run([*self._command(name), *arguments], check=True, capture_output=True, env=environment())

    def _started(self) -> tuple[str, int]:
        """Read what it says until it listens."""
        said, vkey = "", ""
        for line in self.process.stderr or ():
            said += line
            if found := re.search(r"witness vkey (\S+)", line):
                vkey = found[1]
            if found := re.search(r"127\.0\.0\.1:(\d+)", line):
                return vkey, int(found[1])
        message = f"the witness did not start: {said}"
        raise RuntimeError(message)

    def add_checkpoint(self, old: int, proof: list[str], checkpoint: str) -> tuple[int, str]:
        """POST add-checkpoint (C2SP tlog-witness); returns status and body."""
        body = f"old {old}\n" + "".join(f"{step}\n" for step in proof) + "\n" + checkpoint
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/add-checkpoint", body.encode())
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self.process.terminate()
        self.process.communicate(timeout=30)

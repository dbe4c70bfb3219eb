"""The whole way of a small shop: set up, a second folder, the machine is gone, a bare one takes its place."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.terminal import ROOT

from handclasp.bench.stand import clean_environment
from handclasp.store.embedded import Embedded


@pytest.fixture
def machines(server_dir: Path) -> Iterator[Path]:
    """A place whose subfolders are machines: each gets a data directory with a server of its own."""
    folder = server_dir / "journey"
    folder.mkdir(mode=0o711)
    yield folder
    for data_dir in folder.iterdir():
        if (data_dir / "postgres").exists():
            Embedded(data_dir).stop()


@pytest.mark.timeout(600)
def test_a_bare_machine_takes_the_place_of_a_burnt_one(machines: Path, tmp_path: Path) -> None:
    nas = tmp_path / "nas"
    nas.mkdir()

    def run(machine: str, *arguments: str, told: str = "", status: int = 0) -> str:
        environment = clean_environment() | {
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
            "HANDCLASP_DATA_DIR": str(machines / machine),
            "HANDCLASP_LOG_ORIGIN": "specimen.example/log/main",
            "HANDCLASP_LOG_LEVEL": "warning",
            "COLUMNS": "300",
        }
        command = [sys.executable, "-m", "handclasp", *arguments]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, input=told, capture_output=True, text=True, check=False
        )
        said = " ".join((done.stdout + done.stderr).split())
        assert "Traceback" not in said, said
        assert done.returncode == status, said
        return said

    welcome = run("old", "setup")
    passphrase = re.search(r"passphrase: ([a-z-]+-\d{4})", welcome)
    assert passphrase
    (tmp_path / "kit.txt").write_text((machines / "old" / "recovery-kit.txt").read_text())
    shipped = re.search(r"(\d+) in all", run("old", "ship", "to", str(nas)))
    assert shipped
    size = int(shipped[1])
    assert size > 0
    # The machine burns. All there is: the disk in the drawer, and the kit.
    (machines / "old").rename(tmp_path / "burnt")
    command = ("restore", "--from", str(nas), "--kit", str(tmp_path / "kit.txt"))
    said = run("new", *command, told=passphrase[1] + "\n")
    assert f"proved: {size} records" in said
    assert "specimen.example/log/main/successor-2" in said
    assert "sound" in run("new", "log", "fsck")
    assert "demo" in run("new", "tenant", "list")
    assert "agent" in run("new", "staff", "list", "--tenant", "demo")
    # It ships on by itself, to the same folder, as its own log; and no second kit is needed.
    assert f"{size + 1} in all" in run("new", "ship", "now")
    assert "0 behind, complete" in run("new", "drill")
    # For a look, beside it.
    side = run("new", *command, "--into", str(machines / "side"), told=passphrase[1] + "\n")
    assert "it is served by nothing" in side
    assert "sound" in run("side", "log", "fsck")
    assert "to look at" in run("side", "up", status=1)

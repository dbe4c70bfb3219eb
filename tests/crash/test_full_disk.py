"""A full disk refuses by name, keeps what it acknowledged, and goes on with room (real disks, to the last byte)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
# As root a mount namespace is enough; anybody else gets one with a user namespace, and keeps his own name in it.
OWN_MOUNTS = ["--mount"] if os.geteuid() == 0 else ["--user", "--mount", "--map-current-user", "--keep-caps"]


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Any]]:
    """What a house said while first its signer's disk and then its database's disk were full."""
    home = Path(tempfile.mkdtemp(prefix="handclasp-full-"))
    home.chmod(0o711)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")}
    try:
        done = subprocess.run(
            ["unshare", *OWN_MOUNTS, "--", sys.executable, "-m", "tests.crash.full_disk", str(home)],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout.splitlines()[-1])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_a_full_disk_under_the_floor_acknowledges_nothing_and_the_same_id_gets_its_place_later(
    told: dict[str, Any],
) -> None:
    floor = told["floor"]
    assert floor["refused"] == "outcome-unknown"
    assert floor["again"] == floor["before"] + 1
    assert floor["after"] == floor["again"] + 1
    assert floor["sound"]


def test_a_full_disk_under_the_database_refuses_by_name_and_keeps_what_it_acknowledged(told: dict[str, Any]) -> None:
    database = told["database"]
    assert set(database["tables"]) == {"storage-full"}
    assert database["flooded"] > 0, "some records still had room, so that acknowledged ones are at stake"
    assert set(database["refused"]) <= {"storage-full", "outcome-unknown", "database-unavailable"}
    assert database["refused"]
    assert database["stands"]
    assert database["sound"]


def test_it_goes_on_when_room_is_made(told: dict[str, Any]) -> None:
    assert isinstance(told["database"]["between"], int)
    assert isinstance(told["database"]["after"], int)

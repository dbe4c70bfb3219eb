"""A full disk under a whole running house: refused by name at every door, and nothing acknowledged is lost."""

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
    """What the house said while its disk was full, and after."""
    home = Path(tempfile.mkdtemp(prefix="handclasp-disk-"))
    home.chmod(0o711)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")}
    try:
        done = subprocess.run(
            ["unshare", *OWN_MOUNTS, "--", sys.executable, "-m", "tests.bad_input.full_disk", str(home)],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        yield json.loads(done.stdout.splitlines()[-1])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_every_door_refuses_by_name_while_there_is_no_room(told: dict[str, Any]) -> None:
    full = told["full"]
    assert full["before"] == "sealed"
    assert "storage-full" in full["machine"]
    assert set(full["machine"] + full["frame"]) <= {"storage-full", "outcome-unknown", "database-unavailable", "sealed"}
    assert full["alive"] == 200
    assert "make room" in full["doctor"]


def test_with_room_the_same_message_is_sealed(told: dict[str, Any]) -> None:
    assert (told["full"]["again"], told["full"]["after"]) == ("sealed", "sealed")


def test_a_start_without_room_says_so_and_a_start_with_room_has_lost_nothing(told: dict[str, Any]) -> None:
    assert "disk-full" in told["stopped"]["words"]
    assert "before is safe" in told["stopped"]["words"]
    assert "Traceback" not in told["stopped"]["words"]
    assert told["stopped"]["sealed"] == "sealed"
    assert told["kept"] >= 5, "receipts were at stake, and all verified"
    assert not told["trace"]

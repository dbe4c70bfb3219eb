"""`kill -9` at every step of an erasure: whoever comes next ends it, completely, once, with one certificate."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house_fixture import House, NewHouse
from tests.keep.forgetting.conftest import later
from tests.keep.forgetting.test_erasing import STEPS, binned, certificates, ended, files, left, sound, whole
from tests.warm.conftest import set_up

ROOT = Path(__file__).parents[3]


def killed(house: House, step: str, when: str) -> None:
    """Erase in a process of its own that must be killed at that very step."""
    settings = house.settings
    given = {"DATA_DIR": settings.data_dir, "DATABASE_URL": settings.database_url, "LOG_ORIGIN": settings.log_origin}
    environment = os.environ | {f"HANDCLASP_{name}": str(value) for name, value in given.items()}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, "-m", "tests.keep.forgetting.dying", step, when]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("when", ["within", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_ends_complete_once_with_one_certificate(
    house: House, talk: bytes, new_house: NewHouse, tmp_path: Path, step: str, when: str
) -> None:
    gone, kept = whole(house, "order 5"), whole(house, "order 6")
    set_up(house, tmp_path / "nas").all()
    binned(house, gone)
    later(house, 73)
    house.committer.close()
    killed(house, step, when)
    after = new_house(of=house)
    sound(after)
    assert left(after, kept)["sealed"] == 4
    ended(after)
    assert left(after, gone) == {}
    assert files(after) == 1
    (certificate,) = certificates(after)
    assert certificate["subjects"] == [gone.hex()]
    assert [one["copy"] for one in certificate["copies"]] == ["nas"]
    sound(after)

"""One running house for all abuse of a test process, and the promise that it survives each module of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.bad_input.doors import Customer, Doors
from tests.journeys.running import Running, running


@pytest.fixture(scope="session")
def up() -> Iterator[Running]:
    """`handclasp up`, logging all it ever logs."""
    path = Path(tempfile.mkdtemp(prefix="handclasp-abuse-"))
    path.chmod(0o711)
    with running(path, HANDCLASP_LOG_LEVEL="debug") as house:
        yield house
    shutil.rmtree((path / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_doors(up: Running) -> Doors:
    """What is kept over all modules."""
    return Doors(up)


@pytest.fixture(scope="module")
def doors(shared_doors: Doors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Its doors; when the module is done, the house must stand as if nothing had happened."""
    assert shared_doors.say(text="specimen: before all that").status_code == 201
    yield shared_doors
    shared_doors.still_stand(tmp_path_factory.mktemp("kept"))
    assert "Traceback" not in shared_doors.house.printed


@pytest.fixture
def customer(doors: Doors) -> Customer:
    """A customer with a session and a key of its own."""
    visitor = Customer(doors)
    assert visitor.enter().status_code == 201
    return visitor

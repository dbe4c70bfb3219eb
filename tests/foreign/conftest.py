"""Logs for the foreign verifiers to read.

`static_log` runs every test once for each fixture named in SOURCES; each of those returns a StaticLog of at least
100,000 entries.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import NewDatabase
from tests.foreign.tools import PYTHON_PACKAGES, TLOGCHECK, StaticLog
from tests.house_fixture import *  # noqa: F403
from tests.house_fixture import Template, houses, said
from tests.verify import forge
from tests.verify.conftest import make_world

from handclasp.records import Receipt
from handclasp.store.embedded import Embedded
from handclasp.store.export import export
from handclasp.store.fsck import fsck

SOURCES = ["specimen_log", "stored_log"]
SIZE = 100_017
CONVERSATIONS = 700


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    for path in (TLOGCHECK, PYTHON_PACKAGES / "aics_tlog", PYTHON_PACKAGES / "aics_witness"):
        assert path.exists(), f"{path} is missing: run scripts/foreign-verifiers"


@pytest.fixture(scope="session")
def specimen() -> forge.Log:
    """A log of the tests' own writer, with a few real conversations at its beginning."""
    log = make_world().log
    log.bulk(SIZE - len(log.entries))
    return log


@pytest.fixture(scope="session")
def specimen_log(specimen: forge.Log, tmp_path_factory: pytest.TempPathFactory) -> StaticLog:
    """The specimen as static files."""
    directory: Path = specimen.export(tmp_path_factory.mktemp("specimen") / "log")
    return StaticLog(directory, specimen.key.vkey(1), specimen.origin, len(specimen.entries))


@pytest.fixture(scope="session")
def stored_log(
    house_template: Template, new_database: NewDatabase, postgres: Embedded, tmp_path_factory: pytest.TempPathFactory
) -> StaticLog:
    """A log of the product's own: every record screened, sealed, committed to PostgreSQL, then exported."""
    directory = tmp_path_factory.mktemp("stored")
    for make in houses(house_template, new_database, postgres, directory):
        house = make()
        for start in range(0, SIZE, 500):
            raws = [
                said(f"specimen {n}", f"foreign/{n}", conversation=f"order {n % CONVERSATIONS}")
                for n in range(start, min(start + 500, SIZE))
            ]
            answers = house.flow.append_all(raws, receipts=False).result(60)
            assert all(isinstance(answer, Receipt) for answer in answers)
        size = export(house.log, house.log_key, house.database, directory / "log", lambda _done, _all: None)
        assert fsck(house.log, house.log_key, house.signer, house.database, lambda _done, _all: None).sound
        vkey = house.log_key.vkeys()[0]
    return StaticLog(directory / "log", vkey, house.log.origin, size)


@pytest.fixture(scope="session", params=SOURCES)
def static_log(request: pytest.FixtureRequest) -> StaticLog:
    """Each log in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, StaticLog)
    assert found.size >= 100_000
    return found

"""Logs for the foreign verifiers to read.

`static_log` runs every test once for each fixture named in SOURCES; each of those returns a StaticLog of at least
100,000 entries.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.foreign.tools import PYTHON_PACKAGES, TLOGCHECK, StaticLog
from tests.verify import forge
from tests.verify.conftest import make_world

SOURCES = ["specimen_log"]
SIZE = 100_017


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


@pytest.fixture(scope="session", params=SOURCES)
def static_log(request: pytest.FixtureRequest) -> StaticLog:
    """Each log in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, StaticLog)
    assert found.size >= 100_000
    return found

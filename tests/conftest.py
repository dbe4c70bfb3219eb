"""What all tests share: one embedded PostgreSQL for each test process, fresh databases in it, and no silent skips.

The shared server runs with fsync off, because no test that uses it pulls a plug; tests of durability start their own.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import psycopg
import pytest
from psycopg import sql

from handclasp.store.embedded import Embedded

# A slow machine is no failure: nothing here is judged by the clock.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

IN_CI = os.environ.get("CI", "").lower() == "true"

NewDatabase = Callable[..., str]
AnyReport = TypeVar("AnyReport", pytest.TestReport, pytest.CollectReport)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests (`@pytest.mark.anyio`) run on asyncio, as the servers do."""
    return "asyncio"


@pytest.fixture(scope="session")
def server_dir() -> Iterator[Path]:
    """A short directory that PostgreSQL's user may pass through, unlike pytest's own when the tests run as root."""
    path = Path(tempfile.mkdtemp(prefix="handclasp-tests-"))
    path.chmod(0o711)
    yield path
    for data_dir in path.iterdir():
        shutil.rmtree((data_dir / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_dir: Path) -> Iterator[Embedded]:
    """The shared server: `postgres.url(user, password, dbname)`, `postgres.superuser_url(dbname)`."""
    server = Embedded(server_dir / "shared", settings={"fsync": "off", "max_connections": "200", "autovacuum": "off"})
    server.start()
    yield server
    server.stop(patience=20)


@pytest.fixture(scope="session")
def new_database(postgres: Embedded) -> NewDatabase:
    """Make an empty database, or with `template="name"` a copy of one, and return its superuser URL.

    Roles belong to the server, not to a database: make them only if they are not there yet.
    """
    numbers = itertools.count(1)

    def make(*, template: str = "template0") -> str:
        name = f"test_{next(numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log")
        with psycopg.connect(postgres.superuser_url(), autocommit=True) as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return postgres.superuser_url(name)

    return make


def drop_database(postgres: Embedded, url: str) -> None:
    """Give the room of a database back, whoever is still connected: thousands of tests fill a disk.

    A test may have dropped it itself.
    """
    name = str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
    with psycopg.connect(postgres.superuser_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(postgres: Embedded, new_database: NewDatabase) -> Iterator[str]:
    """The superuser URL of an empty database for this test alone."""
    url = new_database()
    yield url
    drop_database(postgres, url)


@pytest.fixture(scope="module")
def module_database(postgres: Embedded, new_database: NewDatabase) -> Iterator[str]:
    """The superuser URL of an empty database that the tests of one module share."""
    url = new_database()
    yield url
    drop_database(postgres, url)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: what was not run was not shown."""
    report = yield
    return _not_silently(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for whole modules that skip themselves."""
    report = yield
    return _not_silently(report)


def _not_silently(report: AnyReport) -> AnyReport:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longrepr}"
    return report

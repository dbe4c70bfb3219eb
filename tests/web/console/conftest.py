"""An empty desk for each test, over a house in memory and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.web.console import stand
from tests.web.console.memory import Memory
from tests.web.console.people import Desk

from handclasp.store.embedded import Embedded


@pytest.fixture(scope="session")
def _django(
    postgres: Embedded, new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    stand.start(postgres, new_database, tmp_path_factory.mktemp("console"))
    yield
    stand.stop()


@pytest.fixture
def memory() -> Memory:
    """The house behind the console."""
    return Memory()


@pytest.fixture
def desk(_django: None, memory: Memory) -> Desk:
    """An empty desk whose services end in `memory`."""
    from handclasp.web.console.services import use  # noqa: PLC0415

    stand.empty()
    use(stand.services(memory))
    return Desk(memory)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The desk over HTTP."""
    with stand.served() as where:
        yield where


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Room for downloads."""
    return tmp_path

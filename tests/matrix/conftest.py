"""The street that the tests of every door share, and the same behind a web process; each built once a test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conftest import NewDatabase
from tests.house_fixture import Template, house_template, houses
from tests.matrix.served import Served, serve
from tests.matrix.street import Street, build

from handclasp.store.embedded import Embedded

__all__ = ["house_template"]


@pytest.fixture(scope="session")
def street(
    house_template: Template, new_database: NewDatabase, postgres: Embedded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Street]:
    """A house with everybody in it."""
    for make in houses(house_template, new_database, postgres, tmp_path_factory.mktemp("street")):
        yield build(make())


@pytest.fixture(scope="session")
def served(
    house_template: Template, new_database: NewDatabase, postgres: Embedded, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Such a house as its users meet it."""
    for make in houses(house_template, new_database, postgres, tmp_path_factory.mktemp("served")):
        with serve(make()) as made:
            yield made

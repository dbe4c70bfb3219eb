"""One whole house under attack, served over HTTP, for all attacks of a test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conftest import NewDatabase
from tests.house_fixture import Template, house, house_template, houses, module_house, new_house
from tests.matrix.served import Served, serve

from handclasp.store.embedded import Embedded

__all__ = ["house", "house_template", "module_house", "new_house"]


@pytest.fixture(scope="session")
def served(
    house_template: Template,
    new_database: NewDatabase,
    postgres: Embedded,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """The street behind a real web process."""
    for make in houses(house_template, new_database, postgres, tmp_path_factory.mktemp("besieged")):
        with serve(make()) as made:
            yield made

"""The desk's own tests stand on the same database as the console's, or on a whole house of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.desk.real import RealDesk, django_on
from tests.house_fixture import House, house_template, module_house
from tests.web.console.conftest import _django, desk, memory
from tests.web.console.stand import empty

__all__ = ["_django", "desk", "house_template", "memory", "module_house", "real"]


@pytest.fixture(scope="module")
def _desk_of_a_house(_django: None, module_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with django_on(module_house, tmp_path_factory.mktemp("desk")):
        yield module_house


@pytest.fixture
def real(_desk_of_a_house: House) -> RealDesk:
    """The empty desk of a house whose log goes on from test to test."""
    empty()
    return RealDesk(_desk_of_a_house)

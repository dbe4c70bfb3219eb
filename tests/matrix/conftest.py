"""The street that the tests of every door share, built once a module."""

from __future__ import annotations

import pytest
from tests.house_fixture import House, house, house_template, module_house, new_house
from tests.matrix.street import Street, build

__all__ = ["house", "house_template", "module_house", "new_house"]


@pytest.fixture(scope="module")
def street(module_house: House) -> Street:
    """A house with everybody in it."""
    return build(module_house)

"""Real houses with an index, kept by hand: `index(house)` reads on as the worker does."""

from __future__ import annotations

import pytest
from tests.disclose.people import EVERYBODY
from tests.house_fixture import House, NewHouse, hired, house_template, module_house, new_house

__all__ = ["house_template", "module_house", "new_house"]


@pytest.fixture
def house(new_house: NewHouse) -> House:
    """A house of one's own with everybody in it."""
    made = new_house()
    hired(made, *EVERYBODY)
    return made

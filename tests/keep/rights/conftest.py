"""Real houses for the request desk, with the people of one desk known to both walls."""

from __future__ import annotations

import pytest
from tests.disclose.people import EVERYBODY
from tests.house_fixture import House, NewHouse, hired, house_template, new_house

__all__ = ["house_template", "new_house"]


@pytest.fixture
def house(new_house: NewHouse) -> House:
    """A house of one's own with everybody in it."""
    made = new_house()
    hired(made, *EVERYBODY)
    return made

"""The pages about people, over a whole house: who sees them, what they ask for, what is done at once, what is recorded."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.policy import Reader
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def staffed(rooms: Rooms) -> Rooms:
    rooms.hire("wen", "administrator", name="文管")
    rooms.hire("bai", "administrator")
    rooms.hire("shu", "privacy")
    rooms.hire("lan", "director")
    rooms.hire("he", "auditor")
    rooms.hire("zhou", "agent", name="小周", team="north")
    rooms.hire("elsewhere", "agent", tenant="wallet")
    return rooms


def test_smoke(staffed: Rooms) -> None:
    page = staffed.browser("wen").get("/desk/people")
    assert page.status_code == 200
    assert "小周" in text(page)

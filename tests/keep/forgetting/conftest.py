"""Houses in which something was said, and time that passes in the database's own clock."""

from __future__ import annotations

import psycopg
import pytest
from tests.house_fixture import (
    CUSTOMER,
    House,
    NewHouse,
    Template,
    assigned,
    hired,
    house,
    house_template,
    module_house,
    new_house,
    said,
)
from tests.keep.forgetting.people import AGENT, AUDITOR, DIRECTOR, LEAD, PRIVACY, SPECIALIST

__all__ = ["CUSTOMER", "NewHouse", "Template", "house", "house_template", "module_house", "new_house"]


@pytest.fixture
def talk(house: House) -> bytes:
    """A conversation of the agent's, with something masked in it."""
    hired(house, AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY, AUDITOR)
    return spoken(house, "order 1001")


def spoken(house: House, name: str, count: int = 3) -> bytes:
    """Say things in a conversation of the agent's."""
    batch = [said(f"My phone is 13812345678, {name} {n}", f"{name}/{n}", conversation=name) for n in range(count)]
    answers = house.flow.append_all(batch).result(20)
    assert not [one for one in answers if isinstance(one, Exception)]
    conversation = house.flow.open("shop", name)
    assigned(house, conversation, AGENT)
    return conversation


def later(house: House, hours: float) -> None:
    """Let the database's clock say so many hours more: only a superuser can, and the house has none."""
    with psycopg.connect(str(house.settings.database_url), autocommit=True) as admin:
        admin.execute(
            "create or replace function handclasp.now_ms() returns bigint language sql stable parallel safe return "
            f"(extract(epoch from statement_timestamp()) * 1000)::bigint + {round(hours * 3_600_000)}".encode()
        )

"""What a page at the desk asks of the database: so much and no more, whatever is added to it later.

A page that asks once a row, or a part that looks up for itself what the page knows, shows here at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from tests.house_fixture import assigned, house_template
from tests.web.console.cases import Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.store.database import Database

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["house_template", "rooms", "whole_house"]
TRANSACTIONS, QUESTIONS = 10, 22
"""Of a thread's page: transactions in the store beside the access record's own, and questions of Django's."""


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    made = case(rooms)
    assigned(rooms.house, made.name, made.reader("zhou"))
    return made


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The roles of transactions, as they begin; the one that seals is the committer's."""
    roles: list[str] = []
    whole = Database.transaction

    @contextlib.contextmanager
    def counted(self: Database, role: str, *given: Any, **more: Any) -> Iterator[Any]:
        if role != "ingest":
            roles.append(role)
        with whole(self, role, *given, **more) as connection:
            yield connection

    monkeypatch.setattr(Database, "transaction", counted)
    return roles


def asked(browser: Client, address: str, begun: list[str], **more: Any) -> tuple[int, int]:
    """Transactions and questions of a page that is asked for a second time."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    assert browser.get(address, **more).status_code == 200
    begun.clear()
    with CaptureQueriesContext(connection) as questions:
        assert browser.get(address, **more).status_code == 200
    return len(begun), len(questions)


def another(number: int) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    Conversation.objects.create(
        tenant="shop", pseudonym=bytes([number]) * 16, agent="zhou", team="desk", last_seq=1, last_index=number, said=1
    )


def test_a_thread_takes_few_transactions_however_long_the_list_beside_it(talk: Case, begun: list[str]) -> None:
    browser = talk.rooms.browser("zhou")
    alone = asked(browser, talk.path(), begun)
    for number in range(30):
        another(number)
    beside = asked(browser, talk.path(), begun)
    assert beside == alone
    assert beside[0] <= TRANSACTIONS, begun
    assert beside[1] <= QUESTIONS


def test_a_list_takes_fewer(talk: Case, begun: list[str]) -> None:
    part = {"HTTP_HX_REQUEST": "true"}
    transactions, questions = asked(talk.rooms.browser("ye"), "/desk/?tab=all", begun, **part)
    assert transactions <= 4, begun
    assert questions <= 7

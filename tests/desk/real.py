"""A whole house with a desk: one log, one database, and Django on the house's own tables for as long as a test asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.house_fixture import House, said
from tests.web.console.stand import unpooled

from handclasp.access.policy import Reader
from handclasp.records import Author, Kind, View
from handclasp.web.console import migrate, setup
from handclasp.web.console.settings import database

if TYPE_CHECKING:
    from handclasp.desk.arranging import Arranging
    from handclasp.desk.assignment import Assignments
    from handclasp.desk.models import Conversation


@contextmanager
def django_on(house: House, scratch: Path) -> Iterator[None]:
    """Django's default connection leads to this house, its tables made; afterwards to where it led before."""
    setup("postgresql://nobody@127.0.0.1:1/none", "specimen" * 6, "http://testserver", scratch)
    from django.db import connections  # noqa: PLC0415

    before = connections.settings["default"]
    here = connections.configure_settings({"default": database(house.database.url("console"))})["default"]
    unpooled(here)
    _lead_to(here)
    try:
        migrate()
        yield
    finally:
        _lead_to(before)


def _lead_to(settings: dict[str, Any]) -> None:
    from django.db import connections  # noqa: PLC0415

    connections["default"].close()
    connections.settings["default"] = settings
    del connections["default"]


class RealDesk:
    """What a test does at the desk of a real house; the tenant is `shop`."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.assignments: Assignments = self.another()
        self._numbers = iter(range(1, 1_000_000))

    def another(self) -> Assignments:
        """The same, as a second process has it."""
        from handclasp.desk.assignment import Assignments  # noqa: PLC0415
        from handclasp.house.app import now_ms  # noqa: PLC0415

        return Assignments(self.house.flow.append, self.house.gate.passed, self.house.policies.roles, now_ms)

    def arranging(self) -> Arranging:
        """The plans of this desk."""
        from handclasp.desk.arranging import Arranging  # noqa: PLC0415
        from handclasp.house.app import now_ms  # noqa: PLC0415

        house = self.house
        return Arranging(house.gate.passed, house.journal.seal, house.leaving.stop, house.risk_words.topics, now_ms)

    def hire(
        self, username: str, role: str = "agent", tenant: str = "shop", team: str = "desk", merchant: str = ""
    ) -> Reader:
        """Make an account; the person as the policies know them."""
        from handclasp.access.models import Staff  # noqa: PLC0415
        from handclasp.access.staff import create_staff  # noqa: PLC0415

        create_staff(username, tenant, role, username, team=team, merchant=merchant)
        staff = Staff.objects.get(username=username)
        return Reader(tenant, role, username, staff.team, staff.merchant)

    def talk(self, name: str, *lines: str, tenant: str = "shop") -> bytes:
        """A conversation in which a customer said these lines; its pseudonym."""
        for line in lines or ("hello",):
            self.house.flow.append(said(line, f"{name}/{next(self._numbers)}", tenant=tenant, conversation=name))
        return self.house.flow.open(tenant, name)

    def order(self, name: str, author: str = "system", **details: object) -> None:
        """An order event in a conversation."""
        facts: Any = {"order": "A1001", "event": "paid", "details": details}
        raw = said("已付款", f"{name}/{next(self._numbers)}", conversation=name, kind=Kind.ORDER_EVENT, facts=facts)
        self.house.flow.append(_by(raw, author))

    def act(self, name: str, author: str = "agent", /, **facts: Any) -> None:
        """An act at the desk, sealed as it is."""
        raw = said(
            "", f"{name}/{next(self._numbers)}", conversation=name, kind=Kind.AGENT_ACTION, text=None, facts=facts
        )
        self.house.flow.append(_by(raw, author))

    def feed(self) -> list[View]:
        """Everything said in the tenant, as the consumer is fed it."""
        return self.house.disclose.feed("shop", "specimen", "screening", -1, 10_000)

    def catch_up(self) -> None:
        """Let the list take in the whole log."""
        from handclasp.desk.queue import consume  # noqa: PLC0415

        while led := consume("shop", self.feed()):
            doubled = [self.house.flow.append(raw).stored.doubled for raw in led]
            if all(doubled):
                break

    def row(self, conversation: bytes) -> Conversation:
        """A conversation's row."""
        from handclasp.desk.models import Conversation  # noqa: PLC0415

        return Conversation.objects.get(tenant="shop", pseudonym=conversation)

    def walls(self) -> list[tuple[Any, ...]]:
        """What the database's wall knows of whose the conversations are."""
        with self.house.database.transaction("machine", 1, [1, 2]) as connection:
            query = "select tenant_id, conversation, agent, team, merchants from handclasp.assignments order by 1, 2"
            return connection.execute(query).fetchall()


def _by(raw: Any, role: str) -> Any:
    import msgspec  # noqa: PLC0415

    return msgspec.structs.replace(raw, author=Author(role, "specimen"))

"""A customer's disputes in the chat: told to their own session alone, answered, appealed against."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from tests.web.widget.asking import HOST, Visitor
from tests.web.widget.house import House

from handclasp.access.policy import Reader
from handclasp.desk.cases import BadCase, Case, Claim, Refund, State, Summary
from handclasp.web.widget import create_widget

pytestmark = pytest.mark.anyio
NUMBER = "0123456789abcdef" * 2


@dataclass
class Desk:
    """Disputes of one conversation (the real ones: tests/desk/test_case_parties.py)."""

    conversation: str = ""
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def mine(self, who: Reader, /) -> list[tuple[bytes, Summary]]:
        one = Summary(NUMBER, Claim.INVALID, State.WAITING, 1, 2, 3, 4, wants=frozenset({"error-shown"}))
        refund = Refund("9.00", "CNY", "proposed")
        done = one._replace(state=State.DECIDED, outcome="customer", ground="expired", decided=5, refund=refund)
        place = bytes.fromhex(who.conversation)
        return [(place, one), (place, done)] if who.conversation == self.conversation else []

    def arrived(self, who: Reader, number: str, wants: list[str], record: int, /) -> Case:
        self.asked.append((who.conversation, number, wants, record))
        if not wants:
            raise BadCase("choose what you have answered")
        return Case(bytes.fromhex(who.conversation), self.mine(who)[0][1]._replace(wants=frozenset()), ())

    def appeal(self, who: Reader, number: str, why: str, /) -> Case:
        self.asked.append((who.conversation, number, why))
        return Case(bytes.fromhex(who.conversation), self.mine(who)[1][1]._replace(state=State.APPEALED), ())


async def get(visitor: Visitor, path: str) -> httpx.Response:
    return await visitor.client.get(f"/v1/widget/{path}", headers=visitor.headers)


async def post(visitor: Visitor, path: str, body: Any) -> httpx.Response:
    return await visitor.client.post(f"/v1/widget/{path}", json=body, headers=visitor.headers)


def asking(house: House, desk: Desk | None) -> httpx.AsyncClient:
    transport: Any = httpx.ASGITransport(app=create_widget(replace(house.services(), cases=desk)))
    return httpx.AsyncClient(transport=transport, base_url=HOST, headers={"Origin": HOST})


async def test_a_session_is_told_of_its_own_disputes_alone(house: House) -> None:
    desk = Desk()
    async with asking(house, desk) as client:
        mine, other = Visitor(client, house), Visitor(client, house)
        opened = (await mine.open()).json()
        await other.open()
        desk.conversation = opened["conversation"]
        assert opened["cases"] is True
        found = (await get(mine, "cases")).json()["cases"]
        assert [(one["state"], one["wants"], one["appeal"]) for one in found] == [
            ("waiting", ["error-shown"], False), ("decided", [], True),
        ]  # fmt: skip
        assert (await get(other, "cases")).json() == {"cases": []}
        assert (await client.get("/v1/widget/cases")).status_code == 401


async def test_what_was_asked_is_answered_and_a_decision_appealed_against(house: House) -> None:
    desk = Desk()
    async with asking(house, desk) as client:
        mine = Visitor(client, house)
        desk.conversation = (await mine.open()).json()["conversation"]
        answered = await post(mine, f"cases/{NUMBER}/arrived", {"wants": ["error-shown"], "seq": 3})
        assert answered.json()["wants"] == []
        assert (await post(mine, f"cases/{NUMBER}/appeal", {"why": "it was new"})).json()["state"] == "appealed"
        assert [one[1:] for one in desk.asked] == [(NUMBER, ["error-shown"], 3), (NUMBER, "it was new")]
        for path, body in (
            (f"cases/{NUMBER}/arrived", {"wants": []}), (f"cases/{NUMBER}/appeal", {"words": "x"}),
            ("cases/xyz/appeal", {"why": "x"}),
        ):  # fmt: skip
            answer = await post(mine, path, body)
            assert (answer.status_code, answer.json()["code"]) == (422, "case"), answer.text


async def test_a_house_without_disputes_says_so(house: House) -> None:
    async with asking(house, None) as client:
        mine = Visitor(client, house)
        assert (await mine.open()).json()["cases"] is False
        assert (await get(mine, "cases")).status_code == 404

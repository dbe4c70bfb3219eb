"""What a conversation is about: quiet marks on the line and in the list, a filter by topic; none of it for sellers."""

from __future__ import annotations

import re
from typing import Any

from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk

from handclasp.records import Kind

REFUND: list[Any] = [{"by": "words-1", "category": "refund", "severity": 1}]
THREAT: list[Any] = [{"by": "words-1", "category": "threat", "severity": 3}]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def marks(page: str) -> list[str]:
    return re.findall(r'<span class="topic[^>]*>([^<]*)</span>', page)


def test_marks_stand_on_the_line_and_in_the_list_in_the_readers_words(desk: Desk, memory: Memory) -> None:
    memory.say("a", "specimen", flags=REFUND)
    memory.say("a", "one more", flags=THREAT)
    desk.catch_up()
    desk.give()
    page = text(desk.signed_in().get(desk.path("a"), headers={"Accept-Language": "en"}))
    assert marks(page) == ["Refund", "Threat", "Refund", "Threat"]


def test_the_list_shows_one_topic_alone_the_gravest_first(desk: Desk, memory: Memory) -> None:
    memory.say("a", "specimen", flags=REFUND)
    memory.say("b", "specimen", flags=[*REFUND, *THREAT])
    memory.say("c", "specimen")
    desk.catch_up()
    client = desk.signed_in(role="director")
    page = text(client.get("/desk/?tab=all&topic=refund"))
    assert re.findall(r'id="row-([0-9a-f]+)"', page) == [pseudonym("b").hex(), pseudonym("a").hex()]
    assert pseudonym("a").hex() not in text(client.get("/desk/?tab=all&topic=threat"))
    assert pseudonym("c").hex() in text(client.get("/desk/?tab=all&topic=unheard-of"))


def test_a_seller_is_told_no_topic(desk: Desk, memory: Memory) -> None:
    memory.say("a", "specimen", flags=THREAT)
    memory.say("a", "order", "system", Kind.ORDER_EVENT, order="A1", event="paid", details={"merchant": "seller-7"})
    desk.catch_up()
    client = desk.signed_in(role="merchant", merchant="seller-7")
    page = text(client.get("/desk/?tab=all"))
    assert pseudonym("a").hex() in page
    assert not marks(page)
    assert 'name="topic"><option' not in page

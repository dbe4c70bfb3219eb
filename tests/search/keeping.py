"""What a search needs in a test: words said in conversations, the index kept up, and the hits in short."""

from __future__ import annotations

from typing import Any

from tests.house_fixture import START, House, said

from handclasp.access.policy import Reader
from handclasp.disclose.search import Asked, Found
from handclasp.house import searching
from handclasp.house.app import now_ms
from handclasp.records import Author, Kind
from handclasp.search import Indexing


def tell(house: House, conversation: str, *texts: str, role: str = "customer", **changes: Any) -> bytes:
    """Say these in a conversation; returns its pseudonym."""
    pseudonym = b""
    for number, text in enumerate(texts):
        raw = said(
            text,
            f"{conversation}/{role}/{number}/{hash(text)}/{changes.get('received', 0)}",
            conversation=conversation,
            author=Author(role, "7F3A" if role == "customer" else "zhou"),
            **{"received": START + number, "kind": Kind.MESSAGE, **changes},
        )
        pseudonym = house.flow.append(raw).stored.conversation
    return pseudonym


def keeper(house: House) -> Indexing:
    """The consumer, which never rests."""
    return searching.indexing(house, now_ms)


def index(house: House) -> None:
    """Read on to the log's end."""
    consumer = keeper(house)
    while any(
        house.disclose.feed(name, "search", "search", house.reading.cursor(number, "search"), 1)
        for name, (number, _) in house.directory.tenants().items()
    ):
        consumer._rests_until = 0.0
        consumer.step()
        while consumer.mend():
            pass


def search(house: House, who: Reader, text: str = "", **asked: Any) -> Found:
    """A page of hits."""
    return house.searches.search(who, Asked(text=text, **asked))


def bodies(found: Found) -> list[str | None]:
    """What was found, in short."""
    return [hit.view.body for hit in found]

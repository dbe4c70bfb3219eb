"""A page that is opened and kept open is one look; what is followed by itself is one too."""

from __future__ import annotations

from handclasp.disclose.door import without_kept_open
from handclasp.records import Author, Kind, Value, View

HOUR = 3_600_000


def look(index: int, scope: str, at: int, who: str = "zhou", purpose: str = "support") -> View:
    facts: dict[str, Value] = {"purpose": purpose, "scope": scope, "subjects": ["0a" * 16]}
    return View(
        index=index, seq=index, conversation=bytes(16), record=bytes(32), kind=Kind.ACCESS,
        author=Author("agent", who), received=at, sent=None, body=None, spans=(), facts=facts,
    )  # fmt: skip


def kept(*views: View) -> list[int]:
    return [one.index for one in without_kept_open(reversed(views))]


def test_reading_and_keeping_open_is_one_look_however_often_the_page_comes_back() -> None:
    opened = look(1, "records after 0, at most 500", 0)
    assert kept(opened, look(2, "live after 4", 1000), look(3, "live after 5", 60_000)) == [1]


def test_each_opening_is_a_look_of_its_own() -> None:
    first, again = (look(n, "records after 0, at most 500", n * 60_000) for n in (1, 3))
    assert kept(first, look(2, "live after 4", 61_000), again, look(4, "live after 4", 181_000)) == [3, 1]


def test_what_is_followed_without_an_opening_is_told() -> None:
    opened = look(1, "records after 0, at most 500", 0)
    assert kept(opened, look(2, "live after 4", 2 * HOUR)) == [2, 1]
    assert kept(opened, look(2, "live after 4", 1000, who="lena")) == [2, 1]
    assert kept(opened, look(2, "live after 4", 1000, purpose="risk")) == [2, 1]
    assert kept(look(1, "live after 0", 0)) == [1]

"""A customer sees a salvaged record as what it was; notes and what says nothing of its kind stay inside."""

from __future__ import annotations

from typing import Any

from handclasp.records import Author, Kind, View
from handclasp.web.widget.session import Session
from handclasp.web.widget.view import customer_view


def told(**old: Any) -> dict[str, Any] | None:
    view = View(
        index=20,
        seq=9,
        conversation=bytes(16),
        record=bytes(32),
        kind=Kind.SALVAGED,
        author=Author("system", "salvage"),
        received=50,
        sent=None,
        body="hello",
        spans=(),
        facts={"origin": "demo.example/log/main", "index": 7, "old": old},
    )
    session: Any = Session
    return customer_view(view, session, lambda _tenant, author: author.id)


def text(value: str) -> dict[str, str]:
    return {"t": "text", "v": value}


def test_it_is_shown_as_what_it_was() -> None:
    shown = told(kind=text("message"), author=text("agent:zhou"), received={"t": "time", "v": 5})
    assert shown is not None
    assert (shown["kind"], shown["body"], shown["received"], shown["salvaged"]) == ("message", "hello", 5, True)
    assert shown["author"] == {"role": "agent", "name": "zhou"}
    file = told(kind=text("attachment"), author=text("customer:7f3a"), media_type=text("image/png"))
    assert file is not None
    assert (file["kind"], file["author"]["role"]) == ("message", "customer")  # its name; the file did not come back


def test_a_note_or_what_says_nothing_is_not_shown() -> None:
    assert told(kind=text("note"), author=text("agent:zhou")) is None
    assert told() is None

"""At the desk a salvaged record is drawn as what it was, and says that it is back."""

from __future__ import annotations

from typing import Any

import pytest

from handclasp.records import Author, Kind, Span, View

pytestmark = pytest.mark.usefixtures("desk")


def drawn(kind: str, **more: Any) -> tuple[Any, str]:
    from handclasp.web.console.drawn import line_  # noqa: PLC0415 - needs Django set up
    from handclasp.web.console.present import lines  # noqa: PLC0415

    old = {"kind": {"t": "text", "v": kind}, "author": {"t": "text", "v": "customer:7f3a"}, **more}
    view = View(
        index=20,
        seq=9,
        conversation=bytes(16),
        record=bytes(32),
        kind=Kind.SALVAGED,
        author=Author("system", "salvage"),
        received=1_790_000_000_000,
        sent=None,
        body="call 【手机号 138****5678】",
        spans=(Span("PHONE", 5, 22, "phone", 95, None),),
        facts={"origin": "demo.example/log/main", "index": 7, "old": old},
    )
    (line,) = lines([view])
    return line, line_(line, "0" * 32)


def test_a_message_is_a_bubble_of_its_author_and_marked() -> None:
    line, html = drawn("message")
    assert (line.shape, line.side, line.role, line.salvaged) == ("bubble", "in", "customer", 7)
    assert "Salvaged: record 7 of the log that was lost" in html
    assert [piece.chip.kept for piece in line.pieces if piece.chip] == [False]


def test_a_file_did_not_come_back() -> None:
    line, html = drawn("attachment", media_type={"t": "text", "v": "image/png"})
    assert (line.shape, line.label) == ("system", "A file that did not come back")
    assert "The original lies encrypted" not in html

"""Lines and rows are drawn by hand, without a template that escapes: whatever somebody wrote stays words."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.web.console.people import Desk

from handclasp.records import Author, Changed

EVIL = """<script>alert("1")</script>' onload="x" &amp;"""
NAMES = {
    "a", "b", "button", "div", "li", "p", "small", "span", "strong", "svg", "time", "use", "br", "img",
}  # fmt: skip


class Seen(HTMLParser):
    """The elements of a page, their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names, self.attributes, self.words = set[str](), set[str](), ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


def line(**more: Any) -> Any:
    from handclasp.web.console.masks import Takes  # noqa: PLC0415 - needs Django set up
    from handclasp.web.console.present import Chip, Line, Piece  # noqa: PLC0415

    takes = Takes(ever=True, words=EVIL)
    kept = Chip(EVIL, EVIL, kept=True, field="original/0", takes=takes, seq=3)
    dropped = Chip("PASSWORD", "", kept=False)
    pieces = (Piece(text=EVIL), Piece(EVIL, kept), Piece(chip=dropped))
    plain = Line(
        "bubble",
        "in",
        3,
        7,
        EVIL,
        EVIL,
        1_790_000_000_000,
        None,
        "2026-09-21",
        EVIL,
        pieces,
        EVIL,
        {"media_type": EVIL},
    )
    hidden = Changed(9, Author("system", "x"), 1_790_000_000_000, EVIL)
    plain = replace(plain, takes=takes, changed=hidden, topics=((EVIL, 2),))
    return replace(plain, **more)


@pytest.mark.parametrize("shape", ["bubble", "note", "system", "file"])
def test_what_somebody_wrote_in_a_thread_is_no_markup(desk: Desk, shape: str) -> None:
    from handclasp.web.console.drawn import line_  # noqa: PLC0415
    from handclasp.web.console.present import File  # noqa: PLC0415

    html = line_(line(shape=shape, file=File("held", EVIL) if shape == "file" else None), "0" * 32, review=True)
    seen = Seen(html)
    assert seen.names <= NAMES
    assert "onload" not in seen.attributes
    assert EVIL in seen.words
    assert not re.search(r"<script|&amp;amp;amp;", html)


def test_what_somebody_wrote_in_a_list_is_no_markup(desk: Desk) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.web.console.drawn import row  # noqa: PLC0415
    from handclasp.web.console.due import Due  # noqa: PLC0415
    from handclasp.web.console.views.queue import Entry  # noqa: PLC0415

    one = Conversation(tenant="demo", pseudonym=bytes(16), channel=EVIL, flags=[EVIL], waiting=True, waiting_since=1)
    due = Due("next", EVIL, "late", 5, 4, EVIL, EVIL)
    entry = Entry(one, True, EVIL, (EVIL,), True, due, True, True, EVIL, (EVIL,))  # noqa: FBT003
    for tab in ("mine", "all"):
        for shown in (entry, replace(entry, due=None)):
            seen = Seen(row(shown, tab, 10, sought=EVIL))
            assert seen.names <= NAMES
            assert "onload" not in seen.attributes
            assert EVIL in seen.words


def test_a_record_is_named_by_its_own_addresses(desk: Desk) -> None:
    from django.urls import reverse  # noqa: PLC0415

    from handclasp.web.console.drawn import line_  # noqa: PLC0415

    html = line_(line(), "ab" * 16, review=True)
    for name, more in (("receipt", []), ("hide", []), ("reveal", ["original/0"])):
        assert f'hx-get="{reverse(name, args=["ab" * 16, 3, *more])}"' in html

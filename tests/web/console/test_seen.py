"""Lists say which conversations have lines that are new to somebody, and the thread where they begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest
from tests.web.console import stand
from tests.web.console.memory import Memory
from tests.web.console.people import Desk

from handclasp.records import Kind


class Mark(NamedTuple):
    seq: int
    again: bool = False


class Marks:
    """Marks as tests/store/test_seen.py proves the real ones to be."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, bytes], Mark] = {}

    def look(self, _tenant: int, person: str, conversation: bytes, seq: int) -> None:
        before = self.kept.get((person, conversation), Mark(0))
        self.kept[person, conversation] = Mark(max(before.seq, seq))

    def leave_unread(self, _tenant: int, person: str, conversation: bytes, seq: int) -> None:
        self.kept[person, conversation] = Mark(seq, again=True)

    def marks(self, _tenant: int, person: str, conversations: Sequence[bytes]) -> Mapping[bytes, Mark]:
        return {name: self.kept[person, name] for name in conversations if (person, name) in self.kept}


@pytest.fixture
def marks(memory: Memory) -> Marks:
    from handclasp.web.console.services import use  # noqa: PLC0415

    made = Marks()
    use(stand.services(memory, seen=made))
    return made


def news(desk: Desk, who: str = "xiaozhou", tab: str = "mine") -> int:
    """How many conversations of a list are said to have new lines."""
    page = desk.signed_in(who).get(f"/desk/?tab={tab}").content.decode()
    return page.count('class="new-mark"')


def test_ones_own_is_new_until_it_was_looked_at_and_again_when_somebody_else_speaks(
    desk: Desk, memory: Memory, marks: Marks
) -> None:
    memory.say("a", "hello")
    memory.say("b", "hello too")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    assert news(desk) == 1
    assert news(desk, tab="unassigned") == 0, "that it waits is said there already"
    before = len(memory.journal)
    desk.signed_in().get(desk.path("a"))
    assert news(desk) == 0
    assert len(memory.journal) == before + 1, "the look is on record once"
    memory.say("a", None, "system", Kind.AGENT_ACTION, action="case opened")
    desk.catch_up()
    assert news(desk) == 0, "what nobody said is no news"
    memory.say("a", "are you there?")
    desk.catch_up()
    assert news(desk) == 1
    page = desk.signed_in().get(desk.path("a")).content.decode()
    assert page.index('id="m-2"') < page.index('class="since"') < page.index('id="m-3"')
    assert 'class="since"' not in desk.signed_in().get(desk.path("a")).content.decode()


def test_what_one_says_oneself_is_no_news(desk: Desk, memory: Memory, marks: Marks) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    client.get(desk.path("a"))
    client.post(desk.path("a", "/say"), {"text": "Hello", "mode": "reply", "key": "k" * 20})
    desk.catch_up()
    assert news(desk) == 0
    assert 'class="since"' not in client.get(desk.path("a")).content.decode()


def test_the_open_page_says_what_was_seen_and_leaving_unread_takes_it_back(
    desk: Desk, memory: Memory, marks: Marks
) -> None:
    memory.say("a", "hello")
    memory.say("a", "and more")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    assert client.post(desk.path("a", "/seen"), {"seq": "2"}).status_code == 204
    assert news(desk) == 0
    assert b'name="seq" value="1"' in client.get(desk.path("a")).content
    back = client.post(desk.path("a", "/unread"), {"seq": "1"})
    assert (back.status_code, back["Location"]) == (302, "/desk/")
    assert news(desk) == 1
    page = client.get(desk.path("a")).content.decode()
    assert page.index('class="since"') < page.index('id="m-2"')
    assert news(desk) == 0


@pytest.mark.parametrize("act", ["/seen", "/unread"])
def test_marks_are_made_of_what_one_may_read_and_by_who_is_signed_in(
    desk: Desk, memory: Memory, marks: Marks, act: str
) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    assert desk.signed_in("other").post(desk.path("a", act), {"seq": "1"}).status_code == 403
    assert desk.browser().post(desk.path("a", act), {"seq": "1"}).status_code == 302
    assert desk.signed_in().get(desk.path("a", act)).status_code == 405
    for wrong in ({}, {"seq": "-1"}, {"seq": "x"}, {"seq": "9" * 30}):
        assert desk.signed_in().post(desk.path("a", act), wrong).status_code == 404
    assert marks.kept == {}

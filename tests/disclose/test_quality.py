"""Reviews of work stand apart: at no door of the conversation, only at their own, where reading is on record."""

from __future__ import annotations

from typing import Any

import pytest
from tests.disclose.people import (
    AUDITOR,
    DIRECTOR,
    LEAD,
    OTHER_AGENT,
    PRIVACY,
    SPECIALIST,
    stepped,
    taken_out,
    unzipped,
)
from tests.disclose.test_door import talk
from tests.house_fixture import AGENT, House, said

from handclasp.disclose import Question
from handclasp.records import Author, Kind, NotFound, Refused

__all__ = ["talk"]
WORDS = "could have asked sooner, 13800138000"


@pytest.fixture
def judged(house: House, talk: bytes) -> tuple[bytes, int]:
    """A conversation of zhou's with a review of his work in it."""
    details: dict[str, Any] = {"week": "2026-W47", "agent": AGENT.id, "rubric": 1, "scores": {}, "score": 50}
    facts: dict[str, Any] = {"review": "one", "step": "review", "details": details}
    author = Author("agent", LEAD.id)
    raw = said(WORDS, "quality/1", kind=Kind.QUALITY, author=author, facts=facts)
    stored = house.flow.append(raw).stored
    assert stored.conversation == talk
    return talk, stored.seq


def test_with_the_conversation_it_is_shown_to_nobody(house: House, judged: tuple[bytes, int]) -> None:
    talk, seq = judged
    for who in (AGENT, SPECIALIST, stepped(DIRECTOR), stepped(PRIVACY)):
        views = house.disclose.read(who, talk, purpose="dispute", reason="specimen")
        assert views
        assert seq not in {view.seq for view in views}
        follow = house.disclose.follow(who, talk, purpose="dispute", reason="specimen")
        assert seq not in {view.seq for view in follow.more()}
        with pytest.raises(NotFound):
            house.disclose.receipt(who, talk, seq, reason="specimen")
    pack = unzipped(taken_out(house, talk))
    assert not [name for name, content in pack.items() if b"could have asked" in content]


def test_machines_are_fed_it_for_the_list_alone_and_never_for_the_search(
    house: House, judged: tuple[bytes, int]
) -> None:
    _, seq = judged
    (listed,) = [view for view in house.disclose.feed("shop", "desk", "queue", -1) if view.kind == Kind.QUALITY]
    assert listed.seq == seq
    assert isinstance(listed.facts["details"], dict)
    for machine, purpose in (("search", "search"), ("risk", "scoring")):
        (bare,) = [view for view in house.disclose.feed("shop", machine, purpose, -1) if view.seq == seq]
        assert (bare.body, bare.facts) == (None, {})


def test_a_reviewer_and_the_one_it_is_about_read_it_on_record_and_masked(
    house: House, judged: tuple[bytes, int]
) -> None:
    talk, seq = judged
    for read, who in ((house.quality_words.reviewed, DIRECTOR), (house.quality_words.own, AGENT)):
        (view,) = read(who, talk, [seq])
        assert view.body is not None
        assert "could have asked" in view.body
        assert "13800138000" not in view.body
        asked = Question(kinds=frozenset({Kind.ACCESS}))
        look = next(one for one in house.audit.journal(AUDITOR, asked) if one.facts["purpose"] == "quality")
        assert (look.author.id, look.facts["purpose"], look.facts["subjects"]) == (who.id, "quality", [talk.hex()])


def test_to_others_there_is_no_such_review(house: House, judged: tuple[bytes, int]) -> None:
    talk, seq = judged
    for who in (OTHER_AGENT, LEAD, SPECIALIST):
        with pytest.raises(NotFound):
            house.quality_words.own(who, talk, [seq])
    for who in (DIRECTOR, PRIVACY):
        with pytest.raises(Refused):
            house.quality_words.own(who, talk, [seq])
    for who in (AGENT, OTHER_AGENT, SPECIALIST, PRIVACY):
        with pytest.raises(Refused):
            house.quality_words.reviewed(who, talk, [seq])
    with pytest.raises(NotFound):
        house.quality_words.own(AGENT, talk, [1])
    assert house.quality_words.reviewed(DIRECTOR, talk, [1]) == []

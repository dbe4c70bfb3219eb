"""A little is remembered of what staff just sent, for minutes, and no repr shows a word of it."""

from __future__ import annotations

from handclasp.records import Author, Kind, Raw, Secret
from handclasp.screen.recent import FOR_MS, REACH, Recent


def sent(text: str, key: str, *, at: int = 0, conversation: str = "c-1", who: str = "zhou") -> Raw:
    return Raw(
        tenant="shop",
        conversation=conversation,
        key=key,
        kind=Kind.MESSAGE,
        author=Author("agent", who),
        received=at,
        text=Secret(text),
    )


def told(recent: Recent, raw: Raw) -> list[str]:
    return [end.reveal() for end in recent.before(raw)]


def test_the_last_two_texts_are_remembered_by_author_and_conversation() -> None:
    recent = Recent()
    for number in range(4):
        recent.keep(sent(f"text {number}", f"m-{number}"))
    recent.keep(sent("elsewhere", "m-5", conversation="c-2"))
    recent.keep(sent("somebody else", "m-6", who="wu"))
    assert told(recent, sent("next", "m-7")) == ["text 2", "text 3"]
    assert told(recent, sent("next", "m-7", conversation="c-3")) == []


def test_a_retry_sees_only_what_stood_before_its_first_try() -> None:
    recent = Recent()
    for number in range(3):
        recent.keep(sent(f"text {number}", f"m-{number}"))
    recent.keep(sent("text 1", "m-1"))
    assert told(recent, sent("text 1", "m-1")) == ["text 0"]
    assert told(recent, sent("next", "m-9")) == ["text 1", "text 2"]


def test_after_five_minutes_it_is_forgotten() -> None:
    recent = Recent()
    recent.keep(sent("text", "m-1"))
    assert told(recent, sent("next", "m-2", at=FOR_MS)) == ["text"]
    assert told(recent, sent("next", "m-2", at=FOR_MS + 1)) == []
    recent.keep(sent("later", "m-3", at=FOR_MS + 1, who="wu"))
    assert told(recent, sent("next", "m-2", at=FOR_MS)) == []


def test_it_holds_few_authors_and_ends_of_texts_alone() -> None:
    recent = Recent(authors=2)
    for who in ("a", "b", "c"):
        recent.keep(sent("x" * 10_000, "m-1", who=who))
    assert told(recent, sent("next", "m-2", who="a")) == []
    (end,) = recent.before(sent("next", "m-2", who="c"))
    assert len(end) == REACH
    assert "x" not in repr(end)


def test_it_forgets_when_told_to() -> None:
    recent = Recent()
    recent.keep(sent("text", "m-1"))
    recent.forget(sent("text", "m-1"))
    assert told(recent, sent("next", "m-2")) == []

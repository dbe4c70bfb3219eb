"""What is masked is found by whoever knows it whole and may see it: with a reason, a second factor, and seldom."""

from __future__ import annotations

import psycopg
import pytest
from tests.disclose.people import (
    ADMINISTRATOR,
    AUDITOR,
    LEAD,
    OTHER_AGENT,
    SELLER,
    SPECIALIST,
    stepped,
)  # fmt: skip
from tests.house_fixture import AGENT, START, House, NewHouse, assigned
from tests.search.keeping import search, tell

from handclasp.access.policy import Reader
from handclasp.disclose.journal import SensitiveReason
from handclasp.disclose.lookup import OFTEN, Held, LookedUpOften
from handclasp.disclose.rescreen import HIDING, Said, mask_more, rescreened
from handclasp.records import Author, Finding, Kind, ReasonNeeded, Refused, Secret, StepUpNeeded
from handclasp.seal.record import lookup

PHONE = "13812345678"
CARD = "6222021234567894"


def look(house: House, who: Reader, whole: str = PHONE, reason: str = "call back") -> list[Held]:
    """One look-up."""
    return house.lookups.lookup(who, Secret(whole), purpose="support", reason=reason)


@pytest.fixture
def talks(house: House) -> dict[str, bytes]:
    """The same number in a conversation of zhou's and in one of lena's; a card in zhou's."""
    mine = tell(house, "mine", f"我的手机号是 {PHONE}", f"退到银行卡 {CARD} 上", "nothing here")
    hers = tell(house, "hers", "call me at +86 138-1234-5678 please")
    assigned(house, mine, AGENT)
    assigned(house, hers, OTHER_AGENT)
    return {"mine": mine, "hers": hers}


def test_whoever_may_reveal_it_finds_where_it_stands_and_is_shown_no_more_than_before(
    house: House, talks: dict[str, bytes]
) -> None:
    (found,) = look(house, stepped(AGENT))
    assert (found.view.conversation, found.seq, found.item, found.span.type) == (
        talks["mine"],
        1,
        "original/0",
        "PHONE",
    )
    assert PHONE not in (found.view.body or "")
    assert {one.view.conversation for one in look(house, stepped(SPECIALIST), "138 1234 5678")} == set(talks.values())
    assert not look(house, stepped(AGENT), "13812345679")
    assert not look(house, stepped(AGENT), "1381234567")
    assert not look(house, stepped(AGENT), "")


def test_it_is_on_record_before_anything_is_shown_and_not_in_clear(house: House, talks: dict[str, bytes]) -> None:
    look(house, stepped(AGENT), reason="complaint 7")
    record = next(one for one in house.audit.journal(AUDITOR) if one.kind == Kind.SEARCH)
    assert (record.facts["reason"], record.facts["hits"], record.facts["details"]) == (
        "complaint 7",
        1,
        {"masked": True},
    )
    assert record.facts["subjects"] == [talks["mine"].hex()]
    assert PHONE not in repr(record)


def test_it_takes_what_a_reveal_takes(house: House, talks: dict[str, bytes]) -> None:
    with pytest.raises(StepUpNeeded):
        look(house, AGENT)
    with pytest.raises(ReasonNeeded):
        look(house, stepped(AGENT), reason=" ")
    with pytest.raises(SensitiveReason):
        look(house, stepped(AGENT), reason=f"number {PHONE}")
    for who in (AUDITOR, ADMINISTRATOR, SELLER, Reader("shop", "service", "k", scopes=frozenset({"read"}))):
        with pytest.raises(Refused):
            look(house, stepped(who))
    assert [one.kind for one in house.audit.journal(AUDITOR)].count(Kind.REFUSAL) == 6
    # An agent sees a card with a second person alone, a specialist never.
    assert not look(house, stepped(AGENT), CARD)
    assert not look(house, stepped(SPECIALIST), CARD)
    assert talks


def test_a_held_conversation_is_not_found(house: House, talks: dict[str, bytes]) -> None:
    with house.database.transaction("keeper", 1, [1]) as connection:
        connection.execute("insert into handclasp.holds values (1, 1, %s, 0, null)", (talks["mine"],))
    assert {one.view.conversation for one in look(house, stepped(LEAD))} == {talks["hers"]}


def test_more_than_work_takes_is_too_often(house: House, talks: dict[str, bytes]) -> None:
    for number in range(OFTEN):
        look(house, stepped(AGENT), f"{number}{PHONE}")
    with pytest.raises(LookedUpOften):
        look(house, stepped(AGENT))
    assert look(house, stepped(OTHER_AGENT))
    assert talks


def test_look_ups_are_counted_in_all_processes_together(
    house: House, new_house: NewHouse, talks: dict[str, bytes]
) -> None:
    both = (house, new_house(of=house))
    for number in range(OFTEN):
        look(both[number % 2], stepped(AGENT), f"{number}{PHONE}")
    for one in both:
        with pytest.raises(LookedUpOften):
            look(one, stepped(AGENT))
    assert talks


def test_what_was_hidden_later_is_found_too_where_it_is_masked_now(house: House) -> None:
    place = tell(house, "a", "my handle is moonrabbit, write there")
    assigned(house, place, AGENT)
    (view,) = house.disclose.feed_one("shop", "test", "screening", place, 0)
    body = view.body or ""
    start = body.index("moonrabbit")
    words = mask_more(body, view.spans, [Finding("PHONE", start, start + 10, "t", 90, "【x】")])
    house.flow.append(rescreened(view, Said("shop", Author("machine", "t"), START, "t"), words, hide=HIDING))
    (found,) = look(house, stepped(AGENT), "MoonRabbit")
    assert (found.view.seq, found.seq, found.item) == (1, 2, "original/0")
    assert "moonrabbit" not in (found.view.body or "")
    assert not search(house, AGENT, "moonrabbit")


def test_the_second_index_is_under_another_key_and_read_by_one_role_alone(
    house: House, talks: dict[str, bytes]
) -> None:
    key = house.keys.index_key(1)
    assert lookup(key, PHONE) == lookup(key, "+86 138 1234 5678") != lookup(bytes(32), PHONE)
    assert lookup(key, "x") is None
    assert lookup(key, "A.B@Example.com") == lookup(key, "a.b@example.com") != lookup(key, "ab@example.com")
    for role in ("reader", "machine", "console", "auditor"):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            house.database.transaction(role, 1, [1]) as connection,
        ):
            connection.execute("select token from handclasp.lookups")
    assert talks

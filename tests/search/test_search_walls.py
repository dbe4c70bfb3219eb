"""Who may not read it does not find it, nor learns how much there is; and every search stands in the journal first."""

from __future__ import annotations

from typing import Any

import pytest
from tests.disclose.people import (
    ABROAD,
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    FAR_LEAD,
    LEAD,
    OTHER_AGENT,
    SELLER,
    SPECIALIST,
    customer_of,
    stepped,
)  # fmt: skip
from tests.house_fixture import AGENT, START, House, assigned
from tests.search.keeping import bodies, index, search, tell

from handclasp.access.policy import Reader
from handclasp.disclose import candidates
from handclasp.disclose.journal import SensitiveReason
from handclasp.disclose.search import Asked
from handclasp.records import Kind, OutcomeUnknown, ReasonNeeded, Refused
from handclasp.search.asking import BadSearch

OLD = START - 100 * 86_400_000


@pytest.fixture
def several(house: House) -> dict[str, bytes]:
    """Three conversations in which the same is said: zhou's, lena's, nobody's; one of the three not indexed yet."""
    mine = tell(house, "mine", "refund please, says mine")
    hers = tell(house, "hers", "refund please, says hers", "refund again")
    index(house)
    free = tell(house, "free", "refund please, says free")
    assigned(house, mine, AGENT)
    assigned(house, hers, OTHER_AGENT, merchant="seller-42")
    assigned(house, free, None, tenant="shop")
    return {"mine": mine, "hers": hers, "free": free}


@pytest.mark.parametrize("indexed", [False, True])
def test_a_colleagues_conversation_is_neither_shown_nor_counted(
    house: House, several: dict[str, bytes], *, indexed: bool
) -> None:
    if indexed:
        index(house)
    for who, total in ((AGENT, 1), (OTHER_AGENT, 2), (LEAD, 4), (FAR_LEAD, 1), (SPECIALIST, 4), (SELLER, 2)):
        found = search(house, who, "refund")
        assert (len(found), found.total, found.more) == (total, total, False), who
    assert bodies(search(house, AGENT, "refund")) == ["refund please, says mine"]
    assert {hit.view.conversation for hit in search(house, SELLER, "refund")} == {several["hers"]}
    assert search(house, AGENT, "hers").total == 0
    assert search(house, AGENT, "refund OR hers", by="relevance").total == 1
    assert search(house, ABROAD, "refund").total == 0
    assert search(house, customer_of(several["mine"]), "refund").total == 1


def test_few_of_many_are_found_for_whoever_may_see_no_others(
    house: House, several: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(house, "many", *(f"refund number {number}" for number in range(150)))
    index(house)
    monkeypatch.setattr(candidates, "_SPARSE", 20)
    found = search(house, AGENT, "refund")
    assert (bodies(found), found.total, found.more) == (["refund please, says mine"], 1, False)
    monkeypatch.setattr(candidates, "LOOKED_AT", 40)
    tired = search(house, SELLER, "refund")
    assert (len(tired), tired.total, tired.more) == (0, 0, True)
    hits: list[Any] = []
    before = tired.next
    while before is not None:
        tired = search(house, SELLER, "refund", before=before)
        hits, before = [*hits, *tired], tired.next
    assert len(hits) == 2


def test_whoever_reads_nothing_searches_nothing_and_that_is_on_record(house: House, several: dict[str, bytes]) -> None:
    for who in (AUDITOR, ADMINISTRATOR, Reader("shop", "operator", "command-line/x"), Reader("shop", "machine", "x")):
        with pytest.raises(Refused):
            search(house, who, "refund")
    refusals = [one for one in house.audit.journal(AUDITOR) if one.kind == Kind.REFUSAL]
    assert len(refusals) == 4
    assert several


def test_a_director_says_why(house: House, several: dict[str, bytes]) -> None:
    with pytest.raises(ReasonNeeded):
        search(house, DIRECTOR, "refund")
    assert len(house.searches.search(DIRECTOR, Asked(text="refund"), reason="complaint 7")) == 4
    with pytest.raises(SensitiveReason):
        house.searches.search(DIRECTOR, Asked(text="refund"), reason="call 13812345678")
    record = next(one for one in house.audit.journal(AUDITOR) if one.kind == Kind.SEARCH)
    assert record.facts["reason"] == "complaint 7"
    assert several


def test_an_api_key_that_reads_finds_all_and_one_that_does_not_nothing(house: House, several: dict[str, bytes]) -> None:
    reads = Reader("shop", "service", "k1", scopes=frozenset({"read"}))
    assert search(house, reads, "refund").total == 4
    with pytest.raises(Refused):
        search(house, reads._replace(scopes=frozenset({"write"})), "refund")
    assert several


def test_notes_are_not_found_by_sellers_nor_flags_asked_for(house: House) -> None:
    place = tell(house, "a", "the seller is slow")
    tell(house, "a", "the seller is suspicious", role="agent", kind=Kind.NOTE)
    assigned(house, place, AGENT, merchant="seller-42")
    for _ in range(2):
        assert bodies(search(house, SELLER, "seller")) == ["the seller is slow"]
        assert search(house, SELLER, "suspicious").total == 0
        assert search(house, AGENT, "seller").total == 2
        index(house)
    for asked in ({"flags": ("fraud",)}, {"team": "desk"}, {"agent": "zhou"}):
        with pytest.raises(BadSearch):
            search(house, SELLER, "seller", **asked)


def test_old_records_are_held_back_until_a_fresh_second_factor(house: House) -> None:
    tell(house, "a", "refund long ago", received=OLD)
    index(house)
    tell(house, "a", "refund now")
    for _ in range(2):
        found = search(house, SPECIALIST, "refund")
        assert (bodies(found), found.total, found.held_back) == (["refund now"], 1, True)
        fresh = search(house, stepped(SPECIALIST), "refund")
        assert (fresh.total, fresh.held_back) == (2, False)
        index(house)


def test_filters_by_whose_it_is(house: House, several: dict[str, bytes]) -> None:
    assert search(house, SPECIALIST, "refund", agent="zhou").total == 1
    assert search(house, SPECIALIST, "refund", agent="").total == 1
    assert search(house, SPECIALIST, "refund", team="desk").total == 3
    assert search(house, AGENT, "refund", agent="lena").total == 0
    assert several


def test_a_search_stands_in_the_journal_before_anything_is_shown(
    house: House, several: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    index(house)
    search(house, SPECIALIST, 'refund "says hers"', role="customer")
    record = next(one for one in house.audit.journal(AUDITOR) if one.kind == Kind.SEARCH)
    assert (record.author.id, record.facts["purpose"], record.facts["hits"]) == ("bai", "search", 1)
    assert record.facts["subjects"] == [several["hers"].hex()]
    assert record.facts["details"] == {"by": "newest", "role": "customer"}
    tokens = record.facts["tokens"]
    assert isinstance(tokens, list)
    assert len(tokens) == 2
    assert "refund" not in repr(record)
    looks = house.disclose.who_looked(AGENT, several["mine"])
    assert not [one for one in looks if one.kind == Kind.SEARCH]
    assert [one for one in house.disclose.who_looked(OTHER_AGENT, several["hers"]) if one.kind == Kind.SEARCH]

    def fails(*_given: object, **_named: object) -> object:
        message = "no journal today"
        raise OutcomeUnknown(message)

    monkeypatch.setattr(house.searches._gate.journal, "begin_search", fails)
    with pytest.raises(OutcomeUnknown):
        search(house, SPECIALIST, "refund")

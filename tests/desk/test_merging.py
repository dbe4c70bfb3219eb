"""A customer's parallel conversations joined: a record in both, nothing moved, nobody left waiting; and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.desk.real import RealDesk
from tests.house_fixture import said
from tests.unique import word

from handclasp.access.policy import Reader
from handclasp.records import Author, Kind, NotFound, Refused

if TYPE_CHECKING:
    from handclasp.desk.merging import Merges


@pytest.fixture
def held() -> dict[bytes, set[int]]:
    return {}


@pytest.fixture
def merges(real: RealDesk, held: dict[bytes, set[int]]) -> Merges:
    from handclasp.desk.merging import Merges, customers  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    house = real.house
    return Merges(
        house.flow.append,
        house.gate.passed,
        customers(house.disclose.feed_one),
        lambda _tenant, one: held.get(one, ()),
        now_ms,
    )


def two(real: RealDesk) -> tuple[Reader, bytes, bytes]:
    """Lena, and two conversations of one customer that are hers."""
    lena = real.hire("lena")
    talks = real.talk(word(), "hello"), real.talk(word(), "hello again")
    for talk in talks:
        real.assignments.take(lena, talk)
    real.catch_up()
    return lena, talks[0], talks[1]


def name_of(real: RealDesk, talk: bytes) -> str:
    return talk.hex() and real.row(talk).hex


def says(real: RealDesk, talk: bytes, text: str, by: str = "visitor", role: str = "customer") -> None:
    raw = said(text, word(), conversation=talk.hex())
    real.house.flow.append(msgspec.structs.replace(raw, by_pseudonym=True, author=Author(role, by)))


def acts(real: RealDesk, talk: bytes) -> list[tuple[str, Any]]:
    mine = [view for view in real.feed() if view.conversation == talk and view.kind == Kind.AGENT_ACTION]
    return [(str(view.facts["action"]), view.facts.get("details")) for view in mine]


def stands(real: RealDesk, talk: bytes) -> tuple[Any, ...]:
    row = real.row(talk)
    return row.state, row.reason, row.waiting, row.closed_at is not None, row.joined and bytes(row.joined)


def test_it_is_a_record_in_both_and_counts_at_once(real: RealDesk, merges: Merges) -> None:
    lena, old, main = two(real)
    waited = real.row(old).waiting_since
    merges.merge(lena, old, main)
    assert stands(real, old) == ("closed", "merged", False, True, main)
    (_, into) = acts(real, old)[-1]
    assert into == {"into": main.hex()}
    (action, details) = acts(real, main)[-1]
    assert (action, details["from"], details["waits"]) == ("merged", old.hex(), waited)
    customer = Reader("shop", "customer", "visitor", conversation=old.hex())
    told = real.house.disclose.read(customer, old, purpose="own conversation")[-1]
    assert (told.kind, told.facts["outcome"]) == (Kind.CLOSE, "merged")


def test_it_comes_back_from_the_log_the_same(real: RealDesk, merges: Merges) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    lena, old, main = two(real)
    merges.merge(lena, old, main)
    real.catch_up()
    at_once = stands(real, old), stands(real, main)
    turns = real.row(main).turns
    Conversation.objects.all().delete()
    real.catch_up()
    assert (stands(real, old), stands(real, main)) == at_once
    assert real.row(main).turns == turns


def test_whoever_waited_waits_where_it_goes_on_since_then(real: RealDesk, merges: Merges) -> None:
    lena, old, main = two(real)
    since = real.row(old).waiting_since
    says(real, main, "an answer", "lena", "agent")
    real.catch_up()
    answered = real.row(main).turns[-1][1]
    assert not real.row(main).waiting
    merges.merge(lena, old, main)
    real.catch_up()
    row = real.row(main)
    assert row.waiting
    assert row.waiting_since == max(since or 0, answered)
    assert row.heard_seq == row.last_seq  # new to colleagues
    assert row.heard_by == "lena"


def test_what_was_answered_makes_nobody_wait(real: RealDesk, merges: Merges) -> None:
    lena, old, main = two(real)
    for talk in (old, main):
        says(real, talk, "an answer", "lena", "agent")
    real.catch_up()
    merges.merge(lena, old, main)
    real.catch_up()
    assert not real.row(main).waiting
    assert not real.row(old).waiting


def test_an_agent_comes_along_where_nobody_is(real: RealDesk, merges: Merges) -> None:
    lead = real.hire("lotte", role="lead")
    lena = real.hire("lena")
    old, main = real.talk(word()), real.talk(word())
    real.assignments.take(lena, old)
    real.catch_up()
    merges.merge(lead, old, main)
    real.catch_up()
    assert (real.row(main).agent, real.row(main).team) == ("lena", "desk")
    assert (1, main, "lena") in [row[:3] for row in real.walls()]


def test_what_the_customer_writes_there_all_the_same_is_told_where_it_goes_on(real: RealDesk, merges: Merges) -> None:
    lena, old, main = two(real)
    merges.merge(lena, old, main)
    real.catch_up()
    says(real, main, "an answer", "lena", "agent")
    real.catch_up()
    assert not real.row(main).waiting
    says(real, old, "are you there?")
    real.catch_up()
    real.catch_up()
    assert stands(real, old) == ("closed", "merged", False, True, main)
    led = [details for action, details in acts(real, main) if action == "led"]
    assert len(led) == 1
    assert led[0]["from"] == old.hex()
    row = real.row(main)
    assert (row.waiting, row.heard_by, row.heard_seq) == (True, "", row.last_seq)


def test_parted_again_it_is_open_and_goes_on_by_itself(real: RealDesk, merges: Merges) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    lena, old, main = two(real)
    merges.merge(lena, old, main)
    real.catch_up()
    assert merges.unmerge(lena, old) == main
    real.catch_up()
    assert stands(real, old) == ("reopened", "", True, False, None)
    assert [action for action, _ in acts(real, main)][-2:] == ["merged", "unmerged"]
    says(real, old, "still here")
    real.catch_up()
    assert "led" not in [action for action, _ in acts(real, main)]
    before = stands(real, old), stands(real, main)
    Conversation.objects.all().delete()
    real.catch_up()
    assert (stands(real, old), stands(real, main)) == before


def test_it_can_be_joined_parted_and_joined_again(real: RealDesk, merges: Merges) -> None:
    lena, old, main = two(real)
    merges.merge(lena, old, main)
    merges.unmerge(lena, old)
    merges.merge(lena, main, old)
    real.catch_up()
    assert real.row(main).joined == old
    assert real.row(old).joined is None


def test_joining_what_is_joined_stores_nothing(real: RealDesk, merges: Merges) -> None:
    lena, old, main = two(real)
    merges.merge(lena, old, main)
    size = real.house.reading.size()
    merges.merge(lena, old, main)
    assert real.house.reading.size() == size


def test_a_conversation_without_a_customers_line_is_nobodys_parallel(real: RealDesk, merges: Merges) -> None:
    from handclasp.desk.merging import BadMerge  # noqa: PLC0415

    lena, old, _ = two(real)
    empty = real.house.flow.open("shop", word())
    says(real, empty, "we called you", "lena", "agent")
    real.assignments.take(lena, empty)
    with pytest.raises(BadMerge, match="no customer wrote in both"):
        merges.merge(lena, empty, old)


@pytest.mark.parametrize("order", ["itself", "back", "on", "over"])
def test_there_are_no_rings_and_no_chains(real: RealDesk, merges: Merges, order: str) -> None:
    from handclasp.desk.merging import BadMerge  # noqa: PLC0415

    lena, old, main = two(real)
    third = real.talk(word())
    real.assignments.take(lena, third)
    if order != "itself":
        merges.merge(lena, old, main)
    wrong = {"itself": (old, old), "back": (main, old), "on": (main, third), "over": (third, old)}[order]
    with pytest.raises(BadMerge):
        merges.merge(lena, *wrong)


def test_two_who_join_crosswise_make_no_ring(real: RealDesk, merges: Merges) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415

    from handclasp.desk.merging import BadMerge  # noqa: PLC0415

    lena, old, main = two(real)

    def join(pair: tuple[bytes, bytes]) -> bool:
        try:
            merges.merge(lena, *pair)
        except BadMerge:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(join, [(old, main), (main, old)])) == [False, True]
    assert [one is None for one in (real.row(old).joined, real.row(main).joined)].count(True) == 1


def test_a_hold_is_not_left_behind(real: RealDesk, merges: Merges, held: dict[bytes, set[int]]) -> None:
    from handclasp.desk.merging import BadMerge  # noqa: PLC0415

    lena, old, main = two(real)
    held[old] = {7}
    with pytest.raises(BadMerge, match="legal hold"):
        merges.merge(lena, old, main)
    held[main] = {7, 8}
    merges.merge(lena, old, main)
    with pytest.raises(BadMerge, match="legal hold"):
        merges.unmerge(lena, old)
    held[old] = {7, 8}
    merges.unmerge(lena, old)


def test_only_who_may_say_how_both_stand_joins_and_parts_them(real: RealDesk, merges: Merges) -> None:
    lena, old, main = two(real)
    others = real.hire("paul", team="night")
    with pytest.raises(Refused):
        merges.merge(others, old, main)
    merges.merge(lena, old, main)
    with pytest.raises(Refused):
        merges.unmerge(others, old)
    with pytest.raises((Refused, NotFound)):
        merges.merge(lena, old, bytes(16))
    with pytest.raises((Refused, NotFound)):
        merges.merge(real.hire("wanda", tenant="wallet"), old, main)


def test_what_was_never_joined_is_not_parted(real: RealDesk, merges: Merges) -> None:
    from handclasp.desk.merging import BadMerge  # noqa: PLC0415

    lena, old, _ = two(real)
    with pytest.raises(BadMerge):
        merges.unmerge(lena, old)


def test_conversations_of_different_customers_are_not_joined(real: RealDesk, merges: Merges) -> None:
    from handclasp.desk.merging import BadMerge  # noqa: PLC0415

    lena, old, _ = two(real)
    strangers = real.house.flow.open("shop", word())
    says(real, strangers, "hello", "somebody else")
    real.assignments.take(lena, strangers)
    size = real.house.reading.size()
    with pytest.raises(BadMerge, match="no customer wrote in both") as error:
        merges.merge(lena, old, strangers)
    assert error.value.fault == "customer"
    assert real.house.reading.size() == size

"""Legal holds: what they are on, what joins them later, and that one person alone ends none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
import pytest
from tests.disclose.people import DIRECTOR, LEAD, PRIVACY, SELLER, SPECIALIST, stepped
from tests.house_fixture import AGENT, House, assigned, hired, said

from handclasp.access.approvals import Asked, OwnRequest, RequestChanged
from handclasp.access.policy import Reader
from handclasp.house import holding, searching
from handclasp.house.app import now_ms
from handclasp.keep.hold_words import DAY, NotReadYet, Scope, Standing, Terms, TooLate
from handclasp.records import ApprovalNeeded, Author, Invalid, Kind, NotFound, ReasonNeeded, Refused, StepUpNeeded
from handclasp.records import Value as Fact

COURT = Terms("court", "order of 20 November")
WHO = stepped(SPECIALIST)


@pytest.fixture
def talks(house: House) -> dict[str, bytes]:
    """Three conversations: two of the customer 7F3A, the second about order A-77; one of somebody else's."""
    house.flow.append(said("my card does not work", "1", conversation="first"))
    house.flow.append(said("hello again", "2", conversation="second"))
    house.flow.append(ordered("3", "second", "A-77"))
    house.flow.append(said("a question", "4", conversation="third", author=Author("customer", "9B01")))
    return {name: house.flow.open("shop", name) for name in ("first", "second", "third")}


def ordered(key: str, conversation: str, order: str, tenant: str = "shop") -> Any:
    """An event of an order, as a shop sends it."""
    facts: dict[str, Fact] = {"order": order, "event": "paid"}
    given = {"conversation": conversation, "kind": Kind.ORDER_EVENT, "author": Author("system", "shop")}
    return said("paid", key, tenant=tenant, facts=facts, **given)


def on_hold(house: House, talks: Mapping[str, bytes]) -> set[str]:
    """Which of these conversations are held, as every room asks."""
    return {name for name, one in talks.items() if house.gate.about("shop", one).held}


def ended(house: House, number: int, who: Reader = WHO, by: Reader = DIRECTOR) -> Asked:
    """Ask for the end of a hold and let a second person approve; nothing is released yet."""
    asked = house.holds.ask(who, number, reason="the case is closed")
    house.approvals.vote(stepped(by), asked.request, "approve", "", asked.digest)
    return asked


def journalled(house: House, kind: Kind) -> list[Mapping[str, Any]]:
    """The records of a kind in the shop's journal, oldest first."""
    rows = house.reading.journal(1, 200)
    found = [dict(house.records.journalled(1, row.index) or {}, index=row.index) for row in reversed(rows)]
    return [facts for facts in found if facts.get("kind") == kind]


# --- what a hold is on


def test_a_customers_conversations_are_held_those_to_come_included(house: House, talks: dict[str, bytes]) -> None:
    placed = house.holds.place_by(WHO, Scope.CUSTOMER, "7F3A", COURT)
    assert placed.conversations == 2
    assert on_hold(house, talks) == {"first", "second"}
    house.flow.append(said("and another thing", "5", conversation="fourth"))
    house.flow.append(said("somebody else", "6", conversation="fifth", author=Author("customer", "9B01")))
    talks |= {name: house.flow.open("shop", name) for name in ("fourth", "fifth")}
    holding.following(house).step()
    assert on_hold(house, talks) == {"first", "second", "fourth"}
    joined = journalled(house, Kind.HOLD)[-1]
    assert joined["joins"] == placed.number.to_bytes(8, "big")
    assert joined["subjects"] == [talks["fourth"].hex()]
    assert (joined["ground"], joined["author"]) == ("court", "system:handclasp")


def test_an_orders_number_is_found_however_it_is_cased(house: House, talks: dict[str, bytes]) -> None:
    assert house.holds.place_by(WHO, Scope.ORDER, " a-77", COURT).conversations == 1
    assert on_hold(house, talks) == {"second"}
    house.flow.append(ordered("7", "third", "A-77"))
    holding.following(house).step()
    assert on_hold(house, talks) == {"second", "third"}


def test_who_writes_in_a_conversation_is_held_without_being_named(house: House, talks: dict[str, bytes]) -> None:
    placed = house.holds.place_on_customer(WHO, talks["second"], COURT)
    assert on_hold(house, talks) == {"first", "second"}
    assert house.holds.show(WHO, placed.number)[0].criterion == "7F3A"


def test_what_a_search_finds_is_held_and_nothing_later(house: House, talks: dict[str, bytes]) -> None:
    index(house)
    placed = house.holds.place_found(WHO, "card", COURT)
    assert (placed.conversations, on_hold(house, talks)) == (1, {"first"})
    house.flow.append(said("my card again", "8", conversation="third", author=Author("customer", "9B01")))
    index(house)
    holding.following(house).step()
    assert on_hold(house, talks) == {"first"}
    sought = journalled(house, Kind.SEARCH)
    assert [one["purpose"] for one in sought] == ["hold"]
    assert "card" not in str(journalled(house, Kind.HOLD)) + str(sought)


def test_a_search_that_finds_too_much_holds_nothing(
    house: House, talks: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    index(house)
    monkeypatch.setattr("handclasp.keep.holds.MOST_FOUND", 1)
    with pytest.raises(Invalid, match="more than 1 conversations"):
        house.holds.place_found(WHO, "hello OR card", COURT)
    assert not on_hold(house, talks)


def test_the_names_stand_nowhere_in_the_open(house: House, talks: dict[str, bytes]) -> None:
    house.holds.place_by(WHO, Scope.CUSTOMER, "7F3A", COURT)
    house.holds.place_by(WHO, Scope.ORDER, "A-77", COURT)
    assert talks
    with house.database.connect("machine") as connection:
        connection.execute(
            "select set_config('handclasp.log', '1', false), set_config('handclasp.tenants', '{1,2}', false)"
        )
        for table in ("parties", "held_parties", "holds", "sealed"):
            rows = connection.execute(f"select * from handclasp.{table}".encode()).fetchall()  # noqa: S608 - our own
            assert rows
            assert not [row for row in rows if any(name in _bytes(row) for name in (b"7F3A", b"A-77", b"a-77"))]


def test_a_restart_between_a_hold_and_its_conversations_is_mended(house: House, talks: dict[str, bytes]) -> None:
    """As after a crash behind the record: the hold knows its customer, and is on nothing yet."""
    number = house.holds.place_by(WHO, Scope.CUSTOMER, "7F3A", COURT).number
    _unhold(house)
    assert not on_hold(house, talks)
    holding.following(house).step()
    assert on_hold(house, talks) == {"first", "second"}
    assert house.holds.on("shop", talks["first"]) == [number]
    sealed = len(journalled(house, Kind.HOLD))
    _unhold(house)
    holding.following(house).step()
    assert on_hold(house, talks) == {"first", "second"}
    assert len(journalled(house, Kind.HOLD)) == sealed  # the same words stand once


def test_two_holds_are_two_and_the_last_to_end_frees(house: House, talks: dict[str, bytes]) -> None:
    one = house.holds.place(WHO, talks["second"], ground="dispute", reason="a dispute")
    two = house.holds.place_by(WHO, Scope.ORDER, "A-77", COURT).number
    assert house.holds.on("shop", talks["second"]) == [two, one]
    ended(house, one)
    assert house.holds.release(WHO, one) == 1
    assert on_hold(house, talks) == {"second"}
    ended(house, two)
    house.holds.release(WHO, two)
    assert not on_hold(house, talks)


# --- a second person


def test_nobody_ends_a_hold_alone(house: House, talks: dict[str, bytes]) -> None:
    number = house.holds.place(WHO, talks["first"], ground="court", reason="an order")
    with pytest.raises(ApprovalNeeded):
        house.holds.release(WHO, number)
    asked = house.holds.ask(WHO, number, reason="the case is closed")
    with pytest.raises(ApprovalNeeded):
        house.holds.release(WHO, number)
    with pytest.raises(Refused):
        house.approvals.vote(WHO, asked.request, "approve", "", asked.digest)
    director = stepped(DIRECTOR)
    other = house.holds.ask(director, number, reason="closed")
    with pytest.raises(OwnRequest):
        house.approvals.vote(director, other.request, "approve", "", other.digest)
    assert on_hold(house, talks) == {"first"}
    house.approvals.vote(director, asked.request, "approve", "", asked.digest)
    with pytest.raises(ApprovalNeeded):  # what another was allowed is not one's own
        house.holds.release(stepped(PRIVACY), number)
    assert house.holds.release(WHO, number) == 1
    assert not on_hold(house, talks)
    released = journalled(house, Kind.RELEASE)[-1]
    assert released["request"] == bytes.fromhex(asked.request)
    assert (released["releases"], released["reason"]) == (number.to_bytes(8, "big"), "the case is closed")


def test_an_approval_is_good_for_one_hold_once(house: House, talks: dict[str, bytes]) -> None:
    one = house.holds.place(WHO, talks["first"], ground="court", reason="an order")
    two = house.holds.place(WHO, talks["first"], ground="dispute", reason="a dispute")
    ended(house, one)
    with pytest.raises(RequestChanged):
        house.holds.release(WHO, two)
    house.holds.release(WHO, one)
    with pytest.raises(NotFound, match=f"no hold {one} that stands"):
        house.holds.release(WHO, one)
    assert house.holds.on("shop", talks["first"]) == [two]
    again = house.holds.place(WHO, talks["first"], ground="court", reason="an order")
    with pytest.raises(ApprovalNeeded):
        house.holds.release(WHO, again)


def test_a_released_hold_takes_nothing_in(house: House, talks: dict[str, bytes]) -> None:
    number = house.holds.place_by(WHO, Scope.CUSTOMER, "7F3A", COURT).number
    ended(house, number)
    assert house.holds.release(WHO, number) == 2
    house.flow.append(said("late", "9", conversation="late"))
    holding.following(house).step()
    assert not on_hold(house, {"late": house.flow.open("shop", "late"), **talks})


# --- bad input


@pytest.mark.parametrize("scope", [Scope.CUSTOMER, Scope.ORDER])
def test_an_unknown_customer_or_order_is_named_as_such(house: House, talks: dict[str, bytes], scope: Scope) -> None:
    for name in ("nobody", "7f3a" if scope is Scope.CUSTOMER else "A-7"):
        with pytest.raises(NotFound, match=f"no conversation (of|about) such an? {scope}"):
            house.holds.place_by(WHO, scope, name, COURT)
    assert not journalled(house, Kind.HOLD)
    with pytest.raises(Invalid):
        house.holds.place_by(WHO, scope, "  ", COURT)
    assert not on_hold(house, talks)


def test_what_was_not_read_yet_is_not_called_unknown(
    house: House, talks: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handclasp.house.holding._STEPS", 1)
    with pytest.raises(NotReadYet):
        house.holds.place_by(WHO, Scope.CUSTOMER, "nobody", COURT)
    assert house.holds.place_by(WHO, Scope.CUSTOMER, "7F3A", COURT).conversations == 2
    assert on_hold(house, talks) == {"first", "second"}


@pytest.mark.parametrize(
    "terms",
    [
        Terms("  ", "a reason"),
        Terms("g" * 201, "a reason"),
        Terms("court", "a reason", review=now_ms() - DAY),
        Terms("court", "a reason", review=now_ms() + 1_100 * DAY),
        Terms("court", "a reason", owner="nobody"),
    ],
)
def test_terms_that_say_too_little_hold_nothing(house: House, talks: dict[str, bytes], terms: Terms) -> None:
    with pytest.raises(Invalid):
        house.holds.place(WHO, talks["first"], **terms._asdict())
    with pytest.raises(Invalid):
        house.holds.place_by(WHO, Scope.CUSTOMER, "7F3A", terms)
    assert not journalled(house, Kind.HOLD)


def test_a_hold_needs_a_reason_a_second_factor_and_a_role(house: House, talks: dict[str, bytes]) -> None:
    for who, reason, error in (
        (WHO, " ", ReasonNeeded),
        (SPECIALIST, "a reason", StepUpNeeded),
        (stepped(AGENT), "a reason", Refused),
        (stepped(LEAD), "a reason", Refused),
        (stepped(SELLER), "a reason", Refused),
    ):
        terms = Terms("court", reason)
        for name in ("7F3A", "nobody"):
            with pytest.raises(error):
                house.holds.place_by(who, Scope.CUSTOMER, name, terms)
        with pytest.raises(error):
            house.holds.place_found(who, "card", terms)
        with pytest.raises(error):
            house.holds.place_on_customer(who, talks["first"], terms)
    assert not journalled(house, Kind.HOLD)


def test_a_hold_of_another_tenant_is_none_of_ours(house: House, talks: dict[str, bytes]) -> None:
    house.flow.append(said("hello", "1", tenant="wallet", conversation="theirs"))
    abroad = stepped(Reader("wallet", "director", "qin", "risk"))
    hired(house, abroad)
    number = house.holds.place(abroad, house.flow.open("wallet", "theirs"), ground="court", reason="an order")
    with pytest.raises(NotFound):
        house.holds.ask(WHO, number, reason="closed")
    with pytest.raises(NotFound):
        house.holds.release(WHO, number)
    with pytest.raises(NotFound):
        house.holds.show(WHO, number)
    assert house.holds.listed(WHO) == []
    assert house.holds.on("wallet", house.flow.open("wallet", "theirs")) == [number]
    with pytest.raises(NotFound):  # a customer of the same id is another's
        house.holds.place_by(abroad, Scope.ORDER, "A-77", COURT)
    assert not on_hold(house, talks)


def test_what_is_erased_at_that_very_moment_is_not_called_held(house: House, talks: dict[str, bytes]) -> None:
    """Keys that are dropped between the question and the row: whoever holds is told."""
    people, hold = house.people, house.people.hold

    def late(tenant: int, subjects: Sequence[bytes], index: int) -> None:
        _erase(house, talks["first"])
        hold(tenant, subjects, index)

    people.hold = late  # type: ignore[method-assign]
    with pytest.raises(TooLate):
        house.holds.place(WHO, talks["first"], ground="court", reason="an order")


def test_an_erased_conversation_is_too_late_to_hold(house: House, talks: dict[str, bytes]) -> None:
    _erase(house, talks["first"])
    with pytest.raises(TooLate, match="erased"):
        house.holds.place(WHO, talks["first"], ground="court", reason="an order")
    with pytest.raises(NotFound):
        house.holds.place(WHO, bytes(16), ground="court", reason="an order")
    with pytest.raises(Refused):  # whoever holds nothing is not told what there was
        house.holds.place(stepped(AGENT), talks["first"], ground="court", reason="an order")
    assert not journalled(house, Kind.HOLD)


# --- looking


def test_who_may_hold_sees_a_hold_whole_and_others_that_it_stands(house: House, talks: dict[str, bytes]) -> None:
    assigned(house, talks["first"], AGENT)
    review = now_ms() + 30 * DAY
    number = house.holds.place(WHO, talks["first"], ground="court", reason="an order", owner="qin", review=review)
    (whole,) = house.holds.listed(PRIVACY)
    assert (whole.scope, whole.ground, whole.owner, whole.by, whole.review, whole.overdue) == (
        Scope.CONVERSATION,
        "court",
        "qin",
        "bai",
        review,
        False,
    )
    assert house.holds.listed(AGENT) == [Standing(number, talks["first"], 1, None)]
    assert house.holds.listed(Reader("shop", "agent", "lena", "desk")) == []
    with pytest.raises(Refused):
        house.holds.show(AGENT, number)
    told, conversations = house.holds.show(PRIVACY, number)
    assert (told.reason, conversations) == ("an order", [talks["first"]])
    looked = journalled(house, Kind.ACCESS)[-1]
    assert (looked["author"], looked["scope"]) == ("privacy:su", f"hold {number}")


def test_a_review_that_is_due_ends_nothing(house: House, talks: dict[str, bytes], later: Any) -> None:
    house.holds.place(WHO, talks["first"], ground="court", reason="an order")
    later(181 * DAY)
    (told,) = house.holds.listed(WHO)
    assert told.overdue
    assert house.holds.tally("shop") == (1, 1)
    assert house.holds.tally("wallet") == (0, 0)
    assert told.released is None
    assert on_hold(house, talks) == {"first"}


@pytest.fixture
def later(house: House) -> Any:
    """Let the holds' clock go on by so many milliseconds."""

    def go_on(by: int) -> None:
        house.holds = holding.holds(house, lambda: now_ms() + by)

    return go_on


# --- helpers


def index(house: House) -> None:
    """Read on as the worker does."""
    consumer = searching.indexing(house, now_ms)
    while consumer.step():
        pass


def _bytes(row: tuple[object, ...]) -> bytes:
    return b"".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


def _unhold(house: House) -> None:
    """As the owner of the tables, who alone can take a hold away."""
    with house.database.connect("migrator") as connection:
        connection.execute("alter table handclasp.holds no force row level security")
        connection.execute("delete from handclasp.holds")
        connection.execute("alter table handclasp.holds force row level security")


def _erase(house: House, conversation: bytes) -> None:
    """What the first step of an erasure leaves: entries and contents, and no keys to them."""
    with psycopg.connect(str(house.settings.database_url)) as connection:
        connection.execute(
            "insert into handclasp.bin (log_id, tenant_id, conversation, idx, put_at, due, state, dropped_at) "
            "values (1, 1, %s, 0, 0, 259200000, 1, 259200000)",
            (conversation,),
        )
        connection.execute("delete from handclasp.conversations where conversation = %s", (conversation,))
    house.keyring.forget(1, conversation)

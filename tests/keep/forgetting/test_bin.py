"""The bin: invisible, counted down, restorable for 72 hours, and shortened by nobody through any door."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import errors
from tests.house_fixture import CUSTOMER, House, said
from tests.keep.forgetting.conftest import later, spoken
from tests.keep.forgetting.people import AGENT, AUDITOR, DIRECTOR, LEAD, OTHER, PRIVACY, SPECIALIST, stepped

from handclasp.access.policy import Action, Reader
from handclasp.disclose import Question
from handclasp.keep.bin import HOURS, MOST_A_DAY, NotInTheBin
from handclasp.keep.coming_back import ComingBack
from handclasp.records import ApprovalNeeded, Author, Kind, NotFound, ReasonNeeded, Refused
from handclasp.store.database import ROLES

WHY = "opened by mistake"
HOUR = 3_600_000


def binned(house: House, talk: bytes, who: Reader = AGENT) -> None:
    house.bin.put(who, talk, rule="by-hand", reason=WHY)


def journal(house: House, kind: Kind) -> list[dict[str, Any]]:
    return [view.facts for view in house.audit.journal(AUDITOR, Question()) if view.kind == kind]


def test_what_lies_in_the_bin_is_not_there_for_the_desk_and_comes_back_whole(house: House, talk: bytes) -> None:
    before = house.disclose.read(AGENT, talk, purpose="support")
    customer = CUSTOMER._replace(conversation=talk.hex())
    binned(house, talk)
    attempts = [
        lambda: house.disclose.read(AGENT, talk, purpose="support"),
        lambda: house.disclose.read(customer, talk, purpose="own"),
        lambda: house.disclose.receipt(LEAD, talk, 1),
        lambda: house.disclose.who_looked(SPECIALIST, talk),
        lambda: house.reveals.reveal(stepped(AGENT), talk, 1, "original/0", purpose="support", reason=WHY),
        lambda: house.exports.request(stepped(SPECIALIST), talk, purpose="dispute", reason=WHY),
        lambda: house.gate.passed(AGENT, Action.REPLY, talk),
        lambda: house.gate.passed(Reader("shop", "service", "k", scopes=frozenset({"read"})), Action.READ, talk),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()  # type: ignore[no-untyped-call]
    house.bin.take_back(AGENT, talk, reason="was right after all")
    assert house.disclose.read(AGENT, talk, purpose="support") == before
    deletion, release = journal(house, Kind.DELETION), journal(house, Kind.RELEASE)
    assert [(one["subjects"], one["rule"], one["reason"]) for one in deletion] == [([talk.hex()], "by-hand", WHY)]
    assert [one["subjects"] for one in release] == [[talk.hex()]]


def test_the_second_wall_hides_it_from_a_reader_of_rows_too(house: House, talk: bytes) -> None:
    from handclasp.store.database import Person  # noqa: PLC0415 - for this one test

    def rows() -> int:
        with house.database.transaction("reader", 1, [1], Person(SPECIALIST.id)) as connection:
            found = connection.execute("select count(*) from handclasp.sealed where conversation = %s", (talk,))
            return int((found.fetchone() or (0,))[0])

    assert rows() == 3
    binned(house, talk)
    assert rows() == 0


def test_it_is_listed_with_a_countdown_for_who_may_take_it_out(house: House, talk: bytes) -> None:
    binned(house, talk)
    for who in (AGENT, LEAD, SPECIALIST, DIRECTOR, PRIVACY, AUDITOR):
        (one,) = house.bin.listed(who)
        assert (one.conversation, one.rule, one.reason, one.by) == (talk, "by-hand", WHY, "agent:zhou")
        assert one.due - one.at == HOURS * HOUR
        assert not one.held
    assert house.bin.listed(OTHER) == []


def test_who_sees_the_bin(house: House, talk: bytes) -> None:
    binned(house, talk)
    for who in (AGENT, LEAD, SPECIALIST):
        with pytest.raises(Refused):
            next(house.keeping.plan(who))
    for who in (DIRECTOR, PRIVACY, AUDITOR):
        assert [one.verdict.why for one in house.keeping.plan(who) if one.conversation == talk] == ["bin"]


def test_a_reason_is_needed_and_somebody_elses_is_nobodys_to_delete(house: House, talk: bytes) -> None:
    with pytest.raises(ReasonNeeded):
        house.bin.put(AGENT, talk, rule="by-hand", reason=" ")
    for who in (OTHER, SPECIALIST, DIRECTOR, AUDITOR):
        with pytest.raises(Refused):
            house.bin.put(who, talk, rule="by-hand", reason=WHY)
    assert house.bin.listed(PRIVACY) == []


def test_twice_is_once(house: House, talk: bytes) -> None:
    first = house.bin.put(AGENT, talk, rule="by-hand", reason=WHY)
    assert house.bin.put(PRIVACY, talk, rule="request", reason="asked for", request="17") == first
    assert len(journal(house, Kind.DELETION)) == 1
    house.bin.take_back(AGENT, talk)
    with pytest.raises(NotInTheBin):
        house.bin.take_back(AGENT, talk)


def test_the_sealed_record_and_the_row_name_the_same_72_hours(house: House, talk: bytes) -> None:
    one = house.bin.put(AGENT, talk, rule="by-hand", reason=WHY)
    (record,) = journal(house, Kind.DELETION)
    assert 0 <= one.due - record["due"] < 60_000
    assert record["due"] >= one.at + HOURS * HOUR - 60_000


EDITS = (
    "update handclasp.bin set due = 0",
    "update handclasp.bin set due = due - 1",
    "update handclasp.bin set put_at = 0",
    "update handclasp.bin set put_at = 0, due = 259200000",
    "update handclasp.bin set conversation = substr(sha256('x'), 1, 16)",
    "update handclasp.bin set state = 1, dropped_at = 1",
    "update handclasp.bin set state = 2, dropped_at = 1",
    "update handclasp.bin set state = 7, dropped_at = 1, certificate = 1",
    "delete from handclasp.bin",
    "insert into handclasp.bin (log_id, tenant_id, conversation, idx, due) values (1, 1, sha256('y'), 1, 1)",
    "delete from handclasp.conversations where not journal",
    "delete from handclasp.sealed",
    "delete from handclasp.originals",
    "delete from handclasp.idempotency",
)
TEARING = (
    "truncate handclasp.bin",
    "create or replace function handclasp.now_ms() returns bigint language sql return 9007199254740991",
    "drop function handclasp.is_held(integer, integer, bytea) cascade",
    "drop policy patience on handclasp.conversations",
    "alter table handclasp.bin alter column due set default 0",
    "alter table handclasp.bin disable row level security",
)


@pytest.mark.parametrize("role", [*ROLES, "owner"])
def test_no_role_of_the_house_can_shorten_the_wait(house: House, talk: bytes, role: str) -> None:
    """What the owner could tear down, as it could everything, is in docs/threat-model.md; rows it does not even see."""
    binned(house, talk)
    owns = role in {"owner", "migrator"}
    before = (rows(house, "bin"), rows(house, "conversations"), rows(house, "sealed"))
    for attempt in EDITS if owns else EDITS + TEARING:
        with house.database.connect("migrator" if owns else role) as connection:
            connection.execute("select set_config('handclasp.log', '1', true)")
            connection.execute("select set_config('handclasp.tenants', '{1,2}', true)")
            if role == "owner":
                connection.execute("set local role handclasp_owner")
            try:
                assert connection.execute(attempt.encode()).rowcount == 0, attempt
                connection.commit()
            except (errors.InsufficientPrivilege, errors.CheckViolation):
                connection.rollback()
    assert (rows(house, "bin"), rows(house, "conversations"), rows(house, "sealed")) == before


def rows(house: House, table: str) -> list[Any]:
    """A table as a superuser sees it."""
    with psycopg.connect(str(house.settings.database_url)) as admin:
        return admin.execute(f"select * from handclasp.{table} order by 1, 2, 3".encode()).fetchall()  # noqa: S608 - ours


def test_the_keeper_may_drop_keys_when_it_is_due_and_not_a_moment_sooner(house: House, talk: bytes) -> None:
    binned(house, talk)

    def dropped() -> int:
        with house.database.connect("keeper") as connection:
            connection.execute(
                "select set_config('handclasp.log', '1', true), set_config('handclasp.tenants', '{1}', true)"
            )
            gone = connection.execute("delete from handclasp.conversations where conversation = %s", (talk,)).rowcount
            connection.rollback()
        return gone

    assert dropped() == 0
    later(house, 71.9)
    assert dropped() == 0
    later(house, 72.1)
    assert dropped() == 1
    house.holds.place(stepped(PRIVACY), talk, ground="court", reason="an order of the court")
    assert dropped() == 0


def test_a_held_conversation_is_not_deleted_and_a_hold_reaches_into_the_bin(house: House, talk: bytes) -> None:
    number = house.holds.place(stepped(PRIVACY), talk, ground="court", reason="an order of the court")
    with pytest.raises(Refused):
        binned(house, talk)
    house.people.release(1, number, number)
    binned(house, talk)
    house.holds.place(stepped(PRIVACY), talk, ground="court", reason="an order of the court")
    (one,) = house.bin.listed(AGENT)
    assert one.held
    house.bin.take_back(AGENT, talk)
    assert house.disclose.read(AGENT, talk, purpose="support")


def test_who_deletes_many_needs_a_second_person_for_each_further_one(house: House, talk: bytes) -> None:
    for n in range(MOST_A_DAY):
        binned(house, spoken(house, f"order {n}", 1))
    with pytest.raises(ApprovalNeeded):
        binned(house, talk)
    request = house.bin.to_ask(AGENT, talk, "by-hand", WHY)
    asked = house.approvals.request(AGENT, request)
    house.approvals.vote(stepped(DIRECTOR), asked.request, "approve", "seen", asked.digest)
    binned(house, talk)
    with pytest.raises(ApprovalNeeded):
        binned(house, spoken(house, "order 999", 1))
    # Each of the others was its own act of its own person.
    binned(house, spoken(house, "order 998", 1), PRIVACY)


def test_a_customer_who_writes_again_takes_it_out_of_the_bin(house: House, talk: bytes) -> None:
    step = coming_back(house)
    while step():
        pass
    binned(house, talk)
    house.flow.seal_head("shop", talk, "daily")
    while step():
        pass
    assert house.bin.listed(AGENT), "what the house appends is nobody's wish"
    house.flow.append(said("are you there?", "again", author=Author("customer", "7F3A")))
    while step():
        pass
    assert house.bin.listed(AGENT) == []
    assert house.disclose.read(AGENT, talk, purpose="support")[-1].body == "are you there?"
    assert journal(house, Kind.RELEASE)[0]["reason"] == "somebody wrote in it again"


def coming_back(house: House) -> Callable[[], int]:
    """The consumer as the worker runs it, with a cursor in memory."""
    positions: dict[str, int] = {}

    class Cursor:
        def load(self, tenant: str) -> int:
            return positions.get(tenant, -1)

        def save(self, tenant: str, position: int) -> None:
            positions[tenant] = position

    return ComingBack(
        tenants=house.directory.tenants,
        rows=house.bin_rows,
        cursor=Cursor(),
        size=house.reading.size,
        said=lambda tenant, conversation, after: house.disclose.feed_one(tenant, "bin", "keeping", conversation, after),
        came_back=house.bin.came_back,
    ).step


def test_a_customer_may_write_into_it_and_nobody_of_the_staff(house: House, talk: bytes) -> None:
    binned(house, talk)
    customer = CUSTOMER._replace(conversation=talk.hex())
    assert house.gate.passed(customer, Action.REPLY, talk).binned
    for who, action in itertools.product((AGENT, LEAD, SPECIALIST), (Action.REPLY, Action.NOTE, Action.ASSIGN)):
        with pytest.raises((Refused, NotFound)):
            house.gate.passed(who, action, talk)

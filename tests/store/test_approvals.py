"""Approvals as rows of a real database: races have one winner, tenants are apart, and no vote is ever taken back."""

from __future__ import annotations

import itertools
import json
import os
from functools import partial
from typing import Any

import pytest
from psycopg import errors
from tests.access.approval_stand import at_once
from tests.house_fixture import House

from handclasp.access.approvals import Asked
from handclasp.store.approvals import Approvals as Rows
from handclasp.store.queries import load


def row(number: int, **changes: Any) -> Asked:
    """A row as the service makes it."""
    given: dict[str, Any] = {
        "request": number.to_bytes(16, "big").hex(),
        "digest": number.to_bytes(32, "big"),
        "kind": "export",
        "subject": "0f" * 16,
        "requester": f"somebody {number}",
        "requester_role": "lead",
        "requested": 1_790_000_000_123 + number,
        "expires": 1_790_086_400_999 + number,
        "people": 2,
        "idx": 2**40 + number,
        "state": "open",
    }
    return Asked(**(given | changes))


@pytest.fixture
def rows(module_house: House) -> Rows:
    return Rows(module_house.database, 1)


numbers = itertools.count(1)


def test_a_row_comes_back_as_it_went_in(rows: Rows) -> None:
    for changes in ({}, {"subject": ""}, {"requester": "王\\'; drop", "requested": 1, "state": "approved"}):
        one = row(next(numbers), **changes)
        assert rows.add(1, one) == one
        assert rows.find(1, one.request) == one
        assert list(rows.asked_by(1, one.requester, 9)) == [one]


def test_a_tenant_sees_its_own_rows(rows: Rows) -> None:
    one = row(next(numbers))
    rows.add(1, one)
    assert rows.find(2, one.request) is None
    assert list(rows.asked_by(2, one.requester, 9)) == list(rows.open(2, 0, 999)) == list(rows.due(2, 2**45, 999)) == []
    assert rows.votes(2, one.request) == []
    assert rows.vote(2, one.request, ("he", "director", "approve", 1, 1), 1) is None
    assert not rows.move(2, one.request, ["open"], "used", 1)
    assert rows.find(1, one.request) == one


def test_of_two_alike_one_is_live_and_when_it_ended_there_may_be_another(rows: Rows) -> None:
    one = row(next(numbers))
    twin = one._replace(request=os.urandom(16).hex())
    rows.add(1, one)
    assert rows.add(1, twin) == one
    assert rows.find(1, twin.request) is None
    rows.move(1, one.request, ["open"], "withdrawn", 1)
    assert rows.add(1, twin) == twin
    assert [found[0] for found in rows.asked_by(1, one.requester, 9)] == [twin.request, one.request]


def test_lists_have_their_order_and_their_end(rows: Rows) -> None:
    far = 1_900_000_000_000
    late, soon, done = (row(next(numbers), expires=far + n, requester="wen") for n in (9, 5, 7))
    for one in (late, soon, done):
        rows.add(1, one)
    rows.move(1, done.request, ["open"], "rejected", 1)
    assert list(rows.open(1, far, 999)) == [soon, late]
    assert list(rows.open(1, far, 1)) == [soon]
    assert list(rows.open(1, far + 5, 999)) == [late]
    ours = {late.request, soon.request, done.request}
    assert [found[0] for found in rows.due(1, far + 8, 999) if found[0] in ours] == [soon.request]
    assert [found[0] for found in rows.asked_by(1, "wen", 2)] == [soon.request, late.request]
    assert rows.asked_by(1, "wen", 9)[2][0] == done.request


def test_votes_are_counted_as_they_are_needed(rows: Rows) -> None:
    one = row(next(numbers))
    rows.add(1, one)
    votes = [(name, "director", "approve", n, 1_790_000_000_500 + n) for n, name in enumerate(("he", "gu", "tan"))]
    assert rows.vote(1, one.request, votes[0], 2) == "open"
    assert rows.vote(1, one.request, votes[0], 2) is None
    assert rows.vote(1, one.request, votes[1], 2) == "approved"
    assert rows.vote(1, one.request, votes[2], 2) is None
    assert rows.votes(1, one.request) == votes[:2]


def test_one_rejection_is_the_end(rows: Rows) -> None:
    one = row(next(numbers))
    rows.add(1, one)
    rows.vote(1, one.request, ("he", "director", "approve", 1, 1), 2)
    assert rows.vote(1, one.request, ("gu", "director", "reject", 2, 2), 2) == "rejected"
    assert rows.vote(1, one.request, ("tan", "privacy", "approve", 3, 3), 2) is None


def test_a_vote_after_its_time_is_not_counted(rows: Rows) -> None:
    one = row(next(numbers))
    rows.add(1, one)
    assert rows.vote(1, one.request, ("he", "director", "approve", 1, one.expires), 1) is None
    assert rows.vote(1, one.request, ("he", "director", "approve", 1, one.expires - 1), 1) == "approved"


def test_of_many_who_add_the_same_at_once_one_row_stands(rows: Rows) -> None:
    one = row(next(numbers))
    twins = [one._replace(request=os.urandom(16).hex()) for _ in range(8)]
    stood = at_once(*[partial(rows.add, 1, twin) for twin in twins])
    assert len(set(stood)) == 1
    assert sum(rows.find(1, twin.request) is not None for twin in twins) == 1


@pytest.mark.parametrize("need", [1, 2, 3])
def test_of_many_votes_at_once_as_many_count_as_are_needed(rows: Rows, need: int) -> None:
    one = row(next(numbers))
    rows.add(1, one)
    votes = [(f"p{n}", "director", "approve", n, 1) for n in range(8)]
    states = at_once(*[partial(rows.vote, 1, one.request, vote, need) for vote in votes])
    assert sorted(map(str, states)) == sorted(["None"] * (8 - need) + ["approved"] + ["open"] * (need - 1))
    assert len(rows.votes(1, one.request)) == need


def test_of_many_who_move_a_row_at_once_one_does(rows: Rows) -> None:
    one = row(next(numbers), state="approved")
    rows.add(1, one)
    ends = ["used", "withdrawn", "expired", "used", "used", "expired"]
    assert sum(at_once(*[partial(rows.move, 1, one.request, ["approved"], end, 1) for end in ends])) == 1


def test_when_it_was_used_is_kept(rows: Rows, module_house: House) -> None:
    one, other = row(next(numbers), state="approved"), row(next(numbers), state="approved")
    for each, end in ((one, "used"), (other, "withdrawn")):
        rows.add(1, each)
        rows.move(1, each.request, ["approved"], end, 1_790_000_000_123)
    when = b"select request from handclasp.approvals where used_at = to_timestamp(1790000000.123)"
    with module_house.database.transaction("console", 1, [1]) as connection:
        assert connection.execute(when).fetchall() == [(bytes.fromhex(one.request),)]


# --- the walls


@pytest.mark.parametrize("role", ["ingest", "reader", "machine", "revealer", "auditor", "keeper"])
def test_no_role_but_the_consoles_writes_them(module_house: House, role: str) -> None:
    for act in (
        "insert into handclasp.approvals default values",
        "insert into handclasp.approval_votes default values",
        "update handclasp.approvals set state = 'approved'",
        "update handclasp.approval_votes set person = 'he'",
    ):
        assert denied(module_house, role, act)


@pytest.mark.parametrize(
    "act",
    [
        "delete from handclasp.approvals",
        "delete from handclasp.approval_votes",
        "update handclasp.approval_votes set decision = 'approve'",
        "truncate handclasp.approval_votes",
    ],
)
def test_no_running_role_takes_a_vote_back(module_house: House, act: str) -> None:
    assert denied(module_house, "console", act)


def test_a_request_that_nobody_must_approve_cannot_stand(rows: Rows) -> None:
    with pytest.raises(errors.CheckViolation):
        rows.add(1, row(next(numbers), people=0))


def denied(house: House, role: str, statement: str) -> bool:
    """Whether PostgreSQL refuses a statement for want of a privilege."""
    with house.database.connect(role) as connection:
        try:
            connection.execute(statement.encode())
        except errors.InsufficientPrivilege:
            return True
        finally:
            connection.rollback()
    return False


# --- indexes


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("find", "approvals_pkey"),
        ("live", "approvals_open"),
        ("open", "approvals_waiting"),
        ("due", "approvals_open"),
        ("asked_by", "approvals_requester"),
        ("votes", "approval_votes_pkey"),
    ],
)
def test_what_is_looked_up_rides_on_an_index(module_house: House, name: str, index: str) -> None:
    given = {
        "tenant": 1,
        "request": "0f" * 16,
        "digest": bytes(32),
        "requester": "lin",
        "now": 1_790_000_000_000,
        "limit": 200,
    }
    fill = (
        b"insert into handclasp.approvals (tenant_id, request, digest, kind, requester, requester_role, requested_at, "
        b"  expires_at, people, idx, state) "
        b"select 1, substr(sha256(n::text::bytea), 1, 16), sha256(n::text::bytea), 'export', 'clerk ' || n % 90, "
        b"  'lead', now(), now(), 1, n, case when n % 50 = 0 then 'open' else 'used' end "
        b"from generate_series(1, 20000) n"
    )
    with module_house.database.connect("console") as connection:
        connection.execute("set enable_seqscan = off")  # the table of votes is too small to need one
        connection.execute(fill)
        found = connection.execute(b"explain (format json) " + load("approvals")[name], given).fetchone()
        connection.rollback()
    assert f'"Index Name": "{index}"' in json.dumps(found)

"""Approvals over the whole house: by oneself, of something else, by who may no longer, by nobody, and twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import errors
from tests.attacks.besieged import APPROVER, WHY, conversation, recorded
from tests.matrix.circumstances import NORTH, TENANT
from tests.matrix.served import Served

from handclasp.access.approvals import Asked
from handclasp.access.policy import Reader, StepUp

ADMINISTRATOR = Reader(TENANT, "administrator", "the-administrator", NORTH)
LEAD = Reader(TENANT, "lead", "the-lead", NORTH, stepped=frozenset(purpose.value for purpose in StepUp))
_teams = (f"team-{number}" for number in itertools.count())


def ask(served: Served, account: str = "a-colleague") -> Asked:
    """A grant that the administrator asked for."""
    form = {"act": "change", "role": "agent", "team": next(_teams), "reason": WHY}
    asked = served.browser("the-administrator").post(f"/desk/people/account/{account}/ask", form)
    assert asked.status_code == 302, asked.text
    return max(served.house.approvals.mine(ADMINISTRATOR), key=lambda one: one.idx)


def approve(served: Served, asked: Asked) -> None:
    served.house.approvals.vote(APPROVER, asked.request, "approve", "", asked.digest)


def apply(served: Served, asked: Asked) -> int:
    browser = served.browser("the-administrator", "only people")
    return browser.post(f"/desk/people/asked/{asked.request}/apply").status_code


def team(served: Served, account: str = "a-colleague") -> str:
    with served.house.database.transaction("machine", 1, [1]) as connection:
        row = connection.execute("select team from handclasp.people where person = %s", [account]).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def tampered(served: Served) -> Iterator[Any]:
    """A connection with the console's rights, as who broke into the web process has it."""
    connection = served.house.database.connect("console", autocommit=True)
    yield connection
    connection.close()


def test_what_a_second_person_approved_is_done_once(served: Served) -> None:
    asked, before = ask(served), team(served)
    approve(served, asked)
    assert apply(served, asked) == 302
    after = team(served)
    assert after != before
    assert apply(served, asked) in {403, 404, 409}
    assert team(served) == after


@pytest.mark.parametrize("session", ["only approve", "none"])
def test_nobody_approves_their_own_request(served: Served, session: str) -> None:
    asked = ask(served)
    browser = served.browser("the-administrator", session)
    with recorded(served, by="the-administrator", action="approve"):
        answer = browser.post(
            f"/desk/approvals/{asked.request}/vote", {"decision": "approve", "seen": asked.digest.hex()}
        )
    assert answer.status_code in {403, 404}
    with recorded(served, by="the-administrator", action="use"):
        assert apply(served, asked) == 403


def test_a_lead_approves_no_export_of_their_own(served: Served) -> None:
    there = conversation(served, "team")
    exports, approvals = served.house.exports, served.house.approvals
    asked = approvals.request(LEAD, exports.request(LEAD, bytes.fromhex(there), purpose="dispute", reason=WHY))
    browser = served.browser("the-lead", "only approve")
    with recorded(served, by="the-lead", action="approve"):
        answer = browser.post(
            f"/desk/approvals/{asked.request}/vote", {"decision": "approve", "seen": asked.digest.hex()}
        )
    assert answer.status_code in {403, 404}
    approvals.withdraw(LEAD, asked.request)


def test_two_of_an_exclusive_group_do_not_approve_each_other(served: Served) -> None:
    asked = ask(served)
    browser = served.browser("another-administrator", "only approve")
    with recorded(served, by="another-administrator", action="approve"):
        answer = browser.post(
            f"/desk/approvals/{asked.request}/vote", {"decision": "approve", "seen": asked.digest.hex()}
        )
    assert answer.status_code in {403, 404}
    assert apply(served, asked) == 403


@pytest.mark.parametrize("session", ["none", "stale", "but approve"])
def test_a_stale_or_foreign_second_factor_approves_nothing(served: Served, session: str) -> None:
    asked = ask(served)
    with recorded(served, by="the-director", action="approve"):
        answer = served.browser("the-director", session).post(
            f"/desk/approvals/{asked.request}/vote", {"decision": "approve", "seen": asked.digest.hex()}
        )
    assert answer.status_code == 403
    assert "/desk/step-up/approve" in answer.text
    assert apply(served, asked) == 403


@pytest.mark.parametrize("seen", ["", "00" * 32, "nothing"])
def test_what_was_not_shown_is_not_approved(served: Served, seen: str) -> None:
    asked = ask(served)
    with recorded(served, by="the-director", action="approve"):
        answer = served.browser("the-director", "only approve").post(
            f"/desk/approvals/{asked.request}/vote", {"decision": "approve", "seen": seen}
        )
    assert answer.status_code == 409
    assert apply(served, asked) == 403


def test_what_was_approved_is_not_done_once_the_account_is_another(served: Served, tampered: Any) -> None:
    asked = ask(served)
    approve(served, asked)
    tampered.execute("update control.access_staff set team = 'meanwhile' where username = 'a-colleague'")
    assert apply(served, asked) == 409
    assert team(served) == "meanwhile"


def test_an_approval_of_one_request_does_not_carry_another(served: Served, tampered: Any) -> None:
    """Whoever can write rows swaps what was asked: the journal says otherwise, and that counts."""
    good, bad = ask(served), ask(served)
    approve(served, good)
    tampered.execute(
        "update handclasp.approvals a set idx = b.idx from handclasp.approvals b "
        "where a.request = %s and b.request = %s",
        (bytes.fromhex(good.request), bytes.fromhex(bad.request)),
    )
    before = team(served)
    assert apply(served, good) >= 400
    assert apply(served, bad) >= 400
    assert team(served) == before


@pytest.mark.parametrize(
    "change",
    [
        "update control.access_staff set role = 'agent' where username = 'another-director'",
        "update control.access_staff set is_active = false where username = 'another-director'",
    ],
)
def test_an_approval_of_who_lost_the_role_is_none(served: Served, tampered: Any, change: str) -> None:
    asked, before = ask(served), team(served)
    approve(served, asked)
    tampered.execute(change)
    try:
        with recorded(served, by="the-administrator", action="use"):
            assert apply(served, asked) == 403
    finally:
        tampered.execute(
            "update control.access_staff set role = 'director', is_active = true where username = 'another-director'"
        )
    assert team(served) == before


def test_who_lost_the_role_that_asked_has_no_approval(served: Served) -> None:
    there = conversation(served, "team")
    exports, approvals = served.house.exports, served.house.approvals
    wanted = exports.request(LEAD, bytes.fromhex(there), purpose="dispute", reason=WHY)
    asked = approvals.request(LEAD, wanted)
    approve(served, asked)
    change = "update control.access_staff set role = %s where username = 'the-lead'"
    with served.house.database.connect("console", autocommit=True) as connection:
        connection.execute(change.encode(), ["agent"])
        try:
            assert not approvals.stands(LEAD, wanted)
            answer = served.browser("the-lead", "only export").post(
                f"/desk/approvals/{asked.request}/file", {"passphrase": "p" * 20, "again": "p" * 20}
            )
            assert answer.status_code >= 300
            assert b"age-encryption.org" not in answer.content
        finally:
            connection.execute(change.encode(), ["lead"])


def test_nobody_at_all_is_never_enough(served: Served, tampered: Any) -> None:
    asked, before = ask(served), team(served)
    here = bytes.fromhex(asked.request)
    with pytest.raises(errors.CheckViolation):
        tampered.execute("update handclasp.approvals set people = 0 where request = %s", [here])
    tampered.execute("update handclasp.approvals set state = 'approved' where request = %s", [here])
    with recorded(served, by="the-administrator", action="use"):
        assert apply(served, asked) == 403
    assert team(served) == before


def test_a_vote_that_nobody_sealed_counts_for_nothing(served: Served, tampered: Any) -> None:
    asked, before = ask(served), team(served)
    here = bytes.fromhex(asked.request)
    tampered.execute(
        "insert into handclasp.approval_votes (tenant_id, request, person, role, decision, idx, at) "
        "values (1, %s, 'another-director', 'director', 'approve', %s, now())",
        (here, asked.idx),
    )
    tampered.execute("update handclasp.approvals set state = 'approved' where request = %s", [here])
    assert apply(served, asked) >= 400
    assert team(served) == before


def test_an_approval_that_was_used_is_not_good_again_whatever_its_row_says(served: Served, tampered: Any) -> None:
    asked = ask(served)
    approve(served, asked)
    assert apply(served, asked) == 302
    after = team(served)
    here = bytes.fromhex(asked.request)
    tampered.execute("update handclasp.approvals set state = 'approved', used_at = null where request = %s", [here])
    tampered.execute("update control.access_staff set team = 'north' where username = 'a-colleague'")
    assert apply(served, asked) >= 400
    assert team(served) == "north" != after


def test_a_request_is_nobody_elses_to_look_at_use_or_withdraw(served: Served) -> None:
    asked = ask(served)
    for name in ("another-administrator", "the-agent", "the-lead", "the-merchant", "wallet-director"):
        browser = served.browser(name, "only people")
        for path in (f"/desk/people/asked/{asked.request}/apply", f"/desk/approvals/{asked.request}/withdraw"):
            assert browser.post(path).status_code in {403, 404}, (name, path)
    for name in ("the-agent", "the-lead", "the-merchant", "wallet-director"):
        assert served.browser(name).get(f"/desk/approvals/{asked.request}").status_code == 404

"""Asking: the exact request, bound by its digest, in one's own name, for a time; and who sees what was asked."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.approval_stand import CONVERSATION, HOUR, START, STEPPED, Stand

from handclasp.access.approvals import (
    MayNotApprove,
    NotSealed,
    NotYours,
    Request,
    RequestClosed,
    RequestExpired,
    RoleLost,
    State,
    Vote,
)
from handclasp.access.policy import Action, Reader
from handclasp.records import Invalid, Kind, NotFound, OutcomeUnknown, Refused


@pytest.fixture
def stand() -> Stand:
    return Stand()


# --- what is asked


def test_the_digest_is_that_of_the_canonical_document() -> None:
    request = Stand().export()
    written = (
        b'{"evidence":{"last":"' + b"ab" * 32 + b'","records":7},"kind":"export","purpose":"dispute",'
        b'"reason":"chargeback 4411 (specimen)","requester":"lin","requester_role":"specialist",'
        b'"subject":"' + CONVERSATION.encode() + b'","tenant":"shop"}'
    )
    assert request.digest() == sha256(b"handclasp/approval/v1" + written).digest()


@pytest.mark.parametrize("name", [name for name in Request.__struct_fields__ if name != "evidence"])
def test_a_change_of_any_part_is_another_request(name: str) -> None:
    request = Stand().export()
    other = {"kind": "reveal", "subject": "f" * 32}.get(name, f"{getattr(request, name)} ")
    assert msgspec.structs.replace(request, **{name: other}).digest() != request.digest()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_change_of_any_evidence_is_another_request(value: Any) -> None:
    try:
        changed = Stand().export(evidence={"records": 7, "last": value})
        assert changed.digest() != Stand().export(evidence={"records": 7, "last": [value]}).digest()
        assert changed.digest() != Stand().export(evidence={"records": 7, "last": value, "": value}).digest()
        assert changed.digest() == Stand().export(evidence={"last": value, "records": 7}).digest()
    except Invalid:
        assert isinstance(value, str | list | dict | int)  # half a surrogate pair, or a number beyond 64 bits


@pytest.mark.parametrize(
    "evidence",
    [{1: "a"}, {"a": b"a"}, {"a": ("a",)}, {"a": float("nan")}, {"a": "\ud800"}, {"a": {1, 2}}, {"a": "x" * 70_000}],
    ids=["key", "bytes", "tuple", "nan", "surrogate", "set", "size"],
)
def test_what_reads_back_as_something_else_cannot_be_asked(stand: Stand, evidence: dict[Any, Any]) -> None:
    with pytest.raises(Invalid):
        stand.asked(stand.export(evidence=evidence))
    assert not stand.store.rows


def test_asking_seals_everything_before_a_row_stands(stand: Stand) -> None:
    asked = stand.asked()
    assert stand.records(Kind.APPROVAL) == [
        {
            "kind": "approval",
            "author": "specialist:lin",
            "received": START,
            "request": bytes.fromhex(asked.request),
            "decision": "requested",
            "what": "export",
            "digest": stand.export().digest(),
            "document": stand.export().document(),
            "subjects": [CONVERSATION],
            "until": START + 8 * HOUR,
            "reason": "chargeback 4411 (specimen)",
            "policy": "shop/v1",
        }
    ]
    assert stand.row(asked) == asked
    assert (asked.state, asked.idx, asked.people, asked.expires) == ("open", 0, 1, START + 8 * HOUR)


def test_the_row_holds_no_text_of_anybodys(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    kept = repr((stand.store.rows, stand.store.said))
    assert "4411" not in kept
    assert "in order" not in kept


def test_when_the_journal_cannot_be_written_nothing_is_asked(stand: Stand) -> None:
    stand.broken = OutcomeUnknown("no answer")
    with pytest.raises(OutcomeUnknown):
        stand.asked()
    assert not stand.store.rows


def test_asking_the_identical_thing_again_is_the_same_request(stand: Stand) -> None:
    asked = stand.asked()
    assert stand.asked() == asked
    stand.approve(asked)
    assert stand.asked().request == asked.request
    assert len(stand.records(Kind.APPROVAL, "requested")) == 1


def test_two_who_ask_alike_have_two_requests(stand: Stand) -> None:
    assert stand.asked(stand.export("ye")).request != stand.asked(stand.export("lin")).request


def test_what_expired_can_be_asked_again(stand: Stand) -> None:
    first = stand.asked()
    stand.now = first.expires
    second = stand.asked()
    assert second.request != first.request
    assert stand.row(first).state == "expired"
    assert [facts["decision"] for facts in stand.records(Kind.APPROVAL)] == ["requested", "expired", "requested"]


@pytest.mark.parametrize("changes", [{"requester": "ye"}, {"tenant": "wallet"}])
def test_nobody_asks_in_anothers_name(stand: Stand, changes: dict[str, str]) -> None:
    stand.refused(NotYours, stand.approvals.request, stand.who("lin"), stand.export(**changes))


def test_nobody_asks_in_a_role_they_do_not_have(stand: Stand) -> None:
    claimed = stand.who("lin")._replace(role="director")
    request = stand.export(requester_role="director")
    stand.refused(RoleLost, stand.approvals.request, claimed, request)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("zhou", {}),
        ("root", {}),
        ("wu", {}),
        ("lin", {"kind": "policy", "subject": ""}),
        ("lin", {"kind": "teleport"}),
        ("lin", {"subject": ""}),
        ("lin", {"kind": "reveal", "evidence": {"item": "BANK_CARD"}}),
    ],
)
def test_who_could_not_do_it_even_then_cannot_ask_for_it(stand: Stand, name: str, changes: dict[str, Any]) -> None:
    stand.refused(Refused, stand.asked, stand.export(name, **changes))


def test_a_kind_of_another_room_is_asked_for_like_any(stand: Stand) -> None:
    approvals = stand.process(asks={"freeze": Action.EXPORT})
    request = stand.export(kind="freeze")
    assert approvals.request(stand.who("lin"), request).kind == "freeze"
    stand.refused(Refused, approvals.request, stand.who("lin"), stand.export())


@pytest.mark.parametrize("role", ["customer", "machine", "operator", "system"])
def test_who_is_no_account_takes_no_part_whatever_their_name(stand: Stand, role: str) -> None:
    asked = stand.asked()
    stranger = Reader("shop", role, "he", stepped=STEPPED)
    request = stand.export("he", requester_role=role)
    stand.refused(RoleLost, stand.approvals.request, stranger, request)
    stand.refused(RoleLost, stand.vote, stranger, asked)
    stand.refused(RoleLost, stand.approvals.use, stranger, request)
    stand.refused(RoleLost, stand.approvals.withdraw, stranger._replace(id="lin"), asked.request)
    assert stand.approvals.waiting(stranger) == []


# --- when


@pytest.mark.parametrize("late", [0, 1, HOUR])
def test_what_expired_is_neither_approved_nor_used(stand: Stand, late: int) -> None:
    asked, other = stand.asked(), stand.asked(stand.export("ye"))
    stand.approve(asked)
    stand.now = asked.expires + late
    stand.refused(RequestExpired, stand.approve, other)
    stand.refused(RequestExpired, stand.use)
    assert not stand.stands()
    assert stand.approvals.waiting(stand.who("he")) == []


def test_a_moment_earlier_it_stands(stand: Stand) -> None:
    asked = stand.asked()
    stand.now = asked.expires - 1
    stand.approve(asked)
    assert stand.use()


def test_time_that_is_over_is_sealed_once(stand: Stand) -> None:
    approved, waiting, late = stand.asked(), stand.asked(stand.export("ye")), stand.export("he")
    stand.approve(approved)
    stand.now += HOUR
    young = stand.asked(late)
    assert stand.approvals.expire("shop") == 0
    assert stand.approvals.expire("shop", approved.expires) == 2
    assert stand.approvals.expire("shop", approved.expires) == 0
    assert {facts["request"] for facts in stand.records(Kind.APPROVAL, "expired")} == {
        bytes.fromhex(approved.request),
        bytes.fromhex(waiting.request),
    }
    assert (stand.row(approved).state, stand.row(waiting).state, stand.row(young).state) == (
        "expired",
        "expired",
        "open",
    )
    assert stand.approvals.expire("nowhere") == 0


# --- withdrawing, lists, other tenants, keys


@pytest.mark.parametrize("approved", [False, True])
def test_who_asked_may_withdraw_and_it_is_over(stand: Stand, approved: bool) -> None:  # noqa: FBT001 - a parameter
    asked = stand.asked()
    if approved:
        stand.approve(asked)
    assert stand.approvals.withdraw(stand.who("lin"), asked.request) is State.WITHDRAWN
    assert stand.row(asked).state == "withdrawn"
    stand.refused(RequestClosed, stand.use)
    stand.refused(RequestClosed, stand.approve, asked, "gu")
    stand.refused(RequestClosed, stand.approvals.withdraw, stand.who("lin"), asked.request)
    assert stand.asked().request != asked.request


def test_nobody_else_withdraws(stand: Stand) -> None:
    asked = stand.asked()
    for name in ("he", "root", "ye"):
        stand.refused(NotYours, stand.approvals.withdraw, stand.who(name), asked.request)


def test_waiting_lists_what_one_could_decide_and_nothing_else(stand: Stand) -> None:
    first, second = stand.asked(), stand.asked(stand.export("he"))
    policy = stand.asked(stand.export("root", kind="policy", subject="", evidence={}))

    def waits(name: str) -> set[str]:
        return {asked.request for asked in stand.approvals.waiting(stand.who(name)._replace(stepped=frozenset()))}

    assert waits("he") == {first.request, policy.request}
    assert waits("gu") == {first.request, second.request, policy.request}
    assert waits("ye") == {first.request, second.request}
    assert waits("su") == waits("zhou") == waits("lin") == waits("root") == waits("deputy") == set()
    assert waits("wu") == {policy.request}
    stand.rules.people = 2
    stand.approve(first, "gu")
    assert first.request not in waits("gu")
    assert not stand.records(Kind.REFUSAL)


@pytest.mark.parametrize("name", ["lin", "he", "ye"])
def test_who_asked_and_who_decides_is_shown_all_of_it_once_the_look_is_sealed(stand: Stand, name: str) -> None:
    asked = stand.asked()
    shown = stand.approvals.show(stand.who(name)._replace(stepped=frozenset()), asked.request)
    assert shown == (asked, stand.export(), ())
    (look,) = stand.records(Kind.ACCESS)
    assert (look["author"].split(":")[1], look["subjects"], look["policy"]) == (name, [CONVERSATION], "shop/v1")
    assert look["scope"] == f"request {asked.request}"
    assert "4411" not in repr(look)
    stand.broken = OutcomeUnknown("no answer")
    with pytest.raises(OutcomeUnknown):
        stand.approvals.show(stand.who(name), asked.request)


def test_who_decided_may_look_again_and_sees_who_else_did(stand: Stand) -> None:
    asked = stand.asked()
    stand.approve(asked)
    for name in ("lin", "he", "gu"):
        shown = stand.approvals.show(stand.who(name), asked.request)
        assert (shown.asked.state, shown.votes) == ("approved", (Vote("he", "director", "approve", 1, START),))


@pytest.mark.parametrize("name", ["zhou", "wu", "root", "su", "deputy"])
def test_nobody_else_is_shown_a_request(stand: Stand, name: str) -> None:
    asked = stand.asked()
    stand.refused(MayNotApprove, stand.approvals.show, stand.who(name), asked.request)
    stand.refused(NotFound, stand.approvals.show, stand.who(name), "0" * 32)


def test_a_row_that_is_not_the_journals_is_not_shown(stand: Stand) -> None:
    asked = stand.asked()
    stand.forge(asked, digest=bytes(32))
    stand.refused(NotSealed, stand.approvals.show, stand.who("he"), asked.request)


def test_mine_lists_what_one_asked_for(stand: Stand) -> None:
    first = stand.asked()
    stand.approvals.withdraw(stand.who("lin"), first.request)
    stand.now += 1
    second = stand.asked()
    stand.asked(stand.export("ye"))
    assert [asked.request for asked in stand.approvals.mine(stand.who("lin"))] == [second.request, first.request]


@pytest.mark.parametrize("request_id", ["0" * 32, "", "../1", "G" * 32, "0" * 31 + "\n", "\ud800", "钥匙"])
def test_a_guessed_id_finds_nothing_and_is_written_down(stand: Stand, request_id: str) -> None:
    stand.refused(NotFound, stand.approvals.vote, stand.who("he"), request_id, "approve", "", bytes(32))
    stand.refused(NotFound, stand.approvals.withdraw, stand.who("he"), request_id)


def test_a_request_of_another_tenant_is_not_there(stand: Stand) -> None:
    asked = stand.asked()
    stand.people["wallet", "he"] = ("director", "")
    stand.people["wallet", "lin"] = ("specialist", "")
    other = stand.who("he", "wallet")
    with pytest.raises(NotFound):
        stand.approvals.vote(other, asked.request, "approve", "", asked.digest)
    with pytest.raises(NotFound):
        stand.approvals.withdraw(stand.who("lin", "wallet"), asked.request)
    assert [record.tenant for record in stand.journal if record.facts["kind"] == "refusal"] == ["wallet"] * 2
    assert stand.approvals.waiting(other) == stand.approvals.mine(stand.who("lin", "wallet")) == []


def test_a_tenant_that_is_not_there_has_no_requests(stand: Stand) -> None:
    nobody = stand.who("he")._replace(tenant="nowhere")
    with pytest.raises(NotFound):
        stand.approvals.vote(nobody, "0" * 32, "approve", "", bytes(32))
    assert not stand.journal


def test_an_api_key_asks_as_itself_and_an_account_of_its_name_is_somebody_else(stand: Stand) -> None:
    key = Reader("shop", "service", "0123456789ab", scopes=frozenset({"export"}))
    stand.people["shop", key.id] = ("lead", "north")
    person = stand.who(key.id)
    request = stand.export("lin", requester=key.id, requester_role="service")
    asked = stand.approvals.request(key, request)
    assert stand.approvals.mine(person) == []
    stand.refused(NotYours, stand.approvals.withdraw, person, asked.request)
    stand.approve(asked)
    stand.keys.clear()
    stand.refused(RoleLost, stand.approvals.use, key, request)
    stand.keys.add(key.id)
    assert stand.approvals.use(key, request).approvers == ("he",)

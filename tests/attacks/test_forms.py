"""Forms: fields nobody asked for, forms of other pages, the same form twice."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
import pytest
from tests.attacks.besieged import WHY, addresses, conversation, recorded
from tests.matrix.circumstances import NORTH, TENANT
from tests.matrix.served import Served
from tests.matrix.street import KEYS

from handclasp.access.policy import Reader
from handclasp.records import NotFound

EXTRA: dict[str, Any] = {
    "tenant": "wallet",
    "is_active": "true",
    "is_superuser": "1",
    "username": "the-director",
    "id": "1",
    "staff": "1",
    "password": "mallory's own password",
    "must_change_password": "false",
    "author": "agent:the-director",
    "author_role": "director",
    "kind": "note",
    "received": "0",
    "requester": "the-director",
    "requester_role": "director",
    "approved": "true",
    "state": "approved",
    "people": "0",
    "stepped_up": "people",
    "policy": "none",
}
"""Names that mean something inside."""


def account(served: Served, name: str) -> tuple[Any, ...]:
    with served.house.database.transaction("machine", 1, [1, 2]) as connection:
        query = "select tenant_id, role, team, merchant, active from handclasp.people where person = %s"
        rows = connection.execute(query, [name]).fetchall()
    return tuple(rows)


def test_a_request_about_an_account_holds_nothing_but_what_its_form_has(served: Served) -> None:
    administrator = Reader(TENANT, "administrator", "the-administrator", NORTH)
    before = account(served, "somebody-far")
    browser = served.browser("the-administrator", "only people")
    form = EXTRA | {"act": "change", "role": "lead", "team": "south", "merchant": "", "reason": WHY}
    assert browser.post("/desk/people/account/somebody-far/ask", form).status_code == 302
    asked = max(served.house.approvals.mine(administrator), key=lambda one: one.idx)
    _, request, _ = served.house.approvals.show(administrator, asked.request)
    assert request.tenant == TENANT
    assert (request.requester, request.requester_role) == ("the-administrator", "administrator")
    assert request.evidence["account"] == "somebody-far"
    assert set(request.evidence) <= {
        "act",
        "account",
        "display_name",
        "role",
        "team",
        "merchant",
        "from_role",
        "from_team",
        "from_merchant",
    }
    assert asked.state == "open"
    assert asked.people >= 1
    assert account(served, "somebody-far") == before
    served.house.approvals.withdraw(administrator, asked.request)


def test_what_is_said_is_said_by_who_is_signed_in(served: Served) -> None:
    there = conversation(served, "own", "agent")
    form = EXTRA | {"text": "said by mallory", "mode": "reply", "key": secrets.token_urlsafe(16)}
    assert served.browser("the-agent").post(f"/desk/c/{there}/say", form).status_code == 302
    views = served.house.disclose.read(
        Reader(TENANT, "specialist", "the-specialist", NORTH), bytes.fromhex(there), purpose="attack"
    )
    (last,) = [view for view in views if view.body == "said by mallory"]
    assert str(last.author) == "agent:the-agent"
    assert last.kind == "message"
    assert last.received > 0


@pytest.mark.parametrize("path", ["/desk/language", "/desk/theme"])
def test_a_preference_is_all_that_its_form_changes(served: Served, path: str) -> None:
    before = account(served, "the-agent")
    served.browser("the-agent").post(path, EXTRA | {"role": "director", "language": "en", "theme": "dark"})
    assert account(served, "the-agent") == before


def test_a_message_of_a_machine_has_no_other_fields(served: Served) -> None:
    message = {"conversation": "attack", "author": {"role": "agent", "id": "bot"}, "text": "specimen"}
    headers = {"authorization": f"Bearer {KEYS['key-write']}"}
    for name, value in {"tenant": "wallet", "received": 1, "index": 1, "journal": True, "policy": "x"}.items():
        body = {**message, "id": secrets.token_hex(8), name: value}
        answer = httpx.post(f"{served.address}/v1/messages", json=body, headers=headers, timeout=60)
        assert answer.status_code in {400, 422}, name
    for role in ("auditor", "director", "machine", "operator"):
        body = {**message, "id": secrets.token_hex(8), "author": {"role": role, "id": "mallory"}}
        answer = httpx.post(f"{served.address}/v1/messages", json=body, headers=headers, timeout=60)
        assert answer.status_code in {400, 422}, role


@pytest.mark.parametrize("path", addresses())
@pytest.mark.parametrize("token", [None, "", "0" * 32, "another session's"])
def test_a_form_of_another_page_changes_nothing(served: Served, path: str, token: str | None) -> None:
    browser = served.browser("the-administrator", "only people")
    forged = served.browser("the-agent").token if token == "another session's" else token
    form = {"reason": WHY, "act": "change", "role": "agent"} | (
        {} if forged is None else {"csrfmiddlewaretoken": forged}
    )
    answer = browser.client.post(path, data=form)
    assert answer.status_code in {403, 405}, path


def test_a_form_from_another_origin_changes_nothing(served: Served) -> None:
    browser = served.browser("the-administrator", "only people")
    before = account(served, "somebody-far")
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}):
        with recorded(served, by="the-administrator", action="form"):
            answer = browser.post("/desk/people/account/somebody-far/suspend", headers=headers)
        assert answer.status_code == 403
    assert account(served, "somebody-far") == before


def test_the_same_form_twice_is_one_record(served: Served) -> None:
    there = conversation(served, "own", "agent")
    form = {"text": "once and for all", "mode": "reply", "key": secrets.token_urlsafe(16)}
    browser = served.browser("the-agent")
    for _ in range(3):
        browser.post(f"/desk/c/{there}/say", form)
    other = browser.post(f"/desk/c/{there}/say", form | {"text": "once and for nothing"})
    assert other.status_code == 409
    who = Reader(TENANT, "specialist", "the-specialist", NORTH)
    views = served.house.disclose.read(who, bytes.fromhex(there), purpose="attack")
    assert [view.body for view in views].count("once and for all") == 1
    assert "once and for nothing" not in [view.body for view in views]


def test_a_form_that_is_sent_by_a_link_is_not_taken(served: Served) -> None:
    browser = served.browser("the-administrator", "only people")
    before = account(served, "somebody-far")
    for path in addresses():
        if path.endswith(("/suspend", "/resume", "/sign-out", "/password", "/apply", "/vote", "/withdraw", "/file")):
            answer = browser.get(path.replace("a-colleague", "somebody-far"), params={"decision": "approve"})
            # A page of its own says no to whoever reviews nothing, whatever the address asks for.
            mere_page = path == "/desk/password" or (path.startswith("/desk/review/") and answer.status_code == 403)
            assert answer.status_code in {302, 404, 405, 410} or mere_page
    assert account(served, "somebody-far") == before


def test_a_request_that_is_not_there_is_not_done(served: Served) -> None:
    with pytest.raises(NotFound):
        served.house.approvals.show(Reader(TENANT, "director", "the-director", NORTH), "ab" * 16)
    browser = served.browser("the-administrator", "only people")
    assert browser.post(f"/desk/people/asked/{'ab' * 16}/apply").status_code == 404

"""The doors of the pages behind which things are shown, taken out, decided and audited, told what the table says.

A second person's approval is a real one. What was asked for and not done is withdrawn before the next cell.
"""

from __future__ import annotations

import contextlib
import secrets

import httpx
import pyrage
import pytest
from tests.matrix import table
from tests.matrix.asking import APPROVER, WHY, bearing, told
from tests.matrix.circumstances import NORTH, TENANT, asks_to_send, can_be_asked
from tests.matrix.runner import Cell, cells
from tests.matrix.served import Browser, Served
from tests.matrix.street import STAFF
from tests.matrix.table import ITEMS, KINDS

from handclasp.access.approvals import Asked, Request
from handclasp.access.policy import Action, Reader
from handclasp.records import HandclaspError

FIELDS = {"contact": "original/0", "goods": "original/2", "payment": "original/3", "identity": "original/4"}
WHOLE = {"contact": "13812345678", "goods": "ABCD-EFGH-JKLM-NPQR", "payment": "6222", "identity": "11010519491231002X"}
RECIPIENT = str(pyrage.x25519.Identity.generate().to_public())


def person(column: str) -> Reader:
    """Somebody of the staff, as the house's own parts know them."""
    return Reader(TENANT, column, f"the-{column}", NORTH)


def newest(served: Served, column: str) -> Asked | None:
    """What somebody asked for last, if it is live."""
    live = [one for one in served.house.approvals.mine(person(column)) if one.state in {"open", "approved"}]
    return max(live, key=lambda one: one.idx, default=None)


def approved(served: Served, column: str) -> None:
    """Have another person approve what somebody asked for last; whoever could not ask goes without."""
    asked = newest(served, column)
    if asked is not None:
        served.house.approvals.vote(APPROVER, asked.request, "approve", "", asked.digest)


def withdrawn(served: Served, column: str) -> None:
    """Take back what was asked for and not done."""
    while (asked := newest(served, column)) is not None:
        served.house.approvals.withdraw(person(column), asked.request)


@pytest.mark.parametrize("what", FIELDS)
def test_revealing(served: Served, what: str) -> None:
    # A reason is a field of the form: without it, nothing is asked for and nothing shown.
    lines = [row for row in bearing(Action.REVEAL, "r") if row.what & ITEMS == {what}]

    def ask(browser: Browser, where: str, cell: Cell) -> httpx.Response:
        path, form = f"/desk/c/{where}/reveal/1/{FIELDS[what]}", {"purpose": "dispute", "reason": WHY}
        if "a" in cell.row.given:
            browser.post(path, form | {"do": "ask"})
            approved(served, cell.column)
        answer = browser.post(path, form | {"do": "show"})
        withdrawn(served, cell.column)
        assert answer.headers["cache-control"] == "no-store"
        return answer

    assert not told(served, Action.REVEAL, ask, shows=WHOLE[what], asked=cells(lines, STAFF))


def test_nothing_is_revealed_without_a_reason(served: Served) -> None:
    for cell in cells([row for row in table.of("reveal") if row.whose == "own" and row.given == "sa"], STAFF):
        what = next(iter(cell.row.what & ITEMS))
        if what not in FIELDS:
            continue
        where = served.street.conversation(cell.column, cell.row).hex()
        browser = served.browser(f"the-{cell.column}", "only reveal")
        for reason in ("", "    ", "w"):
            form = {"do": "show", "purpose": "dispute", "reason": reason}
            answer = browser.post(f"/desk/c/{where}/reveal/1/{FIELDS[what]}", form)
            assert 400 <= answer.status_code < 500
            assert WHOLE[what] not in answer.text


def test_exporting(served: Served) -> None:
    def ask(browser: Browser, where: str, cell: Cell) -> httpx.Response:
        asked = browser.post(f"/desk/c/{where}/export", {"purpose": "dispute", "reason": WHY})
        if asked.status_code != 302:
            return asked
        if "a" in cell.row.given:
            approved(served, cell.column)
        answer = browser.post(f"{asked.headers['location']}/file", {"recipient": RECIPIENT})
        withdrawn(served, cell.column)
        return answer

    wanted = cells(bearing(Action.EXPORT, "r"), STAFF)
    assert not told(served, Action.EXPORT, ask, shows="age-encryption.org", asked=wanted)


def test_an_export_is_not_there_for_who_may_never_have_one(served: Served) -> None:
    for cell in cells([row for row in table.of("export") if row.whose == "own"], STAFF):
        where = served.street.conversation(cell.column, cell.row).hex()
        answer = served.browser(f"the-{cell.column}").get(f"/desk/c/{where}/export")
        assert answer.status_code == (404 if cell.first == "-" else 200), cell


def test_approving(served: Served) -> None:
    def ask(browser: Browser, where: str, cell: Cell) -> httpx.Response:
        (kind,) = cell.row.what & KINDS
        asker = _asker(cell, kind)
        items = {"reveal": "PHONE", "guard": "one-time-code", "delete": "many"}
        evidence = {"nonce": secrets.token_hex(8)} | ({"item": items[kind]} if kind in items else {})
        request = Request(
            kind=kind,
            tenant=TENANT,
            requester=asker.id,
            requester_role=asker.role,
            subject=where,
            purpose="dispute",
            reason=WHY,
            evidence=evidence,
        )
        with contextlib.suppress(HandclaspError):
            asked = served.house.approvals.request(asker, request)
            form = {"decision": "approve", "reason": WHY, "seen": asked.digest.hex()}
            return browser.post(f"/desk/approvals/{asked.request}/vote", form)
        # Its asker could not even ask for it: there is nothing to approve.
        return browser.get(f"/desk/approvals/{secrets.token_hex(16)}")

    lines = [row for row in table.of("approve") if row.whose != "elsewhere" and "unheard-of" not in row.what]
    wanted = [cell for cell in cells(lines, STAFF) if can_be_asked(*cell)]
    assert not told(served, Action.APPROVE, ask, asked=wanted)


def _asker(cell: Cell, kind: str) -> Reader:
    if "mine" in cell.row.what:
        return person(cell.column)
    if kind == "guard" and (other := asks_to_send(cell.row)):
        return other
    usual = {"policy": "administrator", "role": "administrator", "delete": "privacy"}.get(kind, "specialist")
    role = cell.column if "peer" in cell.row.what else usual
    return Reader(TENANT, role, f"another-{role}", NORTH)


def test_auditing(served: Served) -> None:
    assert not told(served, Action.AUDIT, lambda browser, _where, _cell: browser.get("/desk/journal"))

    def take_out(browser: Browser, _where: str, _cell: Cell) -> httpx.Response:
        return browser.post("/desk/journal/proof", {"by": "the-agent", "reason": WHY})

    wanted = cells(bearing(Action.AUDIT_EXPORT, "r"), STAFF)
    assert not told(served, Action.AUDIT_EXPORT, take_out, asked=wanted)
    for reason in ("", " ", "w"):
        answer = served.browser("the-auditor", "only export").post("/desk/journal/proof", {"reason": reason})
        assert answer.status_code == 422

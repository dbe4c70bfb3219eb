"""The doors of machines and customers: API keys and the widget's sessions, told what the table says.

Both applications are those of the running house, asked in this process without a network.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pyrage
import pytest
from starlette.applications import Starlette
from tests.desk.real import django_on
from tests.matrix import table
from tests.matrix.circumstances import NORTH, TENANT
from tests.matrix.runner import Cell, cells
from tests.matrix.street import KEYS, Street
from tests.matrix.table import Row
from tests.matrix.wire import Wire
from tests.unique import word

from handclasp.access.machines import hashed
from handclasp.access.policy import Action, Reader, StepUp
from handclasp.house import processes
from handclasp.web import api
from handclasp.web.hub import Hub

WHY = "a specimen of a reason"
APPROVER = Reader(TENANT, "director", "another-director", NORTH, stepped=frozenset({StepUp.APPROVE.value}))
RECIPIENT = str(pyrage.x25519.Identity.generate().to_public())
CODES = {"reason-needed": "R", "step-up-needed": "S", "approval-needed": "A", "scope-missing": "-", "refused": "-"}


@pytest.fixture(scope="module")
def machines(street: Street) -> Iterator[Wire]:
    """The API of the house."""
    app = api.create_api(processes._api_services(street.house))
    wire = Wire(app)
    yield wire
    wire.close()
    app.state.handclasp.close()


@pytest.fixture(scope="module")
def customers(street: Street, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """The widget's door; where a conversation goes on is asked of the desk's list."""
    with django_on(street.house, tmp_path_factory.mktemp("desk")):
        hub = Hub(street.house.disclose, street.house.tail)
        wire = Wire(Starlette(routes=processes._customer_routes(street.house, hub)))
        yield wire
        wire.close()


def heard(answer: httpx.Response) -> str:
    """An answer of these doors in the words of the table."""
    assert answer.status_code < 500, answer.text
    if answer.status_code < 300:
        return "yes"
    assert answer.status_code in {401, 403, 404}, answer.text
    return CODES.get(answer.json()["code"], "-")


def differences(asked: list[Cell], ask: Any) -> list[str]:
    """Cells that were answered otherwise than the table says; another tenant's conversation is none here."""
    assert asked
    found = []
    for cell in asked:
        answer = heard(ask(cell.column, cell.row))
        if answer != cell.first and not (cell.row.whose == "elsewhere" and answer != "yes"):
            found.append(f"{cell.row}: {cell.column} should be told {cell.first!r}, was told {answer!r}")
    return found


# --- API keys


def headers(row: Row) -> dict[str, str]:
    return {"handclasp-reason": WHY.replace(" ", "%20")} if "r" in row.given else {}


@pytest.mark.parametrize(
    ("action", "path"),
    [
        (Action.READ, "records?purpose=specimen"),
        (Action.RECEIPT, "receipts/1"),
    ],
)
def test_a_key_reads_what_its_scope_allows(street: Street, machines: Wire, action: Action, path: str) -> None:
    def ask(column: str, row: Row) -> httpx.Response:
        where = street.conversation(column, row).hex()
        return machines("GET", f"/v1/conversations/{where}/{path}", KEYS[column], headers=headers(row))

    assert not differences(cells(table.of(action.value), KEYS), ask)


def test_a_key_writes_with_its_scope_alone(street: Street, machines: Wire) -> None:
    def ask(column: str, row: Row) -> httpx.Response:
        message = {
            "id": secrets.token_hex(8),
            "conversation": f"{row.whose} agent False False",
            "author": {"role": "agent", "id": "bot"},
            "text": "specimen",
        }
        return machines("POST", "/v1/messages", KEYS[column], json=message)

    # The tenant's own names mean its own conversations: another tenant's cannot even be named here.
    lines = [row for row in table.of("reply") if row.whose != "elsewhere"]
    assert not differences(cells(lines, KEYS), ask)


def test_a_key_exports_with_a_second_person_alone(street: Street, machines: Wire) -> None:
    approvals = street.house.approvals

    def ask(column: str, row: Row) -> httpx.Response:
        where, key = street.conversation(column, row).hex(), KEYS[column]
        wanted = {"purpose": "dispute", "reason": f"{WHY} {word()}"}
        asked = machines("POST", f"/v1/conversations/{where}/exports", key, json=wanted)
        if asked.status_code != 202:
            return asked
        told = asked.json()
        if "a" in row.given:
            approvals.vote(APPROVER, told["export"], "approve", "", bytes.fromhex(told["digest"]))
        return machines("POST", f"/v1/exports/{told['export']}/file", key, json={"recipient": RECIPIENT})

    # What this door takes has a reason in it, or is no request.
    lines = [row for row in table.of("export") if "r" in row.given]
    assert not differences(cells(lines, KEYS), ask)
    for row in (row for row in table.of("export") if "r" not in row.given):
        where = street.conversation("key-export", row).hex()
        for reason in ("", "   "):
            wanted = {"purpose": "dispute", "reason": reason}
            answer = machines("POST", f"/v1/conversations/{where}/exports", KEYS["key-export"], json=wanted)
            assert 400 <= answer.status_code < 500, row


def test_a_key_enters_a_consent_with_its_scope_and_write(street: Street, machines: Wire) -> None:
    def path(column: str, row: Row) -> str:
        return f"/v1/conversations/{street.conversation(column, row).hex()}/consents"

    def paper() -> dict[str, str]:
        given = {"matter": "provision", "purpose": "dispute", "recipient": f"specimen {word()}"}
        return given | {"answer": "given", "how": WHY}

    def look(column: str, row: Row) -> httpx.Response:
        return machines("GET", path(column, row), KEYS[column])

    def enter(column: str, row: Row) -> httpx.Response:
        alone = machines("POST", path(column, row), KEYS[column], json=paper())
        assert alone.status_code == 403, (column, row)
        both = "hc_both-scopes_specimen" if column == "key-export" else KEYS[column]
        return machines("POST", path(column, row), both, json=paper())

    street.house.directory.add_key(1, "both-scopes", hashed("specimen"), ["export", "write"], "specimen", None)
    asked = cells(table.of("rights"), KEYS)
    assert not differences(asked, look)
    assert not differences(asked, enter)


def test_a_key_audits_with_its_scope_alone(street: Street, machines: Wire) -> None:
    def look(column: str, _row: Row) -> httpx.Response:
        return machines("GET", "/v1/journal?limit=2", KEYS[column])

    def take_out(column: str, _row: Row) -> httpx.Response:
        wanted = {"reason": WHY, "account": "nobody"}
        return machines("POST", "/v1/journal/exports", KEYS[column], json=wanted)

    assert not differences(cells(table.of("audit"), KEYS), look)
    assert not differences(cells([row for row in table.of("audit-export") if "r" in row.given], KEYS), take_out)
    for reason in ("", " "):
        answer = machines("POST", "/v1/journal/exports", KEYS["key-audit"], json={"reason": reason})
        assert 400 <= answer.status_code < 500


# --- customers


def test_a_customer_names_no_conversation_and_so_reaches_their_own_alone(street: Street, customers: Wire) -> None:
    """A session is bound to a conversation and the one in which that goes on; whoever names another is turned away."""
    street.house.directory.add_site(1, "specimen-site", "specimen", ["https://shop.example"], b"s" * 32)
    opened = [customers("POST", "/v1/widget/sessions", "", json={"site": "specimen-site"}).json() for _ in range(2)]
    for number, session in enumerate(opened):
        said = {"id": secrets.token_hex(16), "sent": time.time_ns() // 1_000_000, "text": f"words of visitor {number}"}
        assert customers("POST", "/v1/widget/messages", session["session"], json=said).status_code == 201
    mine, other = opened
    assert mine["conversation"] != other["conversation"]
    ways: list[dict[str, Any]] = [
        {"params": {"conversation": other["conversation"]}},
        {"headers": {"last-event-id": "0"}},
        {"params": {"session": other["session"], "visitor": "0" * 32, "tenant": "wallet"}},
    ]
    for way in ways:
        answer = customers("GET", "/v1/widget/receipts/2", mine["session"], **way)
        assert answer.status_code == 200
        assert "visitor 0" in answer.text
        assert "visitor 1" not in answer.text
    named = {"headers": {"handclasp-conversation": other["conversation"]}}
    answer = customers("GET", "/v1/widget/receipts/2", mine["session"], **named)
    assert answer.status_code == 409
    assert "visitor" not in answer.text
    extra = {"id": secrets.token_hex(16), "sent": 1, "text": "x", "conversation": other["conversation"]}
    assert customers("POST", "/v1/widget/messages", mine["session"], json=extra).status_code in {400, 422}


def test_a_session_that_was_touched_opens_nothing(street: Street, customers: Wire) -> None:
    street.house.directory.add_site(1, "another-site", "specimen", ["https://shop.example"], b"s" * 32)
    session = customers("POST", "/v1/widget/sessions", "", json={"site": "another-site"}).json()["session"]
    payload, _, signature = session.partition(".")
    claims = json.loads(base64.b64decode(payload + "=="))
    for changed in ({"tenant": "wallet"}, {"visitor": "0" * 32}, {"vouched": True}, {"expires": claims["expires"] + 1}):
        forged = base64.urlsafe_b64encode(json.dumps(claims | changed).encode()).rstrip(b"=").decode()
        for bearer in (f"{forged}.{signature}", f"{forged}.", forged, f"{payload}.{signature[:-2]}AA"):
            assert customers("GET", "/v1/widget/receipts/1", bearer).status_code == 401

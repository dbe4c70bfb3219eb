"""What happens at the doors that write when a tenant's access rules are broken, or let nobody write any more."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from tests.access.policy_requests import policies, with_policy
from tests.house_fixture import House, hired
from tests.matrix.wire import Wire

from handclasp.access.machines import hashed
from handclasp.access.policy import Reader, built_in
from handclasp.disclose import Question
from handclasp.house import processes
from handclasp.records import Kind, View
from handclasp.web import api
from handclasp.web.hub import Hub

KEY = "hc_the-key_specimen"
MESSAGE = {"conversation": "order 1001", "author": {"role": "agent", "id": "bot"}, "text": "specimen"}
AUDITOR = Reader("shop", "auditor", "somebody")
BROKEN = with_policy("permit (this is no policy")
NOBODY_WRITES = {name: text for name, text in built_in().items() if name not in {"service.cedar", "customer.cedar"}}


@pytest.fixture
def machines(house: House) -> Iterator[Wire]:
    house.directory.add_key(1, "the-key", hashed("specimen"), ["write"], "specimen", None)
    wire = Wire(api.create_api(processes._api_services(house)))
    yield wire
    wire.close()


@pytest.fixture
def session(house: House) -> Iterator[tuple[Wire, str]]:
    """A customer's chat, opened while all was well."""
    house.directory.add_site(1, "specimen-site", "specimen", ["https://shop.example"], b"s" * 32)
    wire = Wire(Starlette(routes=processes._customer_routes(house, Hub(house.disclose, house.tail))))
    yield wire, wire("POST", "/v1/widget/sessions", "", json={"site": "specimen-site"}).json()["session"]
    wire.close()


def under(house: House, files: dict[str, str]) -> None:
    """From now on every tenant of the house lives by this set."""
    house.gate._policies = policies(files, secrets.token_hex(4))


def refusals(house: House) -> list[View]:
    """The refusals that the journal holds, once the rules are in order again."""
    under(house, dict(built_in()))
    hired(house, AUDITOR)
    return list(house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.REFUSAL}))))


@pytest.mark.parametrize("files", [BROKEN, NOBODY_WRITES], ids=["broken", "without writers"])
def test_a_key_writes_nothing_that_the_rules_do_not_let_it_write(
    house: House, machines: Wire, files: dict[str, str]
) -> None:
    assert machines("POST", "/v1/messages", KEY, json={"id": "1", **MESSAGE}).status_code == 201
    under(house, files)
    answer = machines("POST", "/v1/messages", KEY, json={"id": "2", **MESSAGE})
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    line = b'{"id": "3", "conversation": "c", "author": {"role": "agent", "id": "bot"}, "text": "specimen"}\n'
    headers = {"content-type": "application/x-ndjson"}
    assert machines("POST", "/v1/batches", KEY, content=line, headers=headers).status_code == 403
    assert house.keyring.find(1, "c") is None
    assert [(view.author.id, view.facts["action"]) for view in refusals(house)] == [("the-key", "reply")] * 2
    assert machines("POST", "/v1/messages", KEY, json={"id": "2", **MESSAGE}).status_code == 201


@pytest.mark.parametrize("files", [BROKEN, NOBODY_WRITES], ids=["broken", "without writers"])
def test_a_customer_is_told_when_the_rules_let_nobody_write(
    house: House, session: tuple[Wire, str], files: dict[str, str]
) -> None:
    wire, token = session
    under(house, files)
    said = {"id": secrets.token_hex(16), "sent": time.time_ns() // 1_000_000, "text": "specimen"}
    answer = wire("POST", "/v1/widget/messages", token, json=said)
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    named = {"handclasp-name": "a.txt", "content-type": "text/plain", "handclasp-id": secrets.token_hex(16)}
    sent = {"handclasp-sent": str(said["sent"])}
    assert wire("POST", "/v1/widget/attachments", token, content=b"x", headers=named | sent).status_code == 403
    assert [view.facts["action"] for view in refusals(house)] == ["reply"] * 2
    assert wire("POST", "/v1/widget/messages", token, json=said).status_code == 201

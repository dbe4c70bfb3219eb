"""Separate consents over the API of a real house: entered, seen, taken back by keys with both scopes; on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.disclose.people import AUDITOR
from tests.house_fixture import House, hired, house_template, module_house, said
from tests.unique import word
from tests.web.api.conftest import Client

from handclasp.access.policy import Reader
from handclasp.disclose import Question
from handclasp.disclose.consent_words import Step
from handclasp.house import processes, running
from handclasp.records import Kind
from handclasp.web.api import create_api

__all__ = ["house_template", "module_house"]
HOW = "signed form 17, in the safe"


class Machine:
    """One API over one house with a conversation in each of two tenants."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = Client(create_api(processes._api_services(house)))
        house.flow.append_all([said("hello", "1"), said("hello", "2", tenant="wallet")]).result(20)
        self.place = house.flow.open("shop", "order 1001")
        self.theirs = house.flow.open("wallet", "order 1001")
        hired(house, AUDITOR)

    def key(self, *scopes: str, tenant: str = "shop") -> str:
        return self.house.key_book.add(running.operator(tenant), list(scopes), "specimen")

    def get(self, key: str, where: bytes | str = "") -> Any:
        return self.client("GET", f"/v1/conversations/{self._named(where)}/consents", key)

    def post(self, key: str, where: bytes | str = "", **changed: Any) -> Any:
        body = {name: value for name, value in (abroad() | changed).items() if value is not None}
        return self.client("POST", f"/v1/conversations/{self._named(where)}/consents", key, json=body)

    def _named(self, where: bytes | str) -> str:
        return where.hex() if isinstance(where, bytes) else where or self.place.hex()

    def sealed(self, kind: Kind) -> list[dict[str, Any]]:
        views = self.house.audit.journal(AUDITOR, Question(kinds=frozenset({kind})))
        return [{**view.facts, "by": str(view.author)} for view in views]


def abroad() -> dict[str, Any]:
    """Consent to one recipient, whom no other test names."""
    where = {"matter": "cross-border", "purpose": "dispute", "to": "sg", "recipient": f"Bank of {word()}"}
    return where | {"answer": "given", "how": HOW}


@pytest.fixture(scope="module")
def machine(module_house: House) -> Iterator[Machine]:
    made = Machine(module_house)
    yield made
    made.client.close()


def test_what_stands_on_paper_is_entered_seen_and_taken_back(machine: Machine) -> None:
    key, wanted = machine.key("export", "write"), abroad()
    entered = machine.post(key, "order%201001", **wanted)
    assert entered.status_code == 201, entered.text
    told = entered.json()
    assert (told["state"], told["to"], told["recipient"], told["how"]) == ("given", "SG", wanted["recipient"], HOW)
    assert [(step["step"], step["author"]) for step in told["steps"]] == [
        ("given", {"role": "service", "id": key.split("_")[1]})
    ]
    again = machine.post(key, **wanted)
    assert (again.status_code, again.json()["code"]) == (422, "consent")
    back = machine.post(key, **wanted | {"answer": "withdrawn", "how": "call of 3 May"})
    assert (back.status_code, back.json()["state"], back.json()["record"]) == (201, "withdrawn", told["record"])
    seen = machine.get(key)
    assert seen.json()["conversation"] == machine.place.hex()
    assert back.json() in seen.json()["consents"]
    customer = Reader("shop", "customer", "7F3A", conversation=machine.place.hex())
    answered = machine.house.consents.answer(customer, machine.place, told["record"], Step.GIVEN, "en")
    assert answered.state is Step.GIVEN
    done = [one for one in machine.sealed(Kind.AGENT_ACTION) if "matter" in one]
    acts = [one for one in done if one["details"]["recipient"] == wanted["recipient"]]
    assert [(one["action"], one["reason"]) for one in acts] == [
        ("consent withdrawn", "call of 3 May"),
        ("consent given", HOW),
    ]
    assert {one["by"] for one in acts} == {f"service:{key.split('_')[1]}"}
    looks = [(one["by"], one["subjects"]) for one in machine.sealed(Kind.ACCESS) if one["scope"] == "consents"]
    assert looks == [(f"service:{key.split('_')[1]}", [machine.place.hex()])]


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"matter": "everything"}, 422, "wrong-type"),
        ({"matter": None}, 422, "wrong-type"),
        ({"answer": "asked"}, 422, "wrong-type"),
        ({"answer": "perhaps"}, 422, "wrong-type"),
        ({"answer": "withdrawn"}, 422, "consent"),
        ({"purpose": "marketing"}, 422, "consent"),
        ({"to": "WHERE?"}, 422, "consent"),
        ({"to": ""}, 422, "consent"),
        ({"recipient": ""}, 422, "consent"),
        ({"recipient": "Bank\nof two lines"}, 422, "consent"),
        ({"recipient": "B" * 201}, 422, "wrong-type"),
        ({"matter": "provision"}, 422, "consent"),
        ({"how": " "}, 422, "invalid"),
        ({"how": "x" * 501}, 422, "wrong-type"),
        ({"how": "her card 6222021234567894"}, 422, "reason-sensitive"),
        ({"shown": True}, 422, "wrong-type"),
    ],
)
def test_what_cannot_be_entered_is_refused_by_name_and_nothing_stands(
    machine: Machine, changed: dict[str, Any], status: int, code: str
) -> None:
    before = machine.house.consents.of("shop", machine.place)
    answer = machine.post(machine.key("export", "write"), **changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert "6222021234567894" not in answer.text
    assert machine.house.consents.of("shop", machine.place) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"matter":"\\ud800"}', b"[" * 4_000])
def test_what_is_no_object_is_refused(machine: Machine, body: bytes) -> None:
    path = f"/v1/conversations/{machine.place.hex()}/consents"
    headers = {"content-type": "application/json"}
    answer = machine.client("POST", path, machine.key("export", "write"), content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-type")


@pytest.mark.parametrize("scopes", [("read", "write", "audit", "cases"), ("export",), ("export", "read")])
def test_a_key_without_both_scopes_enters_nothing_and_the_try_is_recorded(
    machine: Machine, scopes: tuple[str, ...]
) -> None:
    key, before = machine.key(*scopes), machine.house.consents.of("shop", machine.place)
    answer = machine.post(key)
    code = "refused" if "export" in scopes else "scope-missing"
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert machine.sealed(Kind.REFUSAL)[0]["by"] == f"service:{key.split('_')[1]}"
    assert machine.house.consents.of("shop", machine.place) == before
    assert machine.get(key).status_code == (200 if "export" in scopes else 403)


@pytest.mark.parametrize("where", ["another tenant's", "nobody's", "a name"])
def test_a_conversation_that_is_not_theirs_is_none_and_the_guess_is_recorded(machine: Machine, where: str) -> None:
    places: dict[str, bytes | str] = {
        "another tenant's": machine.theirs,
        "nobody's": bytes(16),
        "a name": "no-such-order",
    }
    named = places[where]
    key = machine.key("export", "write")
    for answer in (machine.get(key, named), machine.post(key, named)):
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        refused = machine.sealed(Kind.REFUSAL)[0]
        assert refused["by"] == f"service:{key.split('_')[1]}"
        assert isinstance(named, str) or refused["subjects"] == [named.hex()]
    assert machine.house.consents.of("wallet", machine.theirs) == []

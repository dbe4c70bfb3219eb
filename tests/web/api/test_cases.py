"""Disputes over the API of a real house: opened, shown, decided, appealed against; by keys with the scope alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.desk.real import django_on
from tests.house_fixture import House, house_template, module_house, said
from tests.web.api.conftest import Client

from handclasp.house import processes, running
from handclasp.web.api import create_api

__all__ = ["house_template", "module_house"]
WHY = {"outcome": "partly", "ground": "goodwill", "why": "specimen reasons"}


class Machine:
    """One API over one house: keys by their scopes."""

    def __init__(self, house: House) -> None:
        from handclasp.house import consumers  # noqa: PLC0415 - needs Django set up

        self.house = house
        self.client = Client(create_api(processes._api_services(house)))
        house.flow.append(said("卡密无效", "api/1", conversation="order-A1001"))
        consumers.desk(house)()

    def key(self, *scopes: str) -> str:
        return self.house.key_book.add(running.operator("shop"), list(scopes), "specimen")

    def post(self, path: str, key: str, **body: Any) -> Any:
        return self.client("POST", f"/v1/{path}", key, json=body)


@pytest.fixture(scope="module")
def machine(module_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The API over a house with one conversation."""
    with django_on(module_house, tmp_path_factory.mktemp("django")):
        made = Machine(module_house)
        yield made
        made.client.close()


def test_a_case_goes_its_way_over_the_api(machine: Machine) -> None:
    key, other = machine.key("cases", "read"), machine.key("cases", "read")
    opened = machine.post("conversations/order-A1001/cases", key, claim="invalid")
    assert opened.status_code == 201, opened.text
    number = opened.json()["case"]
    assert [one["case"] for one in machine.client("GET", "/v1/cases?state=open", key).json()["cases"]] == [number]
    again = machine.post("conversations/order-A1001/cases", key, claim="invalid")
    assert (again.status_code, again.json()["code"]) == (422, "case")
    side = machine.post(f"cases/{number[:8]}/side", key, side="merchant", words="sent at noon, call 13812345678")
    assert side.status_code == 200, side.text
    decided = machine.post(f"cases/{number}/decide", key, **WHY)
    assert (decided.status_code, decided.json()["outcome"]) == (200, "partly")
    assert (
        machine.post(f"cases/{number}/appeal", key, by="customer", why="it is not mine").json()["state"] == "appealed"
    )
    own = machine.post(f"cases/{number}/decide", key, **WHY)
    assert (own.status_code, own.json()["code"]) == (403, "refused")
    assert machine.post(f"cases/{number}/decide", other, **WHY).status_code == 200
    whole = machine.client("GET", f"/v1/cases/{number}", key).json()
    assert [one["step"] for one in whole["steps"]] == [
        "opened", "gathered", "side", "decided", "appealed", "decided",
    ]  # fmt: skip
    assert "13812345678" not in str(whole)
    assert "sent at noon" in str(whole)


def test_only_keys_with_the_scope_and_what_it_takes_besides(machine: Machine) -> None:
    for scopes in (("read", "write", "export", "audit"),):
        answer = machine.client("GET", "/v1/cases", machine.key(*scopes))
        assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    alone = machine.post("conversations/order-A1001/cases", machine.key("cases"), claim="not-received")
    assert (alone.status_code, alone.json()["code"]) == (403, "refused")


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("conversations/order-A1001/cases", {"claim": "late"}, 422, "wrong-type"),
        ("conversations/order-A1001/cases", {}, 422, "wrong-type"),
        ("cases/00000000/decide", WHY, 404, "not-found"),
        ("cases/0000/extend", {"hours": 0, "why": "x"}, 422, "wrong-type"),
    ],
)
def test_what_is_wrong_is_told(machine: Machine, path: str, body: dict[str, Any], status: int, code: str) -> None:
    answer = machine.post(path, machine.key("cases", "read"), **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text

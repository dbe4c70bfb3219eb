"""Searching for machines, over a real house: found, paged, filtered, refused, and always on record."""

from __future__ import annotations

from typing import Any

import pytest
from tests.disclose.people import AUDITOR
from tests.house_fixture import House, hired, house_template, module_house
from tests.search.keeping import index, tell
from tests.web.api.conftest import Client

from handclasp.house import processes, running
from handclasp.records import Kind
from handclasp.web.api import create_api

__all__ = ["house_template", "module_house"]


class Machine:
    """One API over one house, with a key that reads."""

    def __init__(self, house: House) -> None:
        hired(house, AUDITOR)
        self.house = house
        self.key = house.key_book.add(running.operator("shop"), ["read"], "reads")
        self.writes = house.key_book.add(running.operator("shop"), ["write"], "writes")
        self.client = Client(create_api(processes._api_services(house)))
        self.place = tell(house, "a", "the refund for 13812345678 is late", "refund again", "退款失败")
        index(house)

    def get(self, query: str, key: str = "") -> Any:
        return self.client("GET", f"/v1/search?{query}", key or self.key)

    def post(self, **body: Any) -> Any:
        return self.client("POST", "/v1/search", self.key, json={"purpose": "support"} | body)


@pytest.fixture(scope="module")
def machine(module_house: House) -> Machine:
    """The API over a house with three messages."""
    return Machine(module_house)


def test_both_ways_give_the_same_page(machine: Machine) -> None:
    got = machine.get("q=refund&purpose=support").json()
    assert got == machine.post(text="refund").json()
    assert (got["total"], got["more"], got["next"], got["behind"], got["held_back"]) == (2, False, None, False, False)
    hit = got["hits"][1]
    assert hit["conversation"] == machine.place.hex()
    assert hit["record"]["body"] == "the refund for 【Phone 138****5678】 is late"
    assert hit["marks"] == [[4, 10]]


def test_pages_and_filters(machine: Machine) -> None:
    first = machine.get("q=refund&limit=1&purpose=support").json()
    assert (len(first["hits"]), first["total"]) == (1, 2)
    second = machine.get(f"q=refund&limit=1&purpose=support&before={first['next']}").json()
    assert second["next"] is None
    assert [one["record"]["seq"] for one in first["hits"] + second["hits"]] == [2, 1]
    assert machine.get("type=PHONE&purpose=support").json()["total"] == 1
    assert machine.post(text="refund", role="agent").json()["total"] == 0
    assert machine.post(text="退款失败 OR late", by="relevance").json()["total"] == 2


def test_a_search_is_on_record_without_its_words(machine: Machine) -> None:
    machine.get("q=refund&purpose=specimen")
    record = machine.house.audit.journal(AUDITOR)[0]
    while record.kind != Kind.SEARCH:
        record = next(one for one in machine.house.audit.journal(AUDITOR) if one.kind == Kind.SEARCH)
    assert (record.facts["purpose"], record.facts["hits"], record.author.role) == ("specimen", 2, "service")
    assert "refund" not in repr(record.facts)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=refund", "bad-query"), ("q=%22open&purpose=x", "bad-search"), ("purpose=x", "bad-search"),
        ("q=a&limit=51&purpose=x", "bad-search"), ("q=a&since=soon&purpose=x", "bad-query"),
        ("q=a&state=asleep&purpose=x", "bad-search"), ("q=a&by=luck&purpose=x", "bad-search"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(machine: Machine, query: str, code: str) -> None:
    answer = machine.get(query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_body_that_is_no_search_is_refused(machine: Machine) -> None:
    assert machine.post(text="a", nonsense=1).json()["code"] == "wrong-type"
    assert machine.post(text=7).json()["code"] == "wrong-type"
    assert machine.post(text="NOT 的").json()["code"] == "bad-search"


def test_a_key_that_does_not_read_does_not_search(machine: Machine) -> None:
    assert machine.get("q=refund&purpose=x", machine.writes).json()["code"] == "scope-missing"

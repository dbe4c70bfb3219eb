"""A key that is revoked, has expired or comes with a wrong secret opens nothing, and that it was tried is on record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.disclose.people import AUDITOR
from tests.house_fixture import House, hired, house_template, module_house
from tests.web.api.conftest import Client

from handclasp.access.machines import hashed
from handclasp.disclose import Question
from handclasp.house import processes
from handclasp.records import Kind
from handclasp.web.api import create_api

__all__ = ["house_template", "module_house"]

SECRET = "specimen"


@pytest.fixture(scope="module")
def door(module_house: House) -> Client:
    hired(module_house, AUDITOR)
    soon, past = datetime.now(UTC) + timedelta(days=1), datetime.now(UTC) - timedelta(days=1)
    for name, expires in (("good", soon), ("over", past), ("gone", soon)):
        module_house.directory.add_key(1, name, hashed(SECRET), ["read", "audit"], name, expires)
    module_house.directory.revoke_key("gone")
    return Client(create_api(processes._api_services(module_house)))


def refusals(house: House) -> list[tuple[str, str, str]]:
    views = house.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.REFUSAL})))
    return [(str(view.author), str(view.facts["action"]), str(view.facts["reason"])) for view in views]


@pytest.mark.parametrize(
    ("presented", "why"),
    [
        ("hc_gone_specimen", "the API key is revoked"),
        ("hc_over_specimen", "the API key has expired"),
        ("hc_good_guessed", "an API key of this id was shown with a wrong secret"),
    ],
)
def test_it_is_refused_and_written_down_once_however_often_it_is_tried(
    door: Client, module_house: House, presented: str, why: str
) -> None:
    before = len(refusals(module_house))
    for path in ("/v1/journal", "/v1/conversations/order/records?purpose=x", "/v1/journal"):
        answer = door("GET", path, presented)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert why not in answer.text
    told = refusals(module_house)
    assert len(told) == before + 1
    assert told[0] == (f"service:{presented.split('_')[1]}", "api-key", why)
    assert presented.split("_")[2] not in str(told)


def test_a_key_that_nobody_knows_leaves_nothing_behind(door: Client, module_house: House) -> None:
    before = refusals(module_house)
    assert door("GET", "/v1/journal", "hc_nobody_specimen").status_code == 401
    assert door("GET", "/v1/journal", "no key at all").status_code == 401
    assert refusals(module_house) == before

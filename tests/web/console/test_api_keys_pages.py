"""The page of API keys, over a whole house: who sees it, what a key costs, that its secret is shown once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.house_fixture import house_template
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.access.machines import hashed
from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]

NEW = {"label": "订单系统", "scope": ["write", "read"], "days": "30"}
KEY = re.compile(r"<code translate=\"no\">(hc_([0-9a-f]{12})_[A-Za-z0-9_-]{43})</code>")


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def staffed(rooms: Rooms) -> Rooms:
    rooms.hire("wen", "administrator", name="文静")
    rooms.hire("far", "administrator", tenant="wallet")
    for name, role in (("zhou", "agent"), ("lan", "director"), ("shu", "privacy"), ("he", "auditor")):
        rooms.hire(name, role)
    return rooms


def made(staffed: Rooms, **changes: Any) -> tuple[str, str]:
    """A key made at its page, and its id."""
    found = KEY.search(text(staffed.browser("wen", "keys").post("/desk/api-keys/add", {**NEW, **changes})))
    assert found is not None
    return found.group(1), found.group(2)


def test_a_key_is_made_shown_once_recorded_and_works(staffed: Rooms) -> None:
    browser = staffed.browser("wen", "keys")
    answer = browser.post("/desk/api-keys/add", NEW)
    found = KEY.search(text(answer))
    assert found is not None
    assert "no-store" in answer["Cache-Control"]
    caller = staffed.house.api_keys.check(found.group(1))
    assert caller is not None
    assert (caller.tenant, set(caller.scopes)) == ("shop", {"write", "read"})
    page = text(browser.get("/desk/api-keys"))
    assert found.group(2) in page
    assert found.group(1) not in page
    record = staffed.journal(Kind.AGENT_ACTION)[0]
    assert (record["action"], record["by"], record["details"]["label"]) == ("key add", "wen", "订单系统")
    assert found.group(1).split("_", 2)[2] not in str(record)


def test_a_key_is_revoked_at_its_page(staffed: Rooms) -> None:
    key, key_id = made(staffed)
    assert staffed.browser("wen", "keys").post(f"/desk/api-keys/{key_id}/revoke").status_code == 302
    assert staffed.house.api_keys.check(key) is None
    record = staffed.journal(Kind.AGENT_ACTION)[0]
    assert (record["action"], record["by"], record["details"]) == ("key revoke", "wen", {"key": key_id})


@pytest.mark.parametrize("given", [(), ("people", "policy", "approve")])
def test_without_a_second_factor_for_keys_nothing_is_offered_and_nothing_done(
    staffed: Rooms, given: tuple[str, ...]
) -> None:
    key, key_id = made(staffed)
    browser = staffed.browser("wen", *given)
    page = text(browser.get("/desk/api-keys"))
    assert key_id in page
    assert "/desk/step-up/keys?next=%2Fdesk%2Fapi-keys" in page
    assert "/desk/api-keys/add" not in page
    assert f"{key_id}/revoke" not in page
    before = len(staffed.house.directory.api_keys())
    for path, form in (("/desk/api-keys/add", NEW), (f"/desk/api-keys/{key_id}/revoke", {})):
        answer = browser.post(path, form)
        assert answer.status_code == 403
        assert "/desk/step-up/keys" in text(answer)
    assert len(staffed.house.directory.api_keys()) == before
    assert staffed.house.api_keys.check(key) is not None


@pytest.mark.parametrize("name", ["zhou", "lan", "shu", "he"])
def test_to_everybody_else_there_is_no_such_page_and_the_try_is_recorded(staffed: Rooms, name: str) -> None:
    _, key_id = made(staffed)
    browser = staffed.browser(name, "keys")
    assert browser.get("/desk/api-keys").status_code == 404
    assert browser.post("/desk/api-keys/add", NEW).status_code == 404
    assert browser.post(f"/desk/api-keys/{key_id}/revoke").status_code == 404
    refused = staffed.journal(Kind.REFUSAL)[:3]
    assert [(record["action"], record["by"]) for record in refused] == [("manage-keys", name)] * 3
    assert 'href="/desk/api-keys"' not in text(browser.get("/desk/"))


def test_another_tenants_keys_are_not_there(staffed: Rooms) -> None:
    key, key_id = made(staffed)
    browser = staffed.browser("far", "keys")
    assert key_id not in text(browser.get("/desk/api-keys"))
    assert browser.post(f"/desk/api-keys/{key_id}/revoke").status_code == 404
    assert staffed.house.api_keys.check(key) is not None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"label": " "}, "what uses the key"),
        ({"label": "x" * 61}, "what uses the key"),
        ({"scope": []}, "at least one thing"),
        ({"scope": ["everything"]}, "at least one thing"),
        ({"days": "0"}, "1 to 366"),
        ({"days": "367"}, "1 to 366"),
        ({"days": ""}, "1 to 366"),
        ({"days": "never"}, "1 to 366"),
    ],
)
def test_what_cannot_be_is_told_and_the_form_is_kept(staffed: Rooms, change: dict[str, Any], told: str) -> None:
    before = len(staffed.house.directory.api_keys())
    answer = staffed.browser("wen", "keys").post("/desk/api-keys/add", {**NEW, **change})
    assert answer.status_code == 422
    assert told in text(answer)
    assert len(staffed.house.directory.api_keys()) == before


def test_a_key_without_an_end_is_flagged_in_both_languages(staffed: Rooms) -> None:
    staffed.house.directory.add_key(1, "0ldk3y", hashed("specimen"), ["read"], "old", None)
    assert "never ends" in text(staffed.browser("wen").get("/desk/api-keys"))
    assert "永不到期" in text(staffed.browser("wen", language="zh-CN").get("/desk/api-keys"))
    assert staffed.browser("wen", "keys").post("/desk/api-keys/0ldk3y/revoke").status_code == 302

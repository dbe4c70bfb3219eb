"""What is done at the command line stands in the tenant's journal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.house_fixture import house, house_template, new_house  # noqa: F401

from handclasp.access.machines import BadSetting
from handclasp.disclose.journal import journal_name
from handclasp.disclose.views import opened, view
from handclasp.house import running
from handclasp.house.app import House, now_ms
from handclasp.records import View
from handclasp.store.settings import BadName, check_name

OPERATOR = running.operator("shop")


def journal(parts: House) -> list[View]:
    place = parts.keyring.places(1, [journal_name(now_ms())], journal=True)[journal_name(now_ms())]
    keys = parts.keyring.keys(1, place.conversation)
    return [view(row, opened(row, keys)) for row in parts.reading.conversation(1, place.conversation, 0, 100)]


def test_a_new_key_is_in_the_journal_before_it_works_and_without_its_secret(house: House) -> None:  # noqa: F811
    key = house.key_book.add(OPERATOR, ["write"], "import")
    (record,) = journal(house)
    assert record.kind == "agent-action"
    assert record.author.id.startswith("command-line/")
    assert record.facts["action"] == "key add"
    ends = datetime.now(UTC) + timedelta(days=90)
    told = {"key": key.split("_")[1], "label": "import", "scopes": "write", "expires": f"{ends:%Y-%m-%d}"}
    assert record.facts["details"] == told
    assert record.facts["policy"] == house.policies.version("shop")
    assert key.split("_", 2)[2] not in str(record)


def test_keys_turn_and_it_is_in_the_journal(house: House) -> None:  # noqa: F811
    assert running.rotate_keys(house, OPERATOR).epoch == 2
    (record,) = journal(house)
    assert (record.facts["action"], record.author.role) == ("keys rotate", "operator")


def test_a_new_site_is_in_the_journal(house: House) -> None:  # noqa: F811
    site_key, secret = running.add_site(house, OPERATOR, "Specimen", ["https://shop.example"])
    (record,) = journal(house)
    assert record.facts["details"] == {"origins": "https://shop.example", "site": site_key}
    assert secret not in str(record)


def test_what_cannot_be_leaves_no_trace(house: House) -> None:  # noqa: F811
    with pytest.raises(BadSetting):
        house.key_book.add(OPERATOR, ["everything"], "x")
    with pytest.raises(BadSetting):
        running.add_site(house, OPERATOR, "Specimen", ["https://shop.example/with/a/path"])
    assert journal(house) == []
    with pytest.raises(BadName):
        check_name("Bad Name")

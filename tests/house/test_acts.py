"""What is done at the command line stands in the tenant's journal."""

from __future__ import annotations

import pytest
from tests.house_fixture import house, house_template, new_house  # noqa: F401

from handclasp import running
from handclasp.access.machines import BadSetting
from handclasp.app import House, now_ms
from handclasp.disclose.journal import journal_name
from handclasp.disclose.views import opened, view
from handclasp.records import View
from handclasp.store.settings import BadName, check_name


def journal(parts: House) -> list[View]:
    place = parts.keyring.places(1, [journal_name(now_ms())], journal=True)[journal_name(now_ms())]
    keys = parts.keyring.keys(1, place.conversation)
    return [view(row, opened(row, keys)) for row in parts.reading.conversation(1, place.conversation, 0, 100)]


def test_a_new_key_is_in_the_journal_before_it_works_and_without_its_secret(house: House) -> None:  # noqa: F811
    key = running.add_key(house, "shop", "import", ["write"], None)
    (record,) = journal(house)
    assert record.kind == "agent-action"
    assert record.author.id.startswith("command-line/")
    assert record.facts["action"] == "key add"
    assert record.facts["details"] == {"key": key.split("_")[1], "label": "import", "scopes": "write"}
    assert key.split("_", 2)[2] not in str(record)


def test_a_new_site_is_in_the_journal(house: House) -> None:  # noqa: F811
    site_key, secret = running.add_site(house, "shop", "Specimen", ["https://shop.example"])
    (record,) = journal(house)
    assert record.facts["details"] == {"origins": "https://shop.example", "site": site_key}
    assert secret not in str(record)


def test_what_cannot_be_leaves_no_trace(house: House) -> None:  # noqa: F811
    with pytest.raises(BadSetting):
        running.add_key(house, "shop", "x", ["everything"], None)
    assert journal(house) == []
    with pytest.raises(BadName):
        check_name("Bad Name")

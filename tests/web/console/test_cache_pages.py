"""The doors to a browser's cache: for who is signed in, for what they may read, and shut where the tenant wants it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tests.web.console import stand
from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk


class Caches:
    """What a house says of its browsers' caches."""

    most = 5

    def __init__(self, days: int = 3, erased: Sequence[bytes] = ()) -> None:
        self._days, self._erased = days, erased

    def days(self, tenant: str) -> int:
        return self._days if tenant == "demo" else 0

    def key(self, tenant: str, account: str) -> bytes:
        return f"{tenant}/{account}".encode().ljust(32, b".")

    def drafts_key(self, tenant: str, account: str) -> bytes:
        return f"drafts {tenant}/{account}".encode().ljust(32, b".")

    def gone(self, _tenant: str, conversations: Sequence[bytes]) -> list[bytes]:
        return [one for one in conversations if one in self._erased]


@pytest.fixture
def keeping(desk: Desk, memory: Memory) -> Desk:
    """A desk with a conversation, whose browsers keep what they show."""
    from handclasp.web.console.services import use  # noqa: PLC0415

    use(stand.services(memory, caches=Caches(erased=[pseudonym("b")])))
    memory.say("a", "hello")
    memory.say("a", "and more")
    desk.catch_up()
    desk.give()
    return desk


def told(response: Any) -> Any:
    assert response.status_code == 200, response.content
    assert response["Cache-Control"] == "no-store"
    return json.loads(response.content)


def test_receipts_of_what_may_be_read_come_under_one_access_record(keeping: Desk, memory: Memory) -> None:
    client = keeping.signed_in()
    assert b'id="keeping"' in client.get(keeping.path("a")).content
    before = len(memory.journal)
    assert sorted(told(client.post(keeping.path("a", "/kept"), {"seq": ["1", "2", "9", "x", "-1"]}))) == ["1", "2"]
    assert len(memory.journal) == before + 1
    assert told(client.post(keeping.path("a", "/kept"), {"seq": ["nothing"]})) == {}
    assert client.get(keeping.path("a", "/kept")).status_code == 405
    stranger = keeping.signed_in("other")
    assert stranger.post(keeping.path("a", "/kept"), {"seq": "1"}).status_code == 403


def test_the_key_is_ones_own_and_only_for_who_is_signed_in(keeping: Desk) -> None:
    mine = told(keeping.signed_in().post("/desk/security/cache/key"))
    assert (mine["account"], mine["days"], mine["most"]) == ("demo/xiaozhou", 3, 5)
    assert mine["key"] != told(keeping.signed_in("other").post("/desk/security/cache/key"))["key"]
    assert keeping.browser().post("/desk/security/cache/key").status_code == 302
    asked = [pseudonym("a").hex(), pseudonym("b").hex(), "no pseudonym"]
    gone = told(keeping.signed_in().post("/desk/security/cache/gone", {"conversation": asked}))
    assert gone == {"gone": [pseudonym("b").hex()]}


def test_the_key_to_drafts_is_ones_own_and_another_than_the_caches(keeping: Desk) -> None:
    mine = told(keeping.signed_in().post("/desk/drafts/key"))
    assert list(mine) == ["key"]
    assert mine["key"] != told(keeping.signed_in("other").post("/desk/drafts/key"))["key"]
    assert mine["key"] != told(keeping.signed_in().post("/desk/security/cache/key"))["key"]
    assert keeping.browser().post("/desk/drafts/key").status_code == 302
    assert keeping.signed_in().get("/desk/drafts/key").status_code == 405


def test_where_it_is_off_nothing_is_kept_and_the_page_says_so(keeping: Desk, memory: Memory) -> None:
    from handclasp.web.console.services import use  # noqa: PLC0415

    for caches in (Caches(days=0), None):
        use(stand.services(memory, caches=caches))
        client = keeping.signed_in()
        assert b'id="keeping"' not in client.get(keeping.path("a")).content
        assert client.post("/desk/security/cache/key").status_code == 404
        assert client.post(keeping.path("a", "/kept"), {"seq": "1"}).status_code == 404
        page = client.get("/desk/security/cache").content
        assert b"keep no lines" in page
        assert b'id="keeping"' not in page

"""Reading back over the API: always with a purpose, always masked, never another site's."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from tests.web.api.conftest import AUDITOR, CONVERSATION, EVERYTHING, NOW, READER, WRITER, Client, House

from handclasp.access.policy import Reader
from handclasp.records import Refused

WHO = Reader("demo", "service", f"id-of-{READER}")
BASE = "/v1/conversations/order-A1001"


def test_a_copy_of_a_file_is_read_for_a_purpose_and_trusted_by_no_browser(client: Client, house: House) -> None:
    answer = client("GET", f"{BASE}/records/2/copy?purpose=dispute", READER)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"specimen copy", "image/webp")
    told = answer.headers
    assert (told["cache-control"], told["x-content-type-options"]) == ("no-store", "nosniff")
    assert told["content-security-policy"] == "default-src 'none'; sandbox"
    assert told["content-disposition"] == 'inline; filename="2.webp"'
    assert house.reads[-1] == {"who": WHO, "seq": 2, "purpose": "dispute", "reason": None}
    assert client("GET", f"{BASE}/records/1/copy?purpose=dispute", READER).json()["code"] == "not-found"
    assert client("GET", f"{BASE}/records/2/copy", READER).json()["code"] == "bad-query"
    assert client("GET", f"{BASE}/records/2/copy?purpose=dispute", WRITER).json()["code"] == "scope-missing"


def test_a_page_of_masked_records(client: Client, house: House) -> None:
    answer = client("GET", f"{BASE}/records?purpose=dispute&limit=2", READER)
    assert answer.status_code == 200
    page = answer.json()
    assert page["conversation"] == CONVERSATION.hex()
    assert [record["seq"] for record in page["records"]] == [1, 2]
    assert page["next"] == 2
    assert page["held"] is True
    assert page["records"][0] == {
        "index": 7,
        "seq": 1,
        "record": "ab" * 32,
        "kind": "message",
        "author": {"role": "customer", "id": "u-77"},
        "received": NOW,
        "sent": None,
        "body": "我的 【手机号 138****5678】",
        "spans": [
            {"type": "PHONE", "start": 3, "end": 20, "detector": "phone", "sure": 99, "original": 0, "within": None}
        ],
        "facts": {"channel": "web", "reply_to": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="},
        "rescreened": None,
        "state": None,
    }
    last = client("GET", f"{BASE}/records?purpose=dispute&limit=2&after=2", READER).json()
    assert ([record["seq"] for record in last["records"]], last["next"]) == ([3], None)
    assert house.reads[0] == {
        "who": WHO,
        "purpose": "dispute",
        "reason": None,
        "after": 0,
        "limit": 2,
    }


@pytest.mark.parametrize(
    "path", [f"{BASE}/records", f"/v1/conversations/{CONVERSATION.hex()}/records", f"{BASE}/records?by=name"]
)
def test_purpose_and_reason_may_come_as_headers(client: Client, house: House, path: str) -> None:
    headers = {"handclasp-purpose": "dispute", "handclasp-reason": quote("买家争议")}
    assert client("GET", path, READER, headers=headers).status_code == 200
    assert (house.reads[0]["purpose"], house.reads[0]["reason"]) == ("dispute", "买家争议")


def test_a_receipt(client: Client, house: House) -> None:
    receipt = client("GET", f"{BASE}/receipts/3", READER)
    assert receipt.headers["content-type"] == "application/vnd.handclasp.receipt+json"
    assert receipt.json()["seq"] == 3
    assert house.reads[-1] == {"who": WHO, "seq": 3}


@pytest.mark.parametrize(("method", "path"), [("GET", "/transcript?purpose=x"), ("POST", "/packs"), ("GET", "/pack")])
def test_nothing_leaves_by_an_address_alone(client: Client, method: str, path: str) -> None:
    assert client(method, BASE + path, EVERYTHING).status_code == 404


@pytest.mark.parametrize("path", ["/exports", "/exports/file"])
def test_an_export_is_never_a_get(client: Client, path: str) -> None:
    assert client("GET", BASE + path, EVERYTHING).status_code in {404, 405}
    assert client("GET", f"/v1/exports/{'0' * 32}/file", EVERYTHING).status_code == 405


@pytest.mark.parametrize(
    ("method", "path", "more", "expected"),
    [
        ("GET", f"{BASE}/records", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose={'x' * 65}", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x&after=-1", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x&after={'9' * 5_000}", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x&limit=0", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x&limit=501", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x&limit=٣", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x&by=moon", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x&by=pseudonym", {}, (400, "bad-query")),
        ("GET", f"{BASE}/records?purpose=x", {"headers": {"handclasp-reason": "%ff"}}, (400, "bad-header")),
        ("GET", f"{BASE}/receipts/first", {}, (400, "bad-query")),
        ("GET", "/v1/conversations/other/records?purpose=x", {}, (404, "not-found")),
        ("GET", f"/v1/conversations/{'f' * 32}/records?purpose=x", {}, (404, "not-found")),
        ("GET", f"/v1/conversations/{'f' * 32}/receipts/1?by=name", {}, (404, "not-found")),
        ("HEAD", f"{BASE}/records?purpose=x", {}, (405, None)),
        ("GET", f"{BASE}/nothing", {}, (404, "not-found")),
        ("GET", f"{BASE}/records/", {}, (404, "not-found")),
    ],
)
def test_what_is_not_given(
    client: Client, house: House, method: str, path: str, more: dict[str, Any], expected: tuple[int, str | None]
) -> None:
    answer = client(method, path, READER, **more)
    assert answer.status_code == expected[0]
    if expected[1]:
        assert answer.json()["code"] == expected[1]
    assert house.reads == []


@pytest.mark.parametrize("path", ["/records?purpose=x", "/receipts/1"])
@pytest.mark.parametrize("key", [WRITER, AUDITOR])
def test_reading_needs_its_scope(client: Client, path: str, key: str) -> None:
    answer = client("GET", BASE + path, key)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert client("GET", BASE + path, None).status_code == 401


def test_what_policy_refuses_is_passed_on(client: Client, house: House) -> None:
    def no(*_: object, **__: object) -> None:
        raise Refused("This purpose needs a reason: give one.")

    house._seen = no  # type: ignore[method-assign]
    answer = client("GET", f"{BASE}/records?purpose=x", READER)
    assert (answer.status_code, answer.json()["code"]) == (403, "refused")
    assert answer.json()["detail"] == "This purpose needs a reason: give one."

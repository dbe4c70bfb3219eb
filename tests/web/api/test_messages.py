"""`POST /v1/messages`: a 2xx means it stands in the log; every no has a status, a code, and no word of the message."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from tests.web.api.conftest import CONVERSATION, NOW, READER, Client, Doors, House, message

from handclasp.intake.message import Limits
from handclasp.records import HandclaspError, Invalid, OutcomeUnknown, Overloaded
from handclasp.web.api import ApiSettings

DAY = 86_400_000


def test_a_new_message_is_answered_with_its_place_and_receipt(client: Client, house: House) -> None:
    answer = client.message()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": "m-1",
        "conversation": CONVERSATION.hex(),
        "index": 0,
        "seq": 1,
        "record": "00" * 32,
        "doubled": False,
        "receipt": {"format": "handclasp/receipt/v1"},
    }
    assert house.taken["m-1"].received == NOW
    assert house.taken["m-1"].tenant == "demo"
    assert all(name.startswith("handclasp-append") for name in house.threads)


def test_the_same_message_again_is_the_same_record_with_a_fresh_receipt(client: Client, house: House) -> None:
    client.message()
    answer = client.message()
    assert (answer.status_code, answer.json()["doubled"], answer.json()["index"]) == (200, True, 0)
    assert answer.json()["receipt"]["seq"] == 1
    assert len(house.taken) == 1


def test_no_receipt_when_none_is_wanted(client: Client, house: House) -> None:
    assert "receipt" not in client.message("?receipt=none").json()
    assert "receipt" not in client.message("?receipt=none").json()
    assert house.reads == []


def test_a_stored_message_is_never_answered_with_an_error_about_its_receipt(client: Client, house: House) -> None:
    client.message()
    house._seen = lambda *_, **__: (_ for _ in ()).throw(HandclaspError("no"))  # type: ignore[method-assign]
    answer = client.message()
    assert (answer.status_code, "receipt" in answer.json()) == (200, False)


@pytest.mark.parametrize("header", ["h-1", '"h-1"'])
def test_the_key_may_come_in_a_header(client: Client, header: str) -> None:
    answer = client.message(id=None, headers={"idempotency-key": header})
    assert (answer.status_code, answer.json()["id"]) == (201, "h-1")
    assert client.message(id="h-1", headers={"idempotency-key": header}).status_code == 200


def refusal(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"/v1/errors#{body['code']}"
    assert body["instance"] == answer.headers["x-request-id"]
    assert body["title"]
    assert body["detail"]
    assert "specimen" not in answer.text
    return body["status"], body["code"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "reveal"}, (422, "unknown-kind")),
        ({"author": {"role": "robot", "id": "x"}}, (422, "unknown-role")),
        ({"tenant": "specimen"}, (422, "unknown-field")),
        ({"specimen words": 1}, (422, "unknown-field")),
        ({"text": None}, (422, "missing-field")),
        ({"text": 1}, (422, "wrong-type")),
        ({"text": ""}, (422, "bad-length")),
        ({"text": "specimen\x00"}, (422, "control-character")),
        ({"text": "specimen" * 10_000}, (413, "message-too-long")),
        ({"text": "x" * 1_000_000}, (413, "message-too-long")),
        ({"sent": NOW + 2 * DAY}, (422, "clock-off")),
        ({"sent": NOW - 400 * DAY}, (422, "clock-off")),
        ({"sent": "specimen"}, (422, "bad-time")),
        ({"reply_to": "x" * 64}, (422, "bad-reference")),
        ({"order": "A1"}, (422, "field-not-allowed")),
        ({"kind": "order-event", "order": "a", "event": "b", "details": {"a": 0.5}}, (422, "bad-details")),
        ({"attachment": {"name": "a", "media_type": "a/b", "content": "*"}}, (422, "bad-base64")),
        ({"attachment": {"name": "a", "media_type": "specimen", "content": ""}}, (422, "bad-media-type")),
    ],
)
def test_a_field_that_breaks_a_rule(
    client: Client, house: House, fields: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert refusal(client.message(**fields)) == expected
    assert house.taken == {}


GOOD = json.dumps(message()).encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "empty")),
        (b"\xef\xbb\xbf" + GOOD, (400, "byte-order-mark")),
        (GOOD.replace(b"words", b"\xff"), (400, "invalid-utf8")),
        (GOOD.replace(b"words", b"\\ud800"), (400, "lone-surrogate")),
        (GOOD[:-1], (400, "invalid-json")),
        (GOOD.replace(b'"id": "m', b'"id": "x", "id": "m'), (400, "duplicate-key")),
        (b"[" * 10_000 + b"]" * 10_000, (400, "too-deep")),
        (b'{"details":' * 10_000 + b"1" + b"}" * 10_000, (400, "too-deep")),
        (b"[]", (422, "wrong-type")),
    ],
)
def test_a_body_that_is_no_message(client: Client, body: bytes, expected: tuple[int, str]) -> None:
    answer = client("POST", "/v1/messages", content=body, headers={"content-type": "application/json"})
    assert refusal(answer) == expected


def test_an_attachment_may_be_large_but_not_larger(doors: Doors, house: House) -> None:
    client = doors.open(ApiSettings(limits=Limits(max_attachment_bytes=200_000)))
    for size, status in ((200_000, 201), (200_001, 413)):
        content = msgspec.to_builtins(b"x" * size)
        attachment = {"name": "a.bin", "media_type": "application/octet-stream", "content": content}
        assert client.message(id=f"a-{size}", attachment=attachment).status_code == status
    (kept,) = house.taken.values()
    assert kept.attached is not None
    assert len(kept.attached.content) == 200_000


def test_an_id_used_for_another_message_is_a_conflict(client: Client) -> None:
    client.message()
    assert refusal(client.message(text="other specimen")) == (409, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"content-type": "text/plain"}, (415, "unsupported-media-type")),
        ({"content-type": "application/json; charset=gbk"}, (415, "unsupported-media-type")),
        ({"content-encoding": "gzip"}, (415, "unsupported-media-type")),
        ({"content-length": "many"}, (400, "bad-header")),
        ({"content-length": "999"}, (400, "body-cut-short")),
        ({"content-length": "99999999999"}, (413, "body-too-large")),
        ({"idempotency-key": "other"}, (422, "idempotency-key-mismatch")),
        ({"idempotency-key": "x" * 129}, (400, "bad-header")),
        ({"idempotency-key": "a b"}, (400, "bad-header")),
    ],
)
def test_headers_that_do_not_fit(
    client: Client, house: House, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    answer = client("POST", "/v1/messages", content=GOOD, headers={"content-type": "application/json"} | headers)
    assert refusal(answer) == expected
    assert house.taken == {}


def test_a_post_without_a_body_needs_a_length(client: Client) -> None:
    request = client._client.build_request("POST", "/v1/messages", headers={"content-type": "application/json"})
    request.headers["authorization"] = "Bearer hc_write"
    del request.headers["content-length"]
    assert refusal(client._runner.run(client._client.send(request))) == (411, "length-required")


def test_who_may_write(client: Client) -> None:
    for key, expected in (
        (None, (401, "unauthorized")),
        ("hc_revoked", (401, "unauthorized")),
        ("密", (401, "unauthorized")),
    ):
        headers = {"authorization": f"Bearer {key}".encode()} if key else {}
        answer = client("POST", "/v1/messages", None, json=message(), headers=headers)
        assert refusal(answer) == expected
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert refusal(client("POST", "/v1/messages", READER, json=message())) == (403, "scope-missing")
    assert refusal(client("POST", "/v1/messages", None, headers={"authorization": "Basic eDp5"}))[0] == 401


def named(code: str) -> HandclaspError:
    error = HandclaspError("Something of the house.")
    error.code = code
    return error


@pytest.mark.parametrize(
    ("trouble", "expected", "retry"),
    [
        (Overloaded("Full.", retry_after=7), (503, "overloaded"), "7"),
        (OutcomeUnknown("The connection was lost at commit."), (503, "outcome-unknown"), "1"),
        (Invalid("Too odd."), (422, "invalid"), None),
        (HandclaspError("Something else."), (500, "error"), None),
        (named("storage-full"), (507, "storage-full"), "5"),
        (named("log-forked"), (503, "log-forked"), "5"),
        (RuntimeError("specimen words"), (500, "error"), None),
    ],
)
def test_what_the_log_says_is_passed_on(
    client: Client, house: House, trouble: Exception, expected: tuple[int, str], retry: str | None
) -> None:
    house.trouble = trouble
    answer = client.message()
    assert refusal(answer) == expected
    assert answer.headers.get("retry-after") == retry
    if isinstance(trouble, OutcomeUnknown):
        assert "Retry with the same id" in answer.json()["detail"]


def test_a_log_that_does_not_answer_leaves_the_outcome_unknown(doors: Doors, house: House) -> None:
    house.never = True
    answer = doors.open(ApiSettings(answer_seconds=0.01)).message()
    assert refusal(answer) == (503, "outcome-unknown")


def test_a_key_that_sends_too_fast_is_told_how_long_to_wait(doors: Doors) -> None:
    client = doors.open(ApiSettings(rate_per_second=2, rate_burst=3))
    assert [client.message(id=f"m-{n}").status_code for n in range(4)] == [201, 201, 201, 429]
    answer = client.message()
    assert (refusal(answer), answer.headers["retry-after"]) == ((429, "rate-limited"), "1")
    assert client("GET", "/v1/conversations/order-A1001/receipts/1", "hc_all").status_code == 200
    doors.seconds = 1.0
    assert client.message(id="m-9").status_code == 201


def test_too_many_waiting_are_turned_away(doors: Doors) -> None:
    answer = doors.open(ApiSettings(max_waiting=0)).message()
    assert (refusal(answer), answer.headers["retry-after"]) == ((503, "overloaded"), "1")


def test_too_many_bytes_in_flight_are_turned_away_and_given_back(doors: Doors) -> None:
    client = doors.open(ApiSettings(max_bytes_in_flight=1_000))
    assert refusal(client.message(text="x" * 2_000)) == (503, "overloaded")
    assert client.message().status_code == 201
    assert client.app.state.handclasp.bytes_in_flight == 0

"""Bad input at the customers' door of a running house: as strict as the machines' door, and as helpful."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from tests.bad_input.doors import Customer, Doors, now_ms, said

YEAR = 366 * 86_400_000


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid-json"),
        (b'"\xff\xfe"', 400, "invalid-utf8"),
        (b'{"id":"specimen-id-00000001","sent":1,"text":"\\ud83d"}', 400, "lone-surrogate"),
        (b'{"id":"specimen-id-00000001","id":"b"}', 400, "duplicate-key"),
        (b"[" * 10_000 + b"]" * 10_000, 400, "too-deep"),
        (b'{"text":NaN}', 400, "invalid-json"),
        (b'{"sent":' + b"9" * 5_000 + b"}", 400, "invalid-json"),
        (b'{"id":"specimen-id-00000001"}', 422, "wrong-type"),
        (b" " * 1024 * 1024, 413, "body-too-large"),
    ],
    ids=range(9),
)
def test_what_is_no_message_is_refused_by_name(customer: Customer, body: bytes, status: int, code: str) -> None:
    assert said(customer.send(body)) == (status, code)


@pytest.mark.parametrize(
    ("text", "changed", "status", "code"),
    [
        ("", {}, 422, "bad-length"),
        ("   \n", {}, 422, "bad-length"),
        ("a\0b", {}, 422, "control-character"),
        ("0" * 8_001, {}, 413, "message-too-long"),
        ("汉" * 8_001, {}, 413, "message-too-long"),
        ("x", {"id": "short"}, 422, "bad-length"),
        ("x", {"id": "specimen id \0 000001"}, 422, "bad-length"),
        ("x", {"sent": -1}, 422, "bad-time"),
        ("x", {"signature": {"key": "", "sig": "", "salt": ""}}, 422, "bad-signature"),
        ("x", {"signature": "me"}, 422, "wrong-type"),
        ("x", {"surprise": 1}, 422, "wrong-type"),
    ],
    ids=range(11),
)
def test_a_field_that_breaks_a_rule_is_refused_by_name(
    customer: Customer, text: str, changed: dict[str, Any], status: int, code: str
) -> None:
    written = customer.written(text) if "sent" not in changed else {"id": "specimen-id-00000009", "text": text}
    assert said(customer.send(written | changed)) == (status, code)


def test_the_longest_text_is_sealed_whole(customer: Customer) -> None:
    words = "汉" * 8_000
    answer = customer.send(customer.written(words))
    assert answer.status_code == 201
    assert answer.json()["receipt"]["record"]["openings"]["body"]["value"]["v"] == words


@pytest.mark.parametrize("off", [-YEAR, YEAR, 2 * 86_400_000])
def test_a_clock_a_year_off_is_told_so(customer: Customer, off: int) -> None:
    answer = customer.send(customer.written("specimen", sent=max(0, now_ms() + off)))
    assert said(answer) == (422, "clock-off")


@pytest.mark.parametrize(
    "changed", [{"text": "other words"}, {"id": "another-id-00000000"}, {"sent": now_ms() - 60_000}]
)
def test_a_signature_over_anything_else_is_refused(customer: Customer, changed: dict[str, Any]) -> None:
    assert said(customer.send(customer.written("my words") | changed)) == (422, "signature-wrong")


def test_a_signature_of_somebody_else_is_refused(customer: Customer, doors: Doors) -> None:
    other = Customer(doors)
    assert other.enter().status_code == 201
    assert said(customer.send(other.written("my words"))) == (422, "signature-wrong")


def test_a_point_that_is_on_no_curve_is_refused(customer: Customer) -> None:
    written = customer.written("my words")
    point = base64.b64encode(b"\4" + bytes(64)).decode()
    answer = customer.send(written | {"signature": written["signature"] | {"key": point}})
    assert said(answer) == (422, "signature-wrong")


def test_a_tampered_session_opens_nothing(customer: Customer) -> None:
    good, written = customer.session, customer.written("x")
    payload, _, seal = good.partition(".")
    facts = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = base64.urlsafe_b64encode(json.dumps(facts | {"vouched": True}).encode()).rstrip(b"=").decode()
    tampered = [
        f"{forged}.{seal}",
        f"{payload}.{seal[:-4]}AAAA",
        f"{payload}.",
        payload,
        f".{seal}",
        "x" * 5_000,
        f"{payload}.{seal}.{seal}",
    ]
    for session in tampered:
        customer.session = session
        assert said(customer.send(written)) == (401, "session-invalid")
    customer.session = good
    assert customer.send(written).status_code == 201


def test_a_reused_id_with_other_words_is_refused_and_the_first_record_stands(customer: Customer) -> None:
    written = customer.written("first words")
    assert customer.send(written).status_code == 201
    assert said(customer.send(customer.written("other words", id=written["id"]))) == (409, "idempotency-key-reused")
    assert customer.send(written).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"site": "site_0000000000000000"}, 404, "site-unknown"),
        ({"site": "'; drop table"}, 404, "site-unknown"),
        ({"site": "\0"}, 404, "site-unknown"),
        ({"site": ""}, 404, "site-unknown"),
        ({"resume": "not.mine"}, 401, "session-invalid"),
        ({"token": "e30.e30.e30"}, 401, "voucher-algorithm"),
        ({"token": "x" * 5_000}, 401, "voucher-malformed"),
        ({"language": 7}, 422, "wrong-type"),
    ],
    ids=range(8),
)
def test_a_session_is_not_had_by_asking_wrongly(doors: Doors, body: dict[str, Any], status: int, code: str) -> None:
    assert said(Customer(doors).enter(**body)) == (status, code)


def test_another_page_may_not_ask(customer: Customer) -> None:
    answer = customer.send(customer.written("x"), origin="https://evil.example")
    assert said(answer) == (403, "origin-refused")


@pytest.mark.parametrize(
    ("headers", "content", "code"),
    [
        ({"Handclasp-Name": "%ff%fe"}, b"x", "invalid-utf8"),
        ({"Handclasp-Name": "a%00b.png"}, b"x", "control-character"),
        ({"Handclasp-Name": "x" * 201}, b"x", "bad-length"),
        ({"Handclasp-Sent": "now"}, b"x", "bad-time"),
        ({"Handclasp-Sent": "1"}, b"x", "clock-off"),
        ({"Content-Type": "image"}, b"x", "bad-media-type"),
        ({}, b"", "bad-length"),
        ({}, b"0" * (10 * 1024 * 1024 + 1), "body-too-large"),
        ({"Content-Type": "image/svg+xml"}, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file-type-not-taken"),
        ({"Content-Type": "text/html"}, b"<!doctype html><script>1</script>", "file-type-not-taken"),
        ({}, b"\x89PNG\r\n\x1a\n cut off", "file-damaged"),
        ({"Content-Type": "image/png"}, b"OggS a voice", "file-disguised"),
    ],
    ids=range(12),
)
def test_a_file_that_breaks_a_rule_is_refused_by_name(
    doors: Doors, customer: Customer, headers: dict[str, str], content: bytes, code: str
) -> None:
    usual = {
        "Authorization": f"Bearer {customer.session}",
        "Content-Type": "image/png",
        "Handclasp-Name": "specimen.png",
        "Handclasp-Id": "specimen-id-00000001",
        "Handclasp-Sent": str(now_ms()),
    }
    answer = doors.client.post("/v1/widget/attachments", content=content, headers=customer.address | usual | headers)
    assert said(answer)[1] == code


@pytest.mark.parametrize("seq", ["0", "999999", "-1", "1e3", "9" * 40, "%00", "１"])
def test_a_receipt_that_is_not_there_is_not_found(doors: Doors, customer: Customer, seq: str) -> None:
    answer = doors.client.get(f"/v1/widget/receipts/{seq}", headers=customer.address | customer.headers)
    assert said(answer) == (404, "not-found")

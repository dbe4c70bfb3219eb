"""Bad input at the machines' door of a running house: every refusal has its name, and nothing before it is hurt."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.bad_input.doors import Customer, Doors, answered, message, now_ms, said
from tests.journeys.running import Running

from handclasp.store.embedded import Embedded

KIB = 1024
YEAR = 366 * 86_400_000


def text(value: bytes) -> bytes:
    """A message whose text is these bytes of JSON."""
    return json.dumps(message(text="@")).encode().replace(b'"@"', value)


@pytest.fixture(scope="module", autouse=True)
def half_sent(doors: Doors) -> Iterator[dict[str, socket.socket]]:
    """Half a request at each door, sent before all that follows: it must hold nothing up."""
    visitor = Customer(doors)
    assert visitor.enter().status_code == 201
    body = json.dumps(message()).encode()
    heads = {
        "/v1/messages": doors.head("/v1/messages", f"Content-Length: {len(body)}"),
        "/v1/batches": doors.head("/v1/batches", f"Content-Length: {len(body)}"),
        "/v1/widget/messages": doors.head("/v1/widget/messages", f"Content-Length: {len(body)}").replace(
            f"Bearer {doors.key}".encode(), f"Bearer {visitor.session}".encode()
        ),
    }
    address = urlsplit(doors.house.address)
    with ExitStack() as wires:
        waiting = {}
        for path, head in heads.items():
            wire = socket.create_connection((address.hostname or "", address.port or 0), timeout=60)
            waiting[path] = wires.enter_context(closing(wire))
            wire.sendall(head + body[: len(body) // 2])
        yield waiting


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (text(b'"\xff\xfe"'), "invalid-utf8"),
        (text(b'"\xed\xa0\x80"'), "invalid-utf8"),
        (text('"半'.encode()[:-1] + b'"'), "invalid-utf8"),
        (text(rb'"\ud83d"'), "lone-surrogate"),
        (text(rb'"\ude00\ud83d"'), "lone-surrogate"),
        (b"\xef\xbb\xbf" + text(b'"x"'), "byte-order-mark"),
        (text(b'"x"')[:-5], "invalid-json"),
        (text(b"NaN"), "invalid-json"),
        (b"[" * 10_000 + b"]" * 10_000, "too-deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too-deep"),
        (text(b'"x", "details": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000), "too-deep"),
        (text(b'"x", "text": "y"'), "duplicate-key"),
        (text(b'"x", "author": {"role":"agent","id":"z"}'), "duplicate-key"),
        (text(b'"x", "details": {"a": 1, "\\u0061": 2}'), "duplicate-key"),
    ],
)
def test_what_is_no_message_is_refused_by_name(doors: Doors, body: bytes, code: str) -> None:
    assert said(doors.post("/v1/messages", body)) == (400, code)


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"text": ""}, 422, "bad-length"),
        ({"text": "a\0b"}, 422, "control-character"),
        ({"conversation": "a\0b"}, 422, "control-character"),
        ({"id": "a\0b"}, 422, "control-character"),
        ({"author": {"role": "customer", "id": "\0"}}, 422, "control-character"),
        ({"text": 7}, 422, "wrong-type"),
        ({"id": None}, 422, "missing-field"),
        ({"conversation": "x" * 201}, 422, "bad-length"),
        ({"surprise": 1}, 422, "unknown-field"),
        ({"kind": "confession"}, 422, "unknown-kind"),
        ({"author": {"role": "king", "id": "1"}}, 422, "unknown-role"),
        ({"sent": "yesterday"}, 422, "bad-time"),
        ({"text": "0" * (256 * KIB + 1)}, 413, "message-too-long"),
        ({"text": "0" * 1024 * KIB}, 413, "message-too-long"),
        ({"text": "汉" * 349_526}, 413, "message-too-long"),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused_by_name(
    doors: Doors, changed: dict[str, Any], status: int, code: str
) -> None:
    answer = doors.post("/v1/messages", json.dumps(message(**changed)).encode())
    assert said(answer) == (status, code)
    assert len(answer.content) < 1000


@pytest.mark.parametrize("letter", ["0", "汉", "\U0001f600"])
def test_the_longest_text_is_sealed_whole(doors: Doors, letter: str) -> None:
    words = letter * (256 * KIB // len(letter.encode()))
    answer = doors.say(text=words)
    assert answer.status_code == 201
    openings = answer.json()["receipt"]["record"]["openings"]
    assert openings["body"]["value"]["v"] == words


@pytest.mark.parametrize("off", [-YEAR, YEAR, 2 * 86_400_000, -now_ms()], ids=["behind", "ahead", "days", "1970"])
@pytest.mark.parametrize("written", [int, lambda at: f"{datetime.fromtimestamp(at / 1000, UTC):%FT%TZ}"])
def test_a_clock_a_year_off_is_told_so(doors: Doors, off: int, written: Callable[[int], Any]) -> None:
    at = now_ms() + off
    answer = doors.post("/v1/messages", json.dumps(message(sent=written(at))).encode())
    assert said(answer) == (422, "clock-off")
    assert answer.json()["field"] == "sent"


def test_a_reused_key_with_another_body_is_refused_and_the_first_record_stands(doors: Doors) -> None:
    good = message()
    first = doors.keep(doors.post("/v1/messages", json.dumps(good).encode()))
    assert said(doors.say(**good | {"text": "other words"})) == (409, "idempotency-key-reused")
    again = doors.keep(doors.post("/v1/messages", json.dumps(good).encode()))
    assert (first.status_code, again.status_code) == (201, 200)
    assert [again.json()[name] for name in ("index", "seq", "record")] == [
        first.json()[name] for name in ("index", "seq", "record")
    ]


def test_a_bad_line_stops_no_other(doors: Doors) -> None:
    good = [json.dumps(message()).encode() for _ in range(3)]
    bad = [
        b"\xff",
        b'{"text":"\\ud800"}',
        b"[" * 10_000,
        text(b'"x","text":"y"'),
        text(b'"' + b"0" * 1024 * KIB + b'"'),
    ]
    answer = doors.post("/v1/batches", b"\n".join([good[0], *bad[:3], good[1], *bad[3:], good[2]]))
    *lines, summary = (json.loads(line) for line in answer.text.splitlines())
    codes = [line.get("code") for line in lines]
    assert codes == [
        None, "invalid-utf8", "lone-surrogate", "too-deep", None, "duplicate-key", "message-too-long", None
    ]  # fmt: skip
    assert (summary["new"], summary["refused"]) == (3, 5)


@pytest.mark.parametrize(
    "presented", ["none", "hc_x_y", "hc_0123456789ab_" + "x" * 43, "x" * 9_000, "hc_\xff_\xff"], ids=range(5)
)
def test_a_key_that_is_none_opens_nothing(doors: Doors, presented: str) -> None:
    headers = {b"authorization": f"Bearer {presented}".encode("latin-1"), b"content-type": b"application/json"}
    answer = doors.client.post("/v1/messages", content=json.dumps(message()), headers=list(headers.items()))
    assert said(answer) == (401, "unauthorized")


def test_a_revoked_key_stops_working_within_seconds(doors: Doors, up: Running) -> None:
    key = up.run("key", "add", "--tenant", "demo", "--label", "specimen", "--scope", "write").strip()
    body = json.dumps(message()).encode()
    assert doors.keep(doors.post("/v1/messages", body, authorization=f"Bearer {key}")).status_code == 201
    up.run("key", "revoke", key.split("_")[1])
    assert stops(doors, key, body)


def test_an_expired_key_opens_nothing(doors: Doors, up: Running) -> None:
    key = up.run("key", "add", "--tenant", "demo", "--label", "specimen", "--scope", "write", "--days", "1").strip()
    with psycopg.connect(Embedded(up.data_dir).superuser_url("handclasp"), autocommit=True) as admin:
        past = datetime.now(UTC) - timedelta(seconds=1)
        admin.execute("update handclasp.api_keys set expires_at = %s where key_id = %s", (past, key.split("_")[1]))
    answer = doors.post("/v1/messages", json.dumps(message()).encode(), authorization=f"Bearer {key}")
    assert said(answer) == (401, "unauthorized")


def stops(doors: Doors, key: str, body: bytes) -> bool:
    """Whether a key stops working before patience ends."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        answer = doors.post("/v1/messages", body, authorization=f"Bearer {key}")
        if answer.status_code == 401:
            return True
        assert answer.status_code == 200
    return False


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"content-type": "text/plain"}, 415, "unsupported-media-type"),
        ({"content-type": "application/json; charset=gbk"}, 415, "unsupported-media-type"),
        ({"content-encoding": "gzip"}, 415, "unsupported-media-type"),
        ({"idempotency-key": "x" * 129}, 400, "bad-header"),
        ({"idempotency-key": "another"}, 422, "idempotency-key-mismatch"),
    ],
)
def test_headers_that_do_not_fit_are_refused_by_name(
    doors: Doors, headers: dict[str, str], status: int, code: str
) -> None:
    assert said(doors.post("/v1/messages", json.dumps(message()).encode(), **headers)) == (status, code)


def test_a_body_beyond_every_limit_is_cut_off(doors: Doors) -> None:
    announced = doors.head("/v1/messages", f"Content-Length: {10**12}")
    assert doors.raw(announced, b"{") == (413, "body-too-large")
    assert doors.raw(doors.head("/v1/batches", "Content-Length: 99999999"), b"{") == (413, "body-too-large")


def test_half_a_request_that_hangs_up_stores_nothing(doors: Doors) -> None:
    good = message()
    body = json.dumps(good).encode()
    for kind in (f"Content-Length: {len(body) + 10}", "Transfer-Encoding: chunked"):
        piece = body if kind.startswith("C") else f"{len(body):x}\r\n".encode() + body + b"\r\n"
        doors.raw(doors.head("/v1/messages", kind), piece, hang_up=True)
        doors.raw(doors.head("/v1/batches", kind), piece, hang_up=True)
    doors.raw(doors.head("/v1/messages")[:40], hang_up=True)
    assert doors.say(**good).status_code == 201, "it was not stored before"


@pytest.mark.parametrize(
    "line",
    [
        b"\0\0\0\0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\xff" * 9_000 + b"\r\n\r\n",
        b"POST /v1/messages HTTP/1.1\r\n: \r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_or_hung_up_on(doors: Doors, line: bytes) -> None:
    status, _ = doors.raw(line, hang_up=True)
    assert status in {0, 400, 404, 411, 421, 505} or status < 500


@pytest.mark.parametrize("path", ["/v1/messages/", "/v1/%00", "/v1/..%2f..%2fetc/passwd", "/v1/" + "x" * 4_000])
def test_paths_that_are_none_are_not_found(doors: Doors, path: str) -> None:
    assert said(doors.client.get(path)) == (404, "not-found")


@pytest.mark.parametrize(
    ("query", "status"),
    [("?after=-1", 400), ("?limit=99999", 400), ("?after=x&limit=1", 400), ("?by=guess", 400)],
)
def test_questions_that_make_no_sense_are_refused(doors: Doors, query: str, status: int) -> None:
    reader = {"Authorization": f"Bearer {doors.key}", "Handclasp-Purpose": "specimen"}
    answer = doors.client.get(f"/v1/conversations/specimen%20abuse/records{query}", headers=reader)
    assert said(answer) == (status, "bad-query")


@pytest.mark.parametrize("name", ["nobody%20knows", "0" * 32, "%00", "%ff", "x" * 300])
def test_a_conversation_that_is_not_there_is_not_found(doors: Doors, name: str) -> None:
    reader = {"Authorization": f"Bearer {doors.key}", "Handclasp-Purpose": "specimen"}
    answer = doors.client.get(f"/v1/conversations/{name}/records", headers=reader)
    status, code = said(answer)
    assert status in {400, 404}
    assert re.fullmatch("not-found|bad-query", code)


def test_half_a_request_is_not_waited_for(half_sent: dict[str, socket.socket]) -> None:
    assert {path: answered(wire) for path, wire in half_sent.items()} == dict.fromkeys(half_sent, (408, "slow-body"))

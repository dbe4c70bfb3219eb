"""Whatever bytes come in: never a 500, never a hang, and never a word of them in an answer or a log."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bad_input.doors import KINDS, Customer, Doors, message, now_ms

MARK = "秘密 x7Qz\u2603"
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(MARK),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just(MARK), inner, max_size=3),
    max_leaves=8,
)
_fields = st.sampled_from([*message(), "sent", "kind", "details", "attachment", "signature", "reply_to", MARK])


@st.composite
def wrong(draw: st.DrawFn) -> bytes:
    """A message with some fields replaced, then perhaps some of its bytes; or bytes that never were one."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.binary(max_size=300)) + MARK.encode()
    written = message(text=MARK, sent=now_ms()) | draw(st.dictionaries(_fields, _json, max_size=3))
    data = bytearray(json.dumps(written, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass"))
    for at, byte in draw(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4)):
        data[at % len(data)] = byte
    return bytes(data) * draw(st.sampled_from([1, 1, 1, 2]))


def told_nothing(answer: httpx.Response) -> None:
    """Assert that an answer is no breakdown, and that a refusal repeats nothing."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
    spoken = answer.text if "receipt" not in answer.text else ""
    assert MARK not in spoken
    assert json.dumps(MARK)[1:-1] not in spoken


fuzzed = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


@fuzzed
@given(body=wrong())
@pytest.mark.parametrize("path", ["/v1/messages", "/v1/batches"])
def test_random_bytes_at_the_machines_door(doors: Doors, path: str, body: bytes) -> None:
    told_nothing(doors.post(f"{path}", body, accept="*/*"))


@fuzzed
@given(body=wrong())
def test_random_bytes_at_the_customers_door(doors: Doors, body: bytes) -> None:
    visitor = Customer(doors)
    assert visitor.enter().status_code == 201
    answer = visitor.send(body)
    told_nothing(answer)
    assert answer.status_code != 429, "it must not hide behind its limits"


@fuzzed
@given(body=wrong(), path=st.sampled_from([*KINDS, "/v1/widget/sessions"]))
def test_random_bytes_without_a_key(doors: Doors, path: str, body: bytes) -> None:
    kind = {"Content-Type": KINDS.get(path, "application/json")}
    answer = doors.client.post(path, content=body, headers=kind | Customer(doors).address)
    told_nothing(answer)
    assert answer.status_code >= 400


def test_no_word_of_it_stands_in_a_log(doors: Doors) -> None:
    doors.say(text=MARK)
    doors.say(text=MARK, surprise=MARK)
    server = (doors.house.data_dir / "postgres/server.log").read_text(errors="replace")
    for log in (doors.house.printed, server):
        assert "x7Qz" not in log
    assert "request" in doors.house.printed, "it does log"
    assert "request failed" not in doors.house.printed

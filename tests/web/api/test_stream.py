"""`WS /v1/stream`: batches ahead of their answers, in order, each answered once it stands; nobody is let in unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from tests.web.api.conftest import READER, WRITER, message
from tests.web.api.streaming import Patient, Served, Stream, batch, serving, until
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from handclasp.records import HandclaspError, OutcomeUnknown, Overloaded
from handclasp.web.api import ApiSettings, Caller
from handclasp.web.api.asyncapi import document

Refused = Callable[..., tuple[int, dict[str, Any], Any]]


@pytest.fixture
def house() -> Patient:
    return Patient()


@pytest.fixture
def served(house: Patient) -> Iterator[Served]:
    with serving(house) as made:
        yield made
        made.settled()


def refusal(opening: AbstractContextManager[Stream]) -> tuple[int, dict[str, Any], Any]:
    """The problem that an upgrade is refused with: status, body, headers."""
    with pytest.raises(InvalidStatus) as raised, opening:
        pytest.fail("it was let in")
    response = raised.value.response
    assert response.headers["content-type"] == "application/problem+json"
    assert "content-security-policy" in response.headers
    return response.status_code, json.loads(response.body), response.headers


def said(house: Patient) -> list[str]:
    return list(house.taken)


# --- who is let in


def test_a_stream_begins_with_the_window_and_the_log(served: Served) -> None:
    with served.stream() as stream:
        hello = stream.hello
    assert (hello["hello"], hello["log"]) == ("handclasp/stream/v1", "specimen/log")
    assert hello["window"] == {"batches": 16, "lines": 5_000, "bytes": 32 * 1024 * 1024}
    assert hello["max_batch_bytes"] == ApiSettings().max_batch_bytes


def test_nobody_is_let_in_who_may_not_write(served: Served) -> None:
    status, problem, headers = refusal(served.stream(None))
    assert (status, problem["code"]) == (401, "unauthorized")
    assert headers["www-authenticate"].startswith("Bearer")
    assert refusal(served.stream("hc_nobody"))[:2][1]["code"] == "unauthorized"
    status, problem, headers = refusal(served.stream(READER))
    assert (status, problem["code"], problem["instance"]) == (403, "scope-missing", headers["x-request-id"])


def test_what_the_policies_forbid_is_refused_before_the_upgrade(house: Patient) -> None:
    def never(_caller: Caller) -> None:
        error = HandclaspError("The policies let this key write nothing.")
        error.code = "refused"
        raise error

    with serving(house, may_add=never) as served:
        assert refusal(served.stream())[1]["code"] == "refused"


def test_pages_of_other_sites_are_refused_and_there_is_nothing_without_a_websocket(served: Served) -> None:
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{served.port}.evil.example"):
        status, problem, _ = refusal(served.stream(headers={"Origin": origin}))
        assert (status, problem["code"]) == (403, "foreign-origin")
    with served.stream(headers={"Origin": f"http://127.0.0.1:{served.port}"}):
        assert served.open() == 1
    url = f"http://127.0.0.1:{served.port}/v1/stream"
    answer = httpx.get(url, headers={"Authorization": f"Bearer {WRITER}"})
    assert (answer.status_code, answer.headers["upgrade"]) == (426, "websocket")
    assert answer.json()["code"] == "upgrade-required"
    assert refusal(served.stream(query="?receipt=maybe"))[1]["code"] == "bad-query"


def test_a_key_has_so_many_streams_and_gets_its_places_back(house: Patient) -> None:
    with serving(house, ApiSettings(max_streams_per_key=2)) as served:
        with served.stream(), served.stream():
            status, problem, headers = refusal(served.stream())
            assert (status, problem["code"], headers["retry-after"]) == (429, "too-many-streams", "5")
        served.settled()
        with served.stream():
            pass


def test_the_pace_of_a_key_is_that_of_all_its_doors(house: Patient) -> None:
    with serving(house, ApiSettings(rate_per_second=1, rate_burst=4), monotonic=lambda: 0.0) as served:
        with served.stream() as stream:
            stream.send(1, message(), message(id="m-2"), message(id="m-3"))
            stream.send(2, message(id="m-4"))
            first, second = stream.answer()[0], stream.answer()[0]
        assert (first["status"], second["code"], second["retry_after"]) == (200, "rate-limited", 1)
        assert refusal(served.stream())[1]["code"] == "rate-limited"
    assert said(house) == ["m-1", "m-2", "m-3"]


def test_a_key_that_is_revoked_meanwhile_ends_the_stream(house: Patient) -> None:
    valid = True

    class Keys:
        def check(self, presented: str, /) -> Caller | None:
            return house.check(presented) if valid else None

        at_hand = check

    with serving(house, api_keys=Keys()) as served, served.stream() as stream:
        stream.send(1, message())
        assert stream.heads(1) == [(1, 200)]
        valid = False
        stream.send(2, message(id="m-2"))
        assert stream.heads(1) == [(2, "unauthorized")]
        with pytest.raises(ConnectionClosed) as ended:
            stream.socket.recv(10)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1008
    assert said(house) == ["m-1"]


def test_at_other_paths_there_is_no_websocket(served: Served) -> None:
    for path in ("/", "/desk/", "/v1/messages", "/v1/stream/"):
        with pytest.raises(InvalidStatus) as raised, connect(f"ws://127.0.0.1:{served.port}{path}", proxy=None):
            pytest.fail("it was let in")
        assert raised.value.response.status_code == 403


# --- batches


def test_a_batch_is_answered_as_the_same_batch_by_post(served: Served) -> None:
    lines = [message(), b"", message(id="m-2"), b"{", message(id="m-3", kind="x")]
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    with served.stream() as stream:
        stream.send(1, data)
        head, *rest = stream.answer()
    headers = {"Authorization": f"Bearer {WRITER}", "Content-Type": "application/x-ndjson"}
    posted = httpx.post(f"http://127.0.0.1:{served.port}/v1/batches", content=data, headers=headers)
    rows = [json.loads(line) for line in posted.text.splitlines()]
    assert head == {"batch": 1, "status": 200}
    assert [row["status"] for row in rest[:-1]] == [201, 201, 400, 422]
    assert [row["status"] for row in rows[:-1]] == [200, 200, 400, 422]
    for row, by_post in zip(rest[:-1], rows[:-1], strict=True):
        assert row | {"status": 0, "doubled": 0} == by_post | {"status": 0, "doubled": 0}
    assert rest[-1] == rows[-1] | {"new": 2, "doubled": 0}


def test_receipts_come_when_they_are_asked_for(served: Served) -> None:
    with served.stream(query="?receipt=full") as stream:
        stream.send(1, message())
        assert stream.answer()[1]["receipt"] == {"format": "handclasp/receipt/v1"}


def test_batches_go_ahead_of_their_answers_and_are_answered_in_order(served: Served, house: Patient) -> None:
    house.holding = True
    with served.stream() as stream:
        for number in range(1, 6):
            stream.send(number, message(id=f"m-{number}"))
        until(lambda: len(house.given) == 5)
        assert [raws[0].key for raws, *_ in house.given] == [f"m-{number}" for number in range(1, 6)]
        assert len({id(lane) for _, lane, _ in house.given}) == 1
        later = house.given.pop()
        later[2].set_result([house._one(later[0][0], receipts=False)])
        while house.given:
            house.answer()
        assert stream.heads(5) == [(number, 200) for number in range(1, 6)]


def test_beyond_the_window_nothing_is_read(house: Patient) -> None:
    house.holding = True
    with serving(house, ApiSettings(stream_batches=3)) as served, served.stream() as stream:
        for number in range(1, 8):
            stream.send(number, message(id=f"m-{number}"))
        until(lambda: len(house.given) == 3)
        for answered in range(1, 8):
            # Whoever asks now is answered, so the door had the time to read on.
            assert httpx.get(f"http://127.0.0.1:{served.port}/healthz").status_code == 200
            assert len(house.given) <= 3
            until(lambda: house.given)
            house.answer()
            assert stream.heads(1) == [(answered, 200)]


@pytest.mark.parametrize("settings", [ApiSettings(stream_lines=10), ApiSettings(stream_bytes=3_000)])
def test_lines_and_bytes_fill_a_window_too(house: Patient, settings: ApiSettings) -> None:
    house.holding = True
    with serving(house, settings) as served, served.stream() as stream:
        for number in range(1, 10):
            stream.send(number, *(message(id=f"m-{number}-{n}", text="specimen " * 20) for n in range(4)))
        until(lambda: len(house.given) == 2)
        assert httpx.get(f"http://127.0.0.1:{served.port}/healthz").status_code == 200
        assert len(house.given) == 2
        house.holding = False
        while house.given:
            house.answer()
        assert stream.heads(9) == [(number, 200) for number in range(1, 10)]
    assert len(house.taken) == 36


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"", "batch-head"),
        (b"hello", "batch-head"),
        (b"\xff\xfe", "batch-head"),
        (b'{"batch": 0}\n{}', "batch-head"),
        (b'{"batch": "2"}\n{}', "batch-head"),
        (b'{"batch": 2, "more": 1}\n{}', "batch-head"),
        (b'{"batch": 2' + b" " * 300 + b"}\n{}", "batch-head"),
        (b'{"batch": 1}\n{}', "batch-out-of-turn"),
        (b'{"batch": 9}\n{}', "batch-out-of-turn"),
    ],
)
def test_a_message_that_is_no_next_batch_is_refused_and_costs_no_other(
    served: Served, house: Patient, bad: bytes, code: str
) -> None:
    house.holding = True
    with served.stream() as stream:
        stream.send(1, message())
        stream.socket.send(bad)
        stream.send(2, message(id="m-2"))
        until(lambda: len(house.given) == 2)
        house.answer()
        house.answer()
        assert [found for _, found in stream.heads(3)] == [200, code, 200]
    assert said(house) == ["m-1", "m-2"]


def test_a_batch_that_can_never_stand_is_done_with(house: Patient) -> None:
    with serving(house, ApiSettings(max_batch_lines=2)) as served, served.stream() as stream:
        stream.send(1, b"")
        stream.send(2, *[message()] * 3)
        stream.send(3, b"{", b"[]")
        stream.send(4, message())
        assert stream.heads(4) == [(1, "empty"), (2, "too-many-lines"), (3, 200), (4, 200)]


def test_text_and_fragments_are_taken_like_bytes(served: Served, house: Patient) -> None:
    with served.stream() as stream:
        stream.socket.send(batch(1, message(text="卡密无效")).decode())
        data = batch(2, message(id="m-2"))
        stream.socket.send(data[start : start + 7] for start in range(0, len(data), 7))
        assert stream.heads(2) == [(1, 200), (2, 200)]
    assert said(house) == ["m-1", "m-2"]


# --- what could not be stored


def test_an_overloaded_house_asks_for_the_batch_again_and_keeps_the_order(served: Served, house: Patient) -> None:
    with served.stream() as stream:
        stream.send(1, message())
        assert stream.heads(1) == [(1, 200)]
        house.trouble = Overloaded("Full.", retry_after=7)
        stream.send(2, message(id="m-2"))
        refused = stream.answer()[0]
        house.trouble = None
        assert (refused["batch"], refused["code"], refused["retry_after"]) == (2, "overloaded", 7)
        stream.send(3, message(id="m-3"))
        assert stream.heads(1) == [(3, "batch-out-of-turn")]
        for number in (2, 3):
            stream.send(number, message(id=f"m-{number}"))
        assert stream.heads(2) == [(2, 200), (3, 200)]
    assert said(house) == ["m-1", "m-2", "m-3"]


def test_behind_a_batch_that_was_not_stored_nothing_counts_as_stored(served: Served, house: Patient) -> None:
    house.holding = True
    with served.stream() as stream:
        for number in range(1, 5):
            stream.send(number, message(id=f"m-{number}"))
        until(lambda: len(house.given) == 4)
        house.answer()
        lane = house.answer(OutcomeUnknown("Lost."))
        until(lambda: lane is not None and lane.broken)
        while house.given:
            house.answer()
        assert stream.heads(4) == [
            (1, 200),
            (2, "outcome-unknown"),
            (3, "batch-out-of-turn"),
            (4, "batch-out-of-turn"),
        ]
        for number in (2, 3, 4):
            stream.send(number, message(id=f"m-{number}"))
        until(lambda: len(house.given) == 3)
        assert house.given[0][1] is not lane
        while house.given:
            house.answer()
        assert stream.heads(3) == [(2, 200), (3, 200), (4, 200)]


def test_a_log_that_does_not_answer_is_not_waited_for_for_ever(house: Patient) -> None:
    house.holding = True
    with serving(house, ApiSettings(answer_seconds=0.1)) as served, served.stream() as stream:
        stream.send(1, message())
        assert stream.heads(1) == [(1, "outcome-unknown")]
        house.holding = False
        stream.send(1, message())
        assert stream.heads(1) == [(1, 200)]


def test_an_unforeseen_error_refuses_one_batch_and_says_nothing_of_it(
    served: Served, house: Patient, capfd: pytest.CaptureFixture[str]
) -> None:
    with served.stream() as stream:
        house.trouble = RuntimeError("specimen words")
        stream.send(1, message())
        refused = stream.answer()[0]
        house.trouble = None
        stream.send(2, message())
        assert stream.heads(1) == [(2, 200)]
    assert (refused["batch"], refused["code"]) == (1, "error")
    printed = "".join(capfd.readouterr())
    assert "RuntimeError" in printed
    assert "specimen words" not in printed + str(refused)


# --- what is told of it


def test_counters_tell_of_streams_and_batches_and_of_no_words(served: Served) -> None:
    with served.stream() as stream:
        stream.send(1, message(), message(), b"{")
        stream.send(7, message())
        stream.heads(2)
        page = httpx.get(f"http://127.0.0.1:{served.port}/metrics").text
    assert "handclasp_streams_open 1.0" in page
    assert 'handclasp_stream_batches_total{answer="stored"} 1.0' in page
    assert 'handclasp_stream_batches_total{answer="batch-out-of-turn"} 1.0' in page
    assert "handclasp_messages_sealed_total 1.0" in page
    assert "handclasp_messages_doubled_total 1.0" in page
    assert "specimen words" not in page
    served.settled()


def test_the_asyncapi_document_is_served_and_describes_what_goes_over_the_wire(served: Served) -> None:
    made = httpx.get(f"http://127.0.0.1:{served.port}/v1/asyncapi.json").json()
    assert made == document()
    assert made["asyncapi"] == "3.0.0"

    def refs(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from ([part["$ref"]] if "$ref" in part else [])
            part = list(part.values())
        if isinstance(part, list):
            for inner in part:
                yield from refs(inner)

    for ref in refs(made):
        found: Any = made
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]
    with served.stream() as stream:
        stream.send(1, message(), b"{")
        stream.send(1, message())
        answers = [[stream.hello], stream.answer(), stream.answer()]
    for name, lines in zip(("hello", "answer", "refusal"), answers, strict=True):
        fits(made, made["components"]["messages"][name]["payload"], lines)
    fits(made, made["components"]["messages"]["batch"]["payload"], [{"batch": 1}, message()])


def fits(made: dict[str, Any], payload: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    """Assert that each line is one of the shapes a payload names: all its required fields, no others."""
    schemas = [made["components"]["schemas"][one["$ref"].rpartition("/")[2]] for one in payload.get("anyOf", [payload])]
    for line in lines:
        assert any(set(one["required"]) <= set(line) <= set(one["properties"]) for one in schemas), line

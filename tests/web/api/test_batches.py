"""`POST /v1/batches`: a line for each line, in order; bad ones are refused in their place and the others stand."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from tests.web.api.conftest import READER, Client, Doors, House, message

from handclasp.records import OutcomeUnknown, Overloaded
from handclasp.web.api import ApiSettings


def rows(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert "specimen words" not in answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_each_line_has_its_answer_and_the_last_one_sums_up(client: Client, house: House) -> None:
    answer = client.send(message(), b"", message(id="m-2"), b"{", message(), message(id="m-3", kind="x"), b"\r")
    *lines, summary = rows(answer)
    assert answer.status_code == 200
    assert [(row["line"], row["status"], row.get("code")) for row in lines] == [
        (1, 201, None),
        (3, 201, None),
        (4, 400, "invalid-json"),
        (5, 200, None),
        (6, 422, "unknown-kind"),
    ]
    assert [row.get("id") for row in lines] == ["m-1", "m-2", None, "m-1", None]
    assert lines[0].keys() == {"line", "status", "id", "conversation", "index", "seq", "record", "doubled"}
    assert lines[4]["field"] == "kind"
    assert lines[4]["type"] == "/v1/errors#unknown-kind"
    assert summary == {"lines": 5, "new": 2, "doubled": 1, "refused": 2, "checkpoint": "specimen/log\n2\n"}
    assert list(house.taken) == ["m-1", "m-2"]


def test_receipts_come_when_they_are_asked_for(client: Client) -> None:
    first, again, _ = rows(client.send(message(), message(), query="?receipt=full"))
    assert first["receipt"] == {"format": "handclasp/receipt/v1"}
    assert "receipt" not in again


def test_a_line_without_an_id_is_refused_since_no_header_can_name_it(client: Client) -> None:
    row, _ = rows(client.send(message(id=None)))
    assert (row["status"], row["code"], row["field"]) == (422, "missing-field", "id")


def test_a_conflict_and_a_refused_line_do_not_stop_the_others(client: Client, house: House) -> None:
    house.single["m-2"] = Overloaded("Full.")
    *lines, summary = rows(client.send(message(), message(text="other"), message(id="m-2"), message(id="m-3")))
    assert [row["status"] for row in lines] == [201, 409, 503, 201]
    assert (summary["new"], summary["refused"]) == (2, 2)


def test_only_bad_lines_are_answered_without_troubling_the_log(client: Client, house: House) -> None:
    house.trouble = AssertionError("the log was asked")
    *lines, summary = rows(client.send(b"{", b"[]"))
    assert [row["status"] for row in lines] == [400, 422]
    assert summary["checkpoint"] is None


def test_when_nothing_got_a_place_the_whole_batch_says_so(client: Client, house: House) -> None:
    house.single = {"m-1": OutcomeUnknown("Lost."), "m-2": OutcomeUnknown("Lost.")}
    answer = client.send(message(), message(id="m-2"))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "outcome-unknown", "1")
    house.trouble = Overloaded("Full.", retry_after=9)
    answer = client.send(message())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "9")


@pytest.mark.parametrize(("lines", "status"), [(3, 200), (4, 413)])
def test_a_batch_has_a_number_of_lines_at_most(doors: Doors, house: House, lines: int, status: int) -> None:
    client = doors.open(ApiSettings(max_batch_lines=3))
    answer = client.send(*(message(id=f"m-{n}") for n in range(lines)))
    assert answer.status_code == status
    assert len(house.taken) == (lines if status == 200 else 0)


def test_a_batch_too_large_is_refused_before_it_is_all_read(doors: Doors, house: House) -> None:
    client = doors.open(ApiSettings(max_batch_bytes=10_000))
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 10_000_000:
            sent += 1_000
            yield b"x" * 1_000

    answer = client("POST", "/v1/batches", content=endless(), headers={"content-type": "application/x-ndjson"})
    assert (answer.status_code, answer.json()["code"], answer.headers["connection"]) == (413, "body-too-large", "close")
    assert sent < 20_000
    assert client.batch(b"x" * 10_001).json()["code"] == "body-too-large"
    assert house.taken == {}


def test_a_batch_costs_as_many_messages_as_it_has_lines(doors: Doors) -> None:
    client = doors.open(ApiSettings(rate_per_second=10, rate_burst=30))
    lines = [message(id=f"m-{n}") for n in range(20)]
    assert client.send(*lines).status_code == 200
    answer = client.send(*lines)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"headers": {"content-type": "application/json"}}, (415, "unsupported-media-type")),
        ({"query": "?receipt=maybe"}, (400, "bad-query")),
        ({"data": b""}, (400, "empty")),
        ({"data": b" \r\n\n"}, (400, "empty")),
        ({"key": READER}, (403, "scope-missing")),
        ({"key": None}, (401, "unauthorized")),
    ],
)
def test_a_batch_that_is_not_taken(client: Client, more: dict[str, Any], expected: tuple[int, str]) -> None:
    data = more.pop("data", json.dumps(message()).encode())
    answer = client.batch(data, **more)
    assert (answer.status_code, answer.json()["code"]) == expected

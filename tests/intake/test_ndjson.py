"""Lines of JSON: each stands alone, numbers and offsets stay right however the bytes arrive."""

from __future__ import annotations

import json

import pytest

from handclasp.intake.errors import InputError, TooLarge
from handclasp.intake.ndjson import lines, read
from handclasp.records import Raw


def line(n: int, **more: object) -> bytes:
    author = {"role": "customer", "id": "u"}
    return json.dumps({"id": f"m-{n}", "conversation": "c", "author": author, "text": f"说 {n}"} | more).encode()


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_lines_are_the_same_however_the_bytes_arrive(size: int) -> None:
    data = line(1) + b"\n\n  \r\n" + line(2) + b"\r\n" + line(3)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    found = list(lines(chunks, 500))
    assert [entry.number for entry in found] == [1, 4, 5]
    assert [entry.end for entry in found] == [data.index(b"\n") + 1, data.rindex(b"\n") + 1, len(data)]


@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_a_line_too_long_is_refused_and_the_next_is_read(size: int) -> None:
    data = line(1) + b"\n" + b"x" * 2_000 + b"\n" + line(3) + b"\n" + b"y" * 2_000
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    found = list(lines(chunks, 500))
    assert [entry.number for entry in found] == [1, 2, 3, 4]
    assert [isinstance(entry.data, TooLarge) for entry in found] == [False, True, False, True]
    assert found[-1].end == len(data)


def test_a_bad_line_does_not_stop_the_rest() -> None:
    data = b"\n".join([line(1), b"{", line(3, kind="reveal"), line(4)])
    answers = list(read([data], "demo", lambda: 1_796_000_000_000))
    codes = [answer.code if isinstance(answer, InputError) else answer.key for _, answer in answers]
    assert codes == ["m-1", "invalid-json", "unknown-kind", "m-4"]
    assert isinstance(answers[0][1], Raw)

"""`handclasp bench search` measures the real thing, held against a scan of everything, in one flat object."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from benchmarks.proofs import search as proof
from tests.bench.running import bench, durable

from handclasp.bench.questions import Scan, questions
from handclasp.bench.talk import Talk
from handclasp.records import Author, Kind, View
from handclasp.search.matching import Words

NEEDED = {
    "p95_ms", "p50_ms", "agent_p95_ms", "fed_cpu_us_per_msg", "filled_msgs_per_s",
    "recall", "bytes_per_msg", "index_msgs_per_s", "lag_max_ms",
    "found_after_max_ms", "pages_unlike_the_scan", "messages", "queries",
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """One small run by the command itself."""
    return bench("search", "--messages", "500", "--queries", "40", "--lag-seconds", "1")


def test_every_figure_is_told(result: dict[str, Any]) -> None:
    assert result.keys() >= NEEDED
    durable(result)


def test_all_is_found_that_the_scan_finds(result: dict[str, Any]) -> None:
    assert result["recall"] == 1.0
    assert result["pages_unlike_the_scan"] == 0
    assert result["answers"] > 40


def _view(index: int, text: str) -> View:
    return View(
        index=index, seq=1, conversation=bytes(16), record=bytes(32), kind=Kind.MESSAGE, author=Author("customer", "x"),
        received=1, sent=None, body=text, spans=(), facts={},
    )  # fmt: skip


def test_the_scan_passes_over_no_answer() -> None:
    texts = [one.text for one in islice(Talk(2).messages(), 300)]
    asked = questions(texts, 80, 2)
    scan = Scan(asked)
    scan.read(_view(number, text) for number, text in enumerate(texts))
    for one, found in zip(asked, scan.found, strict=True):
        assert list(found) == [number for number, text in enumerate(texts) if Words(text).has(one.node)], one.text


def test_talk_is_seeded_and_about_as_long_as_real_messages() -> None:
    texts = [one.text for one in islice(Talk(3).messages(), 2_000)]
    assert texts == [one.text for one in islice(Talk(3).messages(), 2_000)]
    assert 200 < sum(len(text.encode()) for text in texts) / len(texts) < 300


def test_the_proof_keeps_a_row_for_each_size_and_passes_nothing_wrong(result: dict[str, Any]) -> None:
    first = proof.report(result, "")
    assert first.count("\n| 500 |") == 1
    larger = proof.report(result | {"messages": 1_000_000}, first)
    again = proof.report(result | {"p95_ms": 12_345.6}, larger)
    assert [line.split(" | ")[0] for line in again.splitlines() if "12345.6" in line] == ["| 500"]
    assert again.index("\n| 500 |") < again.index("\n| 1,000,000 |")
    assert not proof.wrong(result)
    assert proof.wrong(result | {"recall": 0.9999})
    assert proof.wrong(result | {"pages_unlike_the_scan": 1})

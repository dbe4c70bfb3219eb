"""The long proofs of speed in their short form: each runs, shows what it must however slow, and writes its page."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from benchmarks import page
from benchmarks.proofs import day, growth, overload, paced
from tests.bench.running import bench, durable

from handclasp.bench.day import Size as Day
from handclasp.bench.day import said_in
from handclasp.bench.growth import Size as Growth
from handclasp.bench.overload import Size as Flood
from handclasp.bench.paced import Request

pytestmark = pytest.mark.timeout(600)  # each starts whole houses, which a busy machine does slowly

NEEDED = {
    "rate", "seconds", "offered", "acknowledged", "refused", "refusals", "without_retry_after", "no_answer",
    "ack_p50_ms", "ack_p99_ms", "ack_p999_ms", "refusal_p99_ms", "plain_ack_p99_ms", "p99_ratio", "late_p99_ms",
    "rss_mb", "web_cpu_us_per_msg", "sender_cpu_share",
}  # fmt: skip


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs that are started find what is tested here."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))


def written(folder: Path, name: str) -> str:
    """A proof's page, with its picture beside it."""
    text = (folder / f"{name}.md").read_text()
    assert f"]({name}.svg)" in text
    assert (folder / f"{name}.svg").read_text().startswith("<svg")
    assert "commit" in text
    assert "None" not in text
    return text


def test_a_flood_is_answered_one_way_or_the_other_and_what_was_acknowledged_stands(tmp_path: Path) -> None:
    result = overload.prove(Flood(seconds=3, calm=2, batch=20, pool=400), tmp_path)
    durable(result)
    assert result["no_answer"] == result["without_retry_after"] == result["processes_lost"] == 0
    assert result["acknowledged"] == result["log_grew"]
    assert result["offered"] == pytest.approx(3 * float(result["maximum_msgs_per_s"]) * 3, rel=0.1, abs=40)
    assert result["ready_after"] == 1
    assert "| requests without an answer | ≤ 0 | 0 | yes |" in written(tmp_path, "overload")


def test_a_message_has_a_cost_in_a_large_log_and_in_a_small_one(tmp_path: Path) -> None:
    result = growth.prove(Growth(preload=3_000, small=1_000, messages=400, rounds=2, batch=50, pool=200), tmp_path)
    durable(result)
    assert min(float(result["cost_us_per_msg"]), float(result["small_cost_us_per_msg"])) > 1
    assert float(result["cost_ratio"]) > 0
    assert "3,000 records" in written(tmp_path, "growth")


def test_what_comes_in_during_a_day_is_found(tmp_path: Path) -> None:
    result = day.prove(Day(messages=400, batch=50, patience=100), tmp_path)
    durable(result)
    assert (result["messages"], result["found"]) == (400, result["asked"])
    assert float(result["disk_bytes_per_msg"]) > float(result["index_bytes_per_msg"]) > 0
    assert float(result["plain_bytes_per_msg"]) > float(result["mean_bytes"])
    assert "| messages found | 20 of 20 | 20 of 20 | yes |" in written(tmp_path, "day")


def test_a_paced_run_tells_every_figure(tmp_path: Path) -> None:
    result = bench("ingest", "--paced", "100", "--seconds", "2", "--batch", "10", "--set", "batch_records=600")
    assert result.keys() >= NEEDED
    durable(result)
    assert result["settings"] == "batch_records=600"
    assert result["offered"] == 200 == result["acknowledged"] + result["refused"] + result["no_answer"]
    assert 0 < result["ack_p50_ms"] <= result["ack_p99_ms"] <= result["ack_p999_ms"]
    paced.record(result, [Request(n / 10, 0.01, 200, 10, told=False) for n in range(100)], tmp_path)
    assert "100 messages a second for 2 seconds" in written(tmp_path, "paced")


def test_a_target_that_was_missed_is_said() -> None:
    assert not page.at_most("answer", 301, 300).met
    assert not page.at_least("rate", 11_879, 11_880).met
    assert page.at_most("answer", 300, 300, " ms") == page.Target("answer", "≤ 300 ms", "300 ms", met=True)


def test_an_order_is_looked_for_by_its_id_and_other_talk_by_its_longest_word() -> None:
    assert said_in("abc A12345678 supercalifragilistic") == "A12345678"
    assert said_in("to be found somewhere") == "somewhere"

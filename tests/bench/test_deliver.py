"""`handclasp bench deliver` opens real streams, cuts them, and counts what each should have heard."""

from __future__ import annotations

from tests.bench.running import bench, durable

from handclasp.bench.ears import _visitor

NEEDED = {
    "p50_ms", "p99_ms", "lost", "doubled", "deliveries", "storm_s", "storm_p99_ms", "rss_mb", "textbook_p99_ms",
    "textbook_lost", "p99_ratio",
}  # fmt: skip


def test_a_small_run_loses_and_doubles_nothing_and_tells_every_figure() -> None:
    small = ("--streams", "24", "--agents", "4", "--rate", "20", "--seconds", "2", "--storms", "2")
    result = bench("deliver", *small)
    assert result.keys() >= NEEDED
    durable(result)
    assert (result["lost"], result["doubled"], result["storms"]) == (0, 0, 2)
    assert result["deliveries"] > 60
    assert result["p99_ms"] >= result["p50_ms"] > 0


def test_tokens_are_read() -> None:
    assert _visitor("eyJ2aXNpdG9yIjoiN2YzYSJ9.x") == "7f3a"
    assert _visitor("00000000000000000000000000000001.") == ""

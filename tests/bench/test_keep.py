"""`handclasp bench keep` on a real house: everything that is over goes, and every figure is told."""

from __future__ import annotations

import pytest
from tests.bench.running import bench, durable

NEEDED = {
    "conversations_per_s", "ingest_p99_ratio", "ingest_p99_ms", "alone_p99_ms", "rss_mb", "plan_s", "bin_s", "erase_s",
    "turn_s", "certify_s", "ratio",
}  # fmt: skip


@pytest.mark.timeout(240)
def test_everything_that_is_over_is_erased_and_certified_while_messages_come_in() -> None:
    result = bench("keep", "--conversations", "150", "--staying", "60", "--rate", "50", "--seconds", "2")
    assert result.keys() >= NEEDED
    durable(result)
    assert (result["certificates"], result["left"]) == (150, 0)
    assert (result["refused"], result["no_answer"]) == (0, 0)
    assert result["asked"] > 0
    assert result["conversations_per_s"] > 0
    assert (result["conversations"], result["staying"]) == (150, 60)
    assert result["looked_at_per_s"] > 0

"""`handclasp bench restore` measures the real thing: shipped, lost, restored, proved, beside a plain copy."""

from __future__ import annotations

from tests.bench.running import bench, durable


def test_a_small_run_comes_back_whole_and_says_how_much_a_loss_takes() -> None:
    result = bench("restore", "--messages", "500", "--paced", "1")
    durable(result)
    assert result["complete"] is True, result["finding"]
    assert result["records"] >= 500
    assert 0 <= result["rpo_s"] <= result["ship_seconds"] + 2
    assert 0 < result["ratio"] < 2
    assert result["shipped_per_s"] > 0
    assert result["copy_bytes_per_record"] > 0

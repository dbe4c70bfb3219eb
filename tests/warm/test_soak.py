"""`make proof soak` in its short form: a vendor goes away under load, comes back, and gets what it missed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from benchmarks.proofs import soak
from benchmarks.soaking import Sample, Size, catching_up


@pytest.mark.timeout(300)
def test_a_vendor_that_was_away_gets_what_it_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    size = Size(rate=60, seconds=15, down=4, up=4, every=0.5, batch=20, settings={"ship_seconds": "2"})
    result, targets = soak.prove(size, tmp_path / "vendors", tmp_path)
    assert int(result["outages"]) >= 1
    assert result["no_answer"] == 0
    assert result["acknowledged"] == result["offered"] == 900
    assert "complete" in str(result["drill"])
    assert float(result["web_mb"]) > 20
    assert float(result["worker_mb"]) > 20
    assert next(one for one in targets if one.what.startswith("after the last message")).met
    text = (tmp_path / "soak.md").read_text()
    assert "| drill | complete |" in text
    assert (tmp_path / "soak.svg").read_text().startswith("<svg")


def test_how_long_catching_up_takes_runs_from_the_return() -> None:
    def at(seconds: float, lag: float, *, away: bool = False) -> Sample:
        return Sample(seconds, 1, 1, {"weed": lag}, away)

    calm = [at(0, 2), at(5, 3)]
    assert catching_up(calm) == 0
    assert catching_up([*calm, at(10, 60, away=True), at(15, 65), at(20, 40), at(25, 4), at(30, 90)]) == 10
    assert catching_up([*calm, at(10, 60, away=True), at(15, 65), at(40, 66)]) == 25  # it never did

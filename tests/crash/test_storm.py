"""Nothing that was acknowledged is lost or doubled when everything is killed in turns (the short form of the proof)."""

from __future__ import annotations

import pytest
from tests.crash.house import ONE_OF_SEVERAL
from tests.crash.storm import storm


def test_no_acknowledged_record_is_lost_or_doubled_when_everything_is_killed_in_turns() -> None:
    outcome = storm(kills=8, seed=20261122)
    assert outcome.verdict.wrong == [], outcome.words()
    assert outcome.verdict.lost == outcome.verdict.doubled == 0
    assert set(outcome.kills) == {"postmaster", "backend", "web", "worker"}
    assert sum(outcome.kills.values()) >= 8
    # A storm in which nobody wrote, or nothing was interrupted, would show nothing.
    assert outcome.verdict.acknowledged > 100, outcome.words()
    assert outcome.verdict.receipts > 100, outcome.words()
    assert outcome.unanswered > 0, outcome.words()


@pytest.mark.timeout(300)  # two workers start anew, each with all it loads, after each of the kills
def test_two_workers_write_one_history_while_one_of_them_is_killed_again_and_again() -> None:
    outcome = storm(kills=4, seed=20261128, workers=2, kinds=(ONE_OF_SEVERAL,))
    assert outcome.verdict.wrong == [], outcome.words()
    assert outcome.verdict.lost == outcome.verdict.doubled == 0
    assert outcome.kills[ONE_OF_SEVERAL] >= 4
    assert outcome.verdict.acknowledged > 50, outcome.words()
    assert outcome.verdict.receipts > 50, outcome.words()

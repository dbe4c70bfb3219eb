"""A cluster under load loses nodes: nothing acknowledged is lost or doubled (`make proof faults` is the long form)."""

from __future__ import annotations

import pytest
from tests.crash.cluster import ClusterHouse, can_be_apart
from tests.crash.faults import FAULTS, faults

_HERE = ("the leader's postmaster killed", "a standby's whole node killed")


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_when_nodes_are() -> None:
    chosen = [fault for fault in FAULTS if fault.name in _HERE]
    assert len(chosen) == len(_HERE)
    with ClusterHouse(apart=can_be_apart()) as house:
        outcome = faults(house, chosen, seed=7, clients=3, calm=(0.5, 1.0))
    verdict = outcome.verdict
    assert not verdict.wrong, "\n".join(verdict.wrong[:20])
    assert (verdict.lost, verdict.doubled) == (0, 0)
    assert verdict.acknowledged > 50
    assert verdict.receipts == verdict.acknowledged
    assert outcome.kills.total() == len(chosen)

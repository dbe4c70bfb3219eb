"""`bench replicate` on a real cluster of three nodes, small; and that its own check sees what is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.bench.running import bench, durable
from tests.house_fixture import house_template, new_house

from handclasp.bench.fill import Plan, put
from handclasp.bench.replicating import _checked
from handclasp.house.app import House

__all__ = ["house_template", "new_house"]


@pytest.mark.timeout(240)
def test_what_a_quorum_acknowledges_stands() -> None:
    told = bench("replicate", "--rate", "500", "--seconds", "2", "--struck", "0")
    durable(told)
    assert told["offered_per_s"] == 500
    assert told["refused"] == told["acked_lost"] == told["doubled"] == 0
    assert 0 < float(told["ack_p50_ms"]) <= float(told["ack_p99_ms"])
    assert float(told["local_ack_p99_ms"]) > 0


def test_what_was_lost_or_doubled_is_seen(new_house: Callable[..., House]) -> None:
    house = new_house()
    put(house, Plan(50, 1, 0, talk=False, batch=25, tenant="shop"))
    with house.database.connect("auditor") as connection:
        there = connection.execute("select idx, record from handclasp.entries order by idx", binary=True).fetchall()
    assert len(there) == 50
    assert _checked(house, there) == (0, 0)
    assert _checked(house, [*there[:10], (10, there[11][1]), *there[12:]]) == (1, 0)
    assert _checked(house, [*there, (50, b"x" * 32)]) == (1, 0)
    assert _checked(house, [*there, there[7]]) == (1, 0)  # one place promised twice

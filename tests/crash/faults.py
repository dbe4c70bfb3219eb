"""Faults of nodes, one after the other, under clients that keep every receipt; judged from those receipts alone."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.crash.checker import judge
from tests.crash.clients import Client, Memory
from tests.crash.cluster import ClusterHouse
from tests.crash.storm import Outcome, is_its_own, until_writing

from handclasp.store.cluster.layout import Node

_DRAIN: Final = 150.0
LONG: Final = 30.0
"""Seconds for which a node is stopped or cut off: longer than its lead lasts (configuration.TTL)."""


@dataclass(frozen=True)
class Fault:
    """What befalls which node, for how long (seconds), and whether it needs networks and disks of their own."""

    name: str
    whom: Callable[[ClusterHouse], Node]
    strike: Callable[[ClusterHouse, Node], None]
    lasts: float = 0.0
    apart: bool = False


FAULTS: Final = (
    Fault("the leader's postmaster killed", ClusterHouse.leader, ClusterHouse.kill_postmaster),
    Fault("the leader's whole node killed", ClusterHouse.leader, ClusterHouse.kill_node, lasts=LONG),
    Fault("a standby's whole node killed", ClusterHouse.standby, ClusterHouse.kill_node, lasts=5),
    Fault("the leader stopped (SIGSTOP), then woken", ClusterHouse.leader, ClusterHouse.pause, lasts=LONG),
    Fault("the leader cut off from everybody", ClusterHouse.leader, ClusterHouse.cut_off, lasts=LONG, apart=True),
    Fault("the leader's disk full", ClusterHouse.leader, ClusterHouse.fill, lasts=LONG, apart=True),
)


@dataclass
class Fallen(Outcome):
    """An outcome, with the records acknowledged a second, and how many nodes had to be copied anew by hand."""

    rate: float = 0.0
    copied_anew: int = 0


def faults(
    house: ClusterHouse,
    chosen: Sequence[Fault],
    seed: int,
    clients: int = 6,
    calm: tuple[float, float] = (2.0, 5.0),
    say: Callable[[str], object] = lambda _words: None,
) -> Fallen:
    """Let each of these faults happen in a house that was entered, mend it, and judge at the end."""
    choice = random.Random(seed)
    outcome, memory, stop = Fallen(), Memory(), threading.Event()
    writing = [Client(n, seed, house.port, house.api_key, memory, stop) for n in range(clients)]
    began = time.monotonic()
    for client in writing:
        client.start()
    moments: list[tuple[float, str]] = []
    try:
        for fault in chosen:
            time.sleep(choice.uniform(*calm))
            node = fault.whom(house)
            at = time.monotonic()
            fault.strike(house, node)
            moments.append((at, fault.name))
            outcome.kills[fault.name] += 1
            _wait(at, fault.lasts, memory)
            house.heal(node)
            house.mend()
            say(f"{outcome.kills.total()}: {fault.name} ({node.name}), {len(memory.answers)} acknowledged")
        time.sleep(choice.uniform(*calm))
    finally:
        stop.set()
    for client in writing:
        client.join(_DRAIN)
        assert not client.is_alive(), f"{client.name} never got its answer:\n{house.said('web')}"
    outcome.seconds = time.monotonic() - began
    outcome.unanswered = memory.unanswered
    outcome.again = until_writing(moments, memory, frozenset(fault.name for fault in chosen))
    outcome.copied_anew = house.copied_anew
    outcome.rate = len(memory.answers) / outcome.seconds
    house.run("log", "fsck")
    house.run("log", "export", str(house.home / "log"))
    outcome.verdict = judge(memory, house.home / "log", house.vkeys, lambda c, seq: is_its_own(house, c, seq))
    return outcome


def _wait(at: float, lasts: float, memory: Memory) -> None:
    """Until the fault has lasted, and then until writing goes on without the node, or it must be mended first."""
    while time.monotonic() < at + lasts or not (
        (memory.answers and memory.answers[-1].asked > at) or time.monotonic() > at + 2 * LONG
    ):
        time.sleep(0.2)

"""A storm: clients write while PostgreSQL, one of its backends, web and worker are killed at seeded random moments."""

from __future__ import annotations

import http.client
import json
import random
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.crash.checker import Verdict, judge
from tests.crash.clients import Client, Memory
from tests.crash.house import KINDS, House

STOPS_WRITING: Final = frozenset({"postmaster", "backend", "web"})
_DRAIN: Final = 90.0


@dataclass
class Outcome:
    """What happened: kills by kind, for each that stopped writing the seconds until it went on, and the verdict."""

    kills: Counter[str] = field(default_factory=Counter)
    again: dict[str, list[float]] = field(default_factory=dict)
    unanswered: int = 0
    seconds: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)

    def words(self) -> str:
        """The figures, one a line."""
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(self.kills.items()))
        verdict = self.verdict
        lines = [
            f"kills: {sum(self.kills.values())} ({said}) in {self.seconds:.0f} s",
            f"requests that got no answer and were sent again: {self.unanswered}",
            f"records acknowledged: {verdict.acknowledged}",
            f"lost: {verdict.lost}",
            f"doubled: {verdict.doubled}",
            f"receipts verified: {verdict.receipts}",
            f"checkpoints seen, all of one history: {verdict.checkpoints}",
            f"records in the log: {verdict.size}",
        ]
        lines += [
            f"seconds until writes were accepted again, {kind}: "
            f"min {min(seconds):.2f}, median {statistics.median(seconds):.2f}, max {max(seconds):.2f}"
            for kind, seconds in sorted(self.again.items())
        ]
        return "\n".join([*lines, *verdict.wrong[:20]])


def storm(
    kills: int,
    seed: int,
    clients: int = 4,
    calm: tuple[float, float] = (0.3, 1.2),
    workers: int = 1,
    kinds: tuple[str, ...] = KINDS,
) -> Outcome:
    """Run a house under load through that many kills, with `calm` seconds between; call it in the main thread."""
    choice = random.Random(seed)
    outcome, memory, stop = Outcome(), Memory(), threading.Event()
    with House(workers) as house:
        writing = [Client(n, seed, house.port, house.api_key, memory, stop) for n in range(clients)]
        began = time.monotonic()
        for client in writing:
            client.start()
        try:
            moments = _faults(house, kills, choice, calm, outcome, kinds)
        finally:
            stop.set()
        for client in writing:
            client.join(_DRAIN)
            assert not client.is_alive(), f"{client.name} never got its answer:\n{house.said('web')}"
        outcome.seconds = time.monotonic() - began
        outcome.unanswered = memory.unanswered
        outcome.again = until_writing(moments, memory)
        house.run("log", "fsck")
        house.run("log", "export", str(house.home / "log"))
        outcome.verdict = judge(memory, house.home / "log", house.vkeys, lambda c, seq: is_its_own(house, c, seq))
    return outcome


def _faults(
    house: House, kills: int, choice: random.Random, calm: tuple[float, float], outcome: Outcome, kinds: tuple[str, ...]
) -> list[tuple[float, str]]:
    """Kill in turns of shuffled kinds; now and then strike a second time before the first is mended."""
    moments: list[tuple[float, str]] = []
    waiting: list[str] = []
    while sum(outcome.kills.values()) < kills:
        time.sleep(choice.uniform(*calm))
        for _ in range(1 + (choice.random() < 0.2)):
            if not waiting:
                waiting = choice.sample(kinds, len(kinds))
            kind = waiting.pop()
            if house.kill(kind, choice):
                outcome.kills[kind] += 1
                moments.append((time.monotonic(), kind))
        house.mend()
    time.sleep(choice.uniform(*calm))
    return moments


def until_writing(
    moments: list[tuple[float, str]], memory: Memory, stopping: frozenset[str] = STOPS_WRITING
) -> dict[str, list[float]]:
    """By kind, for each kill that stops writing: seconds until the first answer to what was asked after it."""
    again: dict[str, list[float]] = {}
    for at, kind in moments:
        if kind in stopping:
            following = (answer.answered for answer in memory.answers if answer.asked >= at)
            again.setdefault(kind, []).append(min(following, default=float("inf")) - at)
    return {**again, "any": [second for seconds in again.values() for second in seconds]} if again else {}


def is_its_own(house: House, conversation: str, seq: int) -> bool:
    """Whether a record that no client sent is one that the house itself seals: a count, or words hidden later."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    path = f"/v1/conversations/{conversation}/records?purpose=test&after={seq - 1}&limit=1"
    connection.request("GET", path, headers={"Authorization": f"Bearer {house.api_key}"})
    response = connection.getresponse()
    data = json.loads(response.read())
    connection.close()
    kinds = [record["kind"] for record in data["records"]]
    return response.status == http.client.OK and kinds in (["head"], ["rescreen"])

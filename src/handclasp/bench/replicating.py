"""Commits sealed records at a steady rate, and keeps what was acknowledged: one process of bench/replicate.py.

An open loop: a batch goes to the committer when it is time, whatever became of those before it, and its time runs from
that moment. Records are sealed before the clock runs, so that what is timed is the commit: the turn under the log's
lock, the insert, the word of a second node, the signature, the checkpoint. As a program it reads a Plan from standard
input, says `strike` when the leader is to be killed, and ends with what it measured.
"""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import Future
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from handclasp.bench.fill import Plan as Filling
from handclasp.bench.fill import sealed_batches
from handclasp.bench.stand import TENANT
from handclasp.records import HandclaspError, Sealed, Stored
from handclasp.store.database import DatabaseUnavailable

if TYPE_CHECKING:
    from handclasp.house.app import House
    from handclasp.store.commit import Answer
    from handclasp.store.database import Connection

STRIKE: Final = b"strike\n"
_WARM_SECONDS: Final = 3.0
_PATIENCE: Final = 60.0
_BEFORE_THE_BLOW: Final = 5.0
_CHUNK: Final = 5_000


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` messages a second for `seconds`; then, for `struck` seconds (0: not at all), `struck_rate` through a loss.

    `part` is the stream of the seed (bench/fill.py): streams of two parts never meet.
    """

    rate: float
    seconds: float
    struck_rate: float
    struck: float
    batch: int
    seed: int
    part: int


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. Times in seconds from the moment a batch was due until it was answered.

    `lost` are acknowledged records that do not stand where they were acknowledged, `doubled` records that stand twice;
    `silence` the longest time without an acknowledgement while a node was lost; `refused` counts records.
    """

    offered: int
    acknowledged: int
    refused: int
    took: list[float]
    late: list[float]
    seconds: float
    struck_offered: int
    struck_acknowledged: int
    struck_refused: int
    silence: float
    lost: int
    doubled: int


def main() -> None:
    """Measure as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import running  # noqa: PLC0415 - only the program opens a house

    plan = msgspec.json.decode(sys.stdin.buffer.readline(), type=Plan)
    with running.house(load()) as house:
        measured = _measured(house, plan)
    sys.stdout.buffer.write(msgspec.json.encode(measured) + b"\n")


class _Run:
    """One stretch of the clock: what was offered, and what became of it. Answers come on the committer's threads."""

    def __init__(self) -> None:
        self.took: list[float] = []
        self.late: list[float] = []
        self.stood: list[tuple[int, bytes]] = []
        self.answered_at: list[float] = []
        self.offered = self.refused = 0
        self.began = self.seconds = 0.0
        self._open = 0
        self._all = threading.Condition()

    def go(self, house: House, batches: list[list[Sealed]], rate: float) -> None:
        """Offer the batches at this many records a second, and wait for the answers."""
        self.began = began = time.perf_counter() + 0.01
        at = 0.0
        for batch in batches:
            if (ahead := began + at - time.perf_counter()) > 0:
                time.sleep(ahead)
            due = began + at
            self.late.append(max(0.0, time.perf_counter() - due))
            self.offered += len(batch)
            at += len(batch) / rate
            self._offer(house, batch, due)
        with self._all:
            self._all.wait_for(lambda: self._open == 0, _PATIENCE)
        self.seconds = time.perf_counter() - began

    def _offer(self, house: House, batch: list[Sealed], due: float) -> None:
        try:
            waiting = house.committer.submit(batch)
        except HandclaspError:
            with self._all:
                self.refused += len(batch)
            return
        with self._all:
            self._open += 1
        waiting.add_done_callback(lambda done: self._answered(done, due))

    def _answered(self, done: Future[list[Answer]], due: float) -> None:
        now = time.perf_counter()
        answers = done.result()
        stood = [(one.index, one.record) for one in answers if isinstance(one, Stored)]
        with self._all:
            if stood:
                self.took.append(now - due)
                self.answered_at.append(now)
                self.stood += stood
            self.refused += len(answers) - len(stood)
            self._open -= 1
            self._all.notify()


def _measured(house: House, plan: Plan) -> Measured:
    sealing = sealed_batches(house, Filling(0, plan.seed, plan.part, talk=False, batch=plan.batch, tenant=TENANT))

    def batches(rate: float, seconds: float) -> list[list[Sealed]]:
        return list(islice(sealing, max(1, round(rate * seconds / plan.batch))))

    warm, run, struck = _Run(), _Run(), _Run()
    warm.go(house, batches(plan.rate, _WARM_SECONDS), plan.rate)
    run.go(house, batches(plan.rate, plan.seconds), plan.rate)
    silence = 0.0
    if plan.struck:
        through = batches(plan.struck_rate, plan.struck)
        threading.Timer(_BEFORE_THE_BLOW, _strike).start()
        struck.go(house, through, plan.struck_rate)
        times = sorted([struck.began, *struck.answered_at, struck.began + struck.seconds])
        silence = max(after - before for before, after in pairwise(times))
    lost, doubled = _checked(house, [*warm.stood, *run.stood, *struck.stood])
    return Measured(
        offered=run.offered,
        acknowledged=len(run.stood),
        refused=run.refused,
        took=run.took,
        late=run.late,
        seconds=run.seconds,
        struck_offered=struck.offered,
        struck_acknowledged=len(struck.stood),
        struck_refused=struck.refused,
        silence=silence,
        lost=lost,
        doubled=doubled,
    )


def _strike() -> None:
    sys.stdout.buffer.write(STRIKE)
    sys.stdout.buffer.flush()


def _led(house: House) -> Connection:
    """A connection to whoever leads, waited for; raises DatabaseUnavailable."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return house.database.connect("auditor")
        except DatabaseUnavailable:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _checked(house: House, stood: list[tuple[int, bytes]]) -> tuple[int, int]:
    """How many acknowledged records do not stand at their place in whoever leads now, and how many stand twice."""
    promised = dict(stood)
    lost = len(stood) - len(promised)  # two promises of one place: one of them is broken
    seen: set[bytes] = set()
    doubled = 0
    log = house.log.log_id
    with _led(house) as connection:
        newest = max(promised, default=-1)
        for first in range(0, newest + 1, _CHUNK):
            rows = connection.execute(
                "select idx, record from handclasp.entries where log_id = %s and idx >= %s and idx < %s",
                (log, first, first + _CHUNK),
                binary=True,
            ).fetchall()
            there: dict[int, bytes] = dict(rows)
            doubled += sum(record in seen for record in there.values())
            seen.update(there.values())
            expected = range(first, min(first + _CHUNK, newest + 1))
            lost += sum(index in promised and there.get(index) != promised[index] for index in expected)
    return lost, doubled


if __name__ == "__main__":
    main()

"""Retention over many conversations while messages come in: how fast, in how much memory, and what ingest waits for it.

A log is filled with closed conversations whose time is over, and indexed; beside them stand as many others as wanted,
of one message each, which stay. Messages then come in at a steady pace (an open loop, pacer.py), first alone, then
while one process does what the worker does by night: plans, asks a second person where it is unusually much, puts all
of it into the bin; 72 hours pass on the database's clock; keys are dropped, rows, files and postings go, the key epoch
turns, each conversation gets its certificate. Then alone again. The baseline is the same number of rows in the clear,
taken away by plain DELETE, a hundred conversations a statement.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Final

import msgspec
import psycopg

from handclasp.bench import pacer, tenants
from handclasp.bench.children import Talking, asked
from handclasp.bench.figures import begun, ms, of_house
from handclasp.bench.ingest import plain_database
from handclasp.bench.keeping import MESSAGES, Did, Plan
from handclasp.bench.measures import Result
from handclasp.bench.paced import POOL, pacing, requests
from handclasp.bench.pacer import Paced
from handclasp.bench.stand import NotReady, Stand

BASELINE: Final = "the same rows in the clear, a hundred conversations a DELETE, one transaction each"
_FILLERS: Final = 2
_WARM_SECONDS: Final = 3.0
_STRETCH: Final = 2.0
"""Seconds for which messages are ordered at a time while retention runs."""

_PLAIN: Final = 20_000
"""Conversations that the baseline takes away at most; it is a rate."""

_TOGETHER: Final = 100


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How many conversations go and stay; messages a second, in requests of `batch`; seconds of these alone."""

    conversations: int
    staying: int = 0
    rate: float
    batch: int
    seconds: float
    seed: int = 1
    settings: dict[str, str] = msgspec.field(default_factory=dict)


def measure(size: Size) -> Result:
    """Fill, pace, let retention run, and compare."""
    result = begun("keep", BASELINE, size.seed)
    with Stand(size.settings, web=False) as stand:
        _filled(stand, size)
        keys = tenants.make(stand).keys
        stand.start_web()
        with pacing(stand, keys, POOL, size.batch, 64, size.seed) as child:
            ingest = _Ingest(child, size)
            ingest.run(_WARM_SECONDS)
            alone = [ingest.run(size.seconds)]
            did, busy = _retention(stand, size, ingest)
            alone.append(ingest.run(size.seconds))
        result |= _result(size, did, alone, busy) | _plain(plain_database(stand), size, did)
        return result | of_house(stand)


def _filled(stand: Stand, size: Size) -> None:
    """A log of conversations that are over, indexed, and a database in order."""
    _shared(stand, "fill", size.conversations, size.seed)
    asked(stand, "keeping", Plan(do="index", seed=size.seed), Did)
    # Behind the index, which has nothing to say of what stays.
    _shared(stand, "plant", size.staying, size.seed)
    with psycopg.connect(stand.server.superuser_url("handclasp"), autocommit=True) as connection:
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")


def _shared(stand: Stand, do: str, count: int, seed: int) -> None:
    """Let several processes do so much together."""
    each = max(1, -(-count // _FILLERS))
    parts = [Plan(do=do, first=at, count=min(each, count - at), seed=seed) for at in range(0, count, each)]
    for done in _beside(parts, stand):
        done()


def _retention(stand: Stand, size: Size, ingest: _Ingest) -> tuple[Did, list[Paced]]:
    """One process does it while messages come in; what it did, and what became of the messages."""
    (done,) = _beside([Plan(do="run", count=size.conversations, seed=size.seed)], stand)
    busy: list[Paced] = []
    while not done.ended.is_set():
        busy.append(ingest.run(_STRETCH))
    return done(), busy


class _Ingest:
    """Messages at a steady pace, none of them sent twice."""

    def __init__(self, child: Talking[Paced], size: Size) -> None:
        self._child = child
        self._size = size
        self._sent = 0

    def run(self, seconds: float) -> Paced:
        """Send for so long."""
        order = pacer.Order(start=self._sent, steps=[(self._size.rate, seconds)])
        self._sent += len(pacer.schedule(order.steps, self._size.batch)) * self._size.batch
        return self._child.order(order)


class _Beside:
    """A program that runs beside this one; call it for what it did."""

    def __init__(self, stand: Stand, plan: Plan) -> None:
        self.ended = threading.Event()
        self._did: Did | NotReady | None = None
        self._thread = threading.Thread(target=self._run, args=(stand, plan), daemon=True)
        self._thread.start()

    def _run(self, stand: Stand, plan: Plan) -> None:
        try:
            self._did = asked(stand, "keeping", plan, Did)
        except NotReady as error:
            self._did = error
        finally:
            self.ended.set()

    def __call__(self) -> Did:
        self._thread.join()
        if isinstance(self._did, Did):
            return self._did
        raise self._did or NotReady("retention did not end")


def _beside(plans: Sequence[Plan], stand: Stand) -> list[_Beside]:
    return [_Beside(stand, plan) for plan in plans]


def _result(size: Size, did: Did, alone: Sequence[Paced], busy: Sequence[Paced]) -> Result:
    without = [one.took for part in alone for one in requests(part) if one.status == 200]
    # Those to be sent while it ran: the start of its process is no part of it, for the worker stands all day.
    all_ = [one for part in busy for one in requests(part) if did.began <= part.began + one.at <= did.ended]
    during = [one.took for one in all_ if one.status == 200]
    whole = did.plan_s + did.bin_s + did.erase_s + did.turn_s + did.certify_s
    return {
        "conversations": size.conversations,
        "staying": size.staying,
        "looked_at_per_s": round((size.conversations + size.staying) / did.plan_s),
        "records": size.conversations * (MESSAGES + 1),
        "conversations_per_s": round(did.certificates / whole, 1),
        "erased_per_s": round(did.certificates / did.erase_s, 1),
        "retention_s": round(whole, 1),
        **{name: round(getattr(did, name), 2) for name in ("plan_s", "bin_s", "erase_s", "turn_s", "certify_s")},
        "ingest_p50_ms": ms(during, 0.50),
        "ingest_p99_ms": ms(during, 0.99),
        "alone_p50_ms": ms(without, 0.50),
        "alone_p99_ms": ms(without, 0.99),
        "ingest_p99_ratio": round(ms(during, 0.99) / max(0.01, ms(without, 0.99)), 2),
        "asked": len(during),
        "asked_alone": len(without),
        "refused": sum(one.status not in (0, 200) for one in all_),
        "no_answer": sum(one.status == 0 for one in all_),
        "msgs_per_s": size.rate,
        "batch": size.batch,
        "rss_mb": round(did.peak_mb, 1),
        "certificates": did.certificates,
        "left": did.left,
    }


def _plain(database: str, size: Size, did: Did) -> Result:
    """The baseline: rows of the same number and length, taken away by DELETE."""
    count = min(size.conversations, _PLAIN)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "create table talk "
            "(conversation bytea, seq integer, author text, body text, primary key (conversation, seq))"
        )
        connection.execute(
            "insert into talk select substr(sha256(int4send(c)), 1, 16), s, 'customer:7f3a', repeat('x', 60) "
            "from generate_series(1, %s) c, generate_series(1, %s) s",
            (count, MESSAGES + 1),
        )
        connection.execute("vacuum (analyze) talk")
        named = [row[0] for row in connection.execute("select distinct conversation from talk")]
        began = time.perf_counter()
        for first in range(0, count, _TOGETHER):
            some = named[first : first + _TOGETHER]
            connection.execute("delete from talk where conversation = any (%s)", (some,))
        rate = count / (time.perf_counter() - began)
    whole = did.plan_s + did.bin_s + did.erase_s + did.turn_s + did.certify_s
    return {"plain_conversations_per_s": round(rate), "ratio": round(did.certificates / whole / rate, 5)}

"""Messages at a steady rate over HTTP: how soon each is acknowledged, and what is refused.

An open loop (pacer.py): a time runs from the moment at which a request was to be sent. The baseline, in the same run,
is plain inserts of the same rows at the same rate, timed alike.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec

from handclasp.bench import pacer, sender, tenants
from handclasp.bench.children import Talking, cpu, peak_mb, talking
from handclasp.bench.figures import begun, ms, of_house
from handclasp.bench.ingest import plain_database, sending
from handclasp.bench.measures import Result
from handclasp.bench.measures import told as settings_told
from handclasp.bench.pacer import Paced
from handclasp.bench.stand import Stand

BASELINE: Final = "the same rows in the clear, one prepared INSERT … SELECT unnest a batch, at the same rate"
POOL: Final = 20_000
"""Messages that are made; they are sent again and again under other names and ids."""
_PLAIN_SECONDS: Final = 20.0
_WARM_SECONDS: Final = 3.0


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` messages a second for `seconds`, in requests of `batch`, over at most so many connections."""

    rate: float
    seconds: float
    batch: int = 500
    connections: int = 64
    seed: int = 1
    settings: dict[str, str] = msgspec.field(default_factory=dict)


class Request(msgspec.Struct, frozen=True):
    """What became of one request: as Paced has it, one at a time."""

    at: float
    took: float
    status: int
    new: int
    told: bool


def measure(size: Size) -> Result:
    """Pace the product, then the baseline."""
    return measured(size)[0]


def measured(size: Size) -> tuple[Result, list[Request]]:
    """The same with each request, in the order of their times."""
    result = begun("ingest", BASELINE, size.seed) | settings_told(size.settings)
    plain = min(size.seconds, _PLAIN_SECONDS)
    pool = _whole(min(POOL, int(size.rate * max(size.seconds, _WARM_SECONDS))), size.batch)
    with Stand(size.settings, web=False) as stand:
        keys = tenants.make(stand).keys
        stand.start_web()
        with pacing(stand, keys, pool, size.batch, size.connections, size.seed) as child:
            warm = _whole(size.rate * _WARM_SECONDS, size.batch)
            child.order(pacer.Order(start=0, steps=[(size.rate, _WARM_SECONDS)]))
            before = cpu(stand.web.pid)
            done = child.order(pacer.Order(start=warm + size.batch, steps=[(size.rate, size.seconds)]))
            spent = cpu(stand.web.pid) - before
        result |= told(done, size.batch) | {"mode": "paced", "rate": size.rate, "seconds": size.seconds}
        result |= {
            "web_cpu_us_per_msg": round(spent / max(1, sum(done.new)) * 1e6),
            "web_cpu_share": round(spent / done.seconds, 2),
            "rss_mb": round(peak_mb(stand.web.pid), 1),
        }
        rows = _whole(min(pool, size.rate * plain), size.batch)
        result |= _plain(plain_database(stand), size, rows)
        result["p99_ratio"] = round(float(result["ack_p99_ms"]) / max(0.01, float(result["plain_ack_p99_ms"])), 1)
        return result | of_house(stand), requests(done)


def _plain(database: str, size: Size, rows: int) -> Result:
    """The baseline's times."""
    plan = sender.Plan(
        seed=size.seed,
        now=time.time_ns() // 1_000_000,
        pool=rows,
        batch=size.batch,
        connections=4,
        port=0,
        api_keys=[],
        database=database,
    )
    with sending(plan) as (one, _):
        done = one.order(sender.Order(do="insert", end=rows, rate=size.rate))
    return {"plain_ack_p50_ms": ms(done.answers, 0.50), "plain_ack_p99_ms": ms(done.answers, 0.99)}


def told(done: Paced, batch: int) -> Result:
    """The figures of a paced run: what was offered, what stands, what was refused and how soon each was answered."""
    all_ = requests(done)
    answered = [one.took for one in all_ if one.status == 200]
    refused = [one for one in all_ if one.status not in (0, 200)]
    new = sum(done.new)
    return {
        "offered": len(all_) * batch,
        "acknowledged": new,
        "refused": len(refused) * batch + sum(batch - one.new for one in all_ if one.status == 200),
        "refusals": len(refused),
        "without_retry_after": sum(not one.told for one in refused),
        "no_answer": sum(one.status == 0 for one in all_) * batch,
        "sealed_msgs_per_s": round(new / done.seconds),
        "ack_p50_ms": ms(answered, 0.50),
        "ack_p99_ms": ms(answered, 0.99),
        "ack_p999_ms": ms(answered, 0.999),
        "ack_max_ms": ms(answered, 1),
        "refusal_p99_ms": ms([one.took for one in refused], 0.99),
        "batch": batch,
        "late_p99_ms": ms(done.late, 0.99),
        "sender_cpu_share": round(done.cpu / done.seconds, 3),
    }


def requests(done: Paced) -> list[Request]:
    """Each request, in the order in which they were to be sent."""
    columns = zip(done.at, done.took, done.status, done.new, done.told, strict=True)
    return sorted((Request(*one) for one in columns), key=lambda one: one.at)


@contextmanager
def pacing(
    stand: Stand, keys: Sequence[str], pool: int, batch: int, connections: int, seed: int
) -> Iterator[Talking[Paced]]:
    """The open-loop generator for a house."""
    plan = pacer.Plan(
        seed=seed,
        now=time.time_ns() // 1_000_000,
        pool=pool,
        batch=batch,
        connections=connections,
        port=stand.port,
        api_keys=list(keys),
    )
    with talking("pacer", plan, Paced) as child:
        yield child


def _whole(messages: float, batch: int) -> int:
    """So many messages, in whole batches and at least one."""
    return max(1, round(messages / batch)) * batch

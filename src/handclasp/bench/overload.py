"""Three times as much as the house can take: what still gets through, how the rest is refused, how soon it is over.

First the maximum: as many batches as are acknowledged when a few connections send without a pause. Then, by the clock
(pacer.py): a calm time at half of that, the flood, and half of it again. Whoever is refused does not come back. The
baseline is the same house in the same run: its own maximum, and its own answers in the calm before.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from typing import Final

import msgspec
import psycopg

from handclasp.bench import pacer, sender, tenants
from handclasp.bench.children import family, peak_mb
from handclasp.bench.figures import begun, ms, of_house
from handclasp.bench.ingest import sending
from handclasp.bench.measures import Result, told
from handclasp.bench.paced import POOL, Request, pacing, requests
from handclasp.bench.stand import Stand, ready

BASELINE: Final = "the same house in the same run: its maximum, and its answers at half of that"
_CALM: Final = 0.5
_NOISE_S: Final = 0.05
"""Seconds by which answers may be slower than in the calm and still count as normal."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`factor` times the maximum for `seconds`; the calm before and what is watched afterwards take `calm` each."""

    seconds: float = 120
    factor: float = 3
    calm: float = 15
    batch: int = 500
    connections: int = 256
    pool: int = POOL
    seed: int = 1
    settings: dict[str, str] = msgspec.field(default_factory=dict)


class Phases(msgspec.Struct, frozen=True):
    """The requests of each phase; their times run on from the beginning of the calm."""

    calm: list[Request]
    flood: list[Request]
    after: list[Request]


def measure(size: Size) -> Result:
    """Find the maximum, flood, and watch."""
    return measured(size)[0]


def measured(size: Size) -> tuple[Result, Phases]:
    """The same with each request."""
    result = begun("overload", BASELINE, size.seed) | told(size.settings)
    with Stand(size.settings, web=False) as stand:
        keys = tenants.make(stand, keys=16).keys
        stand.start_web()
        most = _maximum(stand, keys, size)
        before = {process.pid for process in family(stand.web.pid)}
        memory, stood = peak_mb(stand.web.pid), _log_size(stand)
        steps = [(most * _CALM, size.calm), (most * size.factor, size.seconds), (most * _CALM, size.calm)]
        with pacing(stand, keys, size.pool, size.batch, size.connections, size.seed + 1) as one:
            done = one.order(pacer.Order(start=0, steps=steps))
        phases = _phases(requests(done), size)
        result |= figures(phases, most, size)
        result |= {
            "no_answer": sum(status == 0 for status in done.status),
            "late_p99_ms": ms(done.late, 0.99),
            "sender_cpu_share": round(done.cpu / done.seconds, 3),
            "acknowledged": sum(done.new),
            "log_grew": _log_size(stand) - stood,
            "processes_lost": len(before - {process.pid for process in family(stand.web.pid)}),
            "ready_after": int(ready(stand.port)),
            "rss_mb_before": round(memory, 1),
            "rss_mb": round(peak_mb(stand.web.pid), 1),
        }
        return result | of_house(stand), phases


def figures(phases: Phases, most: float, size: Size) -> Result:
    """What the requests say."""
    calm, flood = [one.took for one in phases.calm if one.status == 200], phases.flood
    refused = [one for one in (*flood, *phases.after) if one.status not in (0, 200)]
    end = size.calm + size.seconds
    # What is acknowledged while the flood lasts, whenever it was sent; what stands only afterwards is no goodput.
    goodput = sum(one.new for one in (*phases.calm, *flood) if size.calm <= one.at + one.took < end) / size.seconds
    return {
        "maximum_msgs_per_s": round(most),
        "offered_msgs_per_s": round(len(flood) * size.batch / size.seconds),
        "goodput_msgs_per_s": round(goodput),
        "goodput_ratio": round(goodput / most, 4),
        "offered": len(flood) * size.batch,
        "refused": sum(size.batch - one.new for one in flood if one.status),
        "refusals": len(refused),
        "without_retry_after": sum(not one.told for one in refused),
        "refusal_p50_ms": ms([one.took for one in refused], 0.50),
        "refusal_p99_ms": ms([one.took for one in refused], 0.99),
        "ack_p50_ms": ms([one.took for one in flood if one.status == 200], 0.50),
        "ack_p99_ms": ms([one.took for one in flood if one.status == 200], 0.99),
        "calm_p50_ms": ms(calm, 0.50),
        "calm_p99_ms": ms(calm, 0.99),
        "recovery_s": recovery(phases, size),
        "seconds": size.seconds,
        "factor": size.factor,
        "batch": size.batch,
    }


def recovery(phases: Phases, size: Size) -> float:
    """Seconds after the flood until answers are as in the calm: the end of the last second that is not so.

    A second is normal when nothing that was to be sent in it was refused and the median answer took no longer than the
    calm's 99th percentile. What does not end while it is watched takes as long as that.
    """
    normal = ms([one.took for one in phases.calm if one.status == 200], 0.99) / 1000 + _NOISE_S
    seconds: defaultdict[int, list[Request]] = defaultdict(list)
    for one in phases.after:
        seconds[int(one.at - size.calm - size.seconds)].append(one)
    slow = [
        number
        for number, some in seconds.items()
        if any(one.status != 200 for one in some) or statistics.median(one.took for one in some) > normal
    ]
    return max(slow) + 1.0 if slow else 0.0


def _phases(all_: list[Request], size: Size) -> Phases:
    ends = size.calm - 1e-6, size.calm + size.seconds - 1e-6
    return Phases(
        [one for one in all_ if one.at < ends[0]],
        [one for one in all_ if ends[0] <= one.at < ends[1]],
        [one for one in all_ if one.at >= ends[1]],
    )


def _maximum(stand: Stand, keys: list[str], size: Size) -> float:
    """Messages a second when eight connections send without a pause, for as long as the calm; warm before that."""
    plan = sender.Plan(
        seed=size.seed,
        now=time.time_ns() // 1_000_000,
        pool=size.pool,
        batch=size.batch,
        connections=8,
        port=stand.port,
        api_keys=keys,
    )
    with sending(plan) as (one, _):
        one.order(sender.Order(do="send", end=1 << 40, until=size.calm / 4))
        rates = []
        for turn in range(1, 4):
            done = one.order(sender.Order(do="send", start=turn << 40, end=(turn + 1) << 40, until=size.calm / 3))
            rates.append(done.batches * size.batch / done.seconds)
    return statistics.median(rates)


def _log_size(stand: Stand) -> int:
    with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
        row = connection.execute("select max(size) from handclasp.log_heads").fetchone()
    return int(row[0]) if row else 0

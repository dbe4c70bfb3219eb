"""Whether a message costs more in a log that has grown: two houses in turns, one small, one filled with many records.

Both are filled by fill.py and put in order (`vacuum analyze`, as a house that grew by itself would have been), then
each takes the same number of messages over HTTP in turns, so that whatever else the machine does falls on both alike.
The cost is processor time: of the web process, and of PostgreSQL with all that it does beside, checkpoints and vacuum
too.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from typing import Final

import msgspec
import psycopg

from handclasp.bench import sender, tenants
from handclasp.bench.children import Talking, cpu
from handclasp.bench.figures import begun, of_house
from handclasp.bench.fill import fill
from handclasp.bench.ingest import sending
from handclasp.bench.measures import Result, told
from handclasp.bench.paced import POOL
from handclasp.bench.sender import Done
from handclasp.bench.stand import Stand

BASELINE: Final = "the same messages, in the same turns, in a house with a small log"
SMALL: Final = 100_000


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`preload` records in one house, `small` in the other; then `messages` to each in all `rounds`."""

    preload: int
    small: int = SMALL
    messages: int = 60_000
    rounds: int = 6
    batch: int = 500
    connections: int = 4
    pool: int = POOL
    seed: int = 1
    settings: dict[str, str] = msgspec.field(default_factory=dict)


class Cost(msgspec.Struct):
    """Of each round: processor time a message of web and PostgreSQL (µs), messages a second."""

    web: list[float] = msgspec.field(default_factory=list)
    postgres: list[float] = msgspec.field(default_factory=list)
    rates: list[float] = msgspec.field(default_factory=list)

    def all(self) -> float:
        """Median of the rounds, both together."""
        return statistics.median(web + postgres for web, postgres in zip(self.web, self.postgres, strict=True))


class House:
    """One of the two."""

    def __init__(self, stack: ExitStack, records: int, size: Size) -> None:
        self.cost = Cost()
        self._size = size
        self.stand = stack.enter_context(Stand(size.settings, web=False))
        self.filled = fill(self.stand, records, size.seed)
        with psycopg.connect(self.stand.server.superuser_url("handclasp"), autocommit=True) as connection:
            connection.execute("vacuum (analyze)")
            connection.execute("checkpoint")
        keys = tenants.make(self.stand).keys
        self.stand.start_web()
        plan = sender.Plan(
            seed=size.seed + 1_000_000,
            now=time.time_ns() // 1_000_000,
            pool=size.pool,
            batch=size.batch,
            connections=size.connections,
            port=self.stand.port,
            api_keys=keys,
        )
        self._sender: Talking[Done] = stack.enter_context(sending(plan))[0]
        self._sent = 0
        self._send()

    def round(self) -> None:
        """Take some messages and note what they cost."""
        web, server = self.stand.processes
        before = cpu(web), cpu(server)
        done = self._send()
        count = done.batches * self._size.batch
        self.cost.web.append((cpu(web) - before[0]) / count * 1e6)
        self.cost.postgres.append((cpu(server) - before[1]) / count * 1e6)
        self.cost.rates.append(count / done.seconds)

    def _send(self) -> Done:
        each = max(1, self._size.messages // self._size.rounds // self._size.batch) * self._size.batch
        start, self._sent = self._sent, self._sent + each
        return self._sender.order(sender.Order(do="send", start=start, end=self._sent))

    def disk(self) -> int:
        """Bytes of the database."""
        with psycopg.connect(self.stand.server.superuser_url("handclasp")) as connection:
            row = connection.execute("select pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0


def measure(size: Size) -> Result:
    """Fill both, then take turns."""
    result = begun("ingest", BASELINE, size.seed) | told(size.settings)
    with ExitStack() as stack:
        small, large = House(stack, size.small, size), House(stack, size.preload, size)
        disk = large.disk()
        for _ in range(size.rounds):
            small.round()
            large.round()
        return (
            result
            | _result(size, small, large)
            | {
                "disk_mb": round(disk / 1e6, 1),
                "disk_bytes_per_msg": round(disk / size.preload, 1),
                **of_house(large.stand),
            }
        )


def _result(size: Size, small: House, large: House) -> Result:
    ratios = [
        (web + server) / (less_web + less_server)
        for web, server, less_web, less_server in zip(
            large.cost.web, large.cost.postgres, small.cost.web, small.cost.postgres, strict=True
        )
    ]
    return {
        "mode": "preload",
        "preload": size.preload,
        "small": size.small,
        "cost_ratio": round(statistics.median(ratios), 4),
        "cost_us_per_msg": round(large.cost.all(), 1),
        "small_cost_us_per_msg": round(small.cost.all(), 1),
        "web_us_per_msg": round(statistics.median(large.cost.web), 1),
        "small_web_us_per_msg": round(statistics.median(small.cost.web), 1),
        "postgres_us_per_msg": round(statistics.median(large.cost.postgres), 1),
        "small_postgres_us_per_msg": round(statistics.median(small.cost.postgres), 1),
        "sealed_msgs_per_s": round(statistics.median(large.cost.rates)),
        "small_sealed_msgs_per_s": round(statistics.median(small.cost.rates)),
        "messages": size.messages,
        "rounds": size.rounds,
        "filled_s": round(large.filled.seconds, 1),
    }

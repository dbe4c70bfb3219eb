"""Sealed messages a second over HTTP, beside plain inserts of the same rows.

The product: `POST /v1/batches` to a real web process: authenticated, decoded, screened, committed to field by
field, encrypted, placed in the log, committed to PostgreSQL with fsync, covered by a signed checkpoint, answered.
The baseline: baseline.py. Both in turns, in the same run, on the same server, with the same batches and number of
connections. With many tenants: the same messages once more, in turns, all of one tenant and spread evenly.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec
import psycopg

from handclasp.bench import baseline, tenants
from handclasp.bench.children import Talking, cpu, peak_mb, talking
from handclasp.bench.figures import begun, ms, of_house
from handclasp.bench.measures import Result, told
from handclasp.bench.sender import Done, Made, Order, Plan
from handclasp.bench.stand import Stand

BASELINE: Final = (
    "the same rows in the clear, one prepared INSERT … SELECT unnest a batch, same server, same durability"
)
_DATABASE: Final = "handclasp_bench"
_SINGLES: Final = 300


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much: `messages` in all `rounds`, in batches of `batch`; `seconds` bounds sealing.

    More `tenants` than one: the same load is also spread over so many.
    """

    messages: int
    seconds: float | None = None
    connections: int = 4
    batch: int = 500
    rounds: int = 5
    tenants: int = 1
    seed: int = 1
    settings: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def each(self) -> int:
        """Messages of one round: whole batches."""
        return max(1, self.messages // self.batch // self.rounds) * self.batch

    @property
    def warm(self) -> int:
        """Messages before the clock starts."""
        return max(1, self.messages // self.batch // 20) * self.batch

    @property
    def share(self) -> int:
        """Messages in a request where the load is spread: each tenant has one in every round, if it can be."""
        return max(1, min(self.batch, self.each // self.tenants))


def measure(size: Size) -> Result:
    """Run the whole comparison; rates are medians over the rounds, answer times over all batches."""
    result = begun("ingest", BASELINE, size.seed) | told(size.settings)
    with Stand(size.settings, web=False) as stand:
        keys = tenants.make(stand, size.tenants if size.tenants > 1 else 0)
        stand.start_web()
        plan = Plan(
            seed=size.seed,
            now=time.time_ns() // 1_000_000,
            pool=size.warm + size.each * size.rounds + _SINGLES,
            batch=size.batch,
            connections=size.connections,
            port=stand.port,
            api_keys=keys.keys,
            tenants=keys.tenants,
            database=plain_database(stand),
        )
        with sending(plan) as (sender, made):
            started = cpu(stand.web.pid)
            sealed, plain, encrypted = _rounds(sender, size)
            spent = cpu(stand.web.pid) - started
            single = sender.order(Order(do="single", start=plan.pool - _SINGLES, end=plan.pool))
            result |= _result(size, sealed, plain, encrypted, single)
            result |= {"conversations": made.conversations, "mean_bytes": round(made.mean_bytes)}
            result |= {"web_cpu_us_per_msg": round(spent / (size.warm + int(result["messages"])) * 1e6)}
            if size.tenants > 1:
                result |= _spread(sender, size, plan.pool)
        result |= {"rss_mb": round(peak_mb(stand.web.pid), 1)}
        return result | of_house(stand)


def _rounds(sender: Talking[Done], size: Size) -> tuple[list[Done], ...]:
    """Warm all up, then take turns: the product, plain rows, rows with encrypted columns, and again."""
    until = size.seconds / size.rounds if size.seconds else 1e9
    sender.order(Order(do="send", end=size.warm))
    sender.order(Order(do="insert", end=size.warm))
    sender.order(Order(do="encrypt", end=size.warm))
    sealed: list[Done] = []
    plain: list[Done] = []
    encrypted: list[Done] = []
    for number in range(size.rounds):
        start = size.warm + number * size.each
        done = sender.order(Order(do="send", start=start, end=start + size.each, until=until))
        end = start + max(1, done.batches) * size.batch
        sealed.append(done)
        plain.append(sender.order(Order(do="insert", start=start, end=end)))
        encrypted.append(sender.order(Order(do="encrypt", start=start, end=end)))
    return sealed, plain, encrypted


def _spread(sender: Talking[Done], size: Size, start: int) -> Result:
    """In turns: all of it one tenant's, and the same spread evenly over all tenants, in requests of the same size.

    From `start` on messages were sent before, and are sent again under other names and ids.
    """
    rates: dict[bool, list[float]] = {False: [], True: []}
    until = size.seconds / size.rounds if size.seconds else 1e9
    # Once each before the clock: every tenant's keys and policies are opened once in a process's life.
    for spread in (False, True):
        sender.order(_share(size, start, spread=spread, until=1e9))
        start += size.each
    for number in range(2 * max(1, size.rounds - 1)):
        spread = bool(number % 2)
        done = sender.order(_share(size, start, spread=spread, until=until))
        rates[spread].append(done.batches * size.share / done.seconds)
        start += size.each
    one, many = statistics.median(rates[False]), statistics.median(rates[True])
    return {
        "tenants": size.tenants,
        "tenants_msgs_per_s": round(many),
        "one_tenant_msgs_per_s": round(one),
        "tenants_ratio": round(many / one, 4),
        "tenants_batch": size.share,
    }


def _share(size: Size, start: int, *, spread: bool, until: float) -> Order:
    return Order(do="send", start=start, end=start + size.each, size=size.share, spread=spread, until=until)


def _result(
    size: Size, sealed: Sequence[Done], plain: Sequence[Done], encrypted: Sequence[Done], single: Done
) -> Result:
    rates, bare, columns = (
        [one.batches * size.batch / one.seconds for one in side] for side in (sealed, plain, encrypted)
    )
    answers = [answer for done in sealed for answer in done.answers]
    return {
        "sealed_msgs_per_s": round(statistics.median(rates)),
        "sealed_msgs_per_s_min": round(min(rates)),
        "sealed_msgs_per_s_max": round(max(rates)),
        "raw_insert_rows_per_s": round(statistics.median(bare)),
        "ratio": round(statistics.median(rates) / statistics.median(bare), 4),
        "column_encrypted_rows_per_s": round(statistics.median(columns)),
        "column_encrypted_ratio": round(statistics.median(rates) / statistics.median(columns), 4),
        "ack_p50_ms": ms(answers, 0.50),
        "ack_p99_ms": ms(answers, 0.99),
        "single_ack_p50_ms": ms(single.answers, 0.50),
        "single_ack_p99_ms": ms(single.answers, 0.99),
        "messages": sum(done.batches for done in sealed) * size.batch,
        "batch": size.batch,
        "connections": size.connections,
        "rounds": len(sealed),
        "told_to_wait": sum(done.told_to_wait for done in sealed),
        "sender_cpu_share": round(sum(done.cpu for done in sealed) / sum(done.seconds for done in sealed), 3),
    }


def plain_database(stand: Stand) -> str:
    """A database beside the product's, on the same server, with the plain tables in it; returns its URL."""
    with psycopg.connect(stand.server.superuser_url(), autocommit=True) as connection:
        connection.execute(f"create database {_DATABASE}".encode())
    url = stand.server.superuser_url(_DATABASE)
    with psycopg.connect(url) as connection:
        connection.execute(baseline.TABLE.encode())
        connection.execute(baseline.ENCRYPTED_TABLE.encode())
    return url


@contextmanager
def sending(plan: Plan) -> Iterator[tuple[Talking[Done], Made]]:
    """The load generator, ready to take orders, and what it made."""
    with talking("sender", plan, Done) as sender:
        yield sender, msgspec.json.decode(sender.line(), type=Made)

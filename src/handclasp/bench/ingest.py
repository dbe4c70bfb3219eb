"""Sealed messages a second over HTTP, beside plain inserts of the same rows.

The product: `POST /v1/batches` to a real web process: authenticated, decoded, screened, committed to field by
field, encrypted, placed in the log, committed to PostgreSQL with fsync, covered by a signed checkpoint, answered.
The baseline: baseline.py. Both in turns, in the same run, on the same server, with the same batches and number of
connections.
"""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec
import psutil
import psycopg

from handclasp.bench import baseline, facts
from handclasp.bench.sender import Done, Order, Plan
from handclasp.bench.stand import Stand, clean_environment

_DATABASE: Final = "handclasp_bench"

_SINGLES: Final = 300

Result = dict[str, str | int | float]


def measure(
    messages: int, seconds: float | None, connections: int, batch: int, rounds: int, seed: int, workers: int = 1
) -> Result:
    """Run the whole comparison; rates are medians over the rounds, answer times over all batches."""
    warm = max(1, messages // batch // 20)
    each = max(1, messages // batch // rounds)
    # A machine that others use at the same time gives other figures: say so with them.
    busy = round(os.getloadavg()[0], 2)
    with Stand({"web_workers": str(workers)}) as stand:
        plan = Plan(
            seed=seed,
            now=time.time_ns() // 1_000_000,
            messages=(warm + each * rounds) * batch,
            singles=_SINGLES,
            batch=batch,
            connections=connections,
            port=stand.port,
            api_key=stand.api_key,
            database=_plain_database(stand),
        )
        with _sender(plan) as sender:
            sealed, plain, encrypted = _rounds(sender, warm, each, rounds, seconds)
            single = sender.order(Order("single", 0, _SINGLES))
        result = _result(plan, sealed, plain, encrypted, single)
        result |= {"conversations": sender.facts["conversations"], "mean_bytes": round(sender.facts["mean_bytes"])}
        serving = stand.serving()
        result |= {
            "workers": workers,
            "load_before": busy,
            "web_cpu_us_per_msg": round(_cpu(serving) / plan.messages * 1e6),
        }
        result |= {"rss_mb": round(max(_peak_mb(one.pid) for one in serving), 1)}
        with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
            result |= facts.server(connection)
        return result | facts.machine(stand.data_dir)


def _rounds(sender: _Sender, warm: int, each: int, rounds: int, seconds: float | None) -> tuple[list[Done], ...]:
    """Warm all up, then take turns: the product, plain rows, rows with encrypted columns, and again."""
    until = seconds / rounds if seconds else 1e9
    sender.order(Order("send", 0, warm))
    sender.order(Order("insert", 0, warm))
    sender.order(Order("encrypt", 0, warm))
    sealed: list[Done] = []
    plain: list[Done] = []
    encrypted: list[Done] = []
    for number in range(rounds):
        start = warm + number * each
        done = sender.order(Order("send", start, start + each, until))
        sealed.append(done)
        plain.append(sender.order(Order("insert", start, start + max(1, done.batches))))
        encrypted.append(sender.order(Order("encrypt", start, start + max(1, done.batches))))
    return sealed, plain, encrypted


def _result(
    plan: Plan, sealed: Sequence[Done], plain: Sequence[Done], encrypted: Sequence[Done], single: Done
) -> Result:
    rates = [done.batches * plan.batch / done.seconds for done in sealed]
    bare = [done.batches * plan.batch / done.seconds for done in plain]
    columns = [done.batches * plan.batch / done.seconds for done in encrypted]
    answers = [answer for done in sealed for answer in done.answers]
    return {
        "benchmark": "ingest",
        "sealed_msgs_per_s": round(statistics.median(rates)),
        "sealed_msgs_per_s_min": round(min(rates)),
        "sealed_msgs_per_s_max": round(max(rates)),
        "raw_insert_rows_per_s": round(statistics.median(bare)),
        "ratio": round(statistics.median(rates) / statistics.median(bare), 4),
        "column_encrypted_rows_per_s": round(statistics.median(columns)),
        "column_encrypted_ratio": round(statistics.median(rates) / statistics.median(columns), 4),
        "ack_p50_ms": _ms(answers, 0.50),
        "ack_p99_ms": _ms(answers, 0.99),
        "single_ack_p50_ms": _ms(single.answers, 0.50),
        "single_ack_p99_ms": _ms(single.answers, 0.99),
        "messages": sum(done.batches for done in sealed) * plan.batch,
        "batch": plan.batch,
        "connections": plan.connections,
        "rounds": len(sealed),
        "told_to_wait": sum(done.told_to_wait for done in sealed),
        "sender_cpu_share": round(sum(done.cpu for done in sealed) / sum(done.seconds for done in sealed), 3),
        "seed": plan.seed,
    }


def _ms(seconds: Sequence[float], quantile: float) -> float:
    """A quantile (nearest rank) in milliseconds."""
    ranked = sorted(seconds)
    return round(ranked[max(0, math.ceil(quantile * len(ranked)) - 1)] * 1000, 2)


def _plain_database(stand: Stand) -> str:
    """A database beside the product's, on the same server, with the plain table in it; returns its URL."""
    with psycopg.connect(stand.server.superuser_url(), autocommit=True) as connection:
        connection.execute(f"create database {_DATABASE}".encode())
    url = stand.server.superuser_url(_DATABASE)
    with psycopg.connect(url) as connection:
        connection.execute(baseline.TABLE.encode())
        connection.execute(baseline.ENCRYPTED_TABLE.encode())
    return url


class _Sender:
    """The load generator, as its orders and answers."""

    def __init__(self, process: subprocess.Popen[bytes], plan: Plan) -> None:
        self._process = process
        self.facts: dict[str, Any] = msgspec.json.decode(self._ask(plan))

    def order(self, order: Order) -> Done:
        return msgspec.json.decode(self._ask(order), type=Done)

    def _ask(self, what: Plan | Order) -> bytes:
        sending, answering = self._process.stdin, self._process.stdout
        assert sending is not None  # noqa: S101 - both are pipes
        assert answering is not None  # noqa: S101
        sending.write(msgspec.json.encode(what) + b"\n")
        sending.flush()
        line = answering.readline()
        if not line:
            message = "the load generator ended; what it said stands above"
            raise RuntimeError(message)
        return line


@contextmanager
def _sender(plan: Plan) -> Iterator[_Sender]:
    process = subprocess.Popen(
        [sys.executable, "-c", "from handclasp.bench.sender import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=clean_environment(),
    )
    try:
        yield _Sender(process, plan)
    finally:
        process.kill()
        process.wait()


def _cpu(processes: Sequence[psutil.Process]) -> float:
    """CPU seconds of processes so far; their start is among them, and spread over all messages weighs little."""
    return sum(float(times.user + times.system) for times in (process.cpu_times() for process in processes))


def _peak_mb(pid: int) -> float:
    """The most memory that a process has held at once, in MiB (now, where the system does not remember)."""
    try:
        with open(f"/proc/{pid}/status") as status:  # noqa: PTH123 - not a file
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return float(psutil.Process(pid).memory_info().rss) / 1024**2

"""How soon what was said is heard, by thousands who listen to one web process, and whether anything is lost or doubled.

The product: customers' chats and agents' pages, each an open stream of server-sent events of one web process, which
also takes the messages in: authenticated, screened, sealed, committed, signed; then read under each listener's own
wall, checked, drawn, sent with its receipt. A time runs from the beginning of the request that says something to the
arrival at a listener. Then storms: every stream is cut at once and comes back with the number of its last event, while
the talking goes on. The baseline is textbook.py, before the product and in the same run.
"""

from __future__ import annotations

import contextlib
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import msgspec
import psutil
import psycopg

from handclasp.bench import facts
from handclasp.bench.ears import Heard, Order, Plan
from handclasp.bench.seats import Seats
from handclasp.bench.stand import TENANT, NotReady, Stand, clean_environment, end, free_port, wait_ready

Result = dict[str, str | int | float]

_BETWEEN: Final = 1.0
"""Seconds from one storm to the next."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much: `streams`, of which `agents` are at the desk, `rate` messages a second for `seconds`, `storms`."""

    streams: int
    agents: int
    rate: float
    seconds: float
    storms: int
    seed: int


def measure(size: Size) -> Result:
    """Run the baseline, then the product."""
    # A machine that others use at the same time gives other figures: say so with them.
    result: Result = {"benchmark": "deliver", "load_before": round(os.getloadavg()[0], 2), "seed": size.seed}
    plain = _textbook(size)
    with Stand() as stand:
        words = stand.run("site", "add", "--tenant", TENANT, "--name", "benchmark", "--origin", "https://shop.example")
        site = words.partition('data-site="')[2].partition('"')[0]
        plan = _plan(size, stand.port, stand.api_key, site, size.streams - size.agents)
        with _ears(plan) as ears:
            told = ears.order(Order(do="open"))
            seats = _seats(stand, told.conversations[: size.agents])
            opened = ears.order(Order(do="listen", cookie=seats.cookie, seats=seats.keys))
            before = _cpu(stand.web.pid)
            calm = ears.order(Order(do="talk", seconds=size.seconds))
            busy = (_cpu(stand.web.pid) - before) / size.seconds
            storms = ears.order(Order(do="storm", storms=size.storms, seconds=_BETWEEN))
        result |= _result(size, calm, storms) | {
            "open_s": round(opened.open_s, 2),
            "web_cpu_share": round(busy, 2),
            "ears_cpu_share": round(calm.cpu, 2),
            "rss_mb": round(psutil.Process(stand.web.pid).memory_info().rss / 1024**2, 1),
            "textbook_p50_ms": _ms(plain[0].delays, 0.50),
            "textbook_p99_ms": _ms(plain[0].delays, 0.99),
            "textbook_lost": plain[1].lost,
            "p99_ratio": round(_ms(calm.delays, 0.99) / _ms(plain[0].delays, 0.99), 1),
        }
        with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
            result |= facts.server(connection)
        return result | facts.machine(stand.data_dir)


def _textbook(size: Size) -> tuple[Heard, Heard]:
    """The baseline in calm, and through a single storm."""
    port = free_port()
    command = [sys.executable, "-m", "handclasp.bench.textbook", str(port)]
    process = subprocess.Popen(command, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_ready(port, process)
        with _ears(_plan(size, port, "none", "none", size.streams)) as ears:
            ears.order(Order(do="open"))
            ears.order(Order(do="listen"))
            calm = ears.order(Order(do="talk", seconds=size.seconds))
            return calm, ears.order(Order(do="storm", storms=min(1, size.storms), seconds=_BETWEEN))
    finally:
        end(process)


def _plan(size: Size, port: int, key: str, site: str, customers: int) -> Plan:
    return Plan(port=port, api_key=key, site=site, customers=customers, rate=size.rate, seed=size.seed)


def _seats(stand: Stand, conversations: list[str]) -> Seats:
    done = subprocess.run(
        [sys.executable, "-m", "handclasp.bench.seats"],
        cwd=stand.home,
        env=stand.environment,
        input=msgspec.json.encode(conversations),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        message = f"nobody could be seated at the desk of {stand.home}:\n{done.stderr.decode()[-2000:]}"
        raise NotReady(message)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Seats)


def _result(size: Size, calm: Heard, storms: Heard) -> Result:
    return {
        "p50_ms": _ms(calm.delays, 0.50),
        "p99_ms": _ms(calm.delays, 0.99),
        "most_ms": _ms(calm.delays, 1),
        "lost": calm.lost + storms.lost,
        "doubled": calm.doubled + storms.doubled,
        "deliveries": calm.due + storms.due,
        "storms": len(storms.storms),
        "storm_s": round(statistics.median(storms.storms), 2) if storms.storms else 0,
        "storm_p50_ms": _ms(storms.delays, 0.50),
        "storm_p99_ms": _ms(storms.delays, 0.99),
        "streams": size.streams,
        "agents": size.agents,
        "msgs_per_s": size.rate,
        "said_per_s": round(calm.said / size.seconds, 1),
        "seconds": size.seconds,
    }


def _ms(seconds: list[float], quantile: float) -> float:
    """A quantile (nearest rank) in milliseconds; 0 of nothing."""
    ranked = sorted(seconds)
    return round(ranked[max(0, math.ceil(quantile * len(ranked)) - 1)] * 1000, 2) if ranked else 0


class _Ears:
    """The listeners' process, as its orders and answers."""

    def __init__(self, process: subprocess.Popen[bytes], plan: Plan) -> None:
        self._process = process
        self._write(plan)

    def order(self, order: Order) -> Heard:
        self._write(order)
        assert self._process.stdout is not None  # noqa: S101 - a pipe
        line = self._process.stdout.readline()
        if not line:
            message = "the listeners' process ended; what it said stands above"
            raise NotReady(message)
        return msgspec.json.decode(line, type=Heard)

    def _write(self, what: Plan | Order) -> None:
        assert self._process.stdin is not None  # noqa: S101 - a pipe
        self._process.stdin.write(msgspec.json.encode(what) + b"\n")
        self._process.stdin.flush()


@contextlib.contextmanager
def _ears(plan: Plan) -> Iterator[_Ears]:
    process = subprocess.Popen(
        [sys.executable, "-m", "handclasp.bench.ears"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=clean_environment(),
    )
    try:
        yield _Ears(process, plan)
    finally:
        process.kill()
        process.wait()


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)

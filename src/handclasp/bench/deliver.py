"""How soon what was said is heard, by thousands who listen to one web process, and whether anything is lost or doubled.

The product: customers' chats and agents' pages, each an open stream of server-sent events of one web process, which
also takes the messages in: authenticated, screened, sealed, committed, signed; then read under each listener's own
wall, checked, drawn, sent with its receipt. A time runs from the beginning of the request that says something to the
arrival at a listener. Then storms: every stream is cut at once and comes back with the number of its last event, while
the talking goes on. The baseline is textbook.py, before the product and in the same run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import Final

import msgspec

from handclasp.bench.children import asked, cpu, peak_mb, talking
from handclasp.bench.ears import Heard, Order, Plan
from handclasp.bench.figures import begun, ms, of_house
from handclasp.bench.measures import Result
from handclasp.bench.seats import Seats
from handclasp.bench.stand import TENANT, Stand, clean_environment, end, free_port, wait_ready

BASELINE: Final = "a queue in memory for each client: nobody is asked who they are, and nothing is kept"
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
    result = begun("deliver", BASELINE, size.seed)
    plain = _textbook(size)
    with Stand() as stand:
        words = stand.run("site", "add", "--tenant", TENANT, "--name", "benchmark", "--origin", "https://shop.example")
        site = words.partition('data-site="')[2].partition('"')[0]
        plan = _plan(size, stand.port, stand.api_key, site, size.streams - size.agents)
        with talking("ears", plan, Heard) as ears:
            heard = ears.order(Order(do="open"))
            seats = asked(stand, "seats", heard.conversations[: size.agents], Seats)
            opened = ears.order(Order(do="listen", cookie=seats.cookie, seats=seats.keys))
            before = cpu(stand.web.pid)
            calm = ears.order(Order(do="talk", seconds=size.seconds))
            busy = (cpu(stand.web.pid) - before) / size.seconds
            storms = ears.order(Order(do="storm", storms=size.storms, seconds=_BETWEEN))
        result |= _result(size, calm, storms) | {
            "open_s": round(opened.open_s, 2),
            "web_cpu_share": round(busy, 2),
            "ears_cpu_share": round(calm.cpu, 2),
            "rss_mb": round(peak_mb(stand.web.pid), 1),
            "textbook_p50_ms": ms(plain[0].delays, 0.50),
            "textbook_p99_ms": ms(plain[0].delays, 0.99),
            "textbook_lost": plain[1].lost,
            "p99_ratio": round(ms(calm.delays, 0.99) / ms(plain[0].delays, 0.99), 1),
        }
        return result | of_house(stand)


def _textbook(size: Size) -> tuple[Heard, Heard]:
    """The baseline in calm, and through a single storm."""
    port = free_port()
    command = [sys.executable, "-m", "handclasp.bench.textbook", str(port)]
    process = subprocess.Popen(command, env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_ready(port, process)
        with talking("ears", _plan(size, port, "none", "none", size.streams), Heard) as ears:
            ears.order(Order(do="open"))
            ears.order(Order(do="listen"))
            calm = ears.order(Order(do="talk", seconds=size.seconds))
            return calm, ears.order(Order(do="storm", storms=min(1, size.storms), seconds=_BETWEEN))
    finally:
        end(process)


def _plan(size: Size, port: int, key: str, site: str, customers: int) -> Plan:
    return Plan(port=port, api_key=key, site=site, customers=customers, rate=size.rate, seed=size.seed)


def _result(size: Size, calm: Heard, storms: Heard) -> Result:
    return {
        "p50_ms": ms(calm.delays, 0.50),
        "p99_ms": ms(calm.delays, 0.99),
        "most_ms": ms(calm.delays, 1),
        "lost": calm.lost + storms.lost,
        "doubled": calm.doubled + storms.doubled,
        "deliveries": calm.due + storms.due,
        "storms": len(storms.storms),
        "storm_s": round(statistics.median(storms.storms), 2) if storms.storms else 0,
        "storm_p50_ms": ms(storms.delays, 0.50),
        "storm_p99_ms": ms(storms.delays, 0.99),
        "streams": size.streams,
        "agents": size.agents,
        "msgs_per_s": size.rate,
        "said_per_s": round(calm.said / size.seconds, 1),
        "seconds": size.seconds,
    }

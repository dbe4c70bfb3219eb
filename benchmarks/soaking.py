"""A house under a steady load for long, with two copies at two vendors, one of which goes away and comes back.

Web and worker run as they are meant to; SeaweedFS (S3) and Azurite (Azure Blob) are real servers on loopback. What each
process holds in memory, and how far behind each copy is, is read every few seconds as an operator's monitoring reads it
(`/metrics`). In the end both copies are waited for, and one is tried by a restore drill.
"""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
from tests.warm.vendors import Vendor, azure_place, azurite, s3_place, seaweed

from handclasp.bench import paced, pacer, tenants
from handclasp.bench.children import family
from handclasp.bench.figures import begun, of_house
from handclasp.bench.measures import Result
from handclasp.bench.measures import told as settings_told
from handclasp.bench.stand import Stand
from handclasp.house.copies import Place

BASELINE: Final = "the same house in the second quarter of the run"
_POOL: Final = 20_000
_PATIENCE: Final = 120.0
_LAG: Final = re.compile(r'handclasp_copy_lag_seconds\{copy="(\w+)"\} ([0-9.e+]+)')
_LACKS: Final = re.compile(r'handclasp_copy_lacks\{copy="(\w+)"\} ([0-9.e+]+)')


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` messages a second for `seconds`; the S3 store is away for `down` s, then there for `up` s, in turns."""

    rate: float = 2_000
    seconds: float = 1_800
    down: float = 120
    up: float = 180
    every: float = 5
    batch: int = 100
    seed: int = 1
    settings: dict[str, str] = msgspec.field(default_factory=dict)


class Sample(msgspec.Struct, frozen=True):
    """A moment: seconds since the start, resident memory of web and worker (MB), lag of each copy (s), S3 away."""

    at: float
    web: float
    worker: float
    lag: dict[str, float]
    away: bool


def measure(size: Size, folder: Path) -> tuple[Result, list[Sample]]:
    """Run it; the vendors keep what they have below `folder`. Raises NotReady."""
    result = begun("soak", BASELINE, size.seed) | settings_told(size.settings)
    with ExitStack() as stack:
        one, two = folder / "seaweed", folder / "azurite"
        for home in (one, two):
            home.mkdir(parents=True)
        s3 = stack.enter_context(seaweed(one))
        azure = stack.enter_context(azurite(two))
        stand = stack.enter_context(Stand(size.settings, web=False))
        keys = tenants.make(stand).keys
        for place in (s3_place(s3, "soak"), azure_place(azure, "soak")):
            _ship_to(stand, place, folder)
        stand.start_web()
        stand.start_worker()
        samples, done = _run(size, stand, keys, s3)
        healed = _healed(stand)
        drill = stand.run("drill", "--from", "weed")
        result |= paced.told(done, size.batch) | _told(size, samples, healed)
        result["drill"] = " ".join(drill.split())
        return result | of_house(stand), samples


def _run(size: Size, stand: Stand, keys: list[str], s3: Vendor) -> tuple[list[Sample], pacer.Paced]:
    samples: list[Sample] = []
    over = threading.Event()
    pool = max(size.batch, min(_POOL, int(size.rate * size.seconds)) // size.batch * size.batch)
    with paced.pacing(stand, keys, pool, size.batch, 64, size.seed) as child, _weather(size, s3, over) as away:
        began = time.monotonic()
        watching = threading.Thread(target=_watch, args=(size, stand, away, began, samples, over))
        watching.start()
        try:
            done = child.order(pacer.Order(start=0, steps=[(size.rate, size.seconds)]))
        finally:
            over.set()
            watching.join()
    return samples, done


@contextmanager
def _weather(size: Size, s3: Vendor, over: threading.Event) -> Iterator[threading.Event]:
    """The S3 store goes away and comes back until it is over; it is there in the end."""
    away = threading.Event()

    def change() -> None:
        while not over.wait(size.up):
            away.set()
            s3.stop()
            over.wait(size.down)
            s3.start()
            away.clear()

    changing = threading.Thread(target=change)
    changing.start()
    try:
        yield away
    finally:
        over.set()
        changing.join()


def _watch(
    size: Size, stand: Stand, away: threading.Event, began: float, samples: list[Sample], over: threading.Event
) -> None:
    while not over.wait(size.every):
        lag = {name: float(value) for name, value in _LAG.findall(_page(stand))}
        web, worker = _memory(stand.web.pid), _memory(stand.worker.pid)
        samples.append(Sample(round(time.monotonic() - began, 1), web, worker, lag, away.is_set()))


def _memory(pid: int) -> float:
    """What a process and those it started hold now, in MB."""
    held = sum(int(process.memory_info().rss) for process in family(pid))
    return round(held / 1024**2, 1)


def _page(stand: Stand) -> str:
    connection = HTTPConnection("127.0.0.1", stand.port, timeout=30)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def _healed(stand: Stand) -> float:
    """Seconds after the last message until neither copy lacks anything; the patience, when one still does."""
    began = time.monotonic()
    while (seconds := time.monotonic() - began) < _PATIENCE:
        lacks = dict(_LACKS.findall(_page(stand)))
        if len(lacks) == 2 and not any(float(count) for count in lacks.values()):
            return round(seconds, 1)
        time.sleep(0.5)
    return _PATIENCE


def _ship_to(stand: Stand, place: Place, folder: Path) -> None:
    told = folder / f"{place.name}.options"
    told.write_text("".join(f"{key}={value}\n" for key, value in place.options.items()))
    stand.run("ship", "to", place.url, "--name", place.name, "--with", str(told))


def _told(size: Size, samples: list[Sample], healed: float) -> Result:
    quarter = max(1, len(samples) // 4)
    second, last = samples[quarter : 2 * quarter] or samples, samples[-quarter:]

    def grown(held: Callable[[Sample], float]) -> float:
        before, after = (statistics.median(held(one) for one in some) for some in (second, last))
        return round(after / before, 3)

    return {
        "mode": "soak",
        "rate": size.rate,
        "seconds": size.seconds,
        "web_mb": max(one.web for one in samples),
        "worker_mb": max(one.worker for one in samples),
        "web_growth": grown(lambda one: one.web),
        "worker_growth": grown(lambda one: one.worker),
        "outages": sum(after.away and not before.away for before, after in pairwise(samples)),
        "weed_lag_max_s": round(max(one.lag.get("weed", 0.0) for one in samples), 1),
        "azurite_lag_max_s": round(max(one.lag.get("azurite", 0.0) for one in samples), 1),
        "catching_up_s": catching_up(samples),
        "healed_s": healed,
    }


def catching_up(samples: list[Sample], enough: float = 30.0) -> float:
    """The longest time from the S3 store's return until its copy was less than `enough` seconds behind again (s)."""
    longest, since = 0.0, None
    for before, one in pairwise(samples):
        if before.away and not one.away:
            since = one.at
        elif one.away:
            since = None
        if since is not None:
            longest = max(longest, one.at - since)
            if one.lag.get("weed", 0.0) < enough:
                since = None
    return round(longest, 1)

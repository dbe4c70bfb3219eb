"""Fills a house with talk, lets the product's own consumer index it, and asks: how fast, how much of it, how large.

Messages are sealed and committed as ever (bench/fill.py), fed to the consumer and indexed in PostgreSQL.
What the consumer is fed is also read by a plain scan that answers every question without an index. Then each question
is put to the door, with its walls and its record, and what it finds is held against the scan.

Run as a program it reads a Plan from standard input and writes what it measured: a process of its own, so that nothing
of the caller's reaches it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import psycopg

from handclasp.access.policy import Reader
from handclasp.bench.figures import ms
from handclasp.bench.fill import PARTS, Here, fill
from handclasp.bench.questions import Asking, Scan, questions
from handclasp.bench.talk import Said, Talk, raw
from handclasp.disclose.search import Asked, Found
from handclasp.house import searching
from handclasp.house.app import House, now_ms
from handclasp.records import View
from handclasp.search import Indexing
from handclasp.search.finding import Sought

_TENANT: Final = "demo"
_AGENTS: Final = 40
_PAGE: Final = 20
_DAY: Final = 86_400
_EVERYBODY: Final = Reader(_TENANT, "specialist", "bench-all", "disputes")
_AGENT: Final = Reader(_TENANT, "agent", "agent-0", "desk")

Figures = dict[str, str | int | float]


class Plan(msgspec.Struct, frozen=True):
    """What to measure; `database` is a superuser's URL, `lag_seconds` how long messages come in one by one.

    `filled`: the messages stand in the log already, put there by bench/fill.py from the same seed.
    """

    database: str
    messages: int
    queries: int
    lag_seconds: int
    seed: int
    filled: bool = False


def main() -> None:
    """Measure as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import processes, running  # noqa: PLC0415 - only the program starts Django

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    with running.house(load()) as house:
        processes.application(house)
        figures = _measured(house, plan)
    sys.stdout.buffer.write(msgspec.json.encode(figures))


def _measured(house: House, plan: Plan) -> Figures:
    sample = list(islice(Talk(plan.seed).messages(), min(plan.messages, 20_000)))
    asked = questions([one.text for one in sample], plan.queries, plan.seed)
    figures: Figures = {"messages": plan.messages, "queries": len(asked)}
    if not plan.filled:
        began = time.perf_counter()
        fill(Here(Path.cwd(), os.environ), plan.messages, plan.seed, talk=True)
        figures["filled_msgs_per_s"] = round(plan.messages / (time.perf_counter() - began))
    filling = _Filling(house, asked)
    figures |= filling.index(plan.messages)
    _people(house, plan.database)
    figures |= _size(plan)
    figures |= _asked(house, asked, filling.scan)
    return figures | _lag(house, Talk(plan.seed, PARTS).messages(), plan)


class _Filling:
    """The index made, every text read by the scan; each part with its own time."""

    def __init__(self, house: House, asked: Sequence[Asking]) -> None:
        self._house = house
        self.scan = Scan(asked)
        self._feeding = self._scanning = self._indexing = self._working = self._fed_working = 0.0
        self._consumer = searching.indexing(house, now_ms)
        self._fed = self._consumer._feed  # noqa: SLF001 - what is measured apart from the rest
        self._consumer._feed = self._feed  # noqa: SLF001

    def index(self, number: int) -> Figures:
        """All that stands in the log, as the worker would catch up with it."""
        self._index()
        spent = self._indexing - self._feeding - self._scanning
        return {
            "index_msgs_per_s": round(number / spent),
            "index_us_per_msg": round(spent / number * 1e6, 1),
            "index_cpu_us_per_msg": round(self._working / number * 1e6, 1),
            "fed_msgs_per_s": round(number / self._feeding),
            "fed_cpu_us_per_msg": round(self._fed_working / number * 1e6, 1),
            "scan_us_per_msg": round(self._scanning / number * 1e6, 1),
        }

    def _index(self) -> None:
        began, worked = time.perf_counter(), time.thread_time()
        finish(self._house, self._consumer)
        self._indexing += time.perf_counter() - began
        self._working += time.thread_time() - worked

    def _feed(self, tenant: str, after: int, limit: int) -> Sequence[View]:
        began, worked = time.perf_counter(), time.thread_time()
        views = self._fed(tenant, after, limit)
        self._feeding += time.perf_counter() - began
        self._fed_working += time.thread_time() - worked
        began = time.perf_counter()
        self.scan.read(views)
        self._scanning += time.perf_counter() - began
        self._working -= time.thread_time() - worked
        return views


def finish(house: House, consumer: Indexing) -> None:
    """Index to the log's end, and put together what can be."""
    number = house.directory.tenant(_TENANT) or 0
    while True:
        before = house.reading.cursor(number, "search")
        consumer._rests_until = 0.0  # noqa: SLF001 - nobody else is waited for
        consumer.step()
        while consumer.mend():
            pass
        if house.reading.cursor(number, "search") == before:
            return


def _people(house: House, database: str) -> None:
    """Two accounts as the database's wall knows them, and every conversation in some agent's hands."""
    number = house.directory.tenant(_TENANT)
    with psycopg.connect(database, autocommit=True) as admin:
        for who in (_EVERYBODY, _AGENT):
            admin.execute(
                "insert into handclasp.people (tenant_id, person, role, team, merchant, active) "
                "values (%s, %s, %s, %s, '', true)",
                (number, who.id, who.role, who.team),
            )
        admin.execute(
            "insert into handclasp.assignments (log_id, tenant_id, conversation, agent, team) "
            "select log_id, tenant_id, conversation, 'agent-' || get_byte(conversation, 0) %% %s, 'desk' "
            "from handclasp.conversations where tenant_id = %s and not journal on conflict do nothing",
            (_AGENTS, number),
        )
        admin.execute("analyze handclasp.assignments, handclasp.search_blocks, handclasp.entries, handclasp.sealed")


def _size(plan: Plan) -> Figures:
    tables = ("search_segments", "search_keys", "search_blocks", "search_closed")
    with psycopg.connect(plan.database, autocommit=True) as admin:
        for table in tables:  # what merging left behind is given back to later segments, and is no part of the index
            admin.execute(f"vacuum full handclasp.{table}".encode())
        sizes = [
            admin.execute("select pg_total_relation_size(%s)", (f"handclasp.{table}",)).fetchone() for table in tables
        ]
        segments = admin.execute("select count(*) from handclasp.search_segments").fetchone()
    total = sum(row[0] for row in sizes if row)
    return {
        "bytes_per_msg": round(total / plan.messages, 1),
        "index_mb": round(total / 1e6, 1),
        "segments": segments[0] if segments else 0,
    }


def _asked(house: House, asked: Sequence[Asking], scan: Scan) -> Figures:
    """Every question put to the door, as somebody who sees all and as an agent; held against the scan."""
    for who in (_EVERYBODY, _AGENT):  # policies, keys and connections are warm in a house that runs
        for one in asked[:20]:
            _search(house, who, one)
    times: list[float] = []
    worked: list[float] = []
    wrong = 0
    for one, expected in zip(asked, scan.found, strict=True):
        began, busy = time.perf_counter(), time.thread_time()
        found = _search(house, _EVERYBODY, one)
        times.append(time.perf_counter() - began)
        worked.append(time.thread_time() - busy)
        wrong += not _right(found, expected)
    of_agent = _timed(lambda one: _search(house, _AGENT, one), asked)
    ranked = _timed(lambda one: _search(house, _EVERYBODY, one, by="relevance"), asked)
    recalled, there, exact = _recall(house, asked, scan)
    return {
        "p50_ms": ms(times, 0.50),
        "p95_ms": ms(times, 0.95),
        "p99_ms": ms(times, 0.99),
        "cpu_p95_ms": ms(worked, 0.95),
        "agent_p95_ms": ms(of_agent, 0.95),
        "relevance_p95_ms": ms(ranked, 0.95),
        "recall": recalled / there if there else 1.0,
        "pages_unlike_the_scan": wrong,
        "answers": there,
        "questions_settled_by_the_index": exact,
    }


def _search(house: House, who: Reader, one: Asking, by: str = "newest") -> Found:
    return house.searches.search(who, Asked(text=one.text, limit=_PAGE, by=by))


def _right(found: Found, expected: Sequence[int]) -> bool:
    """Whether a first page is the scan's newest, and its count true."""
    page = [hit.view.index for hit in found]
    counted = found.total == len(expected) or (found.more and found.total < len(expected))
    return page == list(expected[-1 : -_PAGE - 1 : -1]) and counted


def _recall(house: House, asked: Sequence[Asking], scan: Scan) -> tuple[int, int, int]:
    """How many of the scan's answers are among the index's candidates, of how many, and which questions it settles.

    Where the index alone settles a question, one candidate too many counts as an answer missed.
    """
    number = house.directory.tenant(_TENANT) or 0
    finder = house.searches._tools.finder  # noqa: SLF001 - all candidates, not a page of hits
    recalled = there = exact = 0
    for one, expected in zip(asked, scan.found, strict=True):
        sought = Sought(one.node)
        runs = [run.indexes for run in finder.look(number, sought)]
        candidates = np.concatenate(runs) if runs else np.zeros(0, np.int64)
        wanted = np.array(expected, np.int64)
        there += wanted.size
        recalled += int(np.isin(wanted, candidates).sum())
        exact += sought.exact
        if sought.exact:
            recalled -= int(candidates.size - np.isin(candidates, wanted).sum())
    return recalled, there, exact


def _lag(house: House, talk: Iterator[Said], plan: Plan) -> Figures:
    """At the rate of so many messages a day, one by one: how long until each is found, and until it is indexed (ms)."""
    from handclasp.house.consumers import consume  # noqa: PLC0415 - needs Django set up

    number = house.directory.tenant(_TENANT) or 0
    pause = _DAY / plan.messages
    count = max(5, min(200, int(plan.lag_seconds / pause)))
    stopping = threading.Event()
    index = searching.indexing(house, now_ms)
    workers = [
        threading.Thread(target=consume, args=("search", act, house, stopping)) for act in (index.step, index.mend)
    ]
    for worker in workers:
        worker.start()
    found, indexed = [], []
    for at, one in enumerate(islice(talk, count)):
        marked = one._replace(text=f"{one.text} mark{plan.seed}x{at}")
        stood = house.flow.append(raw(marked, plan.messages + at, now_ms())).stored.index
        began = time.perf_counter()
        while not house.searches.search(_EVERYBODY, Asked(text=f"mark{plan.seed}x{at}")):
            time.sleep(0.005)
        found.append(time.perf_counter() - began)
        while house.reading.cursor(number, "search") < stood:
            time.sleep(0.005)
        indexed.append(time.perf_counter() - began)
        time.sleep(max(0.0, min(pause, 1.0) - (time.perf_counter() - began)))
    stopping.set()
    for worker in workers:
        worker.join(30)
    return {"found_after_max_ms": ms(found, 1), "lag_p95_ms": ms(indexed, 0.95), "lag_max_ms": ms(indexed, 1)}


def _timed(act: Callable[[Asking], object], asked: Sequence[Asking]) -> list[float]:
    times = []
    for one in asked:
        began = time.perf_counter()
        act(one)
        times.append(time.perf_counter() - began)
    return times


if __name__ == "__main__":
    main()

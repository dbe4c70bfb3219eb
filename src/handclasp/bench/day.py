"""A day of a large platform in one run: so many messages over HTTP, sealed, indexed, and found.

One house as it is meant to run, web and worker; talk with a large vocabulary (talk.py), made before the clock starts.
While messages come in, the worker's consumers read the log behind them. It is over when the search index has all of
them, which is then asked by its own door; last, the whole log is derived again. The baseline is what the same messages
take as plain rows.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from http.client import OK, HTTPConnection
from typing import Final

import msgspec
import psycopg

from handclasp.bench import sender, tenants
from handclasp.bench.children import cpu, peak_mb
from handclasp.bench.figures import begun, ms, of_house
from handclasp.bench.ingest import plain_database, sending
from handclasp.bench.measures import Result, told
from handclasp.bench.stand import NotReady, Stand

BASELINE: Final = "the same rows in the clear, in a plain table with the same keys"
_PLAIN: Final = 20_000
_LAST: Final = (
    "select max(e.idx) from handclasp.entries e join handclasp.conversations c using (log_id, tenant_id, conversation) "
    "where not c.journal"
)
_SEARCHED: Final = "select coalesce(max(position), -1) from handclasp.cursors where consumer = 'search'"
_INDEX: Final = ("search_segments", "search_keys", "search_blocks", "search_closed")


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """So many messages; the index may lag for `patience` seconds behind the last of them."""

    messages: int = 2_000_000
    batch: int = 500
    connections: int = 4
    patience: float = 7_200
    seed: int = 1
    settings: dict[str, str] = msgspec.field(default_factory=dict)


def measure(size: Size) -> Result:
    """Send, wait, search, check. Raises NotReady when the index does not get there or the log is not sound."""
    result = begun("day", BASELINE, size.seed) | told(size.settings)
    with Stand(size.settings, web=False) as stand:
        keys = tenants.make(stand).keys
        stand.start_web()
        stand.start_worker()
        plan = sender.Plan(
            seed=size.seed,
            now=time.time_ns() // 1_000_000,
            pool=size.messages,
            batch=size.batch,
            connections=size.connections,
            port=stand.port,
            api_keys=keys,
            talk=True,
        )
        with sending(plan) as (child, made):
            with psycopg.connect(stand.server.superuser_url("handclasp")) as connection:
                empty = _disk(connection)
            before = _cpu(stand)
            began = time.perf_counter()
            done = child.order(sender.Order(do="send", end=size.messages))
        with psycopg.connect(stand.server.superuser_url("handclasp"), autocommit=True) as connection:
            _wait(connection, stand, size.patience)
            elapsed, spent = time.perf_counter() - began, _cpu(stand)
            disk = _disk(connection)
        count = done.batches * size.batch
        found = _found(stand, made.sample)
        stand.run("log", "fsck")
        result |= {
            "messages": count,
            "conversations": made.conversations,
            "mean_bytes": round(made.mean_bytes),
            "elapsed_s": round(elapsed, 1),
            "ingest_s": round(done.seconds, 1),
            "sealed_msgs_per_s": round(count / done.seconds),
            "searchable_msgs_per_s": round(count / elapsed),
            "index_behind_s": round(elapsed - done.seconds, 1),
            "ack_p50_ms": ms(done.answers, 0.50),
            "ack_p99_ms": ms(done.answers, 0.99),
            "told_to_wait": done.told_to_wait,
            "found": found,
            "asked": len(made.sample),
            **{name: round((figure - empty[name]) / count, 1) for name, figure in disk.items()},
            "plain_bytes_per_msg": round(_plain(stand, size), 1),
            **{f"{name}_us_per_msg": round((spent[name] - before[name]) / count * 1e6, 1) for name in spent},
            "sender_cpu_share": round(done.cpu / done.seconds, 3),
            "rss_mb": round(peak_mb(stand.web.pid), 1),
            "worker_rss_mb": round(peak_mb(stand.worker.pid), 1),
        }
        return result | of_house(stand)


def _cpu(stand: Stand) -> dict[str, float]:
    return {"web": cpu(stand.web.pid), "worker": cpu(stand.worker.pid), "postgres": cpu(stand.server.pid or 0)}


def _wait(connection: psycopg.Connection[tuple[int, ...]], stand: Stand, patience: float) -> None:
    """Until the search index has every message that stands now."""
    last = _number(connection, _LAST)
    until = time.monotonic() + patience
    while _number(connection, _SEARCHED) < last:
        if stand.worker.poll() is not None or time.monotonic() > until:
            raise NotReady(f"the search index did not get to the log's end:\n{stand.said('worker')}")
        time.sleep(0.05)


def _number(connection: psycopg.Connection[tuple[int, ...]], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _disk(connection: psycopg.Connection[tuple[int, ...]]) -> dict[str, int]:
    index = sum(_number(connection, f"select pg_total_relation_size('handclasp.{table}')") for table in _INDEX)
    return {
        "disk_bytes_per_msg": _number(connection, "select pg_database_size(current_database())"),
        "index_bytes_per_msg": index,
    }


def _found(stand: Stand, texts: Sequence[str]) -> int:
    """How many of some messages from all over the day are found by what was said in them."""
    web = HTTPConnection("127.0.0.1", stand.port, timeout=60)
    headers = {"Authorization": f"Bearer {stand.api_key}", "Content-Type": "application/json"}
    found = 0
    for text in texts:
        body = json.dumps({"purpose": "search", "text": said_in(text), "limit": 1})
        web.request("POST", "/v1/search", body, headers)
        answer = web.getresponse()
        said = answer.read()
        if answer.status != OK:
            raise NotReady(f"searching was answered with {answer.status}: {said[:300]!r}")
        found += bool(json.loads(said)["hits"])
    web.close()
    return found


def said_in(text: str) -> str:
    """What to look for: the order's id if there is one, else the longest run of letters, or its beginning."""
    words: list[str] = re.findall(r"\w+", text)
    return max(words, key=lambda word: (re.fullmatch(r"A\d{8}", word) is not None, len(word)))[:12]


def _plain(stand: Stand, size: Size) -> float:
    """Bytes on disk of a plain row."""
    rows = max(1, min(_PLAIN, size.messages) // size.batch) * size.batch
    url = plain_database(stand)
    plan = sender.Plan(
        seed=size.seed,
        now=time.time_ns() // 1_000_000,
        pool=rows,
        batch=size.batch,
        connections=size.connections,
        port=0,
        api_keys=[],
        database=url,
        talk=True,
    )
    with sending(plan) as (child, _):
        child.order(sender.Order(do="insert", end=rows))
    with psycopg.connect(url) as connection:
        return _number(connection, "select pg_total_relation_size('plain')") / rows

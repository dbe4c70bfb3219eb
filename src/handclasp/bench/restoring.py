"""Fills a house, ships it, loses everything while more comes in, and restores: how fast, how whole, how far behind.

Messages go the product's whole way in. The restore is the drill's: into a database of its own, verified segment by
segment, then every hash derived again. The baseline is the same rows copied from the living database into an empty
one of the same tables, as a plain backup's restore would write them: nothing is read from a copy, nothing is checked.
As a program it reads a Plan from standard input and writes what it measured.
"""

from __future__ import annotations

import sys
import threading
import time
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
import psycopg

from handclasp.bench.talk import Talk, raw
from handclasp.house import copies, drilling
from handclasp.house.app import House, now_ms
from handclasp.house.places import admin_url, database_name
from handclasp.store import migrate
from handclasp.store.database import Database

_TABLES: Final = ("entries", "sealed", "originals", "conversations", "idempotency", "subjects", "lookups", "tiles")
_BATCH: Final = 500
_PACED: Final = 200
"""Messages a second that come in until everything is lost."""

Figures = dict[str, str | int | float | bool]


class Plan(msgspec.Struct, frozen=True):
    """What to measure; the copy lies in `folder`; `paced` is for how many seconds messages come in before the loss."""

    folder: str
    messages: int
    paced: int
    seed: int


def main() -> None:
    """Measure as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import running  # noqa: PLC0415 - only the program opens a house

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    with running.house(load()) as house:
        figures = _measured(house, plan)
    sys.stdout.buffer.write(msgspec.json.encode(figures))


def _measured(house: House, plan: Plan) -> Figures:
    talk = Talk(plan.seed).messages()
    for first in range(0, plan.messages, _BATCH):
        raws = [raw(one, first + n, now_ms()) for n, one in enumerate(islice(talk, _BATCH))]
        house.flow.append_all(raws, receipts=False).result()
    place = copies.as_place(plan.folder, "bench")
    place.open().mark()
    copies.keep_places(house.paths.data, [place])
    began, worked = time.perf_counter(), time.thread_time()
    shipped = copies.shipper(house, place).all()
    shipping, working = time.perf_counter() - began, time.thread_time() - worked
    size = sum(path.stat().st_size for path in Path(plan.folder).rglob("*") if path.is_file())
    behind = _lost(house, place, plan)
    done = drilling.drill(house, place)
    plain = _plain(house)
    restored = done.records / done.seconds
    return {
        "messages": plan.messages,
        "records": done.records,
        "records_per_s": round(restored),
        "plain_records_per_s": round(plain),
        "ratio": round(restored / plain, 3),
        "loaded_per_s": round(done.records / done.loading) if done.loading else 0,
        "restore_seconds": round(done.seconds, 2),
        "complete": done.complete,
        "finding": done.finding,
        "rpo_s": behind,
        "ship_seconds": house.settings.ship_seconds,
        "shipped_per_s": round(shipped.records / shipping),
        "ship_cpu_us_per_record": round(working / shipped.records * 1e6, 1),
        "copy_bytes_per_record": round(size / shipped.records),
    }


def _lost(house: House, place: copies.Place, plan: Plan) -> float:
    """For how long what is lost had been acknowledged, when all is lost at a moment while messages come in (s)."""
    over = threading.Event()
    pace = copies.Pace(house, place)

    def ship() -> None:
        while not over.is_set():
            pace.step()
            over.wait(0.2)

    shipping = threading.Thread(target=ship)
    shipping.start()
    talk = Talk(plan.seed + 1).messages()
    newest, until = 0, time.monotonic() + plan.paced
    number = plan.messages
    while time.monotonic() < until:
        raws = [raw(one, number + n, now_ms()) for n, one in enumerate(islice(talk, _PACED // 4))]
        house.flow.append_all(raws, receipts=False).result()
        number, newest = number + len(raws), now_ms()
        over.wait(0.25)
    over.set()
    shipping.join()
    since = next(one.waiting_since for one in copies.standings(house))
    return round(max(0, newest - since) / 1000, 2) if since is not None else 0.0


def _plain(house: House) -> float:
    """Records a second of a plain COPY of the log's tables into an empty database, indexes and all."""
    name = "handclasp_bench_plain"
    with psycopg.connect(admin_url(house.settings, "postgres"), autocommit=True) as admin:
        migrate.create_database(admin, name)
    roles = {"migrator": house.database.password("migrator")}
    database = Database(house.database.at(name), roles)
    try:
        with database.connect("migrator") as connection:
            migrate.migrate(connection)
    finally:
        database.close()
    began = time.perf_counter()
    with (
        psycopg.connect(admin_url(house.settings, database_name(house.settings))) as source,
        psycopg.connect(admin_url(house.settings, name)) as target,
    ):
        for table in _TABLES:
            with (
                source.cursor().copy(f"copy handclasp.{table} to stdout (format binary)".encode()) as out,
                target.cursor().copy(f"copy handclasp.{table} from stdin (format binary)".encode()) as into,
            ):
                for block in out:
                    into.write(block)
        target.commit()
        row = target.execute("select count(*) from handclasp.entries").fetchone()
    return (int(row[0]) if row else 0) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()

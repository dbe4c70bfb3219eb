"""What happens by the clock: heads, closings, expiries, key epochs, anchors. On procrastinate.

Jobs are idempotent and look at the log, not at what an earlier run remembered, so a missed or doubled run changes
nothing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import procrastinate
import psycopg
import structlog
from procrastinate.schema import SchemaManager

from handclasp.access.policy import Reader
from handclasp.house import drilling, uploads
from handclasp.house.copies import InCopies
from handclasp.keep.epochs import turn
from handclasp.keep.heads import close_idle, seal_heads
from handclasp.keep.resting import Between, Resting, at_once

if TYPE_CHECKING:
    from handclasp.house.app import House

SCHEMA = "control"

logger = structlog.get_logger()


def install(url: str) -> None:
    """Make procrastinate's tables in the console's schema, unless they are there."""
    with psycopg.connect(url, options=f"-c search_path={SCHEMA}") as connection:
        row = connection.execute("select to_regclass('control.procrastinate_jobs')").fetchone()
        if row is not None and row[0] is None:
            connection.execute(SchemaManager.get_schema().encode())


def schedule(house: House) -> procrastinate.App:
    """The schedule of one worker process."""
    connector = procrastinate.PsycopgConnector(
        conninfo=house.database.url("console"), kwargs={"options": f"-c search_path={SCHEMA}"}, min_size=1, max_size=3
    )
    jobs = procrastinate.App(connector=connector)

    @jobs.periodic(cron="10 1 * * *")
    @jobs.task(queueing_lock="heads", pass_context=False)
    async def heads(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(seal_heads, house.flow.seal_head, house.reading, house.directory.tenants)

    @jobs.periodic(cron="40 3 * * *")
    @jobs.task(queueing_lock="idle", pass_context=False)
    async def idle(timestamp: int) -> None:
        await asyncio.to_thread(
            close_idle,
            house.flow.append,
            house.flow.seal_head,
            house.reading,
            house.directory.tenants,
            timestamp * 1000,
        )

    @jobs.periodic(cron="20 2 * * *")
    @jobs.task(queueing_lock="epochs", pass_context=False)
    async def epochs(timestamp: int) -> None:
        await asyncio.to_thread(turn_due, house, timestamp, Resting())

    @jobs.periodic(cron="*/10 * * * *")
    @jobs.task(queueing_lock="approvals", pass_context=False)
    async def approvals(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(close_expired, house)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(queueing_lock="anchors", pass_context=False)
    async def anchors(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(anchor, house)

    @jobs.periodic(cron="*/10 * * * *")
    @jobs.task(queueing_lock="requests", pass_context=False)
    async def requests(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(certify, house)

    @jobs.periodic(cron="*/10 * * * *")
    @jobs.task(queueing_lock="erasing", pass_context=False)
    async def erasing(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(erase, house, Resting())

    @jobs.periodic(cron="10 4 * * *")
    @jobs.task(queueing_lock="retention", pass_context=False)
    async def retention(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(delete_due, house, Resting())

    @jobs.periodic(cron="50 2 * * *")
    @jobs.task(queueing_lock="drill", pass_context=False)
    async def drill(timestamp: int) -> None:
        await asyncio.to_thread(drill_due, house, timestamp)

    _desk(jobs, house)
    return jobs


def _desk(jobs: procrastinate.App, house: House) -> None:
    """What the desk wants done by the clock."""

    @jobs.periodic(cron="20 * * * *")
    @jobs.task(queueing_lock="uploads", pass_context=False)
    async def uploaded(timestamp: int) -> None:
        await asyncio.to_thread(uploads.sweep, house.paths.uploads, timestamp)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(queueing_lock="deadlines", pass_context=False)
    async def deadlines(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(deadlines_told, house)

    @jobs.periodic(cron="* * * * * */10")
    @jobs.task(queueing_lock="notices", lock="notices", pass_context=False)
    async def notices(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await asyncio.to_thread(notices_sent, house)


def anchor(house: House) -> int:
    """Have the checkpoints anchored that are due, and go on with what is under way; returns how many steps it took."""
    house.anchoring.schedule()
    steps = 0
    while taken := house.anchoring.step():
        steps += taken
    return steps


def deadlines_told(house: House) -> int:
    """Tell who is to be told of the desk's deadlines, in every tenant; returns how many records were sealed."""
    # Django's models want Django set up, as it is in the worker; the rest of this module does without.
    from django.db import close_old_connections  # noqa: PLC0415

    from handclasp.desk.alerts import look  # noqa: PLC0415
    from handclasp.desk.arranging import plan  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    close_old_connections()
    return sum(look(house.flow.append, plan(name), name, now_ms()) for name in house.directory.tenants())


def notices_sent(house: House) -> int:
    """Tell people outside the page what waits for them, in every tenant; returns how many notices were sent."""
    # Django's models want Django set up, as it is in the worker.
    from django.db import close_old_connections  # noqa: PLC0415

    from handclasp.house import noticing  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415

    close_old_connections()
    sending = noticing.sending(house, now_ms)
    return sum(sending.step(name, number) for name, (number, _) in house.directory.tenants().items())


def erase(house: House, between: Between = at_once) -> int:
    """Go on with every erasure that can go on; returns how many steps were taken."""
    with house.database.kept("keeper"):
        return sum(house.erasing.run(name, number, between) for name, (number, _) in house.directory.tenants().items())


def delete_due(house: House, between: Between = at_once) -> int:
    """Put into the bin what the rules let go, tenant by tenant; what is unusually much waits for two people."""
    count = 0
    with house.database.kept("keeper"):
        for name in house.directory.tenants():
            found = house.sweeping.run(name, between=between)
            if found.stopped:
                logger.warning(
                    "unusually much is due by rule and waits: handclasp keep run", tenant=name, due=found.due
                )
            count += found.put
    return count


def drill_due(house: House, now: float) -> str:
    """Try a restore when one is due (`now` in POSIX seconds); returns the copy's name, empty when none was."""
    place = drilling.due(house, now)
    if place is not None:
        drilling.drill(house, place)
    return place.name if place else ""


def close_expired(house: House) -> int:
    """Close the requests for a second person whose time is over, in every tenant; returns how many."""
    return sum(house.approvals.expire(name) for name in house.directory.tenants())


def certify(house: House) -> int:
    """Answer customers' requests whose erasures are certified, in every tenant; returns how many."""
    return sum(len(house.requests.certify(Reader(name, "system", "handclasp"))) for name in house.directory.tenants())


def turn_due(house: House, now: float, between: Between = at_once) -> list[str]:
    """Turn every epoch that is `epoch_days` old (`now`: POSIX seconds), or half turned; returns the tenants' names."""
    due = []
    for name, (number, log) in house.directory.tenants().items():
        unfinished = len(house.keys.epochs(number)) > 1
        if unfinished or now - house.directory.epoch_since(log, number) >= house.settings.epoch_days * 86_400:
            turn(house.keys, house.database, log, number, InCopies(house), between)
            due.append(name)
    return due

"""Fills a log with conversations whose time is over, and lets retention run over them, as the worker does by night.

A program of its own, so that its memory is its own: reads a Plan from standard input and writes what it did. What it
fills is really sealed, placed and indexed, but not screened (fill.py). Time passes on the clock of the benchmark's own
database, which only its superuser can set.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec
import psycopg

from handclasp.access.policy import Reader, StepUp
from handclasp.bench.children import peak_mb
from handclasp.bench.fill import screened
from handclasp.bench.stand import TENANT
from handclasp.bench.talk import Talk
from handclasp.records import Author, HandclaspError, Kind, Raw, Screened, Sealed, Secret
from handclasp.seal import quick
from handclasp.seal.record import seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handclasp.house.app import House

MESSAGES: Final = 3
"""Messages of each conversation; its closing comes behind them."""

_AGO: Final = 200 * 86_400_000
_AT_ONCE: Final = 1_000
_PLANTED: Final = 2_500
_WHY: Final = "the benchmark's yearly clearing"
_EVERY: Final = frozenset(one.value for one in StepUp)
_OFFICER: Final = Reader(TENANT, "privacy", "bench-privacy", "privacy", stepped=_EVERY)
_DIRECTOR: Final = Reader(TENANT, "director", "bench-director", "risk", stepped=_EVERY)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to do: `fill` conversations [first, first + count), `index` them, `plant` so many that stay, or `run`.

    What is filled is over; what is planted was said just now, one message each. `run` lets retention run over `count`
    that are over.
    """

    do: str
    first: int = 0
    count: int = 0
    seed: int = 1


class Did(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of each part, certificates given, rows of the erased that are left, and the most memory held (MiB).

    It `began` and `ended` at these seconds of the machine's monotonic clock.
    """

    plan_s: float = 0
    bin_s: float = 0
    erase_s: float = 0
    turn_s: float = 0
    certify_s: float = 0
    certificates: int = 0
    left: int = 0
    peak_mb: float = 0
    began: float = 0
    ended: float = 0


def main() -> None:
    """Do what standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import running  # noqa: PLC0415 - only the program opens a house

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    with running.house(load()) as house:
        did = {"fill": _fill, "index": _index, "plant": _plant, "run": _run}[plan.do](house, plan)
    sys.stdout.buffer.write(msgspec.json.encode(did) + b"\n")


# --- filling


def _fill(house: House, plan: Plan) -> Did:
    number = house.directory.tenants()[TENANT][0]
    texts = (said.text for said in Talk(plan.seed, plan.first % 4_096).messages())
    for first in range(plan.first, plan.first + plan.count, _AT_ONCE):
        names = [f"over/{n}" for n in range(first, min(first + _AT_ONCE, plan.first + plan.count))]
        for answer in house.committer.submit(list(_sealed(house, number, names, texts))).result():
            if isinstance(answer, HandclaspError):
                raise answer
    return Did()


def _plant(house: House, plan: Plan) -> Did:
    """Conversations that stay: retention looks at each, and a turn wraps its keys anew."""
    number, last = house.directory.tenants()[TENANT][0], plan.first + plan.count
    now = time.time_ns() // 1_000_000
    for first in range(plan.first, last, _PLANTED):
        names = [f"stays/{n}" for n in range(first, min(first + _PLANTED, last))]
        places = house.keyring.places(number, names)
        sealed = [
            seal(one, places[name], house.keyring.keys(number, places[name].conversation), quick.random).sealed
            for name in names
            for one in _said(name, now, ["is it on its way?"], closing=False)
        ]
        for answer in house.committer.submit(sealed).result():
            if isinstance(answer, HandclaspError):
                raise answer
    return Did()


def _sealed(house: House, number: int, names: list[str], texts: Iterator[str]) -> Iterator[Sealed]:
    places = house.keyring.places(number, names)
    then = time.time_ns() // 1_000_000 - _AGO
    for name in names:
        keys = house.keyring.keys(number, places[name].conversation)
        for made in _said(name, then, list(islice(texts, MESSAGES))):
            yield seal(made, places[name], keys, quick.random).sealed


def _said(name: str, then: int, texts: list[str], *, closing: bool = True) -> Iterator[Screened]:
    """What is said in a conversation, and its closing."""
    given: dict[str, Any] = {"tenant": TENANT, "conversation": name}
    for n, text in enumerate(texts):
        author = Author("agent" if n % 2 else "customer", "bench")
        raw = Raw(**given, key=f"{name}/{n}", kind=Kind.MESSAGE, author=author, received=then + n, text=Secret(text))
        yield screened(raw, text)
    if not closing:
        return
    raw = Raw(
        **given,
        key=f"{name}/close",
        kind=Kind.CLOSE,
        author=Author("system", "handclasp"),
        received=then + len(texts),
        facts={"outcome": "idle", "reason": "nothing was said for 14 days"},
    )
    yield Screened(raw=raw, masked=None, spans=(), originals=(), anything_dropped=False)


def _index(house: House, _: Plan) -> Did:
    """Let the consumer of the search catch up; it keeps which conversations are closed too."""
    from handclasp.house import searching  # noqa: PLC0415
    from handclasp.house.app import now_ms  # noqa: PLC0415
    from handclasp.store.search import CONSUMER  # noqa: PLC0415

    consumer = searching.indexing(house, now_ms)
    number, size = house.directory.tenants()[TENANT][0], house.reading.size()
    while house.reading.cursor(number, CONSUMER) < size - 1:
        if not consumer.step():
            time.sleep(0.1)
    while consumer.mend():
        pass
    return Did()


# --- retention


def _run(house: House, plan: Plan) -> Did:
    from handclasp.house.copies import InCopies  # noqa: PLC0415
    from handclasp.house.jobs import erase  # noqa: PLC0415
    from handclasp.keep.epochs import turn  # noqa: PLC0415
    from handclasp.keep.resting import Resting  # noqa: PLC0415

    number, log = house.directory.tenants()[TENANT]
    _hire(house, number)
    began = time.perf_counter()
    rest = Resting()
    found = house.sweeping.look(_OFFICER, rest)
    planned = time.perf_counter() - began
    if found.stopped:
        asked = house.approvals.request(_OFFICER, house.sweeping.to_ask(_OFFICER, found, _WHY))
        house.approvals.vote(_DIRECTOR, asked.request, "approve", "seen", asked.digest)
    with house.database.kept("keeper"):
        put_in = _took(lambda: house.sweeping.run_approved(_OFFICER, _WHY, rest))
    _three_days_pass(house)
    erased = _took(lambda: erase(house, rest))
    turned = _took(lambda: turn(house.keys, house.database, log, number, InCopies(house), rest))
    certified = _took(lambda: erase(house, rest))
    ended = time.perf_counter()
    certificates, left = _counted(house)
    if certificates != plan.count:
        raise SystemExit(f"{certificates} of {plan.count} conversations are certified as erased; {found.due} were due")
    return Did(
        plan_s=planned,
        bin_s=put_in,
        erase_s=erased,
        turn_s=turned,
        certify_s=certified,
        certificates=certificates,
        left=left,
        peak_mb=peak_mb(os.getpid()),
        began=began,
        ended=ended,
    )


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _hire(house: House, number: int) -> None:
    """Two people: who clears, and who allows it."""
    with house.database.transaction("console", house.log.log_id, [number]) as connection:
        for who in (_OFFICER, _DIRECTOR):
            connection.execute(
                "insert into handclasp.people (tenant_id, person, role, team, merchant, active) "
                "values (%s, %s, %s, %s, '', true) on conflict do nothing",
                (number, who.id, who.role, who.team),
            )


def _three_days_pass(house: House) -> None:
    from handclasp.house.places import admin_url  # noqa: PLC0415

    with psycopg.connect(admin_url(house.settings, "handclasp"), autocommit=True) as admin:
        admin.execute(
            "create or replace function handclasp.now_ms() returns bigint language sql stable parallel safe return "
            "(extract(epoch from statement_timestamp()) * 1000)::bigint + 73 * 3600000"
        )


def _counted(house: House) -> tuple[int, int]:
    """Certificates given, and rows that are left of what was erased."""
    from handclasp.house.places import admin_url  # noqa: PLC0415

    with psycopg.connect(admin_url(house.settings, "handclasp")) as admin:
        row = admin.execute(
            "select (select count(*) from handclasp.bin where certificate is not null), "
            "(select count(*) from handclasp.sealed s join handclasp.bin b "
            "on (b.log_id, b.tenant_id, b.conversation) = (s.log_id, s.tenant_id, s.conversation)), "
            "(select count(*) from handclasp.conversations c join handclasp.bin b "
            "on (b.log_id, b.tenant_id, b.conversation) = (c.log_id, c.tenant_id, c.conversation))"
        ).fetchone()
    return (int(row[0]), int(row[1]) + int(row[2])) if row else (0, 0)


if __name__ == "__main__":
    main()

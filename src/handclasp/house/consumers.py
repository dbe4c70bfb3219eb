"""The log's consumers in the worker: each reads forward from its own cursor; a crash is cured by reading on."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping, Sequence

import structlog
from django.db import close_old_connections

from handclasp.access.watch import Watch, Whose
from handclasp.desk import tally
from handclasp.desk.arranging import plan
from handclasp.desk.quality import reviews
from handclasp.desk.queue import Consumer
from handclasp.desk.review import Fed, Keeping, Reviewing
from handclasp.desk.sharing import Sharing
from handclasp.house import copies, holding, searching
from handclasp.house.app import House, now_ms
from handclasp.house.joining import Joining
from handclasp.house.judging import Fed as HeldFed
from handclasp.house.judging import Judging
from handclasp.house.pictures import Pictures, Pool
from handclasp.house.pictures import stands_for as stands_in_place
from handclasp.house.rescreening import Rescreening, stands_for
from handclasp.keep.coming_back import ComingBack
from handclasp.records import View
from handclasp.screen import engine

logger = structlog.get_logger()


def desk(house: House) -> Callable[[], int]:
    """Keeps the desk's list of conversations up to date."""
    cursor = _Cursor(house, "desk")

    def load(tenant: str) -> int | None:
        return cursor.load(tenant) if house.directory.tenant(tenant) is not None else None

    return Consumer(house.disclose, house.directory.tenants, load, cursor.save, house.flow.append).step


def sharing(house: House) -> Callable[[], int]:
    """Gives out what nobody has, and says when the desk is closed, as the tenants' plans have it."""
    at_work = Sharing(house.flow.append, plan, house.policies.roles, now_ms)

    def step() -> int:
        close_old_connections()
        return sum(at_work.look(tenant) for tenant in house.directory.tenants())

    return step


def watch(house: House) -> Callable[[], int]:
    """Keeps what is unusual about people's looking, and counts what left, from the journal."""
    cursor = _Cursor(house, "watch")

    def whose(tenant: str, conversation: str) -> Whose:
        about = house.gate.about(tenant, bytes.fromhex(conversation))
        return Whose(about.agent, about.team)

    def team_of(tenant: str, person: str) -> str:
        found = house.present(tenant, "", person)
        return found.team if found else ""

    def beside(tenant: str, views: Sequence[View]) -> None:
        tally.exported(tenant, views)
        reviews.sampled(tenant, views)

    tenants = house.directory.tenants
    return Watch(house.audit.feed, tenants, cursor.load, cursor.save, whose, team_of, beside).step


def rescreen(house: House) -> Callable[[], int]:
    """Hides what turns out sensitive only together with other messages."""
    made = Rescreening(
        feed=lambda tenant, after, limit: house.disclose.feed(tenant, "rescreen", "screening", after, limit),
        lately=lambda tenant, conversation, after: house.disclose.feed_one(
            tenant, "rescreen", "screening", conversation, after
        ),
        append=house.flow.append,
        tenants=house.directory.tenants,
        cursor=_Cursor(house, "rescreen"),
        find=Joining(engine),
        mask=stands_for,
        clock=now_ms,
    )
    house.forgetting.tell(made.forget)
    return made.step


def review(house: House) -> Callable[[], int]:
    """Keeps the reviewers' queue and what their verdicts make of the thresholds."""
    cursor = _Cursor(house, "review")

    def tune(tenant: str, floors: Mapping[str, int]) -> None:
        number = house.directory.tenant(tenant)
        if number is not None:
            house.reading.set_floors(number, floors)

    fed = Fed(
        lambda tenant, after, limit: house.disclose.feed(tenant, "review", "review", after, limit),
        lambda tenant, conversation, record: house.disclose.feed_now(tenant, "review", "review", conversation, record),
    )
    return Reviewing(fed, Keeping(cursor.load, cursor.save, tune), house.directory.tenants).step


def coming_back(house: House) -> Callable[[], int]:
    """Takes out of the bin what somebody writes in again."""
    return ComingBack(
        tenants=house.directory.tenants,
        rows=house.bin_rows,
        cursor=_Cursor(house, "bin"),
        size=house.reading.size,
        said=lambda tenant, conversation, after: house.disclose.feed_one(tenant, "bin", "keeping", conversation, after),
        came_back=house.bin.came_back,
    ).step


def pictures(house: House, pool: Pool) -> Callable[[], int]:
    """Has the files looked at that came in, and seals what they are."""
    disclose, machine, purpose = house.disclose, "pictures", "screening"
    fed = HeldFed(
        lambda tenant, after, limit: disclose.feed(tenant, machine, purpose, after, limit),
        lambda tenant, conversation, after: disclose.feed_one(tenant, machine, purpose, conversation, after),
        lambda tenant, view: house.files.held(tenant, machine, purpose, view),
    )
    return Judging(
        fed=fed,
        flow=house.flow,
        judge=Pictures(pool),
        placeholder=stands_in_place,
        tenants=house.directory.tenants,
        cursor=_Cursor(house, machine),
        clock=now_ms,
        at_once=house.settings.picture_processes,
    ).step


def threads(house: House, pool: Pool, stopping: threading.Event) -> list[threading.Thread]:
    """A thread for each of these, not yet started."""
    steps = {make.__name__: make(house) for make in (desk, sharing, watch, rescreen, review, coming_back)}
    steps["pictures"] = pictures(house, pool)
    steps["holds"] = holding.following(house).step
    index = searching.indexing(house, now_ms)
    steps["ship"] = copies.Shipping(house, functools.partial(consume, house=house, stopping=stopping)).step
    steps |= {"search": index.step, "search upkeep": index.mend}
    return [
        threading.Thread(target=consume, args=(name, step, house, stopping), name=f"{name} consumer")
        for name, step in steps.items()
    ]


def consume(name: str, step: Callable[[], int], house: House, stopping: threading.Event) -> None:
    """Take steps until `stopping`: woken by each checkpoint, and every few seconds in any case."""
    awake = threading.Event()
    leave = house.tail.subscribe(None, awake.set)
    while not stopping.is_set():
        awake.clear()
        try:
            while step() and not stopping.is_set():
                pass
        except Exception as error:  # noqa: BLE001 - what consumers keep is derived: whatever failed is read again
            logger.warning("a consumer will try again", consumer=name, error=type(error).__name__)
            stopping.wait(1)
        awake.wait(1)
    leave()


class _Cursor:
    """How far a consumer has read each tenant's records."""

    def __init__(self, house: House, name: str) -> None:
        self._house = house
        self._name = name

    def load(self, tenant: str) -> int:
        number = self._house.directory.tenant(tenant)
        return -1 if number is None else self._house.reading.cursor(number, self._name)

    def save(self, tenant: str, position: int) -> None:
        number = self._house.directory.tenant(tenant)
        if number is not None:
            self._house.reading.move_cursor(number, self._name, position)

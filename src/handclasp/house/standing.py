"""How the house stands, in facts for its page in the console: copies, drills, nodes, what waits, room on the disk.

Nothing here is about a customer. `handclasp status` tells the operator of the machine the same.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from handclasp.house import copies, noticing
from handclasp.web.console.house_state import CopyState, DrillState, HouseState, NodesState, NoticesState

if TYPE_CHECKING:
    from handclasp.house.app import House

CONSUMERS: Final = ("desk", "search", "holds")
MANY: Final = 1_000
"""Who is further behind than this is not counted."""
_LATE: Final = 2
"""A restore is tried late after so many of its intervals."""
_DAY: Final = 86_400_000


def state(house: House, watch: copies.Watch, tenant: str, now: int) -> HouseState:
    """How the house stands for a tenant at `now` (ms since 1970); raises HandclaspError."""
    standing, drill = watch()
    number = house.directory.tenant(tenant)
    held, since = house.held(tenant)
    usage = shutil.disk_usage(house.paths.data)
    return HouseState(
        copies=_copies(house, standing, now),
        drill=_drill(house, drill, now),
        drill_every=house.settings.drill_days,
        nodes=_nodes(house),
        behind={name: _behind(house, number, name) for name in CONSUMERS} if number is not None else {},
        many=MANY,
        held=held,
        held_since=since,
        room=usage.free / usage.total,
        notices=[
            NoticesState(way, sent, given_up, due, since, why)
            for way, sent, _, given_up, _, _, why, due, since in noticing.sendings(house, lambda: now, tenant)
        ],
    )


def _copies(house: House, standing: list[copies.Standing], now: int) -> list[CopyState]:
    kinds = {place.name: urlsplit(place.url).scheme for place in copies.places(house.paths.data)}
    return [
        CopyState(
            name=one.name,
            kind=kinds.get(one.name, ""),
            position=one.position,
            lacks=one.lacks,
            lag=one.lag(now),
            shipped=one.shipped,
            fresh=copies.is_fresh(house, one, now),
            failing=bool(one.error),
        )
        for one in standing
    ]


def _drill(house: House, drill: copies.Drill | None, now: int) -> DrillState | None:
    if drill is None:
        return None
    days = house.settings.drill_days
    late = bool(days) and now - drill.at > _LATE * days * _DAY
    return DrillState(drill.at, drill.copy, drill.seconds, drill.records, drill.complete, late)


def _nodes(house: House) -> NodesState | None:
    if house.follower is None:
        return None
    view = house.follower.view
    return NodesState(len(view.members), view.confirming, view.leader.name if view.leader else "")


def _behind(house: House, number: int, consumer: str) -> int:
    return len(house.reading.tenant(number, house.reading.cursor(number, consumer), MANY))

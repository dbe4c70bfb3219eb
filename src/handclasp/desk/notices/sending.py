"""Sends what waits to the people who want it: looked for by the clock, gathered, tried again, given up in the end.

What somebody is told is looked up when it is sent, by their role and policies of that moment; nothing that it says is
kept. Nothing here is on the way of a record: when a server hangs, only notices wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from handclasp.access.models import Staff
from handclasp.access.policy import Reader
from handclasp.desk.notices.addresses import CODE
from handclasp.desk.notices.choices import of_row
from handclasp.desk.notices.ways import Notice, NotSent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from handclasp.desk.notices.choices import Choices
    from handclasp.desk.notices.desk import NoticeDesk
    from handclasp.desk.notices.ways import Way

MINUTE: Final = 60_000
LEASE: Final = 5 * MINUTE
TRIES: Final = 8
"""After so many a notice is given up: the last comes about two hours after the first."""
AT_ONCE: Final = 20
"""How many are sent in one turn; the others wait for the next."""

Claimed = tuple[str, str, str, int]
EverybodyRow = tuple[str, "Sequence[str]", int | None, int | None, str, "Sequence[int]"]


class Store(Protocol):
    """Where it is kept what waits (store.notices)."""

    def everybody(self, tenant: int, /) -> Sequence[EverybodyRow]:
        """Everybody who has something on, with what they were told of."""

    def tell(self, tenant: int, person: str, things: Sequence[int], /) -> None:
        """Keep what somebody was told of."""

    def ask(self, tenant: int, person: str, way: str, device: str, due: int, now: int, apart: int, /) -> None:
        """Have a notice sent."""

    def claim(self, tenant: int, now: int, lease: int, most: int, /) -> Sequence[Claimed]:
        """Take what is due."""

    def put_off(self, tenant: int, claimed: Claimed, due: int, /, *, counted: bool) -> None:
        """Have it sent later."""

    def over(self, tenant: int, claimed: Claimed, now: int, apart: int, /, *, sent: bool) -> None:
        """It is done with."""

    def forget_waiting(self, tenant: int, person: str, /) -> None:
        """Nothing waits for somebody any more."""

    def count(self, tenant: int, way: str, what: str, why: str, now: int, /) -> None:
        """Count what became of one."""


class Sending:
    """A house's notices by the ways that lead out of it. `apart` (ms): one way tells one person no sooner again."""

    def __init__(
        self, store: Store, desk: NoticeDesk, ways: Mapping[str, Way], clock: Callable[[], int], *, apart: int
    ) -> None:
        self._store = store
        self._desk = desk
        self._ways = ways
        self._clock = clock
        self._apart = apart

    def step(self, tenant: str, number: int) -> int:
        """Look for news and send what is due; returns how many notices were sent."""
        everybody = self._store.everybody(number)
        self._look(number, everybody, _staff(tenant, [row[0] for row in everybody]))
        claimed = self._store.claim(number, self._clock(), LEASE, AT_ONCE)
        staff = _staff(tenant, [one[0] for one in claimed])
        return sum(self._send_one(number, one, staff.get(one[0])) for one in claimed)

    # --- looking

    def _look(self, number: int, everybody: Sequence[EverybodyRow], staff: Mapping[str, Staff]) -> None:
        for person, wanted, start, end, zone, told in everybody:
            choices = of_row((wanted, start, end, zone))
            kinds = {kind for kind, way in choices.wanted if way in self._ways}
            if person not in staff:
                self._store.forget_waiting(number, person)
            elif kinds:
                self._look_for(number, reader(staff[person]), choices, frozenset(kinds), frozenset(told))

    def _look_for(
        self, number: int, who: Reader, choices: Choices, kinds: frozenset[str], told: frozenset[int]
    ) -> None:
        found = self._desk.found(who, kinds)
        things = frozenset().union(*found.values())
        now = self._clock()
        for kind, way in sorted(choices.wanted) if things - told else ():
            if way in self._ways and found.get(kind, frozenset()) - told:
                for device in self._ways[way].devices(number, who.id):
                    if device != CODE:
                        self._store.ask(number, who.id, way, device, choices.loud_at(now), now, self._apart)
        # Asked for first: who is cut off in between asks twice, and it is one row all the same.
        if things != told:
            self._store.tell(number, who.id, sorted(things))

    # --- sending

    def _send_one(self, number: int, claimed: Claimed, staff: Staff | None) -> bool:
        person, way, device, tried = claimed
        now = self._clock()
        there = staff is not None and way in self._ways and device in self._ways[way].devices(number, person)
        if staff is None or not there or tried > TRIES:
            self._store.over(number, claimed, now, self._apart, sent=False)
            return False
        notice = self._notice(number, staff, way, device)
        choices = self._desk.choices(reader(staff))
        loud = now if device == CODE else choices.loud_at(now)
        if loud > now:
            self._store.put_off(number, claimed, loud, counted=False)
            return False
        if device != CODE and not notice.counts:  # what waited was seen to meanwhile
            self._store.over(number, claimed, now, self._apart, sent=False)
            return False
        return self._tried(number, claimed, notice, now)

    def _tried(self, number: int, claimed: Claimed, notice: Notice, now: int) -> bool:
        _, way, device, tried = claimed
        try:
            self._ways[way].send(device, notice)
        except NotSent as error:
            last = error.for_good or tried >= TRIES
            self._store.count(number, way, "given_up" if last else "failed", error.why, now)
            if last:
                self._store.over(number, claimed, now, self._apart, sent=False)
            else:
                self._store.put_off(number, claimed, now + MINUTE * 2 ** (tried - 1), counted=True)
            return False
        self._store.over(number, claimed, now, self._apart, sent=True)
        self._store.count(number, way, "sent", "", now)
        return True

    def _notice(self, number: int, staff: Staff, way: str, device: str) -> Notice:
        who = reader(staff)
        kinds = frozenset() if device == CODE else self._desk.choices(who).kinds(way)
        counts = {kind: len(things) for kind, things in self._desk.found(who, kinds).items()}
        return Notice(who.tenant, number, who.id, staff.language, counts)


def _staff(tenant: str, names: Sequence[str]) -> dict[str, Staff]:
    """Those of these accounts that are in service, by name."""
    rows = Staff.objects.filter(tenant=tenant, is_active=True, username__in=names) if names else ()
    return {one.username: one for one in rows}


def reader(staff: Staff) -> Reader:
    """Somebody as they are now, whatever a session says."""
    return Reader(staff.tenant, staff.role, staff.username, staff.team, staff.merchant)

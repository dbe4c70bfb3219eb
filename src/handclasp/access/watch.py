"""Watches the journal for unusual looking: counts each person's days and keeps what is odd for the auditors.

Everything here is derived: dropped and read again from the journal, it says the same. It sees who looked at which
conversation and when, never a word that was said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from django.db import close_old_connections, transaction

from handclasp.access.models import Habit, Oddity
from handclasp.access.unusual import DAYS, Day, Odd, oddities
from handclasp.records import Kind

if TYPE_CHECKING:
    from handclasp.records import View

BATCH: Final = 500
LOOKS: Final = frozenset({Kind.ACCESS, Kind.REVEAL, Kind.EXPORT, Kind.SEARCH})
_NOT_PEOPLE: Final = frozenset({"customer", "service", "machine", "operator", "system", "auditor"})
_MOST: Final = 5_000


class Whose(NamedTuple):
    """Whose a conversation is."""

    agent: str
    team: str


class Feed(Protocol):
    """The journal in the order of the log (disclose.Audit.feed)."""

    def __call__(self, tenant: str, machine: str, after: int, limit: int = BATCH) -> list[View]:
        """Records with index > `after`."""


class Watch:
    """Reads each tenant's journal from where it stopped; `whose` and `team_of` tell what belongs to whom now.

    `beside` is given the same stretch in the same transaction.
    """

    def __init__(
        self,
        feed: Feed,
        tenants: Callable[[], Iterable[str]],
        load: Callable[[str], int],
        save: Callable[[str, int], None],
        whose: Callable[[str, str], Whose],
        team_of: Callable[[str, str], str],
        beside: Callable[[str, Sequence[View]], None] = lambda _tenant, _views: None,
    ) -> None:
        self._feed = feed
        self._tenants = tenants
        self._load = load
        self._save = save
        self._whose = whose
        self._team_of = team_of
        self._beside = beside

    def step(self) -> int:
        """Take what is new for every tenant, one batch each; return how many records were read (0: caught up)."""
        close_old_connections()
        return sum(self._step(tenant) for tenant in self._tenants())

    def _step(self, tenant: str) -> int:
        views = self._feed(tenant, "watch", self._load(tenant), BATCH)
        if views:
            with transaction.atomic():
                for view in views:
                    self._take(tenant, view)
                self._beside(tenant, views)
            self._save(tenant, views[-1].index)
        return len(views)

    def _take(self, tenant: str, view: View) -> None:
        subjects = view.facts.get("subjects")
        if view.kind == Kind.DELETION and isinstance(subjects, list):
            self._announce(tenant, view, len(subjects))
        if view.kind not in LOOKS or view.author.role in _NOT_PEOPLE or not isinstance(subjects, list) or not subjects:
            return
        at = datetime.fromtimestamp(view.received / 1000, UTC)
        habit, _ = Habit.objects.select_for_update().get_or_create(
            tenant=tenant, person=view.author.id, day=at.date(), defaults={"hours": [0] * 24}
        )
        if view.index <= habit.last_index:
            return
        habit.last_index = view.index
        habit.hours[at.hour] += 1
        self._note(habit, [str(one) for one in subjects])
        habit.save()
        self._judge(habit, view, at.hour)

    def _announce(self, tenant: str, view: View, count: int) -> None:
        """Tell the auditors who put how much into the bin; one line a person and day, which grows.

        What was put aside waits again when more is deleted: nobody deletes a lot behind a little that was looked at.
        """
        day = datetime.fromtimestamp(view.received / 1000, UTC).date()
        row, _ = Oddity.objects.select_for_update().get_or_create(
            tenant=tenant,
            person=view.author.id,
            day=day,
            odd=Odd.DELETED.value,
            defaults={"role": view.author.role, "seen": 0, "usual": 0, "index": -1, "at": view.received},
        )
        if view.index > row.index:
            row.seen, row.index, row.at = row.seen + count, view.index, view.received
            row.dealt_with, row.dealt_by = None, ""
            row.save(update_fields=["seen", "index", "at", "dealt_with", "dealt_by"])

    def _note(self, habit: Habit, subjects: Sequence[str]) -> None:
        for subject in subjects:
            if subject in habit.seen or len(habit.seen) >= _MOST:
                continue
            habit.seen.append(subject)
            whose = self._whose(habit.tenant, subject)
            team = self._team_of(habit.tenant, habit.person)
            if whose.agent not in {"", habit.person} and (not whose.team or whose.team != team):
                habit.unrelated += 1

    def _judge(self, habit: Habit, view: View, hour: int) -> None:
        past = [day_of(row) for row in before(habit.tenant, habit.person, habit.day)]
        for found in oddities(day_of(habit), past, hour):
            # The first sight is kept and grows; an auditor who has dealt with it is not asked again that day.
            Oddity.objects.update_or_create(
                tenant=habit.tenant,
                person=habit.person,
                day=habit.day,
                odd=found.odd.value,
                defaults={"seen": found.seen, "usual": found.usual, "index": view.index, "at": view.received},
                create_defaults={
                    "seen": found.seen,
                    "usual": found.usual,
                    "index": view.index,
                    "at": view.received,
                    "role": view.author.role,
                },
            )


def before(tenant: str, person: str, day: date) -> list[Habit]:
    """Somebody's active days before one, the newest first."""
    return list(Habit.objects.filter(tenant=tenant, person=person, day__lt=day).order_by("-day")[:DAYS])


def day_of(habit: Habit) -> Day:
    """A stored day as `unusual` counts it."""
    return Day(len(habit.seen), habit.unrelated, tuple(habit.hours))

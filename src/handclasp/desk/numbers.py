"""The desk in numbers: how much came in, how long answers took, what it was about, what was masked, what left.

Sums over what the desk counted (`desk.tally`), of the conversations that somebody's lists show and of no others. No
word and no name is read; days are those of one time zone.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Sum,
    Value,
)

from handclasp.desk.arranging import newest, plan
from handclasp.desk.models import Conversation, Export, Round, Tally
from handclasp.desk.tally import ASKED, HEARD, RATED, SAID, SEEN, SLOT
from handclasp.desk.visible import Lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from handclasp.access.policy import Policies, Reader

SPANS: Final = (7, 30, 90)
"""Days that can be looked at together."""

TOPICS: Final = 40
"""More topics or tags than this are not listed: the most frequent are."""


class Took(NamedTuple):
    """How long it took `times` times: half of them at most `half`, nine of ten at most `most` (ms)."""

    times: int = 0
    half: int = 0
    most: int = 0


class Day(NamedTuple):
    """One day. `first`: answers to what began on it; `resolution`: of what was closed on it."""

    day: date
    begun: int = 0
    heard: int = 0
    said: int = 0
    first: Took = Took()
    resolution: Took = Took()
    exported: int = 0


class Numbers(NamedTuple):
    """A span in numbers: days ascending, the last one is today and not over; the rest over the whole span.

    `whole`: of every conversation of the tenant, else of those of somebody's lists. `unanswered` began in the span and
    wait for their first answer. `topics`, `tags`, `seen` (types) and `exported` (forms) come with their counts, most
    first. `asked` is how often customers were asked how it went, `rated` their scores, the best first.
    """

    zone: str
    whole: bool
    days: tuple[Day, ...]
    begun: int
    unanswered: int
    heard: int
    said: int
    first: Took
    resolution: Took
    topics: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]
    seen: tuple[tuple[str, int], ...]
    exported: tuple[tuple[str, int], ...]
    asked: int
    rated: tuple[tuple[str, int], ...]

    @property
    def ratings(self) -> int:
        """How many answered how they found it."""
        return sum(count for _, count in self.rated)

    @property
    def rating(self) -> float:
        """What they answered on average, 1 to 5; 0 while nobody has."""
        return sum(int(score) * count for score, count in self.rated) / self.ratings if self.rated else 0.0


def numbers(who: Reader, policies: Policies, span: int, now: int, zone: str = "UTC") -> Numbers:
    """The last `span` days at `now` (ms) for somebody, in the plan's time zone, or `zone` where there is no plan.

    Whether they may see numbers at all is asked of the gate.
    """
    lists = Lists(who, policies)
    return _Counting(lists, who.tenant, zone_of(who.tenant, zone), span, now).numbers()


def zone_of(tenant: str, otherwise: str) -> str:
    """The time zone of a tenant's desk."""
    return plan(tenant).hours.zone if newest(tenant).number else otherwise


class _Counting:
    def __init__(self, lists: Lists, tenant: str, zone: str, span: int, now: int) -> None:
        self._lists = lists
        self._zone = zone
        today = datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date()
        self._days = [today - timedelta(days=back) for back in range(span - 1, -1, -1)]
        self._since, self._until = _begins(self._days[0], zone), _begins(today + timedelta(days=1), zone)
        shown = lists.all()
        self._tallies = Tally.objects.filter(
            tenant=tenant, slot__gte=self._since // SLOT, slot__lt=self._until // SLOT, conversation__in=shown
        )
        rounds = Round.objects.filter(tenant=tenant, conversation__in=shown)
        self._begun = rounds.filter(began__gte=self._since, began__lt=self._until)
        self._closed = rounds.filter(closed__gte=self._since, closed__lt=self._until)
        self._exports = Export.objects.filter(
            tenant=tenant, at__gte=self._since, at__lt=self._until, pseudonym__in=shown.values("pseudonym")
        )

    def numbers(self) -> Numbers:
        begun = self._by_day(self._begun, "began")
        tallied = self._tallied()
        heard, said = (_of(tallied, what) for what in (HEARD, SAID))
        answered = self._begun.filter(answered__isnull=False)
        first = self._took(answered, "began", F("answered") - F("began"))
        resolution = self._took(self._closed, "closed", F("closed") - F("began"))
        left = self._by_day(self._exports, "at", Count("index", distinct=True))
        nothing = Took()
        days = tuple(
            Day(
                day,
                begun[day],
                heard[day],
                said[day],
                first.get(day, nothing),
                resolution.get(day, nothing),
                left[day],
            )
            for day in self._days
        )
        return Numbers(
            zone=self._zone,
            whole=self._lists.whole,
            days=days,
            begun=sum(begun.values()),
            unanswered=self._begun.filter(answered__isnull=True, closed__isnull=True).count(),
            heard=sum(heard.values()),
            said=sum(said.values()),
            first=first.get(None, nothing),
            resolution=resolution.get(None, nothing),
            topics=self._of_the_begun("topics"),
            tags=self._of_the_begun("tags"),
            seen=_most(_of_each(tallied, SEEN)),
            asked=sum(_of(tallied, ASKED).values()),
            rated=tuple(sorted(_of_each(tallied, RATED).items(), reverse=True)),
            exported=_most(
                dict(self._exports.values_list("format").annotate(n=Count("index", distinct=True)).order_by())
            ),
        )

    def _day(self, at: Combinable) -> Func:
        """The day of a moment (ms) in the zone."""
        seconds = ExpressionWrapper(at / 1000.0, FloatField())
        moment = Func(seconds, function="to_timestamp", output_field=DateTimeField())
        there = Func(Value(self._zone), moment, function="timezone", output_field=DateTimeField())
        return Func(there, function="date", output_field=DateField())

    def _by_day(self, rows: QuerySet[Any], at: str, count: Aggregate | None = None) -> Counter[date]:
        days = rows.annotate(day=self._day(F(at))).order_by().values_list("day")
        return Counter(dict(days.annotate(n=count or Count("pk"))))

    def _tallied(self) -> dict[tuple[date, str], int]:
        rows = self._tallies.annotate(day=self._day(F("slot") * SLOT)).order_by().values_list("day", "what")
        return {(day, what): int(n) for day, what, n in rows.annotate(n=Sum("count"))}

    def _took(self, rows: QuerySet[Round], at: str, span: Combinable) -> dict[date | None, Took]:
        """How long it took, by day, and under None over the whole span."""
        told = {"n": Count("pk"), "parts": _Parts(ExpressionWrapper(span, BigIntegerField()))}
        whole = rows.aggregate(**told)
        found: dict[date | None, Took] = {None: _took(whole["n"], whole["parts"])}
        by_day = rows.annotate(day=self._day(F(at))).order_by().values_list("day").annotate(**told)
        return found | {day: _took(n, parts) for day, n, parts in by_day}

    def _of_the_begun(self, words: str) -> tuple[tuple[str, int], ...]:
        """How many of what began have which of some words: its topics, its tags as they are now."""
        rows = (
            Conversation.objects.filter(pk__in=self._begun.values("conversation"))
            .annotate(word=Func(F(words), function="unnest", output_field=CharField()))
            .order_by()
            .values_list("word")
            .annotate(n=Count("pk"))
        )
        return _most(dict(rows))[:TOPICS]


class _Parts(Aggregate):
    """The median and the 90th percentile."""

    template = "percentile_cont(array[0.5, 0.9]) within group (order by %(expressions)s)"
    output_field = ArrayField(FloatField())


def _begins(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).timestamp() * 1000)


def _took(count: int, parts: list[float] | None) -> Took:
    return Took(count, *(round(part) for part in parts)) if parts else Took()


def _of(tallied: Mapping[tuple[date, str], int], what: str) -> Counter[date]:
    return Counter({day: count for (day, one), count in tallied.items() if one == what})


def _of_each(tallied: Mapping[tuple[date, str], int], what: str) -> Counter[str]:
    """Over the whole span, by what stands after the colon."""
    found: Counter[str] = Counter()
    for (_day, one), count in tallied.items():
        if one.startswith(what):
            found[one.removeprefix(what)] += count
    return found


def _most(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))

"""Drawing what is looked at, reviewing it once, answering once: each on record before it counts.

A draw is a record of the journal with its seed, one a week and for good; a review and the answer to it are records of
the conversation, screened like anything that is written, and go with its erasure. The list can be made anew from them.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from django.db import transaction

from handclasp.access.policy import Action
from handclasp.desk.models import Conversation, Quality, Tally
from handclasp.desk.numbers import zone_of
from handclasp.desk.quality import drawing
from handclasp.desk.quality.rubric import points, score
from handclasp.desk.quality.rubrics import newest, rubric
from handclasp.desk.tally import RATED, SAID, SLOT
from handclasp.desk.visible import Lists
from handclasp.records import Author, HandclaspError, KeyReused, Kind, NotFound, Raw, Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from handclasp.access.policy import Passed, Policies, Reader
    from handclasp.records import Receipt, Value, View

SAMPLE: Final = "quality sample"
REVIEW, ANSWER = "review", "answer"
LONGEST: Final = 4_000
_SHOWN: Final = 200
_LOW: Final = (f"{RATED}1", f"{RATED}2")


class BadQuality(HandclaspError):
    """This cannot be reviewed or answered like that (`fault`: words, own, week, rubric, empty); nothing was stored."""

    code = "bad-quality"

    def __init__(self, words: str, fault: str) -> None:
        super().__init__(words)
        self.fault = fault


class QualityOver(HandclaspError):
    """It was drawn, reviewed or answered already, and stays as it is."""

    code = "quality-over"


class Gate(Protocol):
    """The first wall, as far as it is asked here (disclose.gate.Gate)."""

    def passed(self, who: Reader, action: Action, conversation: bytes | None = None, /) -> Passed:
        """Let pass, or seal the refusal and raise it."""

    def passed_anywhere(self, who: Reader, action: Action, /) -> Passed:
        """Let pass what is about no conversation yet."""


class Seal(Protocol):
    """Seals a record in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None) -> Receipt:
        """The record's receipt; raises KeyReused when another stands under this key."""


class Given(NamedTuple):
    """A review: points by criterion (None: does not apply), by the rubric of that number, and words."""

    rubric: int
    points: Mapping[str, int | None]
    words: str


class QualityDesk:
    """What people do about quality. Thread-safe; `clock` is in ms since 1970, `seed` gives random bytes."""

    def __init__(
        self,
        *,
        append: Callable[[Raw], Receipt],
        gate: Gate,
        seal: Seal,
        policies: Policies,
        clock: Callable[[], int],
        seed: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._append = append
        self._gate = gate
        self._seal = seal
        self._policies = policies
        self._clock = clock
        self._seed = seed

    def zone(self, tenant: str) -> str:
        """The zone whose weeks count: the plan's, else UTC."""
        return zone_of(tenant, "UTC")

    def last_week(self, tenant: str) -> str:
        """The last week that is over."""
        return drawing.week_before(self._clock(), self.zone(tenant))

    def draw(self, who: Reader, week: str = "") -> int:
        """Draw a week's conversations (empty: the last one that is over); returns how many.

        Raises BadQuality without a rubric or where nobody answered, BadWeek, QualityOver for one that was drawn before.
        """
        policy = self._gate.passed_anywhere(who, Action.REVIEW_QUALITY).decision.version
        week = week or self.last_week(who.tenant)
        since, until = drawing.span(week, self.zone(who.tenant))
        if until > self._clock():
            raise BadQuality(f"{week} is not over yet; it is drawn when all of it can be", "week")
        standing = newest(who.tenant)
        if not standing.number:
            raise BadQuality("there is no rubric yet; publish one first", "rubric")
        if Quality.objects.filter(tenant=who.tenant, week=week).exists():
            raise _drawn(week)
        found = _candidates(who.tenant, since, until)
        seed, asks = self._seed(drawing.SEED), rubric(standing)
        drawn = drawing.draw(seed, found, asks.per_week, asks.always, asks.low_rating)
        if not drawn:
            raise BadQuality(f"nobody answered a customer in {week}", "empty")
        details: dict[str, Any] = {
            "week": week,
            "seed": seed.hex(),
            "rubric": standing.number,
            "per_week": asks.per_week,
            "low_rating": asks.low_rating,
            "population": len(found),
            "digest": drawing.digest(found),
            "drawn": [{"conversation": one.pseudonym.hex(), "agent": one.agent, "why": one.why} for one in drawn],
        }
        facts: dict[str, Value] = {"action": SAMPLE, "details": details, "policy": policy}
        facts["subjects"] = [one.pseudonym.hex() for one in drawn]
        try:
            self._seal(who, Kind.AGENT_ACTION, facts, key=f"quality/{who.tenant}/{week}")
        except KeyReused:
            raise _drawn(week) from None
        _listed(who.tenant, details, self._clock())
        return len(drawn)

    def review(self, who: Reader, number: int, given: Given) -> Quality:
        """Review what was drawn, once. Raises BadQuality, BadRubric, QualityOver, Refused, NotFound."""
        row = self.one(who, number)
        name = bytes(row.pseudonym)
        policy = self._gate.passed(who, Action.REVIEW_QUALITY, name).decision.version
        if row.agent == who.id:
            raise BadQuality("nobody reviews their own work", "own")
        standing = newest(who.tenant)
        if given.rubric != standing.number:
            raise BadQuality("the rubric was changed meanwhile; look at it as it is now", "rubric")
        kept = points(rubric(standing), given.points)
        _worded(given.words)
        details: dict[str, Any] = {
            "week": row.week,
            "agent": row.agent,
            "rubric": standing.number,
            "scores": kept,
            "score": score(kept),
        }
        return self._sealed(who, row, (REVIEW, given.words), details, policy)

    def answer(self, who: Reader, number: int, words: str) -> Quality:
        """Answer a review of one's own work, once. Raises BadQuality, QualityOver, Refused, NotFound."""
        policy = self._gate.passed(who, Action.OWN_QUALITY).decision.version
        row = self.own(who, number)
        _worded(words)
        return self._sealed(who, row, (ANSWER, words), {"week": row.week, "agent": row.agent}, policy)

    def one(self, who: Reader, number: int) -> Quality:
        """One that a reviewer may look at; raises NotFound for any other."""
        row = self.visible(who).filter(pk=number).first()
        if row is None:
            raise NotFound("there is no such review for you")
        return row

    def own(self, who: Reader, number: int) -> Quality:
        """A review of somebody's own work; raises NotFound for any other, and for one that is only drawn."""
        row = self.of(who).filter(pk=number).first()
        if row is None:
            raise NotFound("there is no such review of your work")
        return row

    def visible(self, who: Reader) -> QuerySet[Quality]:
        """What a reviewer may look at: of the conversations on their lists in which they may review work."""
        lists = Lists(who, self._policies, Action.REVIEW_QUALITY)
        rows = Quality.objects.filter(tenant=who.tenant)
        return rows.filter(pseudonym__in=lists.all().values("pseudonym"))

    def of(self, who: Reader) -> QuerySet[Quality]:
        """The reviews of somebody's own work."""
        return Quality.objects.filter(tenant=who.tenant, agent=who.id, reviewed__isnull=False)

    def waiting(self, who: Reader) -> Sequence[Quality]:
        """What is to be looked at, one's own work aside: the oldest week first, in an order that nobody chose."""
        rows = self.visible(who).filter(reviewed__isnull=True).exclude(agent=who.id)
        return list(rows.order_by("week", "agent", "pseudonym")[:_SHOWN])

    def done(self, who: Reader) -> Sequence[Quality]:
        """What was reviewed, the newest first."""
        return list(self.visible(who).filter(reviewed__isnull=False).order_by("-reviewed", "-pk")[:_SHOWN])

    def _sealed(
        self, who: Reader, row: Quality, said: tuple[str, str], details: dict[str, Any], policy: str
    ) -> Quality:
        step, words = said
        over = QualityOver("this was done already, and stays as it is")
        now = self._clock()
        with transaction.atomic():
            locked = Quality.objects.select_for_update().get(pk=row.pk)
            if (locked.reviewed if step == REVIEW else locked.answered) is not None:
                raise over
            name = f"{row.hex}/{row.week}"
            try:
                receipt = self._append(
                    Raw(
                        tenant=who.tenant,
                        conversation=row.hex,
                        by_pseudonym=True,
                        key=f"quality/{name}/{step}",
                        kind=Kind.QUALITY,
                        author=Author("agent", who.id),
                        received=now,
                        text=Secret(words.strip()),
                        facts={"review": name, "step": step, "details": details, "policy": policy},
                    )
                )
            except KeyReused:
                raise over from None
            _took(locked, step, details, (who.id, receipt.stored.seq, now))
            return locked


def take(tenant: str, view: View) -> None:
    """Take in what a record of a conversation says of a review; what is known already changes nothing."""
    told = view.facts.get("details")
    if view.kind != Kind.QUALITY or view.author.role != "agent" or not isinstance(told, dict):
        return
    rows = Quality.objects.select_for_update()
    row, _ = rows.get_or_create(
        tenant=tenant,
        week=str(told.get("week", ""))[:8],
        pseudonym=view.conversation,
        defaults={"agent": str(told.get("agent", ""))[:40]},
    )
    step = view.facts.get("step")
    if (step == REVIEW and row.reviewed is None) or (step == ANSWER and row.answered is None):
        _took(row, str(step), told, (view.author.id, view.seq, view.received))


def sampled(tenant: str, views: Iterable[View]) -> None:
    """Take in the draws of a stretch of the journal; once however often it is read."""
    for view in views:
        details = view.facts.get("details")
        if view.kind == Kind.AGENT_ACTION and view.facts.get("action") == SAMPLE and isinstance(details, dict):
            _listed(tenant, details, view.received)


def _took(row: Quality, step: str, told: Mapping[str, Any], by: tuple[str, int, int]) -> None:
    name, seq, at = by
    if step == ANSWER:
        row.answer, row.answered = seq, at
        row.save(update_fields=["answer", "answered"])
        return
    row.reviewer, row.seq, row.reviewed = name[:40], seq, at
    row.rubric, row.scores, row.score = int(told["rubric"]), dict(told["scores"]), int(told["score"])
    row.save(update_fields=["reviewer", "seq", "reviewed", "rubric", "scores", "score"])


def _listed(tenant: str, details: Mapping[str, Any], at: int) -> None:
    rows = [
        Quality(
            tenant=tenant,
            pseudonym=bytes.fromhex(one["conversation"]),
            week=str(details["week"])[:8],
            agent=str(one["agent"])[:40],
            why=str(one["why"])[:32],
            drawn=at,
        )
        for one in details["drawn"]
    ]
    # A review may have been read before the draw it is of: then only why it was drawn is new.
    Quality.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["tenant", "week", "pseudonym"],
        update_fields=["agent", "why", "drawn"],
    )


def _candidates(tenant: str, since: int, until: int) -> list[drawing.Candidate]:
    """The conversations in which the desk said something in a stretch of time, and whose they are.

    Rated low is what a customer gave 1 or 2 since its beginning: they are asked at the end, and take their time.
    """
    said = Tally.objects.filter(tenant=tenant, what=SAID, slot__gte=since // SLOT, slot__lt=until // SLOT)
    rows = Conversation.objects.filter(tenant=tenant, pk__in=said.values("conversation")).exclude(agent="")
    rated = Tally.objects.filter(tenant=tenant, what__in=_LOW, slot__gte=since // SLOT)
    low = set(rated.values_list("conversation", flat=True))
    found = rows.order_by("pseudonym").values_list("pseudonym", "agent", "topics", "pk")
    return [
        drawing.Candidate(bytes(pseudonym), agent, frozenset(topics), key in low)
        for pseudonym, agent, topics, key in found
    ]


def _worded(words: str) -> None:
    if not words.strip() or len(words) > LONGEST:
        raise BadQuality(f"write 1 to {LONGEST:,} characters", "words")


def _drawn(week: str) -> QualityOver:
    return QualityOver(f"{week} was drawn already; what was drawn stays")

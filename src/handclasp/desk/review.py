"""The reviewers' queue: masks and files of which programs were not sure, and what reviewers said, read from the log.

It reads masked views and keeps none of their words. Reading a stretch twice changes nothing, and reading the log from
its start gives the same queue and the same thresholds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import close_old_connections, connection, transaction

from handclasp.access.policy import Action
from handclasp.desk.models import Conversation, Uncertain, Verdict
from handclasp.desk.thresholds import Band, Said, bands, floors
from handclasp.desk.visible import Lists
from handclasp.disclose.file_review import ITEM, NONE
from handclasp.disclose.files import verdict_of
from handclasp.disclose.review import HARMLESS, REVIEWER, SENSITIVE, items
from handclasp.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from handclasp.access.governance import Gate, Journal
    from handclasp.access.policy import Policies, Reader
    from handclasp.records import Value, View

BELOW: Final = 80
"""Masks less sure than this are reviewed, unless the tenant's tuning says otherwise."""

BATCH: Final = 500
MOST: Final = 200
_NO_DOUBT: Final = frozenset({NONE, "voice", "unreadable"})
"""Types of verdicts that no reviewer has to look at again: nothing was hidden, or nothing could be seen."""

_TAKEN: Final = 20_000
"""How many of a tenant's newest verdicts the thresholds are made of, at most."""


class Fed(NamedTuple):
    """Where views come from: a tenant's after a log index, and one record (by R) as it stands now."""

    after: Callable[[str, int, int], Sequence[View]]
    now: Callable[[str, bytes, bytes], View | None]


class Keeping(NamedTuple):
    """How far was read, and where a tenant's thresholds (detector: floor) are kept for whoever screens."""

    load: Callable[[str], int]
    save: Callable[[str, int], None]
    tune: Callable[[str, Mapping[str, int]], None]


class Doubt(NamedTuple):
    """Something hidden without being sure: as what, by which program, and how sure it was."""

    type: str
    detector: str
    sure: int


class Reviewing:
    """Reads each tenant's feed from where it stopped; `below` is how sure a mask has to be not to be reviewed."""

    def __init__(
        self,
        fed: Fed,
        keeping: Keeping,
        tenants: Callable[[], Iterable[str]],
        below: Callable[[str], int] = lambda _: BELOW,
    ) -> None:
        self._fed = fed
        self._keeping = keeping
        self._tenants = tenants
        self._below = below

    def step(self) -> int:
        """Take what is new for every tenant, one batch each; returns how many views were taken (0: all caught up)."""
        close_old_connections()
        return sum(self._step(tenant) for tenant in self._tenants())

    def _step(self, tenant: str) -> int:
        views = self._fed.after(tenant, self._keeping.load(tenant), BATCH)
        if not views:
            return 0
        below = self._below(tenant)
        lines: dict[bytes, View] = {}
        said: list[View] = []
        for view in views:
            if view.kind == Kind.RESCREEN:
                said.append(view)
                target = bytes(view.facts["target"])  # type: ignore[arg-type]  # bytes, by its kind
                now = self._fed.now(tenant, view.conversation, target)
                if now is not None:
                    lines[target] = now
            elif any(span.sure < below for span in view.spans):
                lines[view.record] = view
        with transaction.atomic():
            for line in lines.values():
                _refresh(tenant, line, below)
            judged = [_judge(tenant, view, lines.get(bytes(view.facts["target"]))) for view in said]  # type: ignore[arg-type]
        if any(judged):
            self._keeping.tune(tenant, floors(tuning(tenant)))
        # Saved last: a crash in between reads the batch again, which changes nothing.
        self._keeping.save(tenant, views[-1].index)
        return len(views)


def _refresh(tenant: str, line: View, below: int) -> None:
    """Let the queue have the masks of a line that wait as it stands now, and no other of it."""
    row, _ = Conversation.objects.get_or_create(tenant=tenant, pseudonym=line.conversation)
    waits = {
        masked.item: Doubt(masked.span.type, masked.span.detector, masked.span.sure)
        for masked in items(line)
        if masked.span.sure < below and masked.span.detector != REVIEWER
    }
    if (file := _doubtful(line, below)) is not None:
        waits[ITEM] = file
    known = Uncertain.objects.filter(conversation=row, seq=line.seq)
    known.filter(verdict="").exclude(item__in=waits).delete()
    Uncertain.objects.bulk_create(
        [
            Uncertain(
                conversation=row,
                seq=line.seq,
                item=item[:40],
                type=doubt.type[:40],
                detector=doubt.detector[:80],
                sure=doubt.sure,
                received=line.received,
            )
            for item, doubt in waits.items()
        ],
        ignore_conflicts=True,
    )


def _doubtful(line: View, below: int) -> Doubt | None:
    """A file that a program hid, wholly or in part, without being sure."""
    verdict = verdict_of(line.facts) if line.kind == Kind.ATTACHMENT else None
    if verdict is None or verdict["type"] in _NO_DOUBT or ":" in str(verdict.get("by", "")):
        return None
    sure = verdict.get("sure", 0)
    return Doubt(str(verdict["type"]), str(verdict.get("by", "")), sure) if sure < below else None


def verdict_on_file(type_: str) -> str:
    """What a reviewer's type says of what stood there before."""
    return HARMLESS if type_ == NONE else SENSITIVE


def _judge(tenant: str, view: View, line: View | None) -> bool:
    """Keep what a rescreen record says of a finding; whether it says anything of one."""
    told = view.facts.get("verdict")
    on_file = verdict_of(view.facts)
    if on_file is not None and view.author.role != "machine" and line is not None:
        said = {"type": on_file["type"], "detector": "pictures", "sure": 100}
        _settle(tenant, line, ITEM, said | {"verdict": verdict_on_file(on_file["type"])}, view)
    if not isinstance(told, dict) or told.get("verdict") not in {SENSITIVE, HARMLESS}:
        return False
    item = told.get("item") or ""
    sensitive = told["verdict"] == SENSITIVE
    Verdict.objects.get_or_create(
        tenant=tenant,
        index=view.index,
        defaults={
            "item": str(item)[:40],
            "type": str(told.get("type", ""))[:40],
            "detector": str(told.get("detector", ""))[:80],
            "sure": told.get("sure", 0),
            "sensitive": sensitive,
            "by": str(view.author)[:80],
            "at": view.received,
        },
    )
    if line is not None and item:
        _settle(tenant, line, item, told, view)
    return True


def _settle(tenant: str, line: View, item: str, told: dict[str, Any], view: View) -> None:
    row = Conversation.objects.get(tenant=tenant, pseudonym=line.conversation)
    Uncertain.objects.update_or_create(
        conversation=row,
        seq=line.seq,
        item=item[:40],
        defaults={
            "type": str(told.get("type", ""))[:40],
            "detector": str(told.get("detector", ""))[:80],
            "sure": told.get("sure", 0),
            "received": line.received,
            "verdict": told["verdict"],
            "by": str(view.author)[:80],
            "decided": view.received,
        },
    )


def settled(row: Conversation, seq: int, item: str, verdict: str, by: str, at: int) -> None:
    """Take off the queue what was sealed just now, before the log is read that far; reading it says the same again."""
    waits = Uncertain.objects.filter(conversation=row, seq=seq, item=item, verdict="")
    waits.update(verdict=verdict, by=by[:80], decided=at)


def tuning(tenant: str) -> list[Band]:
    """What reviewers said of a tenant's detectors, band by band, and what of it is masked."""
    newest = Verdict.objects.filter(tenant=tenant).order_by("-index")[:_TAKEN]
    return bands(Said(one.detector, one.type, one.sure, one.sensitive, not one.item) for one in newest)


def waiting(who: Reader, policies: Policies) -> list[Uncertain]:
    """What waits for this reviewer, oldest first, at most 200; nothing for whoever reviews nothing."""
    shown = Lists(who, policies, Action.REVIEW).all()
    return list(
        Uncertain.objects.filter(verdict="", conversation__in=shown)
        .select_related("conversation")
        .order_by("received", "id")[:MOST]
    )


def decided(who: Reader, policies: Policies, limit: int = 20) -> list[Uncertain]:
    """What was decided lately, newest first, as far as this reviewer's lists go."""
    shown = Lists(who, policies, Action.REVIEW).all()
    return list(
        Uncertain.objects.filter(conversation__in=shown)
        .exclude(verdict="")
        .select_related("conversation")
        .order_by("-decided", "-id")[:limit]
    )


def reviews(who: Reader, policies: Policies) -> bool:
    """Whether this person reviews anything at all."""
    return bool(Lists(who, policies, Action.REVIEW).sorts)


def facts(row: Uncertain) -> dict[str, Any]:
    """What the queue knows of one, as JSON; times are milliseconds since 1970."""
    names = ("seq", "item", "type", "detector", "sure", "received")
    return {"conversation": row.conversation.hex, **{name: getattr(row, name) for name in names}}


def told(gate: Gate, journal: Journal, who: Reader) -> dict[str, Any]:
    """The length of the queue and the bands, for whoever audits; asking is recorded. Raises Refused, journalled.

    For a thread that is not Django's own: it would keep the connection.
    """
    passed = gate.passed(who, Action.AUDIT)
    facts: dict[str, Value] = {"purpose": "audit", "subjects": [], "scope": "review queue, no words"}
    journal.seal(who, Kind.ACCESS, facts | {"policy": passed.decision.version})
    try:
        open_ = Uncertain.objects.filter(verdict="", conversation__tenant=who.tenant)
        oldest = open_.order_by("received").values_list("received", flat=True).first()
        return {"waiting": open_.count(), "oldest": oldest, "bands": [band._asdict() for band in tuning(who.tenant)]}
    finally:
        connection.close()

"""What the desk counts while it reads the log: lines in and out, what was masked, how long answers took, what left.

Counts and moments alone, each under its conversation: who may list it may count it, and with its erasure they go. The
queue's consumer and the watch write them in their own transactions, so reading a stretch twice counts nothing twice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from django.db import connection

from handclasp.desk import ratings
from handclasp.desk.deadlines import CLOSED, round_of, turns_of
from handclasp.desk.deadlines import DESK as ANSWERED
from handclasp.desk.models import Export, Round
from handclasp.desk.states import says_state
from handclasp.disclose.file_review import NONE
from handclasp.disclose.files import verdict_of
from handclasp.records import Author, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handclasp.desk.models import Conversation
    from handclasp.records import View

SLOT: Final = 900_000
"""Counts are kept by the quarter of an hour (ms): days of every time zone are made of whole ones."""

HEARD, SAID, SEEN = "heard", "said", "seen:"
"""What is counted: lines of the customer, lines of the desk, and (with its type after the colon) what was masked."""

ASKED, RATED = "asked", "rated:"
"""How often customers were asked how it went, and (with its score after the colon) what they answered."""

SPOKEN: Final = frozenset({Kind.MESSAGE, Kind.ATTACHMENT, Kind.TRANSCRIPT_LINE})
"""Kinds in which somebody says something; only these make a conversation wait or stop waiting."""

_HARMLESS: Final = frozenset({NONE, "voice", "unreadable"})
_ADD: Final = """
insert into desk_tally (tenant, conversation_id, slot, what, count)
select %s, * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[])
on conflict (conversation_id, slot, what) do update set count = desk_tally.count + excluded.count
"""


class Counting:
    """What is to be counted of one batch; `save` within the transaction that moves the conversations on."""

    def __init__(self, tenant: str, house: Author) -> None:
        self._tenant = tenant
        self._house = house
        self._counts: Counter[tuple[int, int, str]] = Counter()
        self._rounds: dict[tuple[int, int], Round] = {}

    def take(self, row: Conversation, view: View) -> None:
        """Count a view that its conversation's row has just taken in for the first time."""
        for what, count in counted(view, self._house).items():
            self._counts[row.pk, view.received // SLOT, what] += count
        if (score := ratings.counted(row, view)) is not None:
            self._counts[row.pk, view.received // SLOT, f"{RATED}{score}"] += 1
        if (view.kind in SPOKEN or says_state(view)) and (turns := round_of(turns_of(row))):
            self._rounds[row.pk, turns[0].at] = Round(
                tenant=self._tenant,
                conversation=row,
                began=turns[0].at,
                answered=next((turn.at for turn in turns if turn.side == ANSWERED), None),
                closed=turns[-1].at if turns[-1].side == CLOSED else None,
            )

    def save(self) -> None:
        """Add it to what was counted before."""
        if self._counts:
            # In one order, so that two workers never wait for each other.
            keys = sorted(self._counts)
            columns = [list(column) for column in zip(*keys, strict=True)]
            with connection.cursor() as cursor:
                cursor.execute(_ADD, [self._tenant, *columns, [self._counts[key] for key in keys]])
        if self._rounds:
            Round.objects.bulk_create(
                [self._rounds[key] for key in sorted(self._rounds)],
                update_conflicts=True,
                unique_fields=["conversation", "began"],
                update_fields=["answered", "closed"],
            )


def counted(view: View, house: Author) -> Counter[str]:
    """What one view adds; what the house says by itself is no line of the desk's."""
    found: Counter[str] = Counter()
    if view.kind in SPOKEN and view.author != house:
        found[HEARD if view.author.role == "customer" else SAID] += 1
    if view.kind == Kind.RATING and view.author == house:
        found[ASKED] += 1
    found.update(f"{SEEN}{type_}"[:64] for type_ in _masked(view))
    return found


def _masked(view: View) -> Iterable[str]:
    """The types of what was masked: in words as they came in, in files as a program judged them, and joined later."""
    if view.kind != Kind.RESCREEN:
        # What a later record hid in this line is counted with that record.
        return [span.type for span in view.spans if span.within is None]
    if view.author.role != "machine":  # a second look changes what is masked, not what was there
        return []
    verdict = verdict_of(view.facts)
    if verdict is not None:
        return [] if verdict["type"] in _HARMLESS else [str(verdict["type"])]
    return [span.type for span in view.spans if span.within == view.seq]


def exported(tenant: str, views: Sequence[View]) -> None:
    """Take in what left the house, of a stretch of the journal; once however often it is read."""
    rows = [
        Export(
            tenant=tenant,
            index=view.index,
            pseudonym=bytes.fromhex(str(subject)),
            format=str(view.facts.get("format", ""))[:40],
            at=view.received,
        )
        for view in views
        if view.kind == Kind.EXPORT and isinstance(subjects := view.facts.get("subjects"), list)
        for subject in subjects
    ]
    Export.objects.bulk_create(rows, ignore_conflicts=True)

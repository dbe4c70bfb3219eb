"""What is new to somebody: which conversations have lines they have not seen, and where in one the new ones begin.

That somebody looked is recorded at the door of disclosure; the marks here are a convenience of theirs and no record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handclasp.desk.acts import DESK
from handclasp.desk.queue import HEARD
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handclasp.access.policy import Reader
    from handclasp.desk.models import Conversation
    from handclasp.records import View
    from handclasp.web.console.services import Mark

_NOBODY: Final = ""


def unseen(who: Reader, rows: Sequence[Conversation]) -> set[int]:
    """Of these rows, the keys of those with lines that are new to this person.

    What they never opened is new only while it is theirs: what waits to be taken is told by that it waits.
    """
    seen = services().seen
    heard = [row for row in rows if row.heard_seq]
    if seen is None or not heard:
        return set()
    marks = seen.marks(services().gate.number(who.tenant), who.id, [bytes(row.pseudonym) for row in heard])
    return {row.pk for row in heard if _is_new(row, marks.get(bytes(row.pseudonym)), who.id)}


def _is_new(row: Conversation, mark: Mark | None, person: str) -> bool:
    if mark is not None and mark.again:
        return True
    if row.heard_by == person:
        return False
    return row.heard_seq > mark.seq if mark is not None else row.agent == person


def looked(who: Reader, conversation: bytes, seq: int) -> Mark | None:
    """They see everything up to `seq` now; returns the mark that stood before (None: they never looked)."""
    seen = services().seen
    if seen is None:
        return None
    tenant = services().gate.number(who.tenant)
    before = seen.marks(tenant, who.id, [conversation]).get(conversation)
    if before is None or before.again or before.seq < seq:
        seen.look(tenant, who.id, conversation, seq)
    return before


def begins(views: Iterable[View], mark: Mark | None, person: str) -> int:
    """The seq of the first line that is new to somebody; 0 when none is, or when all are."""
    if mark is None:
        return 0
    return next((view.seq for view in views if view.seq > mark.seq and by_another(view, person)), 0)


def by_another(view: View, person: str) -> bool:
    """Whether a record is a line that somebody else said or noted."""
    return view.kind in HEARD and not (view.author.role == DESK and view.author.id == person)


def before_the_last(views: Sequence[View], person: str) -> int:
    """The seq behind which the newest line of somebody else stands: where a conversation is left unread."""
    newest = next((view.seq for view in reversed(views) if by_another(view, person)), 0)
    return max(0, newest - 1)

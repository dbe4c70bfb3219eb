"""How a customer found it: asked once when a conversation is resolved, answered with 1 to 5 and words if they like.

Both are records in the conversation; the words are screened like any. An answer opens nothing again, and is counted
once, with what was asked last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handclasp.desk.deadlines import round_of, turns_of
from handclasp.records import Author, Kind, Raw, Secret

if TYPE_CHECKING:
    from handclasp.desk.models import Conversation
    from handclasp.records import View

ASKED, ANSWERED = "asked", "answered"
CHANNEL: Final = "widget"
"""Where customers can be asked."""
SCORES: Final = (1, 2, 3, 4, 5)


def asking(row: Conversation, house: Author, now: int) -> Raw | None:
    """The record that asks; the same one however often a talk is resolved. None where nobody can be asked."""
    turns = round_of(turns_of(row))
    if row.channel != CHANNEL or not turns:
        return None
    return Raw(
        tenant=row.tenant,
        conversation=row.hex,
        by_pseudonym=True,
        key=f"desk/rating/{row.hex}/{turns[0].at}",
        kind=Kind.RATING,
        author=house,
        received=now,
        text=Secret(""),
        facts={"step": ASKED},
    )


def asked(tenant: str, conversation: bytes) -> int:
    """The seq of the record that asked last in a conversation; 0: nobody was asked."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415 - needs Django set up

    rows = Conversation.objects.filter(tenant=tenant, pseudonym=conversation)
    return rows.values_list("asked_seq", flat=True).first() or 0


def follow(row: Conversation, view: View) -> None:
    """Take in that the customer was asked."""
    if view.facts.get("step") == ASKED and view.author.role == "system":
        row.asked_seq = view.seq


def counted(row: Conversation, view: View) -> int | None:
    """The score of an answer to what was asked last; None for any other record."""
    facts, score = view.facts, view.facts.get("score")
    answers = view.kind == Kind.RATING and facts.get("step") == ANSWERED and view.author.role == "customer"
    if not answers or not row.asked_seq or facts.get("asked") != row.asked_seq:
        return None
    return score if isinstance(score, int) and score in SCORES else None

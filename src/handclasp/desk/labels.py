"""A tenant's own tags on conversations: given and taken by people, each a record in the conversation before it counts.

The plan says which there are; one that it has no more stays where it was given until somebody takes it. Nothing here
decides who may: that is asked of the policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from handclasp.access.policy import Action
from handclasp.desk.acts import DESK, act
from handclasp.desk.arranging import plan
from handclasp.desk.models import Conversation
from handclasp.records import Author, HandclaspError

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.access.policy import Passed, Reader
    from handclasp.records import Raw, Receipt, Value, View

GIVE, TAKE = "tag", "untag"
"""The actions of the records."""
MOST: Final = 20
"""How many tags a conversation has at most."""
SOUGHT: Final = 20_000
"""Of so many conversations with a tag, the newest, the words are searched."""


class BadTag(HandclaspError):
    """The plan has no such tag, the conversation has not, or has too many; nothing was stored."""

    code = "bad-tag"


class Tags:
    """Gives conversations tags and takes them. Thread-safe.

    `passed(who, action, conversation)` asks the policies and raises Refused or NotFound (disclose.Gate.passed); `clock`
    is in ms since 1970.
    """

    def __init__(
        self,
        append: Callable[[Raw], Receipt],
        passed: Callable[[Reader, Action, bytes], Passed],
        clock: Callable[[], int],
    ) -> None:
        self._append = append
        self._passed = passed
        self._clock = clock

    def give(self, who: Reader, conversation: bytes, name: str) -> list[str]:
        """Give a tag of the plan; returns those it has now. What it has already stores nothing. Raises BadTag."""
        return self._act(who, conversation, GIVE, name)

    def take(self, who: Reader, conversation: bytes, name: str) -> list[str]:
        """Take a tag away; returns those it has now. Raises BadTag for one it has not, Refused, NotFound."""
        return self._act(who, conversation, TAKE, name)

    def _act(self, who: Reader, conversation: bytes, action: str, name: str) -> list[str]:
        policy = self._passed(who, Action.TRIAGE, conversation).decision.version
        with transaction.atomic():
            rows = Conversation.objects.select_for_update()
            row = rows.get_or_create(tenant=who.tenant, pseudonym=conversation)[0]
            if action == GIVE and name in row.tags:
                return row.tags
            details = _checked(row, action, name)
            self._append(act(row, action, details, self._clock(), who=Author(DESK, who.id), policy=policy))
            _changed(row, action, name)
            row.save(update_fields=["tags"])
            return row.tags


def sought(tenant: str, typed: str) -> tuple[str, list[bytes]] | None:
    """A tag by its name, or by what it is called in either language, and the conversations that have it, newest first.

    None where there is no such tag, in the plan or on a conversation.
    """
    folded = typed.strip().casefold()
    known = plan(tenant).tags
    called = (one.name for one in known if folded in {one.name, *(words.casefold() for _, words in one.words)})
    name = next(called, folded)
    rows = Conversation.objects.filter(tenant=tenant, tags__contains=[name]).order_by("-last_at")
    found = [bytes(one) for one in rows.values_list("pseudonym", flat=True)[:SOUGHT]]
    return (name, found) if found or any(one.name == name for one in known) else None


def _checked(row: Conversation, action: str, name: str) -> dict[str, Value]:
    """The record's details: the tag and what it is called."""
    known = {one.name: one for one in plan(row.tenant).tags}
    if action == TAKE and name not in row.tags:
        raise BadTag("the conversation has no such tag")
    if action == GIVE and name not in known:
        names = ", ".join(known)
        raise BadTag(f"a tag is one of {names}" if names else "the plan of the desk names no tags yet")
    if action == GIVE and len(row.tags) >= MOST:
        raise BadTag(f"a conversation has at most {MOST} tags; take one away first")
    return {"tag": name, **(dict(known[name].words) if name in known else {})}


def follow(row: Conversation, view: View) -> None:
    """Take in a record of the desk's about a tag; any other changes nothing."""
    details, action = view.facts.get("details"), view.facts.get("action")
    if view.author.role != DESK or action not in {GIVE, TAKE} or not isinstance(details, dict):
        return
    name = details.get("tag")
    if isinstance(name, str):
        _changed(row, str(action), name)


def _changed(row: Conversation, action: str, name: str) -> None:
    others = set(row.tags) - {name}
    row.tags = sorted({*others, name[:40]} if action == GIVE else others)

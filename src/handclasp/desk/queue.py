"""Keeps the conversation list by reading the log forward: who waits, whose it is, what it is about.

Reading a stretch twice changes nothing, and rebuilding from the start gives the same list; it reads masked views only
and keeps none of their text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from django.core.exceptions import ValidationError
from django.db import close_old_connections, transaction

from handclasp.access.models import SELLER
from handclasp.desk import labels, merging, ratings, states, tasks
from handclasp.desk.acts import DESK, HOUSE
from handclasp.desk.cases import rows as case_rows
from handclasp.desk.deadlines import CUSTOMER, turned
from handclasp.desk.deadlines import DESK as ANSWERED
from handclasp.desk.models import Conversation
from handclasp.desk.quality import reviews
from handclasp.desk.tally import SPOKEN, Counting
from handclasp.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from handclasp.records import Raw, View

TAKE, ASSIGN, RELEASE = "take", "assign", "release"
GIVES: Final = frozenset({TAKE, merging.MERGED})
"""What gives a conversation to somebody while it is nobody's."""

_ALERTS: Final = 20
NEAR, MISSED = "deadline near", "deadline missed"
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")

BATCH: Final = 500

_SEEN: Final = ("channel", "opened_at", "last_at", "last_seq", "last_index", "flags", "topics", "gravity", "language")
_SAID: Final = ("said", "waiting", "waiting_since", "closed_at", "heard_seq", "heard_by")
HEARD: Final = SPOKEN | {Kind.NOTE}
"""Kinds of lines that are new to whoever has not seen them."""
_WHOSE: Final = ("agent", "team", "merchants", "assigned_seq")
_DUE: Final = ("turns", "alerts", "told", "due_at", "near_at", "away_at")
_STANDS: Final = ("state", "state_at", "state_seq", "reason", "tags", "asked_seq", "joined", "joined_seq")


class Feed(Protocol):
    """What the consumer needs of `disclose`: masked views of a tenant after a log index."""

    def feed(self, tenant: str, machine: str, purpose: str, after: int, limit: int = BATCH) -> list[View]:
        """Return views with log index > `after`, ascending, at most `limit`."""


def consume(tenant: str, views: Sequence[View]) -> list[Raw]:
    """Take these views of one tenant into the list; views at or before a conversation's last index change nothing.

    Returns what is to be sealed of it: that customers wrote where their conversation goes on elsewhere.
    """
    by_conversation: dict[bytes, list[View]] = {}
    for view in views:
        by_conversation.setdefault(view.conversation, []).append(view)
    led: list[Raw] = []
    if not by_conversation:
        return led
    with transaction.atomic():
        # The row must exist before it can be locked: two workers may meet the same new conversation.
        Conversation.objects.bulk_create(
            [Conversation(tenant=tenant, pseudonym=pseudonym) for pseudonym in sorted(by_conversation)],
            ignore_conflicts=True,
        )
        rows = list(
            Conversation.objects.select_for_update()
            .filter(tenant=tenant, pseudonym__in=list(by_conversation))
            .order_by("pseudonym")
        )
        counting = Counting(tenant, HOUSE)
        for row in rows:
            led += _taken(row, sorted(by_conversation[bytes(row.pseudonym)], key=lambda v: v.index), counting)
        Conversation.objects.bulk_update(rows, [*_SEEN, *_SAID, *_WHOSE, *_DUE, *_STANDS])
        counting.save()
        for view in sorted(views, key=lambda v: v.index):
            if view.kind == Kind.CASE_STEP:
                case_rows.take(tenant, view)
            elif view.kind == Kind.QUALITY:
                reviews.take(tenant, view)
    return led


def _taken(row: Conversation, views: Sequence[View], counting: Counting) -> list[Raw]:
    """Take one conversation's views into its row; what is to be sealed of it."""
    led = []
    for view in views:
        if view.kind == Kind.AGENT_ACTION and view.index > row.last_index:
            tasks.follow(row, view)
        if take(row, view):
            counting.take(row, view)
        if merging.leads(row, view):  # of what was taken before too: a run may have died before it was sealed
            led.append(merging.leading(row, view))
    return led


def take(row: Conversation, view: View) -> bool:
    """Fold one view into its conversation's row, unless the row has already seen it; whether it was new."""
    if view.index <= row.last_index:
        return False
    if row.last_index < 0:
        row.opened_at = view.received
    row.last_index, row.last_seq = view.index, view.seq
    if view.kind == Kind.QUALITY:  # what is said of the work is nothing that was said here
        return False
    # That something was hidden is no news in a talk that ended long ago; which types are masked by now is.
    row.last_at = row.last_at if view.kind == Kind.RESCREEN else max(row.last_at, view.received)
    channel = view.facts.get("channel")
    if not row.channel and isinstance(channel, str):
        row.channel = channel[:40]
    _noticed(row, view)
    if view.kind in HEARD and view.author != HOUSE:
        row.heard_seq, row.heard_by = view.seq, view.author.id[:40] if view.author.role == DESK else ""
    if not merging.follow(row, view) and not states.follow(row, view):
        _happened(row, view)
    return True


def _happened(row: Conversation, view: View) -> None:
    """Somebody spoke or acted, or an order moved."""
    if view.kind in SPOKEN:
        _said(row, view)
    elif view.kind == Kind.AGENT_ACTION:
        _acted(row, view)
    elif view.kind == Kind.ORDER_EVENT:
        _ordered(row, view)
    elif view.kind == Kind.RATING:
        ratings.follow(row, view)


def _noticed(row: Conversation, view: View) -> None:
    """What was masked and what the words are about."""
    row.flags = sorted({*row.flags, *(span.type for span in view.spans)})
    found = topics(view)
    row.topics = sorted({*row.topics, *found})
    row.gravity = max(row.gravity, *found.values()) if found else row.gravity


def topics(view: View) -> dict[str, int]:
    """What a record's words are about: category and severity (1-3), as its flags say."""
    flags = view.facts.get("flags")
    found: dict[str, int] = {}
    for flag in flags if isinstance(flags, list) else ():
        category, severity = (flag.get("category"), flag.get("severity")) if isinstance(flag, dict) else (None, None)
        if isinstance(category, str) and isinstance(severity, int):
            found[category[:32]] = max(0, min(severity, 3))
    return found


def _said(row: Conversation, view: View) -> None:
    row.said += 1
    if view.author.role == "customer":
        row.language = _language(view.body or "") or row.language
        if row.joined is None:
            _waits(row, view, view.received)
    elif view.author == HOUSE:  # that the desk is closed is no answer
        row.away_at = max(row.away_at, view.received)
    else:
        row.waiting, row.waiting_since = False, None
        turned(row, ANSWERED, view.received)


def _waits(row: Conversation, view: View, since: int) -> None:
    """The customer waits for the desk, since a moment (ms)."""
    states.opened(row, view)
    row.waiting_since = row.waiting_since if row.waiting else since
    row.waiting = True
    turned(row, CUSTOMER, since)


def _language(body: str) -> str:
    if _CHINESE.search(body):
        return "zh"
    return "en" if any(letter.isascii() and letter.isalpha() for letter in body) else ""


def _acted(row: Conversation, view: View) -> None:
    # What was taken into the row when it was sealed is not taken in again: by now it may be another's.
    if view.author == HOUSE:
        alerted(row, view.facts.get("action"), view.facts.get("details"))
    labels.follow(row, view)
    if since := merging.brings(row, view):
        _waits(row, view, since)
        row.heard_seq, row.heard_by = view.seq, view.author.id[:40] if view.author.role == DESK else ""
    if view.seq <= row.assigned_seq or (view.author.role != DESK and view.author != HOUSE):
        return
    settle(row, view.facts.get("action"), view.facts.get("details"))
    row.assigned_seq = view.seq


def settle(row: Conversation, action: object, details: object) -> None:
    """Put an act at the desk into its conversation's row; any other act leaves it as it is.

    `take`, and what goes on in it and was somebody's, count only while the conversation is nobody's, `assign` always,
    `release` leaves it to the team.
    """
    told: Mapping[str, Any] = details if isinstance(details, dict) else {}
    agent, team = told.get("agent"), told.get("team", "")
    if action == RELEASE:
        row.agent = ""
    elif isinstance(agent, str) and isinstance(team, str) and (action == ASSIGN or (action in GIVES and not row.agent)):
        row.agent, row.team = agent[:40], team[:40]


def alerted(row: Conversation, action: object, details: object) -> None:
    """Take in that somebody was told of a deadline, once."""
    told: Mapping[str, Any] = details if isinstance(details, dict) else {}
    names, clock = told.get("to"), told.get("clock")
    if action not in {NEAR, MISSED} or not isinstance(names, list) or not isinstance(clock, str):
        return
    name = alert(clock, told.get("since"), str(action))
    if name not in row.alerts:
        row.alerts = [*row.alerts, name][-_ALERTS:]
        row.told = sorted({*row.told, *(str(one)[:40] for one in names)})


def alert(clock: str, since: object, action: str) -> str:
    """The name of what somebody is told of once: which clock, begun when, and what of it."""
    return f"{clock}/{since}/{action}"[:60]


def _ordered(row: Conversation, view: View) -> None:
    """An order's seller may see the conversation about it; a customer's own word for that is not enough."""
    details = view.facts.get("details")
    merchant = details.get("merchant") if isinstance(details, dict) else None
    if view.author.role != "customer" and isinstance(merchant, str) and _is_seller(merchant):
        row.merchants = sorted({*row.merchants, merchant})


def _is_seller(name: str) -> bool:
    try:
        SELLER(name)
    except ValidationError:
        return False
    return True


class Consumer:
    """Reads each tenant's feed from where it stopped; `load` gives a tenant's last index taken (None: nothing yet).

    `append` seals that customers wrote where their conversation goes on elsewhere.
    """

    def __init__(
        self,
        disclose: Feed,
        tenants: Callable[[], Iterable[str]],
        load: Callable[[str], int | None],
        save: Callable[[str, int], None],
        append: Callable[[Raw], object],
    ) -> None:
        self._disclose = disclose
        self._tenants = tenants
        self._load = load
        self._save = save
        self._append = append

    def step(self) -> int:
        """Take what is new for every tenant, one batch each; return how many views were taken (0: all caught up)."""
        close_old_connections()
        return sum(self._step(tenant) for tenant in self._tenants())

    def _step(self, tenant: str) -> int:
        after = self._load(tenant)
        views = self._disclose.feed(tenant, "desk", "queue", -1 if after is None else after, BATCH)
        if not views:
            return 0
        for raw in consume(tenant, views):
            self._append(raw)
        # Saved after the list is committed: a crash between the two reads the batch again, which changes nothing.
        self._save(tenant, max(view.index for view in views))
        return len(views)

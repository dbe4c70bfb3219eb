"""Asking a colleague: a question about a conversation, with an owner and a deadline; the answer comes back as a note.

Question and answer are internal notes in the conversation, screened and sealed like any, and a record each says who
asked whom by when, and that it was answered. So the list of tasks can be made anew from the log. Whom one asks may read
the conversation already, after a reason at most: asking opens nothing to anybody.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import Count, Q

from handclasp.access.models import Staff
from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.desk.acts import DESK, act
from handclasp.desk.models import Conversation, Task
from handclasp.desk.speaking import LONGEST, Words, spoken
from handclasp.desk.visible import about
from handclasp.records import Author, HandclaspError, NotFound, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from handclasp.access.policy import Passed, Policies
    from handclasp.records import Receipt, Value, View

AREAS: Final = ("risk", "technical", "legal", "other")
ASK, ANSWER, WITHDRAW = "task ask", "task answer", "task withdraw"
SOONEST, LATEST = 60_000, 366 * 86_400_000
_MOST: Final = 500


class BadTask(HandclaspError):
    """A colleague cannot be asked like this (`fault`: text, owner, area, due); nothing was stored."""

    code = "bad-task"

    def __init__(self, words: str, fault: str) -> None:
        super().__init__(words)
        self.fault = fault


class TaskOver(HandclaspError):
    """The task was answered or withdrawn meanwhile; nothing was stored."""

    code = "task-over"


class Asking(NamedTuple):
    """Whom one asks what: the owner's account, one of AREAS, the deadline (ms), the question; `key` names the try."""

    owner: str
    area: str
    due: int
    text: str
    key: str


class Tasks:
    """A tenant's tasks. Thread-safe.

    `passed(who, action, conversation)` asks the policies and raises Refused or NotFound (disclose.Gate.passed);
    `policies` decide whom one may ask; `clock` is in ms since 1970.
    """

    def __init__(
        self,
        append: Callable[[Raw], Receipt],
        passed: Callable[[Reader, Action, bytes], Passed],
        policies: Policies,
        clock: Callable[[], int],
    ) -> None:
        self._append = append
        self._passed = passed
        self._policies = policies
        self._clock = clock

    def ask(self, who: Reader, conversation: bytes, asking: Asking) -> Task:
        """Ask a colleague. Raises BadTask, Refused, NotFound; the same key again is the same task."""
        policy = self._passed(who, Action.NOTE, conversation).decision.version
        number, now = f"{who.id}/{asking.key}", self._clock()
        with transaction.atomic():
            row = Conversation.objects.select_for_update().get(tenant=who.tenant, pseudonym=conversation)
            if known := row.tasks.filter(number=number).first():
                return known
            self._check(who, row, asking, now)
            note = self._note(who, row, f"{asking.key}q", asking.text, policy)
            details: dict[str, Value] = {
                "to": asking.owner,
                "area": asking.area,
                "due": asking.due,
                "note": note.stored.seq,
            }
            self._record(who, row, (ASK, number), details, policy)
            return _asked(row, number, who.id, details, now)

    def answer(self, who: Reader, task: int, text: str, key: str) -> Task:
        """Answer what one was asked. Raises BadTask, TaskOver, NotFound for another's task, Refused."""
        found = self.one(who, task)
        if found.owner != who.id:
            raise NotFound("there is no such task of yours")
        name = bytes(found.conversation.pseudonym)
        policy = self._passed(who, Action.ANSWER_TASK, name).decision.version
        _said(text)
        with transaction.atomic():
            row = Task.objects.select_for_update().select_related("conversation").get(pk=task)
            if row.state != "open":
                raise TaskOver("this task was answered or withdrawn meanwhile")
            note = self._note(who, row.conversation, f"{key}a", text, policy)
            self._record(who, row.conversation, (ANSWER, row.number), {"note": note.stored.seq}, policy)
            _ended(row, "answered", note.stored.seq, self._clock())
            return row

    def withdraw(self, who: Reader, task: int) -> Task:
        """Take back what one asked. Raises TaskOver, NotFound for what another asked, Refused."""
        found = self.one(who, task)
        if found.asker != who.id:
            raise NotFound("there is no such task of yours")
        policy = self._passed(who, Action.NOTE, bytes(found.conversation.pseudonym)).decision.version
        with transaction.atomic():
            row = Task.objects.select_for_update().select_related("conversation").get(pk=task)
            if row.state != "open":
                raise TaskOver("this task was answered or withdrawn meanwhile")
            self._record(who, row.conversation, (WITHDRAW, row.number), {}, policy)
            _ended(row, "withdrawn", 0, self._clock())
            return row

    def one(self, who: Reader, task: int) -> Task:
        """A task that somebody owns or asked; raises NotFound for any other."""
        rows = Task.objects.select_related("conversation").filter(conversation__tenant=who.tenant, pk=task)
        found = rows.first()
        if found is None or who.id not in {found.owner, found.asker}:
            raise NotFound("there is no such task of yours")
        return found

    def whom(self, who: Reader, row: Conversation) -> list[Staff]:
        """The colleagues one may ask about a conversation: they may read it and answer, after a reason at most.

        For pages: people of one role and team are decided about once. Asking decides about the very person.
        """
        staff = Staff.objects.filter(tenant=who.tenant, is_active=True, merchant="").exclude(username=who.id)
        known: dict[tuple[str, str, bool], bool] = {}
        found = []
        for one in staff.order_by("username")[:_MOST]:
            alike = (one.role, one.team, one.username == row.agent)
            if alike not in known:
                known[alike] = self._could(one, row)
            if known[alike]:
                found.append(one)
        return found

    def _could(self, one: Staff, row: Conversation) -> bool:
        reader = Reader(one.tenant, one.role, one.username, one.team, one.merchant)
        given = Circumstances(reason=True)
        wanted = (Action.READ, Action.ANSWER_TASK)
        decided = [self._policies.decide(reader, action, about(row), given) for action in wanted]
        return all(decision.allowed for decision in decided)

    def _check(self, who: Reader, row: Conversation, asking: Asking, now: int) -> None:
        _said(asking.text)
        if asking.area not in AREAS:
            raise BadTask(f"an area is one of {', '.join(AREAS)}", "area")
        if not now + SOONEST <= asking.due <= now + LATEST:
            raise BadTask("the deadline lies in the future, within a year", "due")
        staff = Staff.objects.filter(tenant=who.tenant, is_active=True, merchant="", username=asking.owner)
        owner = staff.exclude(username=who.id).first()
        if owner is None or not self._could(owner, row):
            raise BadTask(f"{asking.owner!r} may not read this conversation; ask a colleague who may", "owner")

    def _note(self, who: Reader, row: Conversation, key: str, text: str, policy: str) -> Receipt:
        words = Words(key, text, note=True)
        return self._append(
            spoken(who.tenant, row.hex, who.id, words, now=self._clock(), channel=row.channel, policy=policy)
        )

    def _record(
        self, who: Reader, row: Conversation, step: tuple[str, str], details: dict[str, Value], policy: str
    ) -> None:
        action, number = step
        told: dict[str, Value] = {"task": number, **details}
        by, key = Author(DESK, who.id), f"desk/{action}/{number}"
        self._append(act(row, action, told, self._clock(), who=by, policy=policy, key=key))


def new_key() -> str:
    """A random key for one question or answer."""
    return secrets.token_urlsafe(12)


def _said(text: str) -> None:
    if not text.strip() or len(text) > LONGEST:
        raise BadTask(f"write 1 to {LONGEST:,} characters", "text")


def follow(row: Conversation, view: View) -> None:
    """Take in what a record of the log says of a task; what is known already changes nothing."""
    details = view.facts.get("details")
    told: Mapping[str, Value] = details if isinstance(details, dict) else {}
    number, action = told.get("task"), view.facts.get("action")
    if view.author.role != "agent" or not isinstance(number, str):
        return
    if action == ASK:
        _asked(row, number, view.author.id, told, view.received)
        return
    task = Task.objects.select_for_update().filter(conversation=row, number=number, state="open").first()
    if task is not None and action == ANSWER and view.author.id == task.owner:
        note = told.get("note")
        _ended(task, "answered", note if isinstance(note, int) else 0, view.received)
    elif task is not None and action == WITHDRAW and view.author.id == task.asker:
        _ended(task, "withdrawn", 0, view.received)


def _asked(row: Conversation, number: str, asker: str, told: Mapping[str, Value], now: int) -> Task:
    due, note = told.get("due"), told.get("note")
    known = {
        "asker": asker[:40],
        "owner": str(told.get("to", ""))[:40],
        "area": str(told.get("area", ""))[:16],
        "due": due if isinstance(due, int) else now,
        "asked": now,
        "note": note if isinstance(note, int) else 0,
    }
    return Task.objects.get_or_create(conversation=row, number=number[:80], defaults=known)[0]


def _ended(task: Task, state: str, note: int, now: int) -> None:
    task.state, task.answer, task.ended = state, note, now
    task.save(update_fields=["state", "answer", "ended"])


def mine(who: Reader) -> list[Task]:
    """What somebody is asked and has not answered, the most pressing first; then what they asked, the newest first."""
    rows = Task.objects.select_related("conversation").filter(conversation__tenant=who.tenant)
    owned = list(rows.filter(owner=who.id, state="open").order_by("due", "pk")[:_MOST])
    return [*owned, *rows.filter(asker=who.id).order_by("-asked", "-pk")[:_MOST]]


def open_count(tenant: str, username: str, now: int) -> tuple[int, int]:
    """How many tasks somebody has, and how many of them are overdue."""
    rows = Task.objects.filter(conversation__tenant=tenant, owner=username, state="open")
    found = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due__lte=now)))
    return found["all"], found["late"]

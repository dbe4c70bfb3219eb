"""A small house in memory with the same doors as the real one, without keys or a log.

It masks, orders, refuses and records like it. What it answers is invented and marked as specimens.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from handclasp.access.policy import (
    APART,
    OLD_AFTER_DAYS,
    PARTY_KINDS,
    PLAIN,
    About,
    Action,
    Circumstances,
    Decision,
    Policies,
    Reader,
)
from handclasp.disclose import Asking, Views
from handclasp.disclose.files import File
from handclasp.disclose.gate import Passed, lacking
from handclasp.keep.keeping import Why
from handclasp.records import (
    Author,
    Changed,
    HandclaspError,
    KeyReused,
    Kind,
    NotFound,
    Raw,
    Receipt,
    Span,
    Stored,
    Value,
    View,
)

ID_NUMBER = re.compile(r"\d{17}[\dX]")
CODE = re.compile(r"(?<=验证码)\d{6}")
START = 1_795_312_800_000
DAY = 86_400_000
BUILT_IN = Policies(lambda _: None)
ORIGIN = "demo.example/log/main"


def mask(text: str) -> tuple[str, tuple[Span, ...]]:
    """Mask ID numbers (kept) and one-time codes (dropped)."""
    spans: list[Span] = []
    out, at = "", 0
    found = sorted([*ID_NUMBER.finditer(text), *CODE.finditer(text)], key=lambda m: m.start())
    for one in found:
        kept = len(one.group()) == 18
        shown = f"【身份证号 {one.group()[:4]}**********{one.group()[-4:]}】" if kept else "【验证码 已丢弃】"
        out += text[at : one.start()]
        kind = "CN_ID" if kept else "OTP"
        spans.append(Span(kind, len(out), len(out) + len(shown), "specimen", 99, len(spans) if kept else None))
        out, at = out + shown, one.end()
    return out + text[at:], tuple(spans)


class Journal(list[View]):
    """The journal's records as they came, and the way searches get into it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str | None] = set()

    def seal(self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None) -> None:
        if key is not None and key in self.keys:
            message = "this key was used before"
            raise KeyReused(message)
        self.keys |= {key} - {None}
        self.append(journalled(who, kind, {"subjects": [], **facts}, len(self)))

    def search(self, who: Reader, words: Sequence[str], purpose: str, hits: int, policy: str) -> None:
        self.append(journalled(who, Kind.SEARCH, {"tokens": list(words), "purpose": purpose, "hits": hits}, len(self)))


def journalled(who: Reader, kind: Kind, facts: dict[str, Value], number: int, received: int = 0) -> View:
    """A record of the journal."""
    return View(
        index=0,
        seq=number + 1,
        conversation=bytes(16),
        record=bytes(32),
        kind=kind.value,
        author=Author(who.role, who.id),
        received=received,
        sent=None,
        body=None,
        spans=(),
        facts=facts,
    )


@dataclass
class Memory:
    """Flow, disclose and tail in one; `now` is its clock, `fails` the next append's error, `refuses` a door's."""

    now: int = START
    views: list[View] = field(default_factory=list)
    journal: Journal = field(default_factory=Journal)
    signed_in: list[tuple[str | None, str, str, dict[str, Value]]] = field(default_factory=list)
    fails: HandclaspError | None = None
    refuses: HandclaspError | None = None
    journal_fails: HandclaspError | None = None
    policies: Policies = BUILT_IN
    whose: dict[bytes, About] = field(default_factory=dict)
    copies: dict[int, File] = field(default_factory=dict)
    subscribers: list[tuple[bytes | None, Callable[[], None]]] = field(default_factory=list)
    _keys: dict[str, tuple[str, View]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # --- in

    def append(self, raw: Raw) -> Receipt:
        if self.fails is not None:
            error, self.fails = self.fails, None
            raise error
        text = raw.text.reveal() if raw.text else None
        with self._lock:
            if raw.key in self._keys:
                before, view = self._keys[raw.key]
                if before != f"{raw.kind}{text}":
                    message = "this key was used with another text"
                    raise KeyReused(message)
                return self._receipt(view, doubled=True)
            view = self._view(raw, text)
            self.views.append(view)
            self._keys[raw.key] = (f"{raw.kind}{text}", view)
            self._settle(view)
        self.wake(view.conversation)
        return self._receipt(view, doubled=False)

    def wake(self, conversation: bytes) -> None:
        for wanted, wake in list(self.subscribers):
            if wanted in (None, conversation):
                wake()

    def _view(self, raw: Raw, text: str | None) -> View:
        name = bytes.fromhex(raw.conversation) if raw.by_pseudonym else pseudonym(raw.conversation)
        body, spans = mask(text) if text is not None else (None, ())
        return View(
            index=48_200 + len(self.views),
            seq=1 + sum(view.conversation == name for view in self.views),
            conversation=name,
            record=hashlib.sha256(raw.key.encode()).digest(),
            kind=raw.kind.value,
            author=raw.author,
            received=raw.received,
            sent=raw.sent,
            body=body,
            spans=spans,
            facts=raw.facts,
        )

    def say(
        self, conversation: str, text: str | None, role: str = "customer", kind: Kind = Kind.MESSAGE, **facts: Value
    ) -> View:
        """Append one line as somebody; the clock moves on by 20 seconds."""
        self.now += 20_000
        raw = Raw(
            tenant="demo",
            conversation=conversation,
            key=f"specimen-{len(self.views)}",
            kind=kind,
            author=Author(role, "specimen" if role == "customer" else "xiaozhou"),
            received=self.now,
            text=None,
            facts=facts,
        )
        with self._lock:
            view = self._view(raw, text)
            self.views.append(view)
            self._settle(view)
        self.wake(view.conversation)
        return view

    def hide(self, conversation: str, seq: int, body: str, *spans: Span) -> View:
        """Put other words in the place of a line's, as a rescreen record does."""
        with self._lock:
            at, old = next(
                (i, v) for i, v in enumerate(self.views) if v.seq == seq and v.conversation == pseudonym(conversation)
            )
        by = self.say(conversation, None, "machine", Kind.RESCREEN, target=old.record, reason="found later")
        changed = Changed(by.seq, by.author, by.received, "found later")
        self.views[at] = msgspec.structs.replace(old, body=body, spans=spans, changed=changed)
        self.wake(old.conversation)
        return by

    def _settle(self, view: View) -> None:
        """Keep whose the conversation is, as the log tells it."""
        about, details = self.about("demo", view.conversation), view.facts.get("details")
        told: dict[str, str] = details if isinstance(details, dict) else {}
        if view.kind == Kind.AGENT_ACTION and view.facts.get("action") in {"take", "assign", "release"}:
            about = about._replace(agent=told.get("agent", ""), team=told.get("team", about.team))
        if view.kind == Kind.ORDER_EVENT and "merchant" in told:
            about = about._replace(merchants=about.merchants | {told["merchant"]})
        self.whose[view.conversation] = about

    def _receipt(self, view: View, *, doubled: bool) -> Receipt:
        stored = Stored(
            log=1,
            tenant=1,
            index=view.index,
            conversation=view.conversation,
            seq=view.seq,
            record=view.record,
            previous=bytes(32),
            checkpoint="specimen",
            size=view.index + 1,
            doubled=doubled,
        )
        return Receipt(stored=stored, document=b"" if doubled else self._document(view))

    def _document(self, view: View) -> bytes:
        entry = b"\x01" + view.conversation + view.seq.to_bytes(8, "big") + view.record + bytes(32)
        note = f"{ORIGIN}\n{view.index + 3}\n{base64.b64encode(bytes(32)).decode()}\n\n— {ORIGIN} c3BlY2ltZW4=\n"
        told = {
            "format": "handclasp/receipt/v1",
            "entry": base64.b64encode(entry).decode(),
            "record": {
                "version": 1,
                "commitments": dict.fromkeys(["author", "body", "kind", "original/0", "received"], "c3BlY2ltZW4="),
                "openings": {name: {} for name in ("author", "body", "kind", "received")},
            },
            "proof": f"c2sp.org/tlog-proof@v1\nindex {view.index}\nc3BlY2ltZW4=\n\n{note}",
        }
        return json.dumps(told).encode()

    # --- out

    def about(self, tenant: str, conversation: bytes) -> About:
        return self.whose.get(conversation, About(tenant, conversation.hex()))._replace(tenant=tenant)

    def number(self, _tenant: str) -> int:
        return 1

    def decision(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = PLAIN
    ) -> Decision:
        about = self.about(who.tenant, conversation) if conversation else None
        return self.policies.decide(who, action, about, given)

    def passed(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = PLAIN
    ) -> Passed:
        decision = self.decision(who, action, conversation, given)
        if not decision.allowed:
            subjects = [conversation.hex()] if conversation else []
            self._note(who, Kind.REFUSAL, {"action": action.value, "reason": decision.why, "subjects": subjects})
            raise lacking(action, decision)
        if conversation is not None and not any(view.conversation == conversation for view in self.views):
            message = "there is no such conversation"
            raise NotFound(message)
        return Passed(1, decision)

    def passed_anywhere(self, who: Reader, action: Action, given: Circumstances = PLAIN) -> Passed:
        decision = self.policies.decide(who, action, About(who.tenant, ""), given)
        if not decision.allowed:
            self._note(who, Kind.REFUSAL, {"action": action.value, "reason": decision.why, "subjects": []})
            raise lacking(action, decision)
        return Passed(1, decision)

    def reviewed(self, who: Reader, conversation: bytes, seqs: Sequence[int]) -> list[View]:
        """Reviews of work, for a reviewer."""
        self.passed(who, Action.REVIEW_QUALITY, conversation)
        return self._of_work(who, conversation, seqs)

    def own(self, who: Reader, conversation: bytes, seqs: Sequence[int]) -> list[View]:
        """Reviews of somebody's own work."""
        self.passed(who, Action.OWN_QUALITY)
        return self._of_work(who, conversation, seqs)

    def _of_work(self, who: Reader, conversation: bytes, seqs: Sequence[int]) -> list[View]:
        self._note(who, Kind.ACCESS, {"purpose": "quality", "subjects": [conversation.hex()], "scope": "a review"})
        return [view for view in self.views if view.conversation == conversation and view.seq in seqs]

    def looks(self) -> list[View]:
        """What was looked at: the journal without its refusals."""
        return [view for view in self.journal if view.kind == Kind.ACCESS]

    def refusals(self) -> list[tuple[str, Value]]:
        """Who was refused what."""
        return [(view.author.id, view.facts["action"]) for view in self.journal if view.kind == Kind.REFUSAL]

    def _open(self, who: Reader, action: Action, conversation: bytes, purpose: str, reason: str | None) -> list[View]:
        given = Circumstances(reason=bool(reason), approved=action is Action.EXPORT)
        self.passed(who, action, conversation, given)
        if self.refuses is not None:
            raise self.refuses
        found = [view for view in self.views if view.conversation == conversation]
        if not found:
            message = "there is no such conversation"
            raise NotFound(message)
        facts: dict[str, Value] = {"purpose": purpose, "subjects": [conversation.hex()], "scope": action.value}
        self._note(who, Kind.ACCESS, facts | ({"reason": reason} if reason else {}))
        return found

    def _note(self, who: Reader, kind: Kind, facts: dict[str, Value]) -> None:
        self.journal.append(journalled(who, kind, facts, len(self.journal), self.now))

    def read(
        self,
        who: Reader,
        conversation: bytes,
        *,
        purpose: str,
        reason: str | None = None,
        after: int = 0,
        limit: int = 500,
        until: int | None = None,
    ) -> Views:
        found = self._open(who, Action.READ, conversation, purpose, reason)
        wanted = [view for view in found if after < view.seq <= (view.seq if until is None else until)]
        return self._shown(who, conversation, reason, wanted[:limit])

    def _shown(self, who: Reader, conversation: bytes, reason: str | None, found: list[View]) -> Views:
        found = [view for view in found if view.kind not in APART]
        if who.role == "merchant":
            found = [view for view in found if view.kind in PARTY_KINDS]
        recent = [view for view in found if view.received > self.now - OLD_AFTER_DAYS * DAY]
        given = Circumstances(old=True, reason=bool(reason))
        shown = Views(found if self.decision(who, Action.READ, conversation, given).allowed else recent)
        shown.held_back = len(found) - len(shown)
        if found and not shown:
            self.passed(who, Action.READ, conversation, given)
        return shown

    def follow(
        self, who: Reader, conversation: bytes, *, purpose: str, reason: str | None = None, after: int = 0
    ) -> Following:
        self._open(who, Action.READ, conversation, purpose, reason)
        return Following(self, who, conversation, reason, after)

    def follow_all(self, asked: Sequence[Asking]) -> list[Following | HandclaspError]:
        answers: list[Following | HandclaspError] = []
        for one in asked:
            try:
                answers.append(
                    self.follow(one.who, one.conversation, purpose=one.purpose, reason=one.reason, after=one.after)
                )
            except HandclaspError as error:
                answers.append(error)
        return answers

    def more(self, follows: Sequence[Following]) -> list[list[View] | HandclaspError]:
        answers: list[list[View] | HandclaspError] = []
        for follow in follows:
            try:
                answers.append(follow.more())
            except HandclaspError as error:
                answers.append(error)
        return answers

    def receipt(self, who: Reader, conversation: bytes, seq: int, *, reason: str | None = None) -> bytes:
        found = self._open(who, Action.RECEIPT, conversation, "receipt", reason)
        for view in found:
            if view.seq == seq:
                return self._document(view)
        message = f"this conversation has no record {seq} for you"
        raise NotFound(message)

    def receipts(
        self, who: Reader, conversation: bytes, seqs: Sequence[int], *, reason: str | None = None
    ) -> dict[int, bytes]:
        found = self._open(who, Action.RECEIPT, conversation, "receipt", reason)
        return {view.seq: self._document(view) for view in found if view.seq in seqs}

    def copy(self, who: Reader, conversation: bytes, seq: int, *, purpose: str, reason: str | None = None) -> File:
        found = self._open(who, Action.READ, conversation, purpose, reason)
        if any(view.seq == seq and "copy" in view.facts for view in found):
            return self.copies[seq]
        message = "there is no file here that could be shown"
        raise NotFound(message)

    def judge(self, conversation: str, seq: int, body: str | None = None, **facts: Value) -> View:
        """Say what a file is, as the rescreen record does that brings its verdict."""
        with self._lock:
            at, old = next(
                (i, v) for i, v in enumerate(self.views) if v.seq == seq and v.conversation == pseudonym(conversation)
            )
        by = self.say(conversation, None, "machine", Kind.RESCREEN, target=old.record, reason="the file was looked at")
        self.views[at] = msgspec.structs.replace(old, body=body or old.body, facts={**old.facts, **facts})
        self.wake(old.conversation)
        return by

    def who_looked(
        self, who: Reader, conversation: bytes, limit: int = 200, *, reason: str | None = None
    ) -> list[View]:
        self._open(who, Action.WHO_LOOKED, conversation, "who looked", reason)
        return [view for view in reversed(self.journal) if conversation.hex() in str(view.facts["subjects"])]

    def feed(self, tenant: str, machine: str, purpose: str, after: int, limit: int = 500) -> list[View]:
        assert (machine, purpose) == ("desk", "queue")
        return [view for view in self.views if view.index > after][:limit] if tenant == "demo" else []

    def subscribe(self, conversation: bytes | None, wake: Callable[[], None]) -> Callable[[], None]:
        mine = (conversation, wake)
        self.subscribers.append(mine)
        return lambda: self.subscribers.remove(mine)

    def waiting(self, who: Reader) -> list[Any]:
        return []

    def waiting_whole(self, who: Reader) -> list[Any]:
        return []

    def mine(self, who: Reader) -> list[Any]:
        return []

    def held(self, tenant: str, conversations: Sequence[bytes]) -> frozenset[bytes]:
        return frozenset()

    def find(self, who: Reader, conversation: bytes) -> None:
        return None

    def why(self, who: Reader, conversation: bytes, *, brief: bool = False) -> Why:
        return Why("open", "chat", 0)

    def on(self, tenant: str, conversation: bytes) -> list[int]:
        return []

    def customers(self, tenant: str, conversation: bytes) -> frozenset[str]:
        mine = [view.author for view in self.views if view.conversation == conversation]
        return frozenset(author.id for author in mine if author.role == "customer")

    def parallel(self, tenant: str, customers: Sequence[str]) -> list[bytes]:
        names = {view.conversation for view in self.views}
        return sorted(name for name in names if self.customers(tenant, name) & set(customers))

    def record_sign_in(self, tenant: str | None, kind: str, actor: str, facts: dict[str, Value]) -> None:
        if self.journal_fails is not None:
            raise self.journal_fails
        self.signed_in.append((tenant, kind, actor, facts))


@dataclass
class Following:
    memory: Memory
    who: Reader
    conversation: bytes
    reason: str | None
    after: int
    changed: list[View] = field(default_factory=list)
    behind: bool = False

    def more(self) -> list[View]:
        self.memory.passed(self.who, Action.READ, self.conversation, Circumstances(reason=bool(self.reason)))
        found = [v for v in self.memory.views if v.conversation == self.conversation and v.seq > self.after]
        targets = {view.facts["target"] for view in found if view.kind == Kind.RESCREEN}
        self.changed = [v for v in self.memory.views if v.record in targets and v.seq <= self.after]
        self.after = max([self.after, *(view.seq for view in found)])
        return self.memory._shown(self.who, self.conversation, self.reason, found)


def pseudonym(name: str) -> bytes:
    """A pseudonym that a test can foresee."""
    return hashlib.sha256(name.encode()).digest()[:16]

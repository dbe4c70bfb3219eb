"""A whole house in memory behind the widget: real screening, receipts written from the specification, no database.

Tests bend it from outside: refuse, stop, change the clock. Everything in it is a specimen.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import cast

import msgspec
from tests.verify import forge

from handclasp.access.machines import Site
from handclasp.access.policy import CUSTOMER_KINDS, Reader
from handclasp.disclose import Asking
from handclasp.disclose.files import File
from handclasp.disclose.later import OF_FILES
from handclasp.records import (
    Author,
    HandclaspError,
    KeyReused,
    Kind,
    Raw,
    Receipt,
    Screened,
    Secret,
    Stored,
    Value,
    View,
    schema,
)
from handclasp.screen import Screener
from handclasp.seal import said
from handclasp.seal.record import collect
from handclasp.seal.values import decode
from handclasp.web.beside import Beside
from handclasp.web.hub import Hub
from handclasp.web.widget import Limits, Services

NOW = 1_795_312_800_000
SHOP_SECRET = b"specimen shop secret, 32 bytes.."
SESSION_SECRET = b"specimen session secret 32 bytes"
SITE = "specimen-site"


@dataclass
class Kept:
    """One record in memory."""

    rec: forge.Rec
    raw: Raw
    screened: Screened


@dataclass
class House:
    """Flow, disclose, tail and sites at once."""

    origins: tuple[str, ...] = ("https://shop.example",)
    now: int = NOW
    seconds: float = 0.0
    before: int = 213
    refuse: HandclaspError | None = None
    languages: tuple[str, ...] = ("zh", "en")
    log: forge.Log = field(default_factory=forge.Log)
    names: dict[tuple[str, str], bytes] = field(default_factory=dict)
    kept: dict[bytes, list[Kept]] = field(default_factory=dict)
    keys: dict[tuple[str, str], Kept] = field(default_factory=dict)
    wakes: dict[bytes, list[Callable[[], None]]] = field(default_factory=dict)
    looked: list[View] = field(default_factory=list)
    accesses: list[tuple[Reader, bytes, str]] = field(default_factory=list)
    copies: dict[bytes, File] = field(default_factory=dict)
    joined: dict[bytes, bytes] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=lambda: {"zhou": "小周"})

    def __post_init__(self) -> None:
        self.beside = Beside()
        self._lock = threading.RLock()
        self._screener = Screener()
        for number in range(self.before):  # others' records, as in a house that is lived in
            self.log.entries.append(number.to_bytes(89, "big"))
            self.log.records.append(None)

    # --- what the widget is given

    def services(
        self, *, heartbeat: float = 15.0, stream_life: float = 3600.0, limits: Limits | None = None
    ) -> Services:
        """Everything the widget needs, ending here."""
        return Services(
            flow=self,
            disclose=self,
            files=self,
            hub=Hub(self, self),
            beside=self.beside,
            site=self.site,
            may_say=lambda _who, _conversation: None,
            check_signature=_fits,
            session_secret=Secret(SESSION_SECRET),
            name_of=lambda _tenant, author: self.agents.get(author.id, author.id),
            goes_on=lambda _tenant, conversation: self.joined.get(conversation),
            asked=self.asked,
            clock=lambda: self.now,
            monotonic=lambda: self.seconds,
            limits=limits or Limits(),
            heartbeat=heartbeat,
            stream_life=stream_life,
        )

    def site(self, site_key: str) -> Site | None:
        """One site of the tenant demo, another that has no secret."""
        if site_key == SITE:
            return Site("demo", SITE, "独角数卡 · 示例店", self.origins, Secret(SHOP_SECRET), self.languages)
        if site_key == "plain-site":
            return Site("demo", "plain-site", "Plain", self.origins, None)
        return None

    def asked(self, _tenant: str, conversation: bytes) -> int:
        """Where the house asked last how it went."""
        asks = [one.rec.seq for one in self.kept.get(conversation, []) if one.raw.facts.get("step") == "asked"]
        return asks[-1] if asks else 0

    def open(self, tenant: str, conversation: str) -> bytes:
        """The conversation's pseudonym."""
        with self._lock:
            fresh = forge.sha(b"pseudonym", conversation.encode())[:16]
            return self.names.setdefault((tenant, conversation), fresh)

    def append_all(self, raws: Sequence[Raw]) -> Future[list[Receipt | HandclaspError]]:
        """Seal at once."""
        done: Future[list[Receipt | HandclaspError]] = Future()
        done.set_result([self._append(raw) for raw in raws])
        return done

    def follow(self, who: Reader, conversation: bytes, *, purpose: str, after: int = 0) -> Following:
        """Read on from `after`."""
        self.accesses.append((who, conversation, purpose))
        return Following(self, conversation, after)

    def follow_all(self, asked: Sequence[Asking]) -> list[Following]:
        """The same for many."""
        return [self.follow(one.who, one.conversation, purpose=one.purpose, after=one.after) for one in asked]

    def more(self, follows: Sequence[Following]) -> list[list[View] | HandclaspError]:
        """Read for all of them."""
        return [follow.more() for follow in follows]

    def receipt(self, who: Reader, conversation: bytes, seq: int) -> bytes:
        """One receipt."""
        self.accesses.append((who, conversation, "receipt"))
        for one in self.kept.get(conversation, []):
            if one.rec.seq == seq and one.raw.kind in CUSTOMER_KINDS:
                return self._document(one)
        raise NotHere("this conversation has no such record for you")

    def own(self, who: Reader, conversation: bytes, seq: int, *, purpose: str) -> File:
        """A file's copy, or the customer's own voice note."""
        self.accesses.append((who, conversation, purpose))
        for one in self.kept.get(conversation, []):
            if one.rec.seq == seq and one.rec.hash in self.copies:
                return self.copies[one.rec.hash]
        raise NotHere("there is no file here that could be shown")

    def who_looked(self, who: Reader, conversation: bytes, limit: int = 200) -> list[View]:
        """What a test says that the journal says, the newest first."""
        self.accesses.append((who, conversation, "who looked"))
        return [view for view in self.looked if view.conversation == conversation][:limit]

    def subscribe(self, conversation: bytes, wake: Callable[[], None]) -> Callable[[], None]:
        """Wake at each new record."""
        with self._lock:
            self.wakes.setdefault(conversation, []).append(wake)

        def stop() -> None:
            with self._lock:
                self.wakes[conversation].remove(wake)

        return stop

    # --- what a test does

    def say(self, conversation: bytes, text: str, *, kind: Kind = Kind.MESSAGE, **facts: Value) -> None:
        """The desk answers."""
        name = next(name for (_, name), known in self.names.items() if known == conversation)
        role = {Kind.ORDER_EVENT: "merchant", Kind.RATING: "system"}.get(kind, "agent")
        self._append(
            Raw(
                tenant="demo",
                conversation=name,
                key=f"desk/{len(self.keys)}",
                kind=kind,
                author=Author(role, "zhou"),
                received=self.now,
                text=Secret(text) if text or kind is Kind.RATING else None,
                facts=facts,
            ),
        )

    def look(self, conversation: bytes, role: str, at: int, *, kind: Kind = Kind.ACCESS, **facts: Value) -> None:
        """Somebody looked, as the journal tells a customer (disclose.door.by_role)."""
        index = len(self.looked)
        self.looked.insert(
            0,
            View(
                index=index,
                seq=index + 1,
                conversation=conversation,
                record=bytes(32),
                kind=kind,
                author=Author(role, ""),
                received=at,
                sent=None,
                body=None,
                spans=(),
                facts=facts,
            ),
        )

    def customer_records(self, conversation: bytes) -> list[Kept]:
        """What the customer sent."""
        return [one for one in self.kept.get(conversation, []) if one.raw.author.role == "customer"]

    def listening(self) -> int:
        """How many streams are open."""
        return sum(map(len, self.wakes.values()))

    # --- how it is done

    def _append(self, raw: Raw) -> Receipt | HandclaspError:
        if self.refuse is not None:
            return self.refuse
        with self._lock:
            conversation = (
                bytes.fromhex(raw.conversation) if raw.by_pseudonym else self.open(raw.tenant, raw.conversation)
            )
            known = self.keys.get((raw.tenant, raw.key))
            if known is not None:
                same = _content(known.raw) == _content(raw)
                return self._answer(known, doubled=True) if same else KeyReused("this key was used with other content")
            kept = self._write(raw, conversation)
            self.keys[raw.tenant, raw.key] = kept
            wakes = list(self.wakes.get(conversation, []))
        for wake in wakes:
            wake()
        return self._answer(kept, doubled=False)

    def _write(self, raw: Raw, conversation: bytes) -> Kept:
        screened = self._screener.screen(raw)
        if raw.attached is not None:
            blob: dict[str, Value] = {"blob": b"specimen blob id", "media_type": raw.attached.media_type}
            facts = raw.facts | blob | {"size": len(raw.attached.content)}
            fields = collect(_with_facts(screened, facts))
        else:
            fields = collect(screened)
        shown: forge.Fields = {}
        for name, (value, _) in fields.items():
            kind, plain = decode(value)
            shown[name] = (kind.name.lower(), plain)
        rec = self.log.append(conversation, shown)
        kept = Kept(rec, raw, screened)
        self.kept.setdefault(conversation, []).append(kept)
        return kept

    def _answer(self, kept: Kept, *, doubled: bool) -> Receipt:
        rec = kept.rec
        stored = Stored(
            log=1,
            tenant=1,
            index=rec.index,
            conversation=rec.conversation,
            seq=rec.seq,
            record=rec.hash,
            previous=rec.previous,
            checkpoint="",
            size=len(self.log.entries),
            doubled=doubled,
        )
        return Receipt(stored=stored, document=b"" if doubled else self._document(kept))

    def _document(self, kept: Kept) -> bytes:
        opened = [name for name in kept.rec.fields if forge.compartment(name) == "b"]
        with self._lock:  # the log's tree is made anew after each append
            return json.dumps(self.log.receipt(kept.rec, opened), ensure_ascii=False).encode()


@dataclass
class Following:
    """A reader's place in the house."""

    house: House
    conversation: bytes
    after: int
    changed: list[View] = field(default_factory=list)
    behind: bool = False

    def more(self) -> list[View]:
        """What came since."""
        kept = list(self.house.kept.get(self.conversation, []))  # as of now: others write meanwhile
        said = {one.raw.facts["target"]: one.raw.facts for one in kept if one.raw.kind == Kind.RESCREEN}
        known = [_hidden(_view(one), said[one.rec.hash]) if one.rec.hash in said else _view(one) for one in kept]
        views = [view for view in known if view.seq > self.after]
        targets = {view.facts["target"] for view in views if view.kind == Kind.RESCREEN}
        self.changed = [view for view in known if view.record in targets and view.seq <= self.after]
        if views:
            self.after = views[-1].seq
        return views

    def receipt(self, seq: int) -> bytes:
        """The receipt of a record shown."""
        return next(self.house._document(one) for one in self.house.kept[self.conversation] if one.rec.seq == seq)


class NotHere(HandclaspError):
    """Nothing there."""

    code = "not-found"


_SHOWN_APART = ("kind", "author", "received", "sent", "body", "spans", "digest")


def _view(one: Kept) -> View:
    facts = {
        name: value
        for name, (_, value) in one.rec.fields.items()
        if name in schema(one.raw.kind) and name not in _SHOWN_APART
    }
    return View(
        index=one.rec.index,
        seq=one.rec.seq,
        conversation=one.rec.conversation,
        record=one.rec.hash,
        kind=one.raw.kind,
        author=one.raw.author,
        received=one.raw.received,
        sent=one.raw.sent,
        body=one.screened.masked,
        spans=one.screened.spans,
        facts=facts,
    )


def _hidden(view: View, said: Mapping[str, Value]) -> View:
    """A record of which a rescreen record says something: other words, or what a file is."""
    facts = view.facts | {name: said[name] for name in OF_FILES if name in said}
    if "masked" not in said and "body" not in cast("list[str]", said["hide"]):
        return msgspec.structs.replace(view, facts=facts)
    return msgspec.structs.replace(view, body=said.get("masked"), spans=(), facts=facts)


def _with_facts(screened: Screened, facts: dict[str, Value]) -> Screened:
    from msgspec.structs import replace  # noqa: PLC0415

    return replace(screened, raw=replace(screened.raw, facts=facts))


def _content(raw: Raw) -> tuple[object, ...]:
    attached = raw.attached.content.reveal() if raw.attached else None
    return (raw.kind, raw.text.reveal() if raw.text else None, raw.sent, raw.facts, attached)


def _fits(raw: Raw, conversation: bytes) -> bool:
    assert raw.signature is not None
    assert raw.text is not None
    assert raw.sent is not None
    return said.check(raw.signature, conversation, raw.sent, str(raw.facts["id"]), raw.text.reveal())

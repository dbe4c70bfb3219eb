"""The words every room shares: what a record is at each stage of its way, and which kinds there are.

A record moves Raw → Screened → Sealed → Stored; each stage is a type of its own, so skipping one does not
type-check. Plaintext that was masked travels only inside `Secret`, which never shows itself in a repr, a log line or
an error. Nothing here does I/O, and nothing here imports another room.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec

MAX_SAFE_INT: Final = 2**53 - 1
"""Integers and times stay within ±MAX_SAFE_INT so that every JSON reader keeps them exact."""

T = TypeVar("T", str, bytes)


class Secret(Generic[T]):
    """Plaintext that must not be shown by accident. `reveal()` is the only way to it."""

    __slots__ = ("_value",)
    _value: T

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """Return the plaintext; callers are `screen`, `seal` and `disclose`."""
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return f"Secret(<{len(self._value)}>)"

    __str__ = __repr__

    def __reduce__(self) -> Any:
        message = "a Secret is not pickled"
        raise TypeError(message)


class Type(IntEnum):
    """Types of field values; the number is the type byte (docs/spec/formats.md §1)."""

    __hash__ = int.__hash__  # an enumeration's own hash is many times slower, and every record asks for some

    TEXT = 1
    BYTES = 2
    INT = 3
    BOOL = 4
    TIME = 5
    JSON = 6


class Compartment(IntEnum):
    """The two halves of a record's content, under keys of their own (formats.md §2); the number is its byte."""

    __hash__ = int.__hash__

    BODY = 0x62
    ORIGINALS = 0x6F


class Field(NamedTuple):
    """One field of a kind: its value type, its compartment, whether it must be there."""

    type: Type
    compartment: Compartment = Compartment.BODY
    required: bool = True


class Kind(StrEnum):
    """Everything that can be disputed is a record of one of these kinds."""

    __hash__ = str.__hash__  # as for Type

    MESSAGE = "message"
    ATTACHMENT = "attachment"
    NOTE = "note"
    AGENT_ACTION = "agent-action"
    ORDER_EVENT = "order-event"
    NOTICE = "notice-shown"
    CONSENT = "consent"
    RATING = "rating"
    CORRECTION = "correction"
    RESCREEN = "rescreen"
    ACCESS = "access"
    SEARCH = "search"
    EXPORT = "export"
    REVEAL = "reveal"
    APPROVAL = "approval"
    REFUSAL = "refusal"
    SIGN_IN = "sign-in"
    POLICY = "policy"
    HOLD = "hold"
    RELEASE = "release"
    DELETION = "deletion"
    ERASURE = "erasure-certificate"
    CASE_STEP = "case-step"
    RIGHTS = "rights-step"
    QUALITY = "quality-step"
    RISK_VERDICT = "risk-verdict"
    GUARDED_ACTION = "guarded-action"
    CALL_SEGMENT = "call-segment"
    TRANSCRIPT_LINE = "transcript-line"
    HEAD = "head"
    CLOSE = "close"
    SALVAGED = "salvaged"


_text = Field(Type.TEXT)
_text_maybe = Field(Type.TEXT, required=False)
_bytes = Field(Type.BYTES)
_bytes_maybe = Field(Type.BYTES, required=False)
_int = Field(Type.INT)
_int_maybe = Field(Type.INT, required=False)
_bool = Field(Type.BOOL)
_time = Field(Type.TIME)
_time_maybe = Field(Type.TIME, required=False)
_json = Field(Type.JSON)
_json_maybe = Field(Type.JSON, required=False)
_digest = Field(Type.BYTES, Compartment.ORIGINALS)
_screened = {"body": _text, "spans": _json_maybe}

COMMON: Final[dict[str, Field]] = {
    "kind": _text,
    "author": _text,
    "received": _time,
    "sent": _time_maybe,
    "id": _text_maybe,
}
"""Fields that any record may carry; kind, author and received are always there."""

ORIGINAL: Final = Field(Type.TEXT, Compartment.ORIGINALS, required=False)
"""The fields `original/0`, `original/1` …: allowed in every kind that is screened, and in a rescreen record."""

KINDS: Final[dict[Kind, dict[str, Field]]] = {
    Kind.MESSAGE: {
        **_screened,
        "channel": _text_maybe,
        "language": _text_maybe,
        "reply_to": _bytes_maybe,
        "signature": _json_maybe,
        "flags": _json_maybe,
        "request": _bytes_maybe,
        "policy": _text_maybe,
    },
    Kind.ATTACHMENT: {
        **_screened,
        "blob": _bytes,
        "media_type": _text,
        "size": _int,
        "channel": _text_maybe,
        "digest": _digest,
    },
    Kind.NOTE: {**_screened, "flags": _json_maybe, "policy": _text_maybe},
    Kind.AGENT_ACTION: {
        "action": _text,
        "details": _json_maybe,
        "policy": _text_maybe,
        "subjects": _json_maybe,
        "reason": _text_maybe,
        "matter": _text_maybe,
    },
    Kind.ORDER_EVENT: {**_screened, "order": _text, "event": _text, "details": _json_maybe},
    Kind.NOTICE: {
        "notice": _text,
        "version": _text,
        "language": _text,
        "shown_to": _text,
        "digest": _bytes_maybe,
        "text": _text_maybe,
    },
    Kind.CONSENT: {
        "purpose": _text,
        "granted": _bool,
        "notice": _bytes_maybe,
        "matter": _text_maybe,
        "step": _text_maybe,
        "asked": _int_maybe,
        "details": _json_maybe,
    },
    Kind.RATING: {**_screened, "step": _text, "score": _int_maybe, "asked": _int_maybe},
    Kind.CORRECTION: {**_screened, "corrects": _bytes, "reason": _text_maybe},
    Kind.RESCREEN: {
        "target": _bytes,
        "hide": _json,
        "release": _json,
        "reason": _text,
        "masked": _text_maybe,
        "spans": _json_maybe,
        "verdict": _json_maybe,
        "copy": _bytes_maybe,
        "copy_type": _text_maybe,
        "copy_size": _int_maybe,
        "copy_digest": _bytes_maybe,
    },
    Kind.ACCESS: {
        "purpose": _text,
        "reason": _text_maybe,
        "subjects": _json,
        "scope": _text,
        "policy": _text_maybe,
    },
    Kind.SEARCH: {
        "tokens": _json,
        "purpose": _text,
        "reason": _text_maybe,
        "hits": _int,
        "subjects": _json_maybe,
        "details": _json_maybe,
        "policy": _text_maybe,
    },
    Kind.EXPORT: {
        "purpose": _text,
        "reason": _text_maybe,
        "subjects": _json,
        "format": _text,
        "digest": _bytes,
        "details": _json_maybe,
        "policy": _text_maybe,
    },
    Kind.REVEAL: {
        "target": _bytes,
        "field": _text,
        "purpose": _text,
        "reason": _text,
        "until": _time_maybe,
        "item": _text_maybe,
        "subjects": _json_maybe,
        "request": _bytes_maybe,
        "policy": _text_maybe,
        "consent": _text_maybe,
    },
    Kind.APPROVAL: {
        "request": _bytes,
        "decision": _text,
        "reason": _text_maybe,
        "what": _text_maybe,
        "digest": _bytes_maybe,
        "document": _json_maybe,
        "subjects": _json_maybe,
        "until": _time_maybe,
        "policy": _text_maybe,
    },
    Kind.REFUSAL: {
        "action": _text,
        "reason": _text,
        "subjects": _json_maybe,
        "details": _json_maybe,
        "policy": _text_maybe,
    },
    Kind.SIGN_IN: {"method": _text, "outcome": _text, "details": _json_maybe},
    Kind.POLICY: {"version": _text, "digest": _bytes, "change": _json},
    Kind.HOLD: {
        "subjects": _json,
        "ground": _text,
        "reason": _text,
        "scope": _text_maybe,
        "criterion": _text_maybe,
        "owner": _text_maybe,
        "review": _time_maybe,
        "joins": _bytes_maybe,
        "policy": _text_maybe,
    },
    Kind.RELEASE: {
        "releases": _bytes,
        "reason": _text,
        "subjects": _json_maybe,
        "request": _bytes_maybe,
        "policy": _text_maybe,
    },
    Kind.DELETION: {
        "subjects": _json,
        "rule": _text,
        "due": _time,
        "reason": _text_maybe,
        "request": _text_maybe,
        "renews": _int_maybe,
        "policy": _text_maybe,
    },
    Kind.ERASURE: {
        "subjects": _json,
        "rule": _text,
        "copies": _json,
        "reason": _text_maybe,
        "request": _text_maybe,
        "details": _json_maybe,
    },
    Kind.CASE_STEP: {**_screened, "case": _text, "step": _text, "details": _json_maybe},
    Kind.RIGHTS: {
        "request": _bytes,
        "right": _text,
        "step": _text,
        "law": _text,
        "subjects": _json,
        "due": _time_maybe,
        "reason": _text_maybe,
        "details": _json_maybe,
        "policy": _text_maybe,
    },
    Kind.QUALITY: {
        **_screened,
        "review": _text,
        "step": _text,
        "details": _json_maybe,
        "policy": _text_maybe,
    },
    Kind.RISK_VERDICT: {"score": _int, "reasons": _json, "model": _text},
    Kind.GUARDED_ACTION: {"action": _text, "outcome": _text, "details": _json_maybe},
    Kind.CALL_SEGMENT: {
        "call": _text,
        "start": _time,
        "end": _time,
        "media_type": _text,
        "blob": _bytes,
        "size": _int,
        "digest": _digest,
    },
    Kind.TRANSCRIPT_LINE: {**_screened, "flags": _json_maybe, "call": _text, "at": _time, "sure": _int_maybe},
    Kind.HEAD: {"count": _int, "last": _bytes, "reason": _text},
    Kind.CLOSE: {"outcome": _text, "reason": _text_maybe, "until": _time_maybe},
    Kind.SALVAGED: {
        "body": _text_maybe,
        "spans": _json_maybe,
        "origin": _text,
        "index": _int,
        "entry": _bytes,
        "commitments": _bytes,
        "proof": _bytes,
        "old": _json,
        "salts": _json,
        "kept": _json_maybe,
        "piece": _text,
    },
}
"""The fields of each kind beside COMMON. Append-only: a kind or field that was ever written keeps its meaning."""

SCREENED_KINDS: Final = frozenset(kind for kind, fields in KINDS.items() if "body" in fields)
"""Kinds whose body passes through `screen`."""

KEEPING_KINDS: Final = SCREENED_KINDS | {Kind.RESCREEN}
"""Kinds that may have `original/n` fields. A rescreen record comes with its own: what it says is masked already."""

FLAGGED_KINDS: Final = frozenset(kind for kind, fields in KINDS.items() if "flags" in fields)
"""Kinds whose words are held against the lists of risk words."""

JOURNAL_KINDS: Final = frozenset(
    {Kind.ACCESS, Kind.SEARCH, Kind.EXPORT, Kind.REVEAL, Kind.APPROVAL, Kind.REFUSAL, Kind.SIGN_IN, Kind.POLICY}
    | {Kind.HOLD, Kind.RELEASE, Kind.DELETION, Kind.ERASURE, Kind.RIGHTS}
)
"""Kinds that belong to a tenant's journal rather than to a customer's conversation."""

Value = str | bytes | int | bool | dict[str, Any] | list[Any]
"""A field's value as Python holds it; its Type comes from KINDS."""


def schema(kind: Kind) -> dict[str, Field]:
    """All named fields a record of this kind may have, `original/n` aside."""
    return COMMON | KINDS[kind]


class Author(msgspec.Struct, frozen=True):
    """Who speaks: a role (`customer agent merchant system machine staff`) and an id within the tenant."""

    role: str
    id: str

    def __str__(self) -> str:
        return f"{self.role}:{self.id}"


class Attached(msgspec.Struct, frozen=True):
    """An attachment as it came in: its bytes travel as a Secret until the blob store has them encrypted."""

    name: str
    media_type: str
    content: Secret[bytes]


class Signature(msgspec.Struct, frozen=True):
    """A customer's own signature over the text as typed (formats.md §8); `salt` is 32 bytes."""

    key: bytes
    sig: bytes
    salt: Secret[bytes]


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """A record as a door took it in: authenticated and well-formed, not yet looked at.

    `conversation` is the tenant's own name for the conversation (1-200 characters; its pseudonym is made by `seal`),
    or, with `by_pseudonym`, the pseudonym's hex. `follows` (R) makes the record stand only directly after that one,
    or nowhere (`Moved`). `about` are further subjects (16 bytes each) under which a journal record is found again.
    `key` is the idempotency key: the same key with the same content is the same record. Times
    are milliseconds since 1970 (UTC). `text` is the body of screened kinds; `facts` are the other fields. `originals`
    are what a rescreen record masks that stood open before, in order; other kinds get theirs from screening. `cleared`
    lets a text of staff pass the outbound guard: the id of the approval that was spent on it, or SAID.
    """

    tenant: str
    conversation: str
    key: str
    kind: Kind
    author: Author
    received: int
    sent: int | None = None
    text: Secret[str] | None = None
    facts: dict[str, Value] = {}
    attached: Attached | None = None
    signature: Signature | None = None
    by_pseudonym: bool = False
    journal: bool = False
    follows: bytes | None = None
    about: tuple[bytes, ...] = ()
    originals: tuple[Secret[str], ...] = ()
    cleared: str = ""


SAID: Final = "said"
"""What is recorded now was said before, elsewhere: nothing can hold it back any more."""


class Finding(msgspec.Struct, frozen=True):
    """Something sensitive found in a text. `start`/`end` are code points of the text that was searched.

    `dropped` findings are never stored (CVV, passwords, codes, seed phrases, private keys). `sure` is 0-100.
    `mask` is what the desk sees instead, e.g. `【手机号 138****5678】`.
    """

    type: str
    start: int
    end: int
    detector: str
    sure: int
    mask: str
    dropped: bool = False


class Span(msgspec.Struct, frozen=True):
    """Where a mask stands in the masked text, and which original it hides (None: dropped, kept nowhere).

    `within` is the seq of the rescreen record that keeps the original; None: the masked record itself keeps it.
    """

    type: str
    start: int
    end: int
    detector: str
    sure: int
    original: int | None
    within: int | None = None


def spans_json(spans: Iterable[Span], own: int | None = None) -> list[dict[str, Any]]:
    """Spans as the field `spans` (formats.md §2, §9); `own` is the `within` that means the very record they go into."""
    return [
        {
            "at": [span.start, span.end],
            "by": span.detector,
            "drop": span.original is None,
            "original": _kept(span, own),
            "sure": span.sure,
            "type": span.type,
        }
        for span in spans
    ]


def _kept(span: Span, own: int | None) -> int | dict[str, int] | None:
    if span.original is None or span.within is None:
        return span.original
    return {"later": span.original} if span.within == own else {"later": span.original, "of": span.within}


class Screened(msgspec.Struct, frozen=True, kw_only=True):
    """A record after screening: `masked` may be shown by role, `originals` only be revealed one at a time.

    `flags` is what it is about by the lists of risk words (docs/spec/kinds.md); None for nothing.
    """

    raw: Raw
    masked: str | None
    spans: tuple[Span, ...]
    originals: tuple[Secret[str], ...]
    anything_dropped: bool
    flags: list[Any] | None = None


class Box(msgspec.Struct, frozen=True):
    """One ciphertext: `field` is empty for the body block, else the name of a field in the originals."""

    field: str
    ciphertext: bytes


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A record committed and encrypted, ready to be given its place. Holds no plaintext.

    `commitments` is the tail of the record hash's preimage (u8 len ‖ name ‖ c_f …), `record` is R.
    `idempotency` and `digest` are keyed hashes (32 bytes) of the idempotency key and of the request, `lookups` (16
    bytes each) of what is masked in it, each as a whole.
    """

    log: int
    tenant: int
    conversation: bytes
    nonce: bytes
    commitments: bytes
    record: bytes
    body: bytes
    originals: tuple[Box, ...]
    idempotency: bytes
    digest: bytes
    received: int
    subjects: tuple[bytes, ...] = ()
    follows: bytes | None = None
    lookups: tuple[bytes, ...] = ()


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A record's place in the log, once its commit was acknowledged and a checkpoint covering it was signed."""

    log: int
    tenant: int
    index: int
    conversation: bytes
    seq: int
    record: bytes
    previous: bytes
    checkpoint: str
    size: int
    doubled: bool = False


class Opening(msgspec.Struct, frozen=True):
    """What opens one commitment: the typed value and its salt (32 bytes)."""

    type: Type
    value: Value
    salt: bytes


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Proof that a record stands at its place (formats.md §5); `document` is the JSON to hand out."""

    stored: Stored
    document: bytes


class Changed(msgspec.Struct, frozen=True):
    """The last rescreen record that spoke of a record's words: its seq, whose it is, when it came (ms), and why."""

    seq: int
    author: Author
    received: int
    reason: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One record as somebody may see it: masked, with rescreen records applied. Only `disclose` makes these.

    Where a rescreen record put other words in the body's place, `body` and `spans` are those, and `changed` says so.
    What rescreen records say of an attachment (`verdict`, `copy` …) stands among the `facts`.
    """

    index: int
    seq: int
    conversation: bytes
    record: bytes
    kind: str
    author: Author
    received: int
    sent: int | None
    body: str | None
    spans: tuple[Span, ...]
    facts: dict[str, Value]
    changed: Changed | None = None


class HandclaspError(Exception):
    """Base of every error that is meant for a person: what is wrong, and what to do next.

    `code` is stable and lower-case-with-dashes; the message never holds a secret or a message's text.
    """

    code = "error"


class Invalid(HandclaspError):
    """The input cannot be a record; nothing was stored."""

    code = "invalid"


class KeyReused(HandclaspError):
    """The idempotency key was used before with another content; the first record stands."""

    code = "idempotency-key-reused"


class Moved(HandclaspError):
    """The conversation went on before a record that names its predecessor could be placed; look again and retry."""

    code = "conversation-moved-on"


class NotFound(HandclaspError):
    """There is no such thing for you: absent, or not yours to see."""

    code = "not-found"


class Erased(Moved):
    """The conversation was erased just now; sent again, the record begins a new one under the same name."""


class Overloaded(HandclaspError):
    """More is waiting than may wait; nothing was stored. Retry after `retry_after` seconds."""

    code = "overloaded"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Lane:
    """Batches that stand in the order they were given: once one is not committed, none behind it in the lane is.

    `broken` is set by whoever could not commit a batch, and stays: what is to be sent again goes into a new lane.
    """

    __slots__ = ("broken",)

    def __init__(self) -> None:
        self.broken = False


class OutcomeUnknown(HandclaspError):
    """The commit's outcome is not known; retry with the same idempotency key."""

    code = "outcome-unknown"


class Refused(HandclaspError):
    """Policy says no; the message says why and what to do, and `zh` says the same in Chinese where that is known."""

    code = "refused"

    def __init__(self, message: str = "", *, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh


class ReasonNeeded(Refused):
    """Policy allows this to whoever says why."""

    code = "reason-needed"


def is_reason(text: str | None) -> bool:
    """Whether somebody said why, by the one rule of every door: at least two characters that are not spaces."""
    return sum(not character.isspace() for character in text or "") >= 2


class StepUpNeeded(Refused):
    """Policy allows this after a fresh second factor for `purpose`; nothing was done."""

    code = "step-up-needed"

    def __init__(self, message: str, purpose: str, *, zh: str = "") -> None:
        super().__init__(message, zh=zh)
        self.purpose = purpose


class ApprovalNeeded(Refused):
    """Policy allows this once a second person has approved exactly this request."""

    code = "approval-needed"


class Guarded(Refused):
    """The outbound guard stopped what staff were about to send: it asks for, or gives away, what may not leave.

    `categories`, the heaviest first, `version` of the guard's rules, `ever`: whether a supervisor could allow it.
    """

    code = "guarded"

    def __init__(self, message: str, categories: tuple[str, ...], version: str, *, ever: bool) -> None:
        super().__init__(message)
        self.categories = categories
        self.version = version
        self.ever = ever

    @property
    def category(self) -> str:
        """The heaviest."""
        return self.categories[0]

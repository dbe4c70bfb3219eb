"""The words of approvals: what is asked, what stands of it, who said what, and what the service needs from others.

Facts and contracts; nothing here decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from handclasp.access.policy import About, Action, Circumstances, Decision, Reader
from handclasp.records import Invalid, Kind, Receipt, Value

_DOMAIN: Final = b"handclasp/approval/v1"
_LARGEST: Final = 64 * 1024
_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_SUBJECT = re.compile(r"([0-9a-f]{32})?\Z")
_canonical = msgspec.json.Encoder(order="sorted")


class State(StrEnum):
    """What became of a request. Only OPEN and APPROVED may still change."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    USED = "used"
    EXPIRED = "expired"


LIVE: Final = frozenset({State.OPEN, State.APPROVED})


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, whole: whoever approves sees this, and this alone may be done.

    `subject` is a conversation (hex) or empty. `evidence` is everything that tells this act from any other, e.g. the
    conversation's head and count for an export, record and field for a reveal, the digest of a policy set, account and
    new role for a grant; JSON without floats. Two of its names have a meaning here: `item` is the type of what is to
    be revealed, `account` whom a grant is for, who therefore does not decide it.
    """

    kind: str
    tenant: str
    requester: str
    requester_role: str
    subject: str = ""
    reason: str = ""
    purpose: str = ""
    evidence: dict[str, Any] = {}

    def document(self) -> dict[str, Any]:
        """As JSON values, for the sealed record; raises Invalid when it has no canonical form or exceeds 64 KiB."""
        return self._written()[0]

    def digest(self) -> bytes:
        """SHA-256("handclasp/approval/v1" ‖ canonical JSON): 32 bytes; raises Invalid."""
        return sha256(_DOMAIN + self._written()[1]).digest()

    def _written(self) -> tuple[dict[str, Any], bytes]:
        document: dict[str, Any] = {name: getattr(self, name) for name in self.__struct_fields__}
        try:
            written = _canonical.encode(document)
            faithful = msgspec.json.decode(written) == document
        except (TypeError, ValueError, RecursionError):
            faithful, written = False, b""
        if not faithful or len(written) > _LARGEST:
            raise Invalid("what is asked must be JSON of at most 64 KiB, with texts as its keys")
        if not _KIND.match(self.kind) or not _SUBJECT.match(self.subject):
            raise Invalid("a request has a kind (a-z, 0-9, -) and is about a conversation of 32 hex digits, or none")
        return document, written


class Asked(NamedTuple):
    """A request as it stands: no text of anybody's. Times are milliseconds since 1970.

    `request` is its id (32 hex digits), `subject` a conversation (hex) or empty, `idx` where it stands sealed in the
    log, `people` how many must approve.
    """

    request: str
    digest: bytes
    kind: str
    subject: str
    requester: str
    requester_role: str
    requested: int
    expires: int
    people: int
    idx: int
    state: str


class Vote(NamedTuple):
    """What one person said of a request (`approve` or `reject`), and where it stands sealed."""

    person: str
    role: str
    decision: str
    idx: int
    at: int


class Shown(NamedTuple):
    """A request with what is asked and who said what so far: all that somebody needs who decides on it."""

    asked: Asked
    request: Request
    votes: tuple[Vote, ...]


class Used(NamedTuple):
    """An approval spent on the act that follows at once: the records of that act name it.

    `request` is its id (32 hex digits), `idx` where what was asked stands sealed.
    """

    request: str
    approvers: tuple[str, ...]
    idx: int


AskedRow = tuple[str, bytes, str, str, str, str, int, int, int, int, str]
VoteRow = tuple[str, str, str, int, int]


class Store(Protocol):
    """Where requests and votes stand (store.approvals); each call is one transaction. `tenant` is its number."""

    def add(self, tenant: int, asked: AskedRow, /) -> AskedRow:
        """Insert a request unless one of the same digest and requester is live; the row that stands."""

    def find(self, tenant: int, request: str, /) -> AskedRow | None:
        """A request by its id."""

    def asked_by(self, tenant: int, requester: str, limit: int, /) -> Sequence[AskedRow]:
        """What somebody asked for: the live ones first, then the newest."""

    def open(self, tenant: int, now: int, limit: int, /) -> Sequence[AskedRow]:
        """Open requests that have not expired, the most urgent first."""

    def due(self, tenant: int, now: int, limit: int, /) -> Sequence[AskedRow]:
        """Live requests whose time is over."""

    def votes(self, tenant: int, request: str, /) -> Sequence[VoteRow]:
        """Who said what, in order."""

    def vote(self, tenant: int, request: str, vote: VoteRow, need: int, /) -> str | None:
        """Count a vote of an open request and return its new state; None: not open, or that person has voted.

        Under a lock of the request's row: `need` approvals approve it, one rejection rejects it.
        """

    def move(self, tenant: int, request: str, before: Sequence[str], after: str, at: int, /) -> bool:
        """Change the state if it is one of `before`, atomically; whether this call did it."""


class Journal(Protocol):
    """Seals a record in the tenant's journal and returns its receipt (raises KeyReused, OutcomeUnknown …).

    With `key`, the log holds at most one record of that key: the same facts again give the first one's receipt, marked
    `doubled`; others raise KeyReused.
    """

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None) -> Receipt:
        """Seal."""


class Rule(Protocol):
    """How many people must approve, and within how many hours it must be done."""

    @property
    def people(self) -> int:
        """At least one."""

    @property
    def hours(self) -> int:
        """From asking to doing."""


class Rules(Protocol):
    """What is asked of the tenant's policies (access.policy.Policies)."""

    def decide(
        self, who: Reader, action: Action, about: About | None = None, given: Circumstances = ..., /
    ) -> Decision:
        """Whether, and why (not)."""

    def approval(self, tenant: str, kind: str, /) -> Rule:
        """The rule for a kind of request."""

    def version(self, tenant: str, /) -> str:
        """The policy set in force."""


class Present(Protocol):
    """Who somebody is at this moment, whatever a session still says."""

    def __call__(self, tenant: str, role: str, id: str, /) -> Reader | None:  # noqa: A002 - a Reader's own word
        """Their present role, team and scopes; None when suspended, revoked or unknown.

        `role` is the one they had: it only tells an API key (`service`) from an account.
        """


class Sealed(Protocol):
    """What stands sealed, read back from the log."""

    def __call__(self, tenant: int, index: int, /) -> Mapping[str, Value] | None:
        """All fields of the record at an index, `kind` and `author` among them; None unless it is in a journal."""

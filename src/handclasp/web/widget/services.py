"""What the widget's pages need from the rest of the house, as small protocols, and the limits an operator may set.

The widget is handed these when it is put together; it never looks anything up itself. Everything here is thread-safe
and blocking: the widget calls it from threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from handclasp.access.machines import Site
from handclasp.access.policy import Reader
from handclasp.disclose.files import File
from handclasp.records import Author, HandclaspError, Raw, Receipt, Secret, View
from handclasp.web.beside import Beside
from handclasp.web.buckets import Table
from handclasp.web.hub import Hub
from handclasp.web.widget.cases import Cases
from handclasp.web.widget.consents import Consents
from handclasp.web.widget.notices import Notice, recording
from handclasp.web.widget.requests import OwnCopy, Requests


class Flow(Protocol):
    """The way in."""

    def append_all(self, raws: Sequence[Raw]) -> Future[list[Receipt | HandclaspError]]:
        """Seal and store records; one answer for each, in order."""

    def open(self, tenant: str, conversation: str) -> bytes:
        """Make sure a conversation exists; its 16-byte pseudonym."""


class Follow(Protocol):
    """A reader's place in a conversation (hub.Follow).

    `changed` are records shown before, as they stand since it was last read for.
    """

    changed: list[View]
    behind: bool

    def receipt(self, seq: int) -> bytes:
        """The receipt of a record that was shown."""


class Disclose(Protocol):
    """The only door out; it holds a customer to the kinds that are for customers."""

    def receipt(self, who: Reader, conversation: bytes, seq: int) -> bytes:
        """A record's receipt with the openings this reader may see (formats.md §5)."""

    def who_looked(self, who: Reader, conversation: bytes, limit: int = 200) -> list[View]:
        """What the journal tells this reader of looks at the conversation, newest first; asking is recorded first."""


class Files(Protocol):
    """The door out for files."""

    def own(self, who: Reader, conversation: bytes, seq: int, *, purpose: str) -> File:
        """The copy of a file, or the voice note that this customer sent; the access is recorded first."""


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """How often: `burst` at once, then `per_minute`."""

    burst: int
    per_minute: float


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one visitor and one address may ask for; addresses are shared by many visitors, so theirs are wider."""

    sessions: Bucket = Bucket(burst=20, per_minute=20)
    """New sessions of one address."""
    messages: Bucket = Bucket(burst=15, per_minute=40)
    """Messages of one visitor."""
    attachments: Bucket = Bucket(burst=5, per_minute=10)
    """Attachments of one visitor."""
    reads: Bucket = Bucket(burst=120, per_minute=240)
    """Receipts and streams one visitor opens."""
    looks: Bucket = Bucket(burst=6, per_minute=12)
    """How often one visitor may ask who looked: each time seals a record and opens many."""
    writing: Bucket = Bucket(burst=10, per_minute=60)
    """How often one visitor's page may say that they write."""
    requests: Bucket = Bucket(burst=12, per_minute=12)
    """What one visitor may ask about their own data, and how often they may look at how far it is."""
    address: Bucket = Bucket(burst=300, per_minute=1200)
    """Requests of one address, all kinds together."""
    streams: int = 6
    """Streams one visitor may hold open at once (tabs)."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything the widget is given.

    `site(key)` finds the page that embeds us. `may_say(who, pseudonym)` raises Refused, journalled, when the policies
    do not let a customer add to a conversation. `check_signature(raw, pseudonym)` tells whether the customer's
    signature fits (formats.md §8). `name_of(tenant, author)` is the name a customer sees for an agent.
    `goes_on(tenant, pseudonym)` is the conversation in which one goes on since the desk joined them (None: in none).
    `asked(tenant, pseudonym)` is the seq of the record that asked last how it went (0: nobody did).
    `notice(tenant, language)` are the words a customer is shown first; without `requests` and `own_copy` the chat takes
    no requests about a customer's data, without `consents` it asks for none, without `cases` it tells of no dispute.
    `session_secret` is at least 32 random bytes and the same in every process. `beside` knows who is at a conversation
    now. `clock` gives milliseconds since 1970, `monotonic` seconds. `buckets` are shared with the other web workers.
    `session_days` and `vouched_hours` count from a session's last renewal; `heartbeat` and
    `stream_life` are seconds.
    """

    flow: Flow
    disclose: Disclose
    files: Files
    hub: Hub
    site: Callable[[str], Site | None]
    may_say: Callable[[Reader, bytes], object]
    check_signature: Callable[[Raw, bytes], bool]
    session_secret: Secret[bytes]
    notice: Callable[[str, str], Notice] = field(default=lambda _tenant, language: recording(language))
    goes_on: Callable[[str, bytes], bytes | None] = field(default=lambda _tenant, _conversation: None)
    asked: Callable[[str, bytes], int] = field(default=lambda _tenant, _conversation: 0)
    requests: Requests | None = None
    consents: Consents | None = None
    cases: Cases | None = None
    own_copy: OwnCopy | None = None
    name_of: Callable[[str, Author], str] = field(default=lambda _tenant, author: author.id)
    clock: Callable[[], int]
    monotonic: Callable[[], float]
    public_origin: str | None = None
    limits: Limits = Limits()
    beside: Beside = field(default_factory=Beside)
    buckets: Table = field(default_factory=Table)
    session_days: int = 30
    vouched_hours: int = 12
    heartbeat: float = 15.0
    stream_life: float = 3600.0

"""What the console is given by the program that starts it, and nothing else.

It opens no log, holds no key, decides no policy. `use` is called once at start; without a journal for sign-ins the
console refuses to start.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NotRequired, Protocol, TypedDict

from handclasp.records import HandclaspError
from handclasp.web.beside import Beside
from handclasp.web.buckets import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from handclasp.access.api_keys import KeyBook
    from handclasp.access.approvals import Approvals
    from handclasp.access.governance import Governance
    from handclasp.access.oidc import SingleSignOn
    from handclasp.access.policy import About, Action, Circumstances, Decision, Policies, Reader
    from handclasp.desk.cases import CaseDesk
    from handclasp.desk.cases.parties import Parties
    from handclasp.desk.leaving import Leaving
    from handclasp.desk.notices.desk import NoticeDesk
    from handclasp.disclose import Audit, Consents, Exports, FileReviews, Reveals, Reviews, Views
    from handclasp.disclose.files import File
    from handclasp.disclose.gate import Passed
    from handclasp.disclose.lookup import Lookups
    from handclasp.disclose.orders import OrderLooks
    from handclasp.disclose.quality import QualityWords
    from handclasp.disclose.search import Searches
    from handclasp.keep.bin import Bin
    from handclasp.keep.holds import Holds
    from handclasp.keep.keeping import Keeping
    from handclasp.keep.rights import RequestDesk
    from handclasp.records import Kind, Raw, Receipt, Value, View
    from handclasp.web.console.house_state import HouseState
    from handclasp.web.hub import Hub


class Flow(Protocol):
    """The pipeline in; raises HandclaspError. The answer comes after the record is sealed and acknowledged."""

    def append(self, raw: Raw) -> Receipt:
        """Seal one record and return its receipt; a repeated idempotency key returns the first one's place."""


class Follow(Protocol):
    """A conversation being watched by one reader (hub.Follow).

    `changed` are records shown before, as they stand since it was last read for.
    """

    changed: list[View]
    behind: bool


class Disclose(Protocol):
    """Reading, as far as the console uses it; every call may raise Refused (in its several forms) or NotFound."""

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
        """Return views with seq > `after` (and <= `until`); `held_back` says how many old ones were left out."""

    def receipt(self, who: Reader, conversation: bytes, seq: int, *, reason: str | None = None) -> bytes:
        """Return the receipt JSON of record `seq`."""

    def receipts(
        self, who: Reader, conversation: bytes, seqs: Sequence[int], *, reason: str | None = None
    ) -> Mapping[int, bytes]:
        """Return the receipts of several records, by seq, under one access record."""

    def who_looked(
        self, who: Reader, conversation: bytes, limit: int = 200, *, reason: str | None = None
    ) -> list[View]:
        """Return journal records about a conversation, newest first."""


class Files(Protocol):
    """Files as the console shows them; raises Refused or NotFound."""

    def copy(self, who: Reader, conversation: bytes, seq: int, *, purpose: str, reason: str | None = None) -> File:
        """Return the copy of an attachment that may be shown."""


class Journal(Protocol):
    """Where acts of staff are sealed."""

    def seal(self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None) -> Receipt:
        """Seal a record and return its receipt once it stands."""

    def search(self, who: Reader, words: Sequence[str], purpose: str, hits: int, policy: str) -> Receipt:
        """Seal that somebody searched."""


class Gate(Protocol):
    """The first wall: what a page asks before it acts, and before it offers an act."""

    @property
    def journal(self) -> Journal:
        """Where it seals refusals."""

    def refuse(self, who: Reader, action: Action, decision: Decision, conversation: bytes | None = None) -> None:
        """Seal a refusal and raise it."""

    def number(self, tenant: str) -> int:
        """A tenant's number; raises NotFound."""

    def passed(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = ...
    ) -> Passed:
        """Let pass, or seal the refusal and raise it."""

    def passed_anywhere(self, who: Reader, action: Action, given: Circumstances = ...) -> Passed:
        """The same for what is about no conversation yet."""

    def about(self, tenant: str, conversation: bytes) -> About:
        """What is known of a conversation apart from its words."""

    def decision(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = ...
    ) -> Decision:
        """What would be decided; nothing is written down."""


class Anchored(TypedDict):
    """A place outside where checkpoints are anchored: when the newest was (ms; None: none yet), whether it is late."""

    kind: str
    at: int | None
    late: bool


class Trust(TypedDict):
    """The log's state in facts; times in milliseconds since 1970, None where there is none."""

    size: int
    origin: str
    checkpoint_at: int | None
    fingerprint: str
    witnesses: int
    copies: int
    copies_set_up: NotRequired[int]
    recovery_kit: NotRequired[bool]
    anchors: NotRequired[Sequence[Anchored]]


class Caches(Protocol):
    """What browsers of staff keep for salvage (caching.BrowserCaches)."""

    @property
    def most(self) -> int:
        """How many lines one browser keeps of an account."""

    def days(self, tenant: str) -> int:
        """How long; 0: not at all."""

    def key(self, tenant: str, account: str) -> bytes:
        """32 bytes, for one account's caches."""

    def drafts_key(self, tenant: str, account: str) -> bytes:
        """32 bytes, for what one account is writing."""

    def gone(self, tenant: str, conversations: Sequence[bytes]) -> Sequence[bytes]:
        """Those that were erased."""


class Mark(Protocol):
    """Up to which record somebody has seen a conversation; `again`: they left it unread on purpose."""

    @property
    def seq(self) -> int:
        """The last record seen."""

    @property
    def again(self) -> bool:
        """Whether it was left unread."""


class Seen(Protocol):
    """What each person has seen (store.seen.SeenMarks); tenants by number."""

    def look(self, tenant: int, person: str, conversation: bytes, seq: int) -> None:
        """Everything up to `seq` was seen."""

    def leave_unread(self, tenant: int, person: str, conversation: bytes, seq: int) -> None:
        """What comes after `seq` is new again."""

    def marks(self, tenant: int, person: str, conversations: Sequence[bytes]) -> Mapping[bytes, Mark]:
        """Of these conversations, the marks there are."""


class RiskWords(Protocol):
    """The tenant's list of risk words (lexicons.RiskWords); every act asks the policies."""

    def show(self, who: Reader) -> tuple[Any, str]:
        """Return the list in force and the draft."""

    def topics(self, tenant: str) -> frozenset[str]:
        """Return the categories of the list in force."""

    def check(self, text: str) -> Sequence[Any]:
        """Return what is wrong with a list: `line`, `code`, `words` each."""

    def draft(self, who: Reader, text: str) -> None:
        """Keep a draft."""

    def publish(self, who: Reader, text: str) -> str:
        """Put a list in force and return its version."""


class Registers(Protocol):
    """The registers for an authority (registering.Registers); every call asks the policies, and is recorded."""

    def record(self, who: Reader) -> Mapping[str, Any]:
        """The record of processing."""

    def left(self, who: Reader) -> Sequence[Mapping[str, Any]]:
        """Everything that left the house, the newest first."""

    def file(self, who: Reader, name: str, language: str) -> bytes | None:
        """A file to hand out."""


class Imports(Protocol):
    """Files of old conversations (house.importing.Imports); every call asks the policies, and raises Refused.

    What is wrong with a file is raised as a HandclaspError that says so; a second factor as StepUpNeeded.
    """

    def past(self, who: Reader) -> Sequence[Any]:
        """Imports so far, the newest first; recorded."""

    def mine(self, who: Reader) -> Any:
        """The file that this person brought, None when none is here."""

    def begin(self, who: Reader, file: str, size: int) -> str:
        """Make room for a file; its name."""

    def put(self, who: Reader, name: str, number: int, content: bytes) -> None:
        """Keep a piece of it."""

    def show(self, who: Reader, name: str) -> Any:
        """How it stands; raises NotFound."""

    def read(self, who: Reader, name: str, way: Mapping[str, Any]) -> None:
        """Begin to say what would come in."""

    def start(self, who: Reader, name: str) -> None:
        """Begin to import it."""

    def go_on(self, who: Reader, name: str) -> None:
        """Go on after a break."""

    def drop(self, who: Reader, name: str) -> None:
        """Let go of it."""


def _now() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything the console uses from the rest of the program."""

    flow: Flow
    disclose: Disclose
    files: Files
    hub: Hub
    trust: Callable[[], Trust | Mapping[str, Any]]
    house_state: Callable[[str], HouseState]
    """How the house stands for a tenant; raises HandclaspError."""
    gate: Gate
    policies: Policies
    reveals: Reveals
    reviews: Reviews
    file_reviews: FileReviews
    quality_words: QualityWords
    exports: Exports
    consents: Consents
    audit: Audit
    searches: Searches
    lookups: Lookups
    approvals: Approvals
    governance: Governance
    key_book: KeyBook
    leaving: Leaving
    risk_words: RiskWords
    holds: Holds
    rights: RequestDesk
    bin: Bin
    keeping: Keeping
    orders: OrderLooks
    cases: CaseDesk
    parties: Parties
    journal: Callable[[str | None, str, str, dict[str, Value]], Any]
    """`journal(tenant, kind, actor, facts)` returns once sealed; tenant is None when no account has the typed name."""
    now: Callable[[], int] = field(default=_now)
    held: Callable[[str], tuple[int, int | None]] = field(default=lambda _tenant: (0, None))
    """How many files of a tenant wait to be looked at, and since when the oldest does (ms)."""
    beside: Beside = field(default_factory=Beside)
    """Who is at a conversation now, and who writes in it."""
    buckets: Table = field(default_factory=Table)
    """How often somebody may ask, shared with the other web workers."""
    caches: Caches | None = None
    """What browsers keep for the day the house is lost; None: nothing."""
    seen: Seen | None = None
    """Up to where each person has seen each conversation; None: nothing is ever new."""
    registers: Registers | None = None
    """The record of processing and the register of disclosures; None: this house shows none."""
    imports: Imports | None = None
    """Old conversations brought in at the desk; None: this house takes none."""
    notices: NoticeDesk | None = None
    """What people are told of outside the page; None: nothing."""
    customers: Callable[[str, bytes], frozenset[str]] = field(default=lambda _tenant, _conversation: frozenset())
    """Under which ids customers wrote in a tenant's conversation."""
    parallel: Callable[[str, Sequence[str]], Sequence[bytes]] = field(default=lambda _tenant, _customers: ())
    """The conversations of a tenant in which customers wrote under one of these ids."""
    single_sign_on: SingleSignOn | None = None
    """The OpenID provider that staff may come from."""


class NotReady(HandclaspError):
    """The console was started without something it cannot do without."""

    code = "console-not-ready"


_current: list[Services] = []


def use(services: Services) -> None:
    """Take these services for this process; raises NotReady when sign-ins could not be recorded."""
    if not callable(getattr(services, "journal", None)):
        message = "the console needs a journal for sign-ins: pass Services(journal=…); it does not start without one"
        raise NotReady(message)
    _current[:] = [services]


def services() -> Services:
    """Return this process's services; raises NotReady before `use`."""
    if not _current:
        message = "the console was not given its services; call handclasp.web.console.setup(…, services=…) first"
        raise NotReady(message)
    return _current[0]

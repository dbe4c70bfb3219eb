"""What the machine doors need of the house, as small contracts; whoever starts the web process fills them in.

Everything here may be called from several threads at once and may block: the API calls it off the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, Protocol

import msgspec

from handclasp.access.approvals import Approvals
from handclasp.access.machines import Caller
from handclasp.access.policy import Reader
from handclasp.desk.cases import CaseDesk, Summary
from handclasp.disclose import Audit, Consents, Exports
from handclasp.disclose.files import File
from handclasp.disclose.search import Asked, Found
from handclasp.intake.message import Limits
from handclasp.orders.signing import NotSigned
from handclasp.records import HandclaspError, Lane, Raw, Receipt, View
from handclasp.web.board import Worker
from handclasp.web.buckets import Table

__all__ = ["ApiSettings", "Caller", "Copied", "Nodes", "Reader", "Scope", "Services"]

Scope = Literal["write", "read", "export", "audit", "cases"]


class FlowDoor(Protocol):
    """The way in: `handclasp.flow.Flow`."""

    def append_all(
        self, raws: Sequence[Raw], /, *, receipts: bool = True, lane: Lane | None = None
    ) -> Future[list[Receipt | HandclaspError]]:
        """Append records; one answer each, in order. Raises or fails with Overloaded, OutcomeUnknown as a whole.

        Without `receipts` the receipts' documents stay empty. Batches of one `lane` stand in the order they are given.
        """


class DiscloseDoor(Protocol):
    """The way out: `handclasp.disclose.Disclose`. `who` is whom the caller reads as."""

    def read(
        self, who: Reader, conversation: bytes, /, *, purpose: str, reason: str | None, after: int, limit: int
    ) -> list[View]:
        """Masked views with seq > after."""

    def receipt(self, who: Reader, conversation: bytes, seq: int, /) -> bytes:
        """Receipt JSON of one record."""


class FilesDoor(Protocol):
    """The way out for files: `handclasp.disclose.Files`."""

    def copy(self, who: Reader, conversation: bytes, seq: int, /, *, purpose: str, reason: str | None) -> File:
        """The copy of an attachment."""


class SearchDoor(Protocol):
    """The way to what was said: `handclasp.disclose.search.Searches`."""

    def search(self, who: Reader, asked: Asked, /, *, purpose: str, reason: str | None) -> Found:
        """A page of hits."""


class KeysDoor(Protocol):
    """API keys."""

    def check(self, presented: str, /) -> Caller | None:
        """Whose key this is; None for unknown, expired and revoked ones alike."""

    def at_hand(self, presented: str, /) -> Caller | None:
        """The same at once, of a key that was looked up a moment ago; None for any other."""


class LogDoor(Protocol):
    """The published log; None means there is no such log, or nothing there yet."""

    def checkpoint(self, log: str, /) -> str | None:
        """The newest checkpoint, verbatim."""

    def vkeys(self, log: str, /) -> list[str]:
        """The log's verifier keys; empty when there is no such log."""

    def tile(self, log: str, level: int, index: int, width: int | None, /) -> bytes | None:
        """A hash tile; `width` None is a full tile of 256 hashes."""

    def entries(self, log: str, index: int, width: int | None, /) -> bytes | None:
        """An entry bundle."""


class CaseListsDoor(Protocol):
    """Which cases somebody may follow: `handclasp.desk.cases.listing.CaseLists`."""

    def page(self, who: Reader, /, *, state: str, after: int, most: int) -> Sequence[tuple[int, bytes, Summary]]:
        """Cases as (mark, conversation, how it stands), after a mark."""

    def place(self, who: Reader, number: str, /) -> tuple[bytes, Summary]:
        """Where the case of a number is; raises NotFound."""


class ApiSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the machine doors may take: bytes, lines, seconds, messages per second.

    One thread appends: sealing is bound to the interpreter, and two threads that take turns in it seal less than one.
    Nobody is let in who would wait for more than `patience_seconds`, once more than `short_line_bytes` wait (line.py).
    `stream_batches`, `stream_lines` and `stream_bytes` are a stream's window: what of it may wait for its answer.
    """

    limits: Limits = Limits()
    max_batch_bytes: int = 16 * 1024 * 1024
    max_batch_lines: int = 5_000
    max_bytes_in_flight: int = 256 * 1024 * 1024
    body_idle_seconds: float = 10.0
    body_seconds: float = 60.0
    answer_seconds: float = 30.0
    health_seconds: float = 5.0
    monitored_from: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    rate_per_second: float = 20_000.0
    rate_burst: float = 60_000.0
    append_threads: int = 1
    read_threads: int = 8
    max_waiting: int = 256
    patience_seconds: float = 2.0
    short_line_bytes: int = 256 * 1024
    max_streams: int = 256
    max_streams_per_key: int = 16
    stream_batches: int = 16
    stream_lines: int = 5_000
    stream_bytes: int = 32 * 1024 * 1024
    stream_stalled_seconds: float = 30.0


DEFAULTS: Final = ApiSettings()


class Copied(NamedTuple):
    """How the copies stand: (records, records lacking, lag in s) by name; how many are fresh; (age, s, complete)."""

    copies: Mapping[str, tuple[int, int, float]] = {}
    fresh: int = 0
    drill: tuple[float, float, bool] | None = None


class Nodes(NamedTuple):
    """A database cluster as this process sees it: nodes that answer, how many confirm commits, the one that leads."""

    members: int
    confirming: int
    leader: str | None


def nobody_signed(_headers: Mapping[str, str], _path: str, _body: bytes) -> tuple[str, str]:
    """The check of a house that no shop sends anything to. Raises NotSigned."""
    message = "no shop sends order events to this house"
    raise NotSigned(message)


@dataclass(frozen=True)
class Services:
    """The house as the machine doors see it.

    `origin` is the log's. `reader` says as whom a caller reads. `unusual(who, dealt)` tells what waits for an auditor,
    or was dealt with, `review(who)` how long the reviewers' queue is and what verdicts made of the thresholds.
    `find` gives a conversation's pseudonym by the tenant's own name for it, without making one. `may_add` raises
    Refused, journalled, when the policies let a caller write nothing. `refused(caller, action, why)` seals a refusal
    that a door made itself, `looked(caller, scope)` a look at what belongs to no one conversation. `health` names each
    part with True, or with a sentence on what is wrong and what to do. `queue_depth` counts records waiting to commit,
    `held` files that wait to be looked at, with the time (ms) since when the oldest does, `copied` the copies, `nodes`
    the database cluster, where it is one.
    `signed(headers, path, body)` says whose shop signed a request, as (tenant, connector); raises NotSigned, Replayed.
    `anchors` tells of each place outside how many seconds old its newest anchor is (None: none yet), and how often in a
    row the next one failed. `buckets` are shared with the other web workers, whom `workers` names with this one; none
    where it is the only one. `notices` counts by way how many to staff were sent, failed, were given up, and are due.
    """

    flow: FlowDoor
    disclose: DiscloseDoor
    files: FilesDoor
    searches: SearchDoor
    exports: Exports
    consents: Consents
    approvals: Approvals
    audit: Audit
    cases: CaseDesk
    case_lists: CaseListsDoor
    unusual: Callable[[Reader, bool], Sequence[Mapping[str, Any]]]
    review: Callable[[Reader], Mapping[str, Any]]
    api_keys: KeysDoor
    log: LogDoor
    origin: str
    reader: Callable[[Caller], Reader]
    find: Callable[[str, str], bytes | None]
    may_add: Callable[[Caller], None]
    refused: Callable[[Caller, str, str], None]
    looked: Callable[[Caller, str], None]
    health: Callable[[], Mapping[str, str | bool]]
    queue_depth: Callable[[], int]
    held: Callable[[], tuple[int, int | None]]
    on_hold: Callable[[Caller, bytes], bool]
    anchors: Callable[[], Sequence[tuple[str, float | None, int]]]
    settings: ApiSettings = DEFAULTS
    buckets: Table = field(default_factory=Table)
    workers: Callable[[], Sequence[Worker]] = field(default=tuple)
    signed: Callable[[Mapping[str, str], str, bytes], tuple[str, str]] = nobody_signed
    copied: Callable[[], Copied] = Copied
    nodes: Callable[[], Nodes | None] = lambda: None
    notices: Callable[[], Mapping[str, tuple[int, int, int, int]]] = dict

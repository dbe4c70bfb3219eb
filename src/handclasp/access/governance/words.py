"""The words of governance: what can be wrong, what is told of versions and drafts, and what it needs from others.

Facts and contracts; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from handclasp.access.approvals import Asked, Request, Used
from handclasp.access.policy import Action, Circumstances, Decision, Passed, Reader
from handclasp.access.policy.tables import Fault
from handclasp.records import HandclaspError, Kind, Receipt, Value


class BadPolicies(HandclaspError):
    """The policy set has faults (`faults`: file, line, what to do); it was not kept."""

    code = "bad-policies"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        where = f"{first.file}{f':{first.line}' if first.line else ''}: " if first.file else ""
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"{where}{first.words}{more}")


class PolicyMovedOn(HandclaspError):
    """Another version was published since this was asked for; look at it, then draft and ask anew."""

    code = "policy-moved-on"


class PolicyAltered(HandclaspError):
    """A version in the database is not the one that was sealed; restore it from a copy of the database."""

    code = "policy-altered"


class Version(NamedTuple):
    """A published version as its sealed record tells of it; times in milliseconds since 1970.

    `place` is the record's index in the log, `by` who asked and published, `replaces` the version before. `altered`:
    the row is not what the record says; only its number is known.
    """

    number: int
    name: str
    digest: bytes
    place: int
    at: int
    by: str
    approvers: tuple[str, ...]
    request: str
    reason: str
    replaces: str
    altered: bool


class Drafted(NamedTuple):
    """A draft: its digest, who kept it, when (milliseconds since 1970)."""

    digest: bytes
    by: str
    at: int


class VersionRow(Protocol):
    """A published set as the database has it (store.policies.Version)."""

    @property
    def number(self) -> int:
        """From 1, without gaps."""

    @property
    def digest(self) -> bytes:
        """Of the files."""

    @property
    def files(self) -> Mapping[str, str]:
        """The set."""

    @property
    def index(self) -> int:
        """Of the policy record in the log."""

    @property
    def published_at(self) -> datetime:
        """When the row was made."""


class DraftRow(Protocol):
    """A draft as the database has it (store.policies.Draft)."""

    @property
    def digest(self) -> bytes:
        """Of the files."""

    @property
    def files(self) -> Mapping[str, str]:
        """The set; empty in listings."""

    @property
    def drafted_by(self) -> str:
        """An account's name."""

    @property
    def drafted_at(self) -> datetime:
        """When it was kept first."""


class Sets(Protocol):
    """Where sets stand (store.policies.PolicySets). `tenant` is its number."""

    def published(self, tenant: int, limit: int = 1, /) -> Sequence[VersionRow]:
        """Published sets, the newest first."""

    def publish(self, tenant: int, number: int, digest: bytes, files: Mapping[str, str], index: int, /) -> None:
        """Keep a set as the tenant's `number`th; raises when that number is taken."""

    def draft(self, tenant: int, digest: bytes, files: Mapping[str, str], person: str, /) -> None:
        """Keep a draft; the same one again changes nothing."""

    def drafted(self, tenant: int, digest: bytes, /) -> DraftRow | None:
        """A draft by its digest."""

    def drafts(self, tenant: int, /) -> Sequence[DraftRow]:
        """All drafts, the newest first, without their files."""


class Gate(Protocol):
    """The first wall (disclose.gate.Gate)."""

    def passed(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = ..., /
    ) -> Passed:
        """Let pass, or seal the refusal and raise it."""

    def decision(
        self, who: Reader, action: Action, conversation: bytes | None = None, given: Circumstances = ..., /
    ) -> Decision:
        """What would be decided."""

    def refuse(self, who: Reader, action: Action, decision: Decision, conversation: bytes | None = None, /) -> None:
        """Seal a refusal and raise it."""

    def number(self, tenant: str, /) -> int:
        """A tenant's number; raises NotFound."""


class Journal(Protocol):
    """Seals records in the tenant's journal (disclose.journal.Journal)."""

    def seal(self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None) -> Receipt:
        """Seal a record and return its receipt."""

    def search(self, who: Reader, words: Sequence[str], purpose: str, hits: int, policy: str) -> Receipt:
        """Seal that somebody searched."""


class Approvals(Protocol):
    """Spends approvals (access.approvals.Approvals)."""

    def mine(self, who: Reader, /) -> Sequence[Asked]:
        """What somebody asked for: the live ones first, then the newest."""

    def use(self, who: Reader, request: Request, /) -> Used:
        """Spend the approval of exactly this, once; raises Refused."""


class Cache(Protocol):
    """Where policies decide (access.policy.engine.Policies)."""

    def forget(self, tenant: str, /) -> None:
        """Look the tenant's set up anew."""

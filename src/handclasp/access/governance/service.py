"""The life of a tenant's policies: drafted, compared, approved by a second person, published. Only the last counts.

A set is in force only when the newest row, the digest of its files and the sealed policy record all say the same;
where one of them differs, everything is denied. It never changes or removes a version, and it decides nothing itself.
"""

from __future__ import annotations

import contextlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple, cast

import msgspec

from handclasp.access.approvals import Asked, Request
from handclasp.access.governance.words import (
    Approvals,
    BadPolicies,
    Cache,
    Drafted,
    Gate,
    Journal,
    PolicyAltered,
    PolicyMovedOn,
    Sets,
    Version,
    VersionRow,
)
from handclasp.access.policy import Action, Circumstances, Need, Reader, StepUp
from handclasp.access.policy.changes import Changes, changes
from handclasp.access.policy.check import check
from handclasp.access.policy.engine import Published
from handclasp.access.policy.files import HOUSE_FILES, built_in, version_of_built_in
from handclasp.access.policy.files import digest as digest_of
from handclasp.access.policy.tables import Fault, Role, tables
from handclasp.access.roles import is_built_in
from handclasp.records import Invalid, Kind, NotFound, ReasonNeeded, Value, is_reason

BUILT_IN: Final = "built-in"
"""The name under which the built-in set is checked out."""
ALTERED: Final = "altered"
"""How the version of a set begins that is not the one that was sealed."""
KIND: Final = "policy"
"""What approvals call a request to publish."""

_SHOWN: Final = 200
_ASKED: Final = 50
_SOMEBODY: Final = "operator"
_MOST_FILES: Final = 100
_DIGEST: Final = 64


class Governance:
    """The policy sets of all tenants: what becomes of them, and which one is in force. Thread-safe.

    `sealed` gives all fields of a journal's record by tenant number and index, None when it holds none; `set_roles`
    takes over a tenant's own roles into the database's wall (name: reach, reads the journal).
    """

    def __init__(  # noqa: PLR0913 - the parts it works with, each named
        self,
        *,
        gate: Gate,
        journal: Journal,
        sets: Sets,
        approvals: Approvals,
        policies: Cache,
        number_of: Callable[[str], int | None],
        set_roles: Callable[[int, Mapping[str, tuple[str, bool]]], None],
        sealed: Callable[[int, int], Mapping[str, Value] | None],
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._journal = journal
        self._sets = sets
        self._approvals = approvals
        self._policies = policies
        self._number_of = number_of
        self._set_roles = set_roles
        self._sealed = sealed
        self._clock = clock

    # --- what is in force

    def published(self, tenant: str) -> Published | None:
        """The set in force, None for the built-in one; whatever is not as it was sealed has no files at all."""
        number = self._number_of(tenant)
        rows = [] if number is None else self._sets.published(number, 1)
        if number is None or not rows:
            return None
        row = rows[0]
        if self._record_of(number, row) is None:
            return Published(f"{ALTERED}/{row.number}", {})
        return Published(_name(row.number, row.digest), row.files)

    def _record_of(self, number: int, row: VersionRow) -> dict[str, Any] | None:
        """The change that the sealed record tells of; None when row, files and record do not say the same."""
        facts = self._sealed(number, row.index) or {}
        change, sealed = facts.get("change"), facts.get("digest")
        same = (
            facts.get("kind") == Kind.POLICY
            and isinstance(change, dict)
            and isinstance(sealed, bytes)
            and facts.get("version") == _name(row.number, sealed)
            and hmac.compare_digest(sealed, row.digest)
            and hmac.compare_digest(sealed, digest_of(row.files))
        )
        return {**change, "at": facts.get("received", 0)} if same and isinstance(change, dict) else None

    # --- drafting

    def draft(self, who: Reader, files: Mapping[str, str]) -> bytes:
        """Keep a set without faults as a draft and return its digest; raises BadPolicies, Refused (journalled)."""
        passed = self._gate.passed(who, Action.DRAFT_POLICY)
        own = _checked(files)
        digest = digest_of(own)
        details: dict[str, Any] = {"digest": digest.hex()}
        facts: dict[str, Value] = {"action": "policy draft", "details": details, "policy": passed.decision.version}
        self._journal.seal(who, Kind.AGENT_ACTION, facts)
        self._sets.draft(passed.tenant, digest, own, who.id)
        return digest

    def drafts(self, who: Reader) -> list[Drafted]:
        """All drafts of the tenant, the newest first."""
        number = self._gate.passed(who, Action.SEE_POLICY).tenant
        return [Drafted(row.digest, row.drafted_by, _ms(row.drafted_at)) for row in self._sets.drafts(number)]

    def diff(self, who: Reader, digest: bytes) -> Changes:
        """What a draft would change in the set in force, for who sees or approves policies.

        Raises NotFound, PolicyAltered, Refused (journalled).
        """
        number = self._shown_to(who)
        return changes(self._standing(number).files, self._draft(number, digest))

    def _shown_to(self, who: Reader) -> int:
        """Pass who may see policies, and who may have to decide on a draft; returns the tenant's number."""
        given = Circumstances(kind=KIND, requester=_SOMEBODY, requester_role=_SOMEBODY, reason=True)
        approver = who._replace(stepped=who.stepped | {StepUp.APPROVE.value})
        if self._gate.decision(approver, Action.APPROVE, None, given).allowed:
            return self._gate.number(who.tenant)
        return self._gate.passed(who, Action.SEE_POLICY).tenant

    def proposed(self, who: Reader, request: Request) -> Changes:
        """What a request to publish would change in the set that it names, whatever is in force by now.

        Raises NotFound, PolicyAltered, Refused (journalled), Invalid.
        """
        number = self._shown_to(who)
        draft, (replaced, digest) = _wanted(request)
        before = self._numbered(number, replaced)
        if not hmac.compare_digest(before.digest, digest):
            raise NotFound("the rules that this was to replace are not here any more")
        return changes(before.files, self._draft(number, draft))

    # --- publishing

    def request(self, who: Reader, digest: bytes, reason: str) -> Request:
        """What is to be approved: this draft in the place of this version. Asking is up to access.approvals.

        Raises Refused (journalled), ReasonNeeded, BadPolicies, NotFound, Invalid, PolicyAltered.
        """
        decision = self._gate.decision(who, Action.PUBLISH_POLICY)
        if not decision.allowed and Need.APPROVAL not in decision.needs:
            self._gate.refuse(who, Action.PUBLISH_POLICY, decision)
        if not is_reason(reason):
            raise ReasonNeeded("say what the new policies are for; it is sealed with the request")
        number = self._gate.number(who.tenant)
        _checked(self._draft(number, digest))
        standing = self._standing(number)
        if hmac.compare_digest(digest, standing.digest):
            raise Invalid("this draft is the set that is in force already")
        evidence = {"draft": digest.hex(), "number": standing.number, "replaces": standing.digest.hex()}
        return Request(
            kind=KIND,
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            reason=reason.strip(),
            evidence=evidence,
        )

    def asked(self, who: Reader, kind: str = KIND) -> list[tuple[Asked, Request]]:
        """What somebody asked for of a kind, whole, as it stands sealed: the live ones first, at most 50."""
        number = self._gate.number(who.tenant)
        found = []
        for one in islice((one for one in self._approvals.mine(who) if one.kind == kind), _ASKED):
            document = (self._sealed(number, one.idx) or {}).get("document")
            with contextlib.suppress(msgspec.ValidationError):
                found.append((one, msgspec.convert(document, Request, strict=True)))
        return found

    def publish(self, who: Reader, request: Request) -> str:
        """Put an approved draft in force, once, and return its version; raises Refused, PolicyMovedOn, BadPolicies.

        When it fails after the approval was spent, nothing is in force that was not before: ask again.
        """
        number = self._gate.passed(who, Action.PUBLISH_POLICY, None, Circumstances(approved=True)).tenant
        draft, replaces = _wanted(request)
        files = _checked(self._draft(number, draft))
        standing = self._standing(number)
        if (standing.number, standing.digest) != replaces:
            raise PolicyMovedOn("another version was published meanwhile; look at what it changed, then ask anew")
        used = self._approvals.use(who, request)
        version = _name(standing.number + 1, draft)
        facts: dict[str, Value] = {
            "version": version,
            "digest": draft,
            "change": {
                "number": standing.number + 1,
                "replaces": standing.name,
                "by": who.id,
                "request": used.request,
                "approvers": list(used.approvers),
                "reason": request.reason,
                "files": dict(files),
            },
        }
        receipt = self._journal.seal(who, Kind.POLICY, facts, key=f"policy/{used.request}")
        with self._roles_wide_enough(number, standing.files, files):
            self._sets.publish(number, standing.number + 1, draft, files, receipt.stored.index)
        self._policies.forget(who.tenant)
        return version

    @contextlib.contextmanager
    def _roles_wide_enough(self, number: int, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[None]:
        # New roles first, dropped ones last: whatever fails in between, no role that policies allow lacks its reach.
        self._set_roles(number, {**_own_roles(after), **_own_roles(before)})
        try:
            yield
        finally:
            # Somebody else may have published meanwhile: what stands now says which roles there are.
            rows = self._sets.published(number, 1)
            self._set_roles(number, _own_roles(rows[0].files) if rows else {})

    # --- looking

    def versions(self, who: Reader) -> list[Version]:
        """The published versions, the newest first, at most 200; empty: the tenant lives by the built-in set."""
        number = self._gate.passed(who, Action.SEE_POLICY).tenant
        return [self._told(number, row) for row in self._sets.published(number, _SHOWN)]

    def _told(self, number: int, row: VersionRow) -> Version:
        change = self._record_of(number, row)
        told: dict[str, Any] = change or {}
        return Version(
            number=row.number,
            name=_name(row.number, row.digest) if change else f"{ALTERED}/{row.number}",
            digest=row.digest,
            place=row.index,
            at=cast("int", told.get("at", _ms(row.published_at))),
            by=str(told.get("by", "")),
            approvers=tuple(map(str, told.get("approvers", ()))),
            request=str(told.get("request", "")),
            reason=str(told.get("reason", "")),
            replaces=str(told.get("replaces", "")),
            altered=change is None,
        )

    def changed(self, who: Reader, which: int) -> tuple[Version, Changes]:
        """A published version, and what it changed in the one before it.

        Raises NotFound, PolicyAltered, Refused (journalled).
        """
        number = self._gate.passed(who, Action.SEE_POLICY).tenant
        standing = self._numbered(number, which)
        row = next(row for row in self._sets.published(number, _SHOWN) if row.number == which)
        return self._told(number, row), changes(self._numbered(number, which - 1).files, standing.files)

    def _numbered(self, number: int, which: int) -> _Standing:
        """The set of that number, 0 for the built-in one; raises NotFound, PolicyAltered."""
        if which == 0:
            return _built_in()
        for row in self._sets.published(number, _SHOWN):
            if row.number == which:
                return self._standing_of(number, row)
        raise NotFound(f"there is no version {which} here")

    def checkout(self, who: Reader, which: str) -> dict[str, str]:
        """The files of `built-in`, of a version (its number or name), or of a draft (its digest in hex).

        Raises NotFound, PolicyAltered, Refused (journalled).
        """
        number = self._shown_to(who) if len(which) == _DIGEST else self._gate.passed(who, Action.SEE_POLICY).tenant
        if which in {BUILT_IN, version_of_built_in()}:
            return dict(built_in())
        if len(which) == _DIGEST:
            with contextlib.suppress(ValueError):
                return dict(self._draft(number, bytes.fromhex(which)))
        for row in self._sets.published(number, _SHOWN):
            if which in {str(row.number), _name(row.number, row.digest)}:
                return dict(self._standing_of(number, row).files)
        raise NotFound(f"there is no policy set {which[:80]!r} here: name a version's number, a draft or {BUILT_IN}")

    def _draft(self, number: int, digest: bytes) -> Mapping[str, str]:
        row = self._sets.drafted(number, digest) if len(digest) == 32 else None
        # A draft is what was looked at by its digest, or nothing.
        if row is None or not hmac.compare_digest(digest_of(row.files), digest):
            raise NotFound("there is no such draft")
        return row.files

    def _standing(self, number: int) -> _Standing:
        rows = self._sets.published(number, 1)
        if not rows:
            return _built_in()
        return self._standing_of(number, rows[0])

    def _standing_of(self, number: int, row: VersionRow) -> _Standing:
        if self._record_of(number, row) is None:
            raise PolicyAltered(f"version {row.number} in the database is not the one that was sealed; restore its row")
        return _Standing(row.number, row.digest, row.files, _name(row.number, row.digest))


class _Standing(NamedTuple):
    """A set that may be believed; number 0 is the built-in one."""

    number: int
    digest: bytes
    files: Mapping[str, str]
    name: str


def _built_in() -> _Standing:
    return _Standing(0, digest_of(built_in()), built_in(), version_of_built_in())


def _name(number: int, digest: bytes) -> str:
    return f"{number}/{digest.hex()[:12]}"


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _checked(files: Mapping[str, str]) -> dict[str, str]:
    """The tenant's own files, when nothing is wrong with them; raises BadPolicies."""
    if len(files) > _MOST_FILES:
        raise BadPolicies([Fault("", None, "too-large", f"a set has at most {_MOST_FILES} files")])
    faults = check(files)
    if faults:
        raise BadPolicies(faults)
    # The house's files belong to the program: kept with a set, they would be found altered by the next version.
    return {name: text for name, text in sorted(files.items()) if name not in HOUSE_FILES}


def _own_roles(files: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
    found: Mapping[str, Role] = tables(files).roles
    return {name: (role.reach, role.journal) for name, role in found.items() if not is_built_in(name)}


def _wanted(request: Request) -> tuple[bytes, tuple[int, bytes]]:
    """A request's draft, and the number and digest that it replaces; raises Invalid."""
    evidence = request.evidence
    try:
        draft, replaces = bytes.fromhex(evidence["draft"]), bytes.fromhex(evidence["replaces"])
    except (KeyError, TypeError, ValueError):
        draft = replaces = b""
    number = evidence.get("number")
    if request.kind != KIND or len(draft) != 32 or len(replaces) != 32 or not isinstance(number, int):
        raise Invalid("this is no request to publish policies")
    return draft, (number, replaces)

"""Deletion by rule: what its rules let go is put into the bin, many in one record; too many at once stop and ask.

Reads page by page, twice: first it counts, then it acts. What became due in between goes the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple

from handclasp.access.approvals import Request
from handclasp.access.policy import MANY, Action, Circumstances, Reader
from handclasp.keep.bin import HOURS, TOGETHER, Approvals, Gate, Seal
from handclasp.keep.keeping import Keeping, Planned
from handclasp.keep.resting import Between, at_once
from handclasp.keep.rules import Rules
from handclasp.records import Kind, Value
from handclasp.store.keeping import Bins

ALWAYS: Final = 1_000
"""So many go by rule in one run whatever the tenant's size."""

SHARE: Final = 20
"""Beyond that, more than one in so many of a tenant's conversations is unusual, and stops."""

JOURNAL: Final = "journal"
"""The rule by which a journal goes; what it certifies is carried on first."""

_HOUSE: Final = ("system", "handclasp")
_HOUR: Final = 3_600_000


class Swept(NamedTuple):
    """A run: how many were due of how many, how many went into the bin; `stopped`: they are too many to go unasked."""

    due: int
    of: int
    put: int
    stopped: bool
    digest: str
    first: str


class Sweeping:
    """Runs the retention rules of tenants."""

    def __init__(
        self,
        *,
        gate: Gate,
        seal: Seal,
        rows: Bins,
        keeping: Keeping,
        rules: Callable[[str], Rules],
        carry: Callable[[str, int, bytes], object],
        approvals: Approvals,
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._seal = seal
        self._rows = rows
        self._keeping = keeping
        self._rules = rules
        self._carry = carry
        self._approvals = approvals
        self._clock = clock

    def run(self, tenant: str, now: int | None = None, between: Between = at_once) -> Swept:
        """Put what is due at a moment (ms) into the bin, unless it is unusually much. Raises BadRetention.

        `between` is called behind each batch that was looked at, or put there.
        """
        at = self._clock() if now is None else now
        counted = self._counted(tenant, at, between)
        if counted.stopped or not counted.due:
            return counted
        return counted._replace(put=self._put(tenant, at, counted.due, between))

    def run_approved(self, who: Reader, reason: str, between: Between = at_once) -> Swept:
        """The same for somebody whom a second person allowed exactly this; raises Refused, ApprovalNeeded."""
        at = self._clock()
        counted = self._counted(who.tenant, at, between)
        if not counted.due:
            return counted
        if counted.stopped:
            request = self.to_ask(who, counted, reason)
            given = Circumstances(reason=True, item=MANY, approved=self._approvals.stands(who, request))
            self._gate.passed(who, Action.DELETE, bytes.fromhex(counted.first), given)
            self._approvals.use(who, request)
        else:
            self._gate.passed(who, Action.DELETE, bytes.fromhex(counted.first), Circumstances(reason=True))
        return counted._replace(put=self._put(who.tenant, at, counted.due, between), stopped=False)

    def look(self, who: Reader, between: Between = at_once) -> Swept:
        """What a run would find now; raises Refused."""
        self._gate.passed(who, Action.SEE_KEEPING, None, Circumstances())
        return self._counted(who.tenant, self._clock(), between)

    def to_ask(self, who: Reader, found: Swept, reason: str) -> Request:
        """What a second person is asked: exactly these conversations, by the first of them."""
        return Request(
            kind="delete",
            tenant=who.tenant,
            requester=who.id,
            requester_role=who.role,
            subject=found.first,
            reason=reason,
            purpose="deletion by rule",
            evidence={"item": MANY, "rule": "retention", "conversations": found.due, "digest": found.digest},
        )

    # --- steps

    def _due(self, tenant: str, now: int, between: Between) -> Iterator[Planned]:
        return self._keeping.due(self._gate.number(tenant), self._rules(tenant), now, between)

    def _counted(self, tenant: str, now: int, between: Between) -> Swept:
        number, rules = self._gate.number(tenant), self._rules(tenant)
        due = total = 0
        first, digest = "", sha256()
        for one in self._keeping.planned(number, rules, now, between):
            total += 1
            if one.verdict.goes:
                first = first or one.conversation.hex()
                due += 1
                digest.update(one.conversation)
        stopped = due > max(ALWAYS, total // SHARE)
        return Swept(due, total, 0, stopped, digest.hexdigest(), first)

    def _put(self, tenant: str, now: int, most: int, between: Between) -> int:
        number, who, count = self._gate.number(tenant), Reader(tenant, *_HOUSE), 0
        waiting: dict[str, list[bytes]] = {}
        for one in islice(self._due(tenant, now, between), most):
            batch = waiting.setdefault(one.verdict.rule, [])
            batch.append(one.conversation)
            if len(batch) == TOGETHER:
                count += self._sealed(who, number, one.verdict.rule, waiting.pop(one.verdict.rule))
                between()
        return count + sum(self._sealed(who, number, rule, batch) for rule, batch in waiting.items())

    def _sealed(self, who: Reader, number: int, rule: str, batch: list[bytes]) -> int:
        if rule == JOURNAL:
            for journal in batch:
                self._carry(who.tenant, number, journal)
        facts: dict[str, Value] = {
            "subjects": [one.hex() for one in batch],
            "rule": rule,
            "due": max(self._clock(), self._rows.now()) + HOURS * _HOUR,
            "reason": "its time by this rule is over",
        }
        index = self._seal(who, Kind.DELETION, facts).stored.index
        return len(self._rows.put(number, batch, index))

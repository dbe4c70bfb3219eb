"""Why is this still here: what the rules say of one conversation and of all; extensions with an owner and a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.keep.bin import Gate, Seal, Sealed, begun_by
from handclasp.keep.rules import DAY, Facts, Rules, Verdict, verdict
from handclasp.records import Invalid, Kind, NotFound, Value, is_reason
from handclasp.store.keeping import Bins
from handclasp.store.keeping_facts import FactRow, KeepingFacts

LONGEST_DAYS: Final = 1_100
"""An extension is reviewed after three years at the latest."""


SOON_DAYS: Final = 14
"""So many days before its date an extension is due for review."""

LISTED: Final = 500
"""So many extensions are listed at most."""


class Why(NamedTuple):
    """Why a conversation is still here, or what became of it.

    `why`: erased, erasing, bin, hold, extended, open, kept, due. `rule` names the rule that wins; `until` (ms) is when
    it may go, 0 where that is open; `owner`, `reason`: of an extension, or of what lies in the bin.
    """

    why: str
    rule: str
    until: int
    owner: str = ""
    reason: str = ""
    certificate: int | None = None


class Extended(NamedTuple):
    """A conversation that is kept longer than its rule says: by whom (`role:id`), why, since when, until when (ms).

    `due`: somebody has to look at it again, soon or by now; when that day has passed, the ordinary rules hold again.
    """

    conversation: bytes
    owner: str
    reason: str
    at: int
    review: int
    due: bool


class Planned(NamedTuple):
    """One conversation of a plan."""

    conversation: bytes
    verdict: Verdict


class Keeping:
    """The retention of all tenants. Thread-safe; every call raises Refused and NotFound, which are journalled."""

    def __init__(
        self,
        *,
        gate: Gate,
        seal: Seal,
        sealed: Sealed,
        rows: Bins,
        facts: KeepingFacts,
        rules: Callable[[str], Rules],
        clock: Callable[[], int],
    ) -> None:
        self._gate = gate
        self._seal = seal
        self._sealed = sealed
        self._rows = rows
        self._facts = facts
        self._rules = rules
        self._clock = clock

    def why(self, who: Reader, conversation: bytes) -> Why:
        """Why a conversation is still here; of an erased one, that it was. For whoever may list it, or see the plan."""
        tenant = self._gate.number(who.tenant)
        if not self._gate.decision(who, Action.SEE_KEEPING).allowed:
            self._gate.passed(who, Action.RESTORE, conversation, Circumstances())
        row = self._rows.find(tenant, conversation)
        if row is not None and row.state:
            return self._gone(tenant, row.idx, row.certificate)
        facts = self._facts.of(tenant, conversation)
        if facts is None:
            message = "there is no such conversation"
            raise NotFound(message)
        if row is not None:
            said = begun_by(self._sealed, tenant, row.idx)
            by, reason = str(said.get("author", "")), str(said.get("reason", ""))
            return Why("hold" if row.held else "bin", str(said.get("rule", "")), row.due, by, reason)
        found = verdict(self._whole(tenant, [facts])[0], self._rules(who.tenant), self._clock())
        owner, reason = self._extended(tenant, conversation) if found.why == "extended" else ("", "")
        return Why(found.why, found.rule, found.until, owner, reason)

    def plan(self, who: Reader, now: int | None = None) -> Iterator[Planned]:
        """What would go at a moment (ms), and why the rest stays; read page by page, nothing is changed.

        Raises Refused before the first, BadRetention.
        """
        tenant = self._gate.passed(who, Action.SEE_KEEPING, None, Circumstances()).tenant
        rules, at = self._rules(who.tenant), self._clock() if now is None else now
        return self.planned(tenant, rules, at)

    def due(self, tenant: int, rules: Rules, now: int) -> Iterator[Planned]:
        """The conversations that go by rule, for the house's own work."""
        return (one for one in self.planned(tenant, rules, now) if one.verdict.goes)

    def extend(self, who: Reader, conversation: bytes, *, review: int, reason: str) -> int:
        """Keep a conversation until a date (ms) on which somebody looks at it again; returns the record's index.

        Whoever extends is its owner. Another extension takes the place of the last. Raises Invalid.
        """
        now = self._clock()
        if not now < review <= now + LONGEST_DAYS * DAY:
            message = f"name a day to come, at most {LONGEST_DAYS} days away: nothing is kept for good by accident"
            raise Invalid(message)
        given = Circumstances(reason=is_reason(reason))
        passed = self._gate.passed(who, Action.EXTEND, conversation, given)
        facts: dict[str, Value] = {
            "action": "kept longer",
            "details": {"review": review},
            "subjects": [conversation.hex()],
            "reason": reason,
            "policy": passed.decision.version,
        }
        index = self._seal(who, Kind.AGENT_ACTION, facts).stored.index
        self._facts.extend(passed.tenant, conversation, index, review)
        return index

    def extended(self, who: Reader) -> list[Extended]:
        """What is kept longer, the soonest first, at most LISTED: all of it, or what is one's own to extend."""
        tenant, now = self._gate.number(who.tenant), self._clock()
        everything, given = self._gate.decision(who, Action.SEE_KEEPING).allowed, Circumstances(reason=True)
        found = []
        for conversation, index, review in self._facts.extensions(tenant, LISTED):
            if everything or self._gate.decision(who, Action.EXTEND, conversation, given).allowed:
                said = self._sealed(tenant, index) or {}
                at, owner, reason = said.get("received"), str(said.get("author", "")), str(said.get("reason", ""))
                due = review <= now + SOON_DAYS * DAY
                found.append(Extended(conversation, owner, reason, at if isinstance(at, int) else 0, review, due))
        return found

    # --- steps

    def planned(self, tenant: int, rules: Rules, now: int) -> Iterator[Planned]:
        """What the rules say of each conversation at a moment (ms), for the house's own work."""
        for page in self._facts.all(tenant):
            plain = [(row, verdict(Facts(*row), rules, now)) for row in page]
            # Only what would go by the plain rule is looked at closer: a longer one may speak of it.
            closer = {one.conversation: one for one in self._whole(tenant, [row for row, v in plain if v.goes])}
            for row, first in plain:
                facts = closer.get(row.conversation)
                yield Planned(row.conversation, first if facts is None else verdict(facts, rules, now))

    def _whole(self, tenant: int, rows: list[FactRow]) -> list[Facts]:
        special = self._facts.special(tenant, [row.conversation for row in rows]) if rows else {}
        return [Facts(*row, *special.get(row.conversation, (False, False))) for row in rows]

    def _extended(self, tenant: int, conversation: bytes) -> tuple[str, str]:
        found = self._facts.extension(tenant, conversation)
        said = (self._sealed(tenant, found[0]) if found else None) or {}
        return str(said.get("author", "")), str(said.get("reason", ""))

    def _gone(self, tenant: int, idx: int, certificate: int | None) -> Why:
        said = begun_by(self._sealed, tenant, idx)
        word = "erased" if certificate is not None else "erasing"
        return Why(
            word, str(said.get("rule", "")), 0, str(said.get("author", "")), str(said.get("reason", "")), certificate
        )

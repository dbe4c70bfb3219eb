"""Why is this still here: what the rules say of one conversation and of all; extensions with an owner and a date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, cast

from handclasp.access.policy import Action, Circumstances, Reader
from handclasp.keep.bin import Gate, Seal, Sealed, begun_by
from handclasp.keep.resting import Between, at_once
from handclasp.keep.rules import DAY, Facts, Rules, Verdict, verdict
from handclasp.records import Invalid, Kind, NotFound, Value, is_reason
from handclasp.store.keeping_facts import FactRow, KeepingFacts

LONGEST_DAYS: Final = 1_100
"""An extension is reviewed after three years at the latest."""


SOON_DAYS: Final = 14
"""So many days before its date an extension is due for review."""

LISTED: Final = 500
"""So many extensions are listed at most."""

LOOKED_THROUGH: Final = 10_000
"""So many are looked through for one owner's."""


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
    """A conversation that is kept longer than its rule says: whose it is (`role:id`), why, since when, until when (ms).

    `due`: somebody has to look at it again, soon or by now; when that day has passed, the ordinary rules hold again.
    `handed`: who handed it to its owner; empty where the owner extended it. `gone`: the owner is not in service.
    `record`: the index of the record that extended it.
    """

    conversation: bytes
    owner: str
    reason: str
    at: int
    review: int
    due: bool
    handed: str = ""
    gone: bool = False
    record: int = 0


class Planned(NamedTuple):
    """One conversation of a plan."""

    conversation: bytes
    verdict: Verdict


class Keeping:
    """The retention of all tenants. Thread-safe; every call raises Refused and NotFound, which are journalled.

    `present(tenant, account)` is somebody as they are now; None when they are not in service. `in_force(tenant)` is the
    index of the record by which a tenant's access rules hold; None where it lives by the built-in ones.
    """

    def __init__(
        self,
        *,
        gate: Gate,
        seal: Seal,
        sealed: Sealed,
        facts: KeepingFacts,
        rules: Callable[[str], Rules],
        present: Callable[[str, str], Reader | None],
        in_force: Callable[[int], int | None],
        clock: Callable[[], int],
    ) -> None:
        self._present = present
        self._in_force = in_force
        self._gate = gate
        self._seal = seal
        self._sealed = sealed
        self._facts = facts
        self._rules = rules
        self._clock = clock

    def why(self, who: Reader, conversation: bytes, *, brief: bool = False) -> Why:
        """Why a conversation is still here; of an erased one, that it was. For whoever may list it, or see the plan.

        `brief`: of one that is still open not by which rule it would go, for which all its records are looked through.
        """
        tenant = self._gate.number(who.tenant)
        if not self._gate.decision(who, Action.SEE_KEEPING).allowed:
            self._gate.passed(who, Action.RESTORE, conversation, Circumstances())
        row, facts, special = self._facts.of(tenant, conversation, brief=brief)
        if row is not None and row.state:
            return self._gone(tenant, row.idx, row.certificate)
        if facts is None:
            message = "there is no such conversation"
            raise NotFound(message)
        if row is not None:
            said = begun_by(self._sealed, tenant, row.idx)
            by, reason = str(said.get("author", "")), str(said.get("reason", ""))
            return Why("hold" if row.held else "bin", str(said.get("rule", "")), row.due, by, reason)
        found = verdict(Facts(*facts, *special), self._rules(who.tenant), self._clock())
        owner, reason = self._extended(tenant, conversation) if found.why == "extended" else ("", "")
        rule = "" if brief and found.why == "open" else found.rule
        return Why(found.why, rule, found.until, owner, reason)

    def plan(self, who: Reader, now: int | None = None) -> Iterator[Planned]:
        """What would go at a moment (ms), and why the rest stays; read page by page, nothing is changed.

        The look is recorded before the first. Raises Refused, BadRetention.
        """
        passed = self._gate.passed(who, Action.SEE_KEEPING, None, Circumstances())
        facts: dict[str, Value] = {"purpose": "audit", "subjects": [], "scope": "retention plan"}
        self._seal(who, Kind.ACCESS, facts | {"policy": passed.decision.version})
        rules, at = self._rules(who.tenant), self._clock() if now is None else now
        return self.planned(passed.tenant, rules, at)

    def due(self, tenant: int, rules: Rules, now: int, between: Between = at_once) -> Iterator[Planned]:
        """The conversations that go by rule, for the house's own work."""
        return (one for one in self.planned(tenant, rules, now, between) if one.verdict.goes)

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

    def hand_over(self, who: Reader, conversation: bytes, to: str, *, reason: str) -> int:
        """Give an extension that stands to another owner, who may extend it anew; returns the record's index.

        Its day and the reason it is kept for stay. Raises Invalid.
        """
        passed = self._gate.passed(who, Action.EXTEND, conversation, Circumstances(reason=is_reason(reason)))
        before = self._standing(passed.tenant, conversation)
        if before is None:
            message = "it is not kept longer at this time: extend it, and you are its owner"
            raise Invalid(message)
        owner, given = self._present(who.tenant, to), Circumstances(reason=True)
        if owner is None or not self._gate.decision(owner, Action.EXTEND, conversation, given).allowed:
            message = f"{to!r} is nobody in service here who may keep this conversation longer"
            raise Invalid(message)
        if before.owner == f"{owner.role}:{owner.id}":
            message = f"{to} is its owner already"
            raise Invalid(message)
        details = {"review": before.review, "owner": f"{owner.role}:{owner.id}", "before": before.owner}
        facts: dict[str, Value] = {
            "action": "kept longer: handed over",
            "details": details | {"of": before.record},
            "subjects": [conversation.hex()],
            "reason": reason,
            "policy": passed.decision.version,
        }
        index = self._seal(who, Kind.AGENT_ACTION, facts).stored.index
        self._facts.extend(passed.tenant, conversation, index, before.review)
        return index

    def standing(self, who: Reader, conversation: bytes) -> Extended | None:
        """The extension of a conversation that stands now, for whoever may extend it."""
        passed = self._gate.passed(who, Action.EXTEND, conversation, Circumstances(reason=True))
        return self._standing(passed.tenant, conversation)

    def heirs(self, who: Reader, conversation: bytes, accounts: Iterable[str]) -> list[str]:
        """Of these accounts, those to whom an extension of a conversation can be handed."""
        given = Circumstances(reason=True)
        found = ((name, self._present(who.tenant, name)) for name in accounts)
        return [
            name
            for name, one in found
            if one is not None and self._gate.decision(one, Action.EXTEND, conversation, given).allowed
        ]

    def extended(self, who: Reader, owner: str = "") -> list[Extended]:
        """What is kept longer, the soonest first, at most LISTED: all of it, or what is one's own to extend.

        `owner`: that account's alone.
        """
        tenant = self._gate.number(who.tenant)
        everything, given = self._gate.decision(who, Action.SEE_KEEPING).allowed, Circumstances(reason=True)
        found: list[Extended] = []
        there: dict[str, bool] = {}
        for conversation, index, review in self._facts.extensions(tenant, LOOKED_THROUGH if owner else LISTED):
            if everything or self._gate.decision(who, Action.EXTEND, conversation, given).allowed:
                one = self._kept(tenant, conversation, index, review)
                account = one.owner.partition(":")[2]
                if owner in ("", account):
                    if account not in there:
                        there[account] = self._present(who.tenant, account) is not None
                    found.append(one._replace(gone=not there[account]))
        return found[:LISTED]

    # --- steps

    def planned(self, tenant: int, rules: Rules, now: int, between: Between = at_once) -> Iterator[Planned]:
        """What the rules say of each conversation at a moment (ms), for the house's own work.

        `between` is called behind each page.
        """
        for page in self._facts.all(tenant):
            plain = [(row, verdict(Facts(*row), rules, now)) for row in page]
            # Only what would go by the plain rule is looked at closer: a longer one may speak of it.
            closer = {one.conversation: one for one in self._whole(tenant, [row for row, v in plain if v.goes])}
            for row, first in plain:
                facts = closer.get(row.conversation)
                yield Planned(row.conversation, first if facts is None else verdict(facts, rules, now))
            between()

    def _whole(self, tenant: int, rows: list[FactRow]) -> list[Facts]:
        special = self._facts.special(tenant, [row.conversation for row in rows]) if rows else {}
        return [
            Facts(*row, *special.get(row.conversation, (False, False)), row.journal and self._needed(tenant, row))
            for row in rows
        ]

    def _needed(self, tenant: int, row: FactRow) -> bool:
        """Whether a journal has to stay: for what it speaks of is still here, or rests on what stands in it."""
        span = self._facts.span(tenant, row.conversation)
        rules = self._in_force(tenant)
        return self._facts.spoken_of(tenant, span) or (rules is not None and span[0] <= rules <= span[1])

    def _extended(self, tenant: int, conversation: bytes) -> tuple[str, str]:
        found = self._facts.extension(tenant, conversation)
        if found is None:
            return "", ""
        one = self._kept(tenant, conversation, *found)
        return one.owner, one.reason

    def _kept(self, tenant: int, conversation: bytes, index: int, review: int) -> Extended:
        """An extension by the record at an index: one that was handed over is kept for the reason it was made for."""
        said = self._sealed(tenant, index) or {}
        details = cast("dict[str, Any]", said.get("details", {}))
        record, first = self._first(tenant, index)
        owner, by = str(details.get("owner", said.get("author", ""))), str(said.get("author", ""))
        at, due = first.get("received"), review <= self._clock() + SOON_DAYS * DAY
        handed, since = by if "owner" in details else "", at if isinstance(at, int) else 0
        reason = str(first.get("reason", ""))
        return Extended(conversation, owner, reason, since, review, due, handed, record=record)

    def _standing(self, tenant: int, conversation: bytes) -> Extended | None:
        found = self._facts.extension(tenant, conversation)
        return None if found is None or found[1] <= self._clock() else self._kept(tenant, conversation, *found)

    def _first(self, tenant: int, index: int) -> tuple[int, Mapping[str, Value]]:
        """The record that made an extension, by the one at an index, which made it or handed it over."""
        said = self._sealed(tenant, index) or {}
        of = cast("dict[str, Any]", said.get("details", {})).get("of")
        return (index, said) if not isinstance(of, int) else (of, self._sealed(tenant, of) or {})

    def _gone(self, tenant: int, idx: int, certificate: int | None) -> Why:
        said = begun_by(self._sealed, tenant, idx)
        word = "erased" if certificate is not None else "erasing"
        return Why(
            word, str(said.get("rule", "")), 0, str(said.get("author", "")), str(said.get("reason", "")), certificate
        )

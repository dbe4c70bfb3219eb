"""A house of approvals in memory: rows, a journal, people and rules that a test can change between two calls.

The journal keeps what the log keeps: one record a key, the same again is doubled, anything else is refused. The rules
note every question, so that a test can see with which roles it was asked.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pytest

from handclasp.access.approvals import Approvals, Asked, Request, State, Used, Vote
from handclasp.access.approvals.words import LIVE, AskedRow, VoteRow
from handclasp.access.policy import About, Action, Circumstances, Decision, Need, Reader, StepUp
from handclasp.records import HandclaspError, KeyReused, Kind, Receipt, Stored, Value

HOUR = 3_600_000
START = 1_790_000_000_000
CONVERSATION = "0123456789abcdef" * 2
NOTHING: Final = Circumstances()
STEPPED = frozenset({StepUp.APPROVE.value})
GROUPS = {"administrator": "administration", "steward": "administration"}
ASKERS = {
    Action.EXPORT: {"lead", "specialist", "director", "service"},
    Action.REVEAL: {"agent", "lead", "specialist", "director"},
    Action.PUBLISH_POLICY: {"administrator"},
    Action.GRANT_ROLE: {"administrator"},
}
APPROVERS = {
    "export": {"director", "privacy", "lead"},
    "reveal": {"director", "privacy", "lead"},
    "policy": {"director", "privacy", "auditor", "steward"},
    "role": {"director", "privacy"},
}


class Rule(NamedTuple):
    people: int
    hours: int


class Question(NamedTuple):
    who: Reader
    action: Action
    about: About | None
    given: Circumstances


class Rules:
    """Rules as plain as they can be: who may ask, who may approve, an exclusive group, leads only in their team."""

    def __init__(self) -> None:
        self.people = 1
        self.questions: list[Question] = []

    def approval(self, _tenant: str, _kind: str, /) -> Rule:
        return Rule(self.people, 8)

    def version(self, tenant: str, /) -> str:
        return f"{tenant}/v1"

    def decide(
        self, who: Reader, action: Action, about: About | None = None, given: Circumstances = NOTHING, /
    ) -> Decision:
        self.questions.append(Question(who, action, about, given))
        why, needs = self._against(who, action, about, given)
        return Decision(not why and not needs, why or "as the rules say", self.version(who.tenant), needs=needs)

    def _against(
        self, who: Reader, action: Action, about: About | None, given: Circumstances
    ) -> tuple[str, frozenset[Need]]:
        if action is not Action.APPROVE:
            refused = not (given.reason and given.approved) or (given.item == "payment" and who.role == "specialist")
            return ("this role does no such thing" if who.role not in ASKERS[action] or refused else ""), frozenset()
        group = GROUPS.get(who.role)
        if who.id == given.requester or (group and group == GROUPS.get(given.requester_role)):
            return "the two may not be one", frozenset()
        in_team = who.role != "lead" or (about is not None and about.team == who.team)
        if who.role not in APPROVERS.get(given.kind, set()) or not in_team:
            return "this role approves no such thing", frozenset()
        return "", frozenset() if StepUp.APPROVE.value in who.stepped else frozenset({Need.STEP_UP})


class Sealed(NamedTuple):
    tenant: str
    facts: dict[str, Any]
    key: str | None


class Memory:
    """The rows, as store.approvals keeps them; one lock stands for its transactions."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, str], Asked] = {}
        self.said: dict[tuple[int, str], list[Vote]] = {}
        self.lock = threading.RLock()

    def add(self, tenant: int, asked: AskedRow, /) -> AskedRow:
        with self.lock:
            fresh = Asked(*asked)
            for (at, _), row in self.rows.items():
                if (
                    at == tenant
                    and row.state in LIVE
                    and (row.digest, row.requester) == (fresh.digest, fresh.requester)
                ):
                    return row
            self.rows[tenant, fresh.request] = fresh
            return fresh

    def find(self, tenant: int, request: str, /) -> AskedRow | None:
        return self.rows.get((tenant, request))

    def asked_by(self, tenant: int, requester: str, limit: int, /) -> Sequence[AskedRow]:
        mine = [row for (at, _), row in self.rows.items() if at == tenant and row.requester == requester]
        return sorted(mine, key=lambda row: (row.state not in LIVE, -row.requested))[:limit]

    def open(self, tenant: int, now: int, limit: int, /) -> Sequence[AskedRow]:
        rows = [r for (at, _), r in self.rows.items() if at == tenant and r.state == State.OPEN and r.expires > now]
        return sorted(rows, key=lambda row: row.expires)[:limit]

    def due(self, tenant: int, now: int, limit: int, /) -> Sequence[AskedRow]:
        return [r for (at, _), r in self.rows.items() if at == tenant and r.state in LIVE and r.expires <= now][:limit]

    def votes(self, tenant: int, request: str, /) -> Sequence[VoteRow]:
        return list(self.said.get((tenant, request), []))

    def vote(self, tenant: int, request: str, vote: VoteRow, need: int, /) -> str | None:
        with self.lock:
            row, said = self.rows[tenant, request], self.said.setdefault((tenant, request), [])
            fresh = Vote(*vote)
            if row.state != State.OPEN or row.expires <= fresh.at or any(v.person == fresh.person for v in said):
                return None
            said.append(fresh)
            yes = sum(v.decision == "approve" for v in said)
            state = State.REJECTED if yes < len(said) else State.APPROVED if yes >= need else State.OPEN
            self.rows[tenant, request] = row._replace(state=state.value)
            return state.value

    def move(self, tenant: int, request: str, before: Sequence[str], after: str, at: int, /) -> bool:
        with self.lock:
            row = self.rows[tenant, request]
            if row.state not in before:
                return False
            self.rows[tenant, request] = row._replace(state=after)
            return True


class Meeting(Memory):
    """The same rows for a process that waits for the others once it has seen the votes, before it acts on them."""

    def __init__(self, of: Memory, all_of_them: threading.Barrier) -> None:
        self.rows, self.said, self.lock = of.rows, of.said, of.lock
        self.all_of_them = all_of_them

    def votes(self, tenant: int, request: str, /) -> Sequence[VoteRow]:
        found = super().votes(tenant, request)
        self.all_of_them.wait(10)
        return found


class Stand:
    """Approvals with everything around them: `people` are (role, team) by tenant and name, and may change."""

    def __init__(self) -> None:
        self.now = START
        self.rules = Rules()
        self.store = Memory()
        self.journal: list[Sealed] = []
        self.broken: Exception | None = None
        self.ids = itertools.count(1)
        self.lock = threading.Lock()
        self.abouts = {CONVERSATION: About("shop", CONVERSATION, "zhou", "north")}
        self.people: dict[tuple[str, str], tuple[str, str]] = {
            ("shop", name): (role, team)
            for name, role, team in (
                ("zhou", "agent", "north"),
                ("ye", "lead", "north"),
                ("su", "lead", "south"),
                ("lin", "specialist", ""),
                ("he", "director", ""),
                ("gu", "director", ""),
                ("tan", "privacy", ""),
                ("wu", "auditor", ""),
                ("root", "administrator", ""),
                ("deputy", "steward", ""),
            )
        }
        self.keys = {"0123456789ab"}
        self.approvals = self.process()

    def process(self, **changes: Any) -> Approvals:
        """Another process over the same rows and the same log."""
        given: dict[str, Any] = {
            "store": self.store,
            "policies": self.rules,
            "journal": self.seal,
            "sealed": self.sealed,
            "present": self.present,
            "about": lambda _tenant, conversation: self.abouts[conversation],
            "tenants": {"shop": 1, "wallet": 2}.get,
            "clock": lambda: self.now,
            "random": lambda size: next(self.ids).to_bytes(size, "big"),
        }
        return Approvals(**(given | changes))

    def meeting(self, processes: int) -> Iterator[Approvals]:
        """As many processes, each of which acts only when all have looked."""
        barrier = threading.Barrier(processes)
        return (self.process(store=Meeting(self.store, barrier)) for _ in range(processes))

    # --- what the service is given

    def seal(self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None) -> Receipt:
        with self.lock:
            if self.broken is not None:
                raise self.broken
            whole = {"kind": kind.value, "author": f"{who.role}:{who.id}", **facts}
            for idx, record in enumerate(self.journal):
                if key is not None and (record.tenant, record.key) == (who.tenant, key):
                    if {**record.facts, "received": 0} != {**whole, "received": 0}:
                        raise KeyReused("the key was used before")
                    return receipt(idx, doubled=True)
            self.journal.append(Sealed(who.tenant, {**whole, "received": self.now}, key))
            return receipt(len(self.journal) - 1)

    def sealed(self, tenant: int, idx: int, /) -> Mapping[str, Value] | None:
        if not 0 <= idx < len(self.journal) or {"shop": 1, "wallet": 2}[self.journal[idx].tenant] != tenant:
            return None
        return self.journal[idx].facts

    def present(self, tenant: str, role: str, name: str, /) -> Reader | None:
        if role == "service":
            return Reader(tenant, role, name, scopes=frozenset({"export"})) if name in self.keys else None
        found = self.people.get((tenant, name))
        return found and Reader(tenant, found[0], name, found[1])

    # --- shorter words for tests

    def who(self, name: str, tenant: str = "shop") -> Reader:
        """Somebody whose second factor is fresh."""
        role, team = self.people[tenant, name]
        return Reader(tenant, role, name, team, stepped=STEPPED)

    def records(self, kind: Kind, decision: str = "") -> list[dict[str, Any]]:
        """What stands in the journal of a kind, and of a decision if one is named."""
        found = [record.facts for record in self.journal if record.facts["kind"] == kind]
        return [facts for facts in found if not decision or facts["decision"] == decision]

    def export(self, name: str = "lin", **changes: Any) -> Request:
        """An export of CONVERSATION as it stands after seven records."""
        given: dict[str, Any] = {
            "kind": "export",
            "tenant": "shop",
            "requester": name,
            "requester_role": self.people["shop", name][0],
            "subject": CONVERSATION,
            "reason": "chargeback 4411 (specimen)",
            "purpose": "dispute",
            "evidence": {"records": 7, "last": "ab" * 32},
        }
        return Request(**(given | changes))

    def asked(self, request: Request | None = None) -> Asked:
        """Ask as the requester."""
        wanted = request or self.export()
        return self.approvals.request(self.who(wanted.requester), wanted)

    def approve(self, asked: Asked, name: str = "he") -> State:
        """Approve as somebody who was shown the request."""
        return self.vote(self.who(name), asked, "approve", "in order")

    def vote(self, who: Reader, asked: Asked, decision: Any = "approve", reason: str = "so") -> State:
        """Say anything of a request as shown, in any session."""
        return self.approvals.vote(who, asked.request, decision, reason, asked.digest)

    def use(self, request: Request | None = None) -> Used:
        """Use an approval as whom the request names."""
        wanted = request or self.export()
        return self.approvals.use(self.who(wanted.requester), wanted)

    def stands(self, request: Request | None = None) -> bool:
        """Whether pages would say that it is approved."""
        wanted = request or self.export()
        return self.approvals.stands(self.who(wanted.requester), wanted)

    def refused(self, error: type[HandclaspError], act: Callable[..., Any], *given: Any) -> dict[str, Any]:
        """Assert that an act is refused like that, changes no row or vote, and is written down; the record."""
        rows, said = dict(self.store.rows), {at: list(votes) for at, votes in self.store.said.items()}
        before = len(self.journal)
        with pytest.raises(error) as found:
            act(*given)
        assert type(found.value) is error
        assert (self.store.rows, self.store.said) == (rows, said)
        (written,) = (record.facts for record in self.journal[before:])
        assert written["kind"] == "refusal"
        assert written["reason"] == str(found.value)
        assert written["details"]["code"] == found.value.code
        assert written["policy"] == "shop/v1"
        return written

    def row(self, asked: Asked) -> Asked:
        """The row as it stands."""
        return self.store.rows[1, asked.request]

    def forge(self, asked: Asked, **changes: Any) -> None:
        """What somebody with the database's password could do to a row."""
        self.store.rows[1, asked.request] = self.row(asked)._replace(**changes)


def receipt(idx: int, *, doubled: bool = False) -> Receipt:
    stored = Stored(
        log=1,
        tenant=1,
        index=idx,
        conversation=bytes(16),
        seq=idx + 1,
        record=bytes(32),
        previous=bytes(32),
        checkpoint="",
        size=idx + 1,
        doubled=doubled,
    )
    return Receipt(stored=stored, document=b"")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of several threads that start together came to: its result, or the error it raised."""
    outcomes: list[Any] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        gate.wait(10)
        try:
            outcomes.append(act())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes

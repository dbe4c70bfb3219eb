"""Writes the tenant's journal: who did what, found again by conversation and by person. It opens nothing.

A record of the journal is sealed like any other; what it names stands before what it announces is done.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Final, Protocol

from handclasp.access.policy import Reader
from handclasp.records import JOURNAL_KINDS, Author, Finding, HandclaspError, Invalid, Kind, Raw, Receipt, Value
from handclasp.seal.keys import Keyring

WAIT = 60.0
STAFF = "staff"
NAMELESS = frozenset({"customer", "service", "machine", "operator"})
"""Roles whose ids are no accounts' names."""
KINDS: Final = JOURNAL_KINDS | {Kind.AGENT_ACTION, Kind.GUARDED_ACTION}
"""The kinds of records that stand in journals."""


_WRITTEN: Final = ("reason", "purpose", "ground")
"""Facts that somebody writes in words of their own; a refusal's reason is the house's."""
_NAMES: Final = frozenset({"PERSON", "ADDRESS"})
"""Whom something is about may be said; what opens their accounts and doors may not."""


class SensitiveReason(HandclaspError):
    """A reason holds a customer's data: journals are kept for years and read by auditors. Say why without it."""

    code = "reason-sensitive"


class AppendAll(Protocol):
    """The pipeline in (flow.Flow.append_all)."""

    def __call__(self, raws: Sequence[Raw], /, *, receipts: bool = True) -> Future[list[Receipt | HandclaspError]]:
        """Seal records; each answer is a receipt, or why not."""


class Pending:
    """A journal record on its way: `stands` returns once it is sealed and acknowledged, and raises when it is not."""

    def __init__(self, future: Future[list[Receipt | HandclaspError]]) -> None:
        self._future = future

    def stands(self) -> Receipt:
        """The record's receipt; raises HandclaspError."""
        answer = self._future.result(WAIT)[0]
        if isinstance(answer, HandclaspError):
            raise answer
        return answer


class Journal:
    """Seals records into the journals of tenants. Thread-safe."""

    def __init__(
        self,
        append_all: AppendAll,
        keyring: Keyring,
        tenants: Callable[[str], int | None],
        clock: Callable[[], int],
        find: Callable[[str], Sequence[Finding]],
    ) -> None:
        self._find = find
        self._append_all = append_all
        self._keyring = keyring
        self._tenants = tenants
        self._clock = clock

    def begin(
        self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None, about: Sequence[bytes] = ()
    ) -> Pending:
        """Start sealing a record; whoever shows something because of it waits for `stands` first.

        With `key` the log holds at most one record of that key: the same again is the same record, anything else is
        refused (KeyReused). `about` are further subjects (16 bytes each) that it is found by. Raises SensitiveReason.
        """
        if kind is not Kind.REFUSAL:
            self.check_words(facts)
        found_by = (*about, *self._person(who))
        return Pending(self._append_all([self._record(who, kind, facts, key or secrets.token_hex(16), found_by)]))

    def seal_all(
        self, who: Reader, kind: Kind, keyed: Mapping[str, dict[str, Value]]
    ) -> list[Receipt | HandclaspError]:
        """Seal records together, each under its key: where each stands (no documents), or why not. As `begin` does."""
        if kind is not Kind.REFUSAL:
            for facts in keyed.values():
                self.check_words(facts)
        found_by = self._person(who)
        records = [self._record(who, kind, facts, key, found_by) for key, facts in keyed.items()]
        return self._append_all(records, receipts=False).result(WAIT)

    def _record(self, who: Reader, kind: Kind, facts: dict[str, Value], key: str, found_by: tuple[bytes, ...]) -> Raw:
        now = self._clock()
        return Raw(
            tenant=who.tenant,
            conversation=journal_name(now),
            journal=True,
            key=f"journal/{key}",
            kind=kind,
            author=Author(who.role, who.id),
            received=now,
            facts=facts,
            about=found_by,
        )

    def _person(self, who: Reader) -> tuple[bytes, ...]:
        """What somebody's acts are found by; nothing where there is no such tenant."""
        number = self._tenants(who.tenant)
        return () if number is None else (self._keyring.person(number, space(who)),)

    def check_words(self, facts: dict[str, Value]) -> None:
        """Look at what somebody wrote in words of their own; raises SensitiveReason when it holds a customer's data."""
        written = [str(facts[name]) for name in _WRITTEN if facts.get(name)]
        found = {one.type for text in written for one in self._find(text)} - _NAMES
        if found:
            message = (
                f"the reason holds a customer's data ({', '.join(sorted(found))}). Say why without it. Nothing was done"
            )
            raise SensitiveReason(message)

    def seal(
        self, who: Reader, kind: Kind, facts: dict[str, Value], *, key: str | None = None, about: Sequence[bytes] = ()
    ) -> Receipt:
        """Seal a record and return its receipt; raises HandclaspError."""
        return self.begin(who, kind, facts, key=key, about=about).stands()

    def search(self, who: Reader, words: Sequence[str], purpose: str, hits: int, policy: str) -> Receipt:
        """Seal that somebody searched: for which words only as keyed tokens, and how much was found (capped)."""
        return self.begin_search(who, words, {"purpose": purpose, "hits": hits, "policy": policy}).stands()

    def begin_search(self, who: Reader, words: Sequence[str], facts: dict[str, Value]) -> Pending:
        """Start sealing that somebody searched; `facts` without the words. Raises SensitiveReason."""
        number = self._tenants(who.tenant)
        keyed: list[str] = [] if number is None else [self._keyring.token(number, word).hex() for word in words]
        return self.begin(who, Kind.SEARCH, {"tokens": keyed, **facts})


def kinds_named(names: Iterable[str]) -> frozenset[str]:
    """Kinds of a journal's records; raises Invalid, with those there are, for any other name."""
    wanted = frozenset(names)
    if not wanted <= KINDS:
        message = f"a journal holds no records of such a kind; there are {', '.join(sorted(KINDS))}"
        raise Invalid(message)
    return wanted


def space(who: Reader) -> str:
    """The name under which somebody's acts are found: staff by account whatever their role, others by role and id."""
    return f"{who.role}:{who.id}" if who.role in NAMELESS else person(who.id)


def person(account: str) -> str:
    """The name under which an account's acts are found."""
    return f"{STAFF}:{account}"


def journal_name(now: int) -> str:
    """The journal of a moment: one conversation a tenant and month, with its own keys and retention."""
    return f"journal/{datetime.fromtimestamp(now / 1000, UTC):%Y-%m}"
